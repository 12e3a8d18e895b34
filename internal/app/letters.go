package app

import (
	"context"
	"crypto/x509"
	"errors"
	"os"
	"strconv"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
)

// letterSettings are those of the server by which letters go. Without mail.host
// none goes.
var letterSettings = []setting{
	textOf("mail.host", "", "", func(c *Config) *string { return &c.Mail.Host }),
	{key: "mail.port", set: setMailPort, shown: func(c *Config) string {
		if c.Mail.Port == 0 {
			return ""
		}
		return strconv.Itoa(c.Mail.Port)
	}},
	{key: "mail.tls", fallback: string(mail.StartTLS), set: setMailTLS, shown: func(c *Config) string { return string(c.Mail.TLS) }},
	textOf("mail.user", "", "", func(c *Config) *string { return &c.Mail.User }),
	{key: "mail.password", secret: true, hidden: true, set: func(c *Config, value string) *fault.Fault {
		c.Mail.Password = value
		return nil
	}, shown: func(c *Config) string {
		if c.Mail.Password == "" {
			return ""
		}
		return "xxxxx"
	}},
	textOf("mail.from", "", "", func(c *Config) *string { return &c.Mail.From }),
	textOf("mail.authority", "", "", func(c *Config) *string { return &c.MailAuthority }),
	number("mail.rate", 60, func(c *Config) *int { return &c.Mail.PerMinute }),
}

func setMailPort(c *Config, value string) *fault.Fault {
	if value == "" {
		return nil
	}
	n, err := strconv.ParseUint(value, 10, 16)
	if err != nil || n == 0 {
		return fault.New(fault.Invalid, "app.config.port", nil)
	}
	c.Mail.Port = int(n)
	return nil
}

func setMailTLS(c *Config, value string) *fault.Fault {
	for _, way := range mail.Ways {
		if value == string(way) {
			c.Mail.TLS = way
			return nil
		}
	}
	return fault.New(fault.Invalid, "app.config.mailTLS", nil)
}

// letterSender makes the sender of letters; nil where no server is configured. The
// errors are faults of kind invalid.
func (c *Config) letterSender() (*mail.Sender, error) {
	if c.Mail.Host == "" {
		return nil, nil
	}
	conf := c.Mail
	if c.MailAuthority != "" {
		data, err := os.ReadFile(c.MailAuthority)
		conf.Roots = x509.NewCertPool()
		if err != nil || !conf.Roots.AppendCertsFromPEM(data) {
			return nil, fault.Wrap(fault.Invalid, err, "app.config.authority", fault.Args{"file": c.MailAuthority})
		}
	}
	return mail.NewSender(conf)
}

// checkMail tells what is wrong with the settings together. The file of the
// authority is read by who uses it, as that of the certificate is.
func (c *Config) checkMail(wrong *fault.List) {
	if c.Mail.Host != "" {
		_, err := mail.NewSender(c.Mail)
		wrong.Add(err)
	}
}

// reachFor is how long a mail server may take to answer who looks at the page.
const reachFor = 5 * time.Second

// mail asks the server of letters whether it would take one.
func (p *patient) mail(ctx context.Context) Finding {
	f := Finding{Check: "mail", Health: Fine, Key: "app.health.mailNone"}
	sender, err := p.c.letterSender()
	if err == nil && sender == nil {
		if at, unset := p.unsetLetter(ctx); unset {
			f.Health, f.Key, f.Args, f.Hint = Warning, "app.health.mailUnset", fault.Args{"time": localTime(at)}, "app.health.mailUnsetHint"
		}
		return f
	}
	if err == nil {
		limited, cancel := context.WithTimeout(ctx, reachFor)
		defer cancel()
		f.Key, f.Args = "app.health.mail", fault.Args{"server": sender.Where()}
		err = sender.Reach(limited)
	}
	var wrong *fault.Fault
	if errors.As(err, &wrong) {
		f.Health, f.Key, f.Args, f.Hint = Faulty, wrong.Key, wrong.Args, "app.health.mailHint"
	}
	return f
}

// unsetLetter finds the last letter that was not sent since there was no server.
func (p *patient) unsetLetter(ctx context.Context) (at time.Time, unset bool) {
	if p.db == nil {
		return at, false
	}
	err := p.db.Read(ctx, func(tx *db.Tx) error {
		found, err := mail.Sent(tx, mail.Search{Outcome: mail.Unset, Limit: 1})
		if len(found) > 0 {
			at = found[0].Posted
		}
		return err
	})
	// An older schema, which its own check tells, has no letters.
	return at, err == nil && !at.IsZero()
}

// stale is after how long a job that nobody begins is told: the queue looks every
// second.
const stale = 10 * time.Minute

// queue tells how what is to be done after commits stands.
func (p *patient) queue(ctx context.Context) []Finding {
	var s job.State
	err := p.db.Read(ctx, func(tx *db.Tx) (err error) {
		s, err = job.ReadState(tx)
		return err
	})
	if err != nil {
		return nil // that the schema is older, or the database away, is told by its own check
	}
	f := Finding{Check: "queue", Health: Fine, Key: "app.health.queue", Args: fault.Args{"waiting": s.Waiting, "retrying": s.Retrying, "failed": s.Failed}}
	switch {
	case !s.Oldest.IsZero() && time.Since(s.Oldest) > stale:
		f.Health, f.Hint = Warning, "app.health.queueStaleHint"
	case s.Failed > 0:
		f.Health, f.Hint = Warning, "app.health.queueFailedHint"
	}
	return []Finding{f}
}

package mail

import (
	"context"
	"crypto/tls"
	"net"
	netmail "net/mail"
	"sync"
	"time"

	gomail "github.com/wneessen/go-mail"
	"github.com/wneessen/go-mail/smtp"
)

// Sender hands messages to one server. It is safe for use by many goroutines; a
// message has a connection of its own.
type Sender struct {
	conf Config
	from netmail.Address

	mu   sync.Mutex
	next time.Time // when the next may go
}

// NewSender makes a sender; it calls nobody. The error lists what is wrong with
// the configuration, as faults of kind invalid.
func NewSender(c Config) (*Sender, error) {
	from, err := c.complete()
	if err != nil {
		return nil, err
	}
	return &Sender{conf: c, from: from}, nil
}

// Where tells the server, "mail.example.vn:587".
func (s *Sender) Where() string { return s.conf.where() }

// Send hands one message over, and returns after the server took it. It waits for
// its turn first, within the pace that was configured. Errors are as fault has
// them: ForGood tells whether trying again is of use.
func (s *Sender) Send(ctx context.Context, m Message) error {
	letter, err := s.compose(m)
	if err != nil {
		return err
	}
	if err := s.pace(ctx); err != nil {
		return s.unreached(err)
	}
	l, err := s.connect(ctx)
	if err != nil {
		return s.unreached(err)
	}
	defer l.leave()
	if err := l.client.SendWithSMTPClient(l.session, letter); err != nil && !letter.IsDelivered() {
		if ctx.Err() != nil {
			return s.unreached(ctx.Err())
		}
		return s.notTaken(m, err)
	}
	// What goes wrong after the server took it, such as a lost goodbye, is no
	// reason to send it again.
	return nil
}

// Reach connects, makes the connection safe and signs in, as Send would, and
// leaves.
func (s *Sender) Reach(ctx context.Context) error {
	l, err := s.connect(ctx)
	if err != nil {
		return s.unreached(err)
	}
	l.leave()
	return nil
}

// line is an open connection to the server.
type line struct {
	client  *gomail.Client
	session *smtp.Client
	conn    net.Conn
	unwatch func() bool
}

func (l *line) leave() {
	l.client.CloseWithSMTPClient(l.session) // says goodbye
	l.unwatch()
	l.conn.Close()
}

// connect opens a connection that ends with ctx.
func (s *Sender) connect(ctx context.Context) (*line, error) {
	secure := &tls.Config{ServerName: s.conf.Host, RootCAs: s.conf.Roots, MinVersion: tls.VersionTLS12}
	l := &line{unwatch: func() bool { return true }}
	dial := func(limited context.Context, network, address string) (conn net.Conn, err error) {
		if s.conf.TLS == Implicit {
			conn, err = (&tls.Dialer{Config: secure}).DialContext(limited, network, address)
		} else {
			conn, err = new(net.Dialer).DialContext(limited, network, address)
		}
		if err == nil {
			// The library looks at the context while it dials only.
			l.conn, l.unwatch = conn, context.AfterFunc(ctx, func() { conn.Close() })
		}
		return conn, err
	}
	policy := gomail.NoTLS // implicit TLS is the dialer's
	if s.conf.TLS == StartTLS {
		policy = gomail.TLSMandatory
	}
	options := []gomail.Option{gomail.WithPort(s.conf.Port), gomail.WithTimeout(s.conf.Timeout), gomail.WithTLSConfig(secure), gomail.WithTLSPolicy(policy),
		gomail.WithDialContextFunc(dial), gomail.WithoutNoop(), gomail.WithoutRset(), gomail.WithoutSMTPUTF8()}
	if s.conf.User != "" {
		options = append(options, gomail.WithUsername(s.conf.User), gomail.WithPassword(s.conf.Password),
			gomail.WithOpportunisticSMTPAuth(gomail.SMTPAuthSCRAMSHA256, gomail.SMTPAuthPlain, gomail.SMTPAuthLogin))
	}
	var err error
	if l.client, err = gomail.NewClient(s.conf.Host, options...); err != nil {
		return nil, err
	}
	if l.session, err = l.client.DialToSMTPClientWithContext(ctx); err != nil {
		l.unwatch()
		if l.conn != nil {
			l.conn.Close()
		}
		if ctx.Err() != nil {
			err = ctx.Err()
		}
		return nil, err
	}
	return l, nil
}

// pace waits until the next letter may go.
func (s *Sender) pace(ctx context.Context) error {
	s.mu.Lock()
	at := time.Now()
	if s.next.After(at) {
		at = s.next
	}
	s.next = at.Add(time.Minute / time.Duration(s.conf.PerMinute))
	s.mu.Unlock()
	pause := time.NewTimer(time.Until(at))
	defer pause.Stop()
	select {
	case <-pause.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

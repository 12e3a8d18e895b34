package app

import (
	"context"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// TestMailConfig: the password is never shown, and not taken from the command
// line; what does not fit together is told.
func TestMailConfig(t *testing.T) {
	flags := map[string]string{"data": filepath.Join(t.TempDir(), "data"), "mail.host": "mail.example.vn", "mail.user": "a", "mail.from": "Tổ <a@example.vn>"}
	c, err := LoadConfig(Given{Flags: flags, Environment: []string{"SANSANG_MAIL_PASSWORD=bimat", "SANSANG_MAIL_TLS=tls"}})
	if err != nil {
		t.Fatal(err)
	}
	sender, err := c.letterSender()
	if err != nil || sender.Where() != "mail.example.vn:465" || c.Mail.Password != "bimat" {
		t.Errorf("%v %v", sender, err)
	}
	for _, s := range c.Settings() {
		if strings.Contains(fmt.Sprint(s), "bimat") || s.Key == "mail.password" && (s.Value != "xxxxx" || s.Source != FromEnvironment) {
			t.Errorf("shown: %+v", s)
		}
	}
	flags["mail.password"] = "bimat"
	_, err = LoadConfig(Given{Flags: flags, Environment: []string{"SANSANG_MAIL_TLS=ssl", "SANSANG_MAIL_PORT=0", "SANSANG_MAIL_FROM=x"}})
	for _, key := range []string{"app.config.open", "app.config.mailTLS", "app.config.port"} {
		if err == nil || !strings.Contains(err.Error(), key) || strings.Contains(err.Error(), "bimat") {
			t.Errorf("%v does not tell %s", err, key)
		}
	}
	delete(flags, "mail.password")
	_, err = LoadConfig(Given{Flags: flags})
	if err == nil || !strings.Contains(err.Error(), "mail.config.pair") {
		t.Errorf("a user without a password: %v", err)
	}
	var out, errs strings.Builder
	world := console.World{Out: &out, Err: &errs, Build: Version(), Doctor: doctor, Texts: consoleTexts}
	t.Setenv("SANSANG_MAIL_HOST", "mail.example.vn")
	if code := console.Run(t.Context(), []string{"doctor", "--data", flags["data"]}, world); code != 3 || !strings.Contains(errs.String(), "Địa chỉ gửi (mail.from)") {
		t.Errorf("code %d: %s", code, errs.String())
	}
	c.MailAuthority = filepath.Join(t.TempDir(), "none.pem")
	if _, err := c.letterSender(); keyOf(err) != "app.config.authority" {
		t.Errorf("no file of the authority: %v", err)
	}
}

// box is a mail server of the test's own, which keeps what it takes.
type box struct {
	mu    sync.Mutex
	taken []string
}

func (b *box) AuthPlain(string, string) error              { return nil }
func (b *box) Reset()                                      {}
func (b *box) Logout() error                               { return nil }
func (b *box) Mail(string, *smtp.MailOptions) error        { return nil }
func (b *box) Rcpt(to string, _ *smtp.RcptOptions) error   { return nil }
func (b *box) NewSession(*smtp.Conn) (smtp.Session, error) { return b, nil }

func (b *box) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.taken = append(b.taken, string(data))
	return err
}

func (b *box) all() []string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return append([]string(nil), b.taken...)
}

// TestLetters: a served program sends what an act posts, tells so in its metrics
// and its health, and leaves for the next start what it could not send.
func TestLetters(t *testing.T) {
	server := &box{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	smtpd := smtp.NewServer(server)
	smtpd.ErrorLog = log.New(io.Discard, "", 0)
	go smtpd.Serve(l)
	defer smtpd.Close()
	metrics, err := net.Listen("tcp", "127.0.0.1:0") // a port that is free
	if err != nil {
		t.Fatal(err)
	}
	metrics.Close()
	dir := filepath.Join(t.TempDir(), "data")
	load := func(port int) *Config {
		c, err := LoadConfig(Given{Flags: map[string]string{"data": dir, "listen": "127.0.0.1:0", "metrics.listen": metrics.Addr().String(), "mail.host": "127.0.0.1",
			"mail.port": strconv.Itoa(port), "mail.tls": "none", "mail.from": "Tổ thường trực <sansang@example.vn>"}})
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	c := load(port)
	serving(t, c, func(p *Program) {
		id := postLetter(t, p)
		e := endedLetter(t, p, id)
		if all := server.all(); e.Outcome != mail.Taken || len(all) != 1 || !strings.Contains(all[0], "Message-ID: <"+id+"@example.vn>") || !strings.Contains(all[0], p.reached) || p.reached == "" {
			t.Errorf("%+v, taken: %v", e, all)
		}
		for end := time.Now().Add(10 * time.Second); ; time.Sleep(10 * time.Millisecond) {
			r, err := http.Get("http://" + c.Metrics + "/metrics")
			if err != nil {
				t.Fatal(err)
			}
			page, _ := io.ReadAll(r.Body)
			r.Body.Close()
			if strings.Contains(string(page), "sansang_jobs_done_total 1\n") && strings.Contains(string(page), "sansang_jobs_waiting 0\n") && strings.Contains(string(page), "sansang_jobs_failed_total 0\n") {
				break
			}
			if time.Now().After(end) {
				t.Fatalf("metrics:\n%s", page)
			}
		}
		found := 0
		for _, f := range p.running().Health(t.Context(), text.Vi) {
			if f.Name == "Máy chủ thư" || f.Name == "Công việc chạy nền" {
				found++
				if f.Health != string(Fine) || strings.ContainsAny(f.Found, "{}") {
					t.Errorf("%+v", f)
				}
			}
		}
		if found != 2 {
			t.Error("the page does not show mail server and queue")
		}
	})

	// The server is away, and comes back after the next start.
	smtpd.Close()
	var waiting string
	serving(t, c, func(p *Program) {
		waiting = postLetter(t, p)
		for end := time.Now().Add(10 * time.Second); p.Queue.Counts().Retried == 0; time.Sleep(5 * time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("the letter was not tried")
			}
		}
	})
	if d := degrees(c.examine(t.Context())); d["mail"] != Faulty || d["queue"] != Fine {
		t.Errorf("without a server: %v", d)
	}
	look(t, dir, func(p *Program) {
		if e := letterOf(t, p, waiting); e.Outcome != mail.Waiting || e.Tries != 1 {
			t.Errorf("after the stop: %+v", e)
		}
	})
}

// TestDemonstrationLetters: without a server letters are noted, not sent.
func TestDemonstrationLetters(t *testing.T) {
	c, err := servedConfig(filepath.Join(t.TempDir(), "data"))
	if err != nil {
		t.Fatal(err)
	}
	if d := degrees(c.examine(t.Context())); d["mail"] != Fine {
		t.Errorf("before: %v", d)
	}
	serving(t, c, func(p *Program) {
		if e := endedLetter(t, p, postLetter(t, p)); e.Outcome != mail.Unset {
			t.Errorf("%+v", e)
		}
	})
	all := c.examine(t.Context())
	if d := degrees(all); d["mail"] != Warning || d["queue"] != Fine {
		t.Errorf("after: %v", d)
	}
}

// serving runs an installation while do looks at it.
func serving(t *testing.T, c *Config, do func(*Program)) {
	t.Helper()
	o := c.options(quiet())
	var err error
	if o.Sender, err = c.letterSender(); err != nil {
		t.Fatal(err)
	}
	release, err := c.holdData()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	p, err := Open(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	// An office with a letter that no slice has.
	words, err := text.NewCatalogue(mail.Texts, fstest.MapFS{
		"text.vi.yaml": {Data: []byte("try.letter.subject: Nhắc việc\ntry.letter.text: Đề nghị nộp.\n")},
		"text.en.yaml": {Data: []byte("try.letter.subject: Reminder\ntry.letter.text: Please submit.\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	p.Queue = job.New(p.DB, job.Config{})
	p.Mail = mail.NewOffice(p.DB, p.Queue, words, o.Sender, func() string { return p.reached })
	l, err := listen(c.Listen)
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(context.Background())
	ready, ended := make(chan struct{}), make(chan error, 1)
	go func() { ended <- p.run(ctx, c, l, false, func(string) { close(ready) }) }()
	defer func() {
		stop()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}()
	<-ready
	do(p)
}

func postLetter(t *testing.T, p *Program) (id string) {
	t.Helper()
	err := p.DB.Write(t.Context(), func(tx *db.Tx) (err error) {
		id, err = p.Mail.Post(tx, mail.Letter{Template: "try.letter", To: mail.Address{Address: "an@example.vn"}, Lang: text.Vi, Page: "/health"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return id
}

func letterOf(t *testing.T, p *Program, id string) (e mail.Entry) {
	t.Helper()
	err := p.DB.Read(t.Context(), func(tx *db.Tx) error {
		all, err := mail.Sent(tx, mail.Search{})
		for _, one := range all {
			if one.Job == id {
				e = one
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func endedLetter(t *testing.T, p *Program, id string) mail.Entry {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if e := letterOf(t, p, id); e.Outcome != "" && e.Outcome != mail.Waiting {
			return e
		}
	}
	t.Fatal("the letter does not end")
	return mail.Entry{}
}

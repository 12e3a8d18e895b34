package mail_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"github.com/sansang-project/sansang/internal/platform/mail"
)

const (
	user     = "sansang"
	password = "mật khẩu bí mật"
)

// taken is a message that the server took.
type taken struct {
	from string
	to   []string
	data string
}

// server is a real SMTP server of the test's own, on a port of the loopback.
type server struct {
	t     *testing.T
	roots *x509.CertPool

	mu      sync.Mutex
	taken   []taken
	signed  int // sign-ins that were tried
	onMail  func() error
	onRcpt  func(to string) error
	onBegin func(c *smtp.Conn) error // before the content is read
	onEnd   func() error             // after it
}

// serve starts it; the configuration is of a sender that it knows.
func serve(t *testing.T, way mail.TLS, offered bool) (*server, mail.Config) {
	t.Helper()
	pair, roots := certificate(t)
	s := &server{t: t, roots: roots}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	port := l.Addr().(*net.TCPAddr).Port
	server := smtp.NewServer(smtp.BackendFunc(func(c *smtp.Conn) (smtp.Session, error) { return &session{server: s, conn: c}, nil }))
	server.Domain, server.AllowInsecureAuth, server.ErrorLog = "mail.example.vn", true, log.New(io.Discard, "", 0)
	secure := &tls.Config{Certificates: []tls.Certificate{pair}}
	if way == mail.Implicit {
		l = tls.NewListener(l, secure)
	} else if offered {
		server.TLSConfig = secure
	}
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	return s, mail.Config{Host: "127.0.0.1", Port: port, TLS: way, Roots: roots, From: "Tổ thường trực <sansang@tinh.example.vn>", PerMinute: 60_000, Timeout: 10 * time.Second}
}

func (s *server) all() []taken {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]taken(nil), s.taken...)
}

type session struct {
	*server
	conn *smtp.Conn
	now  taken
}

func (s *session) AuthMechanisms() []string { return []string{sasl.Plain} }

func (s *session) Auth(string) (sasl.Server, error) {
	s.mu.Lock()
	s.signed++
	s.mu.Unlock()
	return sasl.NewPlainServer(func(_, name, secret string) error {
		if name != user || secret != password {
			return smtp.ErrAuthFailed
		}
		return nil
	}), nil
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	s.now = taken{from: from}
	if s.onMail != nil {
		return s.onMail()
	}
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.now.to = append(s.now.to, to)
	if s.onRcpt != nil {
		return s.onRcpt(to)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	if s.onBegin != nil {
		if err := s.onBegin(s.conn); err != nil {
			return err
		}
	}
	data, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	s.now.data = string(data)
	if s.onEnd != nil {
		if err := s.onEnd(); err != nil {
			return err
		}
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.server.taken = append(s.server.taken, s.now)
	return nil
}

// answer is what a server says that does not take something.
func answer(code int, message string) error {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 0, 0}, Message: message}
}

// certificate makes one for the loopback, and who believes it.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	template := &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour),
		IPAddresses: []net.IP{net.ParseIP("127.0.0.1")}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign}
	der, err := x509.CreateCertificate(rand.Reader, template, template, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, roots
}

// speak is a server of a few lines, for what a real one does not do.
func speak(t *testing.T, lines string) mail.Config {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if errors.Is(err, net.ErrClosed) {
				return
			}
			io.WriteString(c, lines)
			if lines == "" {
				t.Cleanup(func() { c.Close() }) // silent, and there
				continue
			}
			c.Close()
		}
	}()
	return mail.Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: mail.Plain, From: "sansang@example.vn", PerMinute: 60_000, Timeout: 300 * time.Millisecond}
}

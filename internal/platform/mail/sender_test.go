package mail_test

import (
	"context"
	"io"
	"mime"
	"mime/multipart"
	"net"
	netmail "net/mail"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// letter is a message as the office words one.
func letter() mail.Message {
	return mail.Message{ID: "0123456789abcdef0123456789abcdef", Posted: time.Date(2026, 11, 25, 9, 30, 0, 0, time.UTC), Lang: text.Vi,
		To: mail.Address{Name: "Nguyễn Văn Ẩn", Address: "an.nv@xa.example.vn"}, Subject: "Nhắc nộp bản tự chấm: UBND xã Ẩm Ướt",
		Text: "Kính gửi Nguyễn Văn Ẩn,\n\nĐề nghị nộp.\n.\nHết.\n", HTML: "<p>Đề nghị nộp.</p>"}
}

func sender(t *testing.T, c mail.Config) *mail.Sender {
	t.Helper()
	s, err := mail.NewSender(c)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// read takes a message apart: its header, decoded, and its parts by type.
func read(t *testing.T, data string) (header func(string) string, parts map[string]string) {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/alternative" {
		t.Fatalf("content: %s %v", kind, err)
	}
	parts = map[string]string{}
	for r := multipart.NewReader(m.Body, params["boundary"]); ; {
		p, err := r.NextPart() // quoted-printable is decoded
		if err == io.EOF {
			break
		}
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(p)
		if err != nil {
			t.Fatal(err)
		}
		parts[p.Header.Get("Content-Type")] = strings.ReplaceAll(string(body), "\r\n", "\n")
	}
	return func(name string) string {
		value, err := new(mime.WordDecoder).DecodeHeader(m.Header.Get(name))
		if err != nil {
			t.Error(err)
		}
		return value
	}, parts
}

// TestSend: what arrives is what was written, by each way, and the same again when
// it is sent again.
func TestSend(t *testing.T) {
	for _, way := range mail.Ways {
		t.Run(string(way), func(t *testing.T) {
			server, c := serve(t, way, true)
			c.User, c.Password = user, password
			s := sender(t, c)
			if err := s.Reach(t.Context()); err != nil {
				t.Fatal(err)
			}
			m := letter()
			for range 2 {
				if err := s.Send(t.Context(), m); err != nil {
					t.Fatal(err)
				}
			}
			all := server.all()
			if len(all) != 2 || server.signed != 3 {
				t.Fatalf("%d messages, %d sign-ins", len(all), server.signed)
			}
			var dates []string
			for _, got := range all {
				if got.from != "sansang@tinh.example.vn" || !slices.Equal(got.to, []string{m.To.Address}) {
					t.Errorf("envelope: %s %v", got.from, got.to)
				}
				header, parts := read(t, got.data)
				for name, want := range map[string]string{"Message-ID": "<" + m.ID + "@tinh.example.vn>", "Subject": m.Subject, "Auto-Submitted": "auto-generated",
					"From": `"Tổ thường trực" <sansang@tinh.example.vn>`, "To": `"Nguyễn Văn Ẩn" <an.nv@xa.example.vn>`, "Content-Language": "vi", "Bcc": "", "User-Agent": ""} {
					if found := header(name); strings.ReplaceAll(found, `"`, "") != strings.ReplaceAll(want, `"`, "") {
						t.Errorf("%s: %q, not %q", name, found, want)
					}
				}
				dates = append(dates, header("Date"))
				if parts["text/plain; charset=UTF-8"] != m.Text || strings.TrimSpace(parts["text/html; charset=UTF-8"]) != m.HTML {
					t.Errorf("parts: %q", parts)
				}
			}
			if at, err := netmail.ParseDate(dates[0]); err != nil || !at.Equal(m.Posted) || dates[0] != dates[1] {
				t.Errorf("dates: %v", dates)
			}
		})
	}
}

// TestInjection: nothing that people write becomes a header or a recipient.
func TestInjection(t *testing.T) {
	server, c := serve(t, mail.Plain, false)
	s := sender(t, c)
	m := letter()
	m.To.Name = "An\r\nBcc: kẻ gian <x@evil.example>\r\n\r\nThân thư"
	m.Subject = "Nhắc\r\nBcc: x@evil.example\n\nThân\u2028thư\x00"
	if err := s.Send(t.Context(), m); err != nil {
		t.Fatal(err)
	}
	got := server.all()[0]
	header, _ := read(t, got.data)
	if len(got.to) != 1 || header("Bcc") != "" || header("Subject") != "Nhắc Bcc: x@evil.example Thân thư" {
		t.Errorf("to %v, Bcc %q, subject %q", got.to, header("Bcc"), header("Subject"))
	}
	for _, address := range []string{"", "an", "an@b", "an@example.vn\r\nRCPT TO:<x@evil.example>", "an@example.vn, x@evil.example", "An <an@example.vn>",
		"ẩn@example.vn", "an@example.vn>", strings.Repeat("a", 250) + "@example.vn", "an@example.vn "} {
		m := letter()
		m.To.Address = address
		if err := s.Send(t.Context(), m); !mail.ForGood(err) {
			t.Errorf("%q: %v", address, err)
		}
	}
	if n := len(server.all()); n != 1 {
		t.Errorf("%d messages", n)
	}
}

// TestRefusal: what ends a letter and what does not, told by the server's answers.
func TestRefusal(t *testing.T) {
	always := func(err error) func() error { return func() error { return err } }
	cases := map[string]struct {
		set     func(s *server, c *mail.Config)
		key     string
		forGood bool
	}{
		"no such person": {func(s *server, _ *mail.Config) {
			s.onRcpt = func(string) error { return answer(550, "no such person here") }
		}, "mail.letter.refused", true},
		"mailbox full":       {func(s *server, _ *mail.Config) { s.onRcpt = func(string) error { return answer(452, "mailbox full") } }, "mail.server.busy", false},
		"sign in first":      {func(s *server, _ *mail.Config) { s.onRcpt = func(string) error { return answer(530, "sign in") } }, "mail.server.busy", false},
		"sender not allowed": {func(s *server, _ *mail.Config) { s.onMail = always(answer(550, "not yours")) }, "mail.server.busy", false},
		"content refused":    {func(s *server, _ *mail.Config) { s.onEnd = always(answer(554, "looks like spam")) }, "mail.letter.refused", true},
		"content later":      {func(s *server, _ *mail.Config) { s.onEnd = always(answer(451, "greylisted")) }, "mail.server.busy", false},
		"closing down":       {func(s *server, _ *mail.Config) { s.onMail = always(answer(421, "closing down")) }, "mail.server.busy", false},
		"cut while sending": {func(s *server, _ *mail.Config) {
			s.onBegin = func(c *smtp.Conn) error { c.Conn().Close(); return nil }
		}, "mail.server.broken", false},
		"slow": {func(s *server, c *mail.Config) {
			c.Timeout = 200 * time.Millisecond
			s.onEnd = func() error { time.Sleep(time.Second); return answer(451, "too late") }
		}, "mail.server.broken", false},
		"wrong password": {func(_ *server, c *mail.Config) { c.User, c.Password = user, "another" }, "mail.server.login", false},
		"unknown certificate": {func(_ *server, c *mail.Config) {
			c.TLS, c.Roots = mail.StartTLS, nil
		}, "mail.server.certificate", false},
	}
	for name, test := range cases {
		t.Run(name, func(t *testing.T) {
			server, c := serve(t, mail.Plain, true)
			test.set(server, &c)
			err := sender(t, c).Send(t.Context(), letter())
			held(t, err, test.key, test.forGood)
			if n := len(server.all()); n != 0 {
				t.Errorf("%d messages were taken", n)
			}
		})
	}
	t.Run("greeting", func(t *testing.T) {
		held(t, sender(t, speak(t, "421 too many connections\r\n")).Send(t.Context(), letter()), "mail.server.busy", false)
	})
	t.Run("refused greeting", func(t *testing.T) {
		held(t, sender(t, speak(t, "554 not for you\r\n")).Reach(t.Context()), "mail.server.busy", false)
	})
	t.Run("silence", func(t *testing.T) {
		held(t, sender(t, speak(t, "")).Send(t.Context(), letter()), "mail.server.away", false)
	})
	t.Run("nobody", func(t *testing.T) {
		l, err := net.Listen("tcp", "127.0.0.1:0")
		if err != nil {
			t.Fatal(err)
		}
		l.Close()
		c := mail.Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, From: "sansang@example.vn"}
		held(t, sender(t, c).Reach(t.Context()), "mail.server.away", false)
	})
	t.Run("stopped", func(t *testing.T) {
		server, c := serve(t, mail.Plain, false)
		ctx, cancel := context.WithCancel(t.Context())
		server.onEnd = func() error { cancel(); time.Sleep(100 * time.Millisecond); return answer(451, "too late") }
		held(t, sender(t, c).Send(ctx, letter()), "mail.server.stopped", false)
	})
}

func held(t *testing.T, err error, key string, forGood bool) {
	t.Helper()
	if err == nil {
		t.Fatal("no error")
	}
	f, ok := err.(*fault.Fault)
	if !ok || f.Key != key || mail.ForGood(err) != forGood || strings.Contains(err.Error(), password) {
		t.Errorf("%v, not %s; for good: %v", err, key, mail.ForGood(err))
	}
}

// TestTaken: a goodbye that is lost after the server took a letter is no reason to
// send it again.
func TestTaken(t *testing.T) {
	server, c := serve(t, mail.Plain, false)
	s := sender(t, c)
	var conn net.Conn
	server.onBegin = func(c *smtp.Conn) error { conn = c.Conn(); return nil }
	server.onEnd = func() error {
		time.AfterFunc(20*time.Millisecond, func() { conn.Close() })
		return nil
	}
	if err := s.Send(t.Context(), letter()); err != nil || len(server.all()) != 1 {
		t.Errorf("%d messages: %v", len(server.all()), err)
	}
}

// TestSecret: a password goes to nobody who could be overheard.
func TestSecret(t *testing.T) {
	server, c := serve(t, mail.StartTLS, false) // a server, or somebody between, that does not offer TLS
	c.User, c.Password = user, password
	held(t, sender(t, c).Send(t.Context(), letter()), "mail.server.plain", false)
	if server.signed != 0 || len(server.all()) != 0 {
		t.Errorf("%d sign-ins, %d messages", server.signed, len(server.all()))
	}
}

// TestConfig: all that is wrong is told at once.
func TestConfig(t *testing.T) {
	_, err := mail.NewSender(mail.Config{Host: "mail example", From: "không phải địa chỉ", User: "a", TLS: mail.Plain})
	_, open := mail.NewSender(mail.Config{Host: "mail.example.vn", From: "a@example.vn", User: "a", Password: "b", TLS: mail.Plain})
	for _, want := range []struct {
		err error
		key string
	}{{err, "mail.config.host"}, {err, "mail.config.from"}, {err, "mail.config.pair"}, {open, "mail.config.plain"}} {
		if want.err == nil || fault.KindOf(want.err) != fault.Invalid || !strings.Contains(want.err.Error(), want.key) {
			t.Errorf("%v does not tell %s", want.err, want.key)
		}
	}
	for way, port := range map[mail.TLS]string{mail.StartTLS: "587", mail.Implicit: "465", mail.Plain: "25", "": "587"} {
		if s := sender(t, mail.Config{Host: "mail.example.vn", From: "a@example.vn", TLS: way}); s.Where() != "mail.example.vn:"+port {
			t.Errorf("%q: %s", way, s.Where())
		}
	}
}

package app

import (
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
)

// reply is what somebody without a jar got: every cookie is the test's own.
type reply struct {
	status   int
	header   http.Header
	location string
	session  string // cookie that was set
	body     string
}

// ask sends one request and follows nothing.
func (s *peopled) ask(t *testing.T, method, path, session string, pairs ...string) reply {
	t.Helper()
	f := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		f.Set(pairs[i], pairs[i+1])
	}
	r, err := http.NewRequest(method, s.address+path, strings.NewReader(f.Encode()))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	if session != "" {
		r.AddCookie(&http.Cookie{Name: "session", Value: session})
	}
	answer, err := http.DefaultTransport.RoundTrip(r)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	out := reply{status: answer.StatusCode, header: answer.Header, location: answer.Header.Get("Location"), body: string(data)}
	for _, c := range answer.Cookies() {
		if c.Name == "session" {
			out.session = c.Value
		}
	}
	return out
}

func (s *peopled) signIn(t *testing.T, login, session string) reply {
	t.Helper()
	return s.ask(t, "POST", "/sign-in", session, "_login", login, "_password", s.known[login].Password)
}

// TestPeopleAreSafe goes at the pages of sign-in and accounts as somebody would
// who wants in.
func TestPeopleAreSafe(t *testing.T) {
	s := newPeopled(t)
	idOf := func(login string) string {
		return s.found(t, "quantri", "/people?q="+login, `href="/people/([0-9a-f-]{16,})"`)
	}

	t.Run("fixation", func(t *testing.T) {
		planted := s.signIn(t, "canbo.syt", "").session // a session of the attacker's own
		in := s.signIn(t, "quantri", planted)
		if in.session == "" || in.session == planted {
			t.Fatal("the session that was planted stays")
		}
		again := s.ask(t, "POST", "/confirm?to=/people", in.session, "_password", s.known["quantri"].Password)
		if again.location != "/people" || again.session == "" || again.session == in.session {
			t.Fatalf("confirmed at %q, session changed %v", again.location, again.session != in.session)
		}
		if r := s.ask(t, "GET", "/people", in.session); !strings.HasPrefix(r.location, "/sign-in") {
			t.Errorf("the session before the confirmation still opens: %d %s", r.status, r.location)
		}
		if r := s.ask(t, "GET", "/people", again.session); r.status != http.StatusOK {
			t.Errorf("the session after the confirmation: %d", r.status)
		}
	})

	t.Run("closed account", func(t *testing.T) {
		if r := s.ask(t, "POST", "/people/"+idOf("thamdinh2")+"/close", s.as(t, "quantri")["session"], "reason", "nghỉ việc"); r.status != http.StatusSeeOther {
			t.Fatalf("closing: %d\n%s", r.status, short(r.body))
		}
		plain := func(login, password string) (int, string) {
			r := s.ask(t, "POST", "/sign-in", "", "_login", login, "_password", password)
			body := regexp.MustCompile(`[0-9A-Z]{4}-[0-9A-Z]{4}`).ReplaceAllString(r.body, "")
			return r.status, strings.ReplaceAll(body, login, "")
		}
		status, wrong := plain("thuongtruc", "sai rồi")
		if status != http.StatusForbidden || !strings.Contains(wrong, "không đúng") {
			t.Fatalf("a wrong password: %d", status)
		}
		for _, c := range [][2]string{{"thamdinh2", s.known["thamdinh2"].Password}, {"thamdinh2", "sai rồi"}, {"khong-co-ai", "sai rồi"}} {
			if got, page := plain(c[0], c[1]); got != status || page != wrong {
				t.Errorf("%s is told apart from a wrong password: %d\n%s", c[0], got, page)
			}
		}
	})

	t.Run("carried form", func(t *testing.T) {
		sent := []string{"name", "Trần Thị Dở Dang", "login", "dodang", "role", "officer", "over", "agency:so-y-te", "secret_new", "bí mật đang gõ"}
		r := s.ask(t, "POST", "/people", "het-han", sent...)
		if r.status != http.StatusForbidden || r.location != "" {
			t.Fatalf("%d %s", r.status, r.location)
		}
		for _, typed := range []string{`value="Trần Thị Dở Dang"`, `value="dodang"`, `value="agency:so-y-te"`, `name="_login"`} {
			if !strings.Contains(r.body, typed) {
				t.Errorf("the page that asks again lacks %s", typed)
			}
		}
		if strings.Contains(r.body, "bí mật đang gõ") || strings.Contains(r.body, "secret_new") {
			t.Error("a secret was written back into a page")
		}
		wrong := s.ask(t, "POST", "/people", "", append(sent, "_login", "quantri", "_password", "sai rồi")...)
		if !strings.Contains(wrong.body, `value="Trần Thị Dở Dang"`) || strings.Contains(wrong.body, "sai rồi") {
			t.Error("after a wrong password the form is lost, or the password is shown")
		}
		right := s.ask(t, "POST", "/people", "", append(sent, "_login", "quantri", "_password", s.known["quantri"].Password)...)
		if right.status != http.StatusOK || right.session == "" || !strings.Contains(right.body, "/link/") {
			t.Errorf("signing in did not send the form: %d\n%s", right.status, short(right.body))
		}
	})

	// Whoever has a second factor gets the form through two interruptions.
	t.Run("carried form, second factor", func(t *testing.T) {
		ctx, in := t.Context(), s.signIn(t, "thuongtruc", "")
		e, err := s.gate.Enrol(ctx, in.session, audit.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		code, err := totp.GenerateCode(e.Secret, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		_, recovery, err := s.gate.ConfirmEnrolment(ctx, in.session, access.Proof{Code: code})
		if err != nil {
			t.Fatal(err)
		}
		sent := []string{"name", "Trần Thị Hai Lớp", "login", "hailop", "role", "officer", "over", "agency:so-y-te"}
		first := s.ask(t, "POST", "/people", "het-han", append(sent, "_login", "thuongtruc", "_password", s.known["thuongtruc"].Password)...)
		if first.session == "" || first.status != http.StatusForbidden || !strings.Contains(first.body, `name="_code"`) || !strings.Contains(first.body, `value="Trần Thị Hai Lớp"`) {
			t.Fatalf("after the password: %d %s\n%s", first.status, first.location, short(first.body))
		}
		wrong := s.ask(t, "POST", "/people", first.session, append(sent, "_code", "000000")...)
		if wrong.status != http.StatusForbidden || !strings.Contains(wrong.body, `value="Trần Thị Hai Lớp"`) || !strings.Contains(wrong.body, `name="_code"`) {
			t.Errorf("after a wrong code: %d %s\n%s", wrong.status, wrong.location, short(wrong.body))
		}
		if r := s.ask(t, "POST", "/people", first.session, append(sent, "_code", recovery[0])...); r.status != http.StatusOK || !strings.Contains(r.body, "/link/") {
			t.Errorf("after the code: %d %s\n%s", r.status, r.location, short(r.body))
		}
	})

	t.Run("open redirect", func(t *testing.T) {
		session := s.as(t, "canbo.kinhbac")["session"]
		for _, to := range []string{"//evil.example", "https://evil.example", `/\evil.example`, "/\t/evil.example", "javascript:alert(1)", "///evil.example", "http:evil.example"} {
			at := "?to=" + url.QueryEscape(to)
			for _, r := range []reply{
				s.ask(t, "GET", "/sign-in"+at, session),
				s.ask(t, "POST", "/sign-in"+at, "", "_login", "lanhdao", "_password", s.known["lanhdao"].Password),
				s.ask(t, "POST", "/confirm"+at, session, "_password", s.known["canbo.kinhbac"].Password),
			} {
				if r.location != "/" {
					t.Errorf("%q leads to %q (%d)", to, r.location, r.status)
				}
			}
			session = s.signIn(t, "canbo.kinhbac", "").session
		}
	})

	t.Run("one-time link", func(t *testing.T) {
		secret := s.reset(t, idOf("canbo.skhcn"))
		other := s.reset(t, idOf("canbo.syt"))
		for range 2 { // mail programs look first
			r := s.ask(t, "GET", "/link/"+secret, "")
			if r.status != http.StatusOK || r.header.Get("Referrer-Policy") != "no-referrer" || !strings.Contains(r.body, s.known["canbo.skhcn"].Name) {
				t.Fatalf("the link: %d %v", r.status, r.header)
			}
		}
		weak := s.ask(t, "POST", "/link/"+secret, "", "secret_new", "123", "secret_repeat", "123")
		if weak.status != http.StatusForbidden || strings.Contains(weak.body, `value="123"`) {
			t.Errorf("a weak password: %d", weak.status)
		}
		chosen := "ba con vịt lội qua sông 2026"
		if r := s.ask(t, "POST", "/link/"+secret, "", "secret_new", chosen, "secret_repeat", chosen); r.location != "/sign-in" {
			t.Fatalf("using the link: %d %s\n%s", r.status, r.location, short(r.body))
		}
		for _, r := range []reply{s.ask(t, "GET", "/link/"+secret, ""), s.ask(t, "POST", "/link/"+secret, "", "secret_new", chosen, "secret_repeat", chosen), s.ask(t, "PUT", "/link/"+other, "")} {
			if r.status < 400 {
				t.Errorf("a link that is used up answers %d", r.status)
			}
		}
		if in, err := s.gate.SignIn(t.Context(), access.Attempt{Login: "canbo.skhcn", Password: chosen}); err != nil || in.Token == "" {
			t.Errorf("the chosen password: %v", err)
		}
		for what, hush := range map[string]string{"a link": secret, "another link": other, "a password": chosen, "a typed password": "sai rồi", "a session": s.as(t, "quantri")["session"]} {
			if strings.Contains(s.log.String(), hush) {
				t.Errorf("the log holds %s", what)
			}
		}
		if n := strings.Count(s.log.String(), `"path":"/link/…"`); n < 5 { // of seven; the line of the last may be on its way
			t.Errorf("%d requests of links are in the log", n)
		}
	})

	t.Run("what is shown once", func(t *testing.T) {
		page := s.ask(t, "GET", "/people/"+idOf("canbo.syt"), s.as(t, "quantri")["session"]).body
		if strings.Contains(page, "/link/") {
			t.Error("the page of a person shows a link again")
		}
	})
}

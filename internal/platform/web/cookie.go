package web

import "net/http"

// hostPrefix makes a browser keep a cookie only if it is Secure, for the whole
// path, and of this very host (RFC 6265bis §4.1.3.2). Without TLS, which is
// allowed on the loopback alone, browsers refuse the prefix, so it is dropped.
const hostPrefix = "__Host-"

func (s *Site) cookieName(name string) string {
	if s.Plain {
		return name
	}
	return hostPrefix + name
}

// SetCookie keeps a value with the browser: not readable by scripts, not sent
// along from other sites. seconds is how long; 0 until the browser closes,
// negative to forget it now.
func (s *Site) SetCookie(w http.ResponseWriter, name, value string, seconds int) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookieName(name), Value: value, Path: "/", MaxAge: seconds,
		Secure: !s.Plain, HttpOnly: true, SameSite: http.SameSiteLaxMode,
	})
}

// Cookie returns the value that SetCookie kept, "" when there is none.
func (s *Site) Cookie(r *http.Request, name string) string {
	c, err := r.Cookie(s.cookieName(name))
	if err != nil {
		return ""
	}
	return c.Value
}

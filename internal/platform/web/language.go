package web

import (
	"net/http"
	"net/url"
	"strings"

	xlanguage "golang.org/x/text/language"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// languagePath takes the form of the language switch.
const languagePath = "/language"

const (
	languageCookie = "language"
	languageKept   = 400 * 24 * 3600 // s; browsers cut cookies there (RFC 6265bis §5.5)
)

// langOf is the language of a request: what the person chose, else what the
// browser asks for, else that of the installation. A browser that only says it reads English
// among others after Vietnamese gets Vietnamese.
func (s *Site) langOf(r *http.Request) text.Lang {
	switch lang := text.Lang(s.Cookie(r, languageCookie)); lang {
	case text.Vi, text.En:
		return lang
	}
	tags, _, err := xlanguage.ParseAcceptLanguage(r.Header.Get("Accept-Language"))
	if err == nil {
		for _, tag := range tags {
			switch base, _ := tag.Base(); base.String() {
			case "vi":
				return text.Vi
			case "en":
				return text.En
			}
		}
	}
	if s.Main != nil && s.Main(r.Context()) == text.En {
		return text.En
	}
	return text.Vi
}

// language keeps the choice and leads back.
func (s *Site) language(w http.ResponseWriter, r *http.Request) error {
	if err := ReadForm(r); err != nil {
		return err
	}
	if lang := text.Lang(r.PostForm.Get("lang")); lang == text.Vi || lang == text.En {
		s.SetCookie(w, languageCookie, string(lang), languageKept)
	}
	http.Redirect(w, r, LocalPath(r.PostForm.Get("back")), http.StatusSeeOther)
	return nil
}

// LocalPath returns to if it is a path of this site, else "/": nobody is led
// to another host by an address that somebody else has written.
func LocalPath(to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "" || u.Host != "" || u.User != nil || u.Opaque != "" ||
		!strings.HasPrefix(to, "/") || strings.HasPrefix(to, "//") || strings.ContainsAny(to, "\\\r\n\t") {
		return "/"
	}
	return to
}

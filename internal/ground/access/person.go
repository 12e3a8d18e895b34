package access

import (
	"net/mail"
	"regexp"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Person is somebody with an account.
type Person struct {
	ID      string
	Login   string
	Name    string
	Mail    string
	Phone   string
	Created time.Time
	Closed  time.Time // zero while open
	Version int64     // for compare-and-swap
}

// NewPerson is what an account is made of. Mail and phone may be empty; nothing
// needs them.
type NewPerson struct {
	Login string // small letters, digits, . _ - @; 3 to 64
	Name  string // as in the decision: family name first
	Mail  string
	Phone string
}

var (
	loginForm = regexp.MustCompile(`^[a-z0-9][a-z0-9._@-]{1,62}[a-z0-9]$`)
	phoneForm = regexp.MustCompile(`^\+?[0-9]{8,15}$`) // ITU-T E.164: at most 15
)

// mostName is the longest name, in runes.
const mostName = 120

// foldLogin spells a login as it is kept.
func foldLogin(s string) string { return strings.ToLower(strings.TrimSpace(text.NFC(s))) }

// clean gives the person as it is kept, and every fault at once.
func (n NewPerson) clean() (NewPerson, error) {
	var faults fault.List
	bad := func(field, key, found string) {
		faults.Add(fault.New(fault.Invalid, key, nil).WithFound(text.Clip(found, 40)).WithPlace(fault.Place{Field: field}))
	}
	n.Login = foldLogin(n.Login)
	n.Name = strings.Join(strings.Fields(text.NFC(n.Name)), " ")
	n.Mail = strings.TrimSpace(text.NFC(n.Mail))
	n.Phone = strings.Map(func(r rune) rune {
		if strings.ContainsRune(" .-()", r) {
			return -1
		}
		return r
	}, strings.TrimSpace(text.NFC(n.Phone)))
	if !loginForm.MatchString(n.Login) {
		bad("login", "access.person.login", n.Login)
	}
	shown, unseen, _ := text.Unseen(n.Name)
	switch size := utf8.RuneCountInString(n.Name); {
	case size == 0 || size > mostName || strings.ContainsFunc(n.Name, unicode.IsControl):
		bad("name", "access.person.name", n.Name)
	case unseen:
		bad("name", "access.person.unseen", shown)
	}
	if a, err := mail.ParseAddress(n.Mail); n.Mail != "" && (err != nil || a.Address != n.Mail) {
		bad("mail", "access.person.mail", n.Mail)
	}
	if n.Phone != "" && !phoneForm.MatchString(n.Phone) {
		bad("phone", "access.person.phone", n.Phone)
	}
	return n, faults.Err()
}

// sortKey orders Vietnamese names as people do: by the given name, which stands
// last, then by family and middle name. Two zero bytes end a word before any
// longer one.
func sortKey(name string) string {
	parts := strings.Fields(name)
	if n := len(parts); n > 1 {
		parts = append([]string{parts[n-1]}, parts[:n-1]...)
	}
	var key strings.Builder
	for _, p := range parts {
		key.WriteString(text.SortKey(p) + "0000")
	}
	return key.String()
}

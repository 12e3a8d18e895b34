package mail

import (
	netmail "net/mail"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Address is one person's.
type Address struct {
	Name    string `json:"name,omitempty"`
	Address string `json:"address"` // "an@example.vn"
}

// mostAddress is the longest that a server takes (RFC 5321 §4.5.3.1.3), in bytes.
const mostAddress = 254

// checkAddress holds an address to what every server understands: one, plain, in
// ASCII. The error is a fault of kind invalid.
func checkAddress(address string) error {
	wrong := fault.New(fault.Invalid, "mail.address.form", nil).WithFound(address)
	if len(address) > mostAddress || strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
		return wrong
	}
	parsed, err := netmail.ParseAddress(address)
	if err != nil || parsed.Name != "" || parsed.Address != address {
		return wrong
	}
	if _, domain, _ := strings.Cut(address, "@"); !strings.Contains(domain, ".") && domain != "localhost" {
		return wrong
	}
	return nil
}

// oneLine makes text that somebody typed fit for a header: no line breaks and no
// other characters that are not seen.
func oneLine(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == '\u2028' || r == '\u2029' {
			return ' '
		}
		return r
	}, s)
	return strings.Join(strings.Fields(s), " ")
}

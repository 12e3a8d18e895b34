package mail

import (
	"strings"
	"time"

	gomail "github.com/wneessen/go-mail"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Message is a letter as it is sent.
type Message struct {
	ID      string    `json:"-"` // of its job
	Posted  time.Time `json:"posted"`
	To      Address   `json:"to"`
	Lang    text.Lang `json:"lang"`
	Subject string    `json:"subject"`
	Text    string    `json:"text"` // plain
	HTML    string    `json:"html"` // the same, to be looked at
}

// compose writes a message with its headers. A second time it is the same: its
// Message-ID is made of the job's id, its date is that of the act. The error is a
// fault of kind invalid.
func (s *Sender) compose(m Message) (*gomail.Msg, error) {
	if err := checkAddress(m.To.Address); err != nil {
		return nil, err
	}
	letter := gomail.NewMsg(gomail.WithNoDefaultUserAgent(), gomail.WithEncoding(gomail.EncodingQP))
	letter.FromMailAddress(&s.from)
	if err := letter.AddToFormat(oneLine(m.To.Name), m.To.Address); err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "mail.address.form", nil).WithFound(m.To.Address)
	}
	_, domain, _ := strings.Cut(s.from.Address, "@")
	letter.SetMessageIDWithValue(m.ID + "@" + domain)
	letter.SetDateWithValue(m.Posted)
	letter.Subject(oneLine(m.Subject))
	// No answers by machines: RFC 3834 §5, and what Exchange looks at (MS-OXCMAIL
	// 2.1.3.2.20).
	letter.SetGenHeader("Auto-Submitted", "auto-generated")
	letter.SetGenHeader("X-Auto-Response-Suppress", "All")
	letter.SetGenHeader("Content-Language", string(m.Lang))
	letter.SetBodyString(gomail.TypeTextPlain, m.Text)
	letter.AddAlternativeString(gomail.TypeTextHTML, m.HTML)
	return letter, nil
}

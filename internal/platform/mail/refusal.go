package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"net/textproto"
	"strings"

	gomail "github.com/wneessen/go-mail"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// ForGood tells whether an error of Send is one that trying again does not mend:
// the server does not take this letter, or it cannot be made.
func ForGood(err error) bool {
	return err != nil && fault.KindOf(err) != fault.Unavailable
}

// unreached is the fault of a server that did not get as far as the letter. All
// of these may be put right: the letter is tried again.
func (s *Sender) unreached(err error) error {
	key := "mail.server.away"
	var answer *textproto.Error
	var name x509.HostnameError
	var unknown x509.UnknownAuthorityError
	var invalid x509.CertificateInvalidError
	var verify *tls.CertificateVerificationError
	switch {
	case errors.Is(err, context.Canceled):
		key = "mail.server.stopped"
	case errors.As(err, &verify) || errors.As(err, &name) || errors.As(err, &unknown) || errors.As(err, &invalid):
		key = "mail.server.certificate"
	case strings.Contains(err.Error(), "STARTTLS"):
		key = "mail.server.plain"
	case strings.Contains(err.Error(), "AUTH"):
		key = "mail.server.login"
	case errors.As(err, &answer):
		key = "mail.server.busy"
	}
	f := fault.Wrap(fault.Unavailable, err, key, fault.Args{"server": s.Where()})
	if answer != nil {
		f = f.WithFound(oneLine(answer.Error()))
	}
	return f
}

// notTaken is the fault of a letter that the server was offered. For good are
// answers 5xx about the recipient or the content; one about the sender or about
// signing in is the operator's to put right.
func (s *Sender) notTaken(m Message, err error) error {
	args := fault.Args{"server": s.Where(), "address": m.To.Address}
	var sent *gomail.SendError
	if !errors.As(err, &sent) {
		return s.unreached(err)
	}
	code := sent.ErrorCode()
	aboutLetter := sent.Reason == gomail.ErrSMTPRcptTo || sent.Reason == gomail.ErrSMTPData || sent.Reason == gomail.ErrSMTPDataClose
	// 530: sign in first (RFC 4954 §6).
	if code >= 500 && code <= 599 && code != 530 && aboutLetter {
		return fault.Wrap(fault.Invalid, err, "mail.letter.refused", args).WithFound(answerOf(sent))
	}
	if code == 0 {
		return fault.Wrap(fault.Unavailable, err, "mail.server.broken", args)
	}
	return fault.Wrap(fault.Unavailable, err, "mail.server.busy", args).WithFound(answerOf(sent))
}

// answerOf is what the server said, in one line and no longer than a line.
func answerOf(err *gomail.SendError) string {
	_, answer, found := strings.Cut(err.Error(), ": ")
	if !found {
		answer = err.Error()
	}
	answer, _, _ = strings.Cut(answer, ", affected ")
	runes := []rune(oneLine(answer))
	return string(runes[:min(len(runes), 200)])
}

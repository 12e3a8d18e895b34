package access

import "time"

// Link lets a person choose a password once: an invitation before the first
// sign-in, a reset after it. Whoever may issue one can hand it over on paper;
// nobody ever learns or chooses another's password.
type Link struct {
	ID      string
	Person  string
	Issuer  string // "" for the founding of the installation
	Created time.Time
	Expires time.Time
	Used    time.Time // zero for not
	Revoked time.Time

	kind secretKind
}

// Invites tells an invitation from a reset.
func (l *Link) Invites() bool { return l.kind == ofInvite }

// InForce tells whether the link can be used at a time.
func (l *Link) InForce(now time.Time) bool {
	return l.Used.IsZero() && l.Revoked.IsZero() && now.Before(l.Expires)
}

// Issued is a link with its secret, which is told only now.
type Issued struct {
	Link
	Secret string // the last part of the address that the person opens
}

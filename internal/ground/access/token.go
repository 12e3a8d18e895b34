package access

import "time"

// Token lets a program act for a person through the API: within its scopes,
// never beyond the person's own rights, and never for what is grave.
type Token struct {
	ID      string
	Person  string
	Name    string
	Scopes  []string // of Scopes
	Created time.Time
	Expires time.Time
	Revoked time.Time // zero for not
}

// InForce tells whether the token holds at a time.
func (t *Token) InForce(now time.Time) bool {
	return t.Revoked.IsZero() && !now.Before(t.Created) && now.Before(t.Expires)
}

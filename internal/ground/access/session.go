package access

import (
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
)

// Session is one sign-in. Times are UTC.
type Session struct {
	ID      string
	Person  string
	Created time.Time
	Seen    time.Time // to within a minute
	Expires time.Time
	Second  bool      // the second factor was passed
	Stepped time.Time // of the last sign-in or confirmation
	Address string
	Agent   string // the browser, as it names itself

	ended time.Time
}

// InForce tells whether the session holds at a time: not ended, not expired,
// and not idle for so long.
func (s *Session) InForce(now time.Time, idle time.Duration) bool {
	return s.ended.IsZero() && !now.Before(s.Created) && now.Before(s.Expires) && now.Before(s.Seen.Add(idle))
}

// Need is what a session still lacks before Ask permits anything.
type Need string

// What may be lacking.
const (
	NeedNothing   Need = ""
	NeedCode      Need = "code"      // Confirm with a code
	NeedEnrolment Need = "enrolment" // Enrol, ConfirmEnrolment
	NeedPassword  Need = "password"  // ChangePassword
)

// need tells what is lacking of a standing, the first thing first.
func (g *Gate) need(s *standing, now time.Time) Need {
	switch {
	case g.secondWanted(s, now) && !s.session.Second && s.confirmed:
		return NeedCode
	case g.secondWanted(s, now) && !s.session.Second:
		return NeedEnrolment
	case g.passwordExpired(s, now):
		return NeedPassword
	}
	return NeedNothing
}

// Attempt is a sign-in as it is tried.
type Attempt struct {
	Login    string
	Password string
	Device   string // secret of the device, "" when it has none
	Agent    string
	Origin   audit.Origin
}

// Proof is what a signed-in person confirms with: a code of the authenticator or
// a recovery code where a second factor is set up, else the password.
type Proof struct {
	Code     string
	Password string
	Device   string
	Origin   audit.Origin
}

// SignedIn is a session with its secret, which is told only now.
type SignedIn struct {
	Token   string // secret of the session; replaces the one before
	Device  string // secret of the device, "" when it is not known yet
	Session Session
	Need    Need
}

// Visit is a session that came back.
type Visit struct {
	Actor   Actor
	Person  Person
	Session Session
	Need    Need
	Second  bool    // a second factor is set up
	Grants  []Grant // in force now
}

// mostAgent is how much of a browser's name is kept, in runes.
const mostAgent = 200

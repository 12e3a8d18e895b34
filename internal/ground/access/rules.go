package access

import (
	"runtime"
	"time"

	"github.com/alexedwards/argon2id"
)

// Rules are what a province decides about signing in. Take a preset and change
// what differs; Name says on reports which one is in force.
type Rules struct {
	Name     string
	Password PasswordRules
	Hash     argon2id.Params // of new passwords; older hashes are renewed at sign-in
	Hashing  int             // hashes computed at once
	Queue    int             // callers that may wait for one

	Second []Role        // roles that demand a second factor; nil: offered, never demanded
	Issuer string        // name that an authenticator shows
	Half   time.Duration // life of a session that still lacks its second factor

	Idle     time.Duration // a session unused for so long has ended
	Absolute time.Duration // a session older than this has ended
	Fresh    time.Duration // how long after a sign-in or confirmation a grave act is possible
	Sessions int           // most at once for a person, the oldest ends; 0: any number
	Device   time.Duration // how long a device is known

	Invitation time.Duration // life of a link
	Reset      time.Duration
	Token      time.Duration // longest life of an API token

	Guesses Guesses
}

// PasswordRules are what a new password is held to.
type PasswordRules struct {
	Least, Most int           // runes
	Classes     int           // of large, small, digit, sign that must occur; 0: no composition rule
	Guesses     float64       // at least so many guesses by zxcvbn's estimate
	MaxAge      time.Duration // 0: never expires
	History     int           // so many former ones may not come back
}

// Budget is how many guesses a source has at once, and how long one takes to
// come back.
type Budget struct {
	Burst  int
	Refill time.Duration
}

// Guesses are the budgets of the sources of guesses (attempt.go).
type Guesses struct {
	Login   Budget // at one login, from strangers anywhere
	Pair    Budget // at one login from one network
	Network Budget // at any login, from strangers in one network
	Device  Budget // at one login from a device that it knows
	Second  Budget // at a second factor, the password being right
}

// ASVS is the default: OWASP ASVS 5.0 at level 2, with V6 and V7.
func ASVS() Rules {
	return Rules{
		Name: "OWASP ASVS 5.0",
		// 6.2.1 wants 8 and recommends 15; the province's reliability plan takes
		// 12. 6.2.9 wants at least 64 permitted. 6.2.5, 6.2.10: no composition, no
		// rotation. 6.2.4, 6.2.11, common and context-specific words: 1e10
		// guesses are zxcvbn's score 4, "very unguessable" even by whoever has the
		// hash (Wheeler, USENIX Security 2016); 12 random letters are 1e12.
		Password: PasswordRules{Least: 12, Most: 256, Guesses: 1e10},
		// OWASP Password Storage Cheat Sheet: argon2id, 19 MiB, t=2, p=1.
		Hash:    argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32},
		Hashing: runtime.GOMAXPROCS(0), Queue: 200,
		Second: []Role{Admin, Secretariat, Chair, Leader},
		Issuer: "Sansang", Half: 10 * time.Minute,
		Idle: 30 * time.Minute, Absolute: 12 * time.Hour, // a working day, autosave included
		Fresh: 10 * time.Minute, Device: 90 * 24 * time.Hour,
		// Invitations travel by paper and telephone; a reset is handed over at once.
		Invitation: 14 * 24 * time.Hour, Reset: 24 * time.Hour, Token: 365 * 24 * time.Hour,
		// At most 100 guesses an hour at a login and from a network: burst and
		// refill of one hour together.
		Guesses: Guesses{
			Login:   Budget{10, 40 * time.Second},
			Pair:    Budget{5, 3 * time.Minute},
			Network: Budget{40, time.Minute},
			Device:  Budget{5, 3 * time.Minute},
			Second:  Budget{5, 3 * time.Minute},
		},
	}
}

// TCVN11930 is what TCVN 11930:2017 asks of a system of level 3, where it
// contradicts ASVS: composition, a change every 90 days, no return of the last
// five, few sessions at once.
func TCVN11930() Rules {
	r := ASVS()
	r.Name = "TCVN 11930:2017"
	r.Password.Classes = 4
	r.Password.MaxAge = 90 * 24 * time.Hour
	r.Password.History = 5
	r.Sessions = 3
	return r
}

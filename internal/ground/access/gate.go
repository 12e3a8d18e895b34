package access

import (
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Gate lets people in and says what they may do. It is made once for a database
// and used by any number of goroutines.
type Gate struct {
	db     *db.DB
	log    *audit.Log
	rules  Rules
	vault  *vault
	hasher *hasher
	policy *policy
}

// Open makes a gate. The faults are of kind invalid for keys that are none.
func Open(d *db.DB, log *audit.Log, keys Keys, rules Rules) (*Gate, error) {
	v, err := openVault(keys)
	if err != nil {
		return nil, err
	}
	p, err := readPolicy(policyText)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "access.policy.broken", nil)
	}
	h, err := newHasher(&rules)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "access.password.unreadable", nil)
	}
	return &Gate{d, log, rules, v, h, p}, nil
}

// Rules are those the gate was made with.
func (g *Gate) Rules() Rules { return g.rules }

// Hashed tells how many password hashes were computed, and how many callers
// hold or await one now: for metrics.
func (g *Gate) Hashed() (computed, waiting int64) {
	return g.hasher.computed.Load(), g.hasher.waiting.Load()
}

// Actor is who acts. Enter and EnterToken make it; for somebody not signed in
// it is the zero value with an origin. It is believed in nothing: every question
// reads session, token, person and grants again.
type Actor struct {
	Person  string
	Session string
	Token   string
	Origin  audit.Origin
}

// note appends to the audit log.
func (g *Gate) note(tx *db.Tx, who audit.Actor, from audit.Origin, act, object, agency, reason string, change ...audit.Change) error {
	return g.log.Append(tx, &audit.Record{Actor: who, Act: act, Object: object, Agency: agency, Change: change, Reason: reason, Origin: from})
}

// stamp writes a time into the audit log; no time is nothing.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

package access

import (
	"context"
	"sync/atomic"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// hasher computes argon2id, which costs tens of milliseconds and 19 MiB each: so
// many at once, so many waiting, and no more.
type hasher struct {
	params   argon2id.Params
	slots    chan struct{}
	queue    int64
	waiting  atomic.Int64
	computed atomic.Int64
	dummy    string // hash of a password that nobody knows
}

func newHasher(r *Rules) (*hasher, error) {
	h := &hasher{params: r.Hash, slots: make(chan struct{}, max(1, r.Hashing)), queue: int64(max(1, r.Queue))}
	unknown, _ := newSecret(ofDevice)
	var err error
	h.dummy, err = argon2id.CreateHash(unknown, &h.params)
	return h, err
}

// enter waits for a free place; whoever finds the queue full, or is not waited
// for any longer, is refused before anything was computed.
func (h *hasher) enter(ctx context.Context) (leave func(), err error) {
	if h.waiting.Add(1) > h.queue+int64(cap(h.slots)) {
		h.waiting.Add(-1)
		return nil, fault.New(fault.Unavailable, "access.password.busy", nil)
	}
	select {
	case h.slots <- struct{}{}:
		return func() { <-h.slots; h.waiting.Add(-1) }, nil
	case <-ctx.Done():
		h.waiting.Add(-1)
		return nil, ctx.Err()
	}
}

func (h *hasher) hash(ctx context.Context, password string) (string, error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return "", err
	}
	defer leave()
	h.computed.Add(1)
	return argon2id.CreateHash(spell(password), &h.params)
}

// check compares; with "" for the hash it computes as long and says no. old
// tells that the hash was made with other parameters than today's.
func (h *hasher) check(ctx context.Context, password, hash string) (match, old bool, err error) {
	leave, err := h.enter(ctx)
	if err != nil {
		return false, false, err
	}
	defer leave()
	against := hash
	if against == "" {
		against = h.dummy
	}
	h.computed.Add(1)
	match, params, err := argon2id.CheckHash(spell(password), against)
	if err != nil {
		return false, false, fault.Wrap(fault.Internal, err, "access.password.unreadable", nil)
	}
	return match && hash != "", *params != h.params, nil
}

// spell gives one spelling of what may be typed in several: Vietnamese letters
// come composed or not, depending on the keyboard (NIST SP 800-63B §3.1.1.2:
// NFKC or NFKD).
func spell(password string) string { return norm.NFKC.String(password) }

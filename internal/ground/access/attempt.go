package access

import (
	"net/netip"
	"time"
)

// A source is where guesses come from, under a keyed name, with its budget. Its
// one number is the time at which all its guesses will have come back (the
// generic cell rate algorithm, ITU-T I.371 annex A): a guess adds one refill and
// is refused while the sum runs further ahead than the burst.
type source struct {
	name   string
	budget Budget
}

// take gives the new due time after a guess, or how long to wait for it.
func (b Budget) take(due, now time.Time) (after time.Time, wait time.Duration) {
	if due.Before(now) {
		due = now
	}
	after = due.Add(b.Refill)
	if ahead := after.Sub(now) - time.Duration(b.Burst)*b.Refill; ahead > 0 {
		return due, ahead
	}
	return after, 0
}

// sources says on which budgets a guess at a login draws. known is the id of a
// device of that person, "" for a stranger; near tells that the person has
// signed in from this network before.
func (g *Gate) sources(login, network, known string, near bool) []source {
	limit := g.rules.Guesses
	if known != "" {
		return []source{{g.vault.hide("device", known), limit.Device}}
	}
	pair := source{g.vault.hide("pair", login, network), limit.Pair}
	if near {
		return []source{pair}
	}
	return []source{pair, {g.vault.hide("login", login), limit.Login}, {g.vault.hide("network", network), limit.Network}}
}

// network is the part of an address that one customer has: all of IPv4, the
// first 64 bits of IPv6 (RFC 6177). What is no address is one network of its own.
func network(address string) string {
	a, err := netip.ParseAddr(address)
	if err != nil {
		return "?"
	}
	a = a.Unmap().WithZone("")
	if a.Is4() {
		return a.String()
	}
	p, err := a.Prefix(64)
	if err != nil {
		return "?"
	}
	return p.String()
}

// seconds to wait, rounded up.
func seconds(wait time.Duration) int { return int((wait + time.Second - 1) / time.Second) }

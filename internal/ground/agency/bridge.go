package agency

import (
	"math/big"
	"slices"
)

// Part is what of an agency lies in another one on a later day.
type Part struct {
	Agency string
	// Share is exact, in (0, 1]; nil when some step on the way did not tell it.
	Share *big.Rat
}

// Carry maps every agency that is there on the day from to the agencies in which
// it lies on the day to, by their codes. Agencies that ended without successor
// have no parts. Of partial transfers the rest stays. What happens on one day
// happens at once to what was there before. A day to before from gives nothing.
func (p *Province) Carry(from, to Day) map[string][]Part {
	out := map[string][]Part{}
	if to < from {
		return out
	}
	days := p.movements(from, to)
	for _, code := range p.On(from) {
		held := map[string]*big.Rat{code: one}
		for _, d := range days {
			held = d.move(held)
		}
		parts := []Part{}
		for _, at := range sortedKeys(held) {
			parts = append(parts, Part{at, held[at]})
		}
		out[code] = parts
	}
	return out
}

// movement is what moves on one day: outgoing arrows by predecessor.
type movement struct {
	on   Day
	out  map[string][]Link
	ends map[string]bool // predecessors that end
}

// movements gives the days in (from, to] on which something moves, in order.
func (p *Province) movements(from, to Day) []*movement {
	by := map[Day]*movement{}
	for _, s := range sorted(p.Successions) {
		if s.How.stays() || s.On <= from || s.On > to {
			continue
		}
		m := by[s.On]
		if m == nil {
			m = &movement{s.On, map[string][]Link{}, map[string]bool{}}
			by[s.On] = m
		}
		alone := map[string]int{}
		for _, l := range s.Links {
			alone[l.From]++
		}
		for _, l := range s.Links {
			// All of what ends goes to its only successor, told or not.
			if s.How.Ends() && alone[l.From] == 1 {
				l.Share = one
			}
			m.ends[l.From] = s.How.Ends()
			m.out[l.From] = append(m.out[l.From], l)
		}
	}
	var days []*movement
	for _, on := range sortedKeys(by) {
		days = append(days, by[on])
	}
	return days
}

// move carries shares over one day. A nil share is one that is not known, and so
// is everything that it is added to or taken from.
func (m *movement) move(held map[string]*big.Rat) map[string]*big.Rat {
	next := map[string]*big.Rat{}
	add := func(code string, share *big.Rat) {
		have, there := next[code]
		switch {
		case !there:
			next[code] = share
		case have == nil || share == nil:
			next[code] = nil
		default:
			next[code] = new(big.Rat).Add(have, share)
		}
	}
	for code, share := range held {
		rest := one
		for _, l := range m.out[code] {
			if l.To != "" {
				add(l.To, times(share, l.Share))
			}
			if rest != nil && l.Share != nil {
				rest = new(big.Rat).Sub(rest, l.Share)
			} else {
				rest = nil
			}
		}
		if !m.ends[code] {
			add(code, times(share, rest))
		}
	}
	return next
}

func times(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Mul(a, b)
}

func sortedKeys[K ~string, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

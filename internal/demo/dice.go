package demo

import (
	"hash/fnv"
	"math/bits"
	"math/rand/v2"
)

// dice draws whole numbers from a seeded stream. Nothing here is a float: a
// fused product on another processor would change the data.
type dice struct{ source *rand.PCG }

// newDice gives the stream of a name under a seed.
func newDice(seed uint64, name string) *dice {
	h := fnv.New64a()
	h.Write([]byte(name))
	return &dice{rand.NewPCG(seed, h.Sum64())}
}

// below draws from 0 to n-1, all alike. (The high word of a product leans by
// less than n/2⁶⁴.)
func (d *dice) below(n int) int {
	hi, _ := bits.Mul64(d.source.Uint64(), uint64(max(n, 1)))
	return int(hi)
}

// between draws from lo to hi, both included.
func (d *dice) between(lo, hi int) int { return lo + d.below(hi-lo+1) }

// bell draws around 0, mostly within ±spread and never beyond ±2·spread: half
// the sum of four even draws.
func (d *dice) bell(spread int) int {
	sum := 0
	for range 4 {
		sum += d.between(-spread, spread)
	}
	return sum / 2
}

// order shuffles 0 to n-1 (Fisher–Yates).
func (d *dice) order(n int) []int {
	out := make([]int, n)
	for i := range out {
		j := d.below(i + 1)
		out[i], out[j] = out[j], i
	}
	return out
}

package index

import (
	"math"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// copelandScore is how many units a unit outranks less how many outrank it: from
// -(n-1) to n-1, whatever the scales of the children (OECD/JRC 2008, step 6, the
// non-compensatory approach). A unit outranks another when it is better in more
// than half of the weight of the children that both have, equal ones counting half;
// shares within the tolerance of one half are level, and so are units that share no
// child. Who has too few children has no score and is no opponent.
//
// It gives what Outranking and Copeland give, without their matrix: n²/2
// comparisons of each child, memory for n.
var copelandScore = aggregator{combine: combineCopeland}

// copelandScratch holds the places of the units in each child, and sums over the
// opponents of one unit.
type copelandScratch struct {
	sorter stat.Sorter
	ranks  []float64
	places [][]int32 // 1 = lowest; 0 = missing
	whole  []bool    // the child has no missing value
	net    []float64 // weight in which the unit is better less that in which it is worse
	both   []float64 // weight of the incomplete children that both have
	in     []bool    // the unit takes part
}

func combineCopeland(s *aggregateScratch, dst []float64, cols [][]float64, w []float64, r *nodeRule) {
	n, p := len(dst), len(cols)
	a := &s.copeland
	a.ranks, a.net, a.both, a.in = sized(a.ranks, n), sized(a.net, n), sized(a.both, n), sized(a.in, n)
	a.whole = sized(a.whole, p)
	for len(a.places) < p {
		a.places = append(a.places, nil)
	}
	s.seen = sized(s.seen, n)
	clear(s.seen)
	complete := 0.0 // weight of the children without a missing value
	for c, col := range cols {
		a.places[c] = sized(a.places[c], n)
		a.sorter.Rank(a.ranks, col, false, stat.TiesDense, r.valueTolerance)
		a.whole[c] = true
		for i, rank := range a.ranks {
			if rank != rank {
				a.places[c][i], a.whole[c] = 0, false
				continue
			}
			a.places[c][i] = int32(rank)
			s.seen[i]++
		}
		if a.whole[c] {
			complete += w[c]
		}
	}
	for i, seen := range s.seen {
		a.in[i] = seen > 0 && float64(seen)/float64(p) >= r.present
	}
	clear(dst)
	for i := 1; i < n; i++ {
		if !a.in[i] {
			continue
		}
		net, both := a.net[:i], a.both[:i]
		clear(net)
		clear(both)
		for c := range cols {
			if places := a.places[c]; a.whole[c] {
				meetAll(net, places[:i], places[i], w[c])
			} else if places[i] > 0 {
				meetPresent(net, both, places[:i], places[i], w[c])
			}
		}
		score := 0.0
		for k, x := range net {
			if !a.in[k] {
				continue
			}
			level := 2 * r.tolerance * (complete + both[k]) // share - 1/2 = net/(2·weight)
			if x > level {
				score++
				dst[k]--
			} else if x < -level {
				score--
				dst[k]++
			}
		}
		dst[i] += score
	}
	for i, in := range a.in {
		if !in {
			dst[i] = math.NaN()
		}
	}
}

// meetAll adds w to net[k] where place is above places[k], and takes it away where
// below. The sign is computed, not branched on: it is as good as random.
func meetAll(net []float64, places []int32, place int32, w float64) {
	net = net[:len(places)]
	signed := [4]float64{-w, 0, w}
	for k, other := range places {
		d := place - other
		sign := d>>31 | int32(uint32(-d)>>31)
		net[k] += signed[(sign+1)&3]
	}
}

// meetPresent does the same where opponents may be missing.
func meetPresent(net, both []float64, places []int32, place int32, w float64) {
	net, both = net[:len(places)], both[:len(places)]
	for k, other := range places {
		if other == 0 {
			continue
		}
		both[k] += w
		if place > other {
			net[k] += w
		} else if place < other {
			net[k] -= w
		}
	}
}

package index

import "github.com/sansang-project/sansang/index/internal/draw"

// rankStore keeps the ranks of all draws, 0 = none, four bytes each. The draws of a
// block lie together, unit by unit, so that a worker writes one run of memory and
// a unit's ranks are read a cache line at a time. Draws are in the order of the
// layout, which only groups them.
type rankStore struct {
	units, draws int
	blocks       []uint32 // draw r of position p: [(r/Block*units+p)*Block + r%Block]
}

func newRankStore(units, draws int) rankStore {
	blocks := (draws + draw.Block - 1) / draw.Block
	return rankStore{units: units, draws: draws, blocks: make([]uint32, blocks*units*draw.Block)}
}

// put stores ranks, row by row, as the draws from … from+count-1; they end with
// their block at the latest, or go on into the next.
func (s *rankStore) put(ranks []uint32, from, count int) {
	for i := 0; i < count; {
		r := from + i
		at, slot := r/draw.Block*s.units*draw.Block, r%draw.Block
		part := min(count-i, draw.Block-slot)
		for p := range s.units {
			to := s.blocks[at+p*draw.Block+slot:][:part]
			for k := range to {
				to[k] = ranks[(i+k)*s.units+p]
			}
		}
		i += part
	}
}

// get copies the ranks of position p in all draws into dst and gives it.
func (s *rankStore) get(dst []uint32, p int) []uint32 {
	dst = dst[:s.draws]
	for r := 0; r < s.draws; r += draw.Block {
		copy(dst[r:], s.blocks[(r/draw.Block*s.units+p)*draw.Block:][:draw.Block])
	}
	return dst
}

package stat

import (
	"cmp"
	"math"
	"slices"
)

// Sorter orders columns; its zero value is ready. It keeps its scratch, so one
// Sorter belongs to one goroutine.
type Sorter struct {
	pairs, other []pair
	index        []int32
	count        [digits][radix]int32
}

type pair struct {
	key uint64
	at  int32
}

const (
	digitBits = 11
	radix     = 1 << digitBits
	digits    = 6 // 6 × 11 bits >= 64

	// radixFrom is the length from which counting digits beats comparing; found
	// with BenchmarkOrder.
	radixFrom = 600
)

// sortable maps a float to an integer of the same order.
func sortable(x float64) uint64 {
	b := math.Float64bits(x + 0) // -0 + 0 = +0: the zeros are equal
	if b>>63 == 1 {
		return ^b
	}
	return b | 1<<63
}

// Ascending gives the positions of the values that are not missing, in ascending
// order of value, equal values by position. The slice is valid until the next call.
func (s *Sorter) Ascending(x []float64) []int32 {
	s.pairs = s.pairs[:0]
	for i, v := range x {
		if v == v {
			s.pairs = append(s.pairs, pair{sortable(v), int32(i)})
		}
	}
	if len(s.pairs) < radixFrom {
		slices.SortFunc(s.pairs, func(a, b pair) int {
			if a.key != b.key {
				if a.key < b.key {
					return -1
				}
				return 1
			}
			return cmp.Compare(a.at, b.at)
		})
	} else {
		s.radixSort()
	}
	s.index = s.index[:0]
	for _, p := range s.pairs {
		s.index = append(s.index, p.at)
	}
	return s.index
}

// radixSort orders the pairs by key, digit by digit from the lowest; digits that
// are equal in all keys cost nothing. It is stable.
func (s *Sorter) radixSort() {
	n := len(s.pairs)
	if cap(s.other) < n {
		s.other = make([]pair, n)
	}
	from, to := s.pairs, s.other[:n]
	s.count = [digits][radix]int32{}
	for _, p := range from {
		k := p.key
		for d := range digits {
			s.count[d][k&(radix-1)]++
			k >>= digitBits
		}
	}
	for d := range digits {
		shift := uint(d * digitBits)
		count := &s.count[d]
		if int(count[(from[0].key>>shift)&(radix-1)]) == n {
			continue
		}
		sum := int32(0)
		for i, c := range count {
			count[i] = sum
			sum += c
		}
		for _, p := range from {
			at := &count[(p.key>>shift)&(radix-1)]
			to[*at] = p
			*at++
		}
		from, to = to, from
	}
	s.pairs, s.other = from, to
}

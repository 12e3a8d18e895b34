package stat

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Sorter orders columns; its zero value is ready. It keeps its scratch, so one
// Sorter belongs to one goroutine.
//
// A value and its position are packed into one word: the high bits hold the value
// as an integer of the same order, cut to what fits, the low bits the position.
// Words are sorted, then the few whose cut values are equal are put in order by the
// values themselves, so that nothing is lost.
type Sorter struct {
	words, other []uint64
	index        []int32
	count        [digits][radix]int32
}

const (
	digitBits = 11
	radix     = 1 << digitBits
	digits    = 3 // 33 bits of the value are looked at

	// radixFrom is the length from which counting digits beats comparing; found
	// with BenchmarkOrder.
	radixFrom = 400
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
	if cap(s.words) < len(x) {
		s.words, s.index = make([]uint64, 0, len(x)), make([]int32, 0, len(x))
	}
	s.words = s.words[:0]
	for i, v := range x {
		if v == v {
			s.words = append(s.words, uint64(i))
		}
	}
	low := bits.Len(uint(len(x)))
	if len(s.words) < radixFrom {
		for k, i := range s.words {
			s.words[k] = sortable(x[i])>>low<<low | i
		}
		slices.Sort(s.words)
	} else {
		s.radixSort(x, low)
	}
	mask := uint64(1)<<low - 1
	settle(s.words, x, low, mask)
	s.index = s.index[:len(s.words)]
	for k, w := range s.words {
		s.index[k] = int32(w & mask)
	}
	return s.index
}

// radixSort packs and orders the words by the leading bits in which the values
// differ, digit by digit from the lowest. It is stable.
func (s *Sorter) radixSort(x []float64, low int) {
	least, most := uint64(math.MaxUint64), uint64(0)
	for _, i := range s.words {
		key := sortable(x[i])
		least, most = min(least, key), max(most, key)
	}
	cut := max(0, bits.Len64(most-least)-digits*digitBits)
	width := bits.Len64((most - least) >> cut)
	if cap(s.other) < len(s.words) {
		s.other = make([]uint64, cap(s.words))
	}
	from, to := s.words, s.other[:len(s.words)]
	s.count = [digits][radix]int32{}
	for k, i := range from {
		key := (sortable(x[i]) - least) >> cut
		from[k] = key<<low | i
		s.count[0][key%radix]++
		s.count[1][key>>digitBits%radix]++
		s.count[2][key>>(2*digitBits)%radix]++
	}
	for d := 0; d*digitBits < width; d++ {
		shift := uint(d*digitBits + low)
		count := &s.count[d]
		sum := int32(0)
		for i, c := range count {
			count[i] = sum
			sum += c
		}
		for _, w := range from {
			at := &count[w>>shift%radix]
			to[*at] = w
			*at++
		}
		from, to = to, from
	}
	s.words, s.other = from, to
}

// settle orders by the whole value, then by position, every run of words whose cut
// values are equal.
func settle(words []uint64, x []float64, low int, mask uint64) {
	for k := 1; k < len(words); k++ {
		if words[k]>>low != words[k-1]>>low {
			continue
		}
		from := k - 1
		for k < len(words) && words[k]>>low == words[from]>>low {
			k++
		}
		slices.SortFunc(words[from:k], func(a, b uint64) int {
			if v, w := x[a&mask], x[b&mask]; v != w {
				return cmp.Compare(v, w)
			}
			return cmp.Compare(a, b)
		})
	}
}

package draw

import (
	"cmp"
	"math"
	"math/bits"
	"slices"
)

// Ranker ranks one draw; its zero value is ready. It keeps its scratch, so one
// Ranker belongs to one worker.
//
// A score and its position are packed into one word: the high bits hold the score
// as an integer of the opposite order, cut to what fits, the low bits the
// position. Words are sorted, then the few whose cut scores are equal are put in
// order by the scores themselves, so that nothing is lost.
type Ranker struct {
	words, other []uint64
	count        [passes][radix]int32
}

const (
	digitBits = 12
	radix     = 1 << digitBits
	passes    = 3

	// radixFrom is the length from which counting digits beats comparing words;
	// found with BenchmarkRanks.
	radixFrom = 600
	// patience bounds the moves of an insertion sort, in moves an element. Draws are
	// laid out in the order of the nominal ranking, from which most stray little.
	patience = 12
)

// descending maps a float to an integer of the opposite order; both zeros to one.
func descending(x float64) uint64 {
	b := math.Float64bits(x + 0)
	if b>>63 == 1 {
		return b
	}
	return ^(b | 1<<63)
}

// Ranks writes the rank of every score into dst (as long as scores): 1 is the
// highest, ties share the best rank ("1224"), 0 stands for a missing score, which
// does not count. Scores tie when they differ from the first of their tie by at
// most tol·max(1, |first|), ties growing from the best rank on, as stat.Sorter
// does it.
func (r *Ranker) Ranks(dst []uint32, scores []float64, tol float64) {
	if cap(r.words) < len(scores) {
		r.words, r.other = make([]uint64, len(scores)), make([]uint64, len(scores))
	}
	low := bits.Len(uint(len(scores)))
	var words []uint64
	if len(scores) < radixFrom {
		words = r.words[:0]
		for k, s := range scores {
			if s == s {
				words = append(words, descending(s)>>low<<low|uint64(k))
			} else {
				dst[k] = 0
			}
		}
		if !insert(words) {
			slices.Sort(words)
		}
	} else {
		words = r.radixSort(dst, scores, low)
	}
	mask := uint64(1)<<low - 1
	first, limit, rank := math.NaN(), 0.0, uint32(0)
	settled := 0 // words before it are in order
	for i, word := range words {
		if i >= settled && i+1 < len(words) && words[i+1]>>low == word>>low {
			settled = i + settle(words[i:], scores, low, mask)
			word = words[i]
		}
		k := word & mask
		s := scores[k]
		if s != first && !(first-s <= limit) {
			rank, first = uint32(i+1), s
			limit = tol * max(1, math.Abs(first))
		}
		dst[k] = rank
	}
}

// insert sorts by insertion and gives up (false) when the words are too far out of
// order for it to pay; they are then some permutation of what they were.
func insert(words []uint64) bool {
	moves := patience * len(words)
	for i := 1; i < len(words); i++ {
		w := words[i]
		j := i
		for j > 0 && words[j-1] > w {
			words[j] = words[j-1]
			j--
		}
		words[j] = w
		if moves -= i - j; moves < 0 {
			return false
		}
	}
	return true
}

// radixSort packs and orders the scores that are there by their leading bits, digit
// by digit from the lowest; a missing one gets its rank of 0.
func (r *Ranker) radixSort(dst []uint32, scores []float64, low int) []uint64 {
	from, to := r.words[:len(scores)], r.other[:len(scores)]
	least, most, n := uint64(math.MaxUint64), uint64(0), 0
	for k, s := range scores {
		if s != s {
			dst[k] = 0
			continue
		}
		key := descending(s)
		from[n], to[n] = uint64(k), key
		least, most = min(least, key), max(most, key)
		n++
	}
	from, to = from[:n], to[:n]
	// Twice the bits of the number leave a handful of equal cut scores; a pass less is
	// worth more than those.
	keep := (2*bits.Len(uint(n)) - 4 + digitBits - 1) / digitBits * digitBits
	cut := max(0, bits.Len64(most-least)-min(keep, passes*digitBits))
	width := bits.Len64((most - least) >> cut)
	clear(r.count[:(width+digitBits-1)/digitBits])
	for i, k := range from {
		key := (to[i] - least) >> cut
		from[i] = key<<low | k
		r.count[0][key%radix]++
		r.count[1][key>>digitBits%radix]++
		if width > 2*digitBits {
			r.count[2][key>>(2*digitBits)]++
		}
	}
	for d := 0; d*digitBits < width; d++ {
		shift := uint(d*digitBits + low)
		count := &r.count[d]
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
	r.words, r.other = from, to
	return from
}

// settle orders by the whole score the words at the beginning whose cut scores are
// equal, and says how many these are.
func settle(words []uint64, scores []float64, low int, mask uint64) int {
	n := 2
	for n < len(words) && words[n]>>low == words[0]>>low {
		n++
	}
	slices.SortFunc(words[:n], func(a, b uint64) int {
		if x, y := scores[a&mask], scores[b&mask]; x != y {
			return cmp.Compare(y, x)
		}
		return cmp.Compare(a, b)
	})
	return n
}

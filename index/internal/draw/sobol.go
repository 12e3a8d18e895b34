package draw

import (
	_ "embed"
	"math/bits"
	"strconv"
	"strings"
	"sync"
)

// MaxDimensions is the number of dimensions of the Sobol' sequence: those of
// directions.txt and the first, which needs no numbers.
const MaxDimensions = 2048

//go:embed directions.txt
var directionsText string

// direction is one line of directions.txt.
type direction struct {
	degree int      // of the primitive polynomial
	inner  uint64   // its coefficients without the first and the last, as one number
	m      []uint64 // initial numbers, odd, m[k] < 2^(k+1)
}

// directions reads the file once; entry d is dimension d+2. A line that is not
// whole ends it, which the tests exclude.
var directions = sync.OnceValue(func() []direction {
	out := make([]direction, 0, MaxDimensions-1)
	for line := range strings.Lines(directionsText) {
		if line = strings.TrimSpace(line); line == "" || line[0] == '#' {
			continue
		}
		var numbers []uint64
		for _, word := range strings.Fields(line) {
			n, err := strconv.ParseUint(word, 10, 64)
			if err != nil {
				return out
			}
			numbers = append(numbers, n)
		}
		if len(numbers) < 4 || len(numbers) != int(numbers[1])+3 || int(numbers[0]) != len(out)+2 {
			return out
		}
		out = append(out, direction{degree: int(numbers[1]), inner: numbers[2], m: numbers[3:]})
	}
	return out
})

// Sequence is the Sobol' sequence in Gray code order (Sobol', USSR Computational
// Mathematics and Mathematical Physics 7, 1967; Antonov and Saleev, the same, 19,
// 1979) with the direction numbers of Joe and Kuo, SIAM Journal on Scientific
// Computing 30 (2008), each dimension scrambled by a random lower triangular
// matrix and a random shift of its digits (Matoušek, Journal of Complexity 14,
// 1998). Every point is uniform, and every 2^k points that start at a multiple of
// 2^k keep the balance of the sequence; take a power of two.
type Sequence struct {
	dims  int
	bits  int      // directions kept, enough for the number of points
	v     []uint64 // direction j of dimension d is v[j*dims+d]
	shift []uint64
}

// NewSequence makes the scrambled sequence for up to that many points; dims is at
// most MaxDimensions.
func NewSequence(seed uint64, points, dims int) *Sequence {
	q := newSequence(points, dims)
	for d := range dims {
		q.scramble(seed, d)
	}
	return q
}

// newSequence is the sequence without scrambling: its first point is the origin,
// moved to the middle of the finest cell like every other.
func newSequence(points, dims int) *Sequence {
	q := &Sequence{dims: dims, bits: max(1, bits.Len(uint(max(points, 1)-1)))}
	q.v = make([]uint64, q.bits*dims)
	q.shift = make([]uint64, dims)
	var v [digits]uint64
	for d := range dims {
		if d == 0 {
			for j := range v {
				v[j] = 1 << (digits - 1 - j)
			}
		} else {
			expand(&v, directions()[d-1])
		}
		for j := range q.bits {
			q.v[j*dims+d] = v[j]
		}
	}
	return q
}

// expand writes all direction numbers of a dimension by the recurrence of its
// polynomial, as fractions of 2^digits.
func expand(v *[digits]uint64, dir direction) {
	s := dir.degree
	for j := range v {
		if j < s {
			v[j] = dir.m[j] << (digits - 1 - j)
			continue
		}
		x := v[j-s] ^ v[j-s]>>s
		for k := 1; k < s; k++ {
			x ^= v[j-k] * (dir.inner >> (s - 1 - k) & 1)
		}
		v[j] = x
	}
}

// scramble multiplies the directions of dimension d, as columns of digits from the
// highest, by a random lower triangular matrix with a unit diagonal, and draws its
// shift.
func (q *Sequence) scramble(seed uint64, d int) {
	var s Stream
	s.Seed(seed, ForScramble, uint64(d))
	var row [digits]uint64 // row r has the digits above r at random, r itself, none below
	for r := range row {
		unit := uint64(1) << (digits - 1 - r)
		row[r] = s.Uint64()>>(64-digits)&^(2*unit-1) | unit
	}
	for j := range q.bits {
		x, y := q.v[j*q.dims+d], uint64(0)
		for r, mask := range row {
			y |= uint64(bits.OnesCount64(x&mask)&1) << (digits - 1 - r)
		}
		q.v[j*q.dims+d] = y
	}
	q.shift[d] = s.Uint64() >> (64 - digits)
}

// Point writes the first len(dst) coordinates of point n, which is below the
// number of points that the sequence was made for.
func (q *Sequence) Point(n int, dst []float64) {
	gray := uint64(n) ^ uint64(n)>>1
	var acc [64]uint64 // dimensions by the chunk: the directions of a digit lie together
	for from := 0; from < len(dst); from += len(acc) {
		part := dst[from:min(from+len(acc), len(dst))]
		a := acc[:len(part)]
		copy(a, q.shift[from:])
		for g := gray; g != 0; g &= g - 1 {
			v := q.v[bits.TrailingZeros64(g)*q.dims+from:]
			v = v[:len(a)]
			for k, x := range v {
				a[k] ^= x
			}
		}
		for k, x := range a {
			part[k] = open(x)
		}
	}
}

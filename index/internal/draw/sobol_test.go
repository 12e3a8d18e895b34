package draw

import (
	"math"
	"math/bits"
	"testing"
)

// Points computed by a second program from the integer form of the recurrence in
// Joe and Kuo (2008), in Gray code order without scrambling.
func TestSequenceAgainstASecondProgram(t *testing.T) {
	dims := []int{1, 2, 3, 10, 100, 1111, 2048}
	q := newSequence(2000, MaxDimensions)
	p := make([]float64, MaxDimensions)
	for _, c := range []struct {
		n    int
		want []float64
	}{
		{0, []float64{0, 0, 0, 0, 0, 0, 0}},
		{1, []float64{0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5}},
		{2, []float64{0.75, 0.25, 0.25, 0.75, 0.75, 0.75, 0.75}},
		{3, []float64{0.25, 0.75, 0.75, 0.25, 0.25, 0.25, 0.25}},
		{5, []float64{0.875, 0.875, 0.125, 0.125, 0.375, 0.375, 0.625}},
		{100, []float64{0.4140625, 0.2578125, 0.7734375, 0.6953125, 0.8828125, 0.4609375, 0.3515625}},
		{1000, []float64{0.2197265625, 0.0966796875, 0.5185546875, 0.0693359375, 0.1865234375, 0.3701171875, 0.8974609375}},
	} {
		q.Point(c.n, p)
		for k, d := range dims {
			if got := p[d-1]; math.Abs(got-c.want[k]) > 1e-15 {
				t.Errorf("point %d, dimension %d: %v, want %v", c.n, d, got, c.want[k])
			}
		}
	}
}

// Every polynomial of the file is primitive and stands once, and every initial
// number is odd and small enough: what makes each dimension a Sobol' dimension.
func TestDirectionsAreSound(t *testing.T) {
	dirs := directions()
	if len(dirs) != MaxDimensions-1 {
		t.Fatalf("%d dimensions were read", len(dirs))
	}
	seen := make(map[uint64]int)
	for k, dir := range dirs {
		p := 1<<dir.degree | dir.inner<<1 | 1
		if other, ok := seen[p]; ok {
			t.Errorf("dimension %d has the polynomial of %d", k+2, other)
		}
		seen[p] = k + 2
		if !primitive(p) {
			t.Errorf("dimension %d: %b is not primitive", k+2, p)
		}
		for j, m := range dir.m {
			if m&1 == 0 || m >= 2<<j {
				t.Errorf("dimension %d: m_%d = %d", k+2, j+1, m)
			}
		}
	}
}

// primitive says whether x has the order 2^s − 1 modulo the polynomial p of degree
// s over the field of two elements.
func primitive(p uint64) bool {
	s := bits.Len64(p) - 1
	times := func(a, b uint64) (c uint64) {
		for ; b != 0; b >>= 1 {
			if b&1 == 1 {
				c ^= a
			}
			if a <<= 1; a>>s&1 == 1 {
				a ^= p
			}
		}
		return c
	}
	power := func(e uint64) uint64 {
		out, x := uint64(1), uint64(2)
		if s == 1 {
			x = 2 ^ p
		}
		for ; e != 0; e >>= 1 {
			if e&1 == 1 {
				out = times(out, x)
			}
			x = times(x, x)
		}
		return out
	}
	order := uint64(1)<<s - 1
	if power(order) != 1 {
		return false
	}
	for q, rest := uint64(2), order; rest > 1; q++ {
		if rest%q != 0 {
			continue
		}
		for rest%q == 0 {
			rest /= q
		}
		if q < order && power(order/q) == 1 {
			return false
		}
	}
	return true
}

// The first two dimensions are a (0, 2)-sequence: of 2^m points every elementary
// interval of the volume 2^-m has exactly one, before and after scrambling.
func TestTwoDimensionsAreANet(t *testing.T) {
	const m, n = 8, 1 << 8
	for seed := range uint64(larger(20, 500)) {
		q := NewSequence(seed, 4*n, 2)
		if seed == 0 {
			q = newSequence(4*n, 2)
		}
		for start := 0; start < 4*n; start += n {
			for a := 0; a <= m; a++ {
				var cell [n]bool
				p := make([]float64, 2)
				for k := start; k < start+n; k++ {
					q.Point(k, p)
					at := int(p[0]*float64(int(1)<<a))<<(m-a) | int(p[1]*float64(int(1)<<(m-a)))
					if cell[at] {
						t.Fatalf("seed %d: two points from %d on share a cell of 2^-%d × 2^-%d", seed, start, a, m-a)
					}
					cell[at] = true
				}
			}
		}
	}
}

// The mean of a smooth function of ten variables converges faster than that of
// plain numbers; over the seeds it has no bias.
func TestSequenceIntegratesBetterThanChance(t *testing.T) {
	const n, dims = 1024, 10
	f := func(p []float64) float64 { // mean 1
		y := 1.0
		for d, u := range p {
			y *= 1 + (u-0.5)/float64(d+1)
		}
		return y
	}
	spread := map[string]float64{}
	for _, name := range []string{Sobol, Plain} {
		mean := 0.0
		seeds := uint64(larger(60, 1000))
		for seed := range seeds {
			s := NewSampler(name, seed, n, dims)
			p := make([]float64, dims)
			sum := 0.0
			for k := range n {
				s.Point(k, p)
				sum += f(p)
			}
			e := sum/n - 1
			mean += e / float64(seeds)
			spread[name] += e * e / float64(seeds)
		}
		if limit := 5 * math.Sqrt(spread[name]/float64(seeds)); math.Abs(mean) > limit {
			t.Errorf("%s: mean error %g, limit %g", name, mean, limit)
		}
	}
	if r := spread[Sobol] / spread[Plain]; r > 0.01 {
		t.Errorf("the mean square error is %.3g of that of plain numbers", r)
	}
}

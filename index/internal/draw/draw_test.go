package draw

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"testing"
)

// larger is a count, or the bigger one that the final check takes.
func larger(small, big int) int {
	if os.Getenv("SANSANG_LARGER") == "1" {
		return big
	}
	return small
}

// The numbers of a stream are part of every published result: these may only
// change with the engine's version.
func TestStreamsNeverChange(t *testing.T) {
	var s Stream
	for _, c := range []struct {
		seed    uint64
		purpose Purpose
		number  uint64
		want    [2]uint64
	}{
		{0, ForPoint, 0, [2]uint64{0x6fe1eb0383533ae7, 0xa258200ca7a24783}},
		{1, ForPoint, 0, [2]uint64{0xa28e44a4f5e6de93, 0xf753a160089e2891}},
		{5150, ForError, 12345, [2]uint64{0x32f88f6b207b746a, 0x9c68e4383db21ea0}},
	} {
		s.Seed(c.seed, c.purpose, c.number)
		if got := [2]uint64{s.Uint64(), s.Uint64()}; got != c.want {
			t.Errorf("seed %d, purpose %d, number %d: %#x, want %#x", c.seed, c.purpose, c.number, got, c.want)
		}
	}
}

// Neighbouring numbers, purposes and seeds give unrelated streams: their first
// values fill the cells of (0, 1) as independent numbers would.
func TestNeighbouringStreamsAreUnrelated(t *testing.T) {
	const n, cells = 6400, 64
	var s Stream
	ways := map[string]func(k uint64){
		"number":  func(k uint64) { s.Seed(7, ForPoint, k) },
		"purpose": func(k uint64) { s.Seed(7, Purpose(k), 3) },
		"seed":    func(k uint64) { s.Seed(k, ForPoint, 3) },
	}
	for name, seed := range ways {
		var one [cells]float64
		var two [8][8]float64
		last := 0.5
		for k := range uint64(n) {
			seed(k)
			u := s.Uniform()
			one[int(u*cells)]++
			two[int(last*8)][int(u*8)]++
			last = u
		}
		// Chi-squared with 63 degrees of freedom: beyond 130 once in 2 million seeds.
		chi := func(counts []float64) (sum float64) {
			for _, c := range counts {
				sum += (c - n/cells) * (c - n/cells) / (n / cells)
			}
			return sum
		}
		pairs := []float64{}
		for _, row := range two {
			pairs = append(pairs, row[:]...)
		}
		if a, b := chi(one[:]), chi(pairs); a > 130 || b > 130 {
			t.Errorf("by %s: chi-squared %.0f of single values, %.0f of pairs", name, a, b)
		}
	}
}

func TestUniformIsInTheOpenInterval(t *testing.T) {
	if a, b := open(0), open(1<<digits-1); !(a > 0) || !(b < 1) {
		t.Errorf("the ends are %v and %v", a, b)
	}
}

// Whatever the sampler, a point depends on its number only and lies in the open
// cube, and every dimension has one point in each of the n equal cells, or about
// as many as plain numbers have.
func TestSamplersFillTheCube(t *testing.T) {
	const n, dims = 256, 90
	for name := range samplers {
		for _, seed := range []uint64{0, 1, 99} {
			s := NewSampler(name, seed, n, dims)
			count := make([][n]int, dims)
			p, q := make([]float64, dims), make([]float64, dims/2)
			for k := n - 1; k >= 0; k-- {
				s.Point(k, p)
				s.Point(k, q)
				for d, u := range p {
					if !(u > 0 && u < 1) || d < len(q) && q[d] != u {
						t.Fatalf("%s, point %d, dimension %d: %v", name, k, d, u)
					}
					count[d][int(u*n)]++
				}
			}
			for d := range count {
				most := slices.Max(count[d][:])
				if name == Plain && most > 9 || name != Plain && most != 1 {
					t.Errorf("%s, seed %d, dimension %d: %d points in one cell", name, seed, d, most)
				}
			}
		}
	}
}

func TestSeedsAndDimensionsDiffer(t *testing.T) {
	for name := range samplers {
		a, b := make([]float64, 40), make([]float64, 40)
		NewSampler(name, 1, 64, 40).Point(5, a)
		NewSampler(name, 2, 64, 40).Point(5, b)
		if same := slices.IndexFunc(a, func(u float64) bool { return slices.Contains(b, u) }); same >= 0 {
			t.Errorf("%s: two seeds share %v", name, a[same])
		}
		slices.Sort(a)
		if len(slices.Compact(a)) != 40 {
			t.Errorf("%s: two dimensions agree", name)
		}
	}
}

func TestNewSamplerRefuses(t *testing.T) {
	for _, s := range []Sampler{
		NewSampler("halton", 1, 10, 2), NewSampler(Sobol, 1, 10, MaxDimensions+1), NewSampler(Latin, 1, MaxLatin, 2),
		NewSampler(Plain, 1, -1, 2), NewSampler(Plain, 1, 1, -1),
	} {
		if s != nil {
			t.Errorf("%T was made", s)
		}
	}
	if Known("halton") || !Known(Sobol) || Room(Latin, 0) != MaxLatin {
		t.Error("names or room are wrong")
	}
}

// Nothing that is called once a draw may allocate (but for the search of gonum's
// gamma quantile under Dirichlet).
func TestDrawsDoNotAllocate(t *testing.T) {
	const n, dims = 64, 100
	p := make([]float64, dims)
	check := func(what string, f func()) {
		if a := testing.AllocsPerRun(20, f); a != 0 {
			t.Errorf("%s: %v allocations", what, a)
		}
	}
	for name := range samplers {
		s := NewSampler(name, 3, n, dims)
		check(name, func() { s.Point(17, p) })
	}
	for _, n := range []int{30, 2000} {
		scores, ranks := make([]float64, n), make([]uint32, n)
		rng := rand.New(rand.NewPCG(1, 2))
		for k := range scores {
			scores[k] = rng.NormFloat64()
		}
		var r Ranker
		r.Ranks(ranks, scores, 0) // brings the room
		check(fmt.Sprint("Ranks of ", n), func() { r.Ranks(ranks, scores, 1e-9) })
	}
	panel := Pack([][]float64{p, p, p}, []int32{4, 3, 2, 1})
	dst, weights := make([]float64, Block*4), make([]Lane, 3*Block/Lanes)
	check("Scores", func() { panel.Scores(dst, weights) })
}

// The product is the plain sum in order, bit for bit, whatever the shape.
func TestScoresArePlainSums(t *testing.T) {
	rng := rand.New(rand.NewPCG(8, 8))
	for _, rows := range []int{0, 1, 2, 7, 49} {
		for _, units := range []int{0, 1, 2, 3, 8, 27} {
			cols := make([][]float64, rows)
			for i := range cols {
				cols[i] = make([]float64, units)
				for k := range cols[i] {
					cols[i][k] = rng.NormFloat64() * math.Pow(10, float64(rng.IntN(9)))
				}
			}
			order := make([]int32, units)
			for k, u := range rng.Perm(units) {
				order[k] = int32(u)
			}
			weights := make([]Lane, Block/Lanes*rows)
			for i := range weights {
				for l := range weights[i] {
					weights[i][l] = rng.Float64()
				}
			}
			dst := make([]float64, Block*units)
			p := Pack(cols, order)
			p.Scores(dst, weights)
			for r := range Block {
				for k := range p.Units() {
					want := 0.0
					for i := range rows {
						want += float64(weights[r/Lanes*rows+i][r%Lanes] * cols[i][order[k]])
					}
					if got := dst[r*units+k]; rows > 0 && got != want {
						t.Fatalf("%d × %d: draw %d, unit %d: %v, want %v", units, rows, r, k, got, want)
					}
				}
			}
		}
	}
}

func BenchmarkScores(b *testing.B) {
	for _, c := range [][2]int{{27, 60}, {115, 100}, {10000, 100}} {
		rng := rand.New(rand.NewPCG(1, 2))
		cols, order := make([][]float64, c[1]), make([]int32, c[0])
		for i := range cols {
			cols[i] = make([]float64, c[0])
			for k := range cols[i] {
				cols[i][k] = rng.Float64()
			}
		}
		for k := range order {
			order[k] = int32(k)
		}
		p := Pack(cols, order)
		w := make([]Lane, Block/Lanes*c[1])
		for i := range w {
			for l := range w[i] {
				w[i][l] = rng.Float64()
			}
		}
		dst := make([]float64, Block*c[0])
		b.Run(fmt.Sprintf("%dx%d", c[0], c[1]), func(b *testing.B) {
			for b.Loop() {
				p.Scores(dst, w)
			}
			b.ReportMetric(float64(b.N)*float64(c[0]*c[1]*Block)/b.Elapsed().Seconds()/1e9, "G/s")
		})
	}
}

func BenchmarkPoint(b *testing.B) {
	for _, name := range []string{Sobol, Latin, Plain} {
		s := NewSampler(name, 1, 10000, 60)
		dst := make([]float64, 60)
		b.Run(name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				s.Point(n, dst)
				n = (n + 7) % 10000
			}
		})
	}
}

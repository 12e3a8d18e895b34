package draw

import (
	"encoding/binary"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// plainRanks says what ranks are, in the slowest way.
func plainRanks(scores []float64, tol float64) []uint32 {
	out := make([]uint32, len(scores))
	var order []int
	for k, s := range scores {
		if s == s {
			order = append(order, k)
		}
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case scores[a] > scores[b]:
			return -1
		case scores[a] < scores[b]:
			return 1
		}
		return 0
	})
	for from := 0; from < len(order); {
		first, to := scores[order[from]], from
		for to < len(order) {
			s := scores[order[to]]
			if s != first && !(first-s <= tol*max(1, math.Abs(first))) {
				break
			}
			out[order[to]] = uint32(from + 1)
			to++
		}
		from = to
	}
	return out
}

func TestRanksAreThoseOfASort(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 1))
	kinds := map[string]func(k int) float64{
		"ordered":   func(k int) float64 { return -float64(k) },
		"nearly":    func(k int) float64 { return 2*rng.Float64() - float64(k) },
		"reversed":  func(k int) float64 { return float64(k) },
		"random":    func(k int) float64 { return rng.NormFloat64() },
		"ties":      func(k int) float64 { return float64(rng.IntN(5)) },
		"near ties": func(k int) float64 { return 50 + float64(rng.IntN(9))*4e-10 },
		"cluster":   func(k int) float64 { return []float64{1e15, 1 + 1e-15*rng.Float64(), -1e300}[min(k%50, 2)] },
		"one ulp":   func(k int) float64 { return math.Float64frombits(math.Float64bits(60) + uint64(rng.IntN(3000))) },
		"missing":   func(k int) float64 { return []float64{math.NaN(), rng.Float64()}[rng.IntN(2)] },
		"nothing":   func(k int) float64 { return math.NaN() },
		"infinite":  func(k int) float64 { return []float64{math.Inf(1), math.Inf(-1), 0, math.Copysign(0, -1)}[rng.IntN(4)] },
	}
	var r Ranker // one for all: what is left in its scratch must not matter
	for _, n := range []int{0, 1, 2, 3, 27, 115, radixFrom - 1, radixFrom, 1500} {
		for name, kind := range kinds {
			scores, got := make([]float64, n), make([]uint32, n)
			for k := range scores {
				scores[k] = kind(k)
				got[k] = 77
			}
			for _, tol := range []float64{0, 1e-9, 0.1} {
				r.Ranks(got, scores, tol)
				if want := plainRanks(scores, tol); !slices.Equal(got, want) {
					t.Fatalf("%s, %d scores, tolerance %v: they differ", name, n, tol)
				}
			}
		}
	}
}

func FuzzRanks(f *testing.F) {
	f.Add([]byte{}, 0.0, uint8(1))
	f.Add([]byte{1, 2, 3, 4, 5, 6, 7, 8, 0, 0, 0, 0, 0, 0, 0xf0, 0x7f}, 1e-9, uint8(200))
	f.Fuzz(func(t *testing.T, b []byte, tol float64, repeat uint8) {
		if !(tol >= 0) {
			return
		}
		var scores []float64
		for range int(repeat)%8 + 1 { // repeated to reach the radix sort with small inputs
			for k := 0; k+8 <= len(b); k += 8 {
				scores = append(scores, math.Float64frombits(binary.LittleEndian.Uint64(b[k:])+uint64(len(scores)%3)))
			}
		}
		got := make([]uint32, len(scores))
		var r Ranker
		r.Ranks(got, scores, tol)
		if want := plainRanks(scores, tol); !slices.Equal(got, want) {
			t.Fatalf("%v, tolerance %v: %v, want %v", scores, tol, got, want)
		}
	})
}

// Scores of a draw lie near the nominal order ("near"), or not ("random").
func BenchmarkRanks(b *testing.B) {
	for _, n := range []int{27, 115, 300, 580, 1000, 10000} {
		for _, kind := range []string{"near", "random"} {
			rng := rand.New(rand.NewPCG(1, 2))
			scores, dst := make([]float64, n), make([]uint32, n)
			for i := range scores {
				scores[i] = 80 - 60*float64(i)/float64(n) + 1.5*rng.NormFloat64()
				if kind == "random" {
					scores[i] = 50 + 10*rng.NormFloat64()
				}
			}
			var r Ranker
			b.Run(fmt.Sprint(n, kind), func(b *testing.B) {
				for b.Loop() {
					r.Ranks(dst, scores, 1e-9)
				}
			})
		}
	}
}

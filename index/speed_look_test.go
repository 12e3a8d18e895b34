package index

import (
	"math/rand/v2"
	"strconv"
	"testing"
)

// A country of 10,000 agencies and 100 indicators, every pair.
func BenchmarkCorrelate10000x100(b *testing.B) {
	rng := rand.New(rand.NewPCG(1, 9))
	units, codes := make([]string, 10_000), make([]string, 100)
	for i := range units {
		units[i] = strconv.Itoa(i)
	}
	for j := range codes {
		codes[j] = strconv.Itoa(j)
	}
	t := NewTable(units, codes)
	for _, col := range t.Cols {
		for i := range col {
			col[i] = rng.NormFloat64()
		}
	}
	for method := range correlators {
		b.Run(method, func(b *testing.B) {
			for b.Loop() {
				if _, err := Correlate(t, nil, method); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

package scoring

import (
	"fmt"
	"math/rand/v2"
	"os"
	"runtime"
	"testing"
)

// wideFramework has 100 criteria in 6 fields in the proportions of the annexes
// found: most are ratios, some counts, steps, yes/no, parts, levels, and five
// compare with the best of the group.
func wideFramework() *Framework {
	f := &Framework{Code: "wide", Root: &Node{Code: "T", Max: Int(100)}, Ranking: Ranking{Overall: true}}
	f.Bands = []Band{{Code: "tot", From: Int(80), To: Int(100)}, {Code: "kha", From: Int(65), To: Int(80)}, {Code: "tb", From: Int(0), To: Int(65)}}
	for i := range 3 {
		f.Groups = append(f.Groups, Group{Code: fmt.Sprintf("g%d", i)})
	}
	item := func(code string, t ItemType) string {
		it := Item{Code: code, Type: t}
		if t == Level {
			it.Max = num("5")
		}
		f.Items = append(f.Items, it)
		return code
	}
	staff := item("cbccvc", Count)
	for field := range 6 {
		n := &Node{Code: fmt.Sprintf("F%d", field)}
		for i := field; i < 100; i += 6 {
			c := fmt.Sprintf("c%02d", i)
			var r Rule
			switch {
			case i%20 == 3:
				r = &Relative{Of: Of(item(c+"a", Count), staff)}
			case i%10 == 1:
				r = &Counted{Of: Of(item(c+"a", Count)), Each: MustNum("0.1")}
			case i%10 == 5:
				r = &YesNoRule{Item: item(c+"a", YesNo)}
			case i%20 == 7:
				r = &Steps{Of: Of(item(c+"a", Count)), Steps: []Step{{From: Int(1), Award: Award{Share: num("1/4")}}, {From: Int(3), Award: Award{Share: num("1/2")}}, {From: Int(6), Award: Award{Share: num("1")}}}}
			case i%20 == 17:
				r = &Sum{Parts: []Part{
					{Max: MustNum("0.5"), Rule: &YesNoRule{Item: item(c+"a", YesNo)}},
					{Max: MustNum("0.5"), Rule: &Ratio{Of: Of(item(c+"b", Count), item(c+"d", Count))}},
				}}
			case i%20 == 9:
				r = &LevelRule{Item: item(c+"a", Level)}
			case i%2 == 0:
				r = &Ratio{Of: Of(item(c+"a", Count), item(c+"b", Count))}
			default:
				r = &Ratio{Of: Of(item(c+"a", Count), staff)}
			}
			n.Children = append(n.Children, leaf(c, "1", r))
			n.Max = n.Max.Add(one)
		}
		f.Root.Children = append(f.Root.Children, n)
	}
	return f
}

// wideCohort fills every item with seeded values; one value in 50 is missing.
func wideCohort(t testing.TB, p *Program, agencies int) *Cohort {
	t.Helper()
	rng := rand.New(rand.NewPCG(1, 2))
	as := make([]Agency, agencies)
	for i := range as {
		as[i] = Agency{Code: fmt.Sprintf("u%06d", i), Group: fmt.Sprintf("g%d", i%3)}
	}
	c, err := NewCohort(p, as)
	if err != nil {
		t.Fatal(err)
	}
	for a := range as {
		for i, it := range p.Framework().Items {
			v := GiveInt(rng.Int64N(400))
			switch {
			case rng.IntN(50) == 0:
				v = Value{}
			case it.Type == YesNo:
				v = GiveBool(rng.IntN(2) == 1)
			case it.Type == Level:
				v = GiveInt(1 + rng.Int64N(5))
			}
			if err := c.Set(a, i, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c
}

func benchmarkRank(b *testing.B, agencies, workers int) {
	c := wideCohort(b, compiled(b, wideFramework()), agencies)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Rank(c, Options{Workers: workers}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(agencies), "ns/agency")
}

// A province: 115 agencies × 100 criteria.
func BenchmarkRankProvince(b *testing.B) {
	for _, w := range []int{1, 2} {
		b.Run(fmt.Sprintf("workers=%d", w), func(b *testing.B) { benchmarkRank(b, 115, w) })
	}
}

// All communes and departments of the country: 3,800 agencies.
func BenchmarkRankCountry(b *testing.B) { benchmarkRank(b, 3800, 2) }

// With schools and health units: 100,000 agencies. SANSANG_BENCH_LARGE=1 runs it.
func BenchmarkRankLarge(b *testing.B) {
	if os.Getenv("SANSANG_BENCH_LARGE") == "" {
		b.Skip("set SANSANG_BENCH_LARGE=1")
	}
	benchmarkRank(b, 100_000, 2)
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/(1<<20), "MiB-from-system")
}

func BenchmarkTrace(b *testing.B) {
	c := wideCohort(b, compiled(b, wideFramework()), 115)
	r := ranked(b, c, Options{Workers: 2})
	b.ReportAllocs()
	for b.Loop() {
		r.Trace("u000001", "T")
	}
}

// BenchmarkTotal sums 100 fractions with unrelated denominators.
func BenchmarkTotal(b *testing.B) {
	rng := rand.New(rand.NewPCG(3, 4))
	xs := make([]Num, 100)
	for i := range xs {
		d := 1 + rng.Int64N(2000)
		xs[i], _ = Frac(rng.Int64N(d), d)
	}
	b.Run("adder", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			Total(xs...)
		}
	})
	b.Run("one-by-one", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			var t Num
			for _, x := range xs {
				t = t.Add(x)
			}
		}
	})
}

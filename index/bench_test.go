package index

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// manyUnits invents an index: units × indicators under pillars under two
// sub-indices, skewed values with some outliers, a share of them missing.
func manyUnits(units, indicators, pillars int, missing float64) (*Data, *Tree) {
	rng := rand.New(rand.NewPCG(51, 49))
	row := func(code, parent string, typ NodeType) MetaRow {
		return MetaRow{Code: code, Parent: parent, Type: typ, Direction: 1, Weight: 1, Target: math.NaN()}
	}
	meta := []MetaRow{row("index", "", TypeAggregate), row("s0", "index", TypeAggregate), row("s1", "index", TypeAggregate)}
	for k := range pillars {
		meta = append(meta, row(fmt.Sprint("p", k), fmt.Sprint("s", k%2), TypeAggregate))
	}
	codes := make([]string, indicators)
	for j := range codes {
		codes[j] = fmt.Sprint("x", j)
		r := row(codes[j], fmt.Sprint("p", j%pillars), TypeIndicator)
		r.Weight = 1 + float64(j%3)
		if j%7 == 3 {
			r.Direction = -1
		}
		if j%10 == 1 {
			r.Denominator = "staff"
		}
		meta = append(meta, r)
	}
	meta = append(meta, row("staff", "", TypeDenominator))
	names := make([]string, units)
	for i := range names {
		names[i] = fmt.Sprintf("U%05d", i)
	}
	t := NewTable(names, append(codes, "staff"))
	talent := make([]float64, units) // what a unit does well everywhere
	for i := range talent {
		talent[i] = rng.NormFloat64()
	}
	for j, col := range t.Cols {
		for i := range col {
			switch z := 0.6*talent[i] + 0.8*rng.NormFloat64(); {
			case j == indicators:
				col[i] = 10 + float64(rng.IntN(90))
			case rng.Float64() < missing:
			case j%3 == 0:
				col[i] = math.Exp(1.2 * z) // often needs treatment
			default:
				col[i] = 50 + 15*z
			}
		}
	}
	tree, err := NewTree(meta)
	if err != nil {
		panic(err)
	}
	return &Data{Values: t}, tree
}

// sevenSteps is a spec with every step of the handbook.
func sevenSteps() *Spec {
	half := 0.5
	return &Spec{
		Screen: &ScreenSpec{MinAvailable: &half}, Denominate: &DenominateSpec{}, Impute: &ImputeSpec{}, Treat: &TreatSpec{},
		Normalise: NormaliseSpec{NormaliseRule: NormaliseRule{Range: []float64{1, 100}}},
	}
}

// noisyWeights moves the weights below the index by a quarter and normalises in
// two more ways.
func noisyWeights() *UncertaintySpec {
	quarter := 0.25
	return &UncertaintySpec{
		Weights:   []WeightNoise{{Level: 1, Noise: &quarter}, {Level: 2, Noise: &quarter}, {Level: 3, Noise: &quarter}},
		Normalise: []NormaliseSpec{{NormaliseRule: NormaliseRule{Method: "zscore"}}, {NormaliseRule: NormaliseRule{Method: "prank"}}},
	}
}

func benchBuild(b *testing.B, units, indicators, pillars int, spec *Spec) {
	d, tree := manyUnits(units, indicators, pillars, 0.01)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Build(d, tree, spec); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkBuild51x49(b *testing.B) { benchBuild(b, 51, 49, 8, sevenSteps()) }

func BenchmarkBuild10000x100(b *testing.B) { benchBuild(b, 10_000, 100, 10, sevenSteps()) }

// Without treatment, which COINr's figure leaves out too.
func BenchmarkBuild10000x100Untreated(b *testing.B) {
	spec := sevenSteps()
	spec.Treat = nil
	benchBuild(b, 10_000, 100, 10, spec)
}

func benchUncertainty(b *testing.B, units, indicators, pillars, draws int, sampler string) {
	d, tree := manyUnits(units, indicators, pillars, 0.01)
	spec := sevenSteps()
	spec.Uncertainty = noisyWeights()
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: draws, Seed: 1, Sampler: sampler}); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkUncertainty51x49x1000(b *testing.B) { benchUncertainty(b, 51, 49, 8, 1000, "") }

func BenchmarkUncertainty10000x100x100(b *testing.B) { benchUncertainty(b, 10_000, 100, 10, 100, "") }

// Four factors: normalisation, treatment, aggregation (one way geometric, which is
// no product of matrices) and all weights below the index.
func BenchmarkSobol51x49x1000(b *testing.B) {
	d, tree := manyUnits(51, 49, 8, 0.01)
	spec := sevenSteps()
	quarter := 0.25
	five := WinLimit(0)
	spec.Uncertainty = &UncertaintySpec{
		Weights:   []WeightNoise{{Level: 1, Noise: &quarter}},
		Normalise: []NormaliseSpec{{NormaliseRule: NormaliseRule{Range: []float64{10, 90}}}},
		Treat:     []TreatSpec{{TreatRule: TreatRule{WinMax: &five}}},
		Aggregate: []AggregateSpec{{AggregateRule: AggregateRule{Method: "geometric"}}},
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Sobol(context.Background(), d, tree, spec, SobolOptions{N: 1000, Seed: 1}); err != nil {
			b.Fatal(err)
		}
	}
}

// Copeland of 1,000 agencies and 100 indicators.
func BenchmarkCopeland1000x100(b *testing.B) {
	d, tree := manyUnits(1000, 100, 10, 0)
	spec := &Spec{Aggregate: AggregateSpec{AggregateRule: AggregateRule{Method: "copeland"}}}
	built, err := Build(d, tree, spec)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if _, err := built.Combine(built.Weights.Values); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkDraws is "draw weights, score, rank": independent noise on every
// indicator's weight, the product of matrices, the ranks of every draw, on all
// processors, without the statistics after it.
func BenchmarkDraws(b *testing.B) {
	for _, c := range [][3]int{{27, 60, 10_000}, {115, 100, 10_000}, {10_000, 100, 1000}} {
		b.Run(fmt.Sprintf("%dx%dx%d", c[0], c[1], c[2]), func(b *testing.B) {
			d, tree := manyUnits(c[0], c[1], 10, 0)
			quarter := 0.25
			spec := &Spec{Uncertainty: &UncertaintySpec{Weights: []WeightNoise{{Level: 1, Noise: &quarter}}}}
			s := &sampling{draws: c[2], evaluations: c[2], halves: 1, sampler: draw.Plain}
			s.fillIn()
			st, err := newStudy(d, tree, spec, s)
			if err != nil {
				b.Fatal(err)
			}
			points := s.points(st.dims)
			tally := newTally(st, s)
			design := &design{rows: c[2], point: func(row int, dst, _ []float64) { points.Point(row, dst) }}
			b.ReportAllocs()
			for b.Loop() {
				st.variants[0] = &variant{plans: st.variants[0].plans, linear: st.variants[0].linear}
				if err := st.run(context.Background(), design, s.workers, nil, tally.take); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

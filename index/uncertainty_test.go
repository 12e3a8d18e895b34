package index

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/index/internal/draw"
	"github.com/sansang-project/sansang/index/internal/stat"
)

func larger(small, big int) int {
	if os.Getenv("SANSANG_LARGER") == "1" {
		return big
	}
	return small
}

// everythingVaries is a spec with every factor there is.
func everythingVaries() *Spec {
	spec := sevenSteps()
	spec.Uncertainty = &UncertaintySpec{
		Weights:   []WeightNoise{{Level: 1, Noise: ptr(0.3)}, {Level: 2, Dirichlet: ptr(20.0)}, {Level: 3, Noise: ptr(1.0)}},
		Impute:    []ImputeSpec{{ImputeRule: ImputeRule{Method: "median"}}, {ImputeRule: ImputeRule{Method: "none"}}},
		Treat:     []TreatSpec{{TreatRule: TreatRule{First: "none", Second: "none"}}},
		Normalise: []NormaliseSpec{{NormaliseRule: NormaliseRule{Range: []float64{10, 20}}}, {NormaliseRule: NormaliseRule{Method: "zscore", Mean: ptr(50.0), SD: ptr(5.0)}}},
		Aggregate: []AggregateSpec{{AggregateRule: AggregateRule{Method: "geometric"}}, {Levels: map[int]AggregateRule{3: {Method: "harmonic"}}}},
		LeaveOut:  &LeaveOutSpec{Level: 2},
	}
	return spec
}

func mustStudy(t *testing.T, d *Data, tree *Tree, spec *Spec, draws int, seed uint64, sampler string) (*study, *sampling) {
	t.Helper()
	s := &sampling{draws: draws, evaluations: draws, halves: 1, seed: seed, sampler: sampler}
	s.fillIn()
	st, err := newStudy(d, tree, spec, s)
	if err != nil {
		t.Fatal(err)
	}
	return st, s
}

// Every draw is what the steps themselves give for its ways and its weights.
func TestDrawsAreBuilds(t *testing.T) {
	d, tree := manyUnits(23, 14, 4, 0.05)
	for _, lower := range []bool{false, true} {
		spec := everythingVaries()
		if lower {
			spec.Rank.Lower = []string{"index"}
		}
		draws := larger(150, 3000)
		got, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: draws, Seed: 7, Workers: 2})
		if err != nil {
			t.Fatal(err)
		}
		st, s := mustStudy(t, d, tree, spec, draws, 7, "")
		points := s.points(st.dims)
		l := st.layOut(context.Background(), &design{rows: draws, point: func(row int, dst, _ []float64) { points.Point(row, dst) }})
		coords, weights, room := make([]float64, st.dims), make([]float64, len(tree.Nodes)), make([]float64, len(tree.Nodes))
		seen := make(map[string]bool)
		for at, row := range l.rows {
			points.Point(int(row), coords)
			c := st.choose(coords)
			v := st.variants[c.variant]
			seen[fmt.Sprint("impute ", v.impute)], seen[fmt.Sprint("treat ", v.treat)], seen[fmt.Sprint("normalise ", v.normalise)] = true, true, true
			seen[fmt.Sprint("aggregate ", c.plan)], seen[fmt.Sprint("out ", c.out)] = true, true
			st.perturb.weights(weights, coords[st.choices:], room, c.out)

			own := *spec
			own.Uncertainty = nil
			own.Impute, own.Treat, own.Normalise = st.imputeSpec(v.impute), st.treatSpec(v.treat), st.normaliseSpec(v.normalise)
			if c.plan > 0 {
				own.Aggregate = spec.Uncertainty.Aggregate[c.plan-1]
			}
			set := WeightSet{Nodes: map[string]float64{}}
			for k, w := range weights {
				set.Nodes[tree.Nodes[k].Code] = w
			}
			own.Weights = WeightsSpec{Use: "drawn", Sets: map[string]WeightSet{"drawn": set}}
			want, err := Build(d, tree, &own)
			if err != nil {
				t.Fatal(err)
			}
			for u, rank := range want.Ranks.Col("index") {
				if drawn := got.of(u)[at]; float64(drawn) != rank && !(drawn == 0 && rank != rank) {
					t.Fatalf("draw %d (%+v), unit %d: rank %d, built %v", row, c, u, drawn, rank)
				}
			}
		}
		if len(seen) != 3+2+3+3+5 {
			t.Errorf("only these ways were taken: %v", seen)
		}
	}
}

// The same bits for any number of workers, whatever varies.
func TestWorkersDoNotMatter(t *testing.T) {
	d, tree := manyUnits(31, 14, 4, 0.05)
	errorsToo := everythingVaries()
	errorsToo.Uncertainty.Errors = &ErrorSpec{ErrorRule: ErrorRule{Relative: ptr(0.05)}}
	errorsToo.Uncertainty.Levels = []LevelBand{{Name: "high", From: ptr(50.0)}, {Name: "low", From: ptr(0.0)}}
	weightsOnly := sevenSteps()
	weightsOnly.Uncertainty = noisyWeights()
	for name, spec := range map[string]*Spec{"all": everythingVaries(), "errors": errorsToo, "weights": weightsOnly} {
		for _, sampler := range []string{draw.Sobol, draw.Latin, draw.Plain} {
			var first *UncertaintyResult
			for _, workers := range []int{1, 2, 3, 8} {
				got, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 300, Seed: 3, Sampler: sampler, Workers: workers})
				if err != nil {
					t.Fatal(err)
				}
				got.Nominal = nil
				if first == nil {
					first = got
				} else if !slices.Equal(got.ranks.blocks, first.ranks.blocks) || fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", first) {
					t.Errorf("%s, %s: %d workers give other bits", name, sampler, workers)
				}
			}
			other, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 300, Seed: 4, Sampler: sampler})
			if err != nil {
				t.Fatal(err)
			}
			if slices.Equal(other.ranks.blocks, first.ranks.blocks) {
				t.Errorf("%s, %s: another seed gives the same draws", name, sampler)
			}
		}
	}
}

// The statistics are those of the ranks by the plain definitions.
func TestStatisticsOfRanks(t *testing.T) {
	d, tree := manyUnits(12, 14, 4, 0.1)
	for _, byRank := range []bool{false, true} {
		spec := everythingVaries()
		spec.Uncertainty.Levels = []LevelBand{{Name: "tốt", From: ptr(45.0)}, {Name: "khá", From: ptr(30.0)}, {Name: "trung bình", From: ptr(12.0)}}
		if byRank {
			spec.Uncertainty.Levels = []LevelBand{{Name: "tốt", Rank: ptr(3)}, {Name: "khá", Rank: ptr(8)}}
		}
		const draws = 333
		got, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: draws, Seed: 1})
		if err != nil {
			t.Fatal(err)
		}
		near := func(what string, got, want float64) {
			t.Helper()
			if !(math.Abs(got-want) <= 1e-12*math.Max(1, math.Abs(want))) {
				t.Errorf("%s: %v, want %v", what, got, want)
			}
		}
		for u, unit := range got.Units {
			var x []float64
			for _, rank := range got.of(u) {
				x = append(x, float64(rank))
			}
			slices.Sort(x)
			m := stat.Dense(x)
			near("mean", unit.Mean, m.Mean)
			near("SD", unit.SD, m.SD)
			near("standard error", unit.StandardError, m.SD/math.Sqrt(draws))
			near("median", unit.Median, stat.Quantile(x, 0.5))
			near("5 %", unit.Q5, stat.Quantile(x, 0.05))
			near("95 %", unit.Q95, stat.Quantile(x, 0.95))
			near("best", unit.Best, x[0])
			near("worst", unit.Worst, x[draws-1])
			near("rank", unit.Rank, got.Nominal.Ranks.Col("index")[u])
			near("score", unit.Score, got.Nominal.Scores.Col("index")[u])
			sum, mean := 0.0, 0.0
			for k, p := range got.RankProbabilities(u) {
				sum += p
				mean += p * float64(k+1)
			}
			near("probabilities", sum, 1)
			near("mean of probabilities", mean, m.Mean)
			if byRank {
				near("tốt", unit.Levels[0], share3(x, 1, 3))
				near("khá", unit.Levels[1], share3(x, 4, 8))
			}
			for v := range got.Units {
				ties := 0.0
				for k, rank := range got.of(u) {
					if rank == got.of(v)[k] {
						ties++
					}
				}
				near("before", got.Before(u, v)+got.Before(v, u)+ties/draws, 1)
				near("matrix", got.BeforeMatrix()[u][v], got.Before(u, v))
			}
		}
		if !byRank {
			scoreLevels(t, d, tree, spec, got)
		}
		last := got.Convergence[len(got.Convergence)-1]
		if last.Draws != draws || last.MeanShift != 0 || last.MaxShift != 0 || !(got.Convergence[0].MaxShift > 0) || !(got.Convergence[0].StandardError > last.StandardError) {
			t.Errorf("convergence %+v", got.Convergence)
		}
	}
}

func share3(sorted []float64, lo, hi float64) float64 {
	n := 0.0
	for _, x := range sorted {
		if x >= lo && x <= hi {
			n++
		}
	}
	return n / float64(len(sorted))
}

// scoreLevels counts the levels of every unit again from the scores of the draws.
func scoreLevels(t *testing.T, d *Data, tree *Tree, spec *Spec, got *UncertaintyResult) {
	t.Helper()
	st, s := mustStudy(t, d, tree, spec, got.Draws, got.Seed, "")
	points := s.points(st.dims)
	count := make([][4]float64, len(got.Units))
	st.run(context.Background(), &design{rows: got.Draws, point: func(row int, dst, _ []float64) { points.Point(row, dst) }}, 1, nil, func(w *drawWorker, l *layout, b *task) {
		for i := range b.to - b.from {
			for p, u := range st.order {
				k := 0
				for k < 3 && w.scores[i*len(st.order)+p] < []float64{45, 30, 12}[k] {
					k++
				}
				count[u][k]++
			}
		}
	})
	var total [4]float64
	for u, unit := range got.Units {
		for k := range total {
			total[k] += count[u][k]
			if k < 3 && unit.Levels[k] != count[u][k]/float64(got.Draws) {
				t.Errorf("unit %d, level %d: %v, want %v draws", u, k, unit.Levels[k], count[u][k])
			}
		}
	}
	if slices.Contains(total[:], 0) {
		t.Errorf("a level that never occurs tests nothing: %v", total)
	}
}

// Leaving out one node for certain gives what LeaveOneOut gives.
func TestLeavingOut(t *testing.T) {
	d, tree := manyUnits(20, 14, 4, 0)
	for _, code := range []string{"x3", "p1", "s0"} {
		spec := &Spec{Uncertainty: &UncertaintySpec{LeaveOut: &LeaveOutSpec{Nodes: []string{code}, Probability: ptr(1.0)}}}
		got, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 4})
		if err != nil {
			t.Fatal(err)
		}
		want, err := LeaveOneOut(tree, tree.Weights(), []string{code}, DefaultTolerance, got.Nominal.Combine)
		if err != nil {
			t.Fatal(err)
		}
		for u, unit := range got.Units {
			if rank := want.Ranks.Col(code)[u]; unit.Mean != rank || unit.Best != unit.Worst {
				t.Errorf("without %s, unit %d: %+v, want rank %v", code, u, unit, rank)
			}
		}
	}
}

// Without a probability, none is left out as often as each.
func TestLeaveOutIsEven(t *testing.T) {
	p := &perturbation{without: make([][]int, 3), probability: 0.75}
	var count [4]int
	for k := range 4000 {
		count[p.leaveOut((float64(k)+0.5)/4000)+1]++
	}
	if count != [4]int{1000, 1000, 1000, 1000} {
		t.Errorf("%v", count)
	}
}

// Weights of a draw: noise stays within its share, Dirichlet keeps the sum of each
// parent, what has no weight gets none.
func TestWeightsOfADraw(t *testing.T) {
	_, tree := manyUnits(5, 14, 4, 0)
	base := tree.Weights()
	base[0] = 0
	p := newPerturbation(tree, base, &UncertaintySpec{Weights: []WeightNoise{{Level: 1, Dirichlet: ptr(3.0)}, {Level: 2, Noise: ptr(0.25)}}})
	s := draw.NewSampler(draw.Plain, 5, 100, 18)
	u, w, room := make([]float64, 18), make([]float64, len(base)), make([]float64, len(base))
	moved := false
	for n := range 100 {
		s.Point(n, u)
		p.weights(w, u, room, -1)
		for k := tree.NumIndicators(); k < len(base); k++ {
			node := tree.Nodes[k]
			if node.Level == 2 {
				want, got := 0.0, 0.0
				for _, c := range node.Children {
					want, got = want+base[c], got+w[c]
					moved = moved || w[c] != base[c]
				}
				if math.Abs(want-got) > 1e-12 {
					t.Fatalf("the weights below %s sum to %v, want %v", node.Code, got, want)
				}
				if math.Abs(w[k]-base[k]) > 0.25*base[k] {
					t.Fatalf("%s moved from %v to %v", node.Code, base[k], w[k])
				}
			} else if w[k] != base[k] {
				t.Fatalf("%s moved", node.Code)
			}
		}
		if w[0] != 0 {
			t.Fatal("what has no weight got one")
		}
	}
	if !moved {
		t.Error("nothing moved")
	}
}

// Errors of nothing change nothing; real ones have their size, keep to their
// bounds and leave gaps.
func TestMeasurementErrors(t *testing.T) {
	d, tree := manyUnits(40, 14, 4, 0.1)
	spec := sevenSteps()
	spec.Uncertainty = noisyWeights()
	exact, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 60, Seed: 2, Sampler: "plain"})
	if err != nil {
		t.Fatal(err)
	}
	spec.Uncertainty.Errors = &ErrorSpec{ErrorRule: ErrorRule{SD: ptr(0.0)}}
	st, _ := mustStudy(t, d, tree, spec, 60, 2, "plain")
	for _, v := range st.variants {
		cols, err := st.errors.table(st.errors.scratch(), v, 1)
		if err == nil {
			err = v.prepare(st)
		}
		if err != nil {
			t.Fatal(err)
		}
		for j := range cols {
			for i, x := range cols[j] {
				if want := v.table.Cols[j][i]; !(math.Abs(x-want) <= 1e-9*math.Max(1, math.Abs(want))) && (x == x || want == want) {
					t.Fatalf("no error, yet %s of %s is %v, not %v", v.table.Codes[j], v.table.Units[i], x, want)
				}
			}
		}
	}
	if len(exact.Factors) != len(st.factors)-1 || st.choices != 2 {
		t.Errorf("factors %+v", st.factorsOf())
	}

	m := &measurement{values: NewTable(make([]string, 3000), []string{"a"}), errors: []errorOf{{sd: 2, least: 0, most: 11}}}
	for i := range 2999 {
		m.values.Cols[0][i] = 10
	}
	s := m.scratch()
	s.stream.Seed(0, draw.ForError, 5)
	m.measure(s.first[0], m.values.Cols[0], 0, s.rng)
	got := s.first[0]
	within, top := 0, 0
	for _, x := range got[:2999] {
		if x > 11 || x < 0 {
			t.Fatalf("%v is beyond the bounds", x)
		}
		if x == 11 {
			top++
		}
		if math.Abs(x-10) < 1 {
			within++
		}
	}
	if !math.IsNaN(got[2999]) || math.Abs(float64(within)/2999-0.383) > 0.04 || math.Abs(float64(top)/2999-0.309) > 0.04 {
		t.Errorf("the gap is %v; %d within one half SD, %d at the bound", got[2999], within, top)
	}
}

// A draw costs no allocation: ten times the draws cost the same, but for the few
// that the tasks of the layout need.
func TestDrawsAllocateNothing(t *testing.T) {
	d, tree := manyUnits(31, 14, 4, 0.05)
	for name, spec := range map[string]*Spec{"product": sevenSteps(), "walk": everythingVaries()} {
		if name == "product" {
			spec.Uncertainty = noisyWeights()
		} else {
			spec.Uncertainty.Weights[1] = WeightNoise{Level: 2, Noise: ptr(0.2)} // gonum's gamma quantile allocates
		}
		allocs := func(draws int) float64 {
			return testing.AllocsPerRun(3, func() {
				if _, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: draws, Workers: 1}); err != nil {
					t.Fatal(err)
				}
			})
		}
		if few, many := allocs(400), allocs(4000); many-few > 40 {
			t.Errorf("%s: %v allocations for 400 draws, %v for 4000", name, few, many)
		}
	}
}

// When the context is done, so is the call; progress is not told of afterwards.
func TestUncertaintyIsCancelled(t *testing.T) {
	d, tree := manyUnits(200, 40, 4, 0.05)
	spec := everythingVaries()
	ctx, cancel := context.WithCancel(context.Background())
	over := false
	calls := 0
	r, err := Uncertainty(ctx, d, tree, spec, UncertaintyOptions{Draws: 100_000, Progress: func(done, total int) {
		if over || total != 100_000 || done <= 0 || done > total {
			t.Error("progress after the end or out of range")
		}
		calls++
		cancel()
	}})
	over = true
	if !errors.Is(err, context.Canceled) || r != nil || calls == 0 {
		t.Errorf("%v after %d calls", err, calls)
	}
	if _, err := Uncertainty(ctx, d, tree, spec, UncertaintyOptions{Draws: 10}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v of a context that was done before", err)
	}
	if _, err := Sobol(ctx, d, tree, spec, SobolOptions{N: 10}); !errors.Is(err, context.Canceled) {
		t.Errorf("%v of a context that was done before", err)
	}
}

func TestProgressReachesTheEnd(t *testing.T) {
	d, tree := manyUnits(10, 14, 4, 0)
	spec := &Spec{Uncertainty: noisyWeights()}
	last, calls := 0, 0
	_, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 9000, Progress: func(done, total int) {
		if done <= last {
			t.Errorf("%d after %d", done, last)
		}
		last = done
		calls++
	}})
	if err != nil || last != 9000 || calls > progressSteps+1 {
		t.Errorf("%v; %d calls, the last at %d", err, calls, last)
	}
}

// Every fault of the section is found in one pass, with its place, in both
// languages.
func TestUncertaintyFaults(t *testing.T) {
	d, tree := manyUnits(10, 14, 4, 0)
	spec := readSpec(t, `
uncertainty:
  weights:
    - {level: 9, noise: 0.2}
    - {level: 1, noise: 1.5}
    - {level: 1, noise: 0.1, dirichlet: 3}
    - {level: 2}
    - {level: 3, dirichlet: 0}
  impute:
    - {method: guess}
  treat:
    - {skew: -1}
  normalise:
    - {method: zscore}
    - {method: minmax, range: [5, 1]}
  aggregate:
    - {method: copeland}
    - {method: generalised}
  leave_out: {nodes: [x1, x1, nowhere, index], level: 2, probability: 2}
  errors: {sd: 1, relative: 0.1, min: 3, max: 2, indicators: {x99: {sd: 1}, x1: {sd: -1}}}
  node: x1
  levels:
    - {name: good, from: 50}
    - {name: good, from: 60}
    - {name: poor, rank: 3}
    - {name: none}
`)
	_, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: -1, Workers: -1, Sampler: "halton"})
	var faults Faults
	if !errors.As(err, &faults) {
		t.Fatalf("%v", err)
	}
	got := make(map[string]Code)
	for _, f := range faults {
		got[f.Place.Path+f.Place.Column] = f.Code
		if f.Place.Path != "" && f.Place.Line == 0 {
			t.Errorf("%v has no line", f)
		}
		if en, vi := f.Text("en"), f.Text("vi"); en == vi || strings.Contains(en+vi, "%!") {
			t.Errorf("%q and %q", en, vi)
		}
	}
	for path, code := range map[string]Code{
		"uncertainty.weights.1.level": "look.level", "uncertainty.weights.2.noise": "aggregate.range", "uncertainty.weights.3.level": "uncertainty.level_double",
		"uncertainty.weights.3": "uncertainty.one_of", "uncertainty.weights.4": "uncertainty.one_of", "uncertainty.weights.5.dirichlet": "uncertainty.positive",
		"uncertainty.leave_out.nodes.2": "uncertainty.node_double", "uncertainty.leave_out.nodes.3": "weigh.node", "uncertainty.leave_out.nodes.4": "weigh.node",
		"uncertainty.leave_out": "uncertainty.one_of", "uncertainty.leave_out.probability": "aggregate.range",
		"uncertainty.errors": "uncertainty.one_of", "uncertainty.errors.min": "normalise.interval", "uncertainty.errors.indicators.x99": "step.indicator_unknown",
		"uncertainty.errors.indicators.x1.sd": "uncertainty.not_negative", "uncertainty.node": "aggregate.node", "uncertainty.levels.2.name": "uncertainty.level_name",
		"uncertainty.levels.2.from": "uncertainty.level_order", "uncertainty.levels.3": "uncertainty.level_kind", "uncertainty.levels.4": "uncertainty.one_of",
		"draws":                       "uncertainty.draws",
		"uncertainty.impute.1.method": "step.method", "uncertainty.treat.1.skew": "step.number", "uncertainty.normalise.2.range": "normalise.interval", "uncertainty.aggregate.2": "aggregate.power_missing",
	} {
		if got[path] != code {
			t.Errorf("%s: %q, want %q", path, got[path], code)
		}
	}
	if t.Failed() {
		t.Log(err)
	}
}

// The bound of the cost, the sampler and the draws.
func TestOptionsAreChecked(t *testing.T) {
	d, tree := manyUnits(11, 14, 4, 0)
	spec := &Spec{Uncertainty: noisyWeights()}
	for _, c := range []struct {
		o    UncertaintyOptions
		spec *Spec
		want Code
	}{
		{UncertaintyOptions{Draws: 100}, &Spec{}, "uncertainty.none"},
		{UncertaintyOptions{Draws: 100}, nil, "uncertainty.none"},
		{UncertaintyOptions{Draws: 100}, &Spec{Uncertainty: &UncertaintySpec{}}, "uncertainty.nothing"},
		{UncertaintyOptions{}, spec, "uncertainty.draws"},
		{UncertaintyOptions{Draws: maxDraws + 1}, spec, "uncertainty.draws"},
		{UncertaintyOptions{Draws: 10, Sampler: "halton"}, spec, "look.method"},
		{UncertaintyOptions{Draws: 10, Workers: -2}, spec, "uncertainty.not_negative"},
		{UncertaintyOptions{Draws: 1001, MaxCost: 154_000}, spec, "uncertainty.cost"},
		{UncertaintyOptions{Draws: 10, MaxCost: math.NaN()}, spec, "uncertainty.positive"},
		{UncertaintyOptions{Draws: 10_000_000}, spec, "uncertainty.memory"},
		{UncertaintyOptions{Draws: 10}, &Spec{Uncertainty: &UncertaintySpec{Normalise: make([]NormaliseSpec, 100), Treat: make([]TreatSpec, 100)}}, "uncertainty.ways"},
		{UncertaintyOptions{Draws: 9_000_000, Sampler: "latin"}, spec, "uncertainty.dimensions"},
	} {
		if err := CheckUncertainty(d, tree, c.spec, c.o); !errors.Is(err, &Fault{Code: c.want}) {
			t.Errorf("%+v: %v, want %s", c.o, err, c.want)
		} else if vi := err.(Faults).Text("vi"); strings.Contains(vi+err.Error(), "%!") {
			t.Errorf("%v\n%s", err, vi)
		}
	}
	if err := CheckUncertainty(d, tree, spec, UncertaintyOptions{Draws: 1000, MaxCost: 154_000, Workers: 1 << 40}); err != nil {
		t.Errorf("at its bound: %v", err)
	}
	if err := CheckUncertainty(nil, nil, spec, UncertaintyOptions{Draws: 1}); err == nil {
		t.Error("no data and no tree")
	}
}

// A way that cannot take the values of a draw is named; and of several faults it is
// always the same one that is given.
func TestFaultsOfADraw(t *testing.T) {
	d, tree := manyUnits(30, 14, 4, 0)
	spec := &Spec{Normalise: NormaliseSpec{NormaliseRule: NormaliseRule{Range: []float64{1, 100}}}, Uncertainty: noisyWeights()}
	spec.Uncertainty.Aggregate = []AggregateSpec{{AggregateRule: AggregateRule{Method: "geometric"}}}
	var first string
	for workers := range 6 {
		_, err := Uncertainty(context.Background(), d, tree, spec, UncertaintyOptions{Draws: 500, Seed: 1, Workers: workers})
		if !errors.Is(err, &Fault{Code: "aggregate.domain"}) || !strings.Contains(err.Error(), "uncertainty.normalise.1 + uncertainty.aggregate.1") {
			t.Fatalf("%v", err)
		}
		if first == "" {
			first = err.Error()
		} else if err.Error() != first {
			t.Errorf("%d workers find another fault", workers)
		}
	}
}

func TestUncertaintySpecRoundTrip(t *testing.T) {
	spec := everythingVaries()
	spec.Uncertainty.Errors = &ErrorSpec{ErrorRule: ErrorRule{SD: ptr(1.5), Min: ptr(0.0)}, Indicators: map[string]ErrorRule{"x1": {Relative: ptr(0.1)}}}
	spec.Uncertainty.Levels = []LevelBand{{Name: "tốt", From: ptr(80.0)}}
	spec.Uncertainty.Node = "s1"
	var b bytes.Buffer
	if err := WriteSpec(&b, spec); err != nil {
		t.Fatal(err)
	}
	again := readSpec(t, b.String())
	if !reflect.DeepEqual(again.Uncertainty, spec.Uncertainty) {
		t.Errorf("%s", b.String())
	}
}

// Hostile tables: results or faults, never a panic; a unit without a rank has none.
func TestUncertaintyOfHostileTables(t *testing.T) {
	rng := rand.New(rand.NewPCG(6, 6))
	cells := map[string]func(i, j int) float64{
		"constant":     func(i, j int) float64 { return 3 },
		"missing":      func(i, j int) float64 { return math.NaN() },
		"one value":    func(i, j int) float64 { return []float64{2, math.NaN()}[min(i, 1)] },
		"one constant": func(i, j int) float64 { return float64(i * j) },
		"ties":         func(i, j int) float64 { return float64(rng.IntN(2)) },
		"sparse":       func(i, j int) float64 { return []float64{math.NaN(), math.NaN(), rng.Float64()}[rng.IntN(3)] },
		"large":        func(i, j int) float64 { return 1e300 * rng.NormFloat64() },
		"infinite":     func(i, j int) float64 { return math.Inf(1) },
		"small":        func(i, j int) float64 { return 1e-300 * rng.NormFloat64() },
	}
	tree := lookTree(t)
	spec := &Spec{Impute: &ImputeSpec{}, Treat: &TreatSpec{}, Uncertainty: &UncertaintySpec{
		Weights: []WeightNoise{{Level: 1, Noise: ptr(0.5)}, {Level: 2, Dirichlet: ptr(1.0)}}, Impute: []ImputeSpec{{ImputeRule: ImputeRule{Method: "none"}}},
		Normalise: []NormaliseSpec{{NormaliseRule: NormaliseRule{Method: "rank"}}}, Errors: &ErrorSpec{ErrorRule: ErrorRule{Relative: ptr(0.1)}},
	}}
	for name, cell := range cells {
		for _, n := range []int{0, 1, 2, 9} {
			d := &Data{Values: lookTable(n, cell)}
			for _, withErrors := range []bool{true, false} {
				s := *spec
				u := *spec.Uncertainty
				if s.Uncertainty = &u; !withErrors {
					u.Errors = nil
				}
				r, err := Uncertainty(context.Background(), d, tree, &s, UncertaintyOptions{Draws: 40})
				if (err != nil) != (n == 0 || name == "infinite") && name != "large" && name != "small" {
					t.Errorf("%s, %d units: %v", name, n, err)
				}
				if err != nil {
					continue
				}
				for u, unit := range r.Units {
					if unit.Ranked == 0 != math.IsNaN(unit.Mean) || unit.Ranked > 0 && !(unit.Best >= 1 && unit.Worst <= float64(n)) {
						t.Errorf("%s: %+v", name, unit)
					}
					if name == "missing" && unit.Ranked != 0 || len(r.RankProbabilities(u)) != n {
						t.Errorf("%s: %+v", name, unit)
					}
				}
				Sobol(context.Background(), d, tree, &s, SobolOptions{N: 8, Resamples: 10})
			}
		}
	}
}

// Of several faults that of the first task is given, whoever finds it first; after
// the end no progress is told.
func TestRunningKeepsTheFirstFault(t *testing.T) {
	called := 0
	r := &running{total: 10, failed: 9, progress: func(_, _ int) { called++ }}
	for _, k := range []int{5, 3, 4} {
		r.fail(k, fmt.Errorf("task %d", k))
	}
	r.finish(4)
	if err := r.end(context.Background()); err == nil || err.Error() != "task 3" || r.last.Load() != 3 {
		t.Errorf("%v", err)
	}
	if r.finish(6); called != 1 {
		t.Errorf("%d calls", called)
	}
}

// A missing rank is before nobody and behind nobody.
func TestBeforeLeavesMissingRanksOut(t *testing.T) {
	if p := before([]uint32{0, 1, 2, 0, 3}, []uint32{1, 2, 1, 0, 3}); p != 1.0/3 {
		t.Errorf("%v", p)
	}
}

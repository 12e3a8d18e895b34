package index

import "fmt"

// Built is an index with everything that led to it: a pure function of the data,
// the tree, the spec and the engine.
type Built struct {
	Engine string // EngineVersion
	Spec   *Spec
	Tree   *Tree
	// Data are the rows that were built: those of one time, without the units that
	// screening left out. All tables but Raw have these units.
	Data *Data

	// The table after each step; nil where the step was not asked for. Normalised and
	// Scores are always there.
	Raw, Screened, Denominated, Imputed, Treated, Normalised *Table
	// Scores has a column for every node of the tree, the indicators' as normalised.
	Scores *Table
	// Ranks are those of Scores over all units, GroupRanks within the groups of each
	// group column of Spec.Rank.Groups.
	Ranks      *Table
	GroupRanks map[string]*Table
	Weights    *Weights

	// What the steps changed; nil where the step was not asked for.
	Panel        *ImputeReport
	Screening    *ScreenReport
	Denomination *DenominateReport
	Imputation   *ImputeReport
	Treatment    *TreatReport
	// Notes are what a person should look at before believing the result: indicators
	// that have no say, since all their values are equal or missing; weights that fell
	// to 0.
	Notes Faults

	plan *aggregatePlan
}

// BuiltStep is the table after a step.
type BuiltStep struct {
	Name  string // raw, screened, denominated, imputed, treated, normalised, scores, ranks
	Table *Table
}

// Steps lists the tables in the order in which they came about.
func (b *Built) Steps() []BuiltStep {
	all := []BuiltStep{
		{"raw", b.Raw}, {"screened", b.Screened}, {"denominated", b.Denominated}, {"imputed", b.Imputed},
		{"treated", b.Treated}, {"normalised", b.Normalised}, {"scores", b.Scores}, {"ranks", b.Ranks},
	}
	done := all[:0]
	for _, s := range all {
		if s.Table != nil {
			done = append(done, s)
		}
	}
	return done
}

// Combine rebuilds the scores under other weights, with everything before held
// fixed: the Combine that LeaveOneOut and Optimise ask for.
func (b *Built) Combine(weights []float64) (*Table, error) {
	if err := checkWeights("aggregate", b.Tree, weights); err != nil {
		return nil, err
	}
	return b.plan.table(b.Normalised, weights, &aggregateScratch{})
}

// Build takes the data through the steps of the spec, in the order of the handbook
// (OECD/JRC 2008): panel and time, screen, denominate, impute, treat, normalise,
// weigh, aggregate, rank. spec nil is all defaults.
//
// The faults of the data, the tree and all sections of the spec are found in one
// pass; those that only show in the values of a later step end the build at that
// step. A fault at a key of a spec that ReadSpec read has its line.
func Build(d *Data, tree *Tree, spec *Spec) (*Built, error) {
	if spec == nil {
		spec = &Spec{}
	}
	b := &Built{Engine: EngineVersion, Spec: spec, Tree: tree}
	if err := b.build(d); err != nil {
		var faults Faults
		faults.join(err)
		return nil, spec.withLines(faults)
	}
	return b, nil
}

func (b *Built) build(d *Data) error {
	if b.Tree == nil || len(b.Tree.Nodes) == 0 {
		return oneFault("meta.no_indicator", Place{Source: "iMeta"})
	}
	t, err := b.begin(d)
	if err != nil {
		return err
	}
	if t, err = b.clean(t); err != nil {
		return err
	}
	return b.combine(t)
}

// begin takes the rows, screens and denominates, and finds the faults of every
// section of the spec.
func (b *Built) begin(d *Data) (*Table, error) {
	var faults Faults
	d, err := b.rows(d)
	if err != nil {
		faults.join(err)
		faults.join(b.check(nil, nil))
		return nil, faults
	}
	if b.Raw, err = d.Values.Select(b.Tree.IndicatorCodes()); err != nil {
		faults.join(err)
		faults.join(b.check(d.Values.Units, d))
		return nil, faults
	}
	t := b.Raw
	if b.Data = d; b.Spec.Screen != nil {
		screened, report, err := Screen(t, b.Tree, *b.Spec.Screen)
		faults.join(err)
		if err == nil {
			t, b.Screened, b.Screening = screened, screened, report
			if t.Rows() < d.Rows() {
				b.Data = d.PickRows(d.rowsOf(t.Units, "screen", &faults))
			}
		}
	}
	if b.Spec.Denominate != nil {
		denominated, report, err := Denominate(t, d, b.Tree, *b.Spec.Denominate)
		faults.join(err)
		if err == nil {
			t, b.Denominated, b.Denomination = denominated, denominated, report
		}
	}
	faults.join(b.check(t.Units, b.Data))
	return t, faults.err()
}

// rows fills the gaps of a panel, takes the rows of the time asked for, and checks
// that every unit stands there once.
func (b *Built) rows(d *Data) (*Data, error) {
	if d == nil || d.Values == nil {
		return nil, oneFault("data.none", Place{Source: "iData"})
	}
	if b.Spec.Panel != nil {
		var err error
		if d, b.Panel, err = ImputePanel(d, *b.Spec.Panel); err != nil {
			return nil, err
		}
	}
	if b.Spec.Time != nil {
		all := d
		if len(d.Time) != d.Rows() {
			return nil, oneFault("build.no_time", Place{Source: "spec", Path: "time"})
		}
		if d = d.At(*b.Spec.Time); d.Rows() == 0 {
			times := make([]string, 0, len(all.Time))
			for _, x := range all.Times() {
				times = append(times, fmt.Sprint(x))
			}
			return nil, oneFault("build.time", Place{Source: "spec", Path: "time"}, *b.Spec.Time, listSome(times))
		}
	}
	if err := d.check(); err != nil {
		return nil, err
	}
	if d.Rows() == 0 {
		return nil, oneFault("data.no_rows", Place{Source: "iData"})
	}
	return d, nil
}

// check finds the faults of the sections that come after denominating.
func (b *Built) check(units []string, d *Data) error {
	var faults Faults
	spec := b.Spec
	if spec.Impute != nil && d != nil {
		_, err := prepareImpute(units, d, b.Tree, *spec.Impute)
		faults.join(err)
	}
	if spec.Treat != nil {
		_, err := prepareTreat(b.Tree, *spec.Treat)
		faults.join(err)
	}
	if units != nil {
		_, err := prepareNormalise(units, b.Tree, spec.Normalise)
		faults.join(err)
	}
	faults.join(spec.Weights.check(b.Tree))
	plan, err := planAggregate(b.Tree, spec.Aggregate, scaleMiddles(b.Tree, spec.Normalise))
	b.plan = plan
	faults.join(err)
	spec.Rank.check(&faults)
	for _, code := range spec.Rank.Lower {
		if b.Tree.Index(code) < 0 {
			faults.add("weigh.node", Place{Source: "rank", Path: "rank.lower"}, code)
		}
	}
	for _, g := range spec.Rank.Groups {
		if d != nil && d.Group(g) == nil {
			faults.add("build.group", Place{Source: "rank", Path: "rank.groups"}, g, listSome(d.GroupCodes))
		}
	}
	return faults.err()
}

// clean imputes, treats and normalises.
func (b *Built) clean(t *Table) (*Table, error) {
	var err error
	if b.Spec.Impute != nil {
		if t, b.Imputation, err = Impute(t, b.Data, b.Tree, *b.Spec.Impute); err != nil {
			return nil, err
		}
		b.Imputed = t
	}
	if b.Spec.Treat != nil {
		if t, b.Treatment, err = Treat(t, b.Tree, *b.Spec.Treat); err != nil {
			return nil, err
		}
		b.Treated = t
	}
	if b.Normalised, err = Normalise(t, b.Tree, b.Spec.Normalise); err != nil {
		return nil, err
	}
	for j, col := range b.Normalised.Cols {
		if !hasValue(col) {
			b.Notes.add("build.no_say", Place{Source: "normalise", Node: b.Tree.Nodes[j].Code})
		}
	}
	return b.Normalised, nil
}

func hasValue(col []float64) bool {
	for _, x := range col {
		if x == x {
			return true
		}
	}
	return false
}

// combine weighs, aggregates and ranks.
func (b *Built) combine(t *Table) error {
	var err error
	if b.Weights, err = b.Spec.Weights.weigh(t, b.plan); err != nil {
		return err
	}
	b.Notes = append(b.Notes, b.Weights.Notes...)
	if b.Scores, err = b.plan.table(t, b.Weights.Values, &aggregateScratch{}); err != nil {
		return err
	}
	rank := b.rankSpec()
	if b.Ranks, err = Rank(b.Scores, rank); err != nil {
		return err
	}
	for _, g := range rank.Groups {
		if b.GroupRanks == nil {
			b.GroupRanks = make(map[string]*Table)
		}
		if b.GroupRanks[g], err = RankWithin(b.Scores, b.Data.Group(g), rank); err != nil {
			return err
		}
	}
	return nil
}

// rankSpec is the spec's with the aggregates of direction -1 among those of which
// less is better.
func (b *Built) rankSpec() RankSpec {
	out := b.Spec.Rank
	out.Lower = append([]string(nil), out.Lower...)
	for k := b.Tree.NumIndicators(); k < len(b.Tree.Nodes); k++ {
		if b.Tree.Nodes[k].Direction < 0 {
			out.Lower = append(out.Lower, b.Tree.Nodes[k].Code)
		}
	}
	return out
}

var _ = addTexts(map[Code]sentence{
	"build.no_time": {"a time is asked for, but the data have no column Time", "đặc tả yêu cầu một kỳ nhưng số liệu không có cột Time"},
	"build.time":    {"no row has the time %v; there are: %s", "không có dòng nào thuộc kỳ %v; các kỳ có trong số liệu: %s"},
	"build.group":   {"%q is not a group column of the data; there are: %s", "%q không phải cột nhóm của số liệu; các cột nhóm: %s"},
	"build.no_say":  {"after normalising no unit has a value: all values are equal or missing, so the indicator has no say; take it out or declare what equal values score (normalise.equal)", "sau chuẩn hóa không đơn vị nào có giá trị: mọi giá trị bằng nhau hoặc đều thiếu nên chỉ tiêu không có tác dụng; hãy bỏ chỉ tiêu hoặc khai báo điểm khi các giá trị bằng nhau (normalise.equal)"},
})

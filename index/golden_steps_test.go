package index

import (
	"encoding/json"
	"math"
	"slices"
	"strings"
)

func init() {
	goldenOps["screen"] = goldenScreen
	goldenOps["denominate"] = goldenDenominate
	goldenOps["impute"] = goldenImpute
	goldenOps["impute_panel"] = goldenPanel
	goldenOps["normalise"] = goldenNormalise
}

func goldenScreen(c *goldenCase) {
	var p struct {
		By        string   `json:"unit_screen"`
		Available *float64 `json:"dat_thresh"`
		NonZero   *float64 `json:"nonzero_thresh"`
		Force     *gtable
	}
	c.params(&p)
	var want struct {
		Removed glist[string]
		Summary gtable
	}
	c.expected(&want)
	spec := ScreenSpec{
		By:           map[string]string{"byNA": "missing", "byzeros": "zeros", "byNAandzeros": "either"}[p.By],
		MinAvailable: p.Available, MinNonZero: p.NonZero, Force: map[string]bool{},
	}
	if p.Force != nil {
		for k, u := range c.strs(p.Force, "uCode") {
			spec.Force[u] = gcolumn[bool](c, p.Force, "Include")[k]
		}
	}
	t := c.inputTable()
	got, report, err := Screen(t, c.tree(), spec)
	if err != nil {
		c.t.Fatal(err)
	}
	removed := report.Removed()
	slices.Sort(want.Removed)
	same(c, strings.Join(removed, " "), strings.Join(want.Removed, " "), "removed")
	s := &want.Summary
	for i, code := range c.strs(s, "uCode") {
		u := report.Units[i]
		same(c, u.Unit, code, "unit ", i)
		same(c, float64(u.Missing), c.nums(s, "N_missing")[i], code, " missing")
		same(c, float64(u.Zero), c.nums(s, "N_zero")[i], code, " zero")
		same(c, float64(u.MissingOrZero), c.nums(s, "N_miss_or_zero")[i], code, " either")
		c.near(u.Available, c.nums(s, "Dat_Avail")[i], code, " available")
		c.near(u.NonZero, c.nums(s, "Non_Zero")[i], code, " not zero")
		same(c, u.LowAvailable, gcolumn[bool](c, s, "LowData")[i], code, " low data")
		same(c, u.LowNonZero, gcolumn[bool](c, s, "LowNonZero")[i], code, " low non-zero")
		same(c, u.LowAvailable || u.LowNonZero, gcolumn[bool](c, s, "LowDatOrZeroFlag")[i], code, " low either")
		same(c, u.Included, gcolumn[bool](c, s, "Included")[i], code, " included")
		same(c, slices.Contains(got.Units, code), u.Included, code, " in the table")
	}
}

func goldenDenominate(c *goldenCase) {
	var want gtable
	c.expected(&want)
	t := c.inputTable()
	got, _, err := Denominate(t, c.input(), c.tree(), DenominateSpec{})
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearTable(got, &want)
	c.unchanged(got, t, &want)
}

func goldenImpute(c *goldenCase) {
	var p struct {
		Method, By, Group string
		Level             int   `json:"group_level"`
		Normalise         *bool `json:"normalise_first"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	t := c.inputTable()
	spec := ImputeSpec{ImputeRule: ImputeRule{Method: p.Method, Group: p.Group}, By: p.By, Level: p.Level, NormaliseFirst: p.Normalise}
	got, report, err := Impute(t, c.input(), c.tree(), spec)
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearTable(got, &want)
	c.unchanged(got, t, &want)
	gaps := 0
	for _, col := range t.Cols {
		for _, x := range col {
			if math.IsNaN(x) {
				gaps++
			}
		}
	}
	same(c, len(report.Filled)+len(report.Left), gaps, "gaps reported")
}

func goldenPanel(c *goldenCase) {
	var p struct {
		Method  string `json:"imp_type"`
		MaxTime int    `json:"max_time"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	got, _, err := ImputePanel(c.plain("panel"), PanelSpec{Method: p.Method, MaxTime: p.MaxTime})
	if err != nil {
		c.t.Fatal(err)
	}
	type cell struct {
		unit string
		time float64
	}
	at := make(map[cell]int)
	for i, u := range got.Values.Units {
		at[cell{u, got.Time[i]}] = i
	}
	units, times := c.strs(&want, "uCode"), c.nums(&want, "Time")
	same(c, got.Rows(), len(units), "rows")
	for _, col := range want.Columns[2:] {
		for k, w := range c.nums(&want, col) {
			i, ok := at[cell{units[k], times[k]}]
			same(c, ok, true, units[k], times[k])
			c.near(got.Values.Col(col)[i], w, units[k], " ", times[k], " ", col)
		}
	}
}

// gnormalise are the parameters of COINr's functions.
type gnormalise struct {
	Method string
	LU     []float64 `json:"l_u"`
	MSD    []float64 `json:"m_sd"`
	Npara  []float64
	Scale  float64 `json:"scale_factor"`
	Iref   int
	Cap    *bool `json:"cap_max"`
	Ties   string
}

func (p *gnormalise) rule(t *Table) NormaliseRule {
	r := NormaliseRule{Method: p.Method, Range: p.LU, Posts: p.Npara, Cap: p.Cap, Ties: p.Ties}
	switch {
	case p.MSD != nil:
		r.Mean, r.SD = &p.MSD[0], &p.MSD[1]
	case p.Scale != 0:
		r.Range = []float64{0, p.Scale}
	case p.Iref > 0:
		r.Reference = t.Units[p.Iref-1]
	}
	switch p.Method {
	case "rank", "prank", "borda": // COINr ranks raw doubles
		exact := 0.0
		r.Tolerance = &exact
	case "fracmax": // COINr's fraction of negated values
		r.Negated = true
	}
	return r
}

func goldenNormalise(c *goldenCase) {
	var p struct {
		gnormalise
		Default  *gnormalise
		Indiv    map[string]*gnormalise
		Truncate *bool
		Each     map[string]*struct {
			Target              *float64
			Lower, Upper, Scale float64
		} `json:"per_indicator"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	t, tree := c.inputTable(), c.tree()
	spec := NormaliseSpec{Indicators: map[string]NormaliseRule{}}
	switch {
	case p.Default != nil:
		spec.NormaliseRule = p.Default.rule(t)
	case p.Each == nil:
		spec.NormaliseRule = p.rule(t)
	}
	for code, rule := range p.Indiv {
		spec.Indicators[code] = rule.rule(t)
	}
	for code, own := range p.Each {
		rule := NormaliseRule{Method: p.Method, Cap: p.Cap, Target: own.Target}
		if own.Target == nil {
			rule.Cap, rule.Posts, rule.Range = p.Truncate, []float64{own.Lower, own.Upper}, []float64{0, own.Scale}
		}
		spec.Indicators[code] = rule
	}
	got, err := Normalise(t, tree, spec)
	if divided := c.dividedByZero(t, &want); err != nil {
		// We refuse exactly the columns in which COINr divides by 0.
		var refused []string
		for _, f := range err.(Faults) {
			if want.has(f.Place.Node) { // the case shows a choice of columns
				refused = append(refused, f.Place.Node)
			}
			spec.Indicators[f.Place.Node] = NormaliseRule{Method: "none"}
			want.Columns = slices.DeleteFunc(want.Columns, func(col string) bool { return col == f.Place.Node })
		}
		same(c, strings.Join(refused, " "), strings.Join(divided, " "), "refused")
		if got, err = Normalise(t, tree, spec); err != nil {
			c.t.Fatal(err)
		}
	} else if len(divided) > 0 && p.Cap != nil && *p.Cap {
		// Every unit is at least as good as the reference, so all are capped.
		for _, col := range divided {
			for i, y := range got.Col(col) {
				same(c, y, 1, t.Units[i], " ", col)
			}
			want.Columns = slices.DeleteFunc(want.Columns, func(w string) bool { return w == col })
		}
	}
	c.nearTable(got, &want)
	if c.ID == "07_minmax_0_100" { // the whole output stands in a table of its own
		whole := c.table("normalised_0_100")
		for j, col := range whole.Cols {
			c.nearAll(got.Cols[j], col, whole.Codes[j])
		}
	}
}

// dividedByZero lists the expected columns, in the order of the table, that hold an
// infinite value, or a missing one where the table has a value.
func (c *goldenCase) dividedByZero(t *Table, want *gtable) []string {
	var out []string
	for _, col := range t.Codes {
		if !want.has(col) {
			continue
		}
		expected := c.nums(want, col)
		for i, u := range c.strs(want, "uCode") {
			if x := t.Col(col)[slices.Index(t.Units, u)]; math.IsInf(expected[i], 0) || math.IsNaN(expected[i]) && !math.IsNaN(x) {
				out = append(out, col)
				break
			}
		}
	}
	return out
}

func init() {
	goldenOps["treat"] = goldenTreat
	goldenOps["treat_vector"] = goldenTreatColumn
}

// gtreat are the parameters of COINr's Treat. skew_thresh and kurt_thresh are given
// to both the check and the winsorising.
type gtreat struct {
	F1, F2  string
	Winmax  json.RawMessage
	Skew    *float64 `json:"skew_thresh"`
	Kurt    *float64 `json:"kurt_thresh"`
	Combine bool     `json:"combine_treat"`
}

func (p *gtreat) rule(c *goldenCase) TreatRule {
	r := TreatRule{First: p.F1, Second: p.F2, Skew: p.Skew, Kurt: p.Kurt}
	if r.Second == "none" { // an f2 of NULL leaves COINr's default in force
		r.Second = ""
	}
	if len(p.Winmax) > 0 {
		w := Unlimited
		if string(p.Winmax) != `"unlimited"` {
			c.decode(p.Winmax, &w)
		}
		r.WinMax = &w
	}
	return r
}

func goldenTreat(c *goldenCase) {
	var p struct {
		gtreat
		Default *gtreat
		Indiv   map[string]json.RawMessage
	}
	c.params(&p)
	var want struct {
		Changed gtable `json:"x_treat_changed"`
		Details gtable
		Points  gtable `json:"treated_points"`
	}
	c.expected(&want)
	spec := TreatSpec{TreatRule: p.rule(c), Combine: p.Combine, Indicators: map[string]TreatRule{}}
	if p.Default != nil {
		spec.TreatRule = p.Default.rule(c)
	}
	for code, raw := range p.Indiv {
		rule := TreatRule{First: "none", Second: "none"}
		if raw[0] == '{' {
			var own gtreat
			c.decode(raw, &own)
			rule = own.rule(c)
		}
		spec.Indicators[code] = rule
	}
	t := c.inputTable()
	got, report, err := Treat(t, c.tree(), spec)
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearTable(got, &want.Changed)
	c.unchanged(got, t, &want.Changed)
	for i, code := range c.strs(&want.Details, "iCode") {
		d := &report.Decisions[t.Index(code)]
		points := math.NaN()
		if d.First == "winsorise" {
			points = float64(d.High + d.Low)
		}
		c.near(points, c.nums(&want.Details, "winsorise.nwin")[i], code, " points")
		for k, s := range []struct {
			done  string
			shape Shape
		}{{"before", d.Before}, {d.First, d.AfterFirst}, {d.Second, d.AfterSecond}} {
			check := "check_SkewKurt" + string(rune('0'+k)) + "."
			if !want.Details.has(check + "Skew") {
				same(c, s.done, "", code, " ", check)
				continue
			}
			if s.done == "" {
				s.shape.Skew, s.shape.Kurt = math.NaN(), math.NaN()
			}
			c.near(s.shape.Skew, c.nums(&want.Details, check+"Skew")[i], code, " ", check, "Skew")
			c.near(s.shape.Kurt, c.nums(&want.Details, check+"Kurt")[i], code, " ", check, "Kurt")
			if pass := gcolumn[*bool](c, &want.Details, check+"Pass")[i]; pass != nil {
				same(c, s.shape.Pass, *pass, code, " ", check, "Pass")
			}
		}
	}
	c.checkPoints(&want.Points, &want.Changed, t, got, report)
}

// checkPoints compares the table of changed values. COINr marks points as
// winsorised even where a second treatment started from the original values, and
// marks every point of a transformed column; we list what changed and by what. It
// names the column of an indicator without a second treatment "winsorise", and a
// log_CT_plus of positive skewness log_CT.
func (c *goldenCase) checkPoints(points, changed *gtable, t, treated *Table, report *TreatReport) {
	c.t.Helper()
	how := make(map[[2]string]string)
	for _, x := range report.Changes {
		how[[2]string{x.Indicator, x.Unit}] = x.How
	}
	units := c.strs(changed, "uCode")
	for k, col := range points.Columns {
		code := changed.Columns[k+1]
		d := report.Decisions[t.Index(code)]
		for i, mark := range c.strs(points, col) {
			drawn, second, _ := strings.Cut(mark, "+")
			if second != "" && !d.Combined {
				drawn = ""
			}
			got, listed := how[[2]string{code, units[i]}]
			if !listed && second != "" { // ln 1 = 0
				same(c, t.Col(code)[i], treated.Col(code)[i], units[i], " ", code, " unchanged")
				continue
			}
			want := drawn
			if second != "" {
				want = strings.TrimPrefix(drawn+"+"+second, "+")
			}
			same(c, strings.Replace(got, "log_CT_plus", "log_CT", 1), want, units[i], " ", code)
		}
	}
}

// goldenTreatColumn replays the functions on one column.
func goldenTreatColumn(c *goldenCase) {
	var p struct {
		Column string
		Lambda float64
		Winmax WinLimit
	}
	c.params(&p)
	var want struct {
		Force struct {
			X       glist[gnum]
			Nwin    int
			Treated glist[string]
		} `json:"force_win"`
		Skew, Kurt float64
	}
	all := map[string]glist[gnum]{}
	var raw map[string]json.RawMessage
	c.expected(&raw)
	c.expected(&want)
	for name, b := range raw {
		if b[0] == '[' {
			var l glist[gnum]
			c.decode(b, &l)
			all[name] = l
		}
	}
	x := c.inputTable().Col(p.Column)
	var b bench
	run := func(name string, apply treatment, r treatRule, from []float64) {
		got := slices.Clone(from)
		if code := apply(got, &r, &TreatDecision{}, &b); code != "" {
			c.t.Fatal(name, code)
		}
		c.nearAll(got, floats(all[name]), name)
		delete(all, name)
	}
	negated := make([]float64, len(x))
	for i, v := range x {
		negated[i] = -v
	}
	run("boxcox", transformBoxcox, treatRule{shift: true, lambda: p.Lambda}, x)
	run("boxcox0", transformBoxcox, treatRule{shift: true}, x)
	run("log_CT", transformLogCT, treatRule{}, x)
	run("log_CT_orig", transformLogCTOrig, treatRule{}, x)
	run("log_CT_plus", transformLogCTPlus, treatRule{}, x)
	run("log_CT_plus_negskew", transformLogCTPlus, treatRule{}, negated)
	same(c, len(all), 0, "vectors nobody compared")

	got := slices.Clone(x)
	d := TreatDecision{First: "winsorise"}
	r := treatRule{skew: 2, kurt: 3.5, winSkew: 2, winKurt: 3.5, winMax: p.Winmax, force: true}
	if code := winsorise(got, &r, &d, &b); code != "" {
		c.t.Fatal(code)
	}
	c.nearAll(got, floats(want.Force.X), "force_win")
	same(c, d.High+d.Low, want.Force.Nwin, "points")
	for i, mark := range want.Force.Treated {
		same(c, d.how(x[i]), mark, "mark ", i)
	}
	s := r.shape(x, &b)
	c.near(s.Skew, want.Skew, "skew")
	c.near(s.Kurt, want.Kurt, "kurt")
}

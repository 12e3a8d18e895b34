package index

import (
	"math"
	"slices"
)

func init() {
	goldenOps["stats"] = goldenStats
	goldenOps["data_avail"] = goldenAvailability
	goldenOps["corr"] = goldenCorrelation
	goldenOps["corr_pvalues"] = goldenPValues
	goldenOps["corr_parent"] = goldenParents
	goldenOps["corr_flags"] = goldenFlags
	goldenOps["denom_corr"] = goldenDenominators
	goldenOps["cronbach"] = goldenCronbach
	goldenOps["pca"] = goldenPCA
}

func goldenStats(c *goldenCase) {
	var p struct {
		Skew  float64 `json:"t_skew"`
		Kurt  float64 `json:"t_kurt"`
		Avail float64 `json:"t_avail"`
		Zero  float64 `json:"t_zero"`
		Unq   float64 `json:"t_unq"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	got, err := Statistics(c.inputTable(), StatLimits{p.Avail, p.Zero, p.Unq, p.Skew, p.Kurt})
	if err != nil {
		c.t.Fatal(err)
	}
	codes := c.strs(&want, "iCode")
	same(c, len(got), len(codes), "columns")
	flag := func(b bool, word string) string {
		if b {
			return word
		}
		return "ok"
	}
	numbers := map[string]func(s *ColumnStats) float64{
		"Min": func(s *ColumnStats) float64 { return s.Min }, "Max": func(s *ColumnStats) float64 { return s.Max },
		"Mean": func(s *ColumnStats) float64 { return s.Mean }, "Median": func(s *ColumnStats) float64 { return s.Median },
		"Std": func(s *ColumnStats) float64 { return s.SD }, "Skew": func(s *ColumnStats) float64 { return s.Skew },
		"Kurt":    func(s *ColumnStats) float64 { return s.Kurt },
		"N.Avail": func(s *ColumnStats) float64 { return float64(s.Available) }, "N.NonZero": func(s *ColumnStats) float64 { return float64(s.NonZero) },
		"N.Unique": func(s *ColumnStats) float64 { return float64(s.Unique) }, "N.Same": func(s *ColumnStats) float64 { return float64(s.Same) },
		"Frc.Avail": func(s *ColumnStats) float64 { return s.ShareAvailable }, "Frc.NonZero": func(s *ColumnStats) float64 { return s.ShareNonZero },
		"Frc.Unique": func(s *ColumnStats) float64 { return s.ShareUnique }, "Frc.Same": func(s *ColumnStats) float64 { return s.ShareSame },
	}
	flags := map[string]func(s *ColumnStats) string{
		"Flag.Avail":    func(s *ColumnStats) string { return flag(s.LowAvailable, "LOW") },
		"Flag.NonZero":  func(s *ColumnStats) string { return flag(s.LowNonZero, "LOW") },
		"Flag.Unique":   func(s *ColumnStats) string { return flag(s.LowUnique, "LOW") },
		"Flag.SkewKurt": func(s *ColumnStats) string { return flag(s.Outliers, "OUT") },
	}
	for _, col := range want.Columns {
		switch {
		case col == "iCode":
			for j, code := range codes {
				same(c, got[j].Code, code, "column ", j)
			}
		case flags[col] != nil:
			for j, w := range c.strs(&want, col) {
				same(c, flags[col](&got[j]), w, codes[j], " ", col)
			}
		case numbers[col] != nil:
			for j, w := range c.nums(&want, col) {
				c.near(numbers[col](&got[j]), w, codes[j], " ", col)
			}
		default:
			c.fail("nobody compares the column %s", col)
		}
	}
}

func goldenAvailability(c *goldenCase) {
	var want struct{ Summary, ByGroup gtable }
	c.expected(&want)
	got, err := Availability(c.inputTable(), c.tree())
	if err != nil {
		c.t.Fatal(err)
	}
	units := c.strs(&want.Summary, "uCode")
	same(c, len(got.Units), len(units), "units")
	for i, u := range got.Units {
		same(c, u.Unit, units[i], "unit ", i)
		same(c, float64(u.Missing), c.nums(&want.Summary, "N_missing")[i], u.Unit, " missing")
		same(c, float64(u.Zero), c.nums(&want.Summary, "N_zero")[i], u.Unit, " zero")
		same(c, float64(u.MissingOrZero), c.nums(&want.Summary, "N_miss_or_zero")[i], u.Unit, " either")
		c.near(u.Available, c.nums(&want.Summary, "Dat_Avail")[i], u.Unit, " available")
		c.near(u.NonZero, c.nums(&want.Summary, "Non_Zero")[i], u.Unit, " not zero")
	}
	c.nearTable(got.ByNode, &want.ByGroup)
}

// goldenMatrix correlates the columns that the expected matrix names.
func goldenMatrix(c *goldenCase, check func(got Correlation, want float64, where string)) {
	var p struct {
		Method string `json:"method"`
	}
	c.params(&p)
	var want gmatrix
	c.expected(&want)
	t := c.inputTable()
	a, errA := t.Select(want.Rownames)
	b, errB := t.Select(want.Colnames)
	if errA != nil || errB != nil {
		c.t.Fatal(errA, errB)
	}
	got, err := Correlate(a, b, p.Method)
	if err != nil {
		c.t.Fatal(err)
	}
	for i, row := range want.Data {
		for j, w := range row {
			check(got.At[i][j], float64(w), want.Rownames[i]+" "+want.Colnames[j])
		}
	}
}

func goldenCorrelation(c *goldenCase) {
	goldenMatrix(c, func(got Correlation, want float64, where string) { c.near(got.R, want, where) })
}

func goldenPValues(c *goldenCase) {
	goldenMatrix(c, func(got Correlation, want float64, where string) { c.near(got.P, want, where) })
}

func goldenParents(c *goldenCase) {
	var want map[string]gtable
	c.expected(&want)
	tree, t, aggregates := c.tree(), c.inputTable(), c.table("aggregated_0_100_amean")
	scores := &Table{Units: t.Units, Codes: slices.Concat(t.Codes, aggregates.Codes), Cols: slices.Concat(t.Cols, aggregates.Cols)}
	for level, name := range map[int]string{2: "level1_vs_level2", 3: "level1_vs_level3", 4: "level1_vs_level4"} {
		g := want[name]
		got, err := ParentCorrelations(scores, tree, 1, level, "pearson")
		if err != nil {
			c.t.Fatal(err)
		}
		c.nearPairs(got, &g, [2]string{"Var1", "Var2"}, "Correlation", "")
	}
	got, err := ParentCorrelations(scores, tree, 1, 0, "pearson")
	if err != nil {
		c.t.Fatal(err)
	}
	g := want["level1_vs_level2"]
	c.nearPairs(got, &g, [2]string{"Var1", "Var2"}, "Correlation", "")
}

// nearPairs compares pairs in any order of rows and of sides.
func (c *goldenCase) nearPairs(got []CorrelatedPair, want *gtable, sides [2]string, value, group string) {
	c.t.Helper()
	type pair struct{ group, a, b string }
	at := make(map[pair]float64)
	for _, p := range got {
		at[pair{p.Group, p.A, p.B}], at[pair{p.Group, p.B, p.A}] = p.R, p.R
	}
	same(c, len(got), want.NRow, "pairs")
	if want.NRow == 0 {
		return
	}
	a, b := c.strs(want, sides[0]), c.strs(want, sides[1])
	for i, w := range c.nums(want, value) {
		key := pair{"", a[i], b[i]}
		if group != "" {
			key.group = c.strs(want, group)[i]
		}
		r, ok := at[key]
		same(c, ok, true, key)
		c.near(r, w, key)
	}
}

func goldenFlags(c *goldenCase) {
	var p struct {
		Threshold float64 `json:"cor_thresh"`
		Type      string  `json:"thresh_type"`
		Level     int     `json:"grouplev"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	got, err := CorrelationFlags(c.inputTable(), c.tree(), FlagSpec{Level: p.Level, Threshold: p.Threshold, Low: p.Type == "low"})
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearPairs(got, &want, [2]string{"Ind1", "Ind2"}, "Corr", "Group")
}

func goldenDenominators(c *goldenCase) {
	var p struct {
		Threshold float64 `json:"cor_thresh"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	tree := c.tree()
	denominators, err := c.input().Values.Select(tree.Denominators)
	if err != nil {
		c.t.Fatal(err)
	}
	got, err := DenominatorCorrelations(c.inputTable(), denominators, p.Threshold, "")
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearPairs(got, &want, [2]string{"Ind", "Denom"}, "Corr", "")
}

func goldenCronbach(c *goldenCase) {
	var want map[string]map[string]gnum
	c.expected(&want)
	for name, table := range map[string]string{"normalised": "normalised_0_100", "raw_with_na_pairwise": "raw"} {
		got, err := Reliabilities(c.table(table), c.tree())
		if err != nil {
			c.t.Fatal(err)
		}
		alpha := make(map[string]float64)
		for _, r := range got {
			alpha[r.Node] = r.Alpha
		}
		for code, w := range want[name] {
			c.near(alpha[code], float64(w), name, " ", code)
		}
	}
}

func goldenPCA(c *goldenCase) {
	var p struct {
		Level    int  `json:"level"`
		ByGroups bool `json:"by_groups"`
	}
	c.params(&p)
	var want map[string]struct {
		Codes    glist[string] `json:"codes"`
		Weights  glist[gnum]   `json:"weights"`
		SD       glist[gnum]   `json:"sdev"`
		Rotation *gmatrix      `json:"rotation"`
	}
	c.expected(&want)
	tree, t := c.tree(), c.inputTable()
	got := make(map[string]*PCA)
	if p.ByGroups {
		groups, err := ComponentsByGroup(t, tree, p.Level)
		if err != nil {
			c.t.Fatal(err)
		}
		for _, g := range groups {
			got[g.Group] = g
		}
	} else {
		g, err := Components(t, want["All"].Codes)
		if err != nil {
			c.t.Fatal(err)
		}
		got["All"] = g
	}
	for name, w := range want {
		g := got[name]
		if g == nil || len(g.SD) == 0 {
			c.checks++
			c.fail("no components of %s", name)
			continue
		}
		same(c, len(g.Codes), len(w.Codes), name, " codes")
		order := make([]int, 0, len(w.Codes)) // COINr sorts the codes
		for _, code := range w.Codes {
			order = append(order, slices.Index(g.Codes, code))
		}
		if slices.Contains(order, -1) {
			c.fail("%s: codes %v, want %v", name, g.Codes, w.Codes)
			continue
		}
		for k, loading := range g.Loadings {
			sorted := make([]float64, 0, len(order))
			for _, j := range order {
				sorted = append(sorted, loading[j])
			}
			g.Loadings[k] = sorted
		}
		c.nearAll(g.SD, floats(w.SD), name, " sdev")
		c.nearUpToSign(g.Loadings[0], floats(w.Weights), name)
		if w.Rotation != nil {
			for k := range g.Loadings {
				column := make([]float64, len(w.Rotation.Data))
				for j := range column {
					column[j] = float64(w.Rotation.Data[j][k])
				}
				c.nearUpToSign(g.Loadings[k], column, name, " component ", k)
			}
		}
	}
}

// nearUpToSign turns got to face want, then compares.
func (c *goldenCase) nearUpToSign(got, want []float64, where ...any) {
	c.t.Helper()
	dot := 0.0
	for j := range min(len(got), len(want)) {
		dot += got[j] * want[j]
	}
	turned := make([]float64, len(got))
	for j := range got {
		turned[j] = math.Copysign(1, dot) * got[j]
	}
	c.nearAll(turned, want, where...)
}

package index

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

func init() {
	goldenOps["aggregate"] = goldenAggregate
	goldenOps["ranks"] = goldenRanks
	goldenOps["results"] = goldenResults
	goldenOps["group_ranks"] = goldenGroupRanks
}

// coinrMethods are our names of COINr's methods, as the cases shorten them.
var coinrMethods = map[string]string{
	"amean": "arithmetic", "gmean": "geometric", "hmean": "harmonic", "genmean": "generalised", "copeland": "copeland",
}

// goldenAggregate rebuilds all aggregates; Copeland compares the raw numbers, as
// COINr does, and takes shares of one half with the tolerance that the cases name.
func goldenAggregate(c *goldenCase) {
	var p struct {
		Method  glist[string]   `json:"method"`
		Power   *float64        `json:"p"`
		Present *float64        `json:"dat_thresh"`
		Weights json.RawMessage `json:"weights"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	tree := c.tree()
	exact := 0.0
	spec := AggregateSpec{AggregateRule: AggregateRule{Method: coinrMethods[p.Method[0]], Power: p.Power, Present: p.Present, ValueTolerance: &exact}}
	if len(p.Method) > 1 { // one a level, the lowest first
		spec.Levels = make(map[int]AggregateRule)
		for l, m := range p.Method {
			spec.Levels[2+l] = AggregateRule{Method: coinrMethods[m]}
		}
	}
	got, err := Aggregate(c.inTreeOrder(tree, c.inputTable()), tree, c.caseWeights(tree, p.Weights), spec)
	if err != nil {
		c.t.Fatal(err)
	}
	c.nearTable(got, &want)
}

// inTreeOrder puts the columns into the order of the tree's indicators.
func (c *goldenCase) inTreeOrder(tree *Tree, t *Table) *Table {
	c.t.Helper()
	out, err := t.Select(tree.IndicatorCodes())
	if err != nil {
		c.t.Fatal(err)
	}
	return out
}

// caseWeights reads weights given as "meta.csv", by code, or as a list in the
// order of the weights that 08_amean_weights gives by code.
func (c *goldenCase) caseWeights(tree *Tree, raw json.RawMessage) []float64 {
	c.t.Helper()
	out := tree.Weights()
	var byCode map[string]float64
	var list glist[gnum]
	switch {
	case len(raw) == 0 || raw[0] == '"':
	case raw[0] == '{':
		c.decode(raw, &byCode)
		for code, w := range byCode {
			out[tree.Index(code)] = w
		}
	default:
		c.decode(raw, &list)
		text, err := os.ReadFile(filepath.Join(c.dir, "cases", "08_amean_weights.json"))
		if err != nil {
			c.t.Fatal(err)
		}
		var other goldenCase
		c.decode(text, &other)
		for i, code := range jsonKeys(c, other.Params, "weights") {
			out[tree.Index(code)] = float64(list[i])
		}
	}
	return out
}

// jsonKeys lists the keys of a member object in the order of the text.
func jsonKeys(c *goldenCase, raw json.RawMessage, member string) []string {
	c.t.Helper()
	var members map[string]json.RawMessage
	c.decode(raw, &members)
	var values map[string]json.RawMessage
	c.decode(members[member], &values)
	keys := make([]string, 0, len(values))
	for k := range values {
		keys = append(keys, k)
	}
	text := string(members[member])
	at := func(key string) int { return strings.Index(text, `"`+key+`"`) }
	slices.SortFunc(keys, func(a, b string) int { return at(a) - at(b) })
	return keys
}

func goldenRanks(c *goldenCase) {
	var want gtable
	c.expected(&want)
	tree := c.tree()
	scores, err := Aggregate(c.inTreeOrder(tree, c.inputTable()), tree, tree.Weights(), AggregateSpec{})
	if err != nil {
		c.t.Fatal(err)
	}
	exact := 0.0
	got, err := Rank(scores, RankSpec{Tolerance: &exact})
	if err != nil {
		c.t.Fatal(err)
	}
	c.exactTable(got, &want)
}

// exactTable is nearTable for what has no tolerance: ranks.
func (c *goldenCase) exactTable(got *Table, want *gtable) {
	c.t.Helper()
	for k, unit := range c.strs(want, "uCode") {
		i := slices.Index(got.Units, unit)
		if i < 0 {
			c.fail("no unit %s", unit)
			continue
		}
		for _, col := range want.Columns {
			if g := got.Col(col); g != nil {
				w := c.nums(want, col)[k]
				if c.checks++; g[i] != w && !(math.IsNaN(g[i]) && math.IsNaN(w)) {
					c.fail("%s %s: rank %v, want %v", unit, col, g[i], w)
				}
			}
		}
	}
}

// scoredTable reads the aggregates beside the indicators that they come from, so
// that there is a column for every node.
func (c *goldenCase) scoredTable(tree *Tree) *Table {
	c.t.Helper()
	aggregates := c.inputTable()
	indicators := c.inTreeOrder(tree, c.table("normalised_0_100"))
	return &Table{Units: aggregates.Units, Codes: slices.Concat(indicators.Codes, aggregates.Codes), Cols: slices.Concat(indicators.Cols, aggregates.Cols)}
}

func goldenResults(c *goldenCase) {
	var want gtable
	c.expected(&want)
	tree := c.tree()
	exact := 0.0
	got, err := Results(c.scoredTable(tree), tree, ResultSpec{Rank: RankSpec{Tolerance: &exact}})
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, strings.Join(got.Values.Codes, " "), strings.Join(want.Columns[2:], " "), "columns")
	for i, u := range c.strs(&want, "uCode") {
		same(c, got.Values.Units[i], u, "row ", i)
		same(c, got.Rank[i], c.nums(&want, "Rank")[i], u, " rank")
	}
	c.nearTable(got.Values, &gtable{Columns: append([]string{"uCode"}, want.Columns[2:]...), NRow: want.NRow, Data: want.Data})
}

func goldenGroupRanks(c *goldenCase) {
	var p struct {
		Group string `json:"group"`
	}
	c.params(&p)
	var want gtable
	c.expected(&want)
	tree := c.tree()
	exact := 0.0
	got, err := Results(c.scoredTable(tree), tree, ResultSpec{Use: "group_ranks", Labels: c.input().Group(p.Group), Rank: RankSpec{Tolerance: &exact}})
	if err != nil {
		c.t.Fatal(err)
	}
	same(c, strings.Join(got.Values.Codes, " "), strings.Join(want.Columns[2:], " "), "columns")
	for i, u := range c.strs(&want, "uCode") {
		same(c, got.Values.Units[i], u, "row ", i)
		same(c, got.Labels[i], c.strs(&want, p.Group)[i], u, " group")
	}
	c.exactTable(got.Values, &want)
}

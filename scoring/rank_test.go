package scoring

import (
	"bytes"
	"errors"
	"strings"
	"testing"
)

// num makes a pointer to a constant.
func num(s string) *Num { n := MustNum(s); return &n }

// count makes items of type count.
func countItems(codes ...string) []Item {
	var out []Item
	for _, c := range codes {
		out = append(out, Item{Code: c, Type: Count})
	}
	return out
}

// leaf makes a scored leaf.
func leaf(code, max string, r Rule) *Node {
	return &Node{Code: code, Max: MustNum(max), Rule: r}
}

// tree makes a framework of items and a total of 1 + n leaves.
func tree(items []Item, children ...*Node) *Framework {
	root := &Node{Code: "T", Children: children}
	for _, c := range children {
		if c.Role == "" || c.Role == Scored {
			root.Max = root.Max.Add(c.Max)
		}
	}
	return &Framework{Code: "test", Items: items, Root: root}
}

func compiled(t testing.TB, f *Framework) *Program {
	t.Helper()
	p, err := Compile(f)
	if err != nil {
		t.Fatalf("compile: %v", err)
	}
	return p
}

// answers are values in ParseValue's form, by agency and item. The agency may
// carry its group: "a@so".
type answers map[string]map[string]string

func cohortOf(t testing.TB, p *Program, as answers) *Cohort {
	t.Helper()
	var agencies []Agency
	for name := range as {
		code, group, _ := strings.Cut(name, "@")
		agencies = append(agencies, Agency{Code: code, Group: group})
	}
	c, err := NewCohort(p, agencies)
	if err != nil {
		t.Fatal(err)
	}
	for name, vs := range as {
		code, _, _ := strings.Cut(name, "@")
		for item, text := range vs {
			i, ok := p.Item(item)
			if !ok {
				t.Fatalf("no item %s", item)
			}
			v, err := p.Framework().Items[i].ParseValue(text)
			if err != nil {
				t.Fatal(err)
			}
			if err := c.Answer(code, item, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c
}

func ranked(t testing.TB, c *Cohort, o Options) *Result {
	t.Helper()
	r, err := Rank(c, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func scoreOf(t testing.TB, r *Result, agency, node string) Score {
	t.Helper()
	a, ok := r.Cohort().Agency(agency)
	n, ok2 := r.Program().Node(node)
	if !ok || !ok2 {
		t.Fatalf("no %s/%s", agency, node)
	}
	return r.Score(a, n)
}

// wants checks points/max and state of one score.
func wants(t *testing.T, r *Result, agency, node, points, max string, state State) {
	t.Helper()
	s := scoreOf(t, r, agency, node)
	if !s.Points.Equal(MustNum(points)) || !s.Max.Equal(MustNum(max)) || s.State != state {
		t.Errorf("%s/%s: %v of %v, %v; want %s of %s, %v", agency, node, s.Points, s.Max, s.State, points, max, state)
	}
}

func TestRankSmallProvince(t *testing.T) {
	f := tree(countItems("may_tinh", "cbccvc", "may_chu", "may_chu_bv"),
		&Node{Code: "A", Max: Int(8), Children: []*Node{
			leaf("A1", "5", &Ratio{Of: Of("may_tinh", "cbccvc")}),
			leaf("A3", "3", &Ratio{Of: Quantity{Sum: []Term{{Item: "may_chu_bv"}}, Per: []Term{{Item: "may_chu"}}, Zero: ZeroNotApplicable}}),
		}},
		&Node{Code: "B", Max: Int(2), Children: []*Node{
			leaf("B1", "2", &Relative{Of: Of("may_tinh", "cbccvc")}),
		}},
	)
	f.Bands = []Band{{Code: "tot", From: Int(80), To: Int(100)}, {Code: "kha", From: Int(65), To: Int(80)}, {Code: "tb", From: Int(0), To: Int(65)}}
	f.Ranking.Overall = true
	c := cohortOf(t, compiled(t, f), answers{
		"x@so": {"may_tinh": "245", "cbccvc": "250", "may_chu": "0", "may_chu_bv": "0"},
		"y@so": {"may_tinh": "50", "cbccvc": "100", "may_chu": "3", "may_chu_bv": "1"},
		"z@so": {"may_tinh": "49", "cbccvc": "50", "may_chu": "0", "may_chu_bv": "0"},
		"w@xa": {"cbccvc": "50"},
	})
	r := ranked(t, c, Options{})
	wants(t, r, "x", "A1", "4.9", "5", StateScored)
	wants(t, r, "x", "A3", "0", "0", StateNotApplicable)
	wants(t, r, "x", "A", "4.9", "5", StateScored)
	wants(t, r, "x", "T", "6.9", "7", StateScored)
	wants(t, r, "y", "A", "3.5", "8", StateScored)
	wants(t, r, "y", "B1", "50/49", "2", StateScored)
	wants(t, r, "w", "T", "0", "10", StateMissing)
	for agency, want := range map[string][3]int{"x": {1, 3, 2}, "z": {1, 3, 2}, "y": {3, 3, 1}, "w": {1, 1, 1}} {
		a, _ := c.Agency(agency)
		if p := r.PlaceInGroup(a, 0); p != (Place{want[0], want[1], want[2]}) {
			t.Errorf("%s: place %+v, want %v", agency, p, want)
		}
	}
	a, _ := c.Agency("w")
	if p := r.PlaceOverall(a, 0); p != (Place{4, 4, 1}) {
		t.Errorf("overall place of w: %+v", p)
	}
	if l, ok := r.Level(a, 0); !ok || f.Bands[l].Code != "tb" {
		t.Errorf("level of w: %v %v", l, ok)
	}
	tr, ok := r.Trace("x", "A1")
	if !ok || !tr.Score.Points.Equal(MustNum("4.9")) || len(tr.Steps) < 2 || tr.Steps[0].Op != OpQuantity {
		t.Errorf("trace: %+v", tr)
	}
}

// Any number of workers gives the same bytes, also where numbers outgrow an
// int64 and every worker keeps some of them.
func TestRankSameBytes(t *testing.T) {
	c := wideCohort(t, compiled(t, wideFramework()), 400)
	var first []byte
	for workers := range 4 {
		r := ranked(t, c, Options{Workers: workers})
		b := bytesOf(t, r)
		if first == nil {
			first = b
		}
		if !bytes.Equal(first, b) {
			t.Fatalf("%d workers: other bytes", workers)
		}
	}
}

func TestCompileListsEveryFault(t *testing.T) {
	f := tree(countItems("a", "a"), leaf("A", "5", &Ratio{Of: Of("nope"), Cap: num("0")}), leaf("A", "0", nil))
	_, err := Compile(f)
	for _, code := range []FaultCode{"code.twice", "item.unknown", "number.positive", "node.empty"} {
		if !errors.Is(err, &Fault{Code: code}) {
			t.Errorf("no %s in:\n%v", code, err)
		}
	}
	if !errors.Is(err, &Fault{Code: "code.twice"}) || strings.Contains(err.(Faults).Text("vi"), "%!") || strings.Contains(err.Error(), "%!") {
		t.Errorf("sentence:\n%v", err)
	}
}

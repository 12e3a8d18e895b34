package scoring

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// giveAll answers every item of one agency.
func giveAll(t *testing.T, c *Cohort, agency string, answers map[string]Num) {
	t.Helper()
	for item, x := range answers {
		if err := c.Answer(agency, item, Give(x)); err != nil {
			t.Fatal(err)
		}
	}
}

// All-best answers give exactly the maximum at every node, all-worst answers
// exactly the least, in a cohort of one of each (two different values).
func checkEnds(t *testing.T, seed uint64) {
	g := newGen(seed)
	low := g.tree()
	p := compiled(t, g.f)
	c, err := NewCohort(p, []Agency{{Code: "best", Group: "so"}, {Code: "worst", Group: "so"}})
	if err != nil {
		t.Fatal(err)
	}
	giveAll(t, c, "best", g.best)
	giveAll(t, c, "worst", g.worst)
	r := ranked(t, c, Options{})
	for _, n := range p.Nodes() {
		if s := r.Score(0, n.Index); orText(n.Role, Scored) == Scored && (!s.Points.Equal(n.Max) || !s.Max.Equal(n.Max)) {
			tr, _ := r.Trace("best", n.Code)
			t.Fatalf("seed %d: all-best gives %v of %v at %s, declared %v\n%+v\nrule %+v", seed, s.Points, s.Max, n.Code, n.Max, tr, n.Rule)
		}
	}
	if s := r.Score(1, 0); !s.Points.Equal(low) {
		t.Fatalf("seed %d: all-worst gives %v, want %v", seed, s.Points, low)
	}
	if x, ok := r.Scaled(0, 0); !ok || !x.Equal(Int(100)) {
		t.Fatalf("seed %d: all-best scores %v", seed, x)
	}
	if p := r.PlaceInGroup(0, 0); p.Rank != 1 || p.Of != 2 {
		t.Fatalf("seed %d: all-best ranks %+v", seed, p)
	}
}

func TestAllBestAllWorst(t *testing.T) {
	for seed := range uint64(rounds(600)) {
		checkEnds(t, seed)
	}
}

// rough invents a framework with applicability and missing values, and answers.
func rough(t *testing.T, seed uint64) (*gen, []Agency, map[string][]Value) {
	g := newGen(seed)
	g.tree()
	g.roughen(g.f.Root)
	var agencies []Agency
	values := map[string][]Value{}
	for i := range 2 + g.rng.IntN(6) {
		a := Agency{Code: fmt.Sprintf("u%d", i), Group: []string{"so", "xa"}[g.rng.IntN(2)]}
		agencies = append(agencies, a)
		for j := range g.f.Items {
			values[a.Code] = append(values[a.Code], g.any(&g.f.Items[j]))
		}
	}
	return g, agencies, values
}

// fill makes a cohort; items names the items in the order of the values.
func fill(t *testing.T, p *Program, agencies []Agency, items []string, values map[string][]Value) *Cohort {
	t.Helper()
	c, err := NewCohort(p, agencies)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agencies {
		for j, code := range items {
			if err := c.Answer(a.Code, code, values[a.Code][j]); err != nil {
				t.Fatal(err)
			}
		}
	}
	return c
}

func codes(f *Framework) []string {
	var out []string
	for i := range f.Items {
		out = append(out, f.Items[i].Code)
	}
	return out
}

// Inside every result: points within the maximum, a sum that is the sum of its
// children, a trace that ends where the ranking did, the same bytes for any
// number of workers.
func checkInside(t *testing.T, seed uint64) {
	g, agencies, values := rough(t, seed)
	p := compiled(t, g.f)
	c := fill(t, p, agencies, codes(g.f), values)
	r := ranked(t, c, Options{})
	for a, agency := range agencies {
		for _, n := range p.Nodes() {
			s := r.Score(a, n.Index)
			tr, ok := r.Trace(agency.Code, n.Code)
			if !ok || !tr.Score.Points.Equal(s.Points) || !tr.Score.Max.Equal(s.Max) || tr.Score.State != s.State || tr.Score.Reason != s.Reason {
				t.Fatalf("seed %d: %s/%s ranked %+v, traced %+v", seed, agency.Code, n.Code, s, tr.Score)
			}
			if orText(n.Role, Scored) != Scored {
				continue
			}
			if s.Points.Sign() < 0 || s.Max.Less(s.Points) || n.Max.Less(s.Max) {
				t.Fatalf("seed %d: %s/%s %v of %v, declared %v\n%+v %+v", seed, agency.Code, n.Code, s.Points, s.Max, n.Max, n.Rule, tr)
			}
			if (s.State == StateNotApplicable || s.State == StateExcluded || s.State == StateBlocked) && !(s.Points.IsZero() && s.Max.IsZero()) {
				t.Fatalf("seed %d: %s/%s is %v with %v of %v", seed, agency.Code, n.Code, s.State, s.Points, s.Max)
			}
			checkSum(t, seed, r, a, n)
		}
	}
	checkPlaces(t, seed, r)
	if !bytes.Equal(bytesOf(t, r), bytesOf(t, ranked(t, c, Options{Workers: 3}))) {
		t.Fatalf("seed %d: three workers give other bytes", seed)
	}
}

func bytesOf(t *testing.T, r *Result) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := r.WriteJSON(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func checkSum(t *testing.T, seed uint64, r *Result, a int, n NodeInfo) {
	t.Helper()
	s := r.Score(a, n.Index)
	if len(n.Children) == 0 || orText(n.Combine, CombineSum) != CombineSum || n.Rescale == Full || s.State != StateScored {
		return
	}
	var points, max Num
	for _, c := range n.Children {
		points, max = points.Add(r.Score(a, c).Points), max.Add(r.Score(a, c).Max)
	}
	if !points.Clamp(Num{}, max).Equal(s.Points) || !max.Equal(s.Max) {
		t.Fatalf("seed %d: %s is %v of %v, its children add up to %v of %v", seed, n.Code, s.Points, s.Max, points, max)
	}
}

// checkPlaces holds every place against its definition: one more than the
// number of peers with a higher exact score.
func checkPlaces(t *testing.T, seed uint64, r *Result) {
	t.Helper()
	as := r.Cohort().Agencies()
	for _, n := range r.Ranked() {
		for a := range as {
			x, ok := r.Scaled(a, n)
			var group, overall Place
			if ok {
				for b := range as {
					y, ok := r.Scaled(b, n)
					if !ok {
						continue
					}
					count(&overall, x, y)
					if as[a].Group == as[b].Group {
						count(&group, x, y)
					}
				}
				group.Rank++
				overall.Rank++
			} else {
				for b := range as {
					if _, ok := r.Scaled(b, n); ok && as[a].Group == as[b].Group {
						group.Of++
					}
					if _, ok := r.Scaled(b, n); ok {
						overall.Of++
					}
				}
			}
			if g, o := r.PlaceInGroup(a, n), r.PlaceOverall(a, n); g != group || o != overall {
				t.Fatalf("seed %d: %s at node %d: group %+v want %+v, overall %+v want %+v", seed, as[a].Code, n, g, group, o, overall)
			}
		}
	}
}

func count(p *Place, x, y Num) {
	p.Of++
	switch x.Cmp(y) {
	case -1:
		p.Rank++
	case 0:
		p.Tied++
	}
}

func TestInside(t *testing.T) {
	for seed := range uint64(rounds(300)) {
		checkInside(t, seed)
	}
}

// The order of agencies, items and children does not change a score.
func checkOrder(t *testing.T, seed uint64) {
	g, agencies, values := rough(t, seed)
	items := codes(g.f)
	before := ranked(t, fill(t, compiled(t, g.f), agencies, items, values), Options{})
	rng := rand.New(rand.NewPCG(seed, 3))
	other := *g.f
	other.Items = slices.Clone(g.f.Items)
	other.Root = shuffled(rng, g.f.Root)
	rng.Shuffle(len(other.Items), func(i, j int) { other.Items[i], other.Items[j] = other.Items[j], other.Items[i] })
	turned := slices.Clone(agencies)
	rng.Shuffle(len(turned), func(i, j int) { turned[i], turned[j] = turned[j], turned[i] })
	p := compiled(t, &other)
	after := ranked(t, fill(t, p, turned, items, values), Options{Workers: 2})
	for a, agency := range agencies {
		for _, n := range before.Program().Nodes() {
			b, _ := after.Cohort().Agency(agency.Code)
			m, _ := p.Node(n.Code)
			x, y := before.Score(a, n.Index), after.Score(b, m)
			if !x.Points.Equal(y.Points) || !x.Max.Equal(y.Max) || x.State != y.State || x.Reason != y.Reason ||
				before.PlaceInGroup(a, n.Index) != after.PlaceInGroup(b, m) || before.PlaceOverall(a, n.Index) != after.PlaceOverall(b, m) {
				t.Fatalf("seed %d: %s/%s: %+v, in another order %+v", seed, agency.Code, n.Code, x, y)
			}
		}
	}
}

func shuffled(rng *rand.Rand, n *Node) *Node {
	out := *n
	out.Children = nil
	for _, c := range n.Children {
		out.Children = append(out.Children, shuffled(rng, c))
	}
	rng.Shuffle(len(out.Children), func(i, j int) {
		out.Children[i], out.Children[j] = out.Children[j], out.Children[i]
	})
	return &out
}

func TestOrder(t *testing.T) {
	for seed := range uint64(rounds(300)) {
		checkOrder(t, seed)
	}
}

// Where a rule promises monotony, a larger value of the item never moves the
// points of its leaf the other way.
func checkMonotone(t *testing.T, seed uint64) (tried int) {
	g, agencies, values := rough(t, seed)
	p := compiled(t, g.f)
	items := codes(g.f)
	before := ranked(t, fill(t, p, agencies, items, values), Options{})
	for i, code := range items {
		v := values[agencies[0].Code][i]
		if v.State != Given {
			continue
		}
		more := v.Num.Add(Int(1 + g.rng.Int64N(40)))
		if !g.f.Items[i].allows(more) {
			continue
		}
		values[agencies[0].Code][i] = Give(more)
		after := ranked(t, fill(t, p, agencies, items, values), Options{})
		values[agencies[0].Code][i] = v
		for _, n := range p.Nodes() {
			if n.Rule == nil {
				continue
			}
			x, y := before.Score(0, n.Index), after.Score(0, n.Index)
			if x.State != StateScored || y.State != StateScored || !x.Max.Equal(y.Max) {
				continue
			}
			m := MonotoneIn(g.f, n.Rule, code)
			c := y.Points.Abs().Cmp(x.Points.Abs()) // a penalty is promised by its size
			if m != Constant && m != Neither {
				tried++
			}
			if m == Constant && c != 0 || m == Rising && c < 0 || m == Falling && c > 0 {
				t.Fatalf("seed %d: %s with %s from %v to %v: %v to %v points; promised %d\n%+v", seed, n.Code, code, v.Num, more, x.Points, y.Points, m, n.Rule)
			}
		}
	}
	return tried
}

func TestMonotone(t *testing.T) {
	tried := 0
	for seed := range uint64(rounds(300)) {
		tried += checkMonotone(t, seed)
	}
	if tried < 500 {
		t.Fatalf("only %d promises were tried", tried)
	}
}

// Every kind of rule takes part in the properties above.
func TestGeneratorKnowsEveryRule(t *testing.T) {
	makers := newGen(1).makers()
	for _, k := range RuleKinds() {
		if makers[k] == nil {
			t.Errorf("no generator for %s", k)
		}
		if r, ok := NewRule(k); !ok || r.Kind() != k {
			t.Errorf("%s makes a %v", k, r)
		}
	}
}

func FuzzRank(f *testing.F) {
	f.Add(uint64(1))
	f.Add(uint64(1 << 40))
	f.Fuzz(func(t *testing.T, seed uint64) {
		checkEnds(t, seed)
		checkInside(t, seed)
		checkOrder(t, seed)
		checkMonotone(t, seed)
		checkSpoiled(t, seed)
	})
}

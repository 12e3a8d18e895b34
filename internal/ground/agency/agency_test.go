package agency

import (
	"errors"
	"fmt"
	"math/big"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

// by is a secretary of the database that the test runs on.
var by By

var tables = []db.Migrations{audit.Migrations, access.Migrations, Migrations}

// peopled gives a directory with somebody to act: by.
func peopled(t testing.TB, d *db.DB) (*Directory, *accesstest.People) {
	t.Helper()
	people := accesstest.New(t, d)
	by = By{Actor: people.Actor(access.Secretariat), Reason: "sắp xếp"}
	return NewDirectory(people.Log, people.Gate), people
}

// each gives a fresh directory on every database.
func each(t *testing.T, test func(t *testing.T, d *db.DB, dir *Directory, log *audit.Log)) {
	t.Helper()
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		dir, people := peopled(t, d)
		test(t, d, dir, people.Log)
	})
}

// write and read end the test on an error, which fn returns: a test that ends
// within a transaction would leave it open.
func write(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Write(t.Context(), fn); err != nil {
		t.Fatalf("%v", err)
	}
}

func read(t *testing.T, d *db.DB, fn func(tx *db.Tx) error) {
	t.Helper()
	if err := d.Read(t.Context(), fn); err != nil {
		t.Fatalf("%v", err)
	}
}

// keys are the keys of all faults that stop the work.
func keys(err error) (out []string) {
	var list fault.List
	var f *fault.Fault
	switch {
	case errors.As(err, &list):
		for _, f := range list {
			if !f.Warning {
				out = append(out, f.Key)
			}
		}
	case errors.As(err, &f):
		out = append(out, f.Key)
	case err != nil:
		out = append(out, err.Error())
	}
	return out
}

// founded is an agency of one version.
func founded(code, name string, kind Kind, parent string) Agency {
	return Agency{Code: code, Versions: []Version{{Name: Name{Vi: name}, Kind: kind, Parent: parent}}}
}

func link(from, to string, share ...int64) Link {
	l := Link{From: from, To: to}
	if len(share) == 2 {
		l.Share = big.NewRat(share[0], share[1])
	}
	return l
}

var foundation = Decision{"01/QĐ-UBND", "2016-12-20"}

// departments is a small province: five departments under the People's Committee.
func departments() *Province {
	o := Order{On: "2017-01-01", Decision: foundation, Found: []Agency{
		founded("ubnd", "Ủy ban nhân dân tỉnh", "province", ""),
		founded("noi-vu", "Sở Nội vụ", "department", "ubnd"),
		founded("ldtbxh", "Sở Lao động – Thương binh và Xã hội", "department", "ubnd"),
		founded("tttt", "Sở Thông tin và Truyền thông", "department", "ubnd"),
		founded("khcn", "Sở Khoa học và Công nghệ", "department", "ubnd"),
		founded("y-te", "Sở Y tế", "department", "ubnd"),
	}}
	p, faults := o.apply(NewProvince())
	if err := append(faults, p.Check()...).Err(); err != nil {
		panic(err)
	}
	for _, a := range p.Agencies {
		a.Revision = 1
	}
	return p
}

// seen gives the revisions of all agencies.
func (p *Province) seen() map[string]int64 {
	out := map[string]int64{}
	for code, a := range p.Agencies {
		out[code] = a.Revision
	}
	return out
}

var decision = Decision{"15/NQ-HĐND", "2025-02-20"}

// after gives the province after steps on a day, with every fault.
func after(p *Province, on Day, found []Agency, steps ...Step) (*Province, error) {
	q, _, err := p.After(Order{On: on, Decision: decision, Found: found, Steps: steps, Seen: p.seen()})
	return q, err
}

func parts(list []Part) string {
	var out []string
	for _, p := range list {
		share := "?"
		if p.Share != nil {
			share = p.Share.RatString()
		}
		out = append(out, p.Agency+" "+share)
	}
	return strings.Join(out, ", ")
}

// The departments of 2025, after the order of 2025: one merged with another and
// renamed, one divided among two that go on, one of which gave a part away before.
func TestDepartmentsOf2025(t *testing.T) {
	p := departments()
	p, err := after(p, "2020-05-01", nil, Step{How: Transfer, Links: []Link{link("y-te", "ldtbxh", 1, 5)}})
	if err != nil {
		t.Fatal(err)
	}
	q, err := after(p, "2025-03-01", []Agency{founded("khcn-2025", "Sở Khoa học và Công nghệ", "department", "ubnd")},
		Step{How: Merge, Links: []Link{link("tttt", "khcn-2025"), link("khcn", "khcn-2025")}},
		Step{How: Split, Links: []Link{link("ldtbxh", "noi-vu", 3, 4), link("ldtbxh", "y-te", 1, 4)}},
		Step{How: Rename, Links: []Link{link("noi-vu", "noi-vu")}, Name: Name{Vi: "Sở Nội vụ và Lao động"}},
	)
	if err != nil {
		t.Fatal(err)
	}
	carried := q.Carry("2017-01-01", "2025-03-01")
	for code, want := range map[string]string{
		"tttt": "khcn-2025 1", "khcn": "khcn-2025 1", "ldtbxh": "noi-vu 3/4, y-te 1/4", "noi-vu": "noi-vu 1",
		"y-te": "noi-vu 3/20, y-te 17/20", "ubnd": "ubnd 1", // 4/5 + 1/5·1/4; 1/5·3/4
	} {
		if got := parts(carried[code]); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
	if got := parts(q.Carry("2025-02-28", "2025-02-28")["tttt"]); got != "tttt 1" {
		t.Errorf("carried to the same day: %s", got)
	}
	// On the day of a transfer the part is gone already.
	if got := parts(q.Carry("2020-05-01", "2025-02-28")["y-te"]); got != "y-te 1" {
		t.Errorf("from the day of its transfer: %s", got)
	}
	if len(q.Carry("2025-03-01", "2017-01-01")) != 0 {
		t.Error("carried backwards")
	}
	nv := q.Agencies["noi-vu"]
	if a, b := nv.On("2025-02-28").Name.Vi, nv.On("2025-03-01").Name.Vi; a != "Sở Nội vụ" || b != "Sở Nội vụ và Lao động" {
		t.Errorf("renamed from %q to %q", a, b)
	}
	if nv.On("2025-03-01").Basis != decision || nv.On("2017-01-01").Basis != foundation {
		t.Errorf("bases: %+v", nv.Versions)
	}

	var nodes, edges []string
	g := q.Lineage("noi-vu", 0)
	for _, n := range g.Nodes {
		nodes = append(nodes, fmt.Sprintf("%s %d", n.Code, n.Depth))
	}
	for _, e := range g.Edges {
		edges = append(edges, fmt.Sprintf("%s %s %s→%s", e.On, e.How, e.From, e.To))
	}
	if want := []string{"y-te -2", "ldtbxh -1", "noi-vu 0"}; !slices.Equal(nodes, want) {
		t.Errorf("nodes %v, want %v", nodes, want)
	}
	if want := []string{"2020-05-01 transfer y-te→ldtbxh", "2025-03-01 split ldtbxh→noi-vu", "2025-03-01 rename noi-vu→noi-vu"}; !slices.Equal(edges, want) {
		t.Errorf("edges %v, want %v", edges, want)
	}
	if g := q.Lineage("noi-vu", 1); len(g.Nodes) != 2 {
		t.Errorf("one step: %+v", g.Nodes)
	}
	// What y-te took over in 2025 is not behind what it gave away in 2020.
	if g := q.Lineage("y-te", 0); len(g.Nodes) != 3 {
		t.Errorf("y-te: %+v", g.Nodes)
	}
	if g := q.Lineage("ai-do", 0); g.Nodes != nil {
		t.Errorf("of nobody: %+v", g)
	}
}

// What is not told stays unknown, and is not confused with nothing.
func TestSharesThatNobodyTold(t *testing.T) {
	p := departments()
	q, err := after(p, "2025-03-01", nil,
		Step{How: Split, Links: []Link{link("ldtbxh", "noi-vu"), link("ldtbxh", "y-te")}},
		Step{How: Transfer, Links: []Link{link("tttt", "y-te")}},
		Step{How: Merge, Links: []Link{link("khcn", "ubnd")}}, // sáp nhập: one that goes on
	)
	if err != nil {
		t.Fatal(err)
	}
	carried := q.Carry("2025-02-28", "2025-03-01")
	for code, want := range map[string]string{"ldtbxh": "noi-vu ?, y-te ?", "tttt": "tttt ?, y-te ?", "khcn": "ubnd 1"} {
		if got := parts(carried[code]); got != want {
			t.Errorf("%s: %s, want %s", code, got, want)
		}
	}
}

// A part that is known and one that is not make one that is not.
func TestUnknownSharesAddUp(t *testing.T) {
	p, err := after(departments(), "2020-05-01", nil, Step{How: Transfer, Links: []Link{link("y-te", "noi-vu", 1, 5)}})
	if err != nil {
		t.Fatal(err)
	}
	p, err = after(p, "2025-03-01", nil, Step{How: Split, Links: []Link{link("y-te", "noi-vu"), link("y-te", "tttt")}})
	if err != nil {
		t.Fatal(err)
	}
	if got := parts(p.Carry("2017-01-01", "2025-03-01")["y-te"]); got != "noi-vu ?, tttt ?" {
		t.Error(got)
	}
}

var badOrders = []struct {
	name  string
	on    Day
	found []Agency
	steps []Step
	want  []string
}{
	{"one merges into a new one", "2025-03-01", []Agency{founded("moi", "Mới", "department", "ubnd")},
		[]Step{{How: Merge, Links: []Link{link("tttt", "moi")}}}, []string{"agency.merge.shape"}},
	{"two successors of a merger", "2025-03-01", nil,
		[]Step{{How: Merge, Links: []Link{link("tttt", "khcn"), link("y-te", "noi-vu")}}}, []string{"agency.merge.shape"}},
	{"a merger of a part", "2025-03-01", nil, []Step{{How: Merge, Links: []Link{link("tttt", "khcn", 1, 2)}}}, []string{"agency.share.whole"}},
	{"a split of one", "2025-03-01", nil, []Step{{How: Split, Links: []Link{link("tttt", "khcn")}}}, []string{"agency.split.shape"}},
	{"shares come to 5/6", "2025-03-01", nil,
		[]Step{{How: Split, Links: []Link{link("tttt", "khcn", 1, 2), link("tttt", "y-te", 1, 3)}}}, []string{"agency.share.sum"}},
	{"one share of two", "2025-03-01", nil,
		[]Step{{How: Split, Links: []Link{link("tttt", "khcn", 1, 2), link("tttt", "y-te")}}}, []string{"agency.share.some"}},
	{"a share above one", "2025-03-01", nil, []Step{{How: Transfer, Links: []Link{link("tttt", "khcn", 3, 2)}}}, []string{"agency.share.range"}},
	{"everything given away", "2025-03-01", nil,
		[]Step{{How: Transfer, Links: []Link{link("tttt", "khcn", 1, 2)}}, {How: Transfer, Links: []Link{link("tttt", "y-te", 1, 2)}}}, []string{"agency.share.all"}},
	{"before its time", "2016-01-01", nil, []Step{{How: Transfer, Links: []Link{link("tttt", "khcn", 1, 2)}}},
		[]string{"agency.decision.later", "agency.predecessor.later"}},
	{"an abolition before its time", "2016-01-01", nil, []Step{{How: Abolish, Links: []Link{link("tttt", "")}}},
		[]string{"agency.history.later", "agency.predecessor.later"}},
	{"nobody", "2025-03-01", nil, []Step{{How: Transfer, Links: []Link{link("ai-do", "khcn", 1, 2)}}}, []string{"agency.agency.unknown"}},
	{"to nobody", "2025-03-01", nil, []Step{{How: Transfer, Links: []Link{link("khcn", "", 1, 2)}}}, []string{"agency.successor.none"}},
	{"to itself", "2025-03-01", nil, []Step{{How: Transfer, Links: []Link{link("khcn", "khcn", 1, 2)}}}, []string{"agency.succession.self"}},
	{"twice", "2025-03-01", nil, []Step{{How: Transfer, Links: []Link{link("tttt", "khcn"), link("tttt", "khcn")}}}, []string{"agency.link.twice"}},
	{"abolished to one and to nobody", "2025-03-01", nil, []Step{{How: Abolish, Links: []Link{link("tttt", ""), link("tttt", "khcn")}}}, []string{"agency.abolish.shape"}},
	{"two give at once", "2025-03-01", nil, []Step{{How: Transfer, Links: []Link{link("tttt", "khcn"), link("y-te", "khcn")}}}, []string{"agency.transfer.shape"}},
	{"renamed to another", "2025-03-01", nil, []Step{{How: Rename, Links: []Link{link("tttt", "khcn")}}}, []string{"agency.name.none", "agency.shape.rename"}},
	{"renamed to the same", "2025-03-01", nil, []Step{{How: Rename, Links: []Link{link("tttt", "tttt")}, Name: Name{Vi: "Sở Thông tin và Truyền thông"}}}, []string{"agency.same.rename"}},
	{"under the same", "2025-03-01", nil, []Step{{How: Reparent, Links: []Link{link("tttt", "tttt")}, Parent: "ubnd"}}, []string{"agency.same.reparent"}},
	{"under itself", "2025-03-01", nil, []Step{{How: Reparent, Links: []Link{link("ubnd", "ubnd")}, Parent: "tttt"}}, []string{"agency.parent.circle"}},
	{"under nobody known", "2025-03-01", nil, []Step{{How: Reparent, Links: []Link{link("tttt", "tttt")}, Parent: "ai-do"}}, []string{"agency.parent.unknown"}},
	{"children left behind", "2025-03-01", nil, []Step{{How: Abolish, Links: []Link{link("ubnd", "")}}}, slices.Repeat([]string{"agency.parent.late"}, 5)},
	{"ended twice", "2025-03-01", nil,
		[]Step{{How: Abolish, Links: []Link{link("tttt", "")}}, {How: Merge, Links: []Link{link("tttt", "khcn")}}}, []string{"agency.end.twice"}},
	{"ended and renamed", "2025-03-01", nil,
		[]Step{{How: Abolish, Links: []Link{link("tttt", "")}}, {How: Transfer, Links: []Link{link("tttt", "khcn", 1, 2)}}}, []string{"agency.predecessor.ends"}},
	{"one ends into another that ends", "2025-03-01", nil,
		[]Step{{How: Merge, Links: []Link{link("tttt", "khcn")}}, {How: Merge, Links: []Link{link("khcn", "tttt")}}},
		[]string{"agency.succession.circle", "agency.succession.circle"}},
	{"no kind", "2025-03-01", nil, []Step{{How: "chia tay", Links: []Link{link("tttt", "khcn")}}}, []string{"agency.how.unknown"}},
	{"no links", "2025-03-01", nil, []Step{{How: Merge}}, []string{"agency.succession.empty"}},
	{"a code that is taken", "2025-03-01", []Agency{founded("tttt", "Khác", "department", "")}, nil, []string{"agency.code.taken"}},
	{"a new one without name, kind and form", "2025-03-01", []Agency{founded("sở mới", "", "sở", "")}, nil,
		[]string{"agency.code.form", "agency.kind.unknown", "agency.name.none"}},
}

func TestOrdersThatAreRefused(t *testing.T) {
	c, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range badOrders {
		_, err := after(departments(), b.on, b.found, b.steps...)
		got := keys(err)
		slices.Sort(got)
		want := slices.DeleteFunc(slices.Clone(b.want), func(k string) bool { return k == "agency.decision.later" }) // a warning
		if !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", b.name, got, want)
		}
		for _, lang := range text.Langs {
			for _, said := range c.List(lang, err) {
				if strings.ContainsAny(said, "{}") || strings.Contains(said, "agency.") {
					t.Errorf("%s: %s", b.name, said)
				}
			}
		}
	}
}

func TestTheOtherSuccessor(t *testing.T) {
	p, err := after(departments(), "2020-01-01", nil, Step{How: Merge, Links: []Link{link("tttt", "khcn")}})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := after(p, "2025-03-01", nil, Step{How: Transfer, Links: []Link{link("khcn", "tttt")}}); !slices.Equal(keys(err), []string{"agency.succession.circle"}) {
		t.Errorf("an agency follows its own successor: %v", err)
	}
	if _, err := after(p, "2025-03-01", nil, Step{How: Transfer, Links: []Link{link("y-te", "tttt")}}); !slices.Equal(keys(err), []string{"agency.successor.gone"}) {
		t.Errorf("one that is gone takes over: %v", err)
	}
	if _, err := after(p, "2025-03-01", nil, Step{How: Transfer, Links: []Link{link("tttt", "y-te")}}); !slices.Equal(keys(err), []string{"agency.predecessor.gone"}) {
		t.Errorf("one that is gone gives: %v", err)
	}
	q := p.clone()
	q.Successions["15/NQ-HĐND#1"].On = "2020-01-02"
	if got := keys(q.Check().Err()); !slices.Equal(got, []string{"agency.predecessor.gone"}) {
		t.Errorf("a day late: %v", got)
	}
	q = p.clone()
	q.Successions["15/NQ-HĐND#1"].On = "2019-12-31"
	if got := keys(q.Check().Err()); !slices.Equal(got, []string{"agency.predecessor.end"}) {
		t.Errorf("a day early: %v", got)
	}
	q = p.clone()
	delete(q.Successions, "15/NQ-HĐND#1")
	if got := keys(q.Check().Err()); !slices.Equal(got, []string{"agency.end.none"}) {
		t.Errorf("an end without succession: %v", got)
	}
	q = p.clone()
	q.Agencies["tttt"].Versions[0].To = ""
	if got := keys(q.Check().Err()); !slices.Equal(got, []string{"agency.predecessor.open"}) {
		t.Errorf("a succession without end: %v", got)
	}
}

// Whatever a province holds, the rules come to an end, and so do the graph and
// the bridge: codes that name nothing, days that are none, circles of all kinds.
func FuzzCheck(f *testing.F) {
	f.Add(uint64(1), uint64(2))
	f.Fuzz(func(t *testing.T, seed, more uint64) {
		p := random(seed)
		r := rand.New(rand.NewPCG(seed, more))
		codes := append(sortedKeys(p.Agencies), "", "khong-co")
		any := func() string { return codes[r.IntN(len(codes))] }
		day := func() Day {
			return []Day{"", "2017-01-01", "2020-02-30", "2021-06-01", "2025-01-01", "9999-12-31"}[r.IntN(6)]
		}
		for range 1 + r.IntN(6) {
			a := p.Agencies[any()]
			if a == nil {
				continue
			}
			switch v := &a.Versions[0]; r.IntN(6) {
			case 0:
				v.Parent = any()
			case 1:
				v.From = day()
			case 2:
				v.To = day()
			case 3:
				a.Versions = append(a.Versions, *v)
			case 4:
				delete(p.Agencies, a.Code)
			default:
				a.Members = append(a.Members, Member{Set: "nhom", Group: any(), From: day(), To: day()})
			}
		}
		for _, s := range p.Successions {
			switch r.IntN(5) {
			case 0:
				s.How = Hows[r.IntN(len(Hows))]
			case 1:
				s.On = day()
			case 2:
				s.Links = append(s.Links, Link{any(), any(), big.NewRat(r.Int64N(9)-2, 4)})
			}
		}
		p.clean()
		sound := p.Check().Err() == nil
		g := p.Lineage(any(), 0)
		for _, e := range g.Edges {
			if sound && e.To != "" && !slices.ContainsFunc(g.Nodes, func(n Node) bool { return n.Code == e.To }) {
				t.Errorf("an arrow to %s, which is no node", e.To)
			}
		}
		for code, parts := range p.Carry("2017-01-01", "2026-01-01") {
			for _, part := range parts {
				if sound && p.Agencies[part.Agency].On("2026-01-01") == nil {
					t.Errorf("%s lies in %s, which is not there", code, part.Agency)
				}
			}
		}
	})
}

func TestOneGroupAndOneOfficialCodeOnADay(t *testing.T) {
	p := random(0)
	p.Agencies = departments().Agencies
	p.Successions = map[string]*Succession{}
	a, b := p.Agencies["y-te"], p.Agencies["khcn"]
	a.Members = []Member{{Set: "nhom", Group: "so", From: "2018-01-01", To: "2020-01-02"}, {Set: "nhom", Group: "xa", From: "2020-01-01"}}
	a.Versions[0].Official, b.Versions[0].Official = "H05", "H05"
	got := keys(p.Check().Err())
	slices.Sort(got)
	if want := []string{"agency.member.twice", "agency.official.twice"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
	a.Members[0].To, b.Versions[0].Official = "2020-01-01", "H06"
	if err := p.Check().Err(); err != nil {
		t.Errorf("%v", err)
	}
}

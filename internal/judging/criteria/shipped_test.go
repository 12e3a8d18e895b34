package criteria_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

func shippedOf(t *testing.T, name string) *scoring.Framework {
	t.Helper()
	f, err := criteria.Load(name)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

// nodesOf gives the nodes of a tree by code, parents before children.
func nodesOf(n *scoring.Node) []*scoring.Node {
	out := []*scoring.Node{n}
	for _, c := range n.Children {
		out = append(out, nodesOf(c)...)
	}
	return out
}

// A shipped file is without fault and warning, and stands as WriteYAML writes
// it, so that a change of one word is a change of one line.
func TestShippedFilesAreCanonical(t *testing.T) {
	if got := criteria.Shipped(); !slices.Equal(got, []string{"ict-readiness-2017", "ict-readiness-2026", "spbe"}) {
		t.Errorf("shipped: %v", got)
	}
	body := func(b []byte) string {
		lines := slices.DeleteFunc(strings.Split(string(b), "\n"), func(l string) bool { return strings.HasPrefix(l, "#") })
		return strings.Join(lines, "\n")
	}
	for _, name := range criteria.Shipped() {
		data, err := os.ReadFile(filepath.Join("frameworks", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		d, notes, err := criteria.Open(name+".yaml", data, sheet.Options{})
		if err != nil || len(notes) > 0 {
			t.Fatalf("%v %v", err, notes)
		}
		var b bytes.Buffer
		if err := criteria.WriteYAML(&b, d); err != nil || body(b.Bytes()) != body(data) {
			t.Errorf("%s is not as WriteYAML writes it (%v)", name, err)
		}
	}
}

// The sample: 100 points, 6 fields, 30 criteria, complete in both languages.
func TestSampleIsComplete(t *testing.T) {
	for _, year := range []string{"2017", "2026"} {
		f := shippedOf(t, "ict-readiness-"+year)
		if f.Code+"-"+f.Version != "ict-readiness-"+year || f.Status != scoring.StatusSample || !strings.Contains(f.Note.Vi, "chờ Hội đồng hiệu chỉnh") {
			t.Errorf("%s: %s %s %s", year, f.Code, f.Version, f.Status)
		}
		var got []string
		leaves := 0
		full := func(where string, texts ...scoring.Text) {
			for _, x := range texts {
				if x.Vi == "" || x.En == "" {
					t.Errorf("%s, %s: a text is missing: %+v", year, where, texts)
				}
			}
		}
		for _, n := range nodesOf(f.Root) {
			full(n.Code, n.Name)
			if len(n.Children) > 0 {
				got = append(got, n.Code+" "+n.Max.String())
				continue
			}
			leaves++
			full(n.Code, n.Method, n.Evidence, n.Source, n.Verifier, n.Guidance)
		}
		if want := []string{"TONG 100", "A 25", "B 15", "C 25", "D 20", "E 10", "F 5"}; !slices.Equal(got, want) || leaves != 30 || len(f.Items) != 55 {
			t.Errorf("%s: %v, %d criteria, %d items", year, got, leaves, len(f.Items))
		}
		for _, it := range f.Items {
			full(it.Code, it.Name, it.Definition, it.Source, it.Owner)
			if it.Type != scoring.YesNo {
				full(it.Code, it.Unit)
			}
		}
		for _, g := range f.Groups {
			full(g.Code, g.Name)
		}
		for _, b := range f.Bands {
			full(b.Code, b.Name)
		}
	}
}

// The variant of 2017 asks and scores the same, and names no later document.
func TestSampleOf2017(t *testing.T) {
	old, now := shippedOf(t, "ict-readiness-2017"), shippedOf(t, "ict-readiness-2026")
	for _, c := range scoring.Diff(old, now) {
		if strings.Contains(c.Path, ".basis") || strings.Contains(c.Path, ".references") {
			continue // what the law is now
		}
		for _, key := range []string{".max", ".rule", ".type", ".min", ".from", ".to", ".children"} {
			if strings.HasSuffix(c.Path, key) {
				t.Errorf("%s", c.Text("en"))
			}
		}
		if c.Kind != scoring.Changed && !strings.HasPrefix(c.Path, "group ") {
			t.Errorf("%s", c.Text("en"))
		}
	}
	year := regexp.MustCompile(`\b20[0-9]{2}\b`)
	refs := old.Basis
	for _, n := range nodesOf(old.Root) {
		refs = append(refs, n.References...)
	}
	for _, r := range refs {
		for _, y := range year.FindAllString(r.Number+" "+r.Date, -1) {
			if n, _ := strconv.Atoi(y); n > 2017 {
				t.Errorf("%+v is later than 2017", r)
			}
		}
	}
	if len(refs) < 8 {
		t.Errorf("only %d references", len(refs))
	}
}

// scored ranks agencies of groups whose answers begin with the best and are then
// changed by hand.
func scored(t *testing.T, f *scoring.Framework, agencies []scoring.Agency, change map[string]map[string]string) (*scoring.Result, *scoring.Program) {
	t.Helper()
	p, err := scoring.Compile(f)
	if err != nil {
		t.Fatal(err)
	}
	c, err := scoring.NewCohort(p, agencies)
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range agencies {
		for i := range f.Items {
			it := &f.Items[i]
			v := scoring.GiveInt(10)
			switch it.Type {
			case scoring.YesNo:
				v = scoring.GiveInt(1)
			case scoring.Level:
				v = scoring.Give(*it.Max)
			}
			if s, ok := change[a.Code][it.Code]; ok {
				if v, err = it.ParseValue(s); err != nil {
					t.Fatal(err)
				}
			}
			if err := c.Answer(a.Code, it.Code, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	r, err := scoring.Rank(c, scoring.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return r, p
}

// The formulas of the table of the sample, by hand.
func TestSampleFormulas(t *testing.T) {
	f := shippedOf(t, "ict-readiness-2026")
	agencies := []scoring.Agency{{Code: "best", Group: "so-co-tthc"}, {Code: "u", Group: "so-co-tthc"}, {Code: "v", Group: "so-khong-tthc"}, {Code: "w", Group: "xa"}}
	r, p := scored(t, f, agencies, map[string]map[string]string{
		"u": {"may_tinh": "245", "cbccvc": "250", "bang_thong_mbps": "125", "may_chu": "0", "may_chu_co_bv": "0", "so_ung_dung": "3", "dv_truc_thuoc": "0", "sao_luu": "0",
			"so_chuyen_trach": "0", "so_phu_trach": "2", "ct_dh_cntt": "1", "ct_tong": "3", "vb_ky_so": "12", "vb_di": "10", "ks_to_chuc": "0", "ld_co_ks": "2", "ld": "8", "cb_can_ks": "0",
			"so_he_thong": "2", "muc_co": "n/a", "ht_tong": "0", "dien_tap": "0", "kh_dung_han": "0", "hop_cds_chu_tri": "", "da_tong": "0"},
		"v": {"so_chuyen_trach": "0", "so_phu_trach": "0", "muc_ap_dung": "n/a", "muc_kiem_tra": "n/a"},
		"w": {"may_chu": ""},
	})
	for _, c := range []struct{ agency, node, points, max string }{
		{"best", "TONG", "100", "100"},
		{"u", "A1", "4.9", "5"}, {"u", "A3", "0", "0"}, {"u", "A4", "4.8", "5"}, {"u", "A5", "0", "0"},
		{"u", "A6", "1", "2"}, // 125/250 = 0.5 Mbps a head; the best of the group has 10/10
		{"u", "A7", "1", "2"},
		{"u", "B1", "2", "4"}, {"u", "B2", "1", "3"},
		{"u", "C2", "6", "6"},   // capped at 1
		{"u", "C4", "0.5", "5"}, // 0 + 2/8·2 + a denominator of 0
		{"u", "C5", "2", "3"},
		{"u", "D1", "0", "0"}, {"u", "E1", "0", "0"}, {"u", "E3", "1", "2"}, {"u", "F1", "0", "1.5"},
		{"u", "F2", "0", "1.5"}, // not answered: 0 of the maximum
		{"u", "F3", "0", "0"}, {"u", "F", "0", "3"},
		{"v", "B1", "0", "4"}, {"v", "D", "0", "0"}, {"v", "TONG", "76", "80"},
		{"w", "A3", "0", "3"}, // whether there are servers is not known
		{"w", "A6", "2", "2"}, // the best of its own group
	} {
		var a int
		for a = range agencies {
			if agencies[a].Code == c.agency {
				break
			}
		}
		n, _ := p.Node(c.node)
		if s := r.Score(a, n); s.Points.String() != c.points || s.Max.String() != c.max {
			tr, _ := r.Trace(c.agency, c.node)
			t.Errorf("%s %s: %v of %v, want %s of %s\n%s", c.agency, c.node, s.Points, s.Max, c.points, c.max, tr.Text(f, "vi"))
		}
	}
	// A field that is wholly not applicable has no score, no level and no rank.
	d, _ := p.Node("D")
	if _, ok := r.Scaled(2, d); ok || r.PlaceInGroup(2, d).Rank != 0 {
		t.Errorf("a field that does not apply is ranked")
	}
	if x, _ := r.Scaled(2, 0); !x.Equal(scoring.MustNum("95")) {
		t.Errorf("76 of 80 is %v", x)
	}
	if level, ok := r.Level(2, 0); !ok || f.Bands[level].Code != "tot" {
		t.Errorf("level %v", level)
	}
}

// PermenPANRB 59/2020: index = Σ level·weight / 100, from 1 to 5, and its
// predicates.
func TestSPBE(t *testing.T) {
	f := shippedOf(t, "spbe")
	var weights []string
	leaves := 0
	for _, n := range nodesOf(f.Root) {
		if len(n.Children) == 0 {
			leaves++
		} else {
			weights = append(weights, n.Code+" "+n.Max.String())
		}
	}
	want := []string{"SPBE 100", "D1 13", "A1 13", "D2 25", "A2 10", "A3 10", "A4 5", "D3 16.5", "A5 12", "A6 4.5", "D4 45.5", "A7 27.5", "A8 18"}
	if leaves != 47 || !slices.Equal(weights, want) {
		t.Errorf("%d indicators, %v", leaves, weights)
	}
	levels := func(of func(i int) int) map[string]string {
		out := map[string]string{}
		for i := range f.Items {
			out[f.Items[i].Code] = strconv.Itoa(of(i))
		}
		return out
	}
	cohort := map[string]map[string]string{
		"all5": nil,
		"all1": levels(func(int) int { return 1 }),
		"mix":  levels(func(i int) int { return 1 + i%5 }),
		// Services (45.5) at 4, the rest (54.5) at 3: 4·0.455 + 3·0.545 = 3.455.
		"baik": levels(func(i int) int { return 3 + i/31 }),
		// Public services (18) at 4 too few: 3.5 exactly needs 50 of the weight at 4.
		"edge": levels(func(i int) int {
			if i >= 31 || i >= 10 && i < 11 || i >= 28 && i < 29 { // 45.5 + 2.5 + 1.5 = 49.5
				return 4
			}
			return 3
		}),
	}
	var agencies []scoring.Agency
	for _, code := range []string{"all5", "all1", "mix", "baik", "edge"} {
		agencies = append(agencies, scoring.Agency{Code: code})
	}
	r, p := scored(t, f, agencies, cohort)
	for i, c := range []struct{ index, predicate string }{{"5", "memuaskan"}, {"1", "kurang"}, {"", ""}, {"3.455", "baik"}, {"3.495", "baik"}} {
		x, _ := r.Scaled(i, 0)
		if c.index == "" { // by the formula itself
			sum := scoring.Num{}
			for j, n := range p.Nodes() {
				if len(n.Children) == 0 && j > 0 {
					k, _ := strconv.ParseInt(strings.TrimPrefix(n.Code, "I"), 10, 64)
					sum = sum.Add(n.Max.Mul(scoring.Int(1 + (k-1)%5)))
				}
			}
			want, _ := sum.Quo(scoring.Int(100))
			if !x.Equal(want) {
				t.Errorf("%s: %v, want %v", agencies[i].Code, x, want)
			}
			continue
		}
		level, _ := r.Level(i, 0)
		if x.String() != c.index || f.Bands[level].Code != c.predicate {
			t.Errorf("%s: %v %s, want %s %s", agencies[i].Code, x, f.Bands[level].Code, c.index, c.predicate)
		}
	}
}

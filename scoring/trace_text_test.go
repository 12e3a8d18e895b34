package scoring

import (
	"strings"
	"testing"
)

// The sentence of the design: "Tỷ lệ = 245/250 = 0,98; 0,98 × 5 = 4,90".
func TestTraceInWords(t *testing.T) {
	f := tree(countItems("a", "b", "so_don_vi"),
		leaf("A1", "5", &Ratio{Of: Of("a", "b")}),
		leaf("A2", "3", &Sum{Parts: []Part{{Name: Text{Vi: "Kết nối", En: "Connection"}, Max: one, Rule: &YesNoRule{Item: "y"}}, {Max: Int(2), Rule: &Ratio{Of: Of("a", "b"), Target: num("3")}}}}),
		&Node{Code: "A3", Max: Int(2), Applies: &Applies{When: []Condition{{Item: "so_don_vi", Op: Gt}}}, Rule: &Ratio{Of: Of("a", "so_don_vi")}},
		leaf("A4", "2", &Relative{Of: Of("a")}))
	f.Items = append(f.Items, Item{Code: "y", Type: YesNo, Name: Text{Vi: "Đã kết nối", En: "Connected"}})
	f.Items[0].Name, f.Items[1].Name = Text{Vi: "Số máy tính", En: "Computers"}, Text{Vi: "Số CBCCVC", En: "Staff"}
	f.Root.Name, f.Root.Rounding = Text{Vi: "Tổng điểm", En: "Total"}, &Rounding{HalfUp, 2}
	f.Groups = []Group{{Code: "so", Name: Text{Vi: "Sở, ban, ngành", En: "Departments"}}}
	f.Bands = []Band{{Code: "tot", Name: Text{Vi: "Tốt", En: "Good"}, From: Int(80), To: Int(100), Require: []Condition{{Item: "y", Op: Eq, Value: one}}}, {Code: "kha", Name: Text{Vi: "Khá", En: "Fair"}, From: Int(0), To: Int(80)}}
	f.Adjustments = &Adjustments{Min: Int(-2)}
	p := compiled(t, f)
	c := cohortOf(t, p, answers{"u@so": {"a": "245", "b": "250", "so_don_vi": "0", "y": "0"}, "v@so": {"a": "980"}})
	r := ranked(t, c, Options{Adjustments: []Adjustment{{Agency: "u", Node: "T", Points: half.Neg(), Reason: "Báo cáo chậm", Reference: "22/BC"}}})
	tr, _ := r.Trace("u", "T")
	if got := tr.Text(f, "vi"); !strings.HasSuffix(got, "\n  55,5: từ 0 đến dưới 80 là mức Khá\n") {
		t.Errorf("%s", got)
	}
	best, _ := ranked(t, cohortOf(t, p, answers{"u@so": {"a": "250", "b": "250", "so_don_vi": "0", "y": "1"}}), Options{}).Trace("u", "T")
	if got := best.Text(f, "en"); !strings.Contains(got, "is the level Good") || !strings.Contains(got, ": from 80 upwards") {
		t.Errorf("%s", got)
	}
	for lang, want := range map[string]string{"vi": `T Tổng điểm: 5,23/10 điểm
  A1: 4,9/5 điểm
    Số máy tính / Số CBCCVC = 245 / 250 = 0,98
    0,98 × 5 = 4,9
  A2: 0,653333…/3 điểm
    Kết nối: 0/1 điểm
      Đã kết nối: không → 0 điểm
    Phần: 0,653333…/2 điểm
      Số máy tính / Số CBCCVC = 245 / 250 = 0,98
      0,98 / 3 = 0,326666…
      0,326666… × 2 = 0,653333…
    0 + 0,653333… = 0,653333…
  A3: không áp dụng, không tính vào điểm tối đa
    Không áp dụng, vì không thỏa mãn: so_don_vi > 0; giá trị là 0
  A4: 0,5/2 điểm
    Số máy tính = 245
    Giá trị tốt nhất trong nhóm Sở, ban, ngành, gồm 2 cơ quan có số liệu: 980
    245 / 980 = 0,25
    0,25 × 2 = 0,5
  4,9 + 0,653333… + 0,5 = 6,053333…
`, "en": ""} {
		got := tr.Text(f, lang)
		if lang == "vi" && !strings.HasPrefix(got[strings.Index(got, "\n"):], want[strings.Index(want, "\n"):]) {
			t.Errorf("got\n%s\nwant\n%s", got, want)
		}
		for _, part := range []string{"Báo cáo chậm [22/BC]", map[string]string{"vi": "Làm tròn 5,553333… đến 2 chữ số thập phân (một nửa làm tròn lên): 5,55", "en": "Rounding 5.553333… to 2 decimals (half up): 5.55"}[lang]} {
			if !strings.Contains(got, part) {
				t.Errorf("%q is not in\n%s", part, got)
			}
		}
	}
}

// Every step of every rule has words in both languages: no bare name of an
// operation, no placeholder.
func TestEveryTraceStepHasWords(t *testing.T) {
	seen := map[Op]bool{}
	for seed := range uint64(rounds(40)) {
		g, agencies, values := rough(t, seed)
		p := compiled(t, g.f)
		r := ranked(t, fill(t, p, agencies, codes(g.f), values), Options{})
		for _, a := range agencies {
			tr, _ := r.Trace(a.Code, "T")
			w := &traceWords{f: g.f, items: newReader(g.f).byCode}
			var walk func(*Trace)
			walk = func(tr *Trace) {
				for i := range tr.Steps {
					s := &tr.Steps[i]
					seen[s.Op] = true
					for _, w.lang = range []string{"vi", "en"} {
						if out := w.step(s); out == string(s.Op)+" = "+w.num(s.Result) || strings.Contains(out, "%!") || strings.Contains(out, "()") {
							t.Fatalf("seed %d: %s reads %q", seed, s.Op, out)
						}
					}
				}
				for _, in := range tr.Parts {
					walk(in)
				}
			}
			walk(tr)
			if a, b := tr.Text(g.f, "vi"), tr.Text(g.f, "en"); a == b || strings.Count(a, "\n") != strings.Count(b, "\n") {
				t.Fatalf("seed %d: the languages differ in more than words", seed)
			}
		}
	}
	if len(seen) < 26 {
		t.Errorf("only %d kinds of step came up", len(seen))
	}
}

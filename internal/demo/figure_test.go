package demo_test

import (
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/scoring"
)

// Every figure of the report, summed up here once more from the answers and
// held against what the report prints (Báo Bắc Ninh, 19/01/2018).
func TestFiguresOfTheReport(t *testing.T) {
	r := demo.Round2017()
	sum := func(group, item string) (n int64) {
		for _, a := range r.Agencies {
			if group != "" && a.Group != group {
				continue
			}
			answer, ok := r.Answer(a.Code, item)
			if !ok || answer.Value.State != scoring.Given {
				t.Fatalf("%s has no %s", a.Code, item)
			}
			i, whole := answer.Value.Num.Int64()
			if !whole {
				t.Fatalf("%s of %s is not whole", item, a.Code)
			}
			n += i
		}
		return n
	}
	frac := func(n, d int64) scoring.Num { x, _ := scoring.Frac(n, d); return x }
	so := frac(sum("so", "may_tinh"), sum("so", "cbccvc"))
	huyen := frac(sum("huyen", "may_tinh"), sum("huyen", "cbccvc"))
	expected := []struct {
		code    string
		value   scoring.Num
		kind    demo.MeanKind
		printed string // as the report has it; "" when it has it not
		ours    string // with two decimals
	}{
		{"may_tinh.so", so, demo.GroupTotal, "98,70%", "98,70%"},
		{"may_tinh.huyen", huyen, demo.GroupTotal, "97,58%", "97,58%"},
		{"may_tinh.mean", so.Add(huyen).Mul(frac(1, 2)), demo.MeanOfGroups, "98,14%", "98,14%"},
		{"may_tinh.total", frac(sum("", "may_tinh"), sum("", "cbccvc")), demo.TotalTotal, "", "98,08%"},
		{"thu_dien_tu.total", frac(sum("", "hop_thu_hoat_dong_90ngay"), sum("", "cbccvc_phai_cap")), demo.TotalTotal, "97%", "97,00%"},
		{"cong_ttdt.total", frac(27, 27), demo.HowMany, "100%", "100,00%"},
		{"tslcd.so", scoring.Int(19), demo.HowMany, "19", "19"},
		{"tslcd.huyen", scoring.Int(8), demo.HowMany, "8", "8"},
	}
	if len(r.Figures) != len(expected) {
		t.Fatalf("%d figures, expected %d", len(r.Figures), len(expected))
	}
	for i, e := range expected {
		f := r.Figures[i]
		if f.Code != e.code || f.Kind != e.kind || f.Printed.Vi != e.printed {
			t.Errorf("figure %d is %s, a %s printed %q, expected %s, a %s printed %q", i, f.Code, f.Kind, f.Printed.Vi, e.code, e.kind, e.printed)
		}
		if !f.Value.Equal(e.value) {
			t.Errorf("%s = %s, summed up again %s", f.Code, f.Value, e.value)
		}
		if f.Denominator != 0 && f.Percent && !f.Value.Equal(frac(f.Numerator, f.Denominator)) {
			t.Errorf("%s = %s, but %d/%d", f.Code, f.Value, f.Numerator, f.Denominator)
		}
		if got := shown(f); got != e.ours {
			t.Errorf("%s is shown as %s, expected %s", f.Code, got, e.ours)
		}
		for _, text := range []scoring.Text{f.Name, f.Mean} {
			if text.Vi == "" || text.En == "" {
				t.Errorf("%s lacks words in one language: %+v", f.Code, text)
			}
		}
	}
	exact := map[string]string{"may_tinh.so": "987/1000", "may_tinh.huyen": "1210/1240", "thu_dien_tu.total": "97/100"}
	for _, f := range r.Figures {
		if want, ok := exact[f.Code]; ok && !f.Value.Equal(scoring.MustNum(want)) {
			t.Errorf("%s = %s, expected exactly %s", f.Code, f.Value, want)
		}
	}
}

// shown prints a figure as a Vietnamese report does.
func shown(f demo.Figure) string {
	if !f.Percent {
		return f.Value.String()
	}
	return strings.Replace(f.Value.Mul(scoring.Int(100)).Decimal(2, scoring.HalfUp), ".", ",", 1) + "%"
}

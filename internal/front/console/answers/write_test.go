package answers

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// invented makes a set with values of every kind.
func invented(t testing.TB, seed uint64) *Set {
	dice := rand.New(rand.NewPCG(seed, 7))
	p := program(t)
	var agencies []scoring.Agency
	set := &Set{Reasons: map[[2]int]string{}}
	reasons := []string{"chưa có", "=1+1", "a, \"b\"; c", "dòng một\ndòng hai", "x: y"}
	for i := range 1 + dice.IntN(6) {
		a := scoring.Agency{Code: fmt.Sprintf("cơ-quan.%d", i), Name: []string{"Sở Y tế", "+ Sở", "Huyện \"X\""}[dice.IntN(3)], Group: []string{"so", "huyen"}[dice.IntN(2)]}
		if dice.IntN(3) == 0 {
			a.Exemptions = []scoring.Exemption{{Node: "A", Reason: "không có", Reference: []string{"", "15/TB-HĐ"}[dice.IntN(2)]}}
		}
		if dice.IntN(3) == 0 {
			set.Adjustments = append(set.Adjustments, scoring.Adjustment{Agency: a.Code, Node: "TONG", Points: scoring.MustNum([]string{"-0.5", "1", "-1.125", "0"}[dice.IntN(4)]), Reason: "lý do", Reference: "22/BC", By: []string{"", "Tổ"}[dice.IntN(2)]})
		}
		agencies = append(agencies, a)
	}
	var err error
	if set.Cohort, err = scoring.NewCohort(p, agencies); err != nil {
		t.Fatal(err)
	}
	for a := range agencies {
		for i, item := range p.Framework().Items {
			v := scoring.Value{}
			switch dice.IntN(4) {
			case 0:
			case 1:
				v = scoring.NotApplicable()
				set.Reasons[[2]int{a, i}] = reasons[dice.IntN(len(reasons))]
			default:
				switch item.Type {
				case scoring.Words:
					v = scoring.Give(scoring.Num{})
				case scoring.YesNo:
					v = scoring.GiveBool(dice.IntN(2) == 0)
				case scoring.Choice:
					v = scoring.GiveInt(1 + dice.Int64N(2))
				case scoring.Count, scoring.Level:
					v = scoring.GiveInt(dice.Int64N(10))
				default:
					v = scoring.Give(scoring.MustNum(fmt.Sprintf("%d.%d", dice.IntN(10), dice.IntN(1000))))
				}
			}
			if err := set.Cohort.Set(a, i, v); err != nil {
				t.Fatal(err)
			}
		}
	}
	return set
}

// TestRoundTrip: Read(Write(x)) = x, as CSV and as a workbook, in both languages.
func TestRoundTrip(t *testing.T) {
	for seed := range uint64(60) {
		want := invented(t, seed)
		want.Notice = []string{"", "Số liệu giả định, chỉ để minh họa", "Dự thảo. Chưa được duyệt"}[seed%3]
		w := Writer{Set: want, Lang: text.Langs[seed%2], Remarks: []string{"số liệu giả định", "dòng\nhai"}}
		var answers, agencies, workbook bytes.Buffer
		for _, err := range []error{w.WriteAnswers(&answers), w.WriteAgencies(&agencies), w.WriteWorkbook(&workbook)} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for name, from := range map[string]Sources{
			"csv":  {Answers: book(t, "a.csv", answers.String(), sheet.Options{}), Agencies: book(t, "g.csv", agencies.String(), sheet.Options{})},
			"xlsx": {Answers: book(t, "a.xlsx", workbook.String(), sheet.Options{})},
		} {
			got, err := Read(want.Cohort.Program(), from)
			if err != nil {
				t.Fatalf("seed %d %s: %v\n%s", seed, name, err, answers.String())
			}
			if len(got.Notes) > 0 {
				t.Errorf("seed %d %s: notes %v", seed, name, got.Notes)
			}
			if got.Notice != want.Notice {
				t.Errorf("seed %d %s: the notice is %q, want %q", seed, name, got.Notice, want.Notice)
			}
			if !reflect.DeepEqual(got.Cohort.Agencies(), want.Cohort.Agencies()) || !reflect.DeepEqual(got.Reasons, want.Reasons) || !sameAdjustments(got.Adjustments, want.Adjustments) {
				t.Fatalf("seed %d %s:\n%+v %v %v\n%+v %v %v", seed, name, got.Cohort.Agencies(), got.Reasons, got.Adjustments, want.Cohort.Agencies(), want.Reasons, want.Adjustments)
			}
			for a := range want.Cohort.Agencies() {
				for i := range want.Cohort.Program().Framework().Items {
					g, w := got.Cohort.Value(a, i), want.Cohort.Value(a, i)
					if g.State != w.State || !g.Num.Equal(w.Num) {
						t.Fatalf("seed %d %s: agency %d item %d is %v, want %v", seed, name, a, i, g, w)
					}
				}
			}
		}
	}
}

func sameAdjustments(a, b []scoring.Adjustment) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if !x.Points.Equal(y.Points) {
			return false
		}
		x.Points, y.Points = scoring.Num{}, scoring.Num{}
		if x != y {
			return false
		}
	}
	return true
}

func TestWriteRefuses(t *testing.T) {
	set := invented(t, 1)
	if err := set.Cohort.Set(0, 2, scoring.Give(scoring.MustNum("1/3"))); err != nil {
		t.Fatal(err)
	}
	if err := (Writer{Set: set}).WriteAnswers(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "answers.value.endless") {
		t.Errorf("a value without a decimal that ends: %v", err)
	}
	set = invented(t, 1)
	if err := set.Cohort.Set(0, 2, scoring.NotApplicable()); err != nil {
		t.Fatal(err)
	}
	delete(set.Reasons, [2]int{0, 2})
	if err := (Writer{Set: set}).WriteWorkbook(&bytes.Buffer{}); err == nil || !strings.Contains(err.Error(), "answers.value.unreasoned") {
		t.Errorf("not applicable without a reason: %v", err)
	}
}

// FuzzRead: any table gives a set or faults with places, never a panic; a set
// is written and read back.
func FuzzRead(f *testing.F) {
	for _, s := range []string{
		"agency,may_tinh,group\ns1,1,so\n", "agency;ty_le;group\ns1;97,5 %;so\n", "# x\nagency,ket_noi,group\ns1,có,so\ns1,-,xa\n",
		"agency,group,mo_ta\ns1,so,N/A: x\n", "agency,group,bang_thong\ns1,so,1.234\n", "code,name,group,exempt,adjust\ns1,A,so,A: x [y],TONG -1: z\n",
	} {
		f.Add(s, s)
	}
	p := program(f)
	f.Fuzz(func(t *testing.T, answers, agencies string) {
		a, err := sheet.ReadBytes("a.csv", []byte(answers), sheet.Options{})
		if err != nil {
			return
		}
		from := Sources{Answers: a}
		if g, err := sheet.ReadBytes("g.csv", []byte(agencies), sheet.Options{}); err == nil {
			from.Agencies = g
		}
		set, err := Read(p, from)
		if err != nil {
			for _, f := range err.(interface{ Unwrap() []error }).Unwrap() {
				if !strings.Contains(f.Error(), ".csv") {
					t.Errorf("%v does not say where", f)
				}
			}
			return
		}
		if _, err := scoring.Rank(set.Cohort, scoring.Options{Adjustments: set.Adjustments}); err != nil {
			var faults scoring.Faults
			if f, ok := err.(scoring.Faults); ok {
				faults = f
			}
			for _, f := range faults {
				if f.Code != "adjustment.inapplicable" {
					t.Errorf("read, but cannot be ranked: %v", err)
				}
			}
		}
	})
}

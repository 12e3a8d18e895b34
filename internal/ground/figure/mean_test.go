package figure

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
)

func figureOf(agency string, it Item, v Value) Figure {
	return Figure{Agency: agency, Item: it.Code, Date: text.Date{Year: 2017, Month: 12, Day: 31}, Value: v, Way: Declared, Source: "Báo cáo năm 2017"}
}

func aggregation(it Item, mean, within Mean, groups ...Group) Aggregation {
	return Aggregation{Item: it, Date: text.Date{Year: 2017, Month: 12, Day: 31}, Way: Declared, Mean: mean, Within: within, Groups: groups}
}

func aggregate(t *testing.T, a Aggregation, figures ...Figure) *Aggregate {
	t.Helper()
	out, err := a.Of(figures)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestTwoMeansOfTheReport reproduces the report of 19/01/2018 from numerators
// and denominators: 98.70 % of departments and 97.58 % of districts are 98.14 %
// as mean of groups, as it prints, and 98.08 % total over total.
func TestTwoMeansOfTheReport(t *testing.T) {
	it := computersEach()
	groups := []Group{{"so", []string{"so-1", "so-2"}}, {"huyen", []string{"huyen-1", "huyen-2"}}}
	figures := []Figure{
		figureOf("so-1", it, OfRatio(Int(500), Int(500))), figureOf("so-2", it, OfRatio(Int(487), Int(500))),
		figureOf("huyen-1", it, OfRatio(Int(610), Int(640))), figureOf("huyen-2", it, OfRatio(Int(600), Int(600))),
	}
	mean := aggregate(t, aggregation(it, OfGroups, TotalOverTotal, groups...), figures...)
	total := aggregate(t, aggregation(it, TotalOverTotal, "", groups...), figures...)
	for want, got := range map[string]string{
		"98,70%": it.Show(mean.Parts[0].Value, text.Vi, 2), "97,58%": it.Show(mean.Parts[1].Value, text.Vi, 2),
		"98,14%": it.Show(mean.Value, text.Vi, 2), "98,08%": it.Show(total.Value, text.Vi, 2),
		"987/1000":  mean.Parts[0].Numerator.String() + "/" + mean.Parts[0].Denominator.String(),
		"2197/2240": total.Numerator.String() + "/" + total.Denominator.String(),
		"Tỷ lệ máy tính trên cán bộ: 98,14%, trung bình của 2/2 nhóm, trong mỗi nhóm tính tổng trên tổng; 4/4 cơ quan có số liệu được tính, 0 cơ quan không áp dụng; số liệu tự khai, tính đến ngày 31/12/2017.": mean.Sentence(text.Vi, 2),
		"Computers per staff member: 98.08%, total over total (2,197/2,240); 4/4 agencies with a figure that counts, 0 to whom it does not apply; declared, as of 31/12/2017.":                                   total.Sentence(text.En, 2),
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	ofAgencies := aggregate(t, aggregation(it, OfAgencies, "", groups...), figures...)
	if want := num(t, "1").Add(num(t, "487/500")).Add(num(t, "61/64")).Add(num(t, "1")).Mul(num(t, "1/4")); !ofAgencies.Value.Equal(want) {
		t.Errorf("mean of agencies %s, want %s", ofAgencies.Value, want)
	}
}

func TestWhatIsLeftOutIsTold(t *testing.T) {
	it := computersEach()
	a := aggregation(it, TotalOverTotal, "", Group{"so", []string{"e", "d", "c", "b", "a", "f"}})
	a.LeastSeen = num(t, "1/2")
	a.Way, a.Item.From = Measured, day(t, "2017-06-01")
	with := func(agency string, v Value, c Coverage) Figure {
		f := figureOf(agency, it, v)
		f.Way, f.Coverage = Measured, c
		return f
	}
	old := with("e", OfRatio(Int(1), Int(1)), Coverage{1, 1})
	old.Date = day(t, "2017-01-02")
	out := aggregate(t, a, with("a", OfRatio(Int(9), Int(10)), Coverage{10, 20}), with("b", OfRatio(Int(0), Int(10)), Coverage{9, 20}),
		with("c", NotApplicable("mới thành lập"), Coverage{}), with("d", Missing("mất kết nối"), Coverage{0, 20}), old,
		figureOf("a", it, OfRatio(Int(1), Int(2)))) // declared: another way
	want := []LeftOut{{"b", "so", WhyCoverage, "9/20"}, {"c", "so", WhyNotApplicable, "mới thành lập"}, {"d", "so", WhyMissing, "mất kết nối"}, {"e", "so", WhyDefinition, ""}, {"f", "so", WhyMissing, ""}}
	if !reflect.DeepEqual(out.LeftOut, want) {
		t.Errorf("left out %v, want %v", out.LeftOut, want)
	}
	if !out.Known || !out.Value.Equal(num(t, "0.9")) || out.Counted != 1 || out.Applicable != 5 || out.Asked != 6 {
		t.Errorf("%+v", out.Part)
	}
	if got := out.LeftOut[1].Sentence(text.Vi, "Sở Y tế"); got != "Sở Y tế: không áp dụng (mới thành lập)" {
		t.Error(got)
	}
	if got := out.LeftOut[4].Sentence(text.En, "f"); got != "f: no figure" {
		t.Error(got)
	}
	for least, known := range map[string]bool{"1/6": true, "1/5": false} {
		a.Least = num(t, least)
		if out := aggregate(t, a, with("a", OfRatio(Int(9), Int(10)), Coverage{1, 1})); out.Known != known || out.Applicable != 6 {
			t.Errorf("at least %s of 6: %+v", least, out.Part)
		}
	}
}

func TestBelowTheLeastThereIsNoValue(t *testing.T) {
	it := network()
	a := aggregation(it, TotalOverTotal, "", Group{"so", []string{"a", "b", "c"}})
	a.Least = num(t, "2/3")
	yes, no := figureOf("a", it, OfYesNo(true)), figureOf("b", it, OfYesNo(false))
	if out := aggregate(t, a, yes); out.Known || out.Why != WhyLeast || out.Value.Sign() != 0 ||
		!strings.Contains(out.Sentence(text.Vi, 0), "chưa đạt mức tối thiểu 67%; 1/3 cơ quan") || !strings.HasSuffix(out.Sentence(text.Vi, 0), "cách tính: tổng trên tổng.") {
		t.Errorf("%+v %s", out.Part, out.Sentence(text.Vi, 0))
	}
	if out := aggregate(t, a, yes, no); !out.Known || it.Show(out.Value, text.Vi, 0) != "50%" {
		t.Errorf("%+v", out.Part)
	}
	if out := aggregate(t, a, yes, no, figureOf("c", it, NotApplicable("không có trụ sở"))); !out.Known || out.Applicable != 2 || !out.Value.Equal(num(t, "1/2")) {
		t.Errorf("%+v", out.Part)
	}
	nobody := aggregate(t, aggregation(it, OfAgencies, "", Group{"so", []string{"a"}}), figureOf("a", it, NotApplicable("x")))
	if nobody.Known || nobody.Why != WhyNobody {
		t.Errorf("%+v", nobody.Part)
	}
	none := aggregate(t, aggregation(it, OfGroups, OfAgencies))
	if none.Known || none.Why != WhyNobody {
		t.Errorf("%+v", none.Part)
	}
}

// TestAGroupWithoutValue: the least share holds for groups too, and who stands in
// a group without a value is told.
func TestAGroupWithoutValue(t *testing.T) {
	it := computersEach()
	a := aggregation(it, OfGroups, OfAgencies, Group{"so", []string{"a", "b"}}, Group{"xa", []string{"c", "d"}}, Group{"khac", []string{"e"}})
	figures := []Figure{figureOf("a", it, OfRatio(Int(1), Int(2))), figureOf("b", it, OfRatio(Int(1), Int(1))), figureOf("c", it, OfRatio(Int(1), Int(4))), figureOf("e", it, NotApplicable("x"))}
	out := aggregate(t, a, figures...)
	if !out.Known || !out.Value.Equal(num(t, "1/2")) || out.GroupsCounted != 2 || out.GroupsApplicable != 2 {
		t.Errorf("%+v", out)
	}
	a.Least = num(t, "1")
	out = aggregate(t, a, figures...)
	if out.Known || out.Why != WhyLeast || out.GroupsCounted != 1 || out.Counted != 2 ||
		!reflect.DeepEqual(out.LeftOut, []LeftOut{{"c", "xa", WhyGroup, ""}, {"d", "xa", WhyMissing, ""}, {"e", "khac", WhyNotApplicable, "x"}}) {
		t.Errorf("%+v", out)
	}
}

func TestPercentWithAndWithoutParts(t *testing.T) {
	it := network()
	it.Kind = Percent
	figures := []Figure{figureOf("a", it, OfNumber(num(t, "97.5"))), figureOf("b", it, OfRatio(Int(1), Int(4)))}
	group := Group{"so", []string{"a", "b"}}
	mean := aggregate(t, aggregation(it, OfAgencies, "", group), figures...)
	total := aggregate(t, aggregation(it, TotalOverTotal, "", group), figures...)
	if !mean.Value.Equal(num(t, "61.25")) || !total.Value.Equal(Int(25)) || it.Show(total.Value, text.En, 1) != "25.0%" ||
		len(total.LeftOut) != 1 || total.LeftOut[0].Why != WhyPartless {
		t.Errorf("%+v %+v", mean.Part, total)
	}
}

func TestDefinitionsThatAreRefused(t *testing.T) {
	group := Group{"so", []string{"a", "b"}}
	a := aggregation(computersEach(), "", "", group)
	wantFaults(t, a.Check(), "mean figure.mean.none")
	a.Mean = OfGroups
	wantFaults(t, a.Check(), "within figure.mean.within")
	a.Mean, a.Within = OfAgencies, OfAgencies
	wantFaults(t, a.Check(), "within figure.mean.needless")
	a = aggregation(computers(), OfGroups, TotalOverTotal, group, group)
	a.Least, a.LeastSeen, a.Way, a.Date = Int(-1), Int(2), "", text.Date{}
	wantFaults(t, a.Check(), "mean figure.mean.partless", "least figure.mean.share", "leastSeen figure.mean.share", "way figure.figure.way", "date figure.figure.validity",
		"groups figure.mean.groupTwice", "groups figure.mean.agencyTwice", "groups figure.mean.agencyTwice")
	a = aggregation(quality(), OfAgencies, "", group)
	wantFaults(t, a.Check(), "item figure.mean.wordy")
	it := computersEach()
	late := figureOf("b", it, OfRatio(Int(1), Int(2)))
	late.Date.Year++
	_, err := aggregation(it, OfAgencies, "", group).Of([]Figure{figureOf("a", it, OfRatio(Int(1), Int(2))), figureOf("a", it, OfRatio(Int(1), Int(2))), figureOf("z", it, OfRatio(Int(1), Int(0))), late})
	wantFaults(t, err, "a figure.answer.twice", "b figure.answer.later", "z figure.mean.stranger", "z.value figure.value.denominator")
}

// anyRatios gives a figure, or none, for each of n agencies.
func anyRatios(r *rand.Rand, it Item, n int) (agencies []string, figures []Figure) {
	for i := range n {
		agency := fmt.Sprintf("a%02d", i)
		agencies = append(agencies, agency)
		switch r.IntN(6) {
		case 0:
		case 1:
			figures = append(figures, figureOf(agency, it, Missing("")))
		case 2:
			figures = append(figures, figureOf(agency, it, NotApplicable("x")))
		default:
			figures = append(figures, figureOf(agency, it, OfRatio(Int(r.Int64N(50)), Int(1+r.Int64N(50)))))
		}
	}
	return agencies, figures
}

func TestPropertiesOfMeans(t *testing.T) {
	it := computersEach()
	r := rand.New(rand.NewPCG(4, 50))
	means := [][2]Mean{{TotalOverTotal, ""}, {OfAgencies, ""}, {OfGroups, TotalOverTotal}, {OfGroups, OfAgencies}}
	for range tries(60) {
		agencies, figures := anyRatios(r, it, r.IntN(12))
		cut := r.IntN(len(agencies) + 1)
		groups := []Group{{"so", agencies[:cut]}, {"xa", agencies[cut:]}}
		for _, m := range means {
			a := aggregation(it, m[0], m[1], groups...)
			a.Least, _ = Frac(r.Int64N(3), 2)
			if a.Least.Cmp(Int(1)) > 0 {
				a.Least = Num{}
			}
			out := aggregate(t, a, figures...)
			same := func(what string, b *Aggregate) {
				t.Helper()
				if b.Known != out.Known || !b.Value.Equal(out.Value) || b.Counted != out.Counted || b.Sentence(text.Vi, 4) != out.Sentence(text.Vi, 4) {
					t.Fatalf("%s: %+v, was %+v", what, b.Part, out.Part)
				}
			}

			shuffled := append([]Figure{}, figures...)
			r.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
			turned := a
			turned.Groups = nil
			for _, g := range groups {
				members := append([]string{}, g.Agencies...)
				r.Shuffle(len(members), func(i, j int) { members[i], members[j] = members[j], members[i] })
				turned.Groups = append(turned.Groups, Group{g.Code, members})
			}
			other := aggregate(t, turned, shuffled...)
			same("another order", other)
			if !reflect.DeepEqual(other.LeftOut, out.LeftOut) {
				t.Fatalf("another order: %v, was %v", other.LeftOut, out.LeftOut)
			}
			if out.Asked != len(agencies) || out.Counted+len(out.LeftOut) != len(agencies) {
				t.Fatalf("%d counted and %d left out of %d", out.Counted, len(out.LeftOut), len(agencies))
			}
			if !out.Known {
				continue
			}

			// Agencies to whom the item does not apply, or who are not asked, are no matter.
			var applicable []Figure
			without := a
			without.Groups = nil
			for _, g := range groups {
				var members []string
				for _, agency := range g.Agencies {
					applies := true
					for _, f := range figures {
						if f.Agency == agency && f.Value.Form() == IsNotApplicable {
							applies = false
						}
					}
					if applies {
						members = append(members, agency)
					}
				}
				without.Groups = append(without.Groups, Group{g.Code, members})
			}
			for _, f := range figures {
				if f.Value.Form() != IsNotApplicable {
					applicable = append(applicable, f)
				}
			}
			if b := aggregate(t, without, applicable...); !b.Known || !b.Value.Equal(out.Value) {
				t.Fatalf("without those to whom it does not apply %+v, was %+v", b.Part, out.Part)
			}

			// A mean lies between the least and the greatest of what is in it.
			for _, bound := range []int{-1, 1} {
				beyond := true
				for _, f := range figures {
					if q, ok := it.Quantity(f.Value); ok && out.Value.Cmp(q)*bound <= 0 {
						beyond = false
					}
				}
				if beyond {
					t.Fatalf("mean %s lies beyond its values", out.Value)
				}
			}
		}

		// The mean of one group is the value of the group.
		one := []Group{{"so", agencies}}
		for _, within := range []Mean{TotalOverTotal, OfAgencies} {
			a := aggregate(t, aggregation(it, OfGroups, within, one...), figures...)
			b := aggregate(t, aggregation(it, within, "", one...), figures...)
			if a.Known != b.Known || !a.Value.Equal(b.Value) || !a.Value.Equal(a.Parts[0].Value) {
				t.Fatalf("mean of one group %+v, the group %+v", a.Part, b.Part)
			}
		}
	}
}

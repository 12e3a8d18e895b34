package figure

import (
	"reflect"
	"testing"
)

func TestAnswersNameTheirGaps(t *testing.T) {
	d := dictionary(t, computers(), staff(), computersEach(), network())
	r := Request{Agencies: []string{"b", "a"}, Items: []string{"tslcd", "may_tinh"}, Date: day(t, "2017-12-31")}
	register := []Figure{figureOf("a", computers(), OfNumber(Int(0))), figureOf("b", computers(), Missing("chưa báo cáo"))}
	seen := figureOf("a", network(), OfYesNo(true))
	seen.Way, seen.Coverage = Measured, Coverage{1, 1}
	declared := figureOf("a", network(), NotApplicable("không có trụ sở"))
	answer, err := r.Answer(d, register, []Figure{seen, declared})
	if err != nil {
		t.Fatal(err)
	}
	if want := []Figure{register[1], declared, seen, register[0]}; !reflect.DeepEqual(answer.Figures, want) {
		t.Errorf("figures %v, want %v", answer.Figures, want)
	}
	if want := []Gap{{"b", "tslcd", IsMissing, true, ""}, {"b", "may_tinh", IsMissing, false, "chưa báo cáo"}}; !reflect.DeepEqual(answer.Gaps, want) {
		t.Errorf("gaps %v, want %v", answer.Gaps, want)
	}
	if f, ok := answer.Find("a", "tslcd", Measured); !ok || !f.Equal(seen) {
		t.Errorf("found %v %v", f, ok)
	}
	if _, ok := answer.Find("b", "tslcd", Measured); ok {
		t.Error("found what is not there")
	}
}

func TestAnswersThatAreRefused(t *testing.T) {
	d := dictionary(t, computers(), staff())
	r := Request{Agencies: []string{"a"}, Items: []string{"may_tinh"}, Date: day(t, "2017-12-31")}
	good, late := figureOf("a", computers(), OfNumber(Int(1))), figureOf("a", computers(), OfNumber(Int(1)))
	late.Way, late.Date.Year = Measured, 2018
	_, err := r.Answer(d, []Figure{good, figureOf("a", staff(), OfNumber(Int(1)))}, []Figure{good, late, figureOf("z", computers(), OfNumber(Int(1)))})
	wantFaults(t, err, "a.cbccvc figure.answer.stranger", "a.may_tinh figure.answer.twice", "a.may_tinh figure.answer.later", "z.may_tinh figure.answer.stranger")
	_, err = r.Answer(d, []Figure{figureOf("a", computers(), OfNumber(num(t, "1/2")))})
	wantFaults(t, err, "a.may_tinh.value figure.value.whole")
	_, err = Request{Agencies: []string{"a", "a", ""}, Items: []string{"x", "may_tinh", "may_tinh"}, Date: r.Date}.Answer(d)
	wantFaults(t, err, "items figure.figure.unknown", "items figure.answer.itemTwice", "agencies figure.answer.agencyTwice", "agencies figure.answer.agencyTwice")
	_, err = Request{}.Answer(d)
	wantFaults(t, err, "date figure.figure.date")
}

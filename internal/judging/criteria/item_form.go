package criteria

import (
	"reflect"

	"github.com/sansang-project/sansang/scoring"
)

// itemTexts are the texts of an item in both languages, by the name of their
// field.
func itemTexts(it *scoring.Item) map[string]*scoring.Text {
	return map[string]*scoring.Text{"name": &it.Name, "definition": &it.Definition, "unit": &it.Unit, "source": &it.Source, "owner": &it.Owner}
}

func (s *sent) fillItem(it *scoring.Item) {
	s.put("code", it.Code)
	for name, t := range itemTexts(it) {
		s.putWords(name, *t)
	}
	s.put("type", string(it.Type))
	s.putNum("min", it.Min)
	s.putNum("max", it.Max)
	for i, o := range it.Options {
		s.put(lineOf("option", i, "code"), o.Code)
		s.putWords(lineOf("option", i, "name"), o.Name)
	}
	s.putYes("context", it.Context)
}

// item gives what the form says. The code of an item that is there stays: rules
// and answers of other years name it.
func (s *sent) item(code string) scoring.Item {
	it := scoring.Item{Code: code}
	if code == "" {
		if it.Code = s.get("code"); it.Code == "" {
			s.bad("code", "criteria.code.none")
		}
	}
	for name, t := range itemTexts(&it) {
		*t = s.words(name)
	}
	it.Type = scoring.ItemType(s.get("type"))
	it.Min, it.Max, it.Context = s.num("min"), s.num("max"), s.yes("context")
	s.tooMany("option")
	for _, i := range s.lines("option") {
		it.Options = append(it.Options, scoring.Option{Code: s.get(lineOf("option", i, "code")), Name: s.words(lineOf("option", i, "name"))})
	}
	return it
}

// sameItem tells whether a frozen copy still says what the dictionary says; what
// a framework alone decides, whether the item is scored, plays no part.
func sameItem(a, b scoring.Item) bool {
	a.Context, b.Context = false, false
	for _, it := range []*scoring.Item{&a, &b} {
		for _, n := range []**scoring.Num{&it.Min, &it.Max} {
			if *n != nil { // one form of a number, whichever way it was made
				again := scoring.MustNum((*n).String())
				*n = &again
			}
		}
	}
	return reflect.DeepEqual(a, b)
}

package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/scoring"
)

// fillLevels fills a form with the bands and gates of a framework.
func (s *sent) fillLevels(f *scoring.Framework) {
	for i, b := range f.Bands {
		s.put(lineOf("band", i, "code"), b.Code)
		s.putWords(lineOf("band", i, "name"), b.Name)
		s.putNum(lineOf("band", i, "from"), &b.From)
		s.putNum(lineOf("band", i, "to"), &b.To)
		s.fillConditions(f, lineOf("band", i, "require"), b.Require)
	}
	for i, g := range f.Gates {
		s.put(lineOf("gate", i, "code"), g.Code)
		s.putWords(lineOf("gate", i, "name"), g.Name)
		s.put(lineOf("gate", i, "node"), g.Node)
		s.put(lineOf("gate", i, "cap"), g.Cap)
		for _, group := range g.Groups {
			s.put(lineOf("gate", i, "group")+"."+group, "yes")
		}
		s.fillConditions(f, lineOf("gate", i, "require"), g.Require)
	}
}

// levels gives the bands and gates that the form says.
func (s *sent) levels(f *scoring.Framework) (bands []scoring.Band, gates []scoring.Gate) {
	s.tooMany("band")
	s.tooMany("gate")
	for _, i := range s.lines("band", "op") {
		b := scoring.Band{Code: s.get(lineOf("band", i, "code")), Name: s.words(lineOf("band", i, "name")), From: s.must(lineOf("band", i, "from")), To: s.must(lineOf("band", i, "to")),
			Require: s.conditions(f, lineOf("band", i, "require"))}
		if b.Code == "" {
			s.bad(lineOf("band", i, "code"), "criteria.code.none")
		}
		bands = append(bands, b)
	}
	for _, i := range s.lines("gate", "op") {
		g := scoring.Gate{Code: s.get(lineOf("gate", i, "code")), Name: s.words(lineOf("gate", i, "name")), Node: s.get(lineOf("gate", i, "node")), Cap: s.get(lineOf("gate", i, "cap")),
			Require: s.conditions(f, lineOf("gate", i, "require"))}
		if g.Code == "" {
			s.bad(lineOf("gate", i, "code"), "criteria.code.none")
		}
		var before []string
		if j := slices.IndexFunc(f.Gates, func(old scoring.Gate) bool { return old.Code == g.Code }); j >= 0 {
			before = f.Gates[j].Groups
		}
		g.Groups = s.marked(f, lineOf("gate", i, "group"), before)
		gates = append(gates, g)
	}
	return bands, gates
}

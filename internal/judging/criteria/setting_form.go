package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/scoring"
)

// fillSettings fills a form with what a framework says of itself and its groups.
func (s *sent) fillSettings(f *scoring.Framework) {
	s.put("code", f.Code)
	s.put("version", f.Version)
	s.putWords("name", f.Name)
	s.putWords("note", f.Note)
	s.putNum("scale", f.Scale)
	s.put("missing", string(f.Missing))
	s.fillRounding("round", f.Rounding)
	s.putYes("overall", f.Ranking.Overall)
	for _, n := range f.Ranking.Nodes {
		s.put("rank."+n, "yes")
	}
	if a := f.Adjustments; a != nil {
		s.putNum("adjustMin", &a.Min)
		s.putNum("adjustMax", &a.Max)
		for _, n := range a.Nodes {
			s.put("adjust."+n, "yes")
		}
	}
	for i, g := range f.Groups {
		s.put(lineOf("set", i, "code"), g.Code)
		s.putWords(lineOf("set", i, "name"), g.Name)
		s.put(lineOf("set", i, "parent"), g.Parent)
	}
	s.fillReferences("basis", f.Basis)
}

// settings writes into a framework what the form says; its tree, items, levels
// and conditions stay.
func (s *sent) settings(f *scoring.Framework) {
	f.Code, f.Version, f.Name, f.Note = s.get("code"), s.get("version"), s.words("name"), s.words("note")
	for _, name := range []string{"code", "version"} {
		if s.get(name) == "" {
			s.bad(name, "criteria.sent.blank")
		}
	}
	f.Scale, f.Missing, f.Rounding = s.num("scale"), scoring.Missing(s.get("missing")), s.rounding("round")
	f.Ranking = scoring.Ranking{Overall: s.yes("overall"), Nodes: s.nodes(f, "rank", f.Ranking.Nodes)}
	var before []string
	if f.Adjustments != nil {
		before = f.Adjustments.Nodes
	}
	nodes := s.nodes(f, "adjust", before)
	f.Adjustments = nil
	if s.get("adjustMin") != "" || s.get("adjustMax") != "" || len(nodes) > 0 {
		f.Adjustments = &scoring.Adjustments{Min: s.must("adjustMin"), Max: s.must("adjustMax"), Nodes: nodes}
	}
	f.Groups = nil
	s.tooMany("set")
	for _, i := range s.lines("set") {
		g := scoring.Group{Code: s.get(lineOf("set", i, "code")), Name: s.words(lineOf("set", i, "name")), Parent: s.get(lineOf("set", i, "parent"))}
		if g.Code == "" {
			s.bad(lineOf("set", i, "code"), "criteria.code.none")
		}
		f.Groups = append(f.Groups, g)
	}
	f.Basis = s.references("basis")
}

// nodes gives the marked nodes, those that were before in their order.
func (s *sent) nodes(f *scoring.Framework, prefix string, before []string) (out []string) {
	for _, code := range before {
		if s.yes(prefix + "." + code) {
			out = append(out, code)
		}
	}
	walk(f.Root, func(n *scoring.Node) {
		if s.yes(prefix+"."+n.Code) && !slices.Contains(out, n.Code) {
			out = append(out, n.Code)
		}
	})
	return out
}

package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// The words of the choices that a node has.
var (
	roundings = []scoring.RoundMode{scoring.HalfUp, scoring.HalfEven, scoring.Down, scoring.Up}
	compares  = []scoring.Operator{scoring.Eq, scoring.Ne, scoring.Lt, scoring.Le, scoring.Gt, scoring.Ge}
)

// nodeTexts are the texts of a node in both languages, by the name of their
// field.
func nodeTexts(n *scoring.Node) map[string]*scoring.Text {
	return map[string]*scoring.Text{"name": &n.Name, "method": &n.Method, "evidence": &n.Evidence, "source": &n.Source, "verifier": &n.Verifier, "guidance": &n.Guidance}
}

// fillNode fills a form with what a node says; its rule and its children have
// forms of their own.
func (s *sent) fillNode(f *scoring.Framework, n *scoring.Node) {
	s.put("code", n.Code)
	for name, t := range nodeTexts(n) {
		s.putWords(name, *t)
	}
	s.put("role", string(n.Role))
	if !n.Max.IsZero() {
		s.putNum("max", &n.Max)
	}
	s.putNum("weight", n.Weight)
	s.put("combine", string(n.Combine))
	s.put("rescale", string(n.Rescale))
	s.putYes("overflow", n.Overflow)
	s.put("missing", string(n.Missing))
	s.fillRounding("round", n.Rounding)
	for i, l := range n.Rubric {
		s.putNum(lineOf("rubric", i, "from"), &l.From)
		s.putNum(lineOf("rubric", i, "to"), &l.To)
		s.putWords(lineOf("rubric", i, "text"), l.Text)
	}
	s.fillReferences("ref", n.References)
	if a := n.Applies; a != nil {
		for _, g := range a.Groups {
			s.put("only."+g, "yes")
		}
		for _, g := range a.Except {
			s.put("except."+g, "yes")
		}
		s.fillConditions(f, "when", a.When)
		s.putYes("exempt", a.Exempt)
	}
}

// node gives what the form says of a node of f: a copy of old, with its rule.
func (s *sent) node(f *scoring.Framework, old *scoring.Node) *scoring.Node {
	n := cloneNode(old)
	n.Children = nil
	n.Code = s.get("code")
	if n.Code == "" {
		s.bad("code", "criteria.code.none")
	}
	for name, t := range nodeTexts(n) {
		*t = s.words(name)
	}
	n.Role = scoring.Role(s.get("role"))
	n.Max, n.Weight = scoring.Num{}, s.num("weight")
	if m := s.num("max"); m != nil {
		n.Max = *m
	}
	n.Combine, n.Rescale, n.Missing = scoring.Combine(s.get("combine")), scoring.Rescale(s.get("rescale")), scoring.Missing(s.get("missing"))
	n.Overflow = s.yes("overflow")
	n.Rounding = s.rounding("round")
	n.Rubric = nil
	s.tooMany("rubric")
	for _, i := range s.lines("rubric") {
		n.Rubric = append(n.Rubric, scoring.RubricLine{From: s.must(lineOf("rubric", i, "from")), To: s.must(lineOf("rubric", i, "to")), Text: s.words(lineOf("rubric", i, "text"))})
	}
	n.References = s.references("ref")
	var before scoring.Applies
	if old.Applies != nil {
		before = *old.Applies
	}
	a := scoring.Applies{Groups: s.marked(f, "only", before.Groups), Except: s.marked(f, "except", before.Except), When: s.conditions(f, "when"), Exempt: s.yes("exempt")}
	n.Applies = nil
	if len(a.Groups) > 0 || len(a.Except) > 0 || len(a.When) > 0 || a.Exempt {
		n.Applies = &a
	}
	return n
}

// groupsOf lists the groups that a form of a node offers: those of the framework
// and those that the node names although there are none of them.
func groupsOf(f *scoring.Framework, named ...string) []scoring.Group {
	all := slices.Clone(f.Groups)
	for _, code := range named {
		if code != "" && !slices.ContainsFunc(all, func(g scoring.Group) bool { return g.Code == code }) {
			all = append(all, scoring.Group{Code: code})
		}
	}
	return all
}

// marked gives the groups that are marked in a form; those that were before keep
// their order, which says nothing but would count as a change.
func (s *sent) marked(f *scoring.Framework, prefix string, before []string) (out []string) {
	for _, code := range before {
		if s.yes(prefix + "." + code) {
			out = append(out, code)
		}
	}
	for _, g := range f.Groups {
		if s.yes(prefix+"."+g.Code) && !slices.Contains(out, g.Code) {
			out = append(out, g.Code)
		}
	}
	return out
}

func (s *sent) fillRounding(name string, r *scoring.Rounding) {
	if r != nil {
		places := scoring.Int(int64(r.Places))
		s.put(name, string(r.Mode))
		s.putNum(name+"Places", &places)
	}
}

func (s *sent) rounding(name string) *scoring.Rounding {
	mode := scoring.RoundMode(s.get(name))
	if mode == "" {
		return nil
	}
	places, ok := s.must(name + "Places").Int64()
	if !ok || places < 0 || places > mostPlaces {
		s.bad(name+"Places", "criteria.sent.places")
		return nil
	}
	return &scoring.Rounding{Mode: mode, Places: int(places)}
}

// mostPlaces is how many decimals scoring rounds to at most (scoring.Rounding).
const mostPlaces = 20

func (s *sent) fillReferences(list string, all []scoring.Reference) {
	for i, r := range all {
		s.put(lineOf(list, i, "number"), r.Number)
		s.putDay(lineOf(list, i, "date"), r.Date)
		s.put(lineOf(list, i, "issuer"), r.Issuer)
		s.put(lineOf(list, i, "article"), r.Article)
		s.putWords(lineOf(list, i, "text"), r.Text)
		s.putDay(lineOf(list, i, "from"), r.From)
		s.putDay(lineOf(list, i, "to"), r.To)
	}
}

func (s *sent) references(list string) (out []scoring.Reference) {
	s.tooMany(list)
	for _, i := range s.lines(list) {
		out = append(out, scoring.Reference{
			Number: s.get(lineOf(list, i, "number")), Date: s.day(lineOf(list, i, "date")), Issuer: s.get(lineOf(list, i, "issuer")), Article: s.get(lineOf(list, i, "article")),
			Text: s.words(lineOf(list, i, "text")), From: s.day(lineOf(list, i, "from")), To: s.day(lineOf(list, i, "to")),
		})
	}
	return out
}

// The subject of a condition names its kind, so that an item and a node of one
// code are told apart.
const (
	ofItem = "item:"
	ofNode = "node:"
)

func (s *sent) fillConditions(f *scoring.Framework, list string, all []scoring.Condition) {
	for i, c := range all {
		subject, value := ofItem+c.Item, c.Option
		if c.Node != "" {
			subject = ofNode + c.Node
		}
		if c.Option == "" {
			value = plain(c.Value, s.lang)
			if it := FindItem(f, c.Item); it != nil && it.Type == scoring.YesNo {
				switch {
				case c.Value.IsZero():
					value = say(s.lang, "criteria.trial.no")
				case c.Value.Equal(scoring.Int(1)):
					value = say(s.lang, "criteria.trial.yes")
				}
			}
		}
		s.put(lineOf(list, i, "of"), subject)
		s.put(lineOf(list, i, "op"), string(c.Op))
		s.put(lineOf(list, i, "value"), value)
	}
}

// conditions reads conditions; of an item with options, the value is the code of
// one, and of yes or no it may be the word.
func (s *sent) conditions(f *scoring.Framework, list string) (out []scoring.Condition) {
	s.tooMany(list)
	for _, i := range s.lines(list, "op") {
		of, value := s.get(lineOf(list, i, "of")), lineOf(list, i, "value")
		c := scoring.Condition{Op: scoring.Operator(s.get(lineOf(list, i, "op")))}
		c.Item = cut(of, ofItem)
		c.Node = cut(of, ofNode)
		if c.Item == "" && c.Node == "" {
			s.bad(lineOf(list, i, "of"), "criteria.sent.subject")
			continue
		}
		typed := s.get(value)
		if it := FindItem(f, c.Item); it != nil && it.Type == scoring.Choice && typed != "" {
			c.Option = typed
			for _, o := range it.Options { // people type what they read
				if text.Fold(o.Name.Vi) == text.Fold(typed) || text.Fold(o.Name.En) == text.Fold(typed) {
					c.Option = o.Code
				}
			}
		} else if it != nil && it.Type == scoring.YesNo && typed != "" {
			if v, err := it.ParseValue(typed); err == nil && v.State == scoring.Given {
				c.Value = v.Num
			} else if n, ok := readNum(typed, s.lang); ok { // what was accepted before stays, to be found by Findings
				c.Value = n
			} else {
				s.bad(value, "criteria.sent.yesNo")
				continue
			}
		} else {
			c.Value = s.must(value)
		}
		out = append(out, c)
	}
	return out
}

func cut(s, prefix string) string {
	if len(s) > len(prefix) && s[:len(prefix)] == prefix {
		return s[len(prefix):]
	}
	return ""
}

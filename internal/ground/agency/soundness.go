package agency

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// spot is where a rule is broken: a thing and one of its fields. Row counts from
// 0 among the versions, members, links or groups of the thing.
type spot struct {
	noun  string // "agency", "member", "contact", "succession", "set", "group"
	code  string
	row   int
	field string
}

// place is where a spot lies for whoever has no workbook.
func (s spot) place() fault.Place {
	return fault.Place{Field: s.noun + " " + s.code + "[" + strconv.Itoa(s.row+1) + "]." + s.field}
}

// inspection holds a province against the rules.
type inspection struct {
	p      *Province
	at     func(spot) fault.Place
	faults fault.List
	// spoilt are codes about which the reader of a workbook has complained
	// already: what follows from them is not said. lost tells that some code could
	// not be read at all.
	spoilt map[string]bool
	lost   bool
}

// Check gives everything in which a province breaks the rules, warnings too.
func (p *Province) Check() fault.List {
	in := inspection{p: p, at: spot.place}
	in.run()
	return in.faults
}

func (in *inspection) run() {
	for _, s := range sorted(in.p.Sets) {
		in.set(s)
	}
	for _, a := range sorted(in.p.Agencies) {
		in.agency(a)
	}
	in.officials()
	for _, s := range sorted(in.p.Successions) {
		in.succession(s)
	}
	in.ends()
}

// bad notes a broken rule; about names the codes that it speaks of.
func (in *inspection) bad(s spot, key string, args fault.Args, about ...string) {
	if in.spoilt[s.code] || slices.ContainsFunc(about, func(code string) bool { return in.spoilt[code] }) {
		return
	}
	in.faults.Add(fault.New(fault.Invalid, key, args).WithPlace(in.at(s)))
}

// longestText bounds a field, in bytes: the longest title of a decision fits many
// times, and a cell of a spreadsheet holds it.
const longestText = 2000

// legible refuses texts that are too long, or hold signs that nobody sees and
// that make two names look the same.
func (in *inspection) legible(at spot, s string) {
	if len(s) > longestText {
		in.bad(at, "agency.text.long", fault.Args{"text": text.Clip(s, 60), "most": longestText})
	} else if shown, found, _ := text.Unseen(s); found {
		in.bad(at, "agency.text.unseen", fault.Args{"text": text.Clip(shown, 80)})
	}
}

// unknown notes a code that names nothing.
func (in *inspection) unknown(s spot, key, code string) {
	if !in.lost {
		in.bad(s, key, fault.Args{"code": code}, code)
	}
}

func (in *inspection) agency(a *Agency) {
	at := func(row int, field string) spot { return spot{"agency", a.Code, row, field} }
	if !codeForm.MatchString(a.Code) {
		in.bad(at(0, "code"), "agency.code.form", fault.Args{"code": a.Code})
	}
	if len(a.Versions) == 0 {
		in.bad(at(0, "from"), "agency.history.none", fault.Args{"agency": a.Code})
		return
	}
	for i := range a.Versions {
		v := &a.Versions[i]
		if !v.From.valid() {
			in.bad(at(i, "from"), "agency.day.none", fault.Args{"day": string(v.From)})
		}
		if v.To != "" && (!v.To.valid() || v.To <= v.From) {
			in.bad(at(i, "until"), "agency.day.order", fault.Args{"from": v.From.Shown(), "to": v.To.Shown()})
		}
		if i > 0 && a.Versions[i-1].To != v.From {
			in.bad(at(i, "from"), "agency.history.gap", fault.Args{"agency": in.p.called(a.Code), "from": v.From.Shown(), "to": a.Versions[i-1].To.Shown()})
		}
		if v.Name.Vi == "" {
			in.bad(at(i, "name"), "agency.name.none", fault.Args{"agency": a.Code})
		}
		if !slices.Contains(Kinds, v.Kind) {
			in.bad(at(i, "kind"), "agency.kind.unknown", fault.Args{"kind": string(v.Kind)})
		}
		in.basis(at(i, "basisNumber"), at(i, "basisDate"), v.Basis, false)
		in.parent(at(i, "parent"), a, v)
		for _, f := range v.facts() {
			in.legible(at(i, f.name), f.value)
		}
	}
	in.members(a)
	for i, c := range a.Contacts {
		if c.Name == "" {
			in.bad(spot{"contact", a.Code, i, "person"}, "agency.contact.name", nil)
		}
		for _, f := range c.facts() {
			in.legible(spot{"contact", a.Code, i, f.name}, f.value)
		}
	}
}

// basis asks for number and day of a decision, or for neither where it may be
// unknown.
func (in *inspection) basis(number, date spot, d Decision, needed bool) {
	if d.Number == "" && (needed || d.Date != "") {
		in.bad(number, "agency.decision.number", nil)
	}
	if d.Date == "" && (needed || d.Number != "") || d.Date != "" && !d.Date.valid() {
		in.bad(date, "agency.decision.date", nil)
	}
}

// parent asks for a parent that is there all the time, and not under its child.
func (in *inspection) parent(at spot, a *Agency, v *Version) {
	if v.Parent == "" {
		return
	}
	up := in.p.Agencies[v.Parent]
	args := fault.Args{"agency": in.p.called(a.Code), "parent": in.p.called(v.Parent), "from": v.From.Shown()}
	switch {
	case up == nil:
		in.unknown(at, "agency.parent.unknown", v.Parent)
		return
	case up.From() > v.From:
		args["opened"] = up.From().Shown()
		in.bad(at, "agency.parent.early", args, v.Parent)
	case up.To().end() < v.To.end():
		args["ended"] = up.To().Shown()
		in.bad(at, "agency.parent.late", args, v.Parent)
	}
	// A circle of some day exists since one of its agencies came under its parent.
	way := []string{a.Code}
	for code := v.Parent; code != ""; {
		way = append(way, code)
		if code == a.Code {
			in.bad(at, "agency.parent.circle", fault.Args{"day": v.From.Shown(), "way": in.way(way)}, way...)
			return
		}
		next := in.p.Agencies[code]
		if next == nil || len(way) > len(in.p.Agencies)+1 {
			return
		}
		on := next.On(v.From)
		if on == nil {
			return
		}
		code = on.Parent
	}
}

// way writes a chain of agencies; a long one by its ends.
func (in *inspection) way(codes []string) string {
	out := ""
	for i, code := range codes {
		switch {
		case len(codes) > 6 && i == 3:
			out += " → …"
			continue
		case len(codes) > 6 && i > 3 && i < len(codes)-2:
			continue
		case i > 0:
			out += " → "
		}
		out += in.p.called(code)
	}
	return out
}

func (in *inspection) members(a *Agency) {
	for i, m := range a.Members {
		at := func(field string) spot { return spot{"member", a.Code, i, field} }
		set := in.p.Sets[m.Set]
		if set == nil {
			in.unknown(at("ofSet"), "agency.set.unknown", m.Set)
		} else if set.Find(m.Group) == nil {
			in.unknown(at("group"), "agency.group.unknown", m.Group)
		}
		if !m.From.valid() || m.To != "" && (!m.To.valid() || m.To <= m.From) {
			in.bad(at("from"), "agency.day.order", fault.Args{"from": m.From.Shown(), "to": m.To.Shown()})
			continue
		}
		if m.From < a.From() || m.To.end() > a.To().end() {
			in.bad(at("from"), "agency.member.life", fault.Args{"agency": in.p.called(a.Code), "group": m.Group})
		}
		for _, n := range a.Members[:i] {
			if n.Set == m.Set && overlap(n.From, n.To, m.From, m.To) {
				in.bad(at("from"), "agency.member.twice", fault.Args{"agency": in.p.called(a.Code), "set": m.Set, "group": m.Group, "other": n.Group})
				break
			}
		}
	}
}

// officials asks that no two agencies have one official code on the same day.
func (in *inspection) officials() {
	type held struct {
		agency string
		row    int
		v      *Version
	}
	by := map[string][]held{}
	for _, a := range sorted(in.p.Agencies) {
		for i := range a.Versions {
			if v := &a.Versions[i]; v.Official != "" {
				by[v.Official] = append(by[v.Official], held{a.Code, i, v})
			}
		}
	}
	for _, all := range sorted(by) {
		slices.SortStableFunc(all, func(x, y held) int { return cmp.Compare(x.v.From, y.v.From) })
		var latest held // that which lasts longest of those before
		for i, h := range all {
			if i > 0 && latest.agency != h.agency && overlap(latest.v.From, latest.v.To, h.v.From, h.v.To) {
				in.bad(spot{"agency", h.agency, h.row, "official"}, "agency.official.twice",
					fault.Args{"code": h.v.Official, "other": in.p.called(latest.agency), "day": max(latest.v.From, h.v.From).Shown()}, latest.agency)
			}
			if i == 0 || h.v.To.end() > latest.v.To.end() {
				latest = h
			}
		}
	}
}

func (in *inspection) set(s *Set) {
	if !codeForm.MatchString(s.Code) {
		in.bad(spot{"set", s.Code, 0, "code"}, "agency.code.form", fault.Args{"code": s.Code})
	}
	if s.Name.Vi == "" {
		in.bad(spot{"set", s.Code, 0, "name"}, "agency.name.none", fault.Args{"agency": s.Code})
	}
	in.legible(spot{"set", s.Code, 0, "name"}, s.Name.Vi)
	in.legible(spot{"set", s.Code, 0, "nameEn"}, s.Name.En)
	for i, g := range s.Groups {
		at := func(field string) spot { return spot{"group", s.Code, i, field} }
		if !codeForm.MatchString(g.Code) {
			in.bad(at("group"), "agency.code.form", fault.Args{"code": g.Code})
		}
		if first := slices.IndexFunc(s.Groups, func(o Group) bool { return o.Code == g.Code }); first < i {
			in.bad(at("group"), "agency.group.twice", fault.Args{"group": g.Code})
		}
		in.legible(at("name"), g.Name.Vi)
		in.legible(at("nameEn"), g.Name.En)
		if g.Name.Vi == "" {
			in.bad(at("name"), "agency.name.none", fault.Args{"agency": g.Code})
		}
		switch {
		case g.Parent == "":
		case s.Find(g.Parent) == nil:
			in.unknown(at("parent"), "agency.group.unknown", g.Parent)
		case s.Within(g.Parent, g.Code):
			in.bad(at("parent"), "agency.group.circle", fault.Args{"group": g.Code})
		}
	}
}

package agency

import (
	"math/big"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

var one = big.NewRat(1, 1)

// succession holds one succession against the rules of its kind.
func (in *inspection) succession(s *Succession) {
	at := func(row int, field string) spot { return spot{"succession", s.Code, row, field} }
	if s.Code == "" || len(s.Code) > 200 || s.Code != oneLine(s.Code) {
		in.bad(at(0, "code"), "agency.succession.code", fault.Args{"code": s.Code})
	}
	if !slices.Contains(Hows, s.How) {
		in.bad(at(0, "how"), "agency.how.unknown", fault.Args{"how": string(s.How)})
		return
	}
	in.legible(at(0, "code"), s.Code)
	in.legible(at(0, "number"), s.Decision.Number)
	in.legible(at(0, "note"), s.Note)
	in.basis(at(0, "number"), at(0, "date"), s.Decision, true)
	if !s.On.valid() {
		in.bad(at(0, "on"), "agency.day.none", fault.Args{"day": string(s.On)})
		return
	}
	if s.Decision.Date > s.On && s.Decision.Date.valid() {
		in.faults.Add(fault.Warn("agency.decision.later", fault.Args{"date": s.Decision.Date.Shown(), "day": s.On.Shown()}).WithPlace(in.at(at(0, "date"))))
	}
	if len(s.Links) == 0 {
		in.bad(at(0, "predecessor"), "agency.succession.empty", fault.Args{"succession": s.Code})
		return
	}
	whole := true
	for i, l := range s.Links {
		whole = in.link(s, i, l) && whole
	}
	if whole {
		in.shape(s)
		in.shares(s)
	}
}

// link asks that both ends were there at their time; whether both are known.
func (in *inspection) link(s *Succession, i int, l Link) bool {
	at := func(field string) spot { return spot{"succession", s.Code, i, field} }
	for _, o := range s.Links[:i] {
		if o.From == l.From && o.To == l.To {
			in.bad(at("predecessor"), "agency.link.twice", fault.Args{"from": in.p.called(l.From), "to": in.p.called(l.To)}, l.From, l.To)
			return false
		}
	}
	if l.Share != nil && (l.Share.Sign() <= 0 || l.Share.Cmp(one) > 0) {
		in.bad(at("share"), "agency.share.range", fault.Args{"share": l.Share.RatString()})
		return false
	}
	from, to := in.p.Agencies[l.From], in.p.Agencies[l.To]
	if from == nil {
		in.unknown(at("predecessor"), "agency.agency.unknown", l.From)
	}
	if to == nil && l.To != "" {
		in.unknown(at("successor"), "agency.agency.unknown", l.To)
	}
	if from == nil || to == nil && l.To != "" {
		return false
	}
	args := fault.Args{"agency": in.p.called(l.From), "day": s.On.Shown(), "from": from.From().Shown(), "to": from.To().Shown()}
	if from.From() >= s.On {
		in.bad(at("predecessor"), "agency.predecessor.later", args, l.From)
		return false
	}
	if from.To().end() < s.On {
		in.bad(at("predecessor"), "agency.predecessor.gone", args, l.From)
		return false
	}
	if to == nil {
		return true
	}
	args = fault.Args{"agency": in.p.called(l.To), "day": s.On.Shown(), "from": to.From().Shown(), "to": to.To().Shown(), "other": in.p.called(l.From)}
	switch {
	case Holds(to.From(), to.To(), s.On):
		return true
	case to.From() > s.On:
		in.bad(at("successor"), "agency.successor.later", args, l.To)
	case in.p.follows(l.From, l.To):
		in.bad(at("successor"), "agency.succession.circle", args, l.From, l.To)
	default:
		in.bad(at("successor"), "agency.successor.gone", args, l.To)
	}
	return false
}

// follows tells whether one agency comes after another over any successions.
func (p *Province) follows(code, before string) bool {
	next := map[string][]string{}
	for _, s := range p.Successions {
		for _, l := range s.Links {
			next[l.From] = append(next[l.From], l.To)
		}
	}
	seen, queue := map[string]bool{before: true}, []string{before}
	for len(queue) > 0 {
		at := queue[0]
		queue = queue[1:]
		for _, to := range next[at] {
			if to == code {
				return true
			}
			if !seen[to] {
				seen[to] = true
				queue = append(queue, to)
			}
		}
	}
	return false
}

// shape asks for the number of ends that the kind has, and that predecessors
// end or go on as it says.
func (in *inspection) shape(s *Succession) {
	at := func(field string) spot { return spot{"succession", s.Code, 0, field} }
	froms, tos := s.Froms(), s.Tos()
	bad := func(field, key string) {
		in.bad(at(field), key, fault.Args{"succession": s.Code, "day": s.On.Shown()}, append(slices.Clone(froms), tos...)...)
	}
	self := slices.IndexFunc(s.Links, func(l Link) bool { return l.From == l.To })
	blank := slices.IndexFunc(s.Links, func(l Link) bool { return l.To == "" })
	switch {
	case s.How.stays() && (len(s.Links) != 1 || self != 0):
		bad("successor", "agency.shape."+string(s.How))
		return
	case !s.How.stays() && self >= 0:
		bad("successor", "agency.succession.self")
		return
	case blank >= 0 && s.How != Abolish:
		bad("successor", "agency.successor.none")
		return
	case s.How == Merge && (len(tos) != 1 || len(froms) < 2 && in.p.Agencies[tos[0]].From() == s.On):
		bad("successor", "agency.merge.shape")
	case s.How == Split && (len(froms) != 1 || len(tos) < 2):
		bad("successor", "agency.split.shape")
	case s.How == Abolish && (len(froms) != 1 || blank >= 0 && len(s.Links) > 1):
		bad("predecessor", "agency.abolish.shape")
	case s.How == Transfer && len(froms) != 1:
		bad("predecessor", "agency.transfer.shape")
	}
	for i, l := range s.Links {
		from := in.p.Agencies[l.From]
		args := fault.Args{"agency": in.p.called(l.From), "day": s.On.Shown(), "to": from.To().Shown()}
		at := spot{"succession", s.Code, i, "predecessor"}
		switch {
		case s.How.Ends() && from.To() == "":
			in.bad(at, "agency.predecessor.open", args, l.From)
		case s.How.Ends() && from.To() != s.On:
			in.bad(at, "agency.predecessor.end", args, l.From)
		case !s.How.Ends() && from.To() == s.On:
			in.bad(at, "agency.predecessor.ends", args, l.From)
		case s.How.stays():
			in.stays(s, at, from)
		}
	}
}

// stays asks that a new name or parent is in the history.
func (in *inspection) stays(s *Succession, at spot, a *Agency) {
	i := slices.IndexFunc(a.Versions, func(v Version) bool { return v.From == s.On })
	if i > 0 {
		now, was := a.Versions[i], a.Versions[i-1]
		if s.How == Rename && now.Name != was.Name || s.How == Reparent && now.Parent != was.Parent {
			return
		}
	}
	in.bad(at, "agency.same."+string(s.How), fault.Args{"agency": in.p.called(a.Code), "day": s.On.Shown()}, a.Code)
}

// shares asks that the shares of one succession make sense together.
func (in *inspection) shares(s *Succession) {
	told := 0
	sum := new(big.Rat)
	for _, l := range s.Links {
		if l.Share != nil {
			told++
			sum.Add(sum, l.Share)
		}
	}
	at := spot{"succession", s.Code, 0, "share"}
	args := fault.Args{"succession": s.Code, "sum": sum.RatString()}
	switch s.How {
	case Split, Abolish:
		if told > 0 && told < len(s.Links) {
			in.bad(at, "agency.share.some", args)
		} else if told > 0 && sum.Cmp(one) != 0 {
			in.bad(at, "agency.share.sum", args)
		}
	case Merge, Rename, Reparent:
		for i, l := range s.Links {
			if l.Share != nil && l.Share.Cmp(one) != 0 {
				in.bad(spot{"succession", s.Code, i, "share"}, "agency.share.whole", args)
			}
		}
	}
}

// ends asks that what ends has exactly one succession of that day, that it gives
// no part away on the same day, and that the parts given away on one day leave
// something.
func (in *inspection) ends() {
	type dayOf struct {
		agency string
		on     Day
	}
	ending := map[string][]string{}
	given := map[dayOf]*big.Rat{}
	for _, s := range sorted(in.p.Successions) {
		for _, code := range s.Froms() {
			if s.How.Ends() {
				ending[code] = append(ending[code], s.Code)
			}
		}
		for i, l := range s.Links {
			if s.How != Transfer || l.Share == nil || l.Share.Sign() <= 0 || l.Share.Cmp(one) > 0 {
				continue
			}
			key := dayOf{l.From, s.On}
			if given[key] == nil {
				given[key] = new(big.Rat)
			}
			if given[key].Add(given[key], l.Share); given[key].Cmp(one) >= 0 {
				in.bad(spot{"succession", s.Code, i, "share"}, "agency.share.all", fault.Args{"agency": in.p.called(l.From), "day": s.On.Shown(), "sum": given[key].RatString()}, l.From)
			}
		}
	}
	for _, a := range sorted(in.p.Agencies) {
		by := ending[a.Code]
		at := spot{"agency", a.Code, len(a.Versions) - 1, "until"}
		args := fault.Args{"agency": in.p.called(a.Code), "day": a.To().Shown(), "successions": strings.Join(by, "; ")}
		switch {
		case a.To() != "" && len(by) == 0:
			if !in.lost {
				in.bad(at, "agency.end.none", args)
			}
		case len(by) > 1:
			in.bad(at, "agency.end.twice", args)
		}
	}
}

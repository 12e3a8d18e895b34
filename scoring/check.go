package scoring

import (
	"fmt"
	"strings"
)

// checker goes through a framework and collects every fault of it.
type checker struct {
	*reader
	f         *Framework
	groups    map[string]*Group
	nodes     map[string]*Node
	bands     map[string]bool
	depth     int    // of rules inside rules
	owner     any    // *Node, *Item … whose faults are being found
	ownerPath string // path of the owner
	found     int
	stopped   bool
	fs        Faults
}

// The limits of a framework. The largest real set, QĐ 922/QĐ-BTTTT 2022, has 98
// component indicators in 3 levels; ten times and more of that is a mistake or
// an attack.
const (
	maxDepth     = 16
	maxNodes     = 5000
	maxItems     = 10000
	maxRuleDepth = 8
)

// maxFaults is how many faults one check lists: more than anyone mends in one
// sitting, few enough to be kept of any file.
const maxFaults = 1000

// Check gives every fault that Compile would refuse, and warnings about what it
// would accept.
func Check(f *Framework) Faults {
	k := &checker{reader: newReader(f), f: f, groups: map[string]*Group{}, nodes: map[string]*Node{}, bands: map[string]bool{}}
	k.head()
	k.allGroups()
	k.allItems()
	k.tree()
	k.allBands()
	k.allGates()
	k.ranking()
	f.places.mark(k.fs)
	return k.fs
}

func (k *checker) fault(code FaultCode, path string, args ...any) {
	k.note(Stops, code, path, args)
}

func (k *checker) warn(code FaultCode, path string, args ...any) {
	k.note(Warns, code, path, args)
}

// note records a fault. Past the limit only the first that stops is, and what
// says that there is too much of something.
func (k *checker) note(s Severity, code FaultCode, path string, args []any) {
	k.found++
	large := code == "tree.too_large" || code == "framework.too_large"
	if k.found > maxFaults && !large && (s == Warns || k.stopped) {
		if k.found == maxFaults+1 {
			k.fs.add("faults.more", "").Severity = Warns
		}
		return
	}
	k.stopped = k.stopped || s == Stops
	f := k.fs.add(code, path, args...)
	f.Severity, f.owner, f.head = s, k.owner, k.ownerPath
}

// own says whose faults follow; path names it.
func (k *checker) own(owner any, path string) { k.owner, k.ownerPath = owner, path }

// place is a path with the number of an element, from 1.
func place(path string, i int) string { return fmt.Sprintf("%s[%d]", path, i+1) }

func (k *checker) head() {
	f := k.f
	k.code("framework.code", f.Code)
	if f.Status != "" {
		k.word("framework.status", string(f.Status), string(StatusSample), string(StatusDraft), string(StatusIssued), string(StatusWithdrawn))
	}
	k.positive("framework.scale", f.Scale)
	k.rounding("framework.rounding", f.Rounding)
	k.missing("framework.missing", f.Missing)
	if a := f.Adjustments; a != nil && a.Max.Less(a.Min) {
		k.fault("range.empty", "framework.adjustments", a.Min, a.Max)
	}
}

// code checks the form of a code: letters, digits, "_", "-", "."; it names
// columns of tables and keys of files.
func (k *checker) code(path, code string) {
	ok := code != "" && len(code) <= 64
	for _, c := range code {
		ok = ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || c == '_' || c == '-' || c == '.')
	}
	if !ok {
		k.fault("code.form", path, code)
	}
}

func (k *checker) allGroups() {
	for i := range k.f.Groups {
		g := &k.f.Groups[i]
		k.own(g, "group "+g.Code)
		k.code("group "+g.Code, g.Code)
		if k.groups[g.Code] != nil {
			k.fault("code.twice", "group "+g.Code, g.Code)
			continue
		}
		k.groups[g.Code] = g
	}
	for i := range k.f.Groups {
		g := &k.f.Groups[i]
		k.own(g, "group "+g.Code)
		k.group("group "+g.Code+".parent", g.Parent)
		for at, n := g, 0; at != nil; at, n = k.groups[at.Parent], n+1 {
			if n > len(k.f.Groups) {
				k.fault("group.loop", "group "+g.Code, g.Code)
				break
			}
		}
	}
}

// group checks the code of a group; none declared means any is accepted.
func (k *checker) group(path, code string) {
	if code != "" && len(k.groups) > 0 && k.groups[code] == nil {
		k.fault("group.unknown", path, code)
	}
}

func (k *checker) allItems() {
	if len(k.f.Items) > maxItems {
		k.fault("framework.too_large", "items", len(k.f.Items), maxItems)
	}
	seen := map[string]bool{}
	for i := range k.f.Items {
		it := &k.f.Items[i]
		at := "item " + it.Code
		k.own(it, at)
		k.code(at, it.Code)
		if seen[it.Code] {
			k.fault("code.twice", at, it.Code)
		}
		seen[it.Code] = true
		k.word(at+".type", string(it.Type), string(Count), string(Number), string(Percent), string(YesNo), string(Choice), string(Level), string(Words))
		if lo, hi := it.bounds(); lo != nil && hi != nil && hi.Less(*lo) && it.Type != Choice {
			k.fault("range.empty", at, *lo, *hi)
		}
		k.itemType(at, it)
	}
}

func (k *checker) itemType(at string, it *Item) {
	switch it.Type {
	case Choice:
		codes := map[string]bool{}
		for j, o := range it.Options {
			k.code(place(at+".options", j), o.Code)
			if codes[o.Code] {
				k.fault("code.twice", place(at+".options", j), o.Code)
			}
			codes[o.Code] = true
		}
		if len(it.Options) == 0 {
			k.fault("item.no_options", at)
		}
	case Level:
		lo, hi := it.bounds()
		if hi == nil || !lo.IsInt() || !hi.IsInt() || Int(maxLevels).Less(hi.Sub(*lo)) {
			k.fault("item.levels", at, maxLevels)
		}
	case YesNo, Words:
		if it.Min != nil || it.Max != nil {
			k.fault("item.no_range", at, it.Type)
		}
	}
	if it.Type != Choice && len(it.Options) > 0 {
		k.fault("item.options", at, it.Type)
	}
	if it.Type == Choice && (it.Min != nil || it.Max != nil) {
		k.fault("item.no_range", at, it.Type)
	}
}

// item finds an item that a rule reads, and checks its type.
func (k *checker) item(path, code string, types ...ItemType) *Item {
	it := k.byCode[code]
	if it == nil {
		k.fault("item.unknown", path, code)
		return nil
	}
	if it.Context {
		k.fault("item.context", path, code)
	}
	for _, t := range types {
		if it.Type == t {
			return it
		}
	}
	names := make([]string, len(types))
	for i, t := range types {
		names[i] = string(t)
	}
	k.fault("item.type", path, code, it.Type, strings.Join(names, ", "))
	return nil
}

func (k *checker) quantity(path string, q *Quantity) {
	if len(q.Sum) == 0 {
		k.fault("quantity.empty", path)
	}
	for _, side := range []struct {
		name  string
		terms []Term
	}{{".sum", q.Sum}, {".per", q.Per}} {
		for i, t := range side.terms {
			at := place(path+side.name, i)
			k.item(at, t.Item, Count, Number, Percent, YesNo, Level)
			if t.Factor != nil && t.Factor.IsZero() {
				k.fault("quantity.factor", at, t.Item)
			}
		}
	}
	if q.Zero != "" {
		k.word(path+".zero", string(q.Zero), string(ZeroPoints), string(ZeroFull), string(ZeroNotApplicable))
	}
}

func (k *checker) award(path string, a Award) {
	if (a.Points == nil) == (a.Share == nil) {
		k.fault("award.one", path)
	}
}

// positive checks a number that must be above 0 when it is declared.
func (k *checker) positive(path string, n *Num) {
	if n != nil && n.Sign() <= 0 {
		k.fault("number.positive", path, *n)
	}
}

// word checks that a text is one of a few words.
func (k *checker) word(path, found string, words ...string) {
	for _, w := range words {
		if found == w {
			return
		}
	}
	k.fault("word.unknown", path, found, strings.Join(words, ", "))
}

func (k *checker) within(path string, w Within) {
	k.word(path, string(orText(w, WithinGroup)), string(WithinGroup), string(WithinCohort))
}

func (k *checker) missing(path string, m Missing) {
	if m != "" {
		k.word(path, string(m), string(MissingZero), string(MissingExclude), string(MissingBlock))
	}
}

func (k *checker) rounding(path string, r *Rounding) {
	if r == nil {
		return
	}
	k.word(path+".mode", string(r.Mode), string(HalfUp), string(HalfEven), string(Down), string(Up))
	if r.Places < 0 || r.Places > maxPlaces {
		k.fault("rounding.places", path+".places", r.Places, maxPlaces)
	}
}

// besidePoints are faults of a rule that change none of the points it names: a
// rule that has only such can be held against its maximum all the same.
var besidePoints = map[FaultCode]bool{
	"steps.overlap": true, "steps.order": true, "steps.empty": true,
	"choice.twice": true, "choice.unknown_option": true,
	"level.twice": true, "level.unreachable": true,
}

// pointsStand tells whether the points that a rule can give are certain in
// spite of the faults found since before, so that what is told about them does
// not merely follow from those.
func (k *checker) pointsStand(before int) bool {
	if k.found == before {
		return true
	}
	if k.found > maxFaults {
		return false // not all are listed
	}
	for _, f := range k.fs[len(k.fs)-(k.found-before):] {
		if f.Severity == Stops && !besidePoints[f.Code] {
			return false
		}
	}
	return true
}

func (k *checker) rule(path string, r Rule, max Num) {
	if isNil(r) {
		k.fault("rule.none", path)
		return
	}
	if k.depth++; k.depth > maxRuleDepth {
		k.fault("rule.too_deep", path, maxRuleDepth)
	} else {
		r.check(k, path, max)
	}
	k.depth--
}

func (k *checker) parts(path string, parts []Part, weighted bool) {
	if len(parts) == 0 {
		k.fault("rule.no_parts", path)
	}
	for i := range parts {
		k.part(place(path, i), &parts[i], weighted)
	}
}

func (k *checker) part(path string, p *Part, weighted bool) {
	k.positive(path+".max", &p.Max)
	if p.Weight != nil && !weighted {
		k.fault("weight.unused", path+".weight")
	}
	k.positive(path+".weight", p.Weight)
	before := k.found
	k.rule(path+".rule", p.Rule, p.Max)
	if k.pointsStand(before) {
		if s := k.partSpan(p); p.Max.Less(s.hi) {
			k.fault("rule.over_max", path, s.hi, p.Max)
		}
	}
}

package figure

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Dictionary is all versions of all data items, checked as a whole. It never
// changes once made: what changes it gives a new one.
type Dictionary struct {
	items []Item           // by code and version
	by    map[string][]int // places in items by code
}

// open stands for the end of a version that has none, behind every day.
const open = "9999-12-31"

// NewDictionary makes a dictionary of versions in any order. Versions of 0 are
// numbered behind those of their code, by From. The error tells every fault of
// every version and between them, each with the item's code.
func NewDictionary(items []Item) (*Dictionary, error) {
	d := arrange(items)
	if err := d.check(); err != nil {
		return nil, err
	}
	return d, nil
}

// arrange puts versions in order without judging them: what was stored under
// earlier rules must stay readable.
func arrange(items []Item) *Dictionary {
	d := &Dictionary{slices.Clone(items), map[string][]int{}}
	slices.SortStableFunc(d.items, func(a, b Item) int {
		fresh := func(it Item) int { return 1 - min(it.Version, 1) }
		until := func(it Item) string { return cmp.Or(it.To.ISO(), open) }
		if n := cmp.Or(strings.Compare(a.Code, b.Code), cmp.Compare(fresh(a), fresh(b)), cmp.Compare(a.Version, b.Version)); n != 0 {
			return n
		}
		return cmp.Or(strings.Compare(a.From.ISO(), b.From.ISO()), strings.Compare(until(a), until(b)))
	})
	for i := range d.items {
		it := &d.items[i]
		before := d.by[it.Code]
		if it.Version == 0 {
			it.Version = 1
			if len(before) > 0 {
				it.Version += d.items[before[len(before)-1]].Version
			}
		}
		d.by[it.Code] = append(before, i)
	}
	return d
}

func (d *Dictionary) check() error {
	var faults fault.List
	for _, places := range d.by {
		for i, at := range places {
			it := &d.items[at]
			if it.Version != i+1 {
				faults.Add(fault.New(fault.Invalid, "figure.item.number", fault.Args{"item": it.Code, "version": it.Version}).WithPlace(fault.Place{Field: it.Code}))
			}
		}
	}
	for i := range d.items {
		faults.Add(under(d.items[i].Code, d.items[i].Check()))
	}
	if len(faults) > 0 { // what does not stand by itself has no neighbours
		return faults.Err()
	}
	named := map[string][]int{}
	for i := range d.items {
		name := text.Fold(d.items[i].Name.Vi)
		faults.Add(under(d.items[i].Code, d.checkNeighbours(i, named[name])))
		named[name] = append(named[name], i)
	}
	return faults.Err()
}

// under puts a name before the field of faults: "may_tinh.nameVi".
func under(name string, err error) error {
	var faults fault.List
	faults.Add(err)
	for i, f := range faults {
		p := f.At
		p.Field = strings.TrimSuffix(name+"."+p.Field, ".")
		faults[i] = f.WithPlace(p)
	}
	return faults.Err()
}

func overlap(a, b *Item) bool {
	return !a.Withdrawn() && !b.Withdrawn() &&
		(b.To.Blank() || a.From.ISO() < b.To.ISO()) && (a.To.Blank() || b.From.ISO() < a.To.ISO())
}

// checkNeighbours holds one version against those before it: one code has one
// meaning at a time, one name (named has the places of its namesakes) has one
// code, and the parts of a ratio are there.
func (d *Dictionary) checkNeighbours(at int, named []int) error {
	var faults fault.List
	it := &d.items[at]
	bad := func(field, key string, args fault.Args) {
		faults.Add(fault.New(fault.Invalid, key, args).WithPlace(fault.Place{Field: field}))
	}
	kind := it.Kind
	for _, i := range d.by[it.Code] {
		other := &d.items[i]
		if i >= at || other.Withdrawn() {
			continue
		}
		if overlap(it, other) {
			bad("from", "figure.item.overlap", fault.Args{"item": it.Code, "version": other.Version, "period": period{other.From, other.To}})
		}
		kind = other.Kind
	}
	if kind != it.Kind {
		bad("kind", "figure.item.kindChanged", fault.Args{"item": it.Code, "kind": term{"figure.kind.", string(kind)}})
	}
	for _, i := range named {
		if other := &d.items[i]; other.Code != it.Code && overlap(it, other) {
			bad("nameVi", "figure.item.sameName", fault.Args{"item": it.Code, "other": other.Code})
		}
	}
	if it.Kind == Ratio && !it.Withdrawn() {
		for field, part := range map[string]string{"numerator": it.Numerator, "denominator": it.Denominator} {
			if !d.covers(part, it.From, it.To) {
				bad(field, "figure.item.partless", fault.Args{"item": it.Code, "part": part})
			}
		}
	}
	return faults.Err()
}

// covers tells whether a code means a count or a number on every day of
// [from, to).
func (d *Dictionary) covers(code string, from, to text.Date) bool {
	var parts []*Item
	for _, i := range d.by[code] {
		if it := &d.items[i]; !it.Withdrawn() && (it.Kind == Count || it.Kind == Number) {
			parts = append(parts, it)
		}
	}
	slices.SortFunc(parts, func(a, b *Item) int { return strings.Compare(a.From.ISO(), b.From.ISO()) })
	reached := from.ISO()
	for _, it := range parts {
		if it.From.ISO() > reached {
			return false
		}
		if it.To.Blank() {
			return true
		}
		reached = max(reached, it.To.ISO())
		if !to.Blank() && reached >= to.ISO() {
			return true
		}
	}
	return false
}

// All gives all versions by code and version.
func (d *Dictionary) All() []Item { return slices.Clone(d.items) }

// History gives the versions of one code.
func (d *Dictionary) History(code string) (all []Item) {
	for _, i := range d.by[code] {
		all = append(all, d.items[i])
	}
	return all
}

// On gives what a code means on a day; false when it means nothing then.
func (d *Dictionary) On(code string, day text.Date) (*Item, bool) {
	for _, i := range d.by[code] {
		if d.items[i].ValidOn(day) {
			it := d.items[i]
			return &it, true
		}
	}
	return nil, false
}

// Valid gives the items that hold on a day, by code.
func (d *Dictionary) Valid(day text.Date) (all []Item) {
	for i := range d.items {
		if d.items[i].ValidOn(day) {
			all = append(all, d.items[i])
		}
	}
	return all
}

// Search gives the items of a day in which every word of the query is found, in
// code, name, definition, unit, owner or source of either language. Letter case,
// marks and đ do not count: "may tinh" finds "máy tính". Items whose name has
// all the words come first. A blank query gives all.
func (d *Dictionary) Search(query string, day text.Date) []Item {
	words := strings.Fields(plain(query))
	has := func(s string) bool {
		s = plain(s)
		return !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(s, w) })
	}
	var named, rest []Item
	for _, it := range d.Valid(day) {
		name := strings.Join([]string{it.Code, it.Name.Vi, it.Name.En}, "\n")
		switch {
		case has(name):
			named = append(named, it)
		case has(strings.Join([]string{name, it.Definition.Vi, it.Definition.En, it.Unit.Vi, it.Unit.En, it.Owner.Vi, it.Owner.En, it.Source.Vi, it.Source.En}, "\n")):
			rest = append(rest, it)
		}
	}
	return append(named, rest...)
}

// plain takes marks and case off, for search.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'đ' || r == 'Đ':
			return 'd'
		}
		return unicode.ToLower(r)
	}, norm.NFD.String(s))
}

// Check holds a figure against what its code means on its day, and a ratio's
// numerator and denominator against theirs.
func (d *Dictionary) Check(f Figure) error {
	it, ok := d.On(f.Item, f.Date)
	if !ok {
		return fault.New(fault.Invalid, "figure.figure.unknown", fault.Args{"item": text.Clip(f.Item, 64), "date": text.FormatDate(f.Date)}).
			WithPlace(fault.Place{Field: "item"})
	}
	var faults fault.List
	faults.Add(f.Check(it))
	if top, bottom, ok := f.Value.Ratio(); ok && it.Kind == Ratio {
		for _, part := range []struct {
			code string
			n    Num
		}{{it.Numerator, top}, {it.Denominator, bottom}} {
			if p, ok := d.On(part.code, f.Date); ok {
				faults.Add(fault.At(p.CheckValue(OfNumber(part.n)), fault.Place{Field: "value"}))
			}
		}
	}
	return faults.Err()
}

package agency

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Province is all agencies, successions and sets as one value, by their codes.
type Province struct {
	Agencies    map[string]*Agency
	Successions map[string]*Succession
	Sets        map[string]*Set
}

// NewProvince gives an empty one.
func NewProvince() *Province {
	return &Province{map[string]*Agency{}, map[string]*Succession{}, map[string]*Set{}}
}

// clone copies deeply, but for shares, which nobody changes.
func (p *Province) clone() *Province {
	q := NewProvince()
	for code, a := range p.Agencies {
		b := *a
		b.Versions, b.Members, b.Contacts = slices.Clone(a.Versions), slices.Clone(a.Members), slices.Clone(a.Contacts)
		q.Agencies[code] = &b
	}
	for code, s := range p.Successions {
		t := *s
		t.Links = slices.Clone(s.Links)
		q.Successions[code] = &t
	}
	for code, s := range p.Sets {
		t := *s
		t.Groups = slices.Clone(s.Groups)
		q.Sets[code] = &t
	}
	return q
}

// clean brings texts into one form and tidies.
func (p *Province) clean() {
	lines := func(all ...*string) {
		for _, s := range all {
			*s = oneLine(*s)
		}
	}
	for _, a := range p.Agencies {
		for i := range a.Versions {
			v := &a.Versions[i]
			lines(&v.Name.Vi, &v.Name.En, &v.Name.Short, &v.Official, &v.Parent, &v.Address, &v.Basis.Number)
		}
		for i := range a.Members {
			lines(&a.Members[i].Set, &a.Members[i].Group)
		}
		for i := range a.Contacts {
			c := &a.Contacts[i]
			lines(&c.Name, &c.Title, &c.Phone, &c.Mail)
		}
	}
	for _, s := range p.Successions {
		lines(&s.Decision.Number, &s.Note)
		for i := range s.Links {
			lines(&s.Links[i].From, &s.Links[i].To)
		}
	}
	for _, s := range p.Sets {
		lines(&s.Name.Vi, &s.Name.En)
		for i := range s.Groups {
			g := &s.Groups[i]
			lines(&g.Code, &g.Name.Vi, &g.Name.En, &g.Parent)
		}
	}
	p.tidy()
}

// oneLine composes a text and leaves single blanks between its words: names and
// numbers of decisions are one line everywhere.
func oneLine(s string) string {
	return strings.Join(strings.FieldsFunc(text.NFC(s), func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// tidy brings what has no order of its own into one, so that equal provinces
// are equal: versions and members by day, links by their ends.
func (p *Province) tidy() {
	for _, a := range p.Agencies {
		slices.SortStableFunc(a.Versions, func(x, y Version) int { return cmp.Compare(x.From, y.From) })
		slices.SortStableFunc(a.Members, func(x, y Member) int {
			return cmp.Or(cmp.Compare(x.Set, y.Set), cmp.Compare(x.From, y.From))
		})
	}
	for _, s := range p.Successions {
		slices.SortStableFunc(s.Links, func(x, y Link) int { return cmp.Or(cmp.Compare(x.From, y.From), cmp.Compare(x.To, y.To)) })
	}
}

// sorted gives the values of a map by their codes.
func sorted[T any](m map[string]T) []T {
	out := make([]T, 0, len(m))
	for _, code := range slices.Sorted(maps.Keys(m)) {
		out = append(out, m[code])
	}
	return out
}

// On gives the codes of the agencies that are there on a day, in order.
func (p *Province) On(day Day) (codes []string) {
	for _, a := range sorted(p.Agencies) {
		if a.On(day) != nil {
			codes = append(codes, a.Code)
		}
	}
	return codes
}

// called names an agency for a sentence.
func (p *Province) called(code string) string {
	a := p.Agencies[code]
	if a == nil || a.Last().Name.Vi == "" {
		return code
	}
	return a.Last().Name.Vi + " (" + code + ")"
}

package agency

import (
	"cmp"
	"slices"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// reading is one pass over a workbook: what it holds, and all that is wrong.
type reading struct {
	book    *sheet.Book
	decimal text.Decimal
	faults  fault.List
	heads   map[*sheet.Sheet]int // sheets that were read, and the row of their headings
	places  map[rowKey]func(field string) fault.Place
	spoilt  map[string]bool // codes whose rows were reported
	lost    bool            // some code could not be read
	names   map[[2]string]bool
}

type rowKey struct {
	noun, code string
	row        int
}

// place finds the cell of a spot; what does not stand in the book is named.
func (r *reading) place(s spot) fault.Place {
	if at := r.places[rowKey{s.noun, s.code, s.row}]; at != nil {
		return at(s.field)
	}
	p := s.place()
	p.File = r.book.Name
	return p
}

// gather puts the lines of one thing together, in the order in which tidy has
// its rows, and remembers where they stand.
func gather[T any](r *reading, noun string, lines []line[T], keyField string, code func(*T) string, order func(a, b T) int) map[string][]line[T] {
	by := map[string][]line[T]{}
	for _, l := range lines {
		c := code(&l.value)
		switch {
		case c == "" && l.bad:
			r.lost = true
		case c == "":
			r.blank(l.at.place(l.row, keyField))
		default:
			if l.bad {
				r.spoilt[c] = true
			}
			by[c] = append(by[c], l)
		}
	}
	for c, rows := range by {
		slices.SortStableFunc(rows, func(a, b line[T]) int { return order(a.value, b.value) })
		for i, l := range rows {
			r.places[rowKey{noun, c, i}] = func(field string) fault.Place { return l.at.place(l.row, field) }
		}
	}
	return by
}

// onto lays what the workbook says over the province.
func (r *reading) onto(p *Province) {
	r.sets(p)
	versions := gather(r, "agency", versionTable.read(r), "code", func(v *versionRow) string { return v.agency },
		func(a, b versionRow) int { return cmp.Compare(a.From, b.From) })
	for code, rows := range versions {
		a := p.Agencies[code]
		if a == nil {
			a = &Agency{Code: code}
			p.Agencies[code] = a
		}
		a.Versions = nil
		for _, l := range rows {
			a.Versions = append(a.Versions, l.value.Version)
		}
		r.names[[2]string{"agency", code}] = true
	}
	members := gather(r, "member", memberTable.read(r), "agency", func(m *memberRow) string { return m.agency },
		func(a, b memberRow) int { return cmp.Or(cmp.Compare(a.Set, b.Set), cmp.Compare(a.From, b.From)) })
	for code, rows := range members {
		if a := r.agency(p, code, rows[0].at.place(rows[0].row, "agency")); a != nil {
			a.Members = nil
			for _, l := range rows {
				a.Members = append(a.Members, l.value.Member)
			}
		}
	}
	contacts := gather(r, "contact", contactTable.read(r), "agency", func(c *contactRow) string { return c.agency },
		func(a, b contactRow) int { return 0 })
	for code, rows := range contacts {
		if a := r.agency(p, code, rows[0].at.place(rows[0].row, "agency")); a != nil {
			a.Contacts = nil
			for _, l := range rows {
				a.Contacts = append(a.Contacts, l.value.Contact)
			}
		}
	}
	r.successions(p)
}

// agency gives the agency that a row speaks of.
func (r *reading) agency(p *Province, code string, at fault.Place) *Agency {
	a := p.Agencies[code]
	if a == nil {
		if !r.lost && !r.spoilt[code] {
			r.add(fault.New(fault.Invalid, "agency.agency.unknown", fault.Args{"code": code}).WithPlace(at))
		}
		return nil
	}
	r.names[[2]string{"agency", code}] = true
	return a
}

func (r *reading) sets(p *Province) {
	sets := gather(r, "set", setTable.read(r), "code", func(s *Set) string { return s.Code }, func(a, b Set) int { return 0 })
	for code, rows := range sets {
		for _, l := range rows[1:] {
			r.add(fault.New(fault.Invalid, "agency.set.twice", fault.Args{"code": code}).WithPlace(l.at.place(l.row, "code")))
		}
		s := p.Sets[code]
		if s == nil {
			s = &Set{Code: code}
			p.Sets[code] = s
		}
		s.Name = rows[0].value.Name
		r.names[[2]string{"set", code}] = true
	}
	groups := gather(r, "group", groupTable.read(r), "ofSet", func(g *groupRow) string { return g.set }, func(a, b groupRow) int { return 0 })
	for code, rows := range groups {
		s := p.Sets[code]
		if s == nil {
			if !r.lost && !r.spoilt[code] {
				r.add(fault.New(fault.Invalid, "agency.set.unknown", fault.Args{"code": code}).WithPlace(rows[0].at.place(rows[0].row, "ofSet")))
			}
			continue
		}
		s.Groups = nil
		for _, l := range rows {
			s.Groups = append(s.Groups, l.value.Group)
		}
		r.names[[2]string{"set", code}] = true
	}
}

// successions puts the rows of one succession together. What all of them share
// stands in each, or is blank in those after the first.
func (r *reading) successions(p *Province) {
	byLink := func(a, b linkRow) int {
		return cmp.Or(cmp.Compare(a.Link.From, b.Link.From), cmp.Compare(a.Link.To, b.Link.To))
	}
	all := gather(r, "succession", linkTable.read(r), "code", func(l *linkRow) string { return l.Code }, byLink)
	for code, rows := range all {
		s := p.Successions[code]
		if s == nil {
			s = &Succession{Code: code}
			p.Successions[code] = s
		}
		head := rows[0].value.Succession
		s.How, s.On, s.Decision, s.Note, s.Links = head.How, head.On, head.Decision, head.Note, nil
		for _, l := range rows {
			v := l.value
			for _, c := range []struct{ field, first, here string }{
				{"how", string(s.How), string(v.How)}, {"on", string(s.On), string(v.On)}, {"number", s.Decision.Number, v.Decision.Number},
				{"date", string(s.Decision.Date), string(v.Decision.Date)}, {"note", s.Note, v.Note},
			} {
				if c.first != c.here && !r.spoilt[code] {
					r.add(fault.New(fault.Invalid, "agency.succession.differs", fault.Args{"code": code}).WithPlace(l.at.place(l.row, c.field)))
				}
			}
			s.Links = append(s.Links, v.Link)
		}
		r.names[[2]string{"succession", code}] = true
	}
}

// notes takes over the warnings of the book, but for merged cells above the
// headings, and names sheets that nobody reads.
func (r *reading) notes() {
	heads := map[string]int{}
	for s, row := range r.heads {
		heads[s.Name] = row
	}
	for _, s := range r.book.Sheets {
		if _, read := r.heads[s]; !read {
			r.add(fault.Warn("agency.sheet.unknown", nil).WithPlace(s.Place(0, 0)))
		}
	}
	for _, n := range r.book.Notes {
		if head, read := heads[n.At.Sheet]; n.Key != "sheet.cell.merged" || read && n.At.Row > head {
			r.add(n)
		}
	}
	if len(r.heads) == 0 {
		r.add(fault.New(fault.Invalid, "agency.sheet.none", fault.Args{"sheet": say(text.Vi, "agency.sheet.agency"), "other": say(text.En, "agency.sheet.agency")}).
			WithPlace(fault.Place{File: r.book.Name}))
	}
}

// sort puts the faults into the order of the tabs, rows and columns.
func (r *reading) sort() {
	tab := map[string]int{}
	for _, s := range r.book.Sheets {
		tab[s.Name] = s.Index + 1
	}
	slices.SortStableFunc(r.faults, func(a, b *fault.Fault) int {
		return cmp.Or(tab[a.At.Sheet]-tab[b.At.Sheet], cmp.Compare(a.At.Row, b.At.Row), cmp.Compare(a.At.Col, b.At.Col), cmp.Compare(a.Error(), b.Error()))
	})
}

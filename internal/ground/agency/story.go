package agency

import (
	"cmp"
	"slices"
)

// Chapter is what a day brought to an agency.
type Chapter struct {
	On          Day
	Version     *Version // that begins on the day; nil when none does
	Was         *Version // the one before; nil when the agency opens
	Ends        bool     // the agency is no more from this day on
	Successions []*Succession
	Joined      []Member // groups that it enters
	Left        []Member // groups that it leaves for none
}

// Story tells an agency's history, day by day, oldest first.
func (p *Province) Story(code string) []Chapter {
	a := p.Agencies[code]
	if a == nil {
		return nil
	}
	by := map[Day]*Chapter{}
	at := func(on Day) *Chapter {
		if by[on] == nil {
			by[on] = &Chapter{On: on}
		}
		return by[on]
	}
	for i := range a.Versions {
		c := at(a.Versions[i].From)
		c.Version = &a.Versions[i]
		if i > 0 {
			c.Was = &a.Versions[i-1]
		}
	}
	if end := a.To(); end != "" {
		at(end).Ends = true
	}
	for _, s := range sorted(p.Successions) {
		if slices.ContainsFunc(s.Links, func(l Link) bool { return l.From == code || l.To == code }) {
			c := at(s.On)
			c.Successions = append(c.Successions, s)
		}
	}
	for _, c := range by {
		slices.SortStableFunc(c.Successions, func(x, y *Succession) int { return cmp.Compare(slices.Index(Hows, x.How), slices.Index(Hows, y.How)) })
	}
	for _, m := range a.Members {
		c := at(m.From)
		c.Joined = append(c.Joined, m)
		if m.To == "" || m.To == a.To() {
			continue
		}
		if !slices.ContainsFunc(a.Members, func(n Member) bool { return n.Set == m.Set && n.From == m.To }) {
			c := at(m.To)
			c.Left = append(c.Left, m)
		}
	}
	var all []Chapter
	for _, c := range by {
		all = append(all, *c)
	}
	slices.SortFunc(all, func(a, b Chapter) int { return cmp.Compare(a.On, b.On) })
	return all
}

// Under gives the agencies directly under one on a day, by their codes.
func (p *Province) Under(code string, on Day) (under []*Agency) {
	for _, a := range sorted(p.Agencies) {
		if v := a.On(on); v != nil && v.Parent == code {
			under = append(under, a)
		}
	}
	return under
}

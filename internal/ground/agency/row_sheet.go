package agency

import (
	"math/big"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// The rows of the workbook: each has what it is a part of, and the part.
type (
	versionRow struct {
		agency string
		Version
	}
	linkRow struct {
		Succession // without its links
		Link
	}
	groupRow struct {
		set string
		Group
	}
	memberRow struct {
		agency string
		Member
	}
	contactRow struct {
		agency string
		Contact
	}
)

var versionTable = table[versionRow]{name: "agency", columns: []column[versionRow]{
	words("code", 18, func(v *versionRow) *string { return &v.agency }).must(),
	words("name", 44, func(v *versionRow) *string { return &v.Name.Vi }).must(),
	choice("kind", "agency.kind.", 18, Kinds, func(v *versionRow) *Kind { return &v.Kind }).must(),
	words("parent", 18, func(v *versionRow) *string { return &v.Parent }),
	dates("from", func(v *versionRow) *Day { return &v.From }).must(),
	dates("until", func(v *versionRow) *Day { return &v.To }),
	words("short", 16, func(v *versionRow) *string { return &v.Name.Short }),
	words("nameEn", 40, func(v *versionRow) *string { return &v.Name.En }),
	words("official", 16, func(v *versionRow) *string { return &v.Official }),
	words("address", 40, func(v *versionRow) *string { return &v.Address }),
	words("basisNumber", 26, func(v *versionRow) *string { return &v.Basis.Number }),
	dates("basisDate", func(v *versionRow) *Day { return &v.Basis.Date }),
}}

var linkTable = table[linkRow]{name: "succession", columns: []column[linkRow]{
	words("code", 30, func(l *linkRow) *string { return &l.Code }).must(),
	choice("how", "agency.how.", 22, Hows, func(l *linkRow) *How { return &l.How }).must(),
	dates("on", func(l *linkRow) *Day { return &l.On }).must(),
	words("predecessor", 24, func(l *linkRow) *string { return &l.From }).must(),
	words("successor", 24, func(l *linkRow) *string { return &l.To }).must(),
	{
		key: "share", width: 12,
		put: func(l *linkRow, _ text.Lang) sheet.Out { return shareOut(l.Share) },
		get: func(r *reading, l *linkRow, c sheet.Cell) { l.Share = r.share(c) },
	},
	words("number", 26, func(l *linkRow) *string { return &l.Decision.Number }).must(),
	dates("date", func(l *linkRow) *Day { return &l.Decision.Date }).must(),
	words("note", 40, func(l *linkRow) *string { return &l.Note }),
}}

var setTable = table[Set]{name: "set", columns: []column[Set]{
	words("code", 18, func(s *Set) *string { return &s.Code }).must(),
	words("name", 44, func(s *Set) *string { return &s.Name.Vi }).must(),
	words("nameEn", 40, func(s *Set) *string { return &s.Name.En }),
}}

var groupTable = table[groupRow]{name: "group", columns: []column[groupRow]{
	words("ofSet", 18, func(g *groupRow) *string { return &g.set }).must(),
	words("group", 18, func(g *groupRow) *string { return &g.Code }).must(),
	words("name", 44, func(g *groupRow) *string { return &g.Name.Vi }).must(),
	words("parent", 18, func(g *groupRow) *string { return &g.Parent }),
	words("nameEn", 40, func(g *groupRow) *string { return &g.Name.En }),
}}

var memberTable = table[memberRow]{name: "member", columns: []column[memberRow]{
	words("agency", 18, func(m *memberRow) *string { return &m.agency }).must(),
	words("ofSet", 18, func(m *memberRow) *string { return &m.Set }).must(),
	words("group", 18, func(m *memberRow) *string { return &m.Group }).must(),
	dates("from", func(m *memberRow) *Day { return &m.From }).must(),
	dates("until", func(m *memberRow) *Day { return &m.To }),
}}

var contactTable = table[contactRow]{name: "contact", columns: []column[contactRow]{
	words("agency", 18, func(c *contactRow) *string { return &c.agency }).must(),
	words("person", 30, func(c *contactRow) *string { return &c.Name }).must(),
	words("title", 30, func(c *contactRow) *string { return &c.Title }),
	words("phone", 18, func(c *contactRow) *string { return &c.Phone }),
	words("mail", 30, func(c *contactRow) *string { return &c.Mail }),
}}

// sheetDigits is how many digits a spreadsheet keeps.
const sheetDigits = 15

// shareOut writes a share as a number where a spreadsheet keeps it, else as a
// fraction.
func shareOut(r *big.Rat) sheet.Out {
	if r == nil {
		return sheet.Empty()
	}
	if places, exact := r.FloatPrec(); exact && places < sheetDigits {
		return sheet.Decimal(r.FloatString(places), -1).Right()
	}
	return sheet.Text(r.RatString()).Right()
}

// share reads a share: a number, a percentage, or a fraction as text.
func (r *reading) share(c sheet.Cell) *big.Rat {
	if c.Blank() {
		return nil
	}
	above, below, fraction := strings.Cut(c.Value, "/")
	if c.Fault != nil || c.Type != sheet.TextCell || !fraction {
		n, err := c.Number(r.decimal)
		if err != nil {
			r.add(err)
			return nil
		}
		return n.Value()
	}
	share, ok := fractionOf(above, below)
	if !ok {
		r.add(c.Wrong("agency.share.form", nil))
		return nil
	}
	return share
}

func fractionOf(above, below string) (*big.Rat, bool) {
	x, ok := new(big.Int).SetString(strings.TrimSpace(above), 10)
	y, also := new(big.Int).SetString(strings.TrimSpace(below), 10)
	if !ok || !also || y.Sign() <= 0 || len(above)+len(below) > 200 {
		return nil, false
	}
	return new(big.Rat).SetFrac(x, y), true
}

// readShare reads a share as somebody types it: "0,25", "25%" or "1/4"; blank is
// one that nobody said. A number with two readings is none.
func readShare(typed string, decimal text.Decimal) (*big.Rat, bool) {
	if typed == "" {
		return nil, true
	}
	if above, below, ok := strings.Cut(typed, "/"); ok {
		return fractionOf(above, below)
	}
	n, err := text.ParseNumber(typed, decimal)
	if err != nil || len(typed) > 200 {
		return nil, false
	}
	return n.Value(), true
}

// text reads a cell as one line; what cannot be read is noted.
func (r *reading) text(c sheet.Cell) string {
	s, err := c.Text()
	if err != nil {
		r.add(err)
	}
	return oneLine(s)
}

// day reads a date: a cell of that type, dd/mm/yyyy, or ISO 8601.
func (r *reading) day(c sheet.Cell) Day {
	if s := Day(strings.TrimSpace(c.Value)); c.Type == sheet.TextCell && s.valid() {
		return s
	}
	d, err := c.Date()
	if err != nil {
		r.add(err)
	}
	return Day(d.ISO())
}

func (r *reading) add(err error) { r.faults.Add(err) }

// blank notes a row that does not say what it belongs to.
func (r *reading) blank(at fault.Place) {
	r.lost = true
	r.add(fault.New(fault.Invalid, "agency.code.blank", nil).WithPlace(at))
}

package access

import (
	"io"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// inviteeColumns are the columns of a workbook of accounts, in their order, with
// their widths in characters.
var inviteeColumns = []struct {
	key   string
	width float64
}{
	{"access.column.name", 28}, {"access.column.login", 22}, {"access.column.role", 26}, {"access.column.agency", 24},
	{"access.column.mail", 28}, {"access.column.phone", 16},
}

// inviteeRow is one row as it was read, with what was understood of it.
type inviteeRow struct {
	Row    int       `json:"row"`
	Person NewPerson `json:"person"`
	Role   Role      `json:"role"`
	Over   string    `json:"over"` // Scope.key

	cells map[string]fault.Place // by the fields that faults of acts name
	wrong bool                   // something of it could not be understood
}

// writeTemplate writes the workbook to be filled in: headings, and on a second
// sheet the words that may stand in the columns of role and agency.
func writeTemplate(w io.Writer, places []Place, lang text.Lang) error {
	title := word("access.sheet.title", string(lang))
	out := sheet.New(sheet.Meta{Title: title, Lang: lang})
	var columns []sheet.Column
	var head []sheet.Out
	for _, c := range inviteeColumns {
		columns = append(columns, sheet.Column{Width: c.width})
		head = append(head, sheet.Text(word(c.key, string(lang))))
	}
	page := out.Page(word("access.sheet.accounts", string(lang)), sheet.Layout{Columns: columns})
	page.Row(sheet.Head, head...)
	known := out.Page(word("access.sheet.words", string(lang)), sheet.Layout{Columns: []sheet.Column{{Width: 30}, {Width: 24}, {Width: 50}}})
	known.Row(sheet.Head, sheet.Text(word("access.column.role", string(lang))), sheet.Text(word("access.column.agency", string(lang))), sheet.Text(word("access.column.agencyName", string(lang))))
	for i := range max(len(Roles), len(places)) {
		row := []sheet.Out{sheet.Empty(), sheet.Empty(), sheet.Empty()}
		if i < len(Roles) {
			row[0] = sheet.Text(Roles[i].In(string(lang)))
		}
		if i < len(places) {
			row[1], row[2] = sheet.Text(places[i].Scope.ID), sheet.Text(places[i].Name)
		}
		known.Row(sheet.Body, row...)
	}
	return out.WriteXLSX(w)
}

// readInvitees reads accounts from the sheet in which the headings of name,
// login and role stand, in either language and any order. Every cell that is
// wrong is told in one pass; the rows are given all the same.
func readInvitees(book *sheet.Book, places []Place) ([]inviteeRow, error) {
	for _, s := range book.Sheets {
		for i := range s.Rows {
			at := map[string]int{}
			for _, cell := range s.Rows[i].Cells {
				for _, c := range inviteeColumns {
					if said, err := cell.Text(); err == nil && at[c.key] == 0 && (text.Fold(said) == text.Fold(word(c.key, "vi")) || text.Fold(said) == text.Fold(word(c.key, "en"))) {
						at[c.key] = cell.Col
					}
				}
			}
			if at["access.column.name"] > 0 && at["access.column.login"] > 0 && at["access.column.role"] > 0 {
				return readInviteeRows(s.Rows[i+1:], at, places)
			}
		}
	}
	return nil, fault.New(fault.Invalid, "access.sheet.headings", nil).WithPlace(fault.Place{File: book.Name}).WithHint("access.sheet.headingsHint")
}

func readInviteeRows(rows []sheet.Row, at map[string]int, places []Place) ([]inviteeRow, error) {
	var all []inviteeRow
	var faults fault.List
	for i := range rows {
		row := &rows[i]
		one := inviteeRow{Row: row.Number, cells: map[string]fault.Place{}}
		filled := false
		take := func(key string) (string, sheet.Cell) {
			if at[key] == 0 {
				return "", sheet.Cell{}
			}
			cell := row.Cell(at[key])
			said, err := cell.Text()
			if err != nil {
				faults.Add(err)
				one.wrong = true
			}
			one.cells[strings.TrimPrefix(key, "access.column.")] = cell.Place()
			filled = filled || said != "" || err != nil
			return said, cell
		}
		one.Person.Name, _ = take("access.column.name")
		one.Person.Login, _ = take("access.column.login")
		one.Person.Mail, _ = take("access.column.mail")
		one.Person.Phone, _ = take("access.column.phone")
		role, roleCell := take("access.column.role")
		agency, agencyCell := take("access.column.agency")
		if !filled {
			continue
		}
		j := slices.IndexFunc(Roles, func(r Role) bool {
			return text.Fold(role) == string(r) || text.Fold(role) == text.Fold(r.In("vi")) || text.Fold(role) == text.Fold(r.In("en"))
		})
		if j < 0 {
			faults.Add(roleCell.Wrong("access.grant.role", nil))
			one.wrong = true
		} else {
			one.Role = Roles[j]
		}
		scope := Province
		if agency != "" {
			k := slices.IndexFunc(places, func(p Place) bool {
				return text.Fold(p.Scope.ID) == text.Fold(agency) || text.Fold(p.Name) == text.Fold(agency)
			})
			if k < 0 {
				faults.Add(agencyCell.Wrong("access.grant.place", nil))
				one.wrong = true
			} else {
				scope = places[k].Scope
			}
		}
		one.Over = scope.key()
		all = append(all, one)
	}
	return all, faults.Err()
}

// placeCells puts the faults that an act found in rows to their cells.
func placeCells(err error, rows []inviteeRow) fault.List {
	var list, out fault.List
	list.Add(err)
	for _, f := range list {
		i := slices.IndexFunc(rows, func(one inviteeRow) bool { return one.Row == f.At.Row })
		if i >= 0 {
			field := f.At.Field
			if field == "" {
				field = "role"
			}
			if at, ok := rows[i].cells[field]; ok {
				f = f.WithPlace(at)
			}
		}
		out = append(out, f)
	}
	return out
}

// inviteesOf gives rows as InviteAll takes them.
func inviteesOf(rows []inviteeRow, places []Place) []Invitee {
	var all []Invitee
	for _, one := range rows {
		scope := scopeOf(one.Over)
		all = append(all, Invitee{Row: one.Row, NewPerson: one.Person, Grants: []NewGrant{{Role: one.Role, Scope: scope, Groups: placeIn(places, scope, "vi").Groups}}})
	}
	return all
}

package calendar

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Row is a day as somebody has written it into a table: the day as dd/mm/yyyy
// or yyyy-mm-dd, the kind by its code or its name in either language.
type Row struct {
	At             fault.Place // of the day
	KindAt         fault.Place // of the kind, where it has a place of its own
	Day, Kind      string
	NameVi, NameEn string
	Basis          string
}

// mostRows bounds the rows of a year's table.
const mostRows = 366

// ReadTable makes the table of a year from rows, in any order; rows without
// anything in them are passed over. It finds every fault in one pass, each with
// the place of its row; the error is a fault.List. Warnings, as of Table.Check,
// come with the table, which is not confirmed yet.
func ReadTable(year int, basis string, rows []Row) (*Table, fault.List, error) {
	t := &Table{Year: year, Origin: Stored, Basis: tidy(basis)}
	var found fault.List
	if len(rows) > mostRows {
		return nil, nil, fault.New(fault.Limit, "calendar.table.long", fault.Args{"rows": len(rows), "most": mostRows}).WithPlace(rows[mostRows].At)
	}
	places := map[Day]fault.Place{}
	for _, row := range rows {
		if tidy(row.Day+row.Kind+row.NameVi+row.NameEn+row.Basis) == "" {
			continue
		}
		day, err := readDay(row.Day)
		found.Add(fault.At(err, row.At))
		kind, kindErr := readKind(row.Kind)
		found.Add(fault.At(fault.At(kindErr, row.KindAt), row.At))
		if err != nil || kindErr != nil {
			continue
		}
		if _, twice := places[day]; twice {
			found.Add(fault.New(fault.Invalid, "calendar.day.twice", fault.Args{"day": dayText(day)}).WithPlace(row.At))
			continue
		}
		places[day] = row.At
		t.Days = append(t.Days, Special{Day: day, Kind: kind, Name: Name{Vi: tidy(row.NameVi), En: tidy(row.NameEn)}, Basis: tidy(row.Basis)})
	}
	checked := t.check(places)
	if found.Stops() {
		// What a missing row alone has caused is not told again.
		for _, f := range checked {
			if !f.Warning {
				found.Add(f)
			}
		}
		return nil, nil, found.Err()
	}
	if err := checked.Err(); err != nil {
		return nil, nil, err
	}
	return t, checked.Warnings(), nil
}

func readDay(s string) (Day, error) {
	s = tidy(s)
	read := text.ParseDate
	if strings.Contains(s, "-") {
		read = text.ParseISODate
	}
	date, err := read(s)
	if err != nil {
		return 0, err
	}
	day, known := OfDate(date)
	if !known {
		return 0, fault.New(fault.Invalid, "calendar.day.missing", nil).WithExpected("text.date.expected")
	}
	return day, nil
}

func readKind(s string) (Kind, error) {
	folded := text.Fold(s)
	for _, kind := range kinds {
		if folded == string(kind) || slices.ContainsFunc(text.Langs, func(lang text.Lang) bool { return folded == text.Fold(kind.In(string(lang))) }) {
			return kind, nil
		}
	}
	return "", fault.New(fault.Invalid, "calendar.kind.unknown", nil).WithFound(text.Clip(s, 40)).WithExpected("calendar.kind.expected")
}

// tidy is text as it is kept: NFC, one blank between words, none around.
func tidy(s string) string { return strings.Join(strings.Fields(text.NFC(s)), " ") }

package figure

import (
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// column is one column of the dictionary as plain rows: one accessor, used for
// writing, for reading, for the workbook, and for what the log says was changed.
type column struct {
	key    string // its heading: figure.column.KEY
	needed bool
	get    func(*Item) string
	set    func(*Item, string) error
}

func wordsColumn(key string, at func(*Item) *string) column {
	return column{key: key,
		get: func(it *Item) string { return *at(it) },
		set: func(it *Item, s string) error { *at(it) = text.NFC(strings.TrimSpace(s)); return nil },
	}
}

func (c column) must() column { c.needed = true; return c }

func numColumn(key string, at func(*Item) **Num) column {
	return column{key: key,
		get: func(it *Item) string {
			if n := *at(it); n != nil {
				return n.String()
			}
			return ""
		},
		set: func(it *Item, s string) error {
			if s == "" {
				*at(it) = nil
				return nil
			}
			n, err := ParseNum(s)
			*at(it) = &n
			return err
		},
	}
}

func dayColumn(key string, at func(*Item) *text.Date) column {
	return column{key: key,
		get: func(it *Item) string { return at(it).ISO() },
		set: func(it *Item, s string) (err error) {
			*at(it), err = readDay(s)
			return err
		},
	}
}

// columns are the dictionary's columns. Their keys are part of the format of
// plain rows and never change.
var columns = []column{
	wordsColumn("code", func(it *Item) *string { return &it.Code }).must(),
	dayColumn("from", func(it *Item) *text.Date { return &it.From }).must(),
	dayColumn("to", func(it *Item) *text.Date { return &it.To }),
	wordsColumn("nameVi", func(it *Item) *string { return &it.Name.Vi }).must(),
	wordsColumn("nameEn", func(it *Item) *string { return &it.Name.En }),
	wordsColumn("definitionVi", func(it *Item) *string { return &it.Definition.Vi }).must(),
	wordsColumn("definitionEn", func(it *Item) *string { return &it.Definition.En }),
	wordsColumn("unitVi", func(it *Item) *string { return &it.Unit.Vi }),
	wordsColumn("unitEn", func(it *Item) *string { return &it.Unit.En }),
	{key: "kind", needed: true,
		get: func(it *Item) string { return string(it.Kind) },
		set: func(it *Item, s string) error { it.Kind = Kind(s); return nil }},
	numColumn("min", func(it *Item) **Num { return &it.Min }),
	numColumn("max", func(it *Item) **Num { return &it.Max }),
	{key: "options", get: optionLines, set: readOptions},
	wordsColumn("numerator", func(it *Item) *string { return &it.Numerator }),
	wordsColumn("denominator", func(it *Item) *string { return &it.Denominator }),
	{key: "per",
		get: func(it *Item) string {
			if it.Per == 0 {
				return ""
			}
			return strconv.FormatInt(it.Per, 10)
		},
		set: func(it *Item, s string) error {
			it.Per = 0
			if s == "" {
				return nil
			}
			n, err := strconv.ParseInt(s, 10, 64)
			if err != nil || n < 1 {
				return fault.New(fault.Invalid, "figure.item.per", nil)
			}
			it.Per = n
			return nil
		}},
	wordsColumn("ownerVi", func(it *Item) *string { return &it.Owner.Vi }).must(),
	wordsColumn("ownerEn", func(it *Item) *string { return &it.Owner.En }),
	wordsColumn("sourceVi", func(it *Item) *string { return &it.Source.Vi }).must(),
	wordsColumn("sourceEn", func(it *Item) *string { return &it.Source.En }),
	wordsColumn("basis", func(it *Item) *string { return &it.Basis }),
}

// optionLines writes one option a line: "code: tên | name".
func optionLines(it *Item) string {
	var lines []string
	for _, o := range it.Options {
		line := o.Code + ": " + o.Name.Vi
		if o.Name.En != "" {
			line += " | " + o.Name.En
		}
		lines = append(lines, line)
	}
	return strings.Join(lines, "\n")
}

func readOptions(it *Item, s string) error {
	var faults fault.List
	it.Options = nil
	for line := range strings.Lines(s) {
		if strings.TrimSpace(line) == "" {
			continue
		}
		code, names, cut := strings.Cut(line, ":")
		vi, en, _ := strings.Cut(names, "|")
		o := Option{strings.TrimSpace(code), Text{text.NFC(strings.TrimSpace(vi)), text.NFC(strings.TrimSpace(en))}}
		if !cut {
			faults.Add(fault.New(fault.Invalid, "figure.option.form", fault.Args{"option": text.Clip(o.Code, 40)}))
		}
		it.Options = append(it.Options, o)
	}
	return faults.Err()
}

// ItemColumns are the headings of the dictionary as plain rows.
func ItemColumns() []string {
	keys := make([]string, len(columns))
	for i, c := range columns {
		keys[i] = c.key
	}
	return keys
}

// Row gives a version of an item as plain text under ItemColumns, exactly:
// numbers as numerator/denominator, days as yyyy-mm-dd, one option a line. The
// number of the version is not part of it: the dictionary gives it.
func (it *Item) Row() []string {
	cells := make([]string, len(columns))
	for i, c := range columns {
		cells[i] = c.get(it)
	}
	return cells
}

// ReadItemRow reads what Item.Row gives. Faults name the column as their field;
// whether the item makes sense is told by Check.
func ReadItemRow(row []string) (Item, error) {
	var it Item
	var faults fault.List
	if len(row) != len(columns) {
		return it, fault.New(fault.Invalid, "figure.row.columns", fault.Args{"columns": len(columns), "found": len(row)})
	}
	for i, c := range columns {
		faults.Add(fault.At(c.set(&it, row[i]), fault.Place{Field: c.key}))
	}
	return it, faults.Err()
}

// Difference is one column of two versions.
type Difference struct {
	Column        string // key, as in ItemColumns
	Before, After string
}

// Differences tells in which columns two versions differ, in their order.
func Differences(before, after *Item) (all []Difference) {
	for _, c := range columns {
		if b, a := c.get(before), c.get(after); b != a {
			all = append(all, Difference{c.key, b, a})
		}
	}
	return all
}

package answers

import (
	"io"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Writer writes the tables of a Set so that Read gives the Set back. The notice
// of the set stands above the heading; remarks stand below it, each a line that
// Read skips.
type Writer struct {
	Set     *Set
	Lang    text.Lang
	Remarks []string
}

// csv is how both tables are written: the mark lets Excel see the encoding.
var csv = sheet.CSV{BOM: true}

// WriteAnswers writes the table of answers as CSV. The error is a fault where a
// value is no decimal that ends, which no cell can hold, or what w says.
func (t Writer) WriteAnswers(w io.Writer) error {
	book := t.book()
	page := book.Page(answersSheet, sheet.Layout{FreezeCols: 1})
	if err := t.answers(page); err != nil {
		return err
	}
	return page.WriteCSV(w, csv)
}

// WriteAgencies writes the table of agencies as CSV.
func (t Writer) WriteAgencies(w io.Writer) error {
	page := t.book().Page(agenciesSheet, sheet.Layout{FreezeCols: 1})
	t.agencies(page)
	return page.WriteCSV(w, csv)
}

// WriteWorkbook writes both tables as the sheets of one workbook.
func (t Writer) WriteWorkbook(w io.Writer) error {
	book := t.book()
	if err := t.answers(book.Page(answersSheet, sheet.Layout{FreezeCols: 1})); err != nil {
		return err
	}
	t.agencies(book.Page(agenciesSheet, sheet.Layout{FreezeCols: 1}))
	return book.WriteXLSX(w)
}

func (t Writer) book() *sheet.Workbook {
	return sheet.New(sheet.Meta{Title: t.Set.Cohort.Program().Framework().Name.In(string(t.Lang)), Lang: t.Lang})
}

func (t Writer) notice(page *sheet.Page) {
	if t.Set.Notice != "" {
		page.Row(sheet.Body, sheet.Text("# "+t.Set.Notice))
	}
}

func (t Writer) remarks(page *sheet.Page) {
	for _, r := range t.Remarks {
		page.Row(sheet.Body, sheet.Text("# "+strings.Join(strings.Fields(r), " ")))
	}
}

func (t Writer) answers(page *sheet.Page) error {
	t.notice(page)
	f := t.Set.Cohort.Program().Framework()
	head := []sheet.Out{sheet.Text(columnAgency)}
	names := []sheet.Out{sheet.Text("# " + words[t.Lang == text.En].code)}
	for _, item := range f.Items {
		head = append(head, sheet.Text(item.Code))
		name := item.Name.In(string(t.Lang))
		if unit := item.Unit.In(string(t.Lang)); unit != "" {
			name += " (" + unit + ")"
		}
		names = append(names, sheet.Text(name))
	}
	page.Row(sheet.Head, head...)
	t.remarks(page)
	page.Row(sheet.Body, names...)
	for a, agency := range t.Set.Cohort.Agencies() {
		row := []sheet.Out{sheet.Text(agency.Code)}
		for i := range f.Items {
			out, err := t.value(a, i)
			if err != nil {
				return err
			}
			row = append(row, out)
		}
		page.Row(sheet.Body, row...)
	}
	return nil
}

// words are the few words that a written table has besides codes.
var words = map[bool]struct{ code, yes, no string }{
	false: {"Mã cơ quan", "có", "không"},
	true:  {"Code of the agency", "yes", "no"},
}

func (t Writer) value(agency, item int) (sheet.Out, error) {
	it := &t.Set.Cohort.Program().Framework().Items[item]
	v := t.Set.Cohort.Value(agency, item)
	w := words[t.Lang == text.En]
	switch {
	case v.State == scoring.Absent:
		return sheet.Empty(), nil
	case v.State == scoring.Inapplicable:
		reason := t.Set.Reasons[[2]int{agency, item}]
		if reason == "" {
			return sheet.Out{}, fault.New(fault.Invalid, "answers.value.unreasoned", nil).
				WithPlace(fault.Place{Field: it.Code}).WithFound(t.Set.Cohort.Agencies()[agency].Code)
		}
		return sheet.Text(strings.ToUpper(inapplicable[0]) + ": " + reason), nil
	case it.Type == scoring.Words, it.Type == scoring.Choice:
		return sheet.Text(it.FormatValue(v)), nil
	case it.Type == scoring.YesNo && v.Num.IsZero():
		return sheet.Text(w.no).Center(), nil
	case it.Type == scoring.YesNo:
		return sheet.Text(w.yes).Center(), nil
	}
	if _, ends := v.Num.IsFinite(); !ends {
		return sheet.Out{}, fault.New(fault.Invalid, "answers.value.endless", nil).
			WithPlace(fault.Place{Field: it.Code}).WithFound(v.Num.String())
	}
	return sheet.Decimal(v.Num.String(), -1), nil
}

func (t Writer) agencies(page *sheet.Page) {
	t.notice(page)
	page.Row(sheet.Head, sheet.Text("code"), sheet.Text(columnName), sheet.Text(columnGroup), sheet.Text(columnExempt), sheet.Text(columnAdjust), sheet.Text(columnNote))
	t.remarks(page)
	for _, a := range t.Set.Cohort.Agencies() {
		var exempt, adjust []string
		for _, e := range a.Exemptions {
			exempt = append(exempt, e.Node+": "+e.Reason+bracketed(e.Reference, ""))
		}
		for _, d := range t.Set.Adjustments {
			if d.Agency == a.Code {
				adjust = append(adjust, d.Node+" "+signed(d.Points)+": "+d.Reason+bracketed(d.Reference, d.By))
			}
		}
		page.Row(sheet.Body, sheet.Text(a.Code), sheet.Text(a.Name), sheet.Text(a.Group),
			sheet.Text(strings.Join(exempt, "\n")), sheet.Text(strings.Join(adjust, "\n")))
	}
}

func bracketed(reference, by string) string {
	switch {
	case by != "":
		return " [" + reference + "; " + by + "]"
	case reference != "":
		return " [" + reference + "]"
	}
	return ""
}

// signed writes points with their sign, and with a further zero where three
// digits behind the point would have two readings.
func signed(n scoring.Num) string {
	s := n.String()
	if _, part, ok := strings.Cut(s, "."); ok && len(part) == 3 {
		s += "0"
	}
	if n.Sign() >= 0 {
		s = "+" + s
	}
	return s
}

package calendar

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// formImport is the form on the page of a year that takes a workbook.
const formImport = "import"

// uploadTime is how long a workbook may take over a slow line.
const uploadTime = 2 * time.Minute

// difference is one day that an import would change: nil was or is ordinary.
type difference struct {
	day           Day
	before, after *Special
}

// differences gives the days that differ between two tables, in order.
func differences(before, after *Table) (all []difference) {
	var days []Day
	for _, t := range []*Table{before, after} {
		for _, s := range t.Days {
			days = append(days, s.Day)
		}
	}
	slices.Sort(days)
	for _, d := range slices.Compact(days) {
		one := difference{d, before.find(d), after.find(d)}
		if one.before == nil || one.after == nil || *one.before != *one.after {
			all = append(all, one)
		}
	}
	return all
}

// preview reads a workbook and shows what it would change, or every fault at its
// cell; nothing is saved.
func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	year, err := p.asks(r)
	if err != nil {
		return err
	}
	if err := web.AllowBody(w, r, sheet.Form.FileBytes+web.MaxBody, uploadTime); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	sent, head, err := r.FormFile("workbook")
	if err != nil {
		return p.page(w, r, yearText(year), formImport, fault.New(fault.Invalid, "calendar.form.fileless", nil).WithPlace(fault.Place{Field: "workbook"}))
	}
	defer sent.Close()
	book, err := sheet.Read(text.Clip(head.Filename, 120), sent, head.Size, sheet.Options{})
	if err != nil {
		return p.imported(w, r, year, err)
	}
	t, notes, err := ReadSheet(book, year, r.PostForm.Get("basis"))
	if err != nil {
		return p.imported(w, r, year, err)
	}
	var before *Table
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		c, err := Load(tx)
		if err == nil {
			before = c.Table(year)
		}
		return err
	})
	if err != nil {
		return err
	}
	if t.Version = versionSent(r); t.Version != before.Version {
		return p.page(w, r, yearText(year), formImport, moved(year))
	}
	return p.previewPage(w, r, before, t, notes)
}

// imported shows what is wrong with a workbook or with saving it.
func (p *Pages) imported(w http.ResponseWriter, r *http.Request, year int, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Limit, fault.Missing:
		return p.page(w, r, yearText(year), formImport, err)
	}
	return err
}

func (p *Pages) previewPage(w http.ResponseWriter, r *http.Request, before, after *Table, notes fault.List) error {
	ctx := r.Context()
	page := web.Page{Title: web.Say(ctx, "calendar.import.check"), Lead: web.Say(ctx, "calendar.import.checkLead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "calendar.page.title", "year", yearText(after.Year)), Href: pathOf(after.Year)}}}
	if before.Confirmed {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: web.Say(ctx, "calendar.import.again")})
	}
	for _, one := range notes {
		told := p.Site.Words.Tell(web.LangOf(ctx), one)
		said := told.Sentence
		if told.Place != "" {
			said = told.Place + ": " + said
		}
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: said})
	}
	changes := differences(before, after)
	t := changesTable(ctx, changes)
	if len(changes) == 0 && before.Origin == Stored && (after.Basis == "" || before.Basis == after.Basis) {
		return p.Site.Show(w, r, page, t)
	}
	kept, err := json.Marshal(after.Days)
	if err != nil {
		return err
	}
	basis := after.Basis
	if basis == "" {
		basis = before.Basis
	}
	f := web.Form{Action: "/calendar/" + yearText(after.Year) + "/import/accept", Submit: web.Say(ctx, "calendar.import.accept"),
		Cancel: &web.Link{Text: web.Say(ctx, "calendar.import.cancel"), Href: pathOf(after.Year)}, Fields: []web.Field{
			{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(after.Version, 10)},
			{Kind: web.Hidden, Name: "days", Value: string(kept)},
			{Kind: web.Line, Name: "basis", Label: web.Say(ctx, "calendar.form.notices"), Value: basis, Max: 400},
			{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "calendar.form.reason"), Max: 500}}}
	return p.Site.Show(w, r, page, templ.Join(t, f))
}

func changesTable(ctx context.Context, changes []difference) web.Table {
	lang := web.LangOf(ctx)
	t := web.Table{Caption: web.Say(ctx, "calendar.import.will", "count", len(changes)), Empty: web.Empty{Title: web.Say(ctx, "calendar.import.nothing"), Text: web.Say(ctx, "calendar.import.nothingText")}}
	for _, key := range []string{"calendar.column.day", "calendar.column.weekday", "calendar.import.before", "calendar.import.after"} {
		t.Columns = append(t.Columns, web.Column{Title: web.Say(ctx, key)})
	}
	for _, one := range changes {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: dayText(one.day)}, {Text: weekdayName(one.day, lang)}, specialCell(ctx, one.before), specialCell(ctx, one.after)}})
	}
	return t
}

// specialCell says what a day is, with all that an import may change of it.
func specialCell(ctx context.Context, s *Special) web.Cell {
	lang := string(web.LangOf(ctx))
	if s == nil {
		return web.Cell{Text: Ordinary.In(lang)}
	}
	c := web.Cell{Text: s.Kind.In(lang) + ": " + s.Name.Vi}
	notes := slices.DeleteFunc([]string{s.Name.En, s.Basis}, func(one string) bool { return one == "" })
	if s.Assumed {
		notes = append(notes, web.Say(ctx, "calendar.page.assumed"))
	}
	c.Note = strings.Join(notes, " · ")
	return c
}

// accept saves what was shown, all of it or nothing; it is not confirmed by that.
func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	year, err := p.asks(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	t := &Table{Year: year, Basis: tidy(r.PostForm.Get("basis")), Version: versionSent(r)}
	if err := json.Unmarshal([]byte(r.PostForm.Get("days")), &t.Days); err != nil || len(t.Days) > mostRows {
		return p.page(w, r, yearText(year), formImport, fault.New(fault.Invalid, "calendar.form.fileless", nil).WithPlace(fault.Place{Field: "workbook"}))
	}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := p.Book.SaveTable(tx, By{Actor: access.ActorOf(r.Context()), Reason: strings.TrimSpace(r.PostForm.Get("reason"))}, t)
		return err
	})
	if err != nil {
		return p.imported(w, r, year, err)
	}
	p.Site.Tell(w, "calendar.form.saved")
	http.Redirect(w, r, pathOf(year), http.StatusSeeOther)
	return nil
}

func (p *Pages) sendWorkbook(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	var year int
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if year, err = yearTyped(r.PathValue("year"), tx); err != nil {
			return err
		}
		c, err := Load(tx)
		if err != nil {
			return err
		}
		b.Reset()
		return WriteSheet(&b, c.Table(year), web.LangOf(r.Context()))
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="lich-`+yearText(year)+`.xlsx"`)
	_, _ = w.Write(b.Bytes()) // who has gone away is nobody's fault
	return nil
}

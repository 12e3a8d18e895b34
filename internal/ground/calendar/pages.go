package calendar

import (
	"context"
	"io"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Pages are the pages of this slice. It is made once by app.
type Pages struct {
	DB   *db.DB
	Gate *access.Gate
	Site *web.Site
	Book *Book
}

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET /calendar", web.Signed, p.show)
	m.Handle("GET /calendar/{year}/workbook", web.Signed, p.sendWorkbook)
	m.Handle("POST /calendar/{year}/days", web.Signed, p.takeDay)
	m.Handle("POST /calendar/{year}/confirm", web.Signed, p.takeConfirm)
	m.Handle("POST /calendar/{year}/import", web.Signed, p.preview)
	m.Handle("POST /calendar/{year}/import/accept", web.Signed, p.accept)
}

// yearTyped reads a year; "" is that of today.
func yearTyped(typed string, tx *db.Tx) (int, error) {
	if typed == "" {
		return DayAt(tx.Now()).Year(), nil
	}
	year, err := strconv.Atoi(typed)
	if err != nil || year < firstYear || year > lastYear {
		return 0, fault.New(fault.Missing, "calendar.year.range", fault.Args{"first": yearText(firstYear), "last": yearText(lastYear)})
	}
	return year, nil
}

func (p *Pages) show(w http.ResponseWriter, r *http.Request) error {
	return p.page(w, r, r.URL.Query().Get("year"), "", nil)
}

// page shows a year; sent names the form that was wrong.
func (p *Pages) page(w http.ResponseWriter, r *http.Request, typed, sent string, wrong error) error {
	ctx := r.Context()
	var c *Calendar
	var t *Table
	var keeps bool
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		year, err := yearTyped(typed, tx)
		if err != nil {
			return err
		}
		if c, err = Load(tx); err != nil {
			return err
		}
		t = c.Table(year)
		verdict, err := p.Gate.Explain(tx, access.ActorOf(ctx).Person, access.CalendarManage, access.Resource{})
		keeps = err == nil && verdict.Allowed
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "calendar.page.title", "year", yearText(t.Year)), Lead: web.Say(ctx, "calendar.page.lead"),
		Acts: web.Button{Text: web.Say(ctx, "calendar.page.export"), Href: "/calendar/" + yearText(t.Year) + "/workbook"}}
	if !t.Confirmed && t.Origin != Weekends {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: web.Say(ctx, "calendar.year.unconfirmed", "year", yearText(t.Year))})
	}
	for _, one := range t.Check() {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: p.tell(ctx, one)})
	}
	body := []templ.Component{years(ctx, t.Year), p.facts(ctx, c, t), daysTable(ctx, t), dutiesTable(ctx, c, t.Year)}
	if keeps {
		body = append(body, p.forms(r, t, sent, wrong)...)
	}
	if sent == formImport && wrong != nil && fault.KindOf(wrong) != fault.Conflict {
		body = append([]templ.Component{p.Site.FaultTable(ctx, web.Say(ctx, "calendar.import.faults"), wrong)}, body...)
	}
	switch {
	case wrong == nil:
		return p.Site.Show(w, r, page, templ.Join(body...))
	case fault.KindOf(wrong) == fault.Conflict:
		return p.Site.ShowConflict(w, r, page, templ.Join(body...))
	}
	return p.Site.ShowFaulty(w, r, page, templ.Join(body...))
}

func (p *Pages) tell(ctx context.Context, f *fault.Fault) string {
	return p.Site.Words.Tell(web.LangOf(ctx), f).Sentence
}

func years(ctx context.Context, year int) templ.Component {
	var all []templ.Component
	if year > firstYear {
		all = append(all, web.Button{Text: yearText(year - 1), Href: pathOf(year - 1)})
	}
	if year < lastYear {
		all = append(all, web.Button{Text: yearText(year + 1), Href: pathOf(year + 1)})
	}
	return within(`<nav class="acts" aria-label="`+templ.EscapeString(web.Say(ctx, "calendar.page.years"))+`">`, "</nav>", all...)
}

// within sets parts between two tags.
func within(open, end string, all ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		if _, err := io.WriteString(w, open); err != nil {
			return err
		}
		if err := templ.Join(all...).Render(ctx, w); err != nil {
			return err
		}
		_, err := io.WriteString(w, end)
		return err
	})
}

func folded(summary string, open bool, all ...templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return web.Fold(summary, open).Render(templ.WithChildren(ctx, templ.Join(all...)), w)
	})
}

func (p *Pages) facts(ctx context.Context, c *Calendar, t *Table) web.Facts {
	all := web.Facts{
		{Name: web.Say(ctx, "calendar.page.working"), Text: web.Count(ctx, c.CountWorking(DayOf(t.Year-1, 12, 31), DayOf(t.Year, 12, 31)))},
		{Name: web.Say(ctx, "calendar.page.origin"), Text: web.Say(ctx, "calendar.origin."+string(t.Origin))},
	}
	if t.Basis != "" {
		all = append(all, web.Fact{Name: web.Say(ctx, "calendar.column.basis"), Text: t.Basis})
	}
	return all
}

func daysTable(ctx context.Context, t *Table) web.Table {
	lang := web.LangOf(ctx)
	out := web.Table{Caption: web.Say(ctx, "calendar.page.days", "year", yearText(t.Year)), Empty: web.Empty{Title: web.Say(ctx, "calendar.page.none"), Text: web.Say(ctx, "calendar.page.noneText")}}
	for _, key := range []string{"calendar.column.day", "calendar.column.weekday", "calendar.column.kind", "calendar.column.name", "calendar.column.basis"} {
		out.Columns = append(out.Columns, web.Column{Title: web.Say(ctx, key)})
	}
	for _, s := range t.Days {
		kind := web.Cell{Text: s.Kind.In(string(lang))}
		if s.Assumed {
			kind.Note = web.Say(ctx, "calendar.page.assumed")
		}
		out.Rows = append(out.Rows, web.Row{Cells: []web.Cell{{Text: text.FormatDate(s.Day.Date())}, {Text: weekdayName(s.Day, lang)}, kind, {Text: s.Name.In(string(lang))}, {Text: s.Basis}}})
	}
	return out
}

func dutiesTable(ctx context.Context, c *Calendar, year int) web.Table {
	lang := string(web.LangOf(ctx))
	out := web.Table{Caption: web.Say(ctx, "calendar.page.duties", "year", yearText(year)), Wide: true, Empty: web.Empty{Title: web.Say(ctx, "calendar.page.dutiless"), Text: web.Say(ctx, "calendar.page.dutilessText")}}
	for _, key := range []string{"calendar.page.duty", "calendar.page.last", "calendar.page.lastWorking", "calendar.page.who", "calendar.column.basis"} {
		out.Columns = append(out.Columns, web.Column{Title: web.Say(ctx, key)})
	}
	for _, o := range c.Occurrences(DayOf(year, 1, 1), DayOf(year, 12, 31)) {
		working := ""
		if o.LastWorking != 0 {
			working = text.FormatDate(o.LastWorking.Date())
		}
		out.Rows = append(out.Rows, web.Row{Cells: []web.Cell{{Text: o.Duty.Name.In(lang), Note: o.Duty.Note.In(lang)}, {Text: text.FormatDate(o.Last.Date())}, {Text: working}, {Text: o.Duty.Who.In(lang)}, {Text: o.Duty.Basis}}})
	}
	return out
}

// forms are what changes a year: one day, the confirmation, a whole workbook.
func (p *Pages) forms(r *http.Request, t *Table, sent string, wrong error) []templ.Component {
	ctx := r.Context()
	get := func(form, name string) string {
		if form == sent {
			return r.PostForm.Get(name)
		}
		return ""
	}
	base := "/calendar/" + yearText(t.Year)
	reason := func(form string) web.Field {
		return web.Field{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "calendar.form.reason"), Value: get(form, "reason"), Max: 500}
	}
	version := web.Field{Kind: web.Hidden, Name: "version", Value: strconv.FormatInt(t.Version, 10)}
	kind := web.Field{Kind: web.Choice, Name: "kind", Label: web.Say(ctx, "calendar.column.kind"), Value: get("days", "kind"), Required: true}
	for _, k := range append(append([]Kind{}, kinds...), Ordinary) {
		kind.Options = append(kind.Options, web.Option{Value: string(k), Text: k.In(string(web.LangOf(ctx)))})
	}
	all := []struct {
		name, title string
		form        web.Form
	}{
		{"days", "calendar.form.day", web.Form{Action: base + "/days", Submit: web.Say(ctx, "calendar.form.save"), Fields: []web.Field{version,
			{Kind: web.Date, Name: "day", Label: web.Say(ctx, "calendar.column.day"), Value: get("days", "day"), Required: true}, kind,
			{Kind: web.Line, Name: "name", Label: web.Say(ctx, "calendar.column.name"), Value: get("days", "name"), Max: 200},
			{Kind: web.Line, Name: "english", Label: web.Say(ctx, "calendar.column.english"), Value: get("days", "english"), Max: 200},
			{Kind: web.Line, Name: "basis", Label: web.Say(ctx, "calendar.column.basis"), Value: get("days", "basis"), Max: 400}, reason("days")}}},
		{"confirm", "calendar.form.confirm", web.Form{Action: base + "/confirm", Submit: web.Say(ctx, "calendar.form.confirmSubmit"), Fields: []web.Field{version,
			{Kind: web.Line, Name: "basis", Label: web.Say(ctx, "calendar.form.notices"), Hint: web.Say(ctx, "calendar.form.noticesHint"), Value: get("confirm", "basis"), Required: true, Max: 400}, reason("confirm")}}},
		{formImport, "calendar.form.import", web.Form{Action: base + "/import", Submit: web.Say(ctx, "calendar.form.importSubmit"), Fields: []web.Field{version,
			{Kind: web.File, Name: "workbook", Label: web.Say(ctx, "calendar.form.workbook"), Hint: web.Say(ctx, "calendar.form.workbookHint"), Accept: ".xlsx,.csv", Required: true},
			{Kind: web.Line, Name: "basis", Label: web.Say(ctx, "calendar.form.notices"), Value: get(formImport, "basis"), Max: 400}}}},
	}
	var out []templ.Component
	for _, one := range all {
		if one.name == sent && (sent != formImport || fault.KindOf(wrong) == fault.Conflict) {
			p.blame(ctx, &one.form, wrong)
		}
		out = append(out, folded(web.Say(ctx, one.title), one.name == sent, one.form))
	}
	return out
}

// blame tells each fault at its field, all others at the top.
func (p *Pages) blame(ctx context.Context, f *web.Form, wrong error) {
	var list fault.List
	list.Add(wrong)
	for _, one := range list {
		told := false
		for i := range f.Fields {
			if f.Fields[i].Name == one.At.Field && one.At.Field != "" && f.Fields[i].Fault == "" {
				f.Fields[i].Fault, told = p.tell(ctx, one), true
			}
		}
		if !told {
			said := p.tell(ctx, one)
			if place := p.Site.Words.Place(web.LangOf(ctx), one.At); place != "" {
				said = place + ": " + said
			}
			f.Faults = append(f.Faults, said)
		}
	}
}

// asks asks whether who is there keeps the calendar, before anything is read of
// what was sent, and of which year the address is.
func (p *Pages) asks(r *http.Request) (year int, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		if err = p.Gate.Ask(tx, access.ActorOf(r.Context()), access.CalendarManage, access.Resource{}); err == nil {
			year, err = yearTyped(r.PathValue("year"), tx)
		}
		return err
	})
	return year, err
}

// versionSent is the version of the table that who sends a form has seen.
func versionSent(r *http.Request) int64 {
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return -1 // nobody has seen it: a conflict
	}
	return version
}

// change asks first, reads what was sent, and saves it.
func (p *Pages) change(w http.ResponseWriter, r *http.Request, form string, act func(tx *db.Tx, by By, year int, version int64) error) error {
	ctx := r.Context()
	typed := r.PathValue("year")
	year, err := p.asks(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	version := versionSent(r)
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		return act(tx, By{Actor: access.ActorOf(ctx), Reason: strings.TrimSpace(r.PostForm.Get("reason"))}, year, version)
	})
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Invalid, fault.Conflict, fault.Limit, fault.Missing:
			return p.page(w, r, typed, form, err)
		}
		return err
	}
	p.Site.Tell(w, "calendar.form.saved")
	http.Redirect(w, r, pathOf(year), http.StatusSeeOther)
	return nil
}

func (p *Pages) takeDay(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "days", func(tx *db.Tx, by By, year int, version int64) error {
		get := func(name string) string { return tidy(r.PostForm.Get(name)) }
		date, err := text.ParseDate(get("day"))
		day, ok := OfDate(date)
		switch {
		case err != nil:
			return fault.At(err, fault.Place{Field: "day"})
		case !ok:
			return fault.New(fault.Invalid, "calendar.day.missing", nil).WithPlace(fault.Place{Field: "day"})
		case day.Year() != year:
			return fault.New(fault.Invalid, "calendar.day.year", fault.Args{"day": dayText(day), "year": yearText(year)}).WithPlace(fault.Place{Field: "day"})
		case Kind(get("kind")) == Ordinary:
			_, err = p.Book.ClearDay(tx, by, version, day)
			return err
		}
		_, err = p.Book.SetDay(tx, by, version, Special{Day: day, Kind: Kind(get("kind")), Name: Name{Vi: get("name"), En: get("english")}, Basis: get("basis")})
		return err
	})
}

func (p *Pages) takeConfirm(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "confirm", func(tx *db.Tx, by By, year int, version int64) error {
		_, err := p.Book.Confirm(tx, by, version, year, r.PostForm.Get("basis"))
		return err
	})
}

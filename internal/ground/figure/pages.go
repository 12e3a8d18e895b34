package figure

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
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

// Addresses. What is no item stands behind "-", with which no code begins.
const (
	pathList   = "/figures"
	pathBook   = "/figures/-/workbook"
	pathImport = "/figures/-/import"
)

// mostWorkbook bounds an uploaded dictionary, in bytes: one of several hundred
// items is a tenth of it.
const mostWorkbook = 8 << 20

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET "+pathList, web.Signed, p.showList)
	m.Handle("GET "+pathList+"/{code}", web.Signed, p.showItem)
	m.Handle("GET "+pathBook, web.Signed, p.workbook)
	m.Handle("GET "+pathImport, web.Signed, p.showImport)
	m.Handle("POST "+pathImport, web.Signed, p.preview)
	m.Handle("POST "+pathImport+"/accept", web.Signed, p.accept)
}

// Path is the address of an item's page.
func Path(code string) string { return pathList + "/" + url.PathEscape(code) }

// read asks whether who is there may look things up, and reads the dictionary.
// What the words mean in which the province measures is open to everybody who is
// signed in, as the directory of agencies is.
func (p *Pages) read(r *http.Request, fn func(tx *db.Tx, d *Dictionary) error) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.AgencyRead, access.Resource{}); err != nil {
			return err
		}
		d, err := p.Book.Dictionary(tx)
		if err != nil {
			return err
		}
		return fn(tx, d)
	})
}

func (p *Pages) mayManage(tx *db.Tx, r *http.Request) bool {
	return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FigureManage, access.Resource{}) == nil
}

func today(tx *db.Tx) text.Date { return calendar.DayAt(tx.Now()).Date() }

func word(r *http.Request, t Text) string { return t.In(string(web.LangOf(r.Context()))) }

func kindWord(r *http.Request, k Kind) string { return web.Say(r.Context(), "figure.kind."+string(k)) }

func (p *Pages) showList(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	var list web.Table
	var filter web.Filter
	manage := false
	err := p.read(r, func(tx *db.Tx, d *Dictionary) error {
		manage = p.mayManage(tx, r)
		all := d.Search(q.Get("q"), today(tx))
		all = slices.DeleteFunc(slices.Clone(all), func(it Item) bool { return q.Get("kind") != "" && string(it.Kind) != q.Get("kind") })
		if strings.TrimSpace(q.Get("q")) == "" {
			slices.SortStableFunc(all, func(a, b Item) int {
				return strings.Compare(text.SortKey(word(r, a.Name)), text.SortKey(word(r, b.Name)))
			})
		}
		filter = web.Filter{Action: pathList, Fields: []web.Field{
			{Kind: web.Line, Name: "q", Label: web.Say(ctx, "figure.list.words"), Value: q.Get("q"), Max: 100},
			{Kind: web.Choice, Name: "kind", Label: web.Say(ctx, "figure.column.kind"), Value: q.Get("kind"), Options: []web.Option{{Text: web.Say(ctx, "figure.list.all")}}},
		}}
		for _, k := range Kinds {
			filter.Fields[1].Options = append(filter.Fields[1].Options, web.Option{Value: string(k), Text: kindWord(r, k)})
		}
		if r.URL.RawQuery != "" {
			filter.Clear = pathList
		}
		list = web.Table{Caption: web.Say(ctx, "figure.list.caption", "count", len(all)), Wide: true, Columns: []web.Column{
			{Title: web.Say(ctx, "figure.list.name")}, {Title: web.Say(ctx, "figure.column.code")}, {Title: web.Say(ctx, "figure.column.kind")},
			{Title: web.Say(ctx, "figure.list.unit")}, {Title: web.Say(ctx, "figure.list.source")}},
			Empty: web.Empty{Title: web.Say(ctx, "figure.list.none"), Text: web.Say(ctx, "figure.list.noneText")}}
		for i := range all {
			it := &all[i]
			list.Rows = append(list.Rows, web.Row{Cells: []web.Cell{{Text: word(r, it.Name), Href: Path(it.Code)}, {Text: it.Code}, {Text: kindWord(r, it.Kind)},
				{Text: word(r, it.Unit)}, {Text: word(r, it.Source)}}})
		}
		return nil
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "figure.list.title"), Lead: web.Say(ctx, "figure.list.lead")}
	acts := []templ.Component{web.Button{Text: web.Say(ctx, "figure.list.export"), Href: pathBook}}
	if manage {
		acts = append(acts, web.Button{Text: web.Say(ctx, "figure.import.title"), Href: pathImport, Primary: true})
	}
	page.Acts = templ.Join(acts...)
	return p.Site.Show(w, r, page, templ.Join(filter, list))
}

func (p *Pages) showItem(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var body []templ.Component
	var title, lead string
	err := p.read(r, func(tx *db.Tx, d *Dictionary) error {
		history := d.History(r.PathValue("code"))
		if len(history) == 0 {
			return fault.New(fault.Missing, "figure.item.missing", fault.Args{"item": text.Clip(r.PathValue("code"), 80)})
		}
		now := &history[len(history)-1]
		if valid, ok := d.On(now.Code, today(tx)); ok {
			now = valid
		}
		title, lead = word(r, now.Name), word(r, now.Definition)
		body = []templ.Component{p.itemFacts(r, d, now), p.versions(r, history)}
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, web.Page{Title: title, Lead: lead, Crumbs: []web.Link{{Text: web.Say(ctx, "figure.list.title"), Href: pathList}}}, templ.Join(body...))
}

// itemFacts says what an item means now; what is not said is left out.
func (p *Pages) itemFacts(r *http.Request, d *Dictionary, it *Item) web.Facts {
	ctx, lang := r.Context(), web.LangOf(r.Context())
	fs := web.Facts{{Name: web.Say(ctx, "figure.column.code"), Text: it.Code}, {Name: web.Say(ctx, "figure.column.kind"), Text: kindWord(r, it.Kind)}}
	add := func(key, value, href string) {
		if value != "" {
			fs = append(fs, web.Fact{Name: web.Say(ctx, key), Text: value, Href: href})
		}
	}
	add("figure.list.unit", word(r, it.Unit), "")
	for _, part := range [][2]string{{"figure.column.numerator", it.Numerator}, {"figure.column.denominator", it.Denominator}} {
		if part[1] == "" {
			continue
		}
		name := part[1]
		if h := d.History(part[1]); len(h) > 0 {
			name = word(r, h[len(h)-1].Name)
		}
		add(part[0], name, Path(part[1]))
	}
	if it.Min != nil {
		add("figure.column.min", it.Min.Show(lang, -1), "")
	}
	if it.Max != nil {
		add("figure.column.max", it.Max.Show(lang, -1), "")
	}
	var options []string
	for _, o := range it.Options {
		options = append(options, word(r, o.Name))
	}
	add("figure.column.options", strings.Join(options, "; "), "")
	add("figure.list.owner", word(r, it.Owner), "")
	add("figure.list.source", word(r, it.Source), "")
	add("figure.column.basis", it.Basis, "")
	add("figure.list.period", period{it.From, it.To}.In(string(lang)), "")
	return fs
}

// versions shows what an item meant when, each with what became different.
func (p *Pages) versions(r *http.Request, history []Item) web.Table {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "figure.item.versions"), Columns: []web.Column{
		{Title: web.Say(ctx, "figure.item.version"), Number: true}, {Title: web.Say(ctx, "figure.list.period")}, {Title: web.Say(ctx, "figure.item.different")}}}
	for i := len(history) - 1; i >= 0; i-- {
		it := &history[i]
		said := web.Say(ctx, "figure.item.first")
		if i > 0 {
			var parts []string
			for _, d := range Differences(&history[i-1], it) {
				parts = append(parts, web.Say(ctx, "figure.column."+d.Column)+": "+text.Clip(d.Before, 80)+" → "+text.Clip(d.After, 80))
			}
			said = strings.Join(parts, "; ")
		}
		c := web.Cell{Text: period{it.From, it.To}.In(string(web.LangOf(ctx)))}
		if it.Withdrawn() {
			c.Note = web.Say(ctx, "figure.item.withdrawn")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: web.Count(ctx, it.Version)}, c, {Text: said}}})
	}
	return t
}

func (p *Pages) workbook(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	err := p.read(r, func(_ *db.Tx, d *Dictionary) error {
		b.Reset()
		return WriteXLSX(&b, d.All(), web.LangOf(r.Context()))
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="tu-dien-so-lieu.xlsx"`)
	_, err = w.Write(b.Bytes())
	return err
}

// asks asks whether who is there manages the dictionary, before anything is read.
func (p *Pages) asks(r *http.Request) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FigureManage, access.Resource{})
	})
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.asks(r); err != nil {
		return err
	}
	return p.importPage(w, r, nil)
}

func (p *Pages) importPage(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	f := web.Form{Action: pathImport, Submit: web.Say(ctx, "figure.import.preview"), Fields: []web.Field{
		{Kind: web.File, Name: "workbook", Label: web.Say(ctx, "figure.import.file"), Hint: web.Say(ctx, "figure.import.fileHint"), Required: true, Accept: ".xlsx,.csv"}}}
	page := web.Page{Title: web.Say(ctx, "figure.import.title"), Lead: web.Say(ctx, "figure.import.lead"), Crumbs: []web.Link{{Text: web.Say(ctx, "figure.list.title"), Href: pathList}},
		Acts: web.Button{Text: web.Say(ctx, "figure.list.export"), Href: pathBook}}
	if wrong == nil {
		return p.Site.Show(w, r, page, f)
	}
	t := p.Site.FaultTable(ctx, web.Say(ctx, "figure.import.faults"), wrong)
	return p.Site.ShowFaulty(w, r, page, templ.Join(t, f))
}

// mends tells whether an error is the person's to mend, in the workbook.
func mends(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Conflict || k == fault.Limit || k == fault.Missing
}

func (p *Pages) preview(w http.ResponseWriter, r *http.Request) error {
	if err := p.asks(r); err != nil {
		return err
	}
	if err := web.AllowBody(w, r, mostWorkbook, 2*time.Minute); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	file, head, err := r.FormFile("workbook")
	if err != nil {
		return p.importPage(w, r, fault.New(fault.Invalid, "figure.import.none", nil))
	}
	defer file.Close()
	data, err := io.ReadAll(file)
	if err != nil {
		return web.BodyFault(err)
	}
	book, err := sheet.ReadBytes(head.Filename, data, sheet.Options{})
	if err != nil {
		return p.importPage(w, r, err)
	}
	var found *Imported
	err = p.read(r, func(_ *db.Tx, d *Dictionary) (err error) {
		found, err = d.ReadWorkbook(book, text.AskDecimal)
		return err
	})
	if err != nil && mends(err) {
		return p.importPage(w, r, err)
	}
	if err != nil {
		return err
	}
	return p.previewPage(w, r, found)
}

func (p *Pages) previewPage(w http.ResponseWriter, r *http.Request, found *Imported) error {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "figure.import.will", "count", len(found.Changes)), Columns: []web.Column{
		{Title: web.Say(ctx, "figure.list.name")}, {Title: web.Say(ctx, "figure.column.code")}, {Title: web.Say(ctx, "figure.import.act")}, {Title: web.Say(ctx, "figure.item.different")}},
		Empty: web.Empty{Title: web.Say(ctx, "figure.import.nothing"), Text: web.Say(ctx, "figure.import.nothingText")}}
	for i := range found.Changes {
		c := &found.Changes[i]
		var parts []string
		if c.Before != nil {
			for _, d := range c.Differences() {
				parts = append(parts, web.Say(ctx, "figure.column."+d.Column)+": "+text.Clip(d.Before, 80)+" → "+text.Clip(d.After, 80))
			}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: word(r, c.After.Name)}, {Text: c.After.Code}, {Text: web.Say(ctx, string(c.Act))}, {Text: strings.Join(parts, "; ")}}})
	}
	page := web.Page{Title: web.Say(ctx, "figure.import.check"), Lead: web.Say(ctx, "figure.import.checkLead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "figure.list.title"), Href: pathList}, {Text: web.Say(ctx, "figure.import.title"), Href: pathImport}}}
	for _, n := range found.Notes {
		told := p.Site.Words.Tell(web.LangOf(ctx), n)
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: strings.TrimSpace(told.Place + ": " + told.Sentence)})
	}
	if len(found.Changes) == 0 {
		return p.Site.Show(w, r, page, t)
	}
	var rows [][]string
	for i := range found.Items {
		rows = append(rows, found.Items[i].Row())
	}
	kept, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	f := web.Form{Action: pathImport + "/accept", Submit: web.Say(ctx, "figure.import.accept"), Cancel: &web.Link{Text: web.Say(ctx, "figure.import.cancel"), Href: pathImport}, Fields: []web.Field{
		{Kind: web.Hidden, Name: "rows", Value: string(kept)},
		{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "figure.import.reason"), Required: true, Max: 500}}}
	return p.Site.Show(w, r, page, templ.Join(t, f))
}

func (p *Pages) accept(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	if err := p.asks(r); err != nil {
		return err
	}
	var rows [][]string
	if err := json.Unmarshal([]byte(r.PostForm.Get("rows")), &rows); err != nil || len(rows) == 0 {
		return p.importPage(w, r, fault.New(fault.Invalid, "figure.import.none", nil))
	}
	var items []Item
	for _, row := range rows {
		it, err := ReadItemRow(row)
		if err != nil {
			return p.importPage(w, r, err)
		}
		items = append(items, it)
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := p.Book.Import(tx, By{Actor: access.ActorOf(r.Context()), Reason: r.PostForm.Get("reason")}, items)
		return err
	})
	if err != nil && mends(err) {
		return p.importPage(w, r, err)
	}
	if err != nil {
		return err
	}
	p.Site.Tell(w, "figure.import.done")
	http.Redirect(w, r, pathList, http.StatusSeeOther)
	return nil
}

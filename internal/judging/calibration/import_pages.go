package calibration

import (
	"bytes"
	"errors"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// uploadTime is how long a table may take over a slow line.
const uploadTime = 2 * time.Minute

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// limits bound a table: those of a form, with a column for each item.
var limits = func() sheet.Limits {
	l := sheet.Form
	l.Columns = mostItems + 10 // beside the items: agency, name, group, remarks
	return l
}()

// manager is load for who may change frameworks.
func (p *Pages) manager(r *http.Request) (*view, error) {
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FrameworkManage, access.Resource{})
	})
	if err != nil {
		return nil, err
	}
	return p.load(r)
}

// sendTable sends the table of the study, or a form for one, as a workbook.
func (p *Pages) sendTable(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	table := FormOf(v.version.Framework)
	if v.study != nil && r.URL.Query().Get("blank") == "" {
		table = v.study.Table
	}
	var b bytes.Buffer
	if err := WriteTable(&b, table, v.version.Framework, v.lang()); err != nil {
		return err
	}
	w.Header().Set("Content-Type", xlsxType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+v.say("calibration.import.file")+`.xlsx"`)
	_, _ = w.Write(b.Bytes()) // who has gone away is nobody's fault
	return nil
}

func (v *view) uploadForm(wrong string) web.Form {
	return web.Form{Action: v.at(placeImport), Submit: v.say("calibration.import.preview"), Cancel: &web.Link{Text: v.say("calibration.import.cancel"), Href: v.at(placeStudy)},
		Fields: []web.Field{{Kind: web.File, Name: "table", Label: v.say("calibration.import.field"), Hint: v.say("calibration.import.hint"), Accept: ".xlsx,.csv", Required: true, Fault: wrong}}}
}

func (p *Pages) showUpload(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, v.page(v.say("calibration.import.title"), ""), upload(v, v.uploadForm("")))
}

// takeUpload keeps the file under its hash and leads to what it holds.
func (p *Pages) takeUpload(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	if err := web.AllowBody(w, r, limits.FileBytes+web.MaxBody, uploadTime); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	wrong := func(sentence string) error {
		return p.Site.ShowFaulty(w, r, v.page(v.say("calibration.import.title"), ""), upload(v, v.uploadForm(sentence)))
	}
	sent, head, err := r.FormFile("table")
	if err != nil {
		return wrong(v.say("calibration.import.missing"))
	}
	defer sent.Close()
	blob, err := p.Files.Put(v.ctx, sent, file.Limit(limits.FileBytes))
	var f *fault.Fault
	if errors.As(err, &f) && f.Kind == fault.Limit {
		return wrong(p.Site.Words.Tell(v.lang(), f).Sentence)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, v.preview(blob.Hash, head.Filename, ""), http.StatusSeeOther)
	return nil
}

// preview leads to what a file holds; its name is carried along.
func (v *view) preview(hash, name, decimal string) string {
	q := url.Values{"name": {text.Clip(path.Base(strings.ReplaceAll(name, `\`, "/")), 120)}}
	if decimal != "" {
		q.Set("decimal", decimal)
	}
	return v.at(placeImport) + "/" + hash + "?" + q.Encode()
}

// read reads a table that was sent and tries the draft on it, so that what does
// not fit is told before it is kept.
func (p *Pages) read(v *view, r *http.Request) (*Table, fault.List, error) {
	decimal, err := text.ParseDecimal(r.URL.Query().Get("decimal"))
	if err != nil {
		return nil, nil, err
	}
	kept, _, err := p.Files.Open(v.ctx, r.PathValue("file"))
	if err != nil {
		return nil, nil, err
	}
	defer kept.Close()
	data, err := io.ReadAll(io.LimitReader(kept, limits.FileBytes+1))
	if err != nil {
		return nil, nil, err
	}
	book, err := sheet.ReadBytes(text.Clip(r.URL.Query().Get("name"), 120), data, sheet.Options{Limits: limits, Decimal: decimal, Remark: Remark})
	if err != nil {
		return nil, nil, err
	}
	t, notes, err := ReadTable(book, decimal, v.version.Framework, v.issued())
	if err != nil {
		return nil, notes, err
	}
	for _, f := range []*criteria.Version{v.version, v.against} {
		if f == nil {
			continue
		}
		s, err := try(f.Framework, t)
		if err != nil {
			return t, notes, err
		}
		notes = append(notes, s.notes...)
	}
	return t, notes, nil
}

// importView is what a file holds, or all that is wrong with it.
type importView struct {
	message web.Message
	faults  *web.Table
	notes   *web.Table
	choices []web.Button
	facts   web.Facts
	sample  *web.Table
	form    *web.Form
	again   web.Button
}

// wrong tells the faults of a file, which a page shows, from those of ours.
func wrong(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Limit
}

func (p *Pages) showPreview(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	t, notes, err := p.read(v, r)
	if err != nil && !wrong(err) {
		return err
	}
	page, body := p.looked(v, r, t, notes, err)
	if err != nil {
		return p.Site.ShowFaulty(w, r, page, previewBody(v, body))
	}
	return p.Site.Show(w, r, page, previewBody(v, body))
}

func (p *Pages) looked(v *view, r *http.Request, t *Table, notes fault.List, err error) (web.Page, importView) {
	name := text.Clip(r.URL.Query().Get("name"), 120)
	page := v.page(v.say("calibration.import.look"), name)
	body := importView{again: web.Button{Text: v.say("calibration.import.again"), Href: v.at(placeImport)}}
	if len(notes) > 0 {
		table := p.Site.FaultTable(v.ctx, v.say("calibration.import.notes"), notes)
		body.notes = &table
	}
	if err != nil {
		table := p.Site.FaultTable(v.ctx, v.say("calibration.import.faults"), err)
		body.faults = &table
		body.message = web.Message{Tone: web.Low, Text: v.say("calibration.import.wrong")}
		var list fault.List
		list.Add(err)
		seen := map[string]bool{}
		for _, f := range list.Questions() {
			for _, c := range f.Ask.Choices {
				if f.Ask.Option == text.OptionDecimal && !seen[c.Value] {
					seen[c.Value] = true
					body.choices = append(body.choices, web.Button{Text: v.say("calibration.decimal." + c.Value), Href: v.preview(r.PathValue("file"), name, c.Value)})
				}
			}
		}
		return page, body
	}
	agencies, items, values := t.Size()
	body.message = web.Message{Tone: web.Info, Text: v.say("calibration.import.sound")}
	body.facts = web.Facts{
		{Name: v.say("calibration.study.agencies"), Text: web.Count(v.ctx, agencies)},
		{Name: v.say("calibration.study.items"), Text: web.Count(v.ctx, items)},
		{Name: v.say("calibration.study.values"), Text: web.Count(v.ctx, values)},
		{Name: v.say("calibration.study.notice"), Text: t.Notice},
	}
	body.sample = v.sampleOf(t)
	body.form = &web.Form{Action: r.URL.RequestURI(), Submit: v.say("calibration.import.keep"), Fields: []web.Field{v.reasonField(r.PostForm.Get("reason"), "")}}
	return page, body
}

// fewRows is how many agencies a preview shows: enough to see whether columns
// stand where they should.
const fewRows = 5

func (v *view) sampleOf(t *Table) *web.Table {
	out := &web.Table{Caption: v.say("calibration.import.sample", "count", min(fewRows, len(t.Agencies))), Wide: true,
		Columns: []web.Column{{Title: v.say("calibration.column.agency")}, {Title: v.say("calibration.column.group")}}}
	for _, code := range t.Items {
		out.Columns = append(out.Columns, web.Column{Title: code, Number: true})
	}
	for i, a := range t.Agencies[:min(fewRows, len(t.Agencies))] {
		row := web.Row{Cells: []web.Cell{{Text: a.Name, Note: a.Code}, {Text: a.Group}}}
		for _, c := range t.Cells[i] {
			row.Cells = append(row.Cells, web.Cell{Text: text.FormatDecimal(c, v.lang())})
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// takeTable keeps what was shown.
func (p *Pages) takeTable(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	t, notes, err := p.read(v, r)
	if err != nil && !wrong(err) {
		return err
	}
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if err != nil || reason == "" {
		page, body := p.looked(v, r, t, notes, err)
		if body.form != nil {
			body.form.Fields[0].Fault = v.say("calibration.minute.reasonless")
		}
		return p.Site.ShowFaulty(w, r, page, previewBody(v, body))
	}
	set := Settings{Draws: DefaultDraws, Noise: DefaultNoise, Seed: 1}
	if v.study != nil {
		set = v.study.Settings
	}
	err = p.DB.Write(v.ctx, func(tx *db.Tx) error {
		_, err := p.Desk.Keep(tx, criteria.By{Actor: access.ActorOf(v.ctx), Reason: reason}, v.version.ID, FromWorkbook, t, set)
		return err
	})
	if err != nil {
		return err
	}
	p.Site.Tell(w, "calibration.done.kept")
	http.Redirect(w, r, v.at(placeStudy), http.StatusSeeOther)
	return nil
}

// reasonField asks why; the log keeps it.
func (v *view) reasonField(value, wrong string) web.Field {
	return web.Field{Kind: web.Lines, Name: "reason", Label: v.say("calibration.minute.reason"), Hint: v.say("calibration.minute.reasonHint"),
		Value: value, Fault: wrong, Required: true, Rows: 3, Max: MostReason}
}

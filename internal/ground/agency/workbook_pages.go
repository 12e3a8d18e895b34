package agency

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const (
	pathWorkbook = pathList + "/-/workbook"
	pathImport   = pathList + "/-/import"
)

// uploadTime is how long a workbook may take over a slow line.
const uploadTime = 2 * time.Minute

const xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sendWorkbook sends the directory as a workbook; contacts go along only for who
// may change them.
func (p *Pages) sendWorkbook(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	var on Day
	err := p.read(r, access.Resource{}, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		on = today(tx)
		b.Reset()
		return all.WriteSheet(&b, web.LangOf(r.Context()), p.may(tx, r, access.AgencyManage, access.Resource{}))
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", xlsxType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+web.Say(r.Context(), "agency.workbook.file")+"-"+string(on)+`.xlsx"`)
	_, _ = w.Write(b.Bytes()) // who has gone away is nobody's fault
	return nil
}

// manage asks whether the directory may be changed, before anything is read of
// what was sent.
func (p *Pages) manage(r *http.Request) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.AgencyManage, access.Resource{})
	})
}

func importPage(ctx context.Context) web.Page {
	return web.Page{Title: web.Say(ctx, "agency.workbook.title"), Crumbs: []web.Link{{Text: web.Say(ctx, "agency.list.title"), Href: pathList}}}
}

func uploadForm(ctx context.Context, wrong string) web.Form {
	return web.Form{Action: pathImport, Submit: web.Say(ctx, "agency.workbook.preview"), Cancel: &web.Link{Text: web.Say(ctx, "agency.form.cancel"), Href: pathList},
		Fields: []web.Field{{Kind: web.File, Name: "workbook", Label: web.Say(ctx, "agency.workbook.field"), Accept: ".xlsx", Required: true, Fault: wrong}}}
}

func (p *Pages) showUpload(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	return p.Site.Show(w, r, importPage(r.Context()), upload(uploadForm(r.Context(), "")))
}

// takeUpload keeps the file under its hash and leads to what it would change.
func (p *Pages) takeUpload(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	ctx := r.Context()
	if err := web.AllowBody(w, r, sheet.Form.FileBytes+web.MaxBody, uploadTime); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	sent, head, err := r.FormFile("workbook")
	if err != nil {
		return p.Site.ShowFaulty(w, r, importPage(ctx), upload(uploadForm(ctx, web.Say(ctx, "agency.workbook.missing"))))
	}
	defer sent.Close()
	blob, err := p.Files.Put(ctx, sent, file.Limit(sheet.Form.FileBytes))
	if err != nil {
		if fault.KindOf(err) == fault.Limit {
			return p.Site.ShowFaulty(w, r, importPage(ctx), upload(uploadForm(ctx, p.tell(ctx, err)[0].Sentence)))
		}
		return err
	}
	http.Redirect(w, r, previewPath(blob.Hash, head.Filename, ""), http.StatusSeeOther)
	return nil
}

// previewPath leads to what a file would change. The file's name is carried
// along for places within it.
func previewPath(hash, name, decimal string) string {
	q := url.Values{"name": {text.Clip(path.Base(strings.ReplaceAll(name, `\`, "/")), 120)}}
	if decimal != "" {
		q.Set("decimal", decimal)
	}
	return pathImport + "/" + hash + "?" + q.Encode()
}

// book reads a file that was kept.
func (p *Pages) book(r *http.Request) (*sheet.Book, text.Decimal, error) {
	decimal, err := text.ParseDecimal(r.URL.Query().Get("decimal"))
	if err != nil {
		return nil, decimal, err
	}
	kept, _, err := p.Files.Open(r.Context(), r.PathValue("file"))
	if err != nil {
		return nil, decimal, err
	}
	defer kept.Close()
	data, err := io.ReadAll(io.LimitReader(kept, sheet.Form.FileBytes+1))
	if err != nil {
		return nil, decimal, err
	}
	name := text.Clip(r.URL.Query().Get("name"), 120)
	book, err := sheet.ReadBytes(name, data, sheet.Options{Decimal: decimal})
	return book, decimal, err
}

// importView is what a workbook would change, or all that is wrong with it.
type importView struct {
	message web.Message
	faults  *web.Table
	notes   *web.Table
	choices []web.Button // answers to a question of the file
	changes changesView
	form    *web.Form
	again   web.Button
}

func (p *Pages) showPreview(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	plan, err := p.plan(r)
	if err != nil && !importable(err) {
		return err
	}
	page, v := p.preview(r, plan, err)
	if err != nil {
		return p.Site.ShowFaulty(w, r, page, previewBody(v))
	}
	return p.Site.Show(w, r, page, previewBody(v))
}

// importable tells the faults of a file, which a page shows, from those of ours.
func importable(err error) bool {
	k := fault.KindOf(err)
	return k == fault.Invalid || k == fault.Limit
}

func (p *Pages) plan(r *http.Request) (plan *Plan, err error) {
	book, decimal, err := p.book(r)
	if err != nil {
		return nil, err
	}
	err = p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		plan, err = Preview(tx, book, decimal)
		return err
	})
	return plan, err
}

func (p *Pages) preview(r *http.Request, plan *Plan, wrong error) (web.Page, importView) {
	ctx := r.Context()
	name := text.Clip(r.URL.Query().Get("name"), 120)
	page := web.Page{Title: web.Say(ctx, "agency.workbook.changes"), Lead: name,
		Crumbs: []web.Link{{Text: web.Say(ctx, "agency.list.title"), Href: pathList}, {Text: web.Say(ctx, "agency.workbook.title"), Href: pathImport}}}
	v := importView{again: web.Button{Text: web.Say(ctx, "agency.workbook.again"), Href: pathImport}}
	if wrong != nil {
		all := faultsOf(wrong)
		v.message = web.Message{Tone: web.Low, Text: web.Say(ctx, "agency.workbook.wrong", "count", web.Count(ctx, len(all)))}
		t := p.faultTable(ctx, wrong)
		v.faults = &t
		seen := map[string]bool{}
		for _, told := range p.tell(ctx, wrong) {
			for _, c := range told.Choices {
				if c.Option == text.OptionDecimal && !seen[c.Value] {
					seen[c.Value] = true
					v.choices = append(v.choices, web.Button{Text: web.Say(ctx, "agency.workbook.decimal."+c.Value), Href: previewPath(r.PathValue("file"), name, c.Value)})
				}
			}
		}
		return page, v
	}
	if len(plan.Notes) > 0 {
		t := p.faultTable(ctx, plan.Notes)
		t.Caption = web.Say(ctx, "agency.workbook.notes")
		v.notes = &t
	}
	v.changes = viewChanges(ctx, plan.target, plan.Changes)
	if !v.changes.some {
		v.message = web.Message{Tone: web.Info, Text: web.Say(ctx, "agency.workbook.same")}
		return page, v
	}
	v.message = web.Message{Tone: web.Info, Text: web.Say(ctx, "agency.workbook.look")}
	v.form = &web.Form{Action: r.URL.RequestURI(), Submit: web.Say(ctx, "agency.workbook.confirm"), Cancel: &web.Link{Text: web.Say(ctx, "agency.workbook.again"), Href: pathImport},
		Fields: []web.Field{{Kind: web.Hidden, Name: "digest", Value: plan.Digest()}, reasonField(ctx, r.PostForm.Get("reason"), "")}}
	return page, v
}

// takeImport carries out what was shown: where it would be something else by
// now, it shows that instead and writes nothing.
func (p *Pages) takeImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	plan, err := p.plan(r)
	if err != nil && !importable(err) {
		return err
	}
	ctx := r.Context()
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	switch {
	case err != nil || plan.Digest() != r.PostForm.Get("digest"):
		err = fault.New(fault.Conflict, "agency.import.moved", nil)
	case reason == "":
		page, v := p.preview(r, plan, nil)
		if v.form != nil {
			v.form.Fields[1].Fault = web.Say(ctx, "agency.form.reasonless")
		}
		return p.Site.ShowFaulty(w, r, page, previewBody(v))
	default:
		err = p.DB.Write(ctx, func(tx *db.Tx) error {
			return p.Directory.Import(tx, By{Actor: access.ActorOf(ctx), Reason: reason}, plan)
		})
	}
	if err != nil && fault.KindOf(err) != fault.Conflict {
		return err
	}
	if err != nil {
		again, wrong := p.plan(r)
		if wrong != nil && !importable(wrong) {
			return wrong
		}
		page, v := p.preview(r, again, wrong)
		page.Messages = []web.Message{{Tone: web.Low, Text: web.Say(ctx, "agency.import.moved")}}
		return p.Site.ShowConflict(w, r, page, previewBody(v))
	}
	p.Site.Tell(w, "agency.done.imported")
	http.Redirect(w, r, pathList, http.StatusSeeOther)
	return nil
}

// reasonField asks why; the log keeps it.
func reasonField(ctx context.Context, value, wrong string) web.Field {
	return web.Field{Kind: web.Lines, Name: "reason", Label: web.Say(ctx, "web.reason.label"), Hint: web.Say(ctx, "web.reason.hint"),
		Value: value, Fault: wrong, Required: true, Rows: 3, Max: 2000}
}

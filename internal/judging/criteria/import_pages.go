package criteria

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"path"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const pathImport = pathList + "/-/import"

// uploadTime is how long a workbook may take over a slow line.
const uploadTime = 2 * time.Minute

// mountImport adds how a file becomes a draft.
func (p *Pages) mountImport(m *web.Mux) {
	m.Handle("GET "+pathImport, web.Signed, p.showUpload)
	m.Handle("POST "+pathImport, web.Signed, p.takeUpload)
	m.Handle("GET "+pathImport+"/{file}", web.Signed, p.showImport)
	m.Handle("POST "+pathImport+"/{file}", web.Signed, p.takeImport)
}

// uploadPage asks for a file, and whether it is a new draft or goes into one.
func (p *Pages) uploadPage(r *http.Request, into, wrong string) (web.Page, web.Form, error) {
	ctx := r.Context()
	options := []web.Option{{Value: "", Text: web.Say(ctx, "criteria.import.intoNew")}}
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := List(tx)
		for i := range all {
			if h := &all[i]; h.State == Draft {
				options = append(options, web.Option{Value: h.ID, Text: web.Say(ctx, "criteria.import.intoDraft", "draft", h.short(ctx))})
			}
		}
		return err
	})
	page := web.Page{Title: web.Say(ctx, "criteria.import.title"), Lead: web.Say(ctx, "criteria.import.lead"), Crumbs: []web.Link{{Text: web.Say(ctx, "criteria.list.title"), Href: pathList}}}
	return page, web.Form{Action: pathImport, Submit: web.Say(ctx, "criteria.import.preview"), Cancel: &web.Link{Text: web.Say(ctx, "criteria.form.cancel"), Href: pathList}, Fields: []web.Field{
		{Kind: web.Choice, Name: "into", Label: web.Say(ctx, "criteria.import.into"), Options: options, Value: into},
		{Kind: web.File, Name: "file", Label: web.Say(ctx, "criteria.import.file"), Hint: web.Say(ctx, "criteria.import.fileHint"), Accept: ".xlsx,.yaml,.yml", Required: true, Fault: wrong},
	}}, err
}

func (p *Pages) showUpload(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	page, form, err := p.uploadPage(r, r.URL.Query().Get("into"), "")
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, form)
}

// takeUpload keeps the file under its hash and leads to what it would make.
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
	again := func(wrong string) error {
		page, form, err := p.uploadPage(r, r.PostForm.Get("into"), wrong)
		if err != nil {
			return err
		}
		return p.Site.ShowFaulty(w, r, page, form)
	}
	sent, head, err := r.FormFile("file")
	if err != nil {
		return again(web.Say(ctx, "criteria.import.missing"))
	}
	defer sent.Close()
	blob, err := p.Files.Put(ctx, sent, file.Limit(sheet.Form.FileBytes))
	if fault.KindOf(err) == fault.Limit {
		return again(p.Site.Words.Tell(web.LangOf(ctx), faultsOf(err)[0]).Sentence)
	}
	if err != nil {
		return err
	}
	http.Redirect(w, r, importPath(blob.Hash, head.Filename, r.PostForm.Get("into"), ""), http.StatusSeeOther)
	return nil
}

// importPath leads to what a file would make. Its name is carried along for
// places within it.
func importPath(hash, name, into, decimal string) string {
	q := url.Values{"name": {text.Clip(path.Base(strings.ReplaceAll(name, `\`, "/")), 120)}}
	if into != "" {
		q.Set("into", into)
	}
	if decimal != "" {
		q.Set("decimal", decimal)
	}
	return pathImport + "/" + hash + "?" + q.Encode()
}

// brought is a file as it was read, and the draft that it goes into.
type brought struct {
	framework *scoring.Framework
	checks    []Check // nil: the file says nothing of them
	notes     fault.List
	wrong     error    // all that is wrong with the file
	into      *Version // nil: a draft of its own
}

// bring reads a file that was kept. What is wrong with the file is no error here.
func (p *Pages) bring(r *http.Request) (*brought, error) {
	q := r.URL.Query()
	decimal, err := text.ParseDecimal(q.Get("decimal"))
	if err != nil {
		return nil, err
	}
	b := &brought{}
	if id := q.Get("into"); id != "" {
		err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
			b.into, err = p.version(tx, r, id)
			return err
		})
		if err != nil {
			return nil, err
		}
		if b.into.State != Draft {
			return nil, fault.New(fault.Conflict, "criteria.version.frozen", fault.Args{"state": b.into.State})
		}
	}
	kept, _, err := p.Files.Open(r.Context(), r.PathValue("file"))
	if err != nil {
		return nil, err
	}
	defer kept.Close()
	data, err := io.ReadAll(io.LimitReader(kept, sheet.Form.FileBytes+1))
	if err != nil {
		return nil, err
	}
	document, notes, wrong := Open(text.Clip(q.Get("name"), 120), data, sheet.Options{Decimal: decimal})
	b.notes, b.wrong = notes, wrong
	if k := fault.KindOf(b.wrong); b.wrong != nil && k != fault.Invalid && k != fault.Limit {
		return nil, b.wrong
	}
	if document != nil {
		b.framework, b.checks = document.Framework, document.Checks
		b.framework.Status = scoring.StatusDraft
	}
	return b, nil
}

// changes tells what a file would change in the draft that it goes into.
func (b *brought) changes() []scoring.Change {
	after := *b.into
	b.replace(&after)
	return changesBetween(b.into, &after)
}

// replace puts what the file says into a draft; of checks it may say nothing.
func (b *brought) replace(v *Version) {
	v.Framework = b.framework
	if b.checks != nil {
		v.Checks = b.checks
	}
}

// importView is what a file would make, or all that is wrong with it.
type importView struct {
	message web.Message
	faults  *web.Table
	choices []web.Button // answers to a question of the file
	facts   web.Facts
	fields  *web.Table
	words   []string
	changes *web.Table
	notes   *web.Table
	form    *web.Form
	again   web.Button
}

func (p *Pages) importPage(r *http.Request, b *brought) (web.Page, importView) {
	ctx := r.Context()
	name, into := text.Clip(r.URL.Query().Get("name"), 120), r.URL.Query().Get("into")
	page := web.Page{Title: web.Say(ctx, "criteria.import.look"), Lead: name,
		Crumbs: []web.Link{{Text: web.Say(ctx, "criteria.list.title"), Href: pathList}, {Text: web.Say(ctx, "criteria.import.title"), Href: pathImport}}}
	v := importView{again: web.Button{Text: web.Say(ctx, "criteria.import.again"), Href: pathImport + "?" + url.Values{"into": {into}}.Encode()}}
	if b.wrong != nil {
		all := faultsOf(b.wrong)
		v.message = web.Message{Tone: web.Low, Text: web.Say(ctx, "criteria.import.wrong", "count", web.Count(ctx, len(all)))}
		t := p.Site.FaultTable(ctx, web.Say(ctx, "criteria.import.faults"), b.wrong)
		v.faults, v.choices = &t, p.decimals(r, all)
		return page, v
	}
	h := (&Version{Framework: b.framework}).Head()
	rd := newReader(ctx, b.framework)
	v.facts = web.Facts{{Name: web.Say(ctx, "criteria.list.name"), Text: h.Name.In(rd.lang)}, {Name: web.Say(ctx, "criteria.list.code"), Text: h.Code}, {Name: web.Say(ctx, "criteria.list.number"), Text: h.Number},
		{Name: web.Say(ctx, "criteria.list.leaves"), Text: web.Count(ctx, h.Leaves)}, {Name: web.Say(ctx, "criteria.list.items"), Text: web.Count(ctx, h.Items)}}
	if b.checks != nil {
		v.facts = append(v.facts, web.Fact{Name: web.Say(ctx, "criteria.check.caption"), Text: web.Count(ctx, len(b.checks))})
	}
	if len(b.notes) > 0 {
		t := p.Site.FaultTable(ctx, web.Say(ctx, "criteria.import.notes"), b.notes)
		v.notes = &t
	}
	revision := int64(0)
	if b.into == nil {
		v.message = web.Message{Tone: web.Info, Text: web.Say(ctx, "criteria.import.makes")}
		if len(b.framework.Root.Children) > 0 {
			v.fields = rd.fields("")
		}
	} else {
		changes := b.changes()
		if len(changes) == 0 {
			v.message = web.Message{Tone: web.Info, Text: web.Say(ctx, "criteria.import.same")}
			return page, v
		}
		revision = b.into.Revision
		draft := b.into.Head()
		v.message = web.Message{Tone: web.Info, Text: web.Say(ctx, "criteria.import.changes", "draft", draft.titled(ctx), "count", web.Count(ctx, len(changes)))}
		t := changeTable(ctx, changes)
		v.changes, v.words = &t, inWords(ctx, changes)
	}
	v.form = &web.Form{Action: r.URL.RequestURI(), Submit: web.Say(ctx, "criteria.import.accept"), Cancel: &web.Link{Text: web.Say(ctx, "criteria.import.again"), Href: v.again.Href}, Fields: []web.Field{
		{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(revision, 10)},
		{Kind: web.Lines, Name: "reason", Label: web.Say(ctx, "criteria.edit.reason"), Hint: web.Say(ctx, "criteria.edit.reasonHint"), Value: r.PostForm.Get("reason"), Rows: 2, Max: mostReason},
	}}
	return page, v
}

// decimals are the answers to how numbers in a file are written, when it asks.
func (p *Pages) decimals(r *http.Request, all []*fault.Fault) (choices []web.Button) {
	ctx, q := r.Context(), r.URL.Query()
	seen := map[string]bool{}
	for _, f := range all {
		for _, c := range p.Site.Words.Tell(web.LangOf(ctx), f).Choices {
			if c.Option == text.OptionDecimal && !seen[c.Value] {
				seen[c.Value] = true
				choices = append(choices, web.Button{Text: web.Say(ctx, "criteria.decimal."+c.Value), Href: importPath(r.PathValue("file"), q.Get("name"), q.Get("into"), c.Value)})
			}
		}
	}
	return choices
}

// inWords says changes in sentences, of very many only the first.
func inWords(ctx context.Context, changes []scoring.Change) (words []string) {
	for i, c := range changes {
		if i == mostWords {
			return append(words, web.Say(ctx, "criteria.compare.more", "count", web.Count(ctx, len(changes)-mostWords)))
		}
		words = append(words, c.Text(string(web.LangOf(ctx))))
	}
	return words
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	b, err := p.bring(r)
	if err != nil {
		return err
	}
	page, v := p.importPage(r, b)
	if b.wrong != nil {
		return p.Site.ShowFaulty(w, r, page, importBody(v))
	}
	return p.Site.Show(w, r, page, importBody(v))
}

// takeImport carries out what was shown, whole; where the draft is another by
// now, it shows that instead and writes nothing.
func (p *Pages) takeImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	b, err := p.bring(r)
	if err != nil {
		return err
	}
	if b.wrong != nil {
		page, v := p.importPage(r, b)
		return p.Site.ShowFaulty(w, r, page, importBody(v))
	}
	ctx := r.Context()
	by := By{Actor: access.ActorOf(ctx), Reason: tidyText(text.Clip(r.PostForm.Get("reason"), mostReason))}
	var made *Version
	err = p.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if b.into == nil {
			made, err = p.Library.New(tx, by, b.framework, b.checks)
			return err
		}
		made, err = p.Library.Edit(tx, by, b.into.ID, sentRevision(r), func(v *Version) error { b.replace(v); return nil })
		return err
	})
	if keyOf(err) == "criteria.version.changed" {
		if b, err = p.bring(r); err != nil {
			return err
		}
		page, v := p.importPage(r, b)
		page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: web.Say(ctx, "criteria.version.moved")})
		return p.Site.ShowConflict(w, r, page, importBody(v))
	}
	if err != nil {
		return err
	}
	p.Site.Tell(w, "criteria.done.imported")
	http.Redirect(w, r, Path(made.ID), http.StatusSeeOther)
	return nil
}

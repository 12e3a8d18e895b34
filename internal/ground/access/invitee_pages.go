package access

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// mostWorkbook bounds an uploaded workbook of accounts, in bytes: mostInvitees
// rows are a tenth of it.
const mostWorkbook = 4 << 20

// asksInvite asks whether the actor makes accounts, before anything is read.
func (p *Pages) asksInvite(tx *db.Tx, r *http.Request) error {
	return p.Gate.Ask(tx, ActorOf(r.Context()), AccountCreate, Resource{Roles: []Role{Officer}})
}

func (p *Pages) template(w http.ResponseWriter, r *http.Request) error {
	var b bytes.Buffer
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := p.asksInvite(tx, r); err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		b.Reset()
		return writeTemplate(&b, slices.DeleteFunc(places, func(one Place) bool { return one.Scope.Level != OverAgency }), web.LangOf(r.Context()))
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="tai-khoan.xlsx"`)
	_, err = w.Write(b.Bytes())
	return err
}

func (p *Pages) showImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) error { return p.asksInvite(tx, r) }); err != nil {
		return err
	}
	return p.importPage(w, r, nil)
}

func (p *Pages) importPage(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	f := web.Form{Action: pathImport, Submit: web.Say(ctx, "access.import.preview"), Fields: []web.Field{
		{Kind: web.File, Name: "workbook", Label: web.Say(ctx, "access.import.file"), Hint: web.Say(ctx, "access.import.fileHint"), Required: true, Accept: ".xlsx,.csv"}}}
	page := web.Page{Title: web.Say(ctx, "access.import.title"), Lead: web.Say(ctx, "access.import.lead"), Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}}}
	body := []templ.Component{
		section(web.Say(ctx, "access.import.step1"), paragraph(web.Say(ctx, "access.import.step1Text")), actsRow([]templ.Component{web.Button{Text: web.Say(ctx, "access.import.template"), Href: pathImport + "/template"}})),
		section(web.Say(ctx, "access.import.step2"), f)}
	if wrong == nil {
		return p.Site.Show(w, r, page, parts(body))
	}
	return p.Site.ShowFaulty(w, r, page, parts(append([]templ.Component{p.Site.FaultTable(ctx, web.Say(ctx, "access.import.faults"), wrong)}, body...)))
}

// errPreview rolls a preview back: what would be made is made and thrown away,
// so that a preview cannot say anything else than the act.
var errPreview = errors.New("a preview")

func (p *Pages) previewImport(w http.ResponseWriter, r *http.Request) error {
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) error { return p.asksInvite(tx, r) }); err != nil {
		return err
	}
	if err := web.AllowBody(w, r, mostWorkbook, 2*time.Minute); err != nil {
		return err
	}
	name, data, err := uploaded(r, "workbook")
	if err != nil {
		return p.importPage(w, r, err)
	}
	book, err := sheet.ReadBytes(name, data, sheet.Options{})
	if err != nil {
		return p.importPage(w, r, err)
	}
	var rows []inviteeRow
	var places []Place
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if places, err = p.places(tx, r); err != nil {
			return err
		}
		var faults fault.List
		rows, err = readInvitees(book, places)
		faults.Add(err)
		if len(rows) == 0 && err == nil {
			return fault.New(fault.Invalid, "access.import.empty", nil).WithPlace(fault.Place{File: name})
		}
		var right []inviteeRow
		for _, one := range rows {
			if !one.wrong {
				right = append(right, one)
				continue
			}
			_, err := one.Person.clean()
			faults = append(faults, placeCells(fault.At(err, fault.Place{Row: one.Row}), rows)...)
		}
		if _, err := p.Gate.InviteAll(tx, ActorOf(r.Context()), inviteesOf(right, places), ""); err != nil {
			if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
				return err
			}
			faults = append(faults, placeCells(err, rows)...)
		}
		if err := faults.Err(); err != nil {
			slices.SortStableFunc(faults, func(a, b *fault.Fault) int {
				return cmp.Or(cmp.Compare(a.At.Row+a.At.Line, b.At.Row+b.At.Line), cmp.Compare(a.At.Col, b.At.Col))
			})
			return faults
		}
		return errPreview
	})
	if !errors.Is(err, errPreview) {
		if k := fault.KindOf(err); k == fault.Internal || k == fault.Unavailable {
			return err
		}
		return p.importPage(w, r, fault.At(err, fault.Place{File: name}))
	}
	kept, err := json.Marshal(rows)
	if err != nil {
		return err
	}
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "access.import.will", "count", len(rows)), Columns: []web.Column{
		{Title: web.Say(ctx, "access.import.row"), Number: true}, {Title: web.Say(ctx, "access.field.name")}, {Title: web.Say(ctx, "access.field.login")},
		{Title: web.Say(ctx, "access.field.role")}, {Title: web.Say(ctx, "access.field.scope")}}}
	for _, one := range rows {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: web.Count(ctx, one.Row)}, {Text: one.Person.Name}, {Text: one.Person.Login},
			{Text: one.Role.In(lang(r))}, {Text: placeIn(places, scopeOf(one.Over), lang(r)).Name}}})
	}
	f := web.Form{Action: pathImport + "/accept", Submit: web.Say(ctx, "access.import.accept", "count", len(rows)), Cancel: &web.Link{Text: web.Say(ctx, "access.people.cancel"), Href: pathImport}, Fields: []web.Field{
		{Kind: web.Hidden, Name: "rows", Value: string(kept)},
		{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "access.field.basis"), Hint: web.Say(ctx, "access.field.basisHint"), Max: 500}}}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "access.import.check"), Lead: web.Say(ctx, "access.import.checkLead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}, {Text: web.Say(ctx, "access.import.title"), Href: pathImport}}}, parts([]templ.Component{t, section("", f)}))
}

// uploaded reads the one file of a form.
func uploaded(r *http.Request, field string) (name string, data []byte, err error) {
	if err := web.ReadForm(r); err != nil {
		return "", nil, err
	}
	file, head, err := r.FormFile(field)
	if err != nil {
		return "", nil, fault.New(fault.Invalid, "access.import.none", nil)
	}
	defer file.Close()
	data, err = io.ReadAll(file)
	if err != nil {
		return "", nil, web.BodyFault(err)
	}
	return head.Filename, data, nil
}

func (p *Pages) acceptImport(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	var made []Invited
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := p.asksInvite(tx, r); err != nil {
			return err
		}
		var rows []inviteeRow
		decoder := json.NewDecoder(strings.NewReader(r.PostForm.Get("rows")))
		if err := decoder.Decode(&rows); err != nil || len(rows) == 0 {
			return fault.New(fault.Invalid, "access.import.none", nil)
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		for _, one := range rows { // what a preview showed may be gone since
			if s := scopeOf(one.Over); s != Province && !slices.ContainsFunc(places, func(p Place) bool { return p.Scope == s }) {
				return fault.New(fault.Invalid, "access.grant.place", nil).WithPlace(fault.Place{Row: one.Row}).WithFound(s.ID)
			}
		}
		made, err = p.Gate.InviteAll(tx, ActorOf(r.Context()), inviteesOf(rows, places), r.PostForm.Get("reason"))
		return err
	})
	if err != nil {
		if k := fault.KindOf(err); k == fault.Invalid || k == fault.Conflict || k == fault.Limit {
			return p.importPage(w, r, err)
		}
		return err
	}
	ctx := r.Context()
	slips := []templ.Component{actsRow([]templ.Component{printing(), web.Button{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}})}
	for _, one := range made {
		handed, err := p.slipOf(r, &one.Person, &one.Link)
		if err != nil {
			return err
		}
		slips = append(slips, handed)
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "access.import.done", "count", len(made)), Lead: web.Say(ctx, "access.link.issuedLead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}}}, parts(slips))
}

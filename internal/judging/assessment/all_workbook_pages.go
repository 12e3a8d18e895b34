package assessment

import (
	"bytes"
	"context"
	"net/http"
	"net/url"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const pathAll = "/rounds/{id}/workbook"

// AllPath is the address of the workbooks of all agencies of a round.
func AllPath(roundID string) string { return round.Path(roundID) + "/workbook" }

func (p *Pages) mountAll(m *web.Mux) {
	m.Handle("GET "+pathAll, web.Signed, p.showAll)
	m.Handle("GET "+pathAll+"/{version}", web.Signed, p.sendAll)
	m.Handle("POST "+pathAll+"/{version}", web.Signed, p.takeAll)
	m.Handle("GET "+pathAll+"/{version}/{file}", web.Signed, p.showAllChanges)
	m.Handle("POST "+pathAll+"/{version}/{file}", web.Signed, p.takeAllChanges)
}

// crowd is the forms of a round that answer one framework, for who may fill them
// in on behalf of their agencies.
type crowd struct {
	r        *round.Round
	versions []*Program
	forms    map[string]*Form // of the version of the address
	sheet    SheetAll
}

// crowdIn reads the forms of the round; version "" reads none.
func (p *Pages) crowdIn(tx *db.Tx, r *http.Request, version string) (*crowd, error) {
	c := &crowd{forms: map[string]*Form{}}
	one, err := round.Get(tx, r.PathValue("id"))
	on := access.Resource{}
	if err == nil {
		on.Phase = one.Phase
	}
	if refused := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FormBehalf, on); refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	c.r = one
	members, err := round.Members(tx, one.ID)
	if err != nil {
		return nil, err
	}
	answers, err := AllAnswers(tx, one.ID)
	if err != nil {
		return nil, err
	}
	rows, err := formsOf(tx, one.ID)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	lang := web.LangOf(r.Context())
	for i := range members {
		m := &members[i]
		if m.Version == "" {
			continue
		}
		program, err := p.Desk.programs.of(tx, m.Version)
		if err != nil {
			return nil, err
		}
		if !seen[m.Version] {
			seen[m.Version] = true
			c.versions = append(c.versions, program)
		}
		if _, out := m.Excused(); out || m.Version != version {
			continue
		}
		f := &Form{Round: one, Member: m, Program: program, State: Draft, Answers: answers[m.Agency]}
		if s := rows[m.Agency].state; s != "" {
			f.State = s
		}
		if f.State != Draft {
			continue // what was submitted is not filled in from here
		}
		c.forms[m.Agency] = f
		items, _ := f.asked()
		asked := map[string]bool{}
		for _, item := range items {
			asked[item] = true
		}
		framework := program.Version.Framework
		if c.sheet.Framework == nil {
			c.sheet = SheetAll{Round: one.ID, Version: version, Title: one.Name.In(string(lang)), Framework: framework, Lines: SheetLines(framework, nil), Lang: lang}
		}
		group := m.Group
		for _, g := range framework.Groups {
			if g.Code == m.Group {
				group = g.Name.In(string(lang))
			}
		}
		c.sheet.Agencies = append(c.sheet.Agencies, SheetAgency{Agency: m.Agency, Name: m.Name.In(string(lang)), Group: group, Asked: asked, Values: f.sheetValues(f.Answers)})
	}
	if version != "" && c.sheet.Framework == nil {
		return nil, fault.New(fault.Missing, "assessment.all.none", nil)
	}
	return c, nil
}

func (p *Pages) crowd(r *http.Request, version string) (c *crowd, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error { c, err = p.crowdIn(tx, r, version); return err })
	return c, err
}

// allPart is the workbook of one framework.
type allPart struct {
	Name     string
	Download web.Button
	Upload   *web.Form
}

func (p *Pages) allPage(ctx context.Context, c *crowd, failed, wrong string) (web.Page, []allPart) {
	page := web.Page{Title: web.Say(ctx, "assessment.all.title"), Lead: web.Say(ctx, "assessment.all.lead"), Crumbs: boardCrumbs(ctx, c.r, web.Link{Text: web.Say(ctx, "assessment.board.title"), Href: BoardPath(c.r.ID)})}
	var parts []allPart
	for _, v := range c.versions {
		at := AllPath(c.r.ID) + "/" + url.PathEscape(v.Version.ID)
		said := ""
		if v.Version.ID == failed {
			said = wrong
		}
		form := uploadForm(ctx, at, said)
		form.Key = v.Version.ID
		parts = append(parts, allPart{Name: v.Version.Framework.Name.In(langOf(ctx)), Download: web.Button{Text: web.Say(ctx, "assessment.all.download"), Href: at}, Upload: form})
	}
	return page, parts
}

func (p *Pages) showAll(w http.ResponseWriter, r *http.Request) error {
	c, err := p.crowd(r, "")
	if err != nil {
		return err
	}
	page, parts := p.allPage(r.Context(), c, "", "")
	return p.Site.Show(w, r, page, allBody(parts))
}

func (p *Pages) sendAll(w http.ResponseWriter, r *http.Request) error {
	c, err := p.crowd(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := WriteAll(&b, c.sheet); err != nil {
		return err
	}
	return sendFile(w, "phieu-cac-don-vi-"+number(int64(c.r.Year)), b.Bytes())
}

// takeAll keeps the file under its hash and leads to what it would change.
func (p *Pages) takeAll(w http.ResponseWriter, r *http.Request) error {
	c, err := p.crowd(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	hash, name, wrong, err := p.keepBook(w, r, AllLimits.FileBytes)
	if err != nil {
		return err
	}
	if wrong != "" {
		page, parts := p.allPage(r.Context(), c, r.PathValue("version"), wrong)
		return p.Site.ShowFaulty(w, r, page, allBody(parts))
	}
	http.Redirect(w, r, changesPath(AllPath(c.r.ID)+"/"+url.PathEscape(r.PathValue("version")), hash, name, ""), http.StatusSeeOther)
	return nil
}

func (p *Pages) allChangesPage(r *http.Request, c *crowd, b *Book, changes []Change, notes fault.List, wrong error) (web.Page, changesView) {
	ctx := r.Context()
	page := web.Page{Title: web.Say(ctx, "assessment.workbook.changes"), Lead: b.Name, Crumbs: boardCrumbs(ctx, c.r, web.Link{Text: web.Say(ctx, "assessment.all.title"), Href: AllPath(c.r.ID)})}
	v := p.changesView(r, c.forms, changes, notes, wrong)
	v.Again = web.Button{Text: web.Say(ctx, "assessment.workbook.again"), Href: AllPath(c.r.ID)}
	return page, v
}

func (p *Pages) showAllChanges(w http.ResponseWriter, r *http.Request) error {
	c, err := p.crowd(r, r.PathValue("version"))
	if err != nil {
		return err
	}
	b, o, err := p.book(r, AllLimits.FileBytes)
	if err != nil {
		return err
	}
	changes, notes, err := ReadAll(b.Name, b.Data, c.sheet, o)
	if err != nil && !readFaults(err) {
		return err
	}
	page, v := p.allChangesPage(r, c, b, changes, notes, err)
	if err != nil {
		return p.Site.ShowFaulty(w, r, page, changesBody(v))
	}
	return p.Site.Show(w, r, page, changesBody(v))
}

// takeAllChanges carries out what was shown on behalf of the agencies, all or
// none.
func (p *Pages) takeAllChanges(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.crowd(r, ""); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	b, o, err := p.book(r, AllLimits.FileBytes)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var c *crowd
	var changes []Change
	var notes fault.List
	err = p.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if c, err = p.crowdIn(tx, r, r.PathValue("version")); err != nil {
			return err
		}
		if changes, notes, err = ReadAll(b.Name, b.Data, c.sheet, o); err != nil {
			return err
		}
		_, err = p.Desk.Take(tx, By{Actor: access.ActorOf(ctx), Behalf: true}, c.forms, b, changes, r.PostForm.Get("seen"), overOf(r))
		return err
	})
	switch {
	case c == nil && err != nil:
		return err
	case keyOfFault(err) == "assessment.workbook.moved" && len(changes) == 0:
		p.Site.Tell(w, "assessment.workbook.nothing")
	case keyOfFault(err) == "assessment.workbook.moved":
		page, v := p.allChangesPage(r, c, b, changes, notes, nil)
		page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: web.Say(ctx, "assessment.workbook.moved")})
		return p.Site.ShowConflict(w, r, page, changesBody(v))
	case readFaults(err):
		page, v := p.allChangesPage(r, c, b, changes, notes, err)
		return p.Site.ShowFaulty(w, r, page, changesBody(v))
	case err != nil:
		return err
	default:
		p.Site.Tell(w, "assessment.workbook.done")
	}
	http.Redirect(w, r, BoardPath(r.PathValue("id")), http.StatusSeeOther)
	return nil
}

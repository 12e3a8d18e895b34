package calibration

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const pathPast = "/rounds/-/past"

func (p *Pages) mountPast(m *web.Mux) {
	m.Handle("GET "+pathPast, web.Signed, p.showPast)
	m.Handle("POST "+pathPast, web.Signed, p.takePast)
	m.Handle("GET "+pathPast+"/template", web.Signed, p.sendPastTemplate)
	m.Handle("GET "+pathPast+"/{file}", web.Signed, p.showPastPreview)
	m.Handle("POST "+pathPast+"/{file}", web.Signed, p.takePastRound)
}

// pastFields are what is typed about a past round, by the names of the fields.
var pastFields = []string{"name", "nameEn", "year", "asOf", "set", "version"}

// pastForm is what a past round is loaded with.
type pastForm struct {
	heads []criteria.Head
	sets  []*agency.Set
}

// pastAllowed asks whether who is there may load a past round, and reads what the
// form offers.
func (p *Pages) pastAllowed(r *http.Request) (*pastForm, error) {
	f := &pastForm{}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.RoundManage, access.Resource{Phase: round.Prepare}); err != nil {
			return err
		}
		all, err := criteria.List(tx)
		if err != nil {
			return err
		}
		for _, h := range all {
			if h.State == criteria.Issued || h.State == criteria.Withdrawn {
				f.heads = append(f.heads, h)
			}
		}
		f.sets, err = agency.Sets(tx)
		return err
	})
	return f, err
}

func (f *pastForm) form(ctx context.Context, typed url.Values, wrong map[string]string) web.Form {
	say := func(key string) string { return web.Say(ctx, key) }
	lang := string(web.LangOf(ctx))
	var versions, sets []web.Option
	for _, h := range f.heads {
		versions = append(versions, web.Option{Value: h.ID, Text: h.Name.In(lang) + " · " + h.Number})
	}
	for _, s := range f.sets {
		sets = append(sets, web.Option{Value: s.Code, Text: s.Name.Vi})
	}
	out := web.Form{Action: pathPast, Submit: say("calibration.import.preview"), Cancel: &web.Link{Text: say("calibration.import.cancel"), Href: "/rounds"}, Fields: []web.Field{
		{Name: "name", Label: say("calibration.past.name"), Required: true, Max: 200},
		{Name: "nameEn", Label: say("calibration.past.nameEn"), Max: 200},
		{Name: "year", Label: say("calibration.past.year"), Required: true, Max: 4},
		{Kind: web.Date, Name: "asOf", Label: say("calibration.past.asOf"), Hint: say("calibration.past.asOfHint"), Required: true},
		{Kind: web.Choice, Name: "set", Label: say("calibration.past.set"), Options: sets, Required: true},
		{Kind: web.Choice, Name: "version", Label: say("calibration.past.version"), Hint: say("calibration.past.versionHint"), Options: versions, Required: true},
		{Kind: web.File, Name: "table", Label: say("calibration.past.file"), Hint: say("calibration.past.fileHint"), Accept: ".xlsx,.csv", Required: true},
	}}
	for i := range out.Fields {
		if one := &out.Fields[i]; one.Kind != web.File {
			one.Value, one.Fault = typed.Get(one.Name), wrong[one.Name]
		} else {
			one.Fault = wrong[one.Name]
		}
	}
	return out
}

func pastPage(ctx context.Context) web.Page {
	return web.Page{Title: web.Say(ctx, "calibration.past.title"), Lead: web.Say(ctx, "calibration.past.lead"), Crumbs: []web.Link{{Text: web.Say(ctx, "calibration.past.rounds"), Href: "/rounds"}}}
}

// templates are the tables to be filled in, one a framework.
func (f *pastForm) templates(ctx context.Context) (all []web.Button) {
	for _, h := range f.heads {
		all = append(all, web.Button{Text: web.Say(ctx, "calibration.past.template", "number", h.Code+" "+h.Number), Href: pathPast + "/template?version=" + url.QueryEscape(h.ID)})
	}
	return all
}

func (p *Pages) showPast(w http.ResponseWriter, r *http.Request) error {
	f, err := p.pastAllowed(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	if len(f.heads) == 0 {
		return p.Site.Show(w, r, pastPage(ctx), web.Empty{Title: web.Say(ctx, "calibration.past.none"), Text: web.Say(ctx, "calibration.past.noneText"), Act: web.Button{Text: web.Say(ctx, "calibration.past.toFrameworks"), Href: "/frameworks"}})
	}
	return p.Site.Show(w, r, pastPage(ctx), pastBody(f.templates(ctx), f.form(ctx, r.URL.Query(), nil)))
}

func (p *Pages) sendPastTemplate(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.pastAllowed(r); err != nil {
		return err
	}
	v, err := p.pastVersion(r)
	if err != nil {
		return err
	}
	t := FormOf(v.Framework)
	t.Published = []Published{}
	var b bytes.Buffer
	if err := WriteTable(&b, t, v.Framework, web.LangOf(r.Context())); err != nil {
		return err
	}
	w.Header().Set("Content-Type", xlsxType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+web.Say(r.Context(), "calibration.import.file")+`.xlsx"`)
	_, _ = w.Write(b.Bytes()) // who has gone away is nobody's fault
	return nil
}

func (p *Pages) pastVersion(r *http.Request) (v *criteria.Version, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		v, err = criteria.Get(tx, r.URL.Query().Get("version"))
		return err
	})
	return v, err
}

// takePast keeps the table and leads to what it holds.
func (p *Pages) takePast(w http.ResponseWriter, r *http.Request) error {
	f, err := p.pastAllowed(r)
	if err != nil {
		return err
	}
	if err := web.AllowBody(w, r, limits.FileBytes+web.MaxBody, uploadTime); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	wrongs := map[string]string{}
	for _, name := range []string{"name", "year", "asOf", "set", "version"} {
		if strings.TrimSpace(r.PostForm.Get(name)) == "" {
			wrongs[name] = web.Say(ctx, "calibration.past.blank")
		}
	}
	if n, err := strconv.Atoi(r.PostForm.Get("year")); wrongs["year"] == "" && (err != nil || n < 2000 || n > 2100) {
		wrongs["year"] = web.Say(ctx, "calibration.past.yearForm")
	}
	if d, err := agency.DayOf(r.PostForm.Get("asOf")); wrongs["asOf"] == "" && (err != nil || d == "") {
		wrongs["asOf"] = web.Say(ctx, "calibration.past.dayForm")
	}
	sent, head, err := r.FormFile("table")
	if err != nil {
		wrongs["table"] = web.Say(ctx, "calibration.import.missing")
	} else {
		defer sent.Close()
	}
	hash := ""
	if len(wrongs) == 0 {
		blob, err := p.Files.Put(ctx, sent, file.Limit(limits.FileBytes))
		switch {
		case fault.KindOf(err) == fault.Limit:
			wrongs["table"] = p.Site.Words.Fault(web.LangOf(ctx), firstOf(err))
		case err != nil:
			return err
		}
		hash = blob.Hash
	}
	if len(wrongs) > 0 {
		return p.Site.ShowFaulty(w, r, pastPage(ctx), pastBody(f.templates(ctx), f.form(ctx, r.PostForm, wrongs)))
	}
	q := url.Values{"file": {text.Clip(head.Filename, 120)}}
	for _, name := range pastFields {
		q.Set(name, text.Clip(strings.TrimSpace(r.PostForm.Get(name)), 200))
	}
	http.Redirect(w, r, pathPast+"/"+hash+"?"+q.Encode(), http.StatusSeeOther)
	return nil
}

func firstOf(err error) *fault.Fault {
	var list fault.List
	list.Add(err)
	if len(list) == 0 {
		return fault.New(fault.Internal, "fault.unknown", nil)
	}
	return list[0]
}

// readPast reads the table that was kept, with the round that it is to become.
func (p *Pages) readPast(r *http.Request, tx *db.Tx) (*Past, *round.Round, fault.List, error) {
	q := r.URL.Query()
	decimal, err := text.ParseDecimal(q.Get("decimal"))
	if err != nil {
		return nil, nil, nil, err
	}
	kept, _, err := p.Files.Open(r.Context(), r.PathValue("file"))
	if err != nil {
		return nil, nil, nil, err
	}
	defer kept.Close()
	data, err := io.ReadAll(io.LimitReader(kept, limits.FileBytes+1))
	if err != nil {
		return nil, nil, nil, err
	}
	v, err := criteria.Get(tx, q.Get("version"))
	if err != nil {
		return nil, nil, nil, err
	}
	year, _ := strconv.Atoi(q.Get("year"))
	day, err := agency.DayOf(q.Get("asOf"))
	if err != nil {
		return nil, nil, nil, err
	}
	one := &round.Round{Name: scoring.Text{Vi: q.Get("name"), En: q.Get("nameEn")}, Year: year, AsOf: day, Set: q.Get("set"), Variants: []round.Variant{{Version: v.ID}}}
	book, err := sheet.ReadBytes(text.Clip(q.Get("file"), 120), data, sheet.Options{Limits: limits, Decimal: decimal, Remark: Remark})
	if err != nil {
		return nil, one, nil, err
	}
	t, notes, err := ReadTable(book, decimal, v.Framework)
	if err != nil {
		return nil, one, notes, err
	}
	province, err := agency.Load(tx)
	if err != nil {
		return nil, one, notes, err
	}
	past, err := MatchPast(t, v.Framework, province, day, agency.Day(tx.Now().In(text.Zone).Format(time.DateOnly)))
	if past != nil {
		notes = append(notes, past.Notes...)
	}
	return past, one, notes, err
}

func (p *Pages) showPastPreview(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.pastAllowed(r); err != nil {
		return err
	}
	var past *Past
	var one *round.Round
	var notes fault.List
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { past, one, notes, err = p.readPast(r, tx); return err })
	if err != nil && !wrong(err) {
		return err
	}
	page, view := p.pastView(r, past, one, notes, err)
	if err != nil {
		return p.Site.ShowFaulty(w, r, page, pastPreview(view))
	}
	return p.Site.Show(w, r, page, pastPreview(view))
}

// pastLook is what a table of a past round holds, or all that is wrong with it.
type pastLook struct {
	message web.Message
	faults  *web.Table
	choices []web.Button
	notes   *web.Table
	rows    *web.Table
	form    *web.Form
	again   web.Button
}

func (p *Pages) pastView(r *http.Request, past *Past, one *round.Round, notes fault.List, err error) (web.Page, pastLook) {
	ctx, q := r.Context(), r.URL.Query()
	say := func(key string, pairs ...any) string { return web.Say(ctx, key, pairs...) }
	page := pastPage(ctx)
	page.Title, page.Lead = say("calibration.past.look"), (scoring.Text{Vi: q.Get("name"), En: q.Get("nameEn")}).In(string(web.LangOf(ctx)))+" · "+q.Get("file")
	page.Crumbs = append(page.Crumbs, web.Link{Text: say("calibration.past.title"), Href: pathPast})
	back := url.Values{}
	for _, name := range pastFields {
		back.Set(name, q.Get(name))
	}
	v := pastLook{again: web.Button{Text: say("calibration.import.again"), Href: pathPast + "?" + back.Encode()}}
	if len(notes) > 0 {
		t := p.Site.FaultTable(ctx, say("calibration.import.notes"), notes)
		v.notes = &t
	}
	if err != nil {
		t := p.Site.FaultTable(ctx, say("calibration.import.faults"), err)
		v.faults, v.message = &t, web.Message{Tone: web.Low, Text: say("calibration.import.wrong")}
		var list fault.List
		list.Add(err)
		seen := map[string]bool{}
		for _, f := range list.Questions() {
			for _, c := range f.Ask.Choices {
				if f.Ask.Option == text.OptionDecimal && !seen[c.Value] {
					seen[c.Value] = true
					again := r.URL.Query()
					again.Set("decimal", c.Value)
					v.choices = append(v.choices, web.Button{Text: say("calibration.decimal." + c.Value), Href: r.URL.Path + "?" + again.Encode()})
				}
			}
		}
		return page, v
	}
	differ, named := 0, 0
	t := web.Table{Caption: say("calibration.past.table", "count", len(past.Rows)), Wide: true, Columns: []web.Column{{Title: say("calibration.column.agency")}, {Title: say("calibration.past.matched")}, {Title: say("calibration.study.values"), Number: true},
		{Title: say("calibration.past.columnPoints"), Number: true}, {Title: say("calibration.past.recomputed"), Number: true}, {Title: say("calibration.past.columnRank"), Number: true}, {Title: say("calibration.past.columnLevel")}}}
	for i := range past.Rows {
		row := &past.Rows[i]
		how := web.Cell{Text: row.Agency}
		if row.ByName {
			named++
			how.Note = say("calibration.past.byName")
		}
		name := web.Cell{Text: row.Name, Href: agency.Path(row.Agency)}
		if row.Gone {
			name.Note = say("calibration.past.gone")
		}
		cells := []web.Cell{name, how, {Text: web.Count(ctx, row.Values)}, {}, {Text: pointsText(ctx, row.Recomputed)}, {}, {Text: row.Published.Level}}
		if row.Published.Points != nil {
			cells[3].Text = text.FormatDecimal(row.Published.Points.String(), web.LangOf(ctx))
		}
		if row.Differs() {
			differ++
			cells[4].Note = say("calibration.past.differs")
		}
		if row.Published.Rank > 0 {
			cells[5].Text = strconv.Itoa(row.Published.Rank)
		}
		t.Rows = append(t.Rows, web.Row{Cells: cells})
	}
	v.rows = &t
	v.message = web.Message{Tone: web.Info, Text: say("calibration.past.sound", "count", len(past.Rows), "named", named)}
	if differ > 0 {
		v.message = web.Message{Tone: web.Middle, Text: say("calibration.past.soundDiffers", "count", len(past.Rows), "differ", differ)}
	}
	v.form = &web.Form{Action: r.URL.RequestURI(), Submit: say("calibration.past.load", "year", strconv.Itoa(one.Year)), Fields: []web.Field{
		{Kind: web.Lines, Name: "reason", Label: say("calibration.past.reason"), Hint: say("calibration.past.reasonHint"), Required: true, Rows: 2, Max: MostReason, Value: r.PostForm.Get("reason")}}}
	return page, v
}

// pointsText writes points for reading, exact up to four places.
func pointsText(ctx context.Context, n scoring.Num) string {
	places, finite := n.IsFinite()
	if !finite || places > 4 {
		places = 4
	}
	return text.FormatDecimal(n.Decimal(max(2, places), scoring.HalfUp), web.LangOf(ctx))
}

// takePastRound loads what was shown, whole.
func (p *Pages) takePastRound(w http.ResponseWriter, r *http.Request) error {
	if _, err := p.pastAllowed(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	by := round.By{Actor: access.ActorOf(ctx), Reason: strings.TrimSpace(r.PostForm.Get("reason"))}
	var made *round.Round
	var past *Past
	var one *round.Round
	var notes fault.List
	err := p.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if past, one, notes, err = p.readPast(r, tx); err != nil {
			return err
		}
		if made, err = p.Calendar.Import(tx, by, *one, past.Members, past.Results); err != nil {
			return err
		}
		return p.Forms.Import(tx, assessment.By{Actor: by.Actor, Reason: by.Reason}, made, past.Answers, text.Clip(r.URL.Query().Get("file"), 120), r.PathValue("file"))
	})
	switch {
	case err == nil:
		p.Site.Tell(w, "calibration.past.done")
		http.Redirect(w, r, round.Path(made.ID), http.StatusSeeOther)
		return nil
	case !wrong(err) || past == nil && one == nil:
		return err
	}
	shown := err
	if past != nil { // the table is sound: what is wrong was typed
		shown = nil
	}
	page, view := p.pastView(r, past, one, notes, shown)
	if view.form != nil {
		view.form.Fields[0].Fault = p.Site.Words.Fault(web.LangOf(ctx), firstOf(err))
	}
	return p.Site.ShowFaulty(w, r, page, pastPreview(view))
}

// roundForm offers the rounds that have been answered as the table of a draft; nil
// where there is none.
func (v *view) roundForm(tx *db.Tx) (*web.Form, error) {
	var options []web.Option
	all, err := round.List(tx)
	for _, r := range all {
		if r.Phase != round.Prepare && !r.Training {
			options = append(options, web.Option{Value: r.ID, Text: r.Name.In(string(v.lang()))})
		}
	}
	if err != nil || len(options) == 0 {
		return nil, err
	}
	return &web.Form{Action: v.at(placeStudy) + "/round", Key: "round", Submit: v.say("calibration.past.take"), Fields: []web.Field{{Kind: web.Choice, Name: "round", Label: v.say("calibration.past.round"), Hint: v.say("calibration.past.roundHint"), Options: options, Required: true}}}, nil
}

// takeRound keeps the answers of a round as the table of a draft.
func (p *Pages) takeRound(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	set := Settings{Draws: DefaultDraws, Noise: DefaultNoise, Seed: 1}
	if v.study != nil {
		set = v.study.Settings
	}
	err = p.DB.Write(v.ctx, func(tx *db.Tx) error {
		one, err := round.Get(tx, r.PostForm.Get("round"))
		if err != nil {
			return err
		}
		t, err := TableOf(tx, one)
		if err != nil {
			return err
		}
		if _, err := try(v.version.Framework, t); err != nil {
			return err
		}
		_, err = p.Desk.Keep(tx, criteria.By{Actor: access.ActorOf(v.ctx), Reason: v.say("calibration.past.fromRound", "round", one.Name)}, v.version.ID, FromRound, t, set)
		return err
	})
	if err != nil {
		return err
	}
	p.Site.Tell(w, "calibration.done.kept")
	http.Redirect(w, r, v.at(placeStudy), http.StatusSeeOther)
	return nil
}

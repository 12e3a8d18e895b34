package criteria

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// The places of the editor, under the address of the version.
const (
	placeTree = "/edit"
	placeNode = "/edit/node"
)

// mountEdit adds the editor of a draft.
func (p *Pages) mountEdit(m *web.Mux) {
	at := pathList + "/{id}"
	m.Handle("GET "+at+placeTree, web.Signed, p.editTree)
	m.Handle("POST "+at+placeTree, web.Signed, p.takeTree)
	m.Handle("POST "+at+placeNode, web.Signed, p.takeNode)
	m.Handle("GET "+at+placeRule, web.Signed, p.editRule)
	m.Handle("POST "+at+placeRule, web.Signed, p.takeRule)
	m.Handle("GET "+at+placeItems, web.Signed, p.editItems)
	m.Handle("POST "+at+placeItems, web.Signed, p.takeItems)
	m.Handle("GET "+at+placeItem, web.Signed, p.editItem)
	m.Handle("POST "+at+placeItem, web.Signed, p.takeItem)
	m.Handle("GET "+at+placeLevels, web.Signed, p.editLevels)
	m.Handle("POST "+at+placeLevels, web.Signed, p.takeLevels)
	m.Handle("GET "+at+placeSettings, web.Signed, p.editSettings)
	m.Handle("POST "+at+placeSettings, web.Signed, p.takeSettings)
	m.Handle("GET "+at+placeChecks, web.Signed, p.editChecks)
	m.Handle("GET "+at+placeCheck, web.Signed, p.editCheck)
	m.Handle("POST "+at+placeCheck, web.Signed, p.takeCheck)
}

// editPath is the address of a place of the editor, with what it is to show.
func editPath(id, place string, query ...string) string {
	q := url.Values{}
	for i := 0; i+1 < len(query); i += 2 {
		q.Set(query[i], query[i+1])
	}
	at := Path(id) + place
	if len(q) > 0 {
		at += "?" + q.Encode()
	}
	return at
}

// desk is a page of the editor: the draft with what is to be said about it
// everywhere, and what was sent.
type desk struct {
	p     *Pages
	ctx   context.Context
	v     *Version
	place string
	node  *scoring.Node // what is chosen in the tree; nil on other places
	sent  *sent
	lost  *web.Table // what others changed meanwhile
	title string
	bare  bool // without the tree beside it

	labels map[string]string // of the fields, to lead from a fault to them
	order  []string
}

func (d *desk) say(key string, pairs ...any) string { return web.Say(d.ctx, key, pairs...) }

func (d *desk) lang() string { return string(web.LangOf(d.ctx)) }

func (d *desk) at(place string, query ...string) string { return editPath(d.v.ID, place, query...) }

// open reads the draft for who may edit it.
func (p *Pages) open(r *http.Request) (*desk, error) {
	d := &desk{p: p, ctx: r.Context(), sent: newSent(url.Values{}, web.LangOf(r.Context())), labels: map[string]string{}}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FrameworkManage, access.Resource{}); err != nil {
			return err
		}
		v, err := Get(tx, r.PathValue("id"))
		if err != nil {
			return err
		}
		d.v = v
		return nil
	})
	if err == nil && d.v.State != Draft {
		err = fault.New(fault.Conflict, "criteria.version.frozen", fault.Args{"state": d.v.State})
	}
	return d, err
}

// change makes an edit of what was sent. done is whether it was saved; if not,
// the form is shown again with what is wrong, or, when somebody else was faster,
// beside what they changed.
func (d *desk) change(r *http.Request, edit func(v *Version) error) (done bool, err error) {
	if d.sent.wrong() {
		return false, nil
	}
	revision, _ := strconv.ParseInt(d.sent.get("revision"), 10, 64)
	by := By{Actor: access.ActorOf(r.Context()), Reason: d.sent.get("reason")}
	err = d.p.DB.Write(r.Context(), func(tx *db.Tx) error {
		v, err := d.p.Library.Edit(tx, by, d.v.ID, revision, edit)
		if err == nil {
			d.v = v
		}
		return err
	})
	var f *fault.Fault
	switch {
	case err == nil:
		return true, nil
	case errors.As(err, &f) && f.Key == "criteria.version.changed":
		return false, d.lose(r, revision)
	case fault.KindOf(err) == fault.Invalid, fault.KindOf(err) == fault.Limit, fault.KindOf(err) == fault.Conflict && !strings.HasPrefix(keyOf(err), "criteria.version."):
		d.sent.refuse(err)
		return false, nil
	}
	return false, err
}

func keyOf(err error) string {
	if all := faultsOf(err); len(all) > 0 {
		return all[0].Key
	}
	return ""
}

// lose reads the draft as it stands now, and from the log what was changed since
// the revision that the person saw: each revision is one record.
func (d *desk) lose(r *http.Request, revision int64) error {
	return d.p.DB.Read(r.Context(), func(tx *db.Tx) error {
		v, err := Get(tx, d.v.ID)
		if err != nil {
			return err
		}
		d.v = v
		found, err := d.p.Library.log.Find(tx, audit.Search{Object: "framework:" + v.ID, Act: "criteria.version.edited", Limit: int(min(max(v.Revision-revision, 1), 20))})
		if err != nil {
			return err
		}
		t := web.Table{Caption: d.say("criteria.lost.caption"), Columns: []web.Column{{Title: d.say("criteria.lost.place")}, {Title: d.say("criteria.lost.before")},
			{Title: d.say("criteria.lost.after")}, {Title: d.say("criteria.lost.who")}}, Empty: web.Empty{Title: d.say("criteria.lost.none")}}
		for _, one := range found {
			who := one.Actor.Person
			if person, err := d.p.Gate.Person(tx, who); err == nil {
				who = person.Name
			}
			who += ", " + one.At.In(text.Zone).Format("15:04:05 02/01/2006")
			for _, c := range one.Change {
				t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: d.placeWords(c.Field), Href: d.leads(c.Field)}, {Text: text.Clip(c.Before, 300)}, {Text: text.Clip(c.After, 300)}, {Text: who}}})
			}
		}
		d.lost = &t
		return nil
	})
}

// show answers with the page around body, the findings beside it.
func (d *desk) show(w http.ResponseWriter, r *http.Request, body templ.Component) error {
	h := d.v.Head()
	page := web.Page{Title: d.title, Crumbs: []web.Link{{Text: d.say("criteria.list.title"), Href: pathList}, {Text: h.titled(d.ctx), Href: Path(d.v.ID)}}}
	page.Lead = d.say("criteria.edit.lead")
	view := deskBody(d, body)
	switch {
	case d.lost != nil:
		page.Messages = []web.Message{{Tone: web.Low, Title: d.say("criteria.lost.title"), Text: d.say("criteria.lost.lead")}}
		return d.p.Site.ShowConflict(w, r, page, view)
	case d.sent.wrong():
		return d.p.Site.ShowFaulty(w, r, page, view)
	}
	return d.p.Site.Show(w, r, page, view)
}

// saved leads on after an edit.
func (d *desk) saved(w http.ResponseWriter, r *http.Request, to string) error {
	d.p.Site.Tell(w, "criteria.edit.saved")
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// tabs are the places of the editor.
func (d *desk) tabs() []web.Link {
	var all []web.Link
	for _, one := range places {
		all = append(all, web.Link{Text: d.say(one.key), Href: d.at(one.place), Current: d.tab() == one.place})
	}
	return all
}

var places = []struct{ key, place string }{
	{"criteria.edit.tree", placeTree}, {"criteria.items.title", placeItems}, {"criteria.levels.title", placeLevels}, {"criteria.checks.title", placeChecks}, {"criteria.settings.title", placeSettings},
}

func (d *desk) tab() string {
	if d.node != nil {
		return placeTree
	}
	return d.place
}

// findingView is one finding with the way to its place.
type findingView struct {
	place, sentence, href string
	stops                 bool
}

func (d *desk) findings() (all []findingView, stops int) {
	for _, f := range d.v.Findings() {
		one := findingView{place: d.placeWords(f.At.Field), sentence: d.tell(f), href: d.leads(f.At.Field), stops: !f.Warning}
		if one.stops {
			stops++
		}
		all = append(all, one)
	}
	slices.SortStableFunc(all, func(a, b findingView) int {
		switch {
		case a.stops == b.stops:
			return 0
		case a.stops:
			return -1
		}
		return 1
	})
	return all, stops
}

func (d *desk) findingsTitle() string {
	all, stops := d.findings()
	if len(all) == 0 {
		return d.say("criteria.findings.none")
	}
	return d.say("criteria.findings.some", "stops", stops, "warns", len(all)-stops)
}

func (d *desk) tell(f *fault.Fault) string {
	told := d.p.Site.Words.Tell(web.LangOf(d.ctx), f)
	if told.Hint != "" {
		return told.Sentence + " " + told.Hint
	}
	return told.Sentence
}

// placeOf splits the path of a finding or change, such as "node A1.rule.of", into
// the kind of thing, its code, and the rest. A code may hold dots, so that the
// longest one that is there counts.
func (d *desk) placeOf(path string) (kind, code, rest string) {
	kind, path, _ = strings.Cut(path, " ")
	there := func(code string) bool {
		switch kind {
		case "node":
			n, _ := Find(d.v.Framework, code)
			return n != nil
		case "item":
			return FindItem(d.v.Framework, code) != nil
		case "band":
			return slices.ContainsFunc(d.v.Framework.Bands, func(b scoring.Band) bool { return b.Code == code })
		case "gate":
			return slices.ContainsFunc(d.v.Framework.Gates, func(g scoring.Gate) bool { return g.Code == code })
		case "group":
			return slices.ContainsFunc(d.v.Framework.Groups, func(g scoring.Group) bool { return g.Code == code })
		case "check":
			return find(d.v.Checks, code) != nil
		}
		return false
	}
	for end := len(path); end > 0; end = strings.LastIndexAny(path[:end], ".[") {
		if there(path[:end]) {
			return kind, path[:end], path[end:]
		}
	}
	return kind, "", path
}

// placeWords names the place of a finding.
func (d *desk) placeWords(path string) string {
	kind, code, _ := d.placeOf(path)
	switch {
	case code == "" && strings.Contains(path, " "):
		return path // of what is no longer there
	case code == "":
		return d.say("criteria.place.framework")
	}
	return d.say("criteria.place."+kind) + " " + code
}

// leads gives the address where a finding is mended.
func (d *desk) leads(path string) string {
	kind, code, rest := d.placeOf(path)
	switch {
	case kind == "node" && code != "" && strings.HasPrefix(rest, ".rule"):
		return d.at(placeRule, "node", code)
	case kind == "node" && code != "":
		return d.at(placeTree, "node", code)
	case kind == "item" && code != "":
		return d.at(placeItem, "code", code)
	case kind == "item":
		return d.at(placeItems)
	case kind == "band" || kind == "gate":
		return d.at(placeLevels)
	case kind == "check" && code != "":
		return d.at(placeCheck, "code", code)
	case kind == "check":
		return d.at(placeChecks)
	case kind == "group" || strings.HasPrefix(path, "framework"):
		return d.at(placeSettings)
	}
	return d.at(placeTree)
}

// field makes a field of the form as it was typed, with its fault.
func (d *desk) field(one web.Field) web.Field {
	one.Value = d.sent.Get(one.Name)
	if one.Kind == web.Line && strings.Contains(one.Value, "\n") { // a browser's line would lose what is below it
		one.Kind, one.Rows = web.Lines, 2
	}
	if f := d.sent.faults[one.Name]; f != nil {
		one.Fault = d.tell(f)
	}
	d.labels[one.Name] = one.Label
	d.order = append(d.order, one.Name)
	return one
}

func (d *desk) line(name, key string) web.Field {
	return d.field(web.Field{Name: name, Label: d.say(key), Max: 500})
}

func (d *desk) number(name, key string) web.Field {
	return d.field(web.Field{Kind: web.Number, Name: name, Label: d.say(key), Max: 60})
}

func (d *desk) check(name, label string) web.Field {
	return d.field(web.Field{Kind: web.Check, Name: name, Label: label})
}

// wordChoice offers the words of a kind, and in front of them what a blank
// answer means; "" when there is no blank answer.
func wordChoice[W ~string](d *desk, name, key, kind, blank string, words []W) web.Field {
	one := web.Field{Kind: web.Choice, Name: name, Label: d.say(key)}
	if blank != "" {
		one.Options = append(one.Options, web.Option{Text: blank})
	}
	for _, w := range words {
		one.Options = append(one.Options, web.Option{Value: string(w), Text: d.say(kind + string(w))})
	}
	one.Options = keep(one.Options, d.sent.Get(name))
	return d.field(one)
}

// standard says what holds where nothing is chosen.
func (d *desk) standard(key string) string {
	return d.say("criteria.edit.standard", "word", d.say(key))
}

// both are the fields of a text in both languages, one beside the other.
func (d *desk) both(name, key string, rows int) []web.Field {
	one := func(name, label string) web.Field {
		f := web.Field{Name: name, Label: label, Max: 500}
		if rows > 1 {
			f.Kind, f.Rows, f.Max = web.Lines, rows, 8000
		}
		return d.field(f)
	}
	return []web.Field{one(name, d.say("criteria.edit.vietnamese", "of", d.say(key))), one(name+"En", d.say("criteria.edit.english", "of", d.say(key)))}
}

// revision carries what the person was shown.
func (d *desk) revision() web.Field {
	return web.Field{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(d.v.Revision, 10)}
}

// because asks for a remark that goes to the log.
func (d *desk) because() web.Field {
	return d.field(web.Field{Name: "reason", Label: d.say("criteria.edit.reason"), Hint: d.say("criteria.edit.reasonHint"), Max: 2000})
}

// form makes the form with the faults at its top. It is called when all fields
// were made.
func (d *desk) form(action, submit string) web.Form {
	one := web.Form{Action: action, Submit: submit}
	for _, f := range d.sent.other {
		one.Faults = append(one.Faults, d.tell(f))
	}
	for _, name := range d.order {
		if f := d.sent.faults[name]; f != nil {
			one.Faults = append(one.Faults, d.labels[name]+": "+d.tell(f))
		}
	}
	return one
}

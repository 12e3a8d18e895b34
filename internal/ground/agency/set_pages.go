package agency

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// moreGroups is how many blank rows the form of a set offers.
const moreGroups = 3

// mostGroups bounds what a form of a set sends.
const mostGroups = 200

func setPath(code string) string { return pathSets + "/" + url.PathEscape(code) }

// setsView is the page of all sets.
type setsView struct {
	sets  []setPart
	empty web.Empty
}

type setPart struct {
	name, code string
	table      web.Table
	edit       *web.Button
}

func (p *Pages) showSets(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := web.Page{Title: web.Say(ctx, "agency.groups.title"), Lead: web.Say(ctx, "agency.groups.lead")}
	var v setsView
	err := p.read(r, access.Resource{}, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		v = setsView{empty: web.Empty{Title: web.Say(ctx, "agency.groups.none"), Text: web.Say(ctx, "agency.groups.noneText")}}
		manage := p.may(tx, r, access.AgencyManage, access.Resource{})
		if manage {
			page.Acts = web.Button{Text: web.Say(ctx, "agency.groups.new"), Href: pathNewSet, Primary: true}
		}
		for _, s := range sorted(all.Sets) {
			part := setPart{name: s.Name.In(web.LangOf(ctx)), code: s.Code, table: all.setTable(ctx, s, today(tx))}
			if manage {
				part.edit = &web.Button{Text: web.Say(ctx, "agency.groups.edit"), Href: setPath(s.Code)}
			}
			v.sets = append(v.sets, part)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, setsBody(v))
}

// setTable shows the groups of a set under each other, with how many agencies are
// in each today, those of the groups within it among them.
func (p *Province) setTable(ctx context.Context, s *Set, on Day) web.Table {
	in := map[string]int{}
	for _, a := range p.Agencies {
		if a.On(on) == nil {
			continue
		}
		for code, n := a.Group(s.Code, on), 0; code != "" && n <= len(s.Groups); n++ {
			in[code]++
			g := s.Find(code)
			if g == nil {
				break
			}
			code = g.Parent
		}
	}
	t := web.Table{Caption: s.Name.In(web.LangOf(ctx)), HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "agency.list.group")}, {Title: web.Say(ctx, "agency.column.code")}, {Title: web.Say(ctx, "agency.groups.members"), Number: true},
	}, Empty: web.Empty{Title: web.Say(ctx, "agency.groups.empty")}}
	for _, o := range groupOptions(ctx, s) {
		q := url.Values{"set": {s.Code}, "group": {o.Value}}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: o.Text}, {Text: o.Value},
			{Text: web.Count(ctx, in[o.Value]), Href: pathList + "?" + q.Encode()}}})
	}
	return t
}

// setForm is the form of a set.
func (p *Pages) showSetForm(w http.ResponseWriter, r *http.Request, s *Set, f *filled, status int) error {
	ctx := r.Context()
	say := func(key string) string { return web.Say(ctx, key) }
	page := web.Page{Title: say("agency.groups.new"), Crumbs: []web.Link{{Text: say("agency.groups.title"), Href: pathSets}}}
	v := formView{form: web.Form{Action: pathNewSet, Submit: say("agency.form.save"), Cancel: &web.Link{Text: say("agency.form.cancel"), Href: pathSets}, Faults: f.other}}
	who := formPart{title: say("agency.sheet.set")}
	if s == nil {
		who.fields = append(who.fields, f.field(web.Field{Kind: web.Line, Name: "code", Label: say("agency.column.code"), Hint: say("agency.form.codeHint"), Required: true, Max: 64, Code: true}))
	} else {
		page.Title = web.Say(ctx, "agency.groups.editOf", "name", s.Name.In(web.LangOf(ctx)))
		v.form.Action = setPath(s.Code)
		who.fields = append(who.fields, f.field(web.Field{Kind: web.Hidden, Name: "revision"}))
	}
	who.fields = append(who.fields, f.field(web.Field{Kind: web.Line, Name: "name", Label: say("agency.column.name"), Required: true, Max: 300}),
		f.field(web.Field{Kind: web.Line, Name: "nameEn", Label: say("agency.column.nameEn"), Max: 300}))
	groups := formPart{title: say("agency.sheet.group"), lead: say("agency.groups.rows")}
	parents := []web.Option{{Text: say("agency.groups.top")}}
	rows := 0
	for i := 1; i <= mostGroups; i++ {
		n := strconv.Itoa(i)
		if f.get("group"+n)+f.get("groupName"+n) != "" {
			rows = i
		}
		if code := f.get("group" + n); code != "" {
			parents = append(parents, web.Option{Value: code, Text: cmp.Or(f.get("groupName"+n), code)})
		}
	}
	for i := 1; i <= min(rows+moreGroups, mostGroups); i++ {
		n := strconv.Itoa(i)
		groups.rows = append(groups.rows, []web.Field{
			f.field(web.Field{Kind: web.Line, Name: "group" + n, Label: say("agency.column.group") + " " + n, Max: 64, Code: true}),
			f.field(web.Field{Kind: web.Line, Name: "groupName" + n, Label: say("agency.column.groupName") + " " + n, Max: 300}),
			f.field(web.Field{Kind: web.Line, Name: "groupEn" + n, Label: say("agency.column.groupEn") + " " + n, Max: 300}),
			f.field(web.Field{Kind: web.Choice, Name: "parent" + n, Label: say("agency.groups.parent") + " " + n, Options: parents}),
			f.field(web.Field{Kind: web.Number, Name: "place" + n, Label: say("agency.column.place") + " " + n, Max: 4}),
		})
	}
	v.parts = []formPart{who, groups}
	v.last = []web.Field{reasonField(ctx, f.typed.Get("reason"), f.faults["reason"])}
	v.form.Faults = append(v.form.Faults, v.faultsOfParts(ctx)...)
	switch status {
	case http.StatusConflict:
		mine, _ := f.set(ctx, s.Code)
		c := Change{What: Changed, Noun: "set", Code: s.Code, Name: s.Name}
		view := viewChanges(ctx, &Province{Sets: map[string]*Set{s.Code: s}}, []Change{c.with(between(s.facts(), mine.facts()))})
		v.conflict = &view
		page.Messages = []web.Message{{Tone: web.Low, Text: say("agency.form.conflict")}}
		return p.Site.ShowConflict(w, r, page, agencyForm(v))
	case http.StatusUnprocessableEntity:
		return p.Site.ShowFaulty(w, r, page, agencyForm(v))
	}
	return p.Site.Show(w, r, page, agencyForm(v))
}

func (p *Pages) newSet(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	return p.showSetForm(w, r, nil, newFilled(url.Values{}), http.StatusOK)
}

func (p *Pages) editSet(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	s, err := p.setOf(r)
	if err != nil {
		return err
	}
	f := newFilled(url.Values{"revision": {fmt.Sprint(s.Revision)}, "name": {s.Name.Vi}, "nameEn": {s.Name.En}})
	for i, g := range s.Groups {
		n := strconv.Itoa(i + 1)
		for name, value := range map[string]string{"group": g.Code, "groupName": g.Name.Vi, "groupEn": g.Name.En, "parent": g.Parent, "place": n} {
			f.typed.Set(name+n, value)
		}
	}
	return p.showSetForm(w, r, s, f, http.StatusOK)
}

// setOf gives the set of the address.
func (p *Pages) setOf(r *http.Request) (s *Set, err error) {
	code := r.PathValue("set")
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err := Sets(tx)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(all, func(s *Set) bool { return s.Code == code })
		if i < 0 {
			return fault.New(fault.Missing, "agency.set.unknown", fault.Args{"code": text.Clip(code, 80)})
		}
		s = all[i]
		return nil
	})
	return s, err
}

// set gives the set that the form says, and the field of each spot. Rows without
// code and name are none.
func (f *filled) set(ctx context.Context, code string) (Set, func(spot) string) {
	s := Set{Code: code, Name: Name{Vi: f.get("name"), En: f.get("nameEn")}}
	s.Revision, _ = strconv.ParseInt(f.get("revision"), 10, 64)
	type row struct {
		Group
		n     string
		place int
	}
	var rows []row
	for i := 1; i <= mostGroups; i++ {
		n := strconv.Itoa(i)
		g := Group{Code: f.get("group" + n), Name: Name{Vi: f.get("groupName" + n), En: f.get("groupEn" + n)}, Parent: f.get("parent" + n)}
		if g.Code == "" && g.Name == (Name{}) {
			continue
		}
		place := i
		if typed := f.get("place" + n); typed != "" {
			var err error
			if place, err = strconv.Atoi(typed); err != nil {
				f.bad("place"+n, web.Say(ctx, "agency.groups.place"))
			}
		}
		rows = append(rows, row{g, n, place})
	}
	slices.SortStableFunc(rows, func(a, b row) int { return cmp.Compare(a.place, b.place) })
	for _, one := range rows {
		s.Groups = append(s.Groups, one.Group)
	}
	return s, func(at spot) string {
		switch {
		case at.code != s.Code:
			return ""
		case at.noun == "set":
			return at.field
		case at.noun == "group" && at.row < len(rows):
			field := map[string]string{"group": "group", "name": "groupName", "nameEn": "groupEn", "parent": "parent"}[at.field]
			if field != "" {
				return field + rows[at.row].n
			}
		}
		return ""
	}
}

func (p *Pages) takeNewSet(w http.ResponseWriter, r *http.Request) error { return p.takeSet(w, r, "") }

func (p *Pages) takeEditSet(w http.ResponseWriter, r *http.Request) error {
	return p.takeSet(w, r, r.PathValue("set"))
}

// takeSet saves the form of a set, of a new one for "".
func (p *Pages) takeSet(w http.ResponseWriter, r *http.Request, code string) error {
	if err := p.manage(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	var old *Set
	if code != "" {
		var err error
		if old, err = p.setOf(r); err != nil {
			return err
		}
	}
	f := newFilled(r.PostForm)
	if code == "" {
		code = f.get("code")
	}
	s, at := f.set(ctx, code)
	if f.get("reason") == "" {
		f.bad("reason", web.Say(ctx, "agency.form.reasonless"))
	}
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		if old == nil && all.Sets[code] != nil {
			f.bad("code", web.Say(ctx, "agency.groups.taken"))
		}
		if f.wrong() {
			q := all.clone()
			q.Sets[code] = &s
			q.clean()
			f.sort(p, ctx, q.Check().Err(), at)
			return errFaulty
		}
		err = p.Directory.SaveSet(tx, By{Actor: access.ActorOf(ctx), Reason: f.get("reason")}, s)
		if err != nil && refused(err) {
			f.sort(p, ctx, err, at)
			return errFaulty
		}
		return err
	})
	switch {
	case errors.Is(err, errFaulty):
		return p.showSetForm(w, r, old, f, http.StatusUnprocessableEntity)
	case err != nil && old != nil && fault.KindOf(err) == fault.Conflict:
		if old, err = p.setOf(r); err != nil {
			return err
		}
		f.typed.Set("revision", fmt.Sprint(old.Revision))
		return p.showSetForm(w, r, old, f, http.StatusConflict)
	case err != nil:
		return err
	}
	p.Site.Tell(w, "agency.done.saved")
	http.Redirect(w, r, pathSets, http.StatusSeeOther)
	return nil
}

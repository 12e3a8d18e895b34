package agency

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// agencyList is the ID of the agencies that a field suggests.
const agencyList = "agencies"

// filled is a form as it was typed: what stands in each field, and what is wrong
// with it.
type filled struct {
	typed  url.Values
	faults map[string]string // by field
	other  []string          // faults of no field
}

func newFilled(typed url.Values) *filled { return &filled{typed: typed, faults: map[string]string{}} }

func (f *filled) get(name string) string { return strings.TrimSpace(f.typed.Get(name)) }

func (f *filled) wrong() bool { return len(f.faults) > 0 || len(f.other) > 0 }

func (f *filled) bad(field, sentence string) {
	if f.faults[field] == "" {
		f.faults[field] = sentence
	}
}

// field fills in a field of the form.
func (f *filled) field(one web.Field) web.Field {
	one.Value, one.Fault = f.typed.Get(one.Name), f.faults[one.Name]
	return one
}

// day reads a field with a day.
func (f *filled) day(ctx context.Context, name string) Day {
	d, err := DayOf(f.get(name))
	if err != nil {
		f.bad(name, web.Say(ctx, "agency.day.none", "day", text.Clip(f.get(name), 20)))
	}
	return d
}

// agency reads a field that names an agency: by its code, by what the list
// suggests, or by a name that only one agency has on the day.
func (f *filled) agency(ctx context.Context, all *Province, name string, on Day) string {
	typed := f.get(name)
	code, several := all.pick(typed, on)
	switch {
	case typed == "" || code != "":
		return code
	case len(several) > 1:
		f.bad(name, web.Say(ctx, "agency.pick.several", "name", text.Clip(typed, 80), "agencies", strings.Join(several[:min(len(several), 5)], "; ")))
	default:
		f.bad(name, web.Say(ctx, "agency.pick.none", "name", text.Clip(typed, 80)))
	}
	return ""
}

var codeBehind = regexp.MustCompile(`\(([^()]+)\)$`)

// pick finds the agency that somebody means; without a code, those that it could
// be.
func (p *Province) pick(typed string, on Day) (code string, several []string) {
	if p.Agencies[typed] != nil {
		return typed, nil
	}
	if m := codeBehind.FindStringSubmatch(typed); m != nil && p.Agencies[m[1]] != nil {
		return m[1], nil
	}
	want := text.Plain(typed)
	if want == "" {
		return "", nil
	}
	for _, a := range sorted(p.Agencies) {
		v := a.On(on)
		if v == nil {
			continue
		}
		if slices.Contains([]string{text.Plain(v.Name.Vi), text.Plain(v.Name.En), text.Plain(v.Name.Short)}, want) {
			code, several = a.Code, append(several, p.called(a.Code))
		}
	}
	if len(several) != 1 {
		return "", several
	}
	return code, nil
}

// suggested lists the agencies that are there on a day, as pick reads them.
func (p *Province) suggested(on Day, lang text.Lang) web.Suggestions {
	s := web.Suggestions{ID: agencyList}
	type one struct{ key, shown string }
	var all []one
	for _, a := range p.Agencies {
		if v := a.On(on); v != nil {
			all = append(all, one{text.SortKey(v.Name.Vi) + a.Code, v.Name.In(lang) + " (" + a.Code + ")"})
		}
	}
	slices.SortFunc(all, func(a, b one) int { return strings.Compare(a.key, b.key) })
	for _, o := range all {
		s.Options = append(s.Options, web.Option{Value: o.shown})
	}
	return s
}

// shownAs is how a field names an agency.
func (p *Province) shownAs(code string, on Day, lang text.Lang) string {
	if code == "" {
		return ""
	}
	return p.nameOn(code, on, lang) + " (" + code + ")"
}

var spotForm = regexp.MustCompile(`^(\w+) (.*)\[(\d+)\]\.(\w+)$`)

// sort puts the faults of an act to their fields; at tells which field a spot is,
// "" for none.
func (f *filled) sort(p *Pages, ctx context.Context, err error, at func(spot) string) {
	for _, one := range faultsOf(err) {
		if one.Warning {
			continue
		}
		name := ""
		if m := spotForm.FindStringSubmatch(one.At.Field); m != nil {
			row, _ := strconv.Atoi(m[3])
			name = at(spot{m[1], m[2], row - 1, m[4]})
		}
		told := p.Site.Words.Tell(web.LangOf(ctx), one)
		sentence := told.Sentence
		if told.Hint != "" {
			sentence += " " + told.Hint
		}
		if name != "" {
			f.bad(name, sentence)
		} else if !slices.Contains(f.other, sentence) {
			f.other = append(f.other, sentence)
		}
	}
}

// refused tells what a form shows again from what is not its matter.
func refused(err error) bool { return fault.KindOf(err) == fault.Invalid }

func kindOptions(ctx context.Context) (out []web.Option) {
	for _, k := range Kinds {
		out = append(out, web.Option{Value: string(k), Text: kindWord(ctx, k)})
	}
	return out
}

// contactRows is how many contacts the form offers at least one more than.
const contactRows = 2

// formView is the form of an agency.
type formView struct {
	form     web.Form
	parts    []formPart
	list     web.Suggestions
	conflict *changesView
	last     []web.Field // behind the parts
}

// formPart is some fields under a heading.
type formPart struct {
	title, lead string
	fields      []web.Field
	rows        [][]web.Field
	under       string // folds the rows under these words
	open        bool
}

func (p *Pages) newAgency(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	return p.showForm(w, r, nil, newFilled(url.Values{}), http.StatusOK)
}

func (p *Pages) editAgency(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	var a *Agency
	var f *filled
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		if a, err = Get(tx, r.PathValue("code")); err != nil {
			return err
		}
		f = newFilled(all.typed(a, web.LangOf(r.Context())))
		return nil
	})
	if err != nil {
		return err
	}
	return p.showForm(w, r, a, f, http.StatusOK)
}

// typed is a form that says what stands there now.
func (p *Province) typed(a *Agency, lang text.Lang) url.Values {
	v := a.Last()
	f := url.Values{
		"revision": {strconv.FormatInt(a.Revision, 10)}, "name": {v.Name.Vi}, "nameEn": {v.Name.En}, "short": {v.Name.Short}, "official": {v.Official},
		"kind": {string(v.Kind)}, "parent": {p.shownAs(v.Parent, v.From, lang)}, "address": {v.Address}, "basisNumber": {v.Basis.Number}, "basisDate": {v.Basis.Date.Shown()},
	}
	for _, s := range sorted(p.Sets) {
		f.Set("group."+s.Code, a.currentGroup(s.Code))
	}
	for i, c := range a.Contacts {
		n := strconv.Itoa(i + 1)
		f.Set("person"+n, c.Name)
		f.Set("title"+n, c.Title)
		f.Set("phone"+n, c.Phone)
		f.Set("mail"+n, c.Mail)
	}
	return f
}

// currentGroup is the latest group of a set that the agency has not left.
func (a *Agency) currentGroup(set string) string {
	for _, m := range slices.Backward(a.Members) {
		if m.Set == set {
			if m.To == a.To() {
				return m.Group
			}
			return ""
		}
	}
	return ""
}

// showForm shows the form of an agency, a new one for nil.
func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, a *Agency, f *filled, status int) error {
	ctx := r.Context()
	var v formView
	page := web.Page{Title: web.Say(ctx, "agency.form.new"), Crumbs: []web.Link{{Text: web.Say(ctx, "agency.list.title"), Href: pathList}}}
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		v = formOf(ctx, all, a, f, today(tx))
		if a != nil {
			page.Title = web.Say(ctx, "agency.form.edit", "name", a.Last().Name.In(web.LangOf(ctx)))
			page.Crumbs = append(page.Crumbs, web.Link{Text: a.Last().Name.In(web.LangOf(ctx)), Href: Path(a.Code)})
		}
		if status == http.StatusConflict {
			now := all.Agencies[a.Code]
			mine, _ := f.agencyOf(ctx, all, now, today(tx))
			c := Change{What: Changed, Noun: "agency", Code: a.Code, Name: now.Last().Name}
			view := viewChanges(ctx, all, []Change{c.with(between(now.facts(), mine.facts()))})
			v.conflict = &view
		}
		return nil
	})
	if err != nil {
		return err
	}
	switch status {
	case http.StatusConflict:
		page.Messages = []web.Message{{Tone: web.Low, Text: web.Say(ctx, "agency.form.conflict")}}
		return p.Site.ShowConflict(w, r, page, agencyForm(v))
	case http.StatusUnprocessableEntity:
		return p.Site.ShowFaulty(w, r, page, agencyForm(v))
	}
	return p.Site.Show(w, r, page, agencyForm(v))
}

func formOf(ctx context.Context, all *Province, a *Agency, f *filled, now Day) formView {
	say := func(key string) string { return web.Say(ctx, key) }
	v := formView{list: all.suggested(now, web.LangOf(ctx)), form: web.Form{Action: pathNew, Submit: say("agency.form.found"), Cancel: &web.Link{Text: say("agency.form.cancel"), Href: pathList}, Faults: f.other}}
	who := formPart{title: say("agency.form.identity")}
	add := func(to *formPart, one web.Field) { to.fields = append(to.fields, f.field(one)) }
	if a == nil {
		add(&who, web.Field{Kind: web.Line, Name: "code", Label: say("agency.column.code"), Hint: say("agency.form.codeHint"), Required: true, Max: 64, Code: true})
	} else {
		v.form.Action, v.form.Submit = Path(a.Code), say("agency.form.save")
		v.form.Cancel.Href = Path(a.Code)
		add(&who, web.Field{Kind: web.Hidden, Name: "revision"})
	}
	add(&who, web.Field{Kind: web.Line, Name: "name", Label: say("agency.column.name"), Required: true, Max: 300})
	add(&who, web.Field{Kind: web.Line, Name: "nameEn", Label: say("agency.column.nameEn"), Max: 300})
	add(&who, web.Field{Kind: web.Line, Name: "short", Label: say("agency.column.short"), Max: 100})
	add(&who, web.Field{Kind: web.Line, Name: "official", Label: say("agency.column.official"), Hint: say("agency.form.officialHint"), Max: 100, Code: true})
	add(&who, web.Field{Kind: web.Choice, Name: "kind", Label: say("agency.column.kind"), Options: kindOptions(ctx), Required: true})
	add(&who, web.Field{Kind: web.Line, Name: "parent", Label: say("agency.list.above"), Hint: say("agency.pick.hint"), List: agencyList, Max: 400})
	add(&who, web.Field{Kind: web.Line, Name: "address", Label: say("agency.column.address"), Max: 500})
	law := formPart{title: say("agency.form.basis")}
	if a == nil {
		add(&law, web.Field{Kind: web.Date, Name: "from", Label: say("agency.column.from"), Required: true})
	} else {
		law.lead = web.Say(ctx, "agency.form.sinceLead", "from", a.Last().From.Shown())
		add(&law, web.Field{Kind: web.Date, Name: "since", Label: say("agency.form.since"), Hint: say("agency.form.sinceHint")})
	}
	add(&law, web.Field{Kind: web.Line, Name: "basisNumber", Label: say("agency.column.basisNumber"), Max: 200})
	add(&law, web.Field{Kind: web.Date, Name: "basisDate", Label: say("agency.column.basisDate")})
	v.parts = []formPart{who, law}
	if len(all.Sets) > 0 {
		groups := formPart{title: say("agency.form.groups"), lead: say("agency.form.groupsLead")}
		for _, s := range sorted(all.Sets) {
			add(&groups, web.Field{Kind: web.Choice, Name: "group." + s.Code, Label: s.Name.In(web.LangOf(ctx)),
				Options: append([]web.Option{{Text: say("agency.form.noGroup")}}, groupOptions(ctx, s)...)})
		}
		if a != nil {
			add(&groups, web.Field{Kind: web.Date, Name: "groupFrom", Label: say("agency.form.groupFrom"), Hint: say("agency.form.groupFromHint")})
		}
		v.parts = append(v.parts, groups)
	}
	people := formPart{title: say("agency.sheet.contact"), lead: say("agency.form.contactsLead")}
	rows := contactRows
	if a != nil {
		rows = max(rows, len(a.Contacts)+1)
	}
	for i := 1; i <= rows; i++ {
		n := strconv.Itoa(i)
		var row []web.Field
		for _, c := range []struct{ name, key string }{{"person", "agency.column.person"}, {"title", "agency.column.title"}, {"phone", "agency.column.phone"}, {"mail", "agency.column.mail"}} {
			row = append(row, f.field(web.Field{Kind: web.Line, Name: c.name + n, Label: say(c.key) + " " + n, Max: 200}))
		}
		people.rows = append(people.rows, row)
	}
	v.parts = append(v.parts, people)
	v.last = []web.Field{reasonField(ctx, f.typed.Get("reason"), f.faults["reason"])}
	v.form.Faults = append(v.form.Faults, v.faultsOfParts(ctx)...)
	return v
}

// faultsOfParts lists the faults of all fields at the top, since they stand in
// several parts.
func (v *formView) faultsOfParts(ctx context.Context) (out []string) {
	fields := slices.Clone(v.last)
	for _, part := range v.parts {
		fields = append(fields, part.fields...)
		for _, row := range part.rows {
			fields = append(fields, row...)
		}
	}
	for _, one := range fields {
		if one.Fault != "" {
			out = append(out, one.Label+": "+one.Fault)
		}
	}
	return out
}

// agencyOf gives the agency that the form says, over the one that is there, and
// the field of each spot.
func (f *filled) agencyOf(ctx context.Context, all *Province, old *Agency, now Day) (Agency, func(spot) string) {
	v := Version{Name: Name{f.get("name"), f.get("nameEn"), f.get("short")}, Official: f.get("official"), Kind: Kind(f.get("kind")), Address: f.get("address"),
		Basis: Decision{f.get("basisNumber"), f.day(ctx, "basisDate")}}
	var a Agency
	opened := "from"
	if old == nil {
		v.From = f.day(ctx, "from")
		if v.From == "" {
			f.bad("from", web.Say(ctx, "agency.form.dayless"))
		}
		a = Agency{Code: f.get("code"), Versions: []Version{v}}
	} else {
		a = *old
		a.Revision, _ = strconv.ParseInt(f.get("revision"), 10, 64)
		a.Versions, a.Members = slices.Clone(old.Versions), slices.Clone(old.Members)
		last := &a.Versions[len(a.Versions)-1]
		v.From, v.To = last.From, last.To
		opened = "since"
		if since := f.day(ctx, "since"); since != "" && since != last.From {
			if since < last.From {
				f.bad("since", web.Say(ctx, "agency.form.sinceEarly", "from", last.From.Shown()))
			}
			v.From, last.To = since, since
			a.Versions = append(a.Versions, v)
		} else {
			*last = v
		}
	}
	last := len(a.Versions) - 1
	a.Versions[last].Parent = f.agency(ctx, all, "parent", a.Versions[last].From)
	f.groupsOf(ctx, all, &a, now)
	a.Contacts = nil
	var rows []string
	for i := 1; i <= 50; i++ {
		n := strconv.Itoa(i)
		c := Contact{f.get("person" + n), f.get("title" + n), f.get("phone" + n), f.get("mail" + n)}
		if c != (Contact{}) {
			a.Contacts, rows = append(a.Contacts, c), append(rows, n)
		}
	}
	return a, func(s spot) string {
		switch {
		case s.code != a.Code:
			return ""
		case s.noun == "contact" && s.row < len(rows):
			return s.field + rows[s.row]
		case s.noun == "member" && s.row < len(a.Members):
			return "group." + a.Members[s.row].Set
		case s.noun == "agency" && s.field == "from":
			return opened
		case s.noun == "agency" && (s.row == last || s.field == "code") && s.field != "until":
			return s.field
		}
		return ""
	}
}

// groupsOf lets the agency change its groups as the form says. A change on the
// first day of a membership corrects it.
func (f *filled) groupsOf(ctx context.Context, all *Province, a *Agency, now Day) {
	day := f.day(ctx, "groupFrom")
	if day == "" {
		day = max(now, a.From())
	}
	if a.Revision == 0 {
		day = a.From()
	}
	for _, s := range sorted(all.Sets) {
		name := "group." + s.Code
		if _, sent := f.typed[name]; !sent || f.get(name) == a.currentGroup(s.Code) {
			continue
		}
		group := f.get(name)
		if a.currentGroup(s.Code) != "" {
			i := len(a.Members) - 1
			for a.Members[i].Set != s.Code {
				i--
			}
			if a.Members[i].From >= day {
				day := a.Members[i].From
				a.Members = slices.Delete(a.Members, i, i+1)
				if group != "" {
					a.Members = slices.Insert(a.Members, i, Member{s.Code, group, day, a.To()})
				}
				continue
			}
			a.Members[i].To = day
			if group != "" {
				a.Members = slices.Insert(a.Members, i+1, Member{s.Code, group, day, a.To()})
			}
			continue
		}
		if group != "" {
			a.Members = append(a.Members, Member{s.Code, group, day, a.To()})
		}
	}
	slices.SortStableFunc(a.Members, func(x, y Member) int {
		if c := strings.Compare(x.Set, y.Set); c != 0 {
			return c
		}
		return strings.Compare(string(x.From), string(y.From))
	})
}

func (p *Pages) takeNew(w http.ResponseWriter, r *http.Request) error { return p.takeAgency(w, r, "") }

func (p *Pages) takeEdit(w http.ResponseWriter, r *http.Request) error {
	return p.takeAgency(w, r, r.PathValue("code"))
}

// takeAgency saves the form of an agency, of a new one for "".
func (p *Pages) takeAgency(w http.ResponseWriter, r *http.Request, code string) error {
	if err := p.manage(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	var f *filled
	var old *Agency
	var saved string
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		f, old = newFilled(r.PostForm), nil
		all, err := Load(tx)
		if err != nil {
			return err
		}
		if code != "" {
			if old, err = Get(tx, code); err != nil {
				return err
			}
		}
		if f.get("reason") == "" {
			f.bad("reason", web.Say(ctx, "agency.form.reasonless"))
		}
		a, at := f.agencyOf(ctx, all, old, today(tx))
		if old == nil && all.Agencies[a.Code] != nil {
			f.bad("code", web.Say(ctx, "agency.code.taken", "agency", all.called(a.Code)))
		}
		saved = a.Code
		if old != nil && a.Revision != old.Revision {
			return fault.New(fault.Conflict, "agency.agency.changed", fault.Args{"agency": all.called(a.Code)})
		}
		if f.wrong() {
			q := all.clone()
			q.Agencies[a.Code] = &a
			q.clean()
			f.sort(p, ctx, q.Check().Err(), at)
			return errFaulty
		}
		err = p.Directory.Amend(tx, By{Actor: access.ActorOf(ctx), Reason: f.get("reason")}, a)
		if err != nil && refused(err) {
			f.sort(p, ctx, err, at)
			return errFaulty
		}
		return err
	})
	switch {
	case errors.Is(err, errFaulty):
		return p.showForm(w, r, old, f, http.StatusUnprocessableEntity)
	case err != nil && old != nil && fault.KindOf(err) == fault.Conflict:
		f.typed.Set("revision", fmt.Sprint(old.Revision))
		return p.showForm(w, r, old, f, http.StatusConflict)
	case err != nil:
		return err
	}
	p.Site.Tell(w, "agency.done.saved")
	http.Redirect(w, r, Path(saved), http.StatusSeeOther)
	return nil
}

// errFaulty undoes a transaction whose form comes back; the form tells why.
var errFaulty = errors.New("the form comes back")

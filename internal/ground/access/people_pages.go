package access

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// mostPeople bounds the list that is filtered in memory: a province has some
// thousand accounts, and all of them are some milliseconds.
const mostPeople = 20_000

const perPage = 50

// seen gives the people whom the actor may read: all, or those of the agencies
// whose head the actor is; denied when there are none of either.
func (p *Pages) seen(tx *db.Tx, r *http.Request) ([]Person, error) {
	actor := ActorOf(r.Context())
	refusal := p.Gate.Ask(tx, actor, AccountRead, Resource{})
	if refusal == nil {
		return p.Gate.Persons(tx, nil, mostPeople)
	}
	var all []Person
	for _, g := range VisitOf(r.Context()).Grants {
		if g.Scope.Level != OverAgency || p.Gate.Ask(tx, actor, AccountRead, Resource{Agency: g.Scope.ID}) != nil {
			continue
		}
		refusal = nil
		at, err := p.Gate.PersonsAt(tx, g.Scope.ID)
		if err != nil {
			return nil, err
		}
		all = append(all, at...)
	}
	if refusal != nil {
		return nil, refusal
	}
	slices.SortFunc(all, func(a, b Person) int { return strings.Compare(text.SortKey(a.Name)+a.ID, text.SortKey(b.Name)+b.ID) })
	return slices.CompactFunc(all, func(a, b Person) bool { return a.ID == b.ID }), nil
}

// stateOf tells where an account stands.
func stateOf(person *Person, invited bool) string {
	switch {
	case !person.Closed.IsZero():
		return "closed"
	case invited:
		return "invited"
	}
	return "open"
}

func (p *Pages) showPeople(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	var list web.Table
	var filter web.Filter
	var pager web.Pager
	create := false
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := p.seen(tx, r)
		if err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		grants, err := p.Gate.grantsInForce(tx)
		if err != nil {
			return err
		}
		invited, err := passwordless(tx)
		if err != nil {
			return err
		}
		create = p.may(tx, r, AccountCreate, Resource{Roles: []Role{Officer}})
		filter = p.peopleFilter(r, places)
		all = slices.DeleteFunc(all, func(one Person) bool {
			return !wanted(q.Get("q"), &one) || !fits(q, stateOf(&one, invited[one.ID]), grants[one.ID])
		})
		number, _ := strconv.Atoi(q.Get("page"))
		pager = web.NewPager(len(all), perPage, max(number, 1), r.URL)
		list = web.Table{Caption: web.Say(ctx, "access.people.caption", "count", len(all)), Columns: []web.Column{
			{Title: web.Say(ctx, "access.field.name")}, {Title: web.Say(ctx, "access.field.login")}, {Title: web.Say(ctx, "access.field.role")},
			{Title: web.Say(ctx, "access.field.scope")}, {Title: web.Say(ctx, "access.field.state")}},
			Empty: web.Empty{Title: web.Say(ctx, "access.people.none"), Text: web.Say(ctx, "access.people.noneText")}}
		if len(all) > 0 {
			all = all[pager.First-1 : pager.Last]
		}
		for _, one := range all {
			var roles, over []string
			for _, g := range grants[one.ID] {
				roles = append(roles, g.Role.In(lang(r)))
				over = append(over, placeIn(places, g.Scope, lang(r)).Name)
			}
			list.Rows = append(list.Rows, web.Row{Cells: []web.Cell{
				{Text: one.Name, Href: pathPeople + "/" + one.ID}, {Text: one.Login},
				{Text: strings.Join(slices.Compact(roles), ", ")}, {Text: strings.Join(slices.Compact(over), ", ")}, {Part: p.stateMark(r, stateOf(&one, invited[one.ID]))}}})
		}
		return nil
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "access.people.title"), Lead: web.Say(ctx, "access.people.lead")}
	acts := []templ.Component{web.Button{Text: web.Say(ctx, "access.rules.title"), Href: pathRules}}
	if create {
		acts = append(acts, web.Button{Text: web.Say(ctx, "access.import.title"), Href: pathImport}, web.Button{Text: web.Say(ctx, "access.people.new"), Href: pathPeople + "/new", Primary: true})
	}
	page.Acts = parts(acts)
	body := []templ.Component{filter, list}
	if len(list.Rows) > 0 {
		body = append(body, pager)
	}
	return p.Site.Show(w, r, page, parts(body))
}

func (p *Pages) stateMark(r *http.Request, state string) web.Mark {
	tone := map[string]web.Tone{"open": web.Good, "invited": web.Middle, "closed": web.Plain}[state]
	return web.Mark{Tone: tone, Text: web.Say(r.Context(), "access.state."+state)}
}

// wanted tells whether each word begins a word of name or login, with or
// without marks.
func wanted(words string, one *Person) bool {
	has := strings.FieldsFunc(text.Plain(one.Name)+" "+text.Plain(one.Login), func(r rune) bool { return r == ' ' || r == '.' || r == '-' || r == '_' || r == '@' })
	for _, word := range strings.Fields(text.Plain(words)) {
		if !slices.ContainsFunc(has, func(s string) bool { return strings.HasPrefix(s, word) }) && text.Plain(one.Login) != word {
			return false
		}
	}
	return true
}

func fits(q map[string][]string, state string, grants []Grant) bool {
	get := func(name string) string {
		if len(q[name]) == 0 {
			return ""
		}
		return q[name][0]
	}
	if s := get("state"); s != "" && s != state {
		return false
	}
	role, over := get("role"), get("over")
	if role == "" && over == "" {
		return true
	}
	return slices.ContainsFunc(grants, func(g Grant) bool {
		return (role == "" || string(g.Role) == role) && (over == "" || g.Scope.key() == over)
	})
}

func (p *Pages) peopleFilter(r *http.Request, places []Place) web.Filter {
	ctx, q := r.Context(), r.URL.Query()
	all := web.Option{Text: web.Say(ctx, "access.filter.all")}
	f := web.Filter{Action: pathPeople, Fields: []web.Field{
		{Kind: web.Line, Name: "q", Label: web.Say(ctx, "access.filter.words"), Value: q.Get("q"), Max: 100},
		{Kind: web.Choice, Name: "role", Label: web.Say(ctx, "access.field.role"), Value: q.Get("role"), Options: append([]web.Option{all}, roleOptions(r)...)},
		{Kind: web.Choice, Name: "over", Label: web.Say(ctx, "access.field.scope"), Value: q.Get("over"), Options: append([]web.Option{all}, placeOptions(r, places)...)},
		{Kind: web.Choice, Name: "state", Label: web.Say(ctx, "access.field.state"), Value: q.Get("state"), Options: []web.Option{all}},
	}}
	for _, s := range []string{"open", "invited", "closed"} {
		f.Fields[3].Options = append(f.Fields[3].Options, web.Option{Value: s, Text: web.Say(ctx, "access.state."+s)})
	}
	if r.URL.RawQuery != "" {
		f.Clear = pathPeople
	}
	return f
}

func roleOptions(r *http.Request) []web.Option {
	var all []web.Option
	for _, role := range Roles {
		all = append(all, web.Option{Value: string(role), Text: role.In(lang(r))})
	}
	return all
}

func placeOptions(r *http.Request, places []Place) []web.Option {
	all := []web.Option{{Value: Province.key(), Text: Province.In(lang(r))}}
	for _, one := range places {
		all = append(all, web.Option{Value: one.Scope.key(), Text: one.Name})
	}
	return all
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request) error { return p.newPage(w, r, nil) }

func (p *Pages) newPage(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	var f web.Form
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		// A sign-in that was long ago is asked for again before the form is filled in.
		if err := p.Gate.Ask(tx, ActorOf(ctx), AccountCreate, Resource{Roles: []Role{Officer}}); err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		get := r.PostForm.Get
		f = web.Form{Action: pathPeople, Submit: web.Say(ctx, "access.people.create"), Cancel: &web.Link{Text: web.Say(ctx, "access.people.cancel"), Href: pathPeople}, Fields: []web.Field{
			{Kind: web.Line, Name: "name", Label: web.Say(ctx, "access.field.name"), Hint: web.Say(ctx, "access.field.nameHint"), Value: get("name"), Required: true, Max: 200},
			{Kind: web.Line, Name: "login", Label: web.Say(ctx, "access.field.login"), Hint: web.Say(ctx, "access.field.loginHint"), Value: get("login"), Required: true, Code: true, Max: 64},
			{Kind: web.Mail, Name: "mail", Label: web.Say(ctx, "access.field.mail"), Value: get("mail"), Max: 200},
			{Kind: web.Line, Name: "phone", Label: web.Say(ctx, "access.field.phone"), Value: get("phone"), Max: 40},
		}}
		f.Fields = append(f.Fields, grantFields(r, places)...)
		f.Fields = append(f.Fields, web.Field{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "access.field.basis"), Hint: web.Say(ctx, "access.field.basisHint"), Value: get("reason"), Max: 500})
		return nil
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "access.people.new"), Lead: web.Say(ctx, "access.people.newLead"), Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}}}
	if wrong != nil {
		if err := p.blame(r, &f, wrong); err != nil {
			return err
		}
		return p.Site.ShowFaulty(w, r, page, section("", f))
	}
	return p.Site.Show(w, r, page, section("", f))
}

// grantFields ask for a role, over what, from when until when.
func grantFields(r *http.Request, places []Place) []web.Field {
	ctx, get := r.Context(), r.PostForm.Get
	return []web.Field{
		{Kind: web.Choice, Name: "role", Label: web.Say(ctx, "access.field.role"), Value: get("role"), Required: true, Options: append([]web.Option{{Text: web.Say(ctx, "access.filter.choose")}}, roleOptions(r)...)},
		{Kind: web.Choice, Name: "over", Label: web.Say(ctx, "access.field.scope"), Value: get("over"), Required: true, Options: append([]web.Option{{Text: web.Say(ctx, "access.filter.choose")}}, placeOptions(r, places)...)},
		{Kind: web.Date, Name: "from", Label: web.Say(ctx, "access.field.from"), Hint: web.Say(ctx, "access.field.fromHint"), Value: get("from")},
		{Kind: web.Date, Name: "to", Label: web.Say(ctx, "access.field.to"), Hint: web.Say(ctx, "access.field.toHint"), Value: get("to")},
	}
}

// grantSent reads what grantFields asked for.
func (p *Pages) grantSent(r *http.Request, places []Place) (NewGrant, error) {
	get := r.PostForm.Get
	g := NewGrant{Role: Role(get("role")), Scope: scopeOf(get("over"))}
	var faults fault.List
	if !slices.Contains(Roles, g.Role) {
		faults.Add(fault.New(fault.Invalid, "access.grant.role", nil).WithPlace(fault.Place{Field: "role"}))
	}
	if i := slices.IndexFunc(places, func(one Place) bool { return one.Scope == g.Scope }); i >= 0 {
		g.Groups = places[i].Groups
	} else if g.Scope != Province {
		faults.Add(fault.New(fault.Invalid, "access.grant.place", nil).WithPlace(fault.Place{Field: "over"}))
	}
	var err error
	g.From, err = dayTyped(get("from"), "from")
	faults.Add(err)
	g.To, err = dayTyped(get("to"), "to")
	faults.Add(err)
	if !g.To.IsZero() {
		g.To = g.To.AddDate(0, 0, 1) // the day is the last one
	}
	return g, faults.Err()
}

func (p *Pages) create(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	get := r.PostForm.Get
	var made *Person
	var link *Issued
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		actor := ActorOf(r.Context())
		if err := p.Gate.Ask(tx, actor, AccountCreate, Resource{Roles: []Role{Officer}}); err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		g, wrong := p.grantSent(r, places)
		n := NewPerson{Login: get("login"), Name: get("name"), Mail: get("mail"), Phone: get("phone")}
		if wrong != nil {
			var faults fault.List
			faults.Add(wrong)
			_, err := n.clean()
			faults.Add(err)
			return faults.Err()
		}
		if made, err = p.Gate.CreatePerson(tx, actor, n, []NewGrant{g}, get("reason")); err != nil {
			return err
		}
		link, err = p.Gate.Invite(tx, actor, made.ID, get("reason"))
		return err
	})
	if err != nil {
		return p.newPage(w, r, err)
	}
	return p.showIssued(w, r, made.ID, link)
}

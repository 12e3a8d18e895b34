package access

import (
	"cmp"
	"errors"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// reads asks whether the actor may read one account: as everybody may the own
// one, as the policy says, or as head of an agency where the person is.
func (p *Pages) reads(tx *db.Tx, r *http.Request, id string, grants []Grant) error {
	actor := ActorOf(r.Context())
	refusal := p.Gate.Ask(tx, actor, AccountRead, Resource{Owner: id})
	for _, g := range grants {
		if refusal != nil && g.Scope.Level == OverAgency && g.InForce(tx.Now()) && p.Gate.Ask(tx, actor, AccountRead, Resource{Agency: g.Scope.ID, Owner: id}) == nil {
			refusal = nil
		}
	}
	return refusal
}

func (p *Pages) showPerson(w http.ResponseWriter, r *http.Request) error {
	return p.personPage(w, r, nil, "")
}

// personPage shows one person; wrong are the faults of the form called sent.
func (p *Pages) personPage(w http.ResponseWriter, r *http.Request, wrong error, sent string) error {
	ctx, id := r.Context(), r.PathValue("id")
	var person *Person
	var body []templ.Component
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		body = nil
		grants, err := p.Gate.Grants(tx, id)
		if err != nil {
			return err
		}
		if err := p.reads(tx, r, id, grants); err != nil {
			return err
		}
		if person, err = p.Gate.Person(tx, id); err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		invited, err := passwordless(tx)
		if err != nil {
			return err
		}
		sessions, err := p.Gate.Sessions(tx, id)
		if err != nil {
			return err
		}
		on, err := p.Gate.account(tx, id)
		if err != nil {
			return err
		}
		links, err := eachLink(tx, listLinks, id)
		if err != nil {
			return err
		}
		second, err := hasSecond(tx, id)
		if err != nil {
			return err
		}
		secondSaid := web.Say(ctx, "access.second.off")
		if second {
			secondSaid = web.Say(ctx, "access.second.on")
		}
		state := stateOf(person, invited[id])
		body = append(body, web.Facts{
			{Name: web.Say(ctx, "access.field.login"), Text: person.Login}, {Name: web.Say(ctx, "access.field.state"), Part: p.stateMark(r, state)},
			{Name: web.Say(ctx, "access.field.mail"), Text: person.Mail}, {Name: web.Say(ctx, "access.field.phone"), Text: person.Phone},
			{Name: web.Say(ctx, "access.person.since"), Text: shownDay(person.Created)}, {Name: web.Say(ctx, "access.second.name"), Text: secondSaid}, {Name: web.Say(ctx, "access.person.link"), Text: linkSaid(r, links, tx.Now())}})
		roles, err := p.grantsPart(tx, r, person, grants, places, on, wrong, sent)
		if err != nil {
			return err
		}
		body = append(body, roles)
		acts, err := p.accountPart(tx, r, person, state, on, wrong, sent)
		if err != nil {
			return err
		}
		body = append(body, acts...)
		if len(sessions) > 0 && p.may(tx, r, SessionEnd, on) { // where somebody works from is not everybody's to see
			body = append(body, section(web.Say(ctx, "access.person.sessions"), p.sessionsTable(r, sessions, "", false)...))
		}
		body = append(body, section(web.Say(ctx, "access.why.title"), paragraph(web.Say(ctx, "access.why.what")),
			actsRow([]templ.Component{web.Button{Text: web.Say(ctx, "access.why.open"), Href: pathWhy + "?person=" + id}})))
		return nil
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: person.Name, Lead: web.Say(ctx, "access.person.lead"), Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}}}
	switch {
	case moved(wrong):
		return p.Site.ShowConflict(w, r, page, parts(body))
	case wrong != nil:
		return p.Site.ShowFaulty(w, r, page, parts(body))
	}
	return p.Site.Show(w, r, page, parts(body))
}

// linkSaid tells of the one-time link that waits to be used.
func linkSaid(r *http.Request, links []Link, now time.Time) string {
	for _, l := range links {
		if l.InForce(now) {
			return web.Say(r.Context(), "access.link.until", "until", shown(l.Expires))
		}
	}
	return web.Say(r.Context(), "access.link.none")
}

// moved tells whether somebody else was quicker.
func moved(err error) bool {
	var f *fault.Fault
	return errors.As(err, &f) && f.Key == "access.person.moved"
}

// grantsPart lists all grants, those in force first, each with what can be done
// about it.
func (p *Pages) grantsPart(tx *db.Tx, r *http.Request, person *Person, grants []Grant, places []Place, on Resource, wrong error, sent string) (templ.Component, error) {
	ctx, base := r.Context(), pathPeople+"/"+person.ID+"/grants"
	now := tx.Now()
	var all []templ.Component
	t := web.Table{Caption: web.Say(ctx, "access.person.roles"), HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "access.field.role")}, {Title: web.Say(ctx, "access.field.scope")}, {Title: web.Say(ctx, "access.field.from")}, {Title: web.Say(ctx, "access.field.to")}, {Title: web.Say(ctx, "access.field.state")}},
		Empty: web.Empty{Title: web.Say(ctx, "access.person.roleless")}}
	slices.SortStableFunc(grants, func(a, b Grant) int {
		switch x, y := a.InForce(now), b.InForce(now); {
		case x && !y:
			return -1
		case y && !x:
			return 1
		}
		return b.From.Compare(a.From)
	})
	for _, g := range grants {
		place := placeIn(places, g.Scope, lang(r))
		role := web.Cell{Text: g.Role.In(lang(r))}
		if g.Source != "" {
			role.Note = web.Say(ctx, "access.grant.delegated")
		}
		mark := web.Mark{Tone: web.Plain, Text: web.Say(ctx, "access.grant.ended")}
		switch {
		case g.InForce(now):
			mark = web.Mark{Tone: web.Good, Text: web.Say(ctx, "access.grant.holds")}
		case g.Revoked.IsZero() && now.Before(g.From):
			mark = web.Mark{Tone: web.Info, Text: web.Say(ctx, "access.grant.later")}
		case !g.Revoked.IsZero():
			mark = web.Mark{Tone: web.Plain, Text: web.Say(ctx, "access.grant.revoked")}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{role, {Text: place.Name}, {Text: shownDay(g.From)}, {Text: p.open(r, lastDay(g.To))}, {Part: mark}}})
		over := !g.Revoked.IsZero() || !g.To.IsZero() && !now.Before(g.To)
		n := NewGrant{Role: g.Role, Scope: g.Scope, Groups: place.Groups}
		if !over && (p.may(tx, r, RoleRevoke, n.resource(person.ID)) || g.Behalf == VisitOf(ctx).Person.ID) {
			c := web.Confirm{Summary: web.Say(ctx, "access.grant.revoke", "role", g.Role.In(lang(r)), "scope", place.Name), Explain: web.Say(ctx, "access.grant.revokeText"),
				Action: base + "/" + g.ID + "/revoke", Submit: web.Say(ctx, "access.grant.revokeSubmit"), Hidden: []web.Field{{Kind: web.Hidden, Name: "over", Value: g.Scope.key()}}}
			if sent == g.ID {
				c.Fault, c.Reason = p.sentence(r, wrong), r.PostForm.Get("reason")
			}
			all = append(all, c)
		}
		if g.Role == Head && g.Source == "" && g.Person == VisitOf(ctx).Person.ID && g.InForce(now) {
			f, err := p.delegateForm(tx, r, &g, base, wrong, sent)
			if err != nil {
				return nil, err
			}
			all = append(all, f)
		}
	}
	if person.Closed.IsZero() && p.may(tx, r, RoleGrant, Resource{Owner: person.ID, Roles: []Role{Officer}}) {
		f := web.Form{Key: "grant", Action: base, Submit: web.Say(ctx, "access.grant.submit"), Fields: append(grantFields(r, places),
			web.Field{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "access.field.basis"), Hint: web.Say(ctx, "access.field.basisHint"), Value: r.PostForm.Get("reason"), Max: 500})}
		if sent == "grant" {
			if err := p.blame(r, &f, wrong); err != nil {
				return nil, err
			}
		}
		all = append(all, folded(web.Say(ctx, "access.grant.new"), sent == "grant", f))
	}
	return section(web.Say(ctx, "access.person.roles"), append([]templ.Component{t}, all...)...), nil
}

// delegateForm lets a head lend the role to somebody of the agency.
func (p *Pages) delegateForm(tx *db.Tx, r *http.Request, g *Grant, base string, wrong error, sent string) (templ.Component, error) {
	ctx, get := r.Context(), r.PostForm.Get
	at, err := p.Gate.PersonsAt(tx, g.Scope.ID)
	if err != nil {
		return nil, err
	}
	deputies := []web.Option{{Text: web.Say(ctx, "access.filter.choose")}}
	for _, one := range at {
		if one.ID != g.Person {
			deputies = append(deputies, web.Option{Value: one.ID, Text: one.Name + " (" + one.Login + ")"})
		}
	}
	f := web.Form{Key: "delegate", Action: base + "/" + g.ID + "/delegate", Submit: web.Say(ctx, "access.delegate.submit"), Fields: []web.Field{
		{Kind: web.Choice, Name: "deputy", Label: web.Say(ctx, "access.delegate.deputy"), Hint: web.Say(ctx, "access.delegate.deputyHint"), Value: get("deputy"), Required: true, Options: deputies},
		{Kind: web.Date, Name: "from", Label: web.Say(ctx, "access.field.from"), Hint: web.Say(ctx, "access.field.fromHint"), Value: get("from")},
		{Kind: web.Date, Name: "to", Label: web.Say(ctx, "access.field.to"), Value: get("to"), Required: true},
		{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "access.field.basis"), Hint: web.Say(ctx, "access.field.basisHint"), Value: get("reason"), Max: 500},
	}}
	if sent == "delegate" {
		if err := p.blame(r, &f, wrong); err != nil {
			return nil, err
		}
	}
	return folded(web.Say(ctx, "access.delegate.title"), sent == "delegate", f), nil
}

// accountPart is what can be done about the account.
func (p *Pages) accountPart(tx *db.Tx, r *http.Request, person *Person, state string, on Resource, wrong error, sent string) ([]templ.Component, error) {
	ctx, base := r.Context(), pathPeople+"/"+person.ID
	var all []templ.Component
	act := func(action Action, name string) {
		if p.may(tx, r, action, on) {
			c := web.Confirm{Summary: web.Say(ctx, "access.do."+name), Explain: web.Say(ctx, "access.explain."+name), Action: base + "/" + name, Submit: web.Say(ctx, "access.do."+name)}
			if sent == name {
				c.Fault, c.Reason = p.sentence(r, wrong), r.PostForm.Get("reason")
			}
			all = append(all, c)
		}
	}
	switch state {
	case "invited":
		act(AccountInvite, "invite")
	case "open":
		act(AccountReset, "reset")
		act(SecondReset, "second")
		act(SessionEnd, "sessions")
	}
	if state == "closed" {
		act(AccountClose, "reopen")
	} else {
		act(AccountClose, "close")
	}
	var out []templ.Component
	if state != "closed" && p.may(tx, r, AccountChange, on) {
		f := web.Form{Key: "person", Action: base, Submit: web.Say(ctx, "access.person.save"), Fields: []web.Field{
			{Kind: web.Line, Name: "name", Label: web.Say(ctx, "access.field.name"), Value: person.Name, Required: true, Max: 200},
			{Kind: web.Line, Name: "login", Label: web.Say(ctx, "access.field.login"), Hint: web.Say(ctx, "access.field.loginHint"), Value: person.Login, Required: true, Code: true, Max: 64},
			{Kind: web.Mail, Name: "mail", Label: web.Say(ctx, "access.field.mail"), Value: person.Mail, Max: 200},
			{Kind: web.Line, Name: "phone", Label: web.Say(ctx, "access.field.phone"), Value: person.Phone, Max: 40},
			{Kind: web.Line, Name: "reason", Label: web.Say(ctx, "access.field.basis"), Max: 500},
			{Kind: web.Hidden, Name: "version", Value: number(person.Version)},
		}}
		if sent == "change" {
			for i := range f.Fields {
				now := f.Fields[i].Value
				f.Fields[i].Value = r.PostForm.Get(f.Fields[i].Name)
				if moved(wrong) && now != f.Fields[i].Value {
					f.Fields[i].Ghost = web.Say(ctx, "access.person.now", "value", cmp.Or(now, web.Say(ctx, "access.person.nothing")))
				}
			}
			f.Fields[len(f.Fields)-1].Value = number(person.Version)
			if err := p.blame(r, &f, wrong); err != nil {
				return nil, err
			}
		}
		out = append(out, folded(web.Say(ctx, "access.person.change"), sent == "change", f))
	}
	if len(all) == 0 && len(out) == 0 {
		return nil, nil
	}
	return []templ.Component{section(web.Say(ctx, "access.person.account"), append(out, all...)...)}, nil
}

func (p *Pages) change(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	get := r.PostForm.Get
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := p.Gate.ChangePerson(tx, ActorOf(r.Context()), r.PathValue("id"), numberOf(get("version")),
			NewPerson{Login: get("login"), Name: get("name"), Mail: get("mail"), Phone: get("phone")}, get("reason"))
		return err
	})
	if err != nil {
		return p.mend(w, r, err, "change")
	}
	return p.done(w, r, "access.person.saved", pathPeople+"/"+r.PathValue("id"))
}

// mend brings a form back with its faults; a refusal is one of the whole page.
func (p *Pages) mend(w http.ResponseWriter, r *http.Request, err error, sent string) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict, fault.Limit:
		return p.personPage(w, r, err, sent)
	}
	return err
}

// act does one thing about an account, by its name.
func (p *Pages) act(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	id, reason, actor := r.PathValue("id"), r.PostForm.Get("reason"), ActorOf(r.Context())
	var link *Issued
	act := map[string]func(tx *db.Tx) error{
		"invite":   func(tx *db.Tx) (err error) { link, err = p.Gate.Invite(tx, actor, id, reason); return err },
		"reset":    func(tx *db.Tx) (err error) { link, err = p.Gate.IssueReset(tx, actor, id, reason); return err },
		"second":   func(tx *db.Tx) error { return p.Gate.ResetSecond(tx, actor, id, reason) },
		"sessions": func(tx *db.Tx) error { return p.Gate.EndSessions(tx, actor, id, reason) },
		"close":    func(tx *db.Tx) error { return p.Gate.ClosePerson(tx, actor, id, reason) },
		"reopen":   func(tx *db.Tx) error { return p.Gate.ReopenPerson(tx, actor, id, reason) },
	}[r.PathValue("act")]
	if act == nil {
		return fault.New(fault.Missing, "access.person.noAct", nil)
	}
	if err := p.DB.Write(r.Context(), act); err != nil {
		return p.mend(w, r, err, r.PathValue("act"))
	}
	if link != nil {
		return p.showIssued(w, r, id, link)
	}
	return p.done(w, r, "access.did."+r.PathValue("act"), pathPeople+"/"+id)
}

func (p *Pages) grant(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, ActorOf(r.Context()), RoleGrant, Resource{Owner: r.PathValue("id"), Roles: []Role{Officer}}); err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		g, err := p.grantSent(r, places)
		if err != nil {
			return err
		}
		_, err = p.Gate.Grant(tx, ActorOf(r.Context()), r.PathValue("id"), g, r.PostForm.Get("reason"))
		return err
	})
	if err != nil {
		return p.mend(w, r, err, "grant")
	}
	return p.done(w, r, "access.grant.given", pathPeople+"/"+r.PathValue("id"))
}

// groupsOf gives the groups of the agency that a form names, for the policy.
func (p *Pages) groupsOf(tx *db.Tx, r *http.Request, s Scope) ([]string, error) {
	places, err := p.places(tx, r)
	return placeIn(places, s, lang(r)).Groups, err
}

func (p *Pages) revoke(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		groups, err := p.groupsOf(tx, r, scopeOf(r.PostForm.Get("over")))
		if err != nil {
			return err
		}
		return p.Gate.Revoke(tx, ActorOf(r.Context()), r.PathValue("grant"), groups, r.PostForm.Get("reason"))
	})
	if err != nil {
		return p.mend(w, r, err, r.PathValue("grant"))
	}
	return p.done(w, r, "access.grant.taken", pathPeople+"/"+r.PathValue("id"))
}

func (p *Pages) delegate(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	get := r.PostForm.Get
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		var faults fault.List
		from, err := dayTyped(get("from"), "from")
		faults.Add(err)
		to, err := dayTyped(get("to"), "to")
		faults.Add(err)
		if get("to") == "" {
			faults.Add(fault.New(fault.Invalid, "access.delegate.endless", nil).WithPlace(fault.Place{Field: "to"}))
		}
		if get("deputy") == "" {
			faults.Add(fault.New(fault.Invalid, "access.delegate.nobody", nil).WithPlace(fault.Place{Field: "deputy"}))
		}
		if err := faults.Err(); err != nil {
			return err
		}
		own, err := p.Gate.Grants(tx, ActorOf(r.Context()).Person)
		if err != nil {
			return err
		}
		var groups []string
		if i := slices.IndexFunc(own, func(g Grant) bool { return g.ID == r.PathValue("grant") }); i >= 0 {
			if groups, err = p.groupsOf(tx, r, own[i].Scope); err != nil {
				return err
			}
		}
		_, err = p.Gate.Delegate(tx, ActorOf(r.Context()), r.PathValue("grant"), get("deputy"), from, to.AddDate(0, 0, 1), groups, get("reason"))
		return err
	})
	if err != nil {
		return p.mend(w, r, err, "delegate")
	}
	return p.done(w, r, "access.delegate.given", pathPeople+"/"+r.PathValue("id"))
}

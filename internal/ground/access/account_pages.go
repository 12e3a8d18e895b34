package access

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// showAccount is what somebody sees of the own account.
func (p *Pages) showAccount(w http.ResponseWriter, r *http.Request) error {
	return p.account(w, r, nil, nil, "")
}

// account shows the own account; wrong and tokenWrong are the faults of the
// contacts and of a token as they were sent, secret is that of a new API token.
func (p *Pages) account(w http.ResponseWriter, r *http.Request, wrong, tokenWrong error, secret string) error {
	ctx, v := r.Context(), VisitOf(r.Context())
	var body []templ.Component
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		body = nil
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		sessions, err := p.Gate.Sessions(tx, v.Person.ID)
		if err != nil {
			return err
		}
		tokens, err := p.Gate.Tokens(tx, v.Person.ID)
		if err != nil {
			return err
		}
		left, err := p.Gate.RecoveryLeft(tx, v.Person.ID)
		if err != nil {
			return err
		}
		if secret != "" {
			body = append(body, section(web.Say(ctx, "access.token.made"), paragraph(web.Say(ctx, "access.token.madeText")), secretShown(web.Say(ctx, "access.token.secret"), secret)))
		}
		body = append(body,
			web.Facts{{Name: web.Say(ctx, "access.field.name"), Text: v.Person.Name}, {Name: web.Say(ctx, "access.field.login"), Text: v.Person.Login},
				{Name: web.Say(ctx, "access.field.mail"), Text: v.Person.Mail}, {Name: web.Say(ctx, "access.field.phone"), Text: v.Person.Phone}},
			section(web.Say(ctx, "access.account.roles"), append([]templ.Component{p.rolesTable(r, v.Grants, places)}, p.allowed(r, v.Grants)...)...),
			section(web.Say(ctx, "access.account.security"), p.security(r, v, left)...),
			section(web.Say(ctx, "access.account.sessions"), p.sessionsTable(r, sessions, v.Session.ID, true)...),
		)
		contacts, err := p.contactsForm(r, v, wrong)
		if err != nil {
			return err
		}
		form, err := p.tokenForm(r, tokenWrong)
		if err != nil {
			return err
		}
		body = append(body, folded(web.Say(ctx, "access.account.contacts"), wrong != nil, contacts),
			section(web.Say(ctx, "access.account.tokens"), p.tokensTable(r, tokens, tx.Now()), folded(web.Say(ctx, "access.token.new"), tokenWrong != nil, form)))
		return nil
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "access.account.title"), Lead: web.Say(ctx, "access.account.lead")}
	if wrong != nil || tokenWrong != nil {
		return p.Site.ShowFaulty(w, r, page, parts(body))
	}
	return p.Site.Show(w, r, page, parts(body))
}

// rolesTable lists grants as they concern the person.
func (p *Pages) rolesTable(r *http.Request, grants []Grant, places []Place) web.Table {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "access.account.roles"), HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "access.field.role")}, {Title: web.Say(ctx, "access.field.scope")}, {Title: web.Say(ctx, "access.field.from")}, {Title: web.Say(ctx, "access.field.to")}},
		Empty: web.Empty{Title: web.Say(ctx, "access.account.roleless"), Text: web.Say(ctx, "access.account.rolelessText")}}
	for _, g := range grants {
		c := web.Cell{Text: g.Role.In(lang(r))}
		if g.Source != "" {
			c.Note = web.Say(ctx, "access.grant.delegated")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{c, {Text: placeIn(places, g.Scope, lang(r)).Name}, {Text: shownDay(g.From)}, {Text: p.open(r, lastDay(g.To))}}})
	}
	return t
}

// allowed tells, for each role that is held, what the policy permits with it.
func (p *Pages) allowed(r *http.Request, grants []Grant) []templ.Component {
	var out []templ.Component
	for _, role := range Roles {
		if !slices.ContainsFunc(grants, func(g Grant) bool { return g.Role == role }) {
			continue
		}
		var lines []string
		for _, s := range p.Gate.policy.statements {
			if s.permits && slices.Contains(s.roles, role) {
				lines = append(lines, s.says.In(lang(r)))
			}
		}
		out = append(out, folded(web.Say(r.Context(), "access.account.allows", "role", role.In(lang(r))), false, linesShown(lines)))
	}
	return out
}

// open writes an open end in words.
func (p *Pages) open(r *http.Request, day string) string {
	if day == "" {
		return web.Say(r.Context(), "access.grant.open")
	}
	return day
}

// security tells of password and second factor, and what to do about them.
func (p *Pages) security(r *http.Request, v *Visit, left int) []templ.Component {
	ctx := r.Context()
	state := web.Mark{Tone: web.Middle, Text: web.Say(ctx, "access.second.off")}
	acts := []templ.Component{web.Button{Text: web.Say(ctx, "access.password.change"), Href: pathPassword}}
	if v.Second {
		state = web.Mark{Tone: web.Good, Text: web.Say(ctx, "access.second.on")}
	} else {
		acts = append(acts, web.Button{Text: web.Say(ctx, "access.second.begin"), Href: pathSecond, Primary: true})
	}
	fs := web.Facts{{Name: web.Say(ctx, "access.second.name"), Part: state}}
	out := []templ.Component{fs, paragraph(web.Say(ctx, "access.second.what"))}
	if v.Second {
		fs = append(fs, web.Fact{Name: web.Say(ctx, "access.second.left"), Text: web.Count(ctx, left)})
		out = []templ.Component{fs}
		acts = append(acts, postButton(pathSecond+"/renew", web.Say(ctx, "access.second.renew")), postButton(pathSecond+"/drop", web.Say(ctx, "access.second.drop")))
	}
	return append(out, actsRow(acts))
}

// sessionsTable lists sign-ins; own marks the one that asks, ending tells whether
// the others can be ended one by one.
func (p *Pages) sessionsTable(r *http.Request, sessions []Session, own string, ending bool) []templ.Component {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "access.account.sessions"), HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "access.session.since")}, {Title: web.Say(ctx, "access.session.seen")}, {Title: web.Say(ctx, "access.session.address")}, {Title: web.Say(ctx, "access.session.agent")}}}
	if ending {
		t.Columns = append(t.Columns, web.Column{Title: web.Say(ctx, "access.field.act")})
	}
	for _, s := range sessions {
		row := web.Row{Cells: []web.Cell{{Text: shown(s.Created)}, {Text: shown(s.Seen)}, {Text: s.Address}, {Text: browserName(s.Agent)}}}
		switch {
		case ending && s.ID == own:
			row.Cells = append(row.Cells, web.Cell{Text: web.Say(ctx, "access.session.this")})
		case ending:
			row.Cells = append(row.Cells, web.Cell{Part: postButton(pathSessions+"/"+s.ID+"/end", web.Say(ctx, "access.session.end"))})
		}
		t.Rows = append(t.Rows, row)
	}
	out := []templ.Component{t}
	if ending && len(sessions) > 1 {
		out = append(out, actsRow([]templ.Component{postButton(pathSessions+"/end", web.Say(ctx, "access.session.endOthers"))}))
	}
	return out
}

// browserName shortens what a browser calls itself to what its owner knows it by.
func browserName(agent string) string {
	for _, b := range [][2]string{{"Edg/", "Edge"}, {"coc_coc_browser/", "Cốc Cốc"}, {"OPR/", "Opera"}, {"Firefox/", "Firefox"}, {"Chrome/", "Chrome"}, {"Safari/", "Safari"}} {
		if strings.Contains(agent, b[0]) {
			for _, o := range [][2]string{{"Android", "Android"}, {"iPhone", "iPhone"}, {"iPad", "iPad"}, {"Windows", "Windows"}, {"Mac OS", "macOS"}, {"Linux", "Linux"}} {
				if strings.Contains(agent, o[0]) {
					return b[1] + ", " + o[1]
				}
			}
			return b[1]
		}
	}
	return agent
}

func (p *Pages) contactsForm(r *http.Request, v *Visit, wrong error) (web.Form, error) {
	ctx := r.Context()
	mail, phone := v.Person.Mail, v.Person.Phone
	if wrong != nil {
		mail, phone = r.PostForm.Get("mail"), r.PostForm.Get("phone")
	}
	f := web.Form{Key: "contacts", Action: pathAccount, Submit: web.Say(ctx, "access.account.save"), Fields: []web.Field{
		{Kind: web.Mail, Name: "mail", Label: web.Say(ctx, "access.field.mail"), Value: mail, Autocomplete: "email", Max: 200},
		{Kind: web.Line, Name: "phone", Label: web.Say(ctx, "access.field.phone"), Value: phone, Autocomplete: "tel", Max: 40},
		{Kind: web.Hidden, Name: "version", Value: number(v.Person.Version)},
	}}
	if wrong != nil {
		return f, p.blame(r, &f, wrong)
	}
	return f, nil
}

func (p *Pages) setContacts(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	v := VisitOf(r.Context())
	n := NewPerson{Login: v.Person.Login, Name: v.Person.Name, Mail: r.PostForm.Get("mail"), Phone: r.PostForm.Get("phone")}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		_, err := p.Gate.ChangePerson(tx, v.Actor, v.Person.ID, numberOf(r.PostForm.Get("version")), n, "")
		return err
	})
	if err != nil {
		return p.account(w, r, err, nil, "")
	}
	return p.done(w, r, "access.account.saved", pathAccount)
}

func (p *Pages) endSession(w http.ResponseWriter, r *http.Request) error {
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return p.Gate.EndSession(tx, ActorOf(r.Context()), r.PathValue("id"), "")
	})
	if err != nil {
		return err
	}
	return p.done(w, r, "access.session.endedOne", pathAccount)
}

func (p *Pages) endOtherSessions(w http.ResponseWriter, r *http.Request) error {
	v := VisitOf(r.Context())
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error { return p.Gate.EndSessions(tx, v.Actor, v.Person.ID, "") })
	if err != nil {
		return err
	}
	return p.done(w, r, "access.session.endedOthers", pathAccount)
}

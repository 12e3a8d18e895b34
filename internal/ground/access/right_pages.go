package access

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// showWhy answers why somebody may or may not do something, in the words of the
// policy.
func (p *Pages) showWhy(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	var body []templ.Component
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		body = nil
		people, err := p.seen(tx, r)
		if err != nil {
			return err
		}
		places, err := p.places(tx, r)
		if err != nil {
			return err
		}
		choose := web.Option{Text: web.Say(ctx, "access.filter.choose")}
		form := web.Form{Get: true, Action: pathWhy, Submit: web.Say(ctx, "access.why.submit"), Fields: []web.Field{
			{Kind: web.Choice, Name: "person", Label: web.Say(ctx, "access.why.person"), Value: q.Get("person"), Required: true, Options: []web.Option{choose}},
			{Kind: web.Choice, Name: "action", Label: web.Say(ctx, "access.why.action"), Value: q.Get("action"), Required: true, Options: []web.Option{choose}},
			{Kind: web.Choice, Name: "over", Label: web.Say(ctx, "access.why.over"), Value: q.Get("over"), Options: []web.Option{{Text: web.Say(ctx, "access.why.nowhere")}}},
			{Kind: web.Choice, Name: "phase", Label: web.Say(ctx, "access.why.phase"), Value: q.Get("phase"), Options: []web.Option{{Text: web.Say(ctx, "access.why.phaseless")}}},
		}}
		for _, one := range people {
			form.Fields[0].Options = append(form.Fields[0].Options, web.Option{Value: one.ID, Text: one.Name + " (" + one.Login + ")"})
		}
		for _, a := range Actions() {
			form.Fields[1].Options = append(form.Fields[1].Options, web.Option{Value: string(a), Text: a.In(lang(r))})
		}
		for _, one := range places {
			if one.Scope.Level == OverAgency {
				form.Fields[2].Options = append(form.Fields[2].Options, web.Option{Value: one.Scope.key(), Text: one.Name})
			}
		}
		for _, ph := range Phases {
			form.Fields[3].Options = append(form.Fields[3].Options, web.Option{Value: string(ph), Text: ph.In(lang(r))})
		}
		body = append(body, section("", form))
		asked := slices.IndexFunc(people, func(one Person) bool { return one.ID == q.Get("person") })
		if asked < 0 || !slices.Contains(Actions(), Action(q.Get("action"))) {
			return nil
		}
		on := Resource{Phase: Phase(q.Get("phase"))}
		if s := scopeOf(q.Get("over")); s.Level == OverAgency {
			on.Agency, on.Groups = s.ID, placeIn(places, s, lang(r)).Groups
		}
		verdict, err := p.Gate.Explain(tx, people[asked].ID, Action(q.Get("action")), on)
		if err != nil {
			return err
		}
		mark := web.Mark{Tone: web.Low, Text: web.Say(ctx, "access.why.no")}
		if verdict.Allowed {
			mark = web.Mark{Tone: web.Good, Text: web.Say(ctx, "access.why.yes")}
		}
		lines := make([]string, 0, 4)
		for _, l := range verdict.Lines()[1:] { // the first says what the mark says
			lines = append(lines, p.Site.Words.Text(web.LangOf(ctx), l.Key, l.Args))
		}
		body = append(body, section(people[asked].Name+" · "+Action(q.Get("action")).In(lang(r)), mark, linesShown(lines)))
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "access.why.title"), Lead: web.Say(ctx, "access.why.lead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}}}, parts(body))
}

// showRules shows the policy: each rule in words, and the text that decides.
func (p *Pages) showRules(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		_, err := p.seen(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	t := web.Table{Caption: web.Say(ctx, "access.rules.caption"), Columns: []web.Column{{Title: web.Say(ctx, "access.rules.rule")}, {Title: web.Say(ctx, "access.rules.roles")}, {Title: web.Say(ctx, "access.rules.effect")}}}
	for _, s := range p.Gate.policy.statements {
		mark := web.Mark{Tone: web.Good, Text: web.Say(ctx, "access.rules.permit")}
		if !s.permits {
			mark = web.Mark{Tone: web.Low, Text: web.Say(ctx, "access.rules.forbid")}
		}
		var roles []string
		for _, role := range s.roles {
			roles = append(roles, role.In(lang(r)))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: s.says.In(lang(r)), Note: s.id}, {Text: strings.Join(roles, "; ")}, {Part: mark}}})
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "access.rules.title"), Lead: web.Say(ctx, "access.rules.lead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}}},
		parts([]templ.Component{t, folded(web.Say(ctx, "access.rules.text"), false, policyShown(PolicyText()))}))
}

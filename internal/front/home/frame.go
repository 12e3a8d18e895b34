package home

import (
	"context"
	"net/http"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// place is one link of the navigation; action is what its page asks for, ""
// when everybody who is signed in may.
type place struct {
	key, path string
	action    access.Action
}

// wings is the navigation of pages.md. A wing appears with the first page that
// the person may open.
var wings = []struct {
	key    string
	places []place
}{
	{"home.wing.work", []place{{"home.place.work", "/", ""}}},
	{"home.wing.judging", []place{{"home.place.forms", "/forms", access.AgencyRead}, {"home.place.rounds", "/rounds", access.AgencyRead}, {"home.place.frameworks", "/frameworks", access.AgencyRead}}},
	{"home.wing.facts", []place{{"home.place.figures", "/figures", access.AgencyRead}, {"home.place.calendar", "/calendar", ""}}},
	{"home.wing.agency", []place{
		{"home.place.agencies", "/agencies", access.AgencyRead},
		{"home.place.organisation", "/organisation", access.AgencyRead},
		{"home.place.reorganisations", "/reorganisations", access.AgencyRead},
		{"home.place.groups", "/agency-groups", access.AgencyRead},
	}},
	{"home.wing.admin", []place{
		{"home.place.people", "/people", access.AccountRead},
		{"home.place.why", "/people/why", access.AccountRead},
		{"home.place.audit", pathAudit, access.AuditRead},
		{"home.place.health", "/health", access.SettingsRead},
		{"home.place.settings", "/settings", access.SettingsRead},
	}},
}

// Bare is the frame before anybody has signed in.
func (p *Pages) Bare(r *http.Request) web.Chrome {
	c := web.Chrome{Product: "Sansang", Version: p.Version, Bare: true}
	// A page that says what is wrong is shown without the province's name, too.
	_ = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		i, err := agency.LoadInstallation(tx)
		if err == nil {
			c.Owner = i.In(web.LangOf(r.Context()))
			if i.Sample {
				c.Context = append(c.Context, web.Fact{Name: web.Say(r.Context(), "home.frame.data"), Text: web.Say(r.Context(), "home.frame.sample")})
			}
		}
		return err
	})
	return c
}

// Language is the main language that the installation was given; Vietnamese before
// it is founded, and while that cannot be read.
func (p *Pages) Language(ctx context.Context) (lang text.Lang) {
	_ = p.DB.Read(ctx, func(tx *db.Tx) error {
		i, err := agency.LoadInstallation(tx)
		if err == nil {
			lang = i.Language
		}
		return err
	})
	if lang != text.En {
		return text.Vi
	}
	return lang
}

// Frame is the frame of a request.
func (p *Pages) Frame(r *http.Request) (web.Chrome, error) {
	c := p.Bare(r)
	v := access.VisitOf(r.Context())
	if v == nil || v.Need != access.NeedNothing {
		return c, nil
	}
	c.Bare = false
	c.Search = pathSearch
	lang := string(web.LangOf(r.Context()))
	c.Person = &web.Person{Name: v.Person.Name, Role: rolesIn(v, lang), SignOut: "/sign-out",
		Links: []web.Link{{Text: web.Say(r.Context(), "home.place.account"), Href: "/account"}}}
	c.Guide = &web.Link{Text: web.Say(r.Context(), "home.guide.title"), Href: "/guides"}
	here := placeOf(r.URL.Path)
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		for _, w := range wings {
			wing := web.Wing{Name: web.Say(r.Context(), w.key)}
			for _, l := range w.places {
				if l.action == "" || p.mayAnywhere(r, tx, l.action) {
					wing.Links = append(wing.Links, web.Link{Text: web.Say(r.Context(), l.key), Href: l.path, Current: l.path == here})
				}
			}
			if len(wing.Links) > 0 {
				c.Wings = append(c.Wings, wing)
			}
		}
		return nil
	})
	return c, err
}

// mayAnywhere tells whether who is there may do something for the province, or
// for an agency over which a role is held.
func (p *Pages) mayAnywhere(r *http.Request, tx *db.Tx, action access.Action) bool {
	if p.may(r, tx, action) {
		return true
	}
	for _, g := range access.VisitOf(r.Context()).Grants {
		if g.Scope.Level == access.OverAgency && p.Gate.Ask(tx, access.ActorOf(r.Context()), action, access.Resource{Agency: g.Scope.ID}) == nil {
			return true
		}
	}
	return false
}

// placeOf is the path of the place to which a page belongs, "" for none: of two,
// one under the other, the nearer.
func placeOf(path string) string {
	at := ""
	for _, w := range wings {
		for _, l := range w.places {
			if isAt(path, l.path) && len(l.path) > len(at) {
				at = l.path
			}
		}
	}
	return at
}

func isAt(path, place string) bool {
	return path == place || place != "/" && strings.HasPrefix(path, place+"/")
}

// rolesIn names the roles in force, each once.
func rolesIn(v *access.Visit, lang string) string {
	var names []string
	seen := map[access.Role]bool{}
	for _, g := range v.Grants {
		if !seen[g.Role] {
			seen[g.Role] = true
			names = append(names, g.Role.In(lang))
		}
	}
	return strings.Join(names, ", ")
}

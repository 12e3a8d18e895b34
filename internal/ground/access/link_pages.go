package access

import (
	"net/http"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// showLink shows whose one-time link it is. It does not use the link up: mail
// programs open addresses that they see.
func (p *Pages) showLink(w http.ResponseWriter, r *http.Request) error {
	return p.linkPage(w, r, nil)
}

func (p *Pages) linkPage(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	w.Header().Set("Referrer-Policy", "no-referrer") // the address is the secret
	link, person, err := p.Gate.LookAtLink(ctx, r.PathValue("secret"))
	if err != nil {
		if fault.KindOf(err) != fault.Missing {
			return err
		}
		return p.Site.ShowRefused(w, r, p.Frame(r), web.Page{Title: web.Say(ctx, "access.link.deadTitle"),
			Messages: []web.Message{{Tone: web.Middle, Text: p.sentence(r, err)}}},
			web.Empty{Title: web.Say(ctx, "access.link.deadWhat"), Text: web.Say(ctx, "access.link.deadText"), Act: web.Button{Text: web.Say(ctx, "access.signin.title"), Href: pathSignIn}})
	}
	title := web.Say(ctx, "access.link.again")
	if link.Invites() {
		title = web.Say(ctx, "access.link.welcome")
	}
	f := web.Form{Action: r.URL.Path, Submit: web.Say(ctx, "access.link.submit"), Fields: p.newPasswordFields(r)}
	page := web.Page{Title: title, Lead: web.Say(ctx, "access.link.lead")}
	facts := web.Facts{{Name: web.Say(ctx, "access.field.name"), Text: person.Name}, {Name: web.Say(ctx, "access.field.login"), Text: person.Login},
		{Name: web.Say(ctx, "access.link.expires"), Text: shown(link.Expires)}}
	if wrong != nil {
		if err := p.blamePassword(r, &f, wrong); err != nil {
			return err
		}
		return p.Site.ShowRefused(w, r, p.Frame(r), page, parts([]templ.Component{facts, section("", f)}))
	}
	return p.Site.ShowBare(w, r, p.Frame(r), page, parts([]templ.Component{facts, section("", f)}))
}

// useLink sets the password and leads to the sign-in: whoever holds the link has
// not shown yet that they know what they chose.
func (p *Pages) useLink(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	wanted, err := chosen(r)
	if err == nil {
		_, err = p.Gate.UseLink(r.Context(), r.PathValue("secret"), wanted, p.Origin(r))
	}
	if err != nil {
		return p.linkPage(w, r, err)
	}
	return p.done(w, r, "access.link.used", pathSignIn)
}

// addressOf is what somebody opens to use a link.
func (p *Pages) addressOf(r *http.Request, link *Issued) string {
	scheme := "https"
	if p.Site.Plain {
		scheme = "http"
	}
	return scheme + "://" + r.Host + pathLink + link.Secret
}

// slipOf makes the slip by which a link is handed over; the picture saves whoever
// has a telephone the typing.
func (p *Pages) slipOf(r *http.Request, person *Person, link *Issued) (templ.Component, error) {
	address := p.addressOf(r, link)
	picture, err := drawQR(address)
	if err != nil {
		return nil, err
	}
	return slip(person.Name, person.Login, address, shown(link.Expires), picture), nil
}

// showIssued shows a link once, as a slip to be handed over.
func (p *Pages) showIssued(w http.ResponseWriter, r *http.Request, id string, link *Issued) error {
	ctx := r.Context()
	var person *Person
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		person, err = p.Gate.Person(tx, id)
		return err
	})
	if err != nil {
		return err
	}
	handed, err := p.slipOf(r, person, link)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "access.link.issued"), Lead: web.Say(ctx, "access.link.issuedLead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "access.people.title"), Href: pathPeople}, {Text: person.Name, Href: pathPeople + "/" + person.ID}}},
		parts([]templ.Component{handed,
			actsRow([]templ.Component{printing(), web.Button{Text: web.Say(ctx, "access.people.back"), Href: pathPeople + "/" + person.ID}})}))
}

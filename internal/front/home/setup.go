package home

import (
	"context"
	"crypto/subtle"
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const (
	pathSetup  = "/setup"
	pathSample = "/setup/sample"
)

// standing is how far the founding of the installation has come.
type standing uint8

const (
	unfounded standing = iota // nobody is there
	brokenOff                 // the founder is there and has no password yet
	founded
)

func (p *Pages) standing(tx *db.Tx) (standing, *access.Person, error) {
	founder, fresh, err := p.Gate.Founder(tx)
	switch {
	case fresh:
		return unfounded, nil, err
	case founder != nil:
		return brokenOff, founder, err
	}
	return founded, nil, err
}

// First leads every page to the wizard until the installation is founded. What
// the wizard itself needs passes.
func (p *Pages) First(next http.Handler) http.Handler {
	if p.SetupCode == "" {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if p.isFounded.Load() || passesSetup(r.URL.Path) {
			next.ServeHTTP(w, r)
			return
		}
		var now standing
		err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
			now, _, err = p.standing(tx)
			return err
		})
		switch {
		case err != nil:
			p.Site.Fail(w, r, err)
		case now == founded:
			p.isFounded.Store(true)
			next.ServeHTTP(w, r)
		default:
			http.Redirect(w, r, pathSetup, http.StatusSeeOther)
		}
	})
}

func passesSetup(path string) bool {
	for _, one := range []string{"/assets/", "/link/", "/api/"} {
		if strings.HasPrefix(path, one) {
			return true
		}
	}
	return path == pathSetup || path == "/language"
}

// showSetup asks what an installation must know before anybody can sign in.
func (p *Pages) showSetup(w http.ResponseWriter, r *http.Request) error {
	return p.setupPage(w, r, nil)
}

func (p *Pages) setupPage(w http.ResponseWriter, r *http.Request, wrong error) error {
	ctx := r.Context()
	var now standing
	var founder *access.Person
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		now, founder, err = p.standing(tx)
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "home.setup.title"), Lead: web.Say(ctx, "home.setup.lead")}
	frame := p.Bare(r)
	switch {
	case now == founded:
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	case p.SetupCode == "":
		return p.Site.ShowBare(w, r, frame, page, web.Empty{Title: web.Say(ctx, "home.setup.closed"), Text: web.Say(ctx, "home.setup.closedText")})
	}
	f := web.Form{Action: pathSetup, Submit: web.Say(ctx, "home.setup.submit"), Fields: []web.Field{
		{Kind: web.Line, Name: "secret_code", Label: web.Say(ctx, "home.setup.code"), Hint: web.Say(ctx, "home.setup.codeHint"), Required: true, Code: true, Max: 40}}}
	if now == brokenOff {
		page.Lead = web.Say(ctx, "home.setup.again", "login", founder.Login)
		f.Submit = web.Say(ctx, "home.setup.resume")
	} else {
		f.Fields = append(f.Fields, p.setupFields(r)...)
	}
	if wrong == nil {
		return p.Site.ShowBare(w, r, frame, page, framed(f))
	}
	p.blame(r, &f, wrong)
	return p.Site.ShowRefused(w, r, frame, page, framed(f))
}

// setupFields are what is asked beside the code.
func (p *Pages) setupFields(r *http.Request) []web.Field {
	ctx := r.Context()
	get := func(name, or string) string {
		if v := r.PostForm.Get(name); v != "" {
			return v
		}
		return or
	}
	fields := []web.Field{
		{Kind: web.Radios, Name: "language", Label: web.Say(ctx, "home.setup.language"), Value: get("language", string(web.LangOf(ctx))), Required: true,
			Options: []web.Option{{Value: string(text.Vi), Text: "Tiếng Việt"}, {Value: string(text.En), Text: "English"}}},
		{Kind: web.Line, Name: "name", Label: web.Say(ctx, "home.setup.province"), Hint: web.Say(ctx, "home.setup.provinceHint"), Value: get("name", ""), Required: true, Max: 200},
		{Kind: web.Line, Name: "name_en", Label: web.Say(ctx, "home.setup.provinceEn"), Value: get("name_en", ""), Max: 200},
		{Kind: web.Line, Name: "code", Label: web.Say(ctx, "home.setup.provinceCode"), Hint: web.Say(ctx, "home.setup.provinceCodeHint"), Value: get("code", ""), Required: true, Code: true, Max: 64},
		{Kind: web.Line, Name: "person", Label: web.Say(ctx, "home.setup.person"), Hint: web.Say(ctx, "home.setup.personHint"), Value: get("person", ""), Required: true, Max: 200, Autocomplete: "name"},
		{Kind: web.Line, Name: "login", Label: web.Say(ctx, "home.setup.login"), Hint: web.Say(ctx, "home.setup.loginHint"), Value: get("login", ""), Required: true, Code: true, Max: 64, Autocomplete: "username"},
	}
	if p.Sample != nil {
		fields = append(fields, web.Field{Kind: web.Radios, Name: "data", Label: web.Say(ctx, "home.setup.data"), Hint: web.Say(ctx, "home.setup.dataHint"), Value: get("data", "empty"), Required: true,
			Options: []web.Option{{Value: "empty", Text: web.Say(ctx, "home.setup.empty")}, {Value: "sample", Text: web.Say(ctx, "home.setup.sample")}}})
	}
	return fields
}

// blame tells each fault at its field, all others at the top.
func (p *Pages) blame(r *http.Request, f *web.Form, wrong error) {
	var list fault.List
	list.Add(wrong)
	for _, one := range list {
		said := p.Site.Words.Tell(web.LangOf(r.Context()), one).Sentence
		told := false
		for i := range f.Fields {
			if f.Fields[i].Name == one.At.Field && f.Fields[i].Fault == "" {
				f.Fields[i].Fault, told = said, true
			}
		}
		if !told {
			f.Faults = append(f.Faults, said)
		}
	}
}

// found founds the installation, or goes on where that was broken off, and leads
// the admin to the choice of a password. Province and account come into being in
// one transaction; the password follows by the link, the second factor as the
// rules demand it at the first sign-in.
func (p *Pages) found(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	typed := strings.ToUpper(strings.TrimSpace(r.PostForm.Get("secret_code")))
	if p.SetupCode == "" || subtle.ConstantTimeCompare([]byte(typed), []byte(p.SetupCode)) != 1 {
		return p.setupPage(w, r, fault.New(fault.Denied, "home.setup.wrongCode", nil).WithPlace(fault.Place{Field: "secret_code"}))
	}
	get := func(name string) string { return strings.TrimSpace(text.NFC(r.PostForm.Get(name))) }
	from := audit.Origin{Via: "web", Request: web.NumberOf(r.Context())}
	if p.Origin != nil {
		from = p.Origin(r)
	}
	var link *access.Issued
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		now, _, err := p.standing(tx)
		if err != nil {
			return err
		}
		switch now {
		case founded:
			return fault.New(fault.Conflict, "home.setup.done", nil)
		case brokenOff:
			_, link, err = p.Gate.Resume(tx, from)
			return err
		}
		i := agency.Installation{Code: get("code"), Name: agency.Name{Vi: get("name"), En: get("name_en")}, Language: text.Lang(get("language")),
			Sample: p.Sample != nil && get("data") == "sample"}
		admin := access.NewPerson{Login: get("login"), Name: get("person")}
		if err := foundingFaults(i, admin); err != nil {
			return err
		}
		_, link, err = agency.NewDirectory(p.Log, p.Gate).Found(tx, i, admin, from)
		return err
	})
	switch {
	case err != nil && fault.KindOf(err) == fault.Conflict:
		http.Redirect(w, r, "/", http.StatusSeeOther)
		return nil
	case err != nil:
		return p.setupPage(w, r, err)
	}
	http.Redirect(w, r, "/link/"+link.Secret, http.StatusSeeOther)
	return nil
}

// foundingFaults gives all that is wrong about province and person in one pass.
func foundingFaults(i agency.Installation, admin access.NewPerson) error {
	var list fault.List
	list.Add(i.Check())
	var wrong fault.List
	wrong.Add(admin.Check())
	for _, one := range wrong {
		if one.At.Field == "name" {
			one.At.Field = "person" // the form has a name of the province, too
		}
		list.Add(one)
	}
	return list.Err()
}

// sampleWaits tells whether the installation was founded for sample data that are
// not there yet.
func (p *Pages) sampleWaits(tx *db.Tx) (bool, error) {
	if p.Sample == nil {
		return false, nil
	}
	i, err := agency.LoadInstallation(tx)
	if err != nil {
		if fault.KindOf(err) == fault.Missing {
			err = nil
		}
		return false, err
	}
	there, err := agency.List(tx, agency.Filter{Limit: 1})
	return i.Sample && len(there) == 0, err
}

// showSample offers to fill in the sample data.
func (p *Pages) showSample(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	waits := false
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err = p.Gate.Ask(tx, access.ActorOf(ctx), access.SettingsChange, access.Resource{}); err != nil {
			return err
		}
		waits, err = p.sampleWaits(tx)
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "home.sample.title"), Lead: web.Say(ctx, "home.sample.lead")}
	if !waits {
		return p.Site.Show(w, r, page, web.Empty{Title: web.Say(ctx, "home.sample.none"), Text: web.Say(ctx, "home.sample.noneText")})
	}
	return p.Site.Show(w, r, page, framed(web.Form{Action: pathSample, Submit: web.Say(ctx, "home.sample.submit"), Fields: []web.Field{{Kind: web.Hidden, Name: "go", Value: "yes"}}}))
}

// fillSample fills them in. What broke off is done again from the beginning: the
// province is written in one transaction.
func (p *Pages) fillSample(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	waits := false
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err = p.Gate.Ask(tx, access.ActorOf(ctx), access.SettingsChange, access.Resource{}); err != nil {
			return err
		}
		waits, err = p.sampleWaits(tx)
		return err
	})
	if err == nil && waits {
		err = p.Sample(ctx, access.ActorOf(ctx))
	}
	if err != nil {
		return err
	}
	p.Site.Tell(w, "home.sample.done")
	http.Redirect(w, r, "/agencies", http.StatusSeeOther)
	return nil
}

// framed sets a form apart.
func framed(f web.Form) templ.Component { return panel(f) }

// Sampler fills an installation with sample data, acting for an admin.
type Sampler func(ctx context.Context, admin access.Actor) error

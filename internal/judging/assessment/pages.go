package assessment

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

//go:generate go tool templ generate

// Pages are the pages of this slice. It is made once by app.
type Pages struct {
	DB    *db.DB
	Gate  *access.Gate
	Site  *web.Site
	Files *file.Store // holds workbooks between preview and consent
	Desk  *Desk
	Mail  *mail.Office // nil where none is
}

// Addresses.
const (
	pathForms = "/forms"
	pathForm  = pathForms + "/{round}/{agency}"
)

// Path is the address of a form.
func Path(round, agency string) string {
	return pathForms + "/" + url.PathEscape(round) + "/" + url.PathEscape(agency)
}

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET "+pathForms, web.Signed, p.showForms)
	m.Handle("GET "+pathForm, web.Signed, p.showForm)
	m.Handle("POST "+pathForm, web.Signed, p.takeField)
	m.Handle("POST "+pathForm+"/answers", web.Signed, p.takeAnswer)
	p.mountSubmission(m)
	p.mountWorkbook(m)
	p.mountBoard(m)
	p.mountQuestions(m)
	p.mountGrid(m)
	p.mountAll(m)
	p.mountSections(m)
}

// form reads the form of the address for who may read it.
func (p *Pages) form(r *http.Request) (f *Form, may rights, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		f, may, err = p.formIn(tx, r)
		return err
	})
	return f, may, err
}

// rights are what somebody may do with a form now, to show what leads to it.
type rights struct{ edit, behalf, submit, deliver bool }

func (p *Pages) formIn(tx *db.Tx, r *http.Request) (*Form, rights, error) {
	actor := access.ActorOf(r.Context())
	code := r.PathValue("agency")
	f, err := p.Desk.Open(tx, r.PathValue("round"), code)
	on := access.Resource{Agency: code}
	if f != nil && f.Member != nil {
		on = f.Member.Resource(f.Round)
	}
	if refused := p.Gate.Ask(tx, actor, access.AnswerRead, on); refused != nil {
		return nil, rights{}, refused // first: that a form is there is told to nobody else
	}
	if err != nil {
		return nil, rights{}, err
	}
	ask := func(a access.Action) bool { return p.Gate.Ask(tx, actor, a, on) == nil }
	return f, rights{
		edit:    ask(access.AnswerEdit),
		behalf:  ask(access.FormBehalf),
		submit:  ask(access.FormSubmit),
		deliver: f.Round.Officer && ask(access.FormDeliver),
	}, nil
}

// by is who acts in a request.
func by(r *http.Request, may rights) By {
	return By{Actor: access.ActorOf(r.Context()), Behalf: may.behalf && !may.edit}
}

func langOf(ctx context.Context) string { return string(web.LangOf(ctx)) }

// clock gives the time of day, with seconds.
func clock(t time.Time) string { return t.In(text.Zone).Format("15:04:05") }

// moment gives day and time.
func moment(t time.Time) string { return t.In(text.Zone).Format("02/01/2006 15:04") }

// shownPoints writes points for reading: two places at least, exact up to four.
func shownPoints(ctx context.Context, n scoring.Num) string {
	places, finite := n.IsFinite()
	if !finite || places > 4 {
		places = 4
	}
	return text.FormatDecimal(n.Decimal(max(2, places), scoring.HalfUp), web.LangOf(ctx))
}

// shownMax writes a maximum for reading.
func shownMax(ctx context.Context, n scoring.Num) string {
	return text.FormatDecimal(n.String(), web.LangOf(ctx))
}

package criteria

import (
	"context"
	"net/http"
	"net/url"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

//go:generate go tool templ generate

// Pages are the pages of this slice. It is made once by app.
type Pages struct {
	DB      *db.DB
	Gate    *access.Gate
	Site    *web.Site
	Files   *file.Store // holds workbooks between preview and consent
	Library *Library
	Figures *figure.Book // the dictionary from which items are taken
}

// Addresses. What is no version stands behind "-", which no version is named.
const pathList = "/frameworks"

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET "+pathList, web.Signed, p.showLibrary)
	m.Handle("GET "+pathList+"/{id}", web.Signed, p.showVersion)
	m.Handle("GET "+pathList+"/{id}"+placeCompare, web.Signed, p.showCompare)
	p.mountBegin(m)
	p.mountImport(m)
	p.mountLife(m)
	p.mountAnnex(m)
	p.mountEdit(m)
}

// Path is the address of a version's page.
func Path(id string) string { return pathList + "/" + url.PathEscape(id) }

// MayRead tells whether somebody may look at a version: an issued one is open to
// whoever is signed in, a draft to those who make or judge it. The error is the
// refusal.
func MayRead(tx *db.Tx, gate *access.Gate, actor access.Actor, s State) error {
	if err := gate.Ask(tx, actor, access.AgencyRead, access.Resource{}); err != nil {
		return err
	}
	if s == Issued || s == Withdrawn {
		return nil
	}
	return gate.Ask(tx, actor, access.FrameworkRead, access.Resource{})
}

// lookUp gives a version that somebody may read. That there is a draft is told to
// nobody else.
func lookUp(tx *db.Tx, gate *access.Gate, actor access.Actor, id string) (*Version, error) {
	if err := MayRead(tx, gate, actor, Issued); err != nil {
		return nil, err
	}
	v, err := Get(tx, id)
	if fault.KindOf(err) == fault.Missing {
		if refused := MayRead(tx, gate, actor, Draft); refused != nil {
			return nil, refused
		}
	}
	if err != nil {
		return nil, err
	}
	if err := MayRead(tx, gate, actor, v.State); err != nil {
		return nil, err
	}
	return v, nil
}

// version is looked up for who sent a request.
func (p *Pages) version(tx *db.Tx, r *http.Request, id string) (*Version, error) {
	return lookUp(tx, p.Gate, access.ActorOf(r.Context()), id)
}

// mayManage tells whether who is there may change frameworks, to show what leads
// to it.
func (p *Pages) mayManage(tx *db.Tx, r *http.Request) bool {
	return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.FrameworkManage, access.Resource{}) == nil
}

func (p *Pages) mayReadDrafts(tx *db.Tx, r *http.Request) bool {
	return MayRead(tx, p.Gate, access.ActorOf(r.Context()), Draft) == nil
}

// mark shows the state as colour, shape and word.
func (s State) mark(ctx context.Context) web.Mark {
	tone := web.Plain
	switch s {
	case Draft:
		tone = web.Middle
	case Issued:
		tone = web.Good
	}
	return web.Mark{Tone: tone, Text: s.In(string(web.LangOf(ctx)))}
}

// cited writes a decision: "1187/QĐ-UBND, 25/11/2026".
func (d Decision) cited(ctx context.Context) string {
	switch day := shownDay(d.Date); {
	case d.Number == "":
		return ""
	case day == "":
		return d.Number
	default:
		return web.Say(ctx, "criteria.decision.cited", "number", d.Number, "date", day)
	}
}

// shownDay writes an ISO day as people read it; what is no day stays.
func shownDay(iso string) string {
	d, err := text.ParseISODate(iso)
	if err != nil {
		return iso
	}
	return text.FormatDate(d)
}

// shownTime writes the day of a time; "" for none.
func shownTime(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(text.Zone).Format("02/01/2006")
}

// shownNum writes an exact number: a decimal where it ends, else a fraction.
func shownNum(ctx context.Context, n scoring.Num) string {
	return text.FormatDecimal(n.String(), web.LangOf(ctx))
}

// titled names a version: "Bộ tiêu chí …, phiên bản 2026".
func (h *Head) titled(ctx context.Context) string {
	name := h.Name.In(string(web.LangOf(ctx)))
	if name == "" {
		name = h.Code
	}
	return web.Say(ctx, "criteria.version.titled", "name", name, "number", h.Number)
}

// short names a version where several of one framework stand together:
// "2026 · ict-readiness · Đã ban hành".
func (h *Head) short(ctx context.Context) string {
	return h.Number + " · " + h.Code + " · " + h.State.In(string(web.LangOf(ctx)))
}

package agency

import (
	"context"
	"math/big"
	"net/http"
	"net/url"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

//go:generate go tool templ generate

// Pages are the pages of this slice. It is made once by app.
type Pages struct {
	DB        *db.DB
	Gate      *access.Gate
	Site      *web.Site
	Files     *file.Store // holds workbooks between preview and consent
	Directory *Directory
}

// Addresses. What is no agency stands behind "-", with which no code begins.
const (
	pathList   = "/agencies"
	pathTree   = "/organisation"
	pathEvents = "/reorganisations"
	pathEvent  = "/reorganisations/event"
	pathNew    = "/agencies/-/new"
	pathOrder  = "/reorganisations/new"
	pathSets   = "/agency-groups"
	pathNewSet = "/agency-groups/-/new"
	pathLog    = "/audit" // of front/home, which looks over all folders
)

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET "+pathList, web.Signed, p.showList)
	m.Handle("GET "+pathList+"/{code}", web.Signed, p.showAgency)
	m.Handle("GET "+pathTree, web.Signed, p.showTree)
	m.Handle("GET "+pathEvents, web.Signed, p.showEvents)
	m.Handle("GET "+pathEvent, web.Signed, p.showEvent)
	m.Handle("GET "+pathNew, web.Signed, p.newAgency)
	m.Handle("POST "+pathNew, web.Signed, p.takeNew)
	m.Handle("GET "+pathList+"/{code}/edit", web.Signed, p.editAgency)
	m.Handle("POST "+pathList+"/{code}", web.Signed, p.takeEdit)
	m.Handle("GET "+pathWorkbook, web.Signed, p.sendWorkbook)
	m.Handle("GET "+pathImport, web.Signed, p.showUpload)
	m.Handle("POST "+pathImport, web.Signed, p.takeUpload)
	m.Handle("GET "+pathImport+"/{file}", web.Signed, p.showPreview)
	m.Handle("POST "+pathImport+"/{file}", web.Signed, p.takeImport)
	m.Handle("GET "+pathOrder, web.Signed, p.newOrder)
	m.Handle("POST "+pathOrder, web.Signed, p.takeOrder)
	m.Handle("GET "+pathSets, web.Signed, p.showSets)
	m.Handle("GET "+pathNewSet, web.Signed, p.newSet)
	m.Handle("POST "+pathNewSet, web.Signed, p.takeNewSet)
	m.Handle("GET "+pathSets+"/{set}", web.Signed, p.editSet)
	m.Handle("POST "+pathSets+"/{set}", web.Signed, p.takeEditSet)
}

// Path is the address of an agency's page.
func Path(code string) string { return pathList + "/" + url.PathEscape(code) }

// eventPath is the address of a succession's page. Its code is any text, which
// not every server in between leaves alone within a path.
func eventPath(code string) string {
	return pathEvent + "?" + url.Values{"code": {code}}.Encode()
}

// read asks whether the directory may be read, and reads.
func (p *Pages) read(r *http.Request, on access.Resource, fn func(tx *db.Tx) error) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(r.Context()), access.AgencyRead, on); err != nil {
			return err
		}
		return fn(tx)
	})
}

// may tells whether an act would be allowed, to show what leads to it.
func (p *Pages) may(tx *db.Tx, r *http.Request, action access.Action, on access.Resource) bool {
	return p.Gate.Ask(tx, access.ActorOf(r.Context()), action, on) == nil
}

// today is the day of a transaction.
func today(tx *db.Tx) Day { return Day(calendar.DayAt(tx.Now()).String()) }

// asOf is the day that a page is asked for in ?on=, today when it is not said.
type asOf struct {
	day   Day
	typed string // as it stands in the field
	fault string // what is wrong with it; the day is today then
	today bool
}

func asOfDay(r *http.Request, tx *db.Tx) asOf {
	typed := strings.TrimSpace(r.URL.Query().Get("on"))
	day, err := DayOf(typed)
	now := today(tx)
	switch {
	case err != nil:
		return asOf{now, typed, web.Say(r.Context(), "agency.day.none", "day", text.Clip(typed, 20)), true}
	case day == "":
		return asOf{now, now.Shown(), "", true}
	}
	return asOf{day, day.Shown(), "", day == now}
}

func (d asOf) field(ctx context.Context) web.Field {
	return web.Field{Kind: web.Date, Name: "on", Label: web.Say(ctx, "agency.list.on"), Value: d.typed, Fault: d.fault}
}

// query adds the day to an address where it is not today.
func (d asOf) query(path string) string {
	if d.today {
		return path
	}
	return path + "?on=" + string(d.day)
}

// kindWord and its like name a word of the catalogue.
func kindWord(ctx context.Context, k Kind) string { return web.Say(ctx, "agency.kind."+string(k)) }

func howWord(ctx context.Context, h How) string { return web.Say(ctx, "agency.how."+string(h)) }

// until says the last day of what ends, "" while it is open: people read "đến
// hết 30/06", not "no more from 01/07".
func until(to Day) string {
	if to == "" {
		return ""
	}
	return to.Before().Shown()
}

// cited writes a decision.
func cited(ctx context.Context, d Decision) string {
	switch {
	case d.Number == "":
		return ""
	case d.Date == "":
		return d.Number
	}
	return web.Say(ctx, "agency.decision.cited", "number", d.Number, "date", d.Date.Shown())
}

// shareText writes a share as percent where two places hold it, else as it is.
func shareText(share *big.Rat, lang text.Lang) string {
	if share == nil {
		return ""
	}
	for places := range 3 {
		if scale := new(big.Rat).SetInt64([]int64{100, 1000, 10000}[places]); new(big.Rat).Mul(share, scale).IsInt() {
			return text.FormatPercent(share, places, lang)
		}
	}
	return share.RatString()
}

// nameOn gives an agency's name on a day, or the nearest it had.
func (p *Province) nameOn(code string, on Day, lang text.Lang) string {
	a := p.Agencies[code]
	if a == nil || len(a.Versions) == 0 {
		return code
	}
	v := a.On(on)
	switch {
	case v != nil:
	case on < a.From():
		v = &a.Versions[0]
	default:
		v = &a.Versions[len(a.Versions)-1]
	}
	return v.Name.In(lang)
}

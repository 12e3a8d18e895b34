package home

import (
	"io/fs"
	"net/http"
	"sync/atomic"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

//go:generate go tool templ generate

// Pages are the pages of home. It is made once by app.
type Pages struct {
	DB      *db.DB
	Gate    *access.Gate
	Log     *audit.Log
	Site    *web.Site
	Version string // of the program
	Guides  fs.FS  // the folder docs
	Running Running
	// SetupCode opens the first-run wizard, "" when there is nothing to set up.
	SetupCode string
	// Sample fills in sample data; nil when none are offered.
	Sample Sampler
	// Origin tells from where a request comes; nil tells only that it came.
	Origin func(*http.Request) audit.Origin
	// Due are what the slices offer for "my work", each by its own Due.
	Due []func(*db.Tx, *access.Visit) ([]access.Task, error)

	isFounded atomic.Bool
}

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET /{$}", web.Signed, p.work)
	m.Handle("GET "+pathAudit, web.Signed, p.auditLog)
	m.Handle("GET "+pathAudit+"/{place}", web.Signed, p.auditRecord)
	m.Handle("GET "+pathAudit+"/export", web.Signed, p.exportAudit)
	m.Handle("GET "+pathSearch, web.Signed, p.search)
	m.Handle("GET "+pathSetup, web.Open, p.showSetup)
	m.Handle("POST "+pathSetup, web.Open, p.found)
	m.Handle("GET "+pathSample, web.Signed, p.showSample)
	m.Handle("POST "+pathSample, web.Signed, p.fillSample)
	m.Handle("GET /health", web.Signed, p.health)
	m.Handle("GET /settings", web.Signed, p.settings)
	m.Handle("GET /guides", web.Signed, p.guides)
	m.Handle("GET /guides/{name}", web.Signed, p.guide)
}

// may tells whether who is there may do something, as the page that it leads to
// will ask.
func (p *Pages) may(r *http.Request, tx *db.Tx, action access.Action) bool {
	return p.Gate.Ask(tx, access.ActorOf(r.Context()), action, access.Resource{}) == nil
}

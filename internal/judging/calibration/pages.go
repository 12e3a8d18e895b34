package calibration

import (
	"context"
	"math"
	"math/big"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
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
	DB    *db.DB
	Gate  *access.Gate
	Site  *web.Site
	Files *file.Store // holds workbooks between preview and consent
	Desk  *Desk
	// Calendar and Forms are for past rounds.
	Calendar *round.Calendar
	Forms    *assessment.Desk
}

// The places of a calibration, under the address of the version.
const (
	pathStudy    = "/frameworks/{id}/calibration"
	placeStudy   = "/calibration"
	placeAgency  = "/calibration/agencies/"
	placeRobust  = "/calibration/robustness"
	placeTable   = "/calibration/workbook"
	placeImport  = "/calibration/import"
	placeMinutes = "/calibration/minutes"
)

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	m.Handle("GET "+pathStudy, web.Signed, p.showStudy)
	m.Handle("GET "+pathStudy+"/agencies/{code}", web.Signed, p.showAgency)
	m.Handle("GET "+pathStudy+"/robustness", web.Signed, p.showRobustness)
	m.Handle("POST "+pathStudy+"/robustness", web.Signed, p.takeSettings)
	m.Handle("GET "+pathStudy+"/workbook", web.Signed, p.sendTable)
	m.Handle("GET "+pathStudy+"/import", web.Signed, p.showUpload)
	m.Handle("POST "+pathStudy+"/import", web.Signed, p.takeUpload)
	m.Handle("GET "+pathStudy+"/import/{file}", web.Signed, p.showPreview)
	m.Handle("POST "+pathStudy+"/import/{file}", web.Signed, p.takeTable)
	m.Handle("POST "+pathStudy+"/minutes", web.Signed, p.takeMinute)
	m.Handle("POST "+pathStudy+"/round", web.Signed, p.takeRound)
	p.mountPast(m)
}

// Path is the address of a version's calibration.
func Path(id string) string { return criteria.Path(id) + placeStudy }

// view is what every page of a calibration reads.
type view struct {
	ctx     context.Context
	version *criteria.Version
	study   *Study // nil for none
	minutes []Minute
	names   map[string]string // of those who wrote the minutes
	others  []criteria.Head   // issued versions that may stand beside it
	against *criteria.Version // nil for none
	manage  bool
	rounds  *web.Form // to take the answers of a round; nil for none
	query   string    // what is tried, as the address of another page has it
}

func (v *view) say(key string, pairs ...any) string { return web.Say(v.ctx, key, pairs...) }

func (v *view) lang() text.Lang { return web.LangOf(v.ctx) }

func (v *view) at(place string) string { return criteria.Path(v.version.ID) + place }

// load reads a version with its study, for who may read drafts: the table holds
// answers of agencies, whatever the state of the version.
func (p *Pages) load(r *http.Request) (*view, error) {
	v := &view{ctx: r.Context(), names: map[string]string{}}
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		actor := access.ActorOf(r.Context())
		if err = criteria.MayRead(tx, p.Gate, actor, criteria.Draft); err != nil {
			return err
		}
		v.manage = p.Gate.Ask(tx, actor, access.FrameworkManage, access.Resource{}) == nil
		if v.version, err = criteria.Get(tx, r.PathValue("id")); err != nil {
			return err
		}
		if v.version.Framework.Root == nil {
			return fault.New(fault.Conflict, "calibration.change.empty", nil)
		}
		if v.manage {
			if v.rounds, err = v.roundForm(tx); err != nil {
				return err
			}
		}
		if v.study, err = Latest(tx, v.version.ID); err != nil {
			return err
		}
		if v.minutes, err = Minutes(tx, v.version.ID); err != nil {
			return err
		}
		for _, m := range v.minutes {
			if v.names[m.Author] == "" {
				person, err := p.Gate.Person(tx, m.Author)
				if err != nil {
					return err
				}
				v.names[m.Author] = person.Name
			}
		}
		return v.beside(tx, r)
	})
	return v, err
}

// beside finds the issued version that stands beside the draft: the one asked
// for, else the one that the draft came from, else the latest of the same code.
func (v *view) beside(tx *db.Tx, r *http.Request) error {
	all, err := criteria.List(tx)
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.ID != v.version.ID && (h.State == criteria.Issued || h.State == criteria.Withdrawn) {
			v.others = append(v.others, h)
		}
	}
	slices.SortStableFunc(v.others, func(a, b criteria.Head) int {
		return rankOf(&b, v.version) - rankOf(&a, v.version)
	})
	want := ""
	if len(v.others) > 0 && rankOf(&v.others[0], v.version) > 0 {
		want = v.others[0].ID
	}
	if asked := r.FormValue("against"); asked == "-" {
		want = ""
	} else if slices.ContainsFunc(v.others, func(h criteria.Head) bool { return h.ID == asked }) {
		want = asked
	}
	if want != "" {
		v.against, err = criteria.Get(tx, want)
	}
	return err
}

// rankOf tells how near a version stands to a draft.
func rankOf(h *criteria.Head, v *criteria.Version) int {
	switch {
	case h.ID == v.Amends:
		return 3
	case h.ID == v.Source:
		return 2
	case h.Code == v.Framework.Code:
		return 1
	}
	return 0
}

func (v *view) againstID() string {
	if v.against == nil {
		return ""
	}
	return v.against.ID
}

func (v *view) issued() *scoring.Framework {
	if v.against == nil {
		return nil
	}
	return v.against.Framework
}

// page is the head of a page of a calibration.
func (v *view) page(title, lead string) web.Page {
	name := v.version.Framework.Name.In(string(v.lang()))
	page := web.Page{Title: title, Lead: lead, Charts: true, Crumbs: []web.Link{
		{Text: v.say("calibration.page.frameworks"), Href: "/frameworks"},
		{Text: strings.TrimSpace(name + " " + v.version.Framework.Version), Href: criteria.Path(v.version.ID)}}}
	if title != v.title() {
		page.Crumbs = append(page.Crumbs, web.Link{Text: v.title(), Href: v.at(placeStudy)})
	}
	if v.study != nil && v.study.Table.Notice != "" {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: v.study.Table.Notice})
	}
	return page
}

func (v *view) title() string { return v.say("calibration.page.title") }

// num writes an exact number: a decimal where it ends soon, else with so many
// places.
func (v *view) num(n scoring.Num, places int) string {
	if p, ends := n.IsFinite(); ends && p <= places {
		return text.FormatDecimal(n.String(), v.lang())
	}
	return text.FormatRat(n.Rat(), places, v.lang())
}

// exact writes a number as it is, a fraction where no decimal ends.
func (v *view) exact(n scoring.Num) string { return text.FormatDecimal(n.String(), v.lang()) }

// signed writes a change with its sign.
func (v *view) signed(n scoring.Num, places int) string {
	switch n.Sign() {
	case 0:
		return "0"
	case 1:
		return "+" + v.num(n, places)
	}
	return "−" + v.num(n.Abs(), places)
}

// float writes a figure of statistics; "" where it is not defined.
func (v *view) float(x float64, places int) string {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return ""
	}
	r := new(big.Rat)
	r.SetFloat64(x)
	out := text.FormatRat(r, places, v.lang())
	if strings.Trim(out, "-0.,") == "" {
		return strings.TrimPrefix(out, "-")
	}
	return strings.Replace(out, "-", "−", 1)
}

// percent writes a share of one without its sign, which stands in the heading.
func (v *view) percent(x float64) string { return v.float(100*x, 1) }

func (v *view) time(t time.Time) string { return t.In(text.Zone).Format("02/01/2006 15:04") }

package round

import (
	"context"
	"net/http"
	"net/url"
	"strconv"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

//go:generate go tool templ generate

// Pages are the pages of this slice. It is made once by app.
type Pages struct {
	DB       *db.DB
	Gate     *access.Gate
	Site     *web.Site
	Calendar *Calendar
}

const pathList = "/rounds"

// Mount adds the pages.
func (p *Pages) Mount(m *web.Mux) {
	at := pathList + "/{id}"
	m.Handle("GET "+pathList, web.Signed, p.showList)
	m.Handle("GET "+pathNew, web.Signed, p.showNew)
	m.Handle("POST "+pathNew, web.Signed, p.takeNew)
	m.Handle("GET "+at, web.Signed, p.showRound)
	m.Handle("GET "+at+placeEdit, web.Signed, p.showEdit)
	m.Handle("POST "+at+placeEdit, web.Signed, p.takeEdit)
	m.Handle("POST "+at+placeStep, web.Signed, p.takeStep)
	m.Handle("POST "+at+placeAmend, web.Signed, p.takeAmend)
	p.mountMembers(m)
}

// Path is the address of a round's page.
func Path(id string) string { return pathList + "/" + url.PathEscape(id) }

// reads asks whether somebody may know of rounds, their phases and ends: whoever
// is signed in.
func (p *Pages) reads(ctx context.Context, tx *db.Tx) error {
	return p.Gate.Ask(tx, access.ActorOf(ctx), access.AgencyRead, access.Resource{})
}

// may tells whether who is there may do something, to show what leads to it; a
// grave act counts although it will ask for a confirmation.
func (p *Pages) may(ctx context.Context, tx *db.Tx, action access.Action, on access.Resource) (bool, error) {
	v, err := p.Gate.Explain(tx, access.ActorOf(ctx).Person, action, on)
	return err == nil && v.Allowed, err
}

// word names a phase in the language of the request, as in the middle of a sentence.
func word(ctx context.Context, phase access.Phase) string {
	return phase.In(string(web.LangOf(ctx)))
}

// mark shows the phase as colour, shape and word.
func (r *Round) mark(ctx context.Context) web.Mark {
	tone := web.Info
	switch r.Phase {
	case Prepare:
		tone = web.Middle
	case Published:
		tone = web.Good
	}
	return web.Mark{Tone: tone, Text: word(ctx, r.Phase)}
}

// current gives the phase with an end that agencies or the Council work towards
// now, and its end; "" for none.
func (r *Round) current() (access.Phase, time.Time) {
	phase := r.Phase
	if phase == Prepare {
		phase = Open
	}
	if due := r.Due(phase); !due.IsZero() {
		return phase, due
	}
	return "", time.Time{}
}

// dayOf is the last day on which something that ends at a moment can be done.
func dayOf(until time.Time) calendar.Day { return calendar.DayAt(until.Add(-time.Microsecond)) }

// left says how far an end is away: "còn 3 ngày".
func left(ctx context.Context, now, until time.Time) string {
	switch days := int(dayOf(until)) - int(calendar.DayAt(now)); {
	case until.IsZero():
		return ""
	case !now.Before(until) && days == 0:
		return web.Say(ctx, "round.left.over")
	case days < 0:
		return web.Say(ctx, "round.left.past", "days", -days)
	case days == 0:
		return web.Say(ctx, "round.left.today")
	default:
		return web.Say(ctx, "round.left.days", "days", days)
	}
}

// shownDay writes the day of a moment; "" for none.
func shownDay(at time.Time) string {
	if at.IsZero() {
		return ""
	}
	return text.FormatDate(calendar.DayAt(at).Date())
}

// names are words for what ids of a round stand for.
type names struct {
	lang     string
	groups   map[string]string
	versions map[string]*criteria.Head
	persons  map[string]string
}

func (p *Pages) names(ctx context.Context, tx *db.Tx, r *Round) (*names, error) {
	n := &names{lang: string(web.LangOf(ctx)), groups: map[string]string{}, versions: map[string]*criteria.Head{}, persons: map[string]string{}}
	sets, err := agency.Sets(tx)
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		if s.Code == r.Set {
			for _, g := range s.Groups {
				n.groups[g.Code] = g.Name.In(web.LangOf(ctx))
			}
		}
	}
	heads, err := criteria.List(tx)
	for i := range heads {
		n.versions[heads[i].ID] = &heads[i]
	}
	return n, err
}

func (n *names) group(code string) string {
	if name := n.groups[code]; name != "" {
		return name
	}
	return code
}

func (n *names) version(id string) string {
	h := n.versions[id]
	if h == nil {
		return ""
	}
	return headName(h, n.lang)
}

// headName names a framework version in a list: "Bộ chỉ số … (2026)".
func headName(h *criteria.Head, lang string) string {
	name := h.Name.In(lang)
	if name == "" {
		name = h.Code
	}
	return text.Clip(name, 90) + " (" + h.Number + ")"
}

// person gives the name of who acted. Names of those who lead a round stand beside
// their acts, for whoever may read these.
func (p *Pages) person(tx *db.Tx, n *names, id string) (string, error) {
	if name, is := n.persons[id]; is {
		return name, nil
	}
	who, err := p.Gate.Person(tx, id)
	if err != nil && fault.KindOf(err) != fault.Missing {
		return "", err
	}
	if who != nil {
		n.persons[id] = who.Name
	}
	return n.persons[id], nil
}

func revisionField(r *Round) web.Field {
	return web.Field{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(r.Revision, 10)}
}

func sentRevision(r *http.Request) int64 {
	n, _ := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64)
	return n
}

// trouble is what is wrong with a form: by field, and of none.
type trouble struct {
	field map[string]string
	other []string
}

// sort tells what is wrong with what was sent; ok is false when the error is none
// of the form's matter.
func (p *Pages) sort(ctx context.Context, err error) (t trouble, ok bool) {
	t.field = map[string]string{}
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Conflict:
	default:
		return t, false
	}
	var list fault.List
	list.Add(err)
	for _, one := range list {
		told := p.Site.Words.Tell(web.LangOf(ctx), one)
		if f := one.At.Field; f != "" && t.field[f] == "" {
			t.field[f] = told.Sentence
		} else {
			t.other = append(t.other, told.Sentence)
		}
	}
	return t, true
}

// fit keeps at their fields only those faults whose fields the form has; all
// others stand at its top.
func (t *trouble) fit(f *web.Form) {
	for i := range f.Fields {
		one := &f.Fields[i]
		if text := t.field[one.Name]; text != "" && one.Kind != web.Hidden {
			one.Fault = text
			delete(t.field, one.Name)
		}
	}
	f.Faults = append(f.Faults, t.other...)
	for _, text := range t.field {
		f.Faults = append(f.Faults, text)
	}
}

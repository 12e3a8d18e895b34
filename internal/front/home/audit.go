package home

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const pathAudit = "/audit"

// recordsPerPage is how many records a page of the log shows: a screen or two.
const recordsPerPage = 50

// known names whom and what records speak of.
type known struct {
	persons  map[string]*access.Person
	agencies map[string]string
	sorted   []access.Person
	offices  []agency.Entry
	items    map[string]string // names of data items by their codes
	province *agency.Province  // of today and before, to name what changes speak of
}

func (p *Pages) names(ctx context.Context, tx *db.Tx) (*known, error) {
	k := &known{persons: map[string]*access.Person{}, agencies: map[string]string{}}
	var err error
	if k.sorted, err = p.Gate.Persons(tx, nil, 20_000); err != nil {
		return nil, err
	}
	for i := range k.sorted {
		k.persons[k.sorted[i].ID] = &k.sorted[i]
	}
	all, err := agency.List(tx, agency.Filter{Limit: 20_000})
	if err != nil {
		return nil, err
	}
	for _, e := range all { // the latest version comes last of an agency
		name := e.Name.Vi
		if web.LangOf(ctx) == text.En && e.Name.En != "" {
			name = e.Name.En
		}
		if k.agencies[e.Code] == "" {
			k.offices = append(k.offices, e)
		}
		k.agencies[e.Code] = name
	}
	dictionary, err := figure.Open(p.Log, p.Gate).Dictionary(tx)
	if err != nil {
		return nil, err
	}
	k.items = map[string]string{}
	for _, it := range dictionary.All() {
		k.items[it.Code] = it.Name.In(string(web.LangOf(ctx)))
	}
	k.province, err = agency.Load(tx)
	return k, err
}

// who writes who acted, in which role and for whom.
func (k *known) who(ctx context.Context, a audit.Actor) web.Cell {
	if a.Person == "" {
		return web.Cell{Text: web.Say(ctx, "home.audit.program")}
	}
	c := web.Cell{Text: a.Person, Href: "/people/" + a.Person}
	if one := k.persons[a.Person]; one != nil {
		c.Text = one.Name
	}
	if a.Role != "" {
		c.Note = access.Role(a.Role).In(string(web.LangOf(ctx)))
	}
	if one := k.persons[a.Behalf]; one != nil {
		c.Note += web.Say(ctx, "home.audit.behalf", "name", one.Name)
	}
	return c
}

// what writes on what was acted, as a link where it has a page.
func (k *known) what(ctx context.Context, object string) web.Cell {
	noun, id, _ := strings.Cut(object, ":")
	switch noun {
	case "":
		return web.Cell{Text: "–"}
	case "person":
		if one := k.persons[id]; one != nil {
			return web.Cell{Text: one.Name, Href: "/people/" + id}
		}
	case "agency":
		if name := k.agencies[id]; name != "" {
			return web.Cell{Text: name, Href: agency.Path(id)}
		}
	case "session", "token", "set", "succession", "figure", "calendar", "framework", "installation":
		text := web.Say(ctx, "home.object."+noun)
		if noun == "session" || noun == "token" || noun == "framework" || noun == "installation" {
			return web.Cell{Text: text}
		}
		return web.Cell{Text: text + " " + id}
	}
	return web.Cell{Text: object}
}

// agencyActs are the acts of the slice agency, whose keys are sentences of faults
// there; the acts of all others are sentences under their own key.
var agencyActs = map[string]string{
	"agency.added":       "home.act.agencyAdded",
	"agency.changed":     "home.act.agencyChanged",
	"agency.closed":      "home.act.agencyClosed",
	"succession.added":   "home.act.successionAdded",
	"succession.changed": "home.act.successionChanged",
	"set.added":          "home.act.setAdded",
	"set.changed":        "home.act.setChanged",
}

// actName names an act; one without a sentence stands as it is in the log.
func (p *Pages) actName(ctx context.Context, act string) string {
	if of, found := strings.CutPrefix(act, "agency."); found && agencyActs[of] != "" {
		return web.Say(ctx, agencyActs[of])
	}
	if p.Site.Words.Has(act) {
		return web.Say(ctx, act)
	}
	return act
}

// changed writes what changed in a few words.
func (p *Pages) changed(ctx context.Context, k *known, one *audit.Record) string {
	var out []string
	all := p.lines(ctx, k, one)
	for i, c := range all {
		if i == 3 {
			out = append(out, web.Say(ctx, "home.audit.more", "count", len(all)-i))
			break
		}
		switch {
		case one.Change[i].Sealed:
			out = append(out, c.field+": "+c.after)
		case one.Change[i].Before == "":
			out = append(out, c.field+": "+text.Clip(c.after, 60))
		default:
			out = append(out, c.field+": "+text.Clip(c.before, 40)+" → "+text.Clip(orNothing(c.after), 40))
		}
	}
	return strings.Join(out, "; ")
}

func orNothing(s string) string {
	if s == "" {
		return "∅"
	}
	return s
}

func at(t time.Time) string { return t.In(text.Zone).Format("02/01/2006 15:04:05") }

// searchOf reads what is looked for. A day that cannot be read is a fault of its
// field, and the search goes on without it.
func searchOf(r *http.Request) (s audit.Search, faults map[string]error) {
	q := r.URL.Query()
	faults = map[string]error{}
	s = audit.Search{Person: q.Get("person"), Agency: q.Get("agency"), Object: strings.TrimSpace(q.Get("object")), Act: q.Get("act"), Limit: recordsPerPage + 1}
	day := func(name string, plus int) time.Time {
		d, err := text.ParseDate(q.Get(name))
		if err != nil {
			faults[name] = err
		}
		return d.Begin(plus)
	}
	s.From, s.Until = day("from", 0), day("to", 1)
	s.Before, _ = strconv.ParseInt(q.Get("before"), 10, 64)
	return s, faults
}

// auditLog shows the log, the latest first.
func (p *Pages) auditLog(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	search, faults := searchOf(r)
	var body []templ.Component
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(ctx), access.AuditRead, access.Resource{}); err != nil {
			return err
		}
		k, err := p.names(ctx, tx)
		if err != nil {
			return err
		}
		records, err := p.Log.Find(tx, search)
		if err != nil {
			return err
		}
		root, err := p.Log.Root(tx)
		if err != nil {
			return err
		}
		acts, err := p.Log.Acts(tx)
		if err != nil {
			return err
		}
		more := len(records) > recordsPerPage
		records = records[:min(len(records), recordsPerPage)]
		body = []templ.Component{p.auditFilter(r, k, acts, faults), p.auditTable(ctx, k, records, root.N)}
		if next := nextPage(r.URL, records, more); next != "" {
			body = append(body, web.Button{Text: web.Say(ctx, "home.audit.older"), Href: next})
		}
		return nil
	})
	if err != nil {
		return err
	}
	export := *r.URL
	export.Path = pathAudit + "/export"
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "home.audit.title"), Lead: web.Say(ctx, "home.audit.lead"),
		Acts: web.Button{Text: web.Say(ctx, "home.audit.export"), Href: export.RequestURI()}}, templ.Join(body...))
}

func nextPage(at *url.URL, records []audit.Placed, more bool) string {
	if !more || len(records) == 0 || records[len(records)-1].Place <= 0 {
		return ""
	}
	q := at.Query()
	q.Set("before", strconv.FormatInt(records[len(records)-1].Place, 10))
	return pathAudit + "?" + q.Encode()
}

func (p *Pages) auditFilter(r *http.Request, k *known, acts []string, faults map[string]error) web.Filter {
	ctx, q := r.Context(), r.URL.Query()
	all := web.Option{Text: web.Say(ctx, "home.audit.all")}
	f := web.Filter{Action: pathAudit, Fields: []web.Field{
		{Kind: web.Choice, Name: "act", Label: web.Say(ctx, "home.audit.act"), Value: q.Get("act"), Options: append([]web.Option{all}, p.actOptions(ctx, acts)...)},
		{Kind: web.Choice, Name: "person", Label: web.Say(ctx, "home.audit.who"), Value: q.Get("person"), Options: []web.Option{all}},
		{Kind: web.Choice, Name: "agency", Label: web.Say(ctx, "home.audit.agency"), Value: q.Get("agency"), Options: []web.Option{all}},
		{Kind: web.Date, Name: "from", Label: web.Say(ctx, "home.audit.from"), Value: q.Get("from")},
		{Kind: web.Date, Name: "to", Label: web.Say(ctx, "home.audit.to"), Value: q.Get("to")},
	}}
	for _, one := range k.sorted {
		f.Fields[1].Options = append(f.Fields[1].Options, web.Option{Value: one.ID, Text: one.Name + " (" + one.Login + ")"})
	}
	for _, e := range k.offices {
		f.Fields[2].Options = append(f.Fields[2].Options, web.Option{Value: e.Code, Text: k.agencies[e.Code]})
	}
	for i := range f.Fields {
		if err := faults[f.Fields[i].Name]; err != nil {
			var one *fault.Fault
			if e, ok := err.(*fault.Fault); ok {
				one = e
			}
			f.Fields[i].Fault = p.Site.Words.Fault(web.LangOf(ctx), one)
		}
	}
	if q.Get("object") != "" {
		f.Fields = append(f.Fields, web.Field{Kind: web.Hidden, Name: "object", Value: q.Get("object")})
		without := *r.URL
		rest := without.Query()
		rest.Del("object")
		without.RawQuery = rest.Encode()
		f.Active = append(f.Active, web.Link{Text: k.what(ctx, q.Get("object")).Text, Href: without.RequestURI()})
	}
	if r.URL.RawQuery != "" {
		f.Clear = pathAudit
	}
	return f
}

// actOptions are the acts of which there are records, by their words.
func (p *Pages) actOptions(ctx context.Context, acts []string) []web.Option {
	out := make([]web.Option, 0, len(acts))
	for _, act := range acts {
		out = append(out, web.Option{Value: act, Text: p.actName(ctx, act)})
	}
	slices.SortStableFunc(out, func(a, b web.Option) int { return strings.Compare(text.SortKey(a.Text), text.SortKey(b.Text)) })
	return out
}

func (p *Pages) auditTable(ctx context.Context, k *known, records []audit.Placed, size int64) web.Table {
	t := web.Table{Caption: web.Say(ctx, "home.audit.caption", "size", size), Wide: true, Columns: []web.Column{
		{Title: web.Say(ctx, "home.audit.when")}, {Title: web.Say(ctx, "home.audit.act")}, {Title: web.Say(ctx, "home.audit.who")},
		{Title: web.Say(ctx, "home.audit.object")}, {Title: web.Say(ctx, "home.audit.change")}},
		Empty: web.Empty{Title: web.Say(ctx, "home.audit.none"), Text: web.Say(ctx, "home.audit.noneText")}}
	for _, one := range records {
		when := web.Cell{Text: at(one.At)}
		if one.Place >= 0 {
			when.Href = pathAudit + "/" + strconv.FormatInt(one.Place, 10)
		}
		change := web.Cell{Text: p.changed(ctx, k, &one.Record), Note: one.Reason}
		if change.Text == "" {
			change.Text = "–"
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{when, {Text: p.actName(ctx, one.Act)}, k.who(ctx, one.Actor), k.what(ctx, one.Object), change}})
	}
	return t
}

// auditRecord shows one record with what proves that it stands in the log.
func (p *Pages) auditRecord(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	place, err := strconv.ParseInt(r.PathValue("place"), 10, 64)
	if err != nil || place < 0 {
		return fault.New(fault.Missing, "home.audit.missing", nil)
	}
	var body []templ.Component
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(ctx), access.AuditRead, access.Resource{}); err != nil {
			return err
		}
		k, err := p.names(ctx, tx)
		if err != nil {
			return err
		}
		found, err := p.Log.Find(tx, audit.Search{Before: place + 1, Limit: 1})
		if err != nil {
			return err
		}
		if len(found) == 0 || found[0].Place != place {
			return fault.New(fault.Missing, "home.audit.missing", nil)
		}
		root, err := p.Log.Root(tx)
		if err != nil {
			return err
		}
		proof, err := p.Log.ProveRecord(tx, root.N, place)
		if err != nil {
			return err
		}
		body, err = p.recordParts(ctx, k, &found[0], root, proof)
		return err
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "home.audit.record", "place", place), Crumbs: []web.Link{{Text: web.Say(ctx, "home.audit.title"), Href: pathAudit}}}, templ.Join(body...))
}

func (p *Pages) recordParts(ctx context.Context, k *known, one *audit.Placed, root tlog.Tree, proof tlog.RecordProof) ([]templ.Component, error) {
	data, err := one.Body()
	if err != nil {
		return nil, err
	}
	who, what := k.who(ctx, one.Actor), k.what(ctx, one.Object)
	facts := web.Facts{
		{Name: web.Say(ctx, "home.audit.when"), Text: at(one.At)}, {Name: web.Say(ctx, "home.audit.act"), Text: p.actName(ctx, one.Act)},
		{Name: web.Say(ctx, "home.audit.who"), Text: who.Text, Href: who.Href}, {Name: web.Say(ctx, "home.audit.role"), Text: who.Note},
		{Name: web.Say(ctx, "home.audit.object"), Text: what.Text, Href: what.Href}, {Name: web.Say(ctx, "home.audit.reason"), Text: one.Reason},
		{Name: web.Say(ctx, "home.audit.address"), Text: one.Origin.Address}, {Name: web.Say(ctx, "home.audit.request"), Text: one.Origin.Request},
	}
	facts = slices.DeleteFunc(facts, func(f web.Fact) bool { return f.Text == "" })
	t := web.Table{Caption: web.Say(ctx, "home.audit.change"), Columns: []web.Column{{Title: web.Say(ctx, "home.audit.field")}, {Title: web.Say(ctx, "home.audit.before")}, {Title: web.Say(ctx, "home.audit.after")}},
		Empty: web.Empty{Title: web.Say(ctx, "home.audit.unchanged")}}
	for _, c := range p.lines(ctx, k, &one.Record) {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: c.field}, {Text: orNothing(c.before)}, {Text: orNothing(c.after)}}})
	}
	leaf := tlog.RecordHash(data)
	sum := sha256.Sum256(data)
	lines := []web.Fact{
		{Name: web.Say(ctx, "home.audit.place"), Text: web.Say(ctx, "home.audit.placeOf", "place", one.Place, "size", root.N)},
		{Name: web.Say(ctx, "home.audit.leaf"), Text: leaf.String()},
		{Name: web.Say(ctx, "home.audit.sum"), Text: hex.EncodeToString(sum[:])},
		{Name: web.Say(ctx, "home.audit.root"), Text: root.Hash.String()},
	}
	var path []string
	for _, h := range proof {
		path = append(path, base64.StdEncoding.EncodeToString(h[:]))
	}
	held := web.Mark{Tone: web.Good, Text: web.Say(ctx, "home.audit.holds")}
	if tlog.CheckRecord(proof, root.N, root.Hash, one.Place, leaf) != nil {
		held = web.Mark{Tone: web.Low, Text: web.Say(ctx, "home.audit.broken")}
	}
	lines = append(lines, web.Fact{Name: web.Say(ctx, "home.audit.check"), Part: held})
	return []templ.Component{facts, t, proofShown(lines, string(data), path)}, nil
}

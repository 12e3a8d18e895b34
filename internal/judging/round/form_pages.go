package round

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"
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

const (
	pathNew   = pathList + "/new"
	placeEdit = "/edit"
)

// The longest that a form takes, in characters: as the acts and web.Confirm have it.
const (
	mostName   = 250
	mostReason = 2000
)

// draft is what the form of a round is made of.
type draft struct {
	old    *Round // nil for a new one
	rounds []*Round
	sets   []*agency.Set
	heads  []criteria.Head
	now    time.Time
}

// begin reads what a form needs, for who may manage rounds; id "" is a new round.
func (p *Pages) begin(ctx context.Context, id string) (*draft, error) {
	d := &draft{}
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		on := access.Resource{Phase: Prepare}
		old, missing := (*Round)(nil), error(nil)
		if id != "" {
			if old, missing = Get(tx, id); old != nil {
				on.Phase = old.Phase
			}
		}
		if err := p.Gate.Ask(tx, access.ActorOf(ctx), access.RoundManage, on); err != nil {
			return err
		}
		if missing != nil {
			return missing
		}
		d.old, d.now = old, tx.Now()
		if d.rounds, err = List(tx); err != nil {
			return err
		}
		if d.sets, err = agency.Sets(tx); err != nil {
			return err
		}
		d.heads, err = criteria.List(tx)
		return err
	})
	return d, err
}

// round is what stands in the form before anybody has typed.
func (d *draft) round(ctx context.Context) Round {
	if d.old != nil {
		return *d.old
	}
	now := d.now.In(text.Zone)
	r := Round{Year: now.Year(), AsOf: agency.Day(now.Format(time.DateOnly))}
	r.Name = scoringText(web.Say(ctx, "round.form.nameVi", "year", strconv.Itoa(r.Year)), "")
	for _, one := range d.rounds {
		if !one.Training {
			r.Previous, r.Set, r.Officer = one.ID, one.Set, one.Officer
			break
		}
	}
	if r.Set == "" && len(d.sets) > 0 {
		r.Set = d.sets[0].Code
	}
	return r
}

// fill writes a round as the form has it.
func (d *draft) fill(r *Round) map[string]string {
	v := map[string]string{"name": r.Name.Vi, "nameEn": r.Name.En, "year": strconv.Itoa(r.Year), "as_of": r.AsOf.Shown(), "set": r.Set, "previous": r.Previous}
	if r.Training {
		v["training"] = "yes"
	}
	if r.Officer {
		v["officer"] = "yes"
	}
	for _, one := range r.Variants {
		v["version_"+one.Group] = one.Version
	}
	for _, phase := range Timed {
		if until := r.Due(phase); !until.IsZero() {
			v["until_"+string(phase)] = text.FormatDate(dayOf(until).Date())
			if at := until.In(text.Zone); !calendar.DayAt(until).Start().Equal(until) {
				v["until_"+string(phase)] = text.FormatDate(calendar.DayAt(until).Date())
				v["at_"+string(phase)] = at.Format("15:04")
			}
		}
	}
	return v
}

// leaves are the groups of a set in which agencies are ranked.
func (d *draft) leaves(set string) (all []agency.Group) {
	for _, s := range d.sets {
		if s.Code != set {
			continue
		}
		for _, g := range s.Groups {
			if !slices.ContainsFunc(s.Groups, func(under agency.Group) bool { return under.Parent == g.Code }) {
				all = append(all, g)
			}
		}
	}
	return all
}

// versions are what a group may answer: issued, or a draft that is issued before
// the round opens.
func (d *draft) versions(ctx context.Context, none string) []web.Option {
	lang := string(web.LangOf(ctx))
	all := []web.Option{{Text: none}}
	for i := range d.heads {
		h := &d.heads[i]
		switch h.State {
		case criteria.Issued:
			all = append(all, web.Option{Value: h.ID, Text: headName(h, lang)})
		case criteria.Draft:
			all = append(all, web.Option{Value: h.ID, Text: headName(h, lang) + " – " + h.State.In(lang)})
		}
	}
	return all
}

// form is the form of a round; t is what is wrong with what was typed, now what
// stands in the row after somebody else has changed it, nil when nobody has.
func (d *draft) form(ctx context.Context, typed map[string]string, t *trouble, now map[string]string) web.Form {
	say := func(key string, pairs ...any) string { return web.Say(ctx, "round.form."+key, pairs...) }
	lang := web.LangOf(ctx)
	f := web.Form{Action: pathNew, Submit: say("prepare"), Cancel: &web.Link{Text: say("cancel"), Href: pathList}}
	if d.old != nil {
		f.Action, f.Submit, f.Cancel.Href = Path(d.old.ID)+placeEdit, say("save"), Path(d.old.ID)
		f.Fields = append(f.Fields, revisionField(d.old))
	}
	add := func(one web.Field) {
		one.Value = typed[one.Name]
		if there, is := now[one.Name]; is && there != one.Value {
			for _, o := range one.Options {
				if o.Value == there {
					there = o.Text
				}
			}
			if one.Kind == web.Check {
				there = yesNo(ctx, there != "")
			}
			one.Hint = strings.TrimSpace(web.Say(ctx, "round.form.there", "value", there) + " " + one.Hint)
		}
		f.Fields = append(f.Fields, one)
	}
	add(web.Field{Kind: web.Line, Name: "name", Label: say("name"), Required: true, Max: mostName})
	add(web.Field{Kind: web.Line, Name: "nameEn", Label: say("nameEn"), Max: mostName})
	if d.old == nil || d.old.Phase == Prepare {
		add(web.Field{Kind: web.Number, Name: "year", Label: say("year"), Required: true, Max: 4})
		add(web.Field{Kind: web.Date, Name: "as_of", Label: say("asOf"), Hint: say("asOfHint"), Required: true})
		var sets []web.Option
		for _, s := range d.sets {
			sets = append(sets, web.Option{Value: s.Code, Text: s.Name.In(lang)})
		}
		add(web.Field{Kind: web.Choice, Name: "set", Label: say("set"), Options: sets, Required: true})
		add(web.Field{Kind: web.Choice, Name: "version_", Label: say("versionAll"), Options: d.versions(ctx, say("versionNone"))})
		for _, g := range d.leaves(typed["set"]) {
			add(web.Field{Kind: web.Choice, Name: "version_" + g.Code, Label: say("versionOf", "group", g.Name.In(lang)), Options: d.versions(ctx, say("versionGeneral"))})
		}
	}
	for _, phase := range Timed {
		add(web.Field{Kind: web.Date, Name: "until_" + string(phase), Label: say("until", "phase", word(ctx, phase)), Hint: say("untilHint")})
		add(web.Field{Kind: web.Line, Name: "at_" + string(phase), Label: say("at", "phase", word(ctx, phase)), Hint: say("atHint"), Max: 5, Code: true})
	}
	if d.old == nil || d.old.Phase == Prepare {
		previous := []web.Option{{Text: say("previousNone")}}
		for _, one := range d.rounds {
			if d.old == nil || one.ID != d.old.ID {
				previous = append(previous, web.Option{Value: one.ID, Text: one.Name.In(string(lang))})
			}
		}
		add(web.Field{Kind: web.Choice, Name: "previous", Label: say("previous"), Hint: say("previousHint"), Options: previous})
		add(web.Field{Kind: web.Check, Name: "officer", Label: say("officer")})
		add(web.Field{Kind: web.Check, Name: "training", Label: say("training")})
	}
	if t != nil {
		t.fit(&f)
	}
	return f
}

// read makes a round of what was sent, with what cannot be read.
func (d *draft) read(ctx context.Context, r *http.Request) (Round, map[string]string, fault.List) {
	var list fault.List
	out := d.round(ctx)
	typed := map[string]string{}
	for name := range r.PostForm {
		typed[name] = strings.TrimSpace(text.Clip(r.PostForm.Get(name), mostName))
	}
	out.Name = scoringText(typed["name"], typed["nameEn"])
	if d.old == nil || d.old.Phase == Prepare {
		out.Year, _ = strconv.Atoi(typed["year"])
		out.AsOf = ""
		if day, err := text.ParseDate(typed["as_of"]); err == nil {
			out.AsOf = agency.Day(day.ISO())
		}
		out.Set, out.Previous = typed["set"], typed["previous"]
		out.Officer, out.Training = typed["officer"] != "", typed["training"] != ""
		out.Variants = nil
		if id := typed["version_"]; id != "" {
			out.Variants = append(out.Variants, Variant{Version: id})
		}
		for _, g := range d.leaves(out.Set) {
			if id := typed["version_"+g.Code]; id != "" {
				out.Variants = append(out.Variants, Variant{Group: g.Code, Version: id})
			}
		}
	}
	out.Plan = nil
	for _, phase := range Timed {
		until, err := readUntil(typed, string(phase))
		list.Add(err)
		if !until.IsZero() {
			out.Plan = append(out.Plan, Span{Phase: phase, Until: until})
		}
	}
	if d.old != nil {
		out.Revision = sentRevision(r)
	}
	return out, typed, list
}

// readUntil reads an end: a day alone is kept whole, so that its end is the first
// moment of the next; zero when no day was typed.
func readUntil(typed map[string]string, name string) (time.Time, error) {
	day, at := typed["until_"+name], typed["at_"+name]
	if day == "" {
		if at != "" {
			return time.Time{}, fault.New(fault.Invalid, "round.plan.dayless", nil).WithPlace(fault.Place{Field: "until_" + name})
		}
		return time.Time{}, nil
	}
	date, err := text.ParseDate(day)
	d, known := calendar.OfDate(date)
	if err != nil || !known {
		return time.Time{}, fault.New(fault.Invalid, "round.plan.day", nil).WithPlace(fault.Place{Field: "until_" + name}).WithFound(day)
	}
	if at == "" {
		return d.End(), nil
	}
	clock, err := time.Parse("15:04", strings.Replace(strings.ToLower(at), "h", ":", 1))
	if err != nil {
		return time.Time{}, fault.New(fault.Invalid, "round.plan.time", nil).WithPlace(fault.Place{Field: "at_" + name}).WithFound(at)
	}
	return d.Start().Add(time.Duration(clock.Hour())*time.Hour + time.Duration(clock.Minute())*time.Minute), nil
}

func (d *draft) page(ctx context.Context) web.Page {
	page := web.Page{Title: web.Say(ctx, "round.new.title"), Lead: web.Say(ctx, "round.new.lead"), Crumbs: crumbs(ctx, d.old)}
	if d.old != nil {
		page.Title, page.Lead = web.Say(ctx, "round.form.edit"), ""
		if d.old.Phase != Prepare {
			page.Lead = web.Say(ctx, "round.form.frozen")
		}
	}
	return page
}

func (p *Pages) showForm(w http.ResponseWriter, r *http.Request, id string) error {
	ctx := r.Context()
	d, err := p.begin(ctx, id)
	if err != nil {
		return err
	}
	one := d.round(ctx)
	return p.Site.Show(w, r, d.page(ctx), d.form(ctx, d.fill(&one), nil, nil))
}

func (p *Pages) showNew(w http.ResponseWriter, r *http.Request) error { return p.showForm(w, r, "") }

func (p *Pages) showEdit(w http.ResponseWriter, r *http.Request) error {
	return p.showForm(w, r, r.PathValue("id"))
}

func (p *Pages) takeNew(w http.ResponseWriter, r *http.Request) error { return p.takeForm(w, r, "") }

func (p *Pages) takeEdit(w http.ResponseWriter, r *http.Request) error {
	return p.takeForm(w, r, r.PathValue("id"))
}

// takeForm prepares or changes a round, or shows the form again with everything
// that is wrong with it.
func (p *Pages) takeForm(w http.ResponseWriter, r *http.Request, id string) error {
	ctx := r.Context()
	d, err := p.begin(ctx, id)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	sent, typed, list := d.read(ctx, r)
	if len(list) > 0 {
		// What can be read is judged, too, so that all faults come at once.
		err = p.DB.Read(ctx, func(tx *db.Tx) error { return p.Calendar.check(tx, &sent) })
		if err != nil && fault.KindOf(err) != fault.Invalid {
			return err
		}
		list.Add(err)
		err = list.Err()
	} else {
		by := By{Actor: access.ActorOf(ctx)}
		var made *Round
		err = p.DB.Write(ctx, func(tx *db.Tx) (err error) {
			if id == "" {
				made, err = p.Calendar.Prepare(tx, by, sent)
			} else {
				made, err = p.Calendar.Change(tx, by, sent)
			}
			return err
		})
		if err == nil {
			p.Site.Tell(w, "round.done.saved")
			http.Redirect(w, r, Path(made.ID), http.StatusSeeOther)
			return nil
		}
	}
	t, ok := p.sort(ctx, err)
	if !ok {
		return err
	}
	if fault.KindOf(err) == fault.Conflict && d.old != nil && d.old.Revision != sent.Revision {
		return p.Site.ShowConflict(w, r, d.page(ctx), d.form(ctx, typed, &t, d.fill(d.old)))
	}
	return p.Site.ShowFaulty(w, r, d.page(ctx), d.form(ctx, typed, &t, nil))
}

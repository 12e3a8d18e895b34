package round

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// showList lists all rounds.
func (p *Pages) showList(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var all []*Round
	var sizes map[string]int
	var now time.Time
	manage := false
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err = p.reads(ctx, tx); err != nil {
			return err
		}
		now = tx.Now()
		if manage, err = p.may(ctx, tx, access.RoundManage, access.Resource{}); err != nil {
			return err
		}
		if sizes, err = countMembers(tx); err != nil {
			return err
		}
		all, err = List(tx)
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "round.list.title"), Lead: web.Say(ctx, "round.list.lead")}
	begin := web.Button{Text: web.Say(ctx, "round.new.title"), Href: pathNew, Primary: true}
	if len(all) == 0 {
		e := web.Empty{Title: web.Say(ctx, "round.list.none"), Text: web.Say(ctx, "round.list.noneRead")}
		if manage {
			e.Text, e.Act = web.Say(ctx, "round.list.noneText"), begin
		}
		return p.Site.Show(w, r, page, e)
	}
	if manage {
		page.Acts = web.ButtonRow([]web.Button{{Text: web.Say(ctx, "round.list.past"), Href: pathList + "/-/past"}, begin})
	}
	t := web.Table{Caption: page.Title, HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "round.list.name")}, {Title: web.Say(ctx, "round.list.year"), Number: true}, {Title: web.Say(ctx, "round.list.phase")},
		{Title: web.Say(ctx, "round.list.agencies"), Number: true}, {Title: web.Say(ctx, "round.list.due")}}}
	for _, one := range all {
		var notes []string
		if one.Training {
			notes = append(notes, web.Say(ctx, "round.list.training"))
		}
		if one.Imported {
			notes = append(notes, web.Say(ctx, "round.list.imported"))
		}
		due := web.Cell{}
		if phase, until := one.current(); phase != "" {
			due.Text, due.Note = web.Until(ctx, until), word(ctx, phase)+": "+left(ctx, now, until)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: one.Name.In(string(web.LangOf(ctx))), Href: Path(one.ID), Note: strings.Join(notes, " · ")},
			{Text: strconv.Itoa(one.Year)}, {Part: one.mark(ctx)}, {Text: web.Count(ctx, sizes[one.ID])}, due}})
	}
	return p.Site.Show(w, r, page, t)
}

// roundView is the page of a round.
type roundView struct {
	next    *web.Form // the one step ahead
	does    string    // what it does, in words
	stands  *web.Table
	waits   []web.Confirm // the other steps
	amend   *web.Form
	phases  web.Timeline
	facts   web.Facts
	groups  *web.Table
	cohort  []web.Table
	own     []web.Link
	steps   *web.Table
	amended *web.Table
}

// file is all that the page of a round is made of.
type file struct {
	r                    *Round
	members              []Member
	steps                []Step
	amended              []Amendment
	names                *names
	now                  time.Time
	manage, whole, drawn bool // may manage; may read the whole cohort; may read drafts
	own                  []Member
	ways                 []Way // steps that who is there may lead
	ready                error // what stands against opening
	previous             *Round
	calendar             *calendar.Calendar // for who manages
}

func (p *Pages) file(ctx context.Context, id string) (*file, error) {
	f := &file{}
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err = p.reads(ctx, tx); err != nil {
			return err
		}
		if f.r, err = Get(tx, id); err != nil {
			return err
		}
		f.now = tx.Now()
		on := access.Resource{Phase: f.r.Phase}
		if f.manage, err = p.may(ctx, tx, access.RoundManage, on); err != nil {
			return err
		}
		if f.whole, err = p.may(ctx, tx, access.RoundRead, on); err != nil {
			return err
		}
		f.drawn = criteria.MayRead(tx, p.Gate, access.ActorOf(ctx), criteria.Draft) == nil
		if f.members, err = Members(tx, id); err != nil {
			return err
		}
		if !f.whole {
			for i := range f.members {
				if p.Gate.Ask(tx, access.ActorOf(ctx), access.RoundRead, f.members[i].Resource(f.r)) == nil {
					f.own = append(f.own, f.members[i])
				}
			}
		}
		if f.steps, err = Steps(tx, id); err != nil {
			return err
		}
		if f.amended, err = Amendments(tx, id); err != nil {
			return err
		}
		for _, w := range f.r.Next() {
			may, err := p.may(ctx, tx, w.Ask, on)
			if err != nil {
				return err
			}
			if may {
				f.ways = append(f.ways, w)
			}
		}
		if f.r.Phase == Prepare && f.manage {
			f.ready = ready(tx, f.r)
		}
		if f.manage {
			if f.calendar, err = calendar.Load(tx); err != nil {
				return err
			}
		}
		if f.r.Previous != "" {
			if f.previous, err = Get(tx, f.r.Previous); err != nil {
				return err
			}
		}
		if f.names, err = p.names(ctx, tx, f.r); err != nil {
			return err
		}
		return p.nameActors(tx, f)
	})
	return f, err
}

// nameActors finds the names of who led the round, for whoever may read its acts.
func (p *Pages) nameActors(tx *db.Tx, f *file) error {
	if !f.whole {
		return nil
	}
	for _, s := range f.steps {
		if _, err := p.person(tx, f.names, s.Person); err != nil {
			return err
		}
	}
	for _, a := range f.amended {
		if _, err := p.person(tx, f.names, a.Person); err != nil {
			return err
		}
	}
	return nil
}

func (p *Pages) showRound(w http.ResponseWriter, r *http.Request) error {
	f, err := p.file(r.Context(), r.PathValue("id"))
	if err != nil {
		return err
	}
	page, view := p.look(r.Context(), f)
	return p.Site.Show(w, r, page, roundPage(view))
}

// rests warns of ends to come that fall on days of rest.
func (f *file) rests(ctx context.Context) (all []web.Message) {
	for _, phase := range Timed {
		due := f.r.Due(phase)
		if !due.After(f.now) {
			continue
		}
		day := dayOf(due)
		if next, err := f.calendar.NextWorking(day); err == nil && !f.calendar.IsWorking(day) {
			all = append(all, web.Message{Tone: web.Middle, Text: web.Say(ctx, "round.plan.rest", "phase", word(ctx, phase), "day", text.FormatDate(day.Date()), "next", text.FormatDate(next.Date()))})
		}
	}
	return all
}

func crumbs(ctx context.Context, r *Round) []web.Link {
	all := []web.Link{{Text: web.Say(ctx, "round.list.title"), Href: pathList}}
	if r != nil {
		all = append(all, web.Link{Text: r.Name.In(string(web.LangOf(ctx))), Href: Path(r.ID)})
	}
	return all
}

// look makes the page of a round.
func (p *Pages) look(ctx context.Context, f *file) (web.Page, roundView) {
	r := f.r
	page := web.Page{Title: r.Name.In(string(web.LangOf(ctx))), Crumbs: crumbs(ctx, nil)}
	if phase, until := r.current(); phase != "" {
		page.Lead = web.Say(ctx, "round.page.lead", "phase", word(ctx, r.Phase), "ends", word(ctx, phase), "until", web.Until(ctx, until), "left", left(ctx, f.now, until))
	} else {
		page.Lead = web.Say(ctx, "round.page.leadPlain", "phase", word(ctx, r.Phase))
	}
	if r.Training {
		page.Messages = append(page.Messages, web.Message{Tone: web.Info, Text: web.Say(ctx, "round.page.training")})
	}
	if f.manage {
		page.Messages = append(page.Messages, f.rests(ctx)...)
		acts := []templ.Component{web.Button{Text: web.Say(ctx, "round.form.edit"), Href: Path(r.ID) + placeEdit}}
		if !r.After(Approved) && len(f.members) > 0 {
			acts = append(acts, web.Button{Text: web.Say(ctx, "round.bulk.title"), Href: Path(r.ID) + placeExtensions})
		}
		page.Acts = templ.Join(acts...)
	}
	if f.whole && r.Phase != Prepare {
		board := web.Button{Text: web.Say(ctx, "round.page.board"), Href: Path(r.ID) + "/board"}
		if page.Acts == nil {
			page.Acts = board
		} else {
			page.Acts = templ.Join(board, page.Acts)
		}
	}
	view := roundView{phases: f.line(ctx), facts: f.facts(ctx), groups: f.sizes(ctx)}
	p.lead(ctx, f, &view)
	if f.whole {
		view.cohort = f.cohort(ctx)
		view.steps, view.amended = f.stepTable(ctx), f.amendedTable(ctx)
	}
	for i := range f.own {
		m := &f.own[i]
		view.own = append(view.own, web.Link{Text: m.Name.In(f.names.lang), Href: memberPath(r.ID, m.Agency)})
	}
	return page, view
}

// lead adds the steps that may be taken.
func (p *Pages) lead(ctx context.Context, f *file, view *roundView) {
	r := f.r
	taking := 0
	for i := range f.members {
		if _, out := f.members[i].Excused(); !out {
			taking++
		}
	}
	for _, w := range f.ways {
		hidden := []web.Field{revisionField(r), {Kind: web.Hidden, Name: "to", Value: string(w.To)}}
		key := "round.ahead."
		if w.Back {
			key = "round.back."
		}
		name := web.Say(ctx, key+string(w.To))
		does := web.Say(ctx, "round.does."+string(w.To), "count", taking, "until", web.Until(ctx, r.Due(w.To)))
		if w.Back {
			does = web.Say(ctx, "round.undoes."+string(w.To))
		}
		action := Path(r.ID) + placeStep
		switch {
		case w.Back || view.next != nil:
			view.waits = append(view.waits, web.Confirm{Summary: name, Explain: does, Action: action, Submit: name, Hidden: hidden})
		case w.To == Open && f.ready != nil:
			t := p.Site.FaultTable(ctx, web.Say(ctx, "round.ready.title"), f.ready)
			view.stands = &t
		default:
			view.next, view.does = &web.Form{Action: action, Key: "next", Submit: name, Fields: hidden}, does
		}
	}
	if !f.manage || !r.Answering() {
		return
	}
	var options []web.Option
	for id, h := range f.names.versions {
		if h.State != criteria.Issued || h.Amends == "" {
			continue
		}
		for i := range f.members {
			if f.members[i].Version == h.Amends {
				options = append(options, web.Option{Value: id, Text: headName(h, f.names.lang)})
				break
			}
		}
	}
	if len(options) > 0 {
		view.amend = &web.Form{Action: Path(r.ID) + placeAmend, Key: "amend", Fields: []web.Field{revisionField(r),
			{Kind: web.Choice, Name: "version", Label: web.Say(ctx, "round.amend.which"), Options: options, Required: true},
			{Kind: web.Lines, Name: "reason", Label: web.Say(ctx, "round.form.reason"), Required: true, Rows: 2, Max: mostReason}}}
	}
}

// line gives the phases in order, with when each began or is to end.
func (f *file) line(ctx context.Context) web.Timeline {
	began := map[access.Phase]time.Time{Prepare: f.r.Created}
	for _, s := range f.steps {
		began[s.To] = s.At
	}
	var all web.Timeline
	for _, phase := range access.Phases {
		if phase == Published && f.r.Training {
			continue
		}
		m := web.Moment{Title: sentence(word(ctx, phase)), Current: phase == f.r.Phase}
		var parts []string
		if at := began[phase]; !at.IsZero() && f.r.After(phase) {
			m.When = shownDay(at)
		} else if f.r.After(phase) {
			m.When = web.Say(ctx, "round.line.skipped")
		} else {
			m.When = "–"
		}
		if m.Current {
			parts = append(parts, web.Say(ctx, "round.line.now"))
		}
		if due := f.r.Due(phase); !due.IsZero() {
			ends := web.Say(ctx, "round.line.until", "until", web.Until(ctx, due))
			if phase == f.r.Phase || !f.r.After(phase) {
				ends += " (" + left(ctx, f.now, due) + ")"
			}
			parts = append(parts, ends)
		}
		m.Text = strings.Join(parts, " · ")
		all = append(all, m)
	}
	return all
}

// sentence begins with a capital.
func sentence(words string) string {
	for i, c := range words {
		return strings.ToUpper(string(c)) + words[i+len(string(c)):]
	}
	return words
}

func yesNo(ctx context.Context, yes bool) string {
	if yes {
		return web.Say(ctx, "round.word.yes")
	}
	return web.Say(ctx, "round.word.no")
}

func (f *file) facts(ctx context.Context) web.Facts {
	r := f.r
	all := web.Facts{{Name: web.Say(ctx, "round.list.year"), Text: strconv.Itoa(r.Year)}, {Name: web.Say(ctx, "round.form.asOf"), Text: r.AsOf.Shown()}}
	for _, v := range r.Variants {
		name := web.Say(ctx, "round.form.versionAll")
		if v.Group != "" {
			name = web.Say(ctx, "round.form.versionOf", "group", f.names.group(v.Group))
		}
		fact := web.Fact{Name: name, Text: f.names.version(v.Version)}
		if h := f.names.versions[v.Version]; h != nil && (h.State == criteria.Issued || h.State == criteria.Withdrawn || f.drawn) {
			fact.Href = criteria.Path(v.Version)
		}
		all = append(all, fact)
	}
	all = append(all, web.Fact{Name: web.Say(ctx, "round.form.officer"), Text: yesNo(ctx, r.Officer)})
	if f.previous != nil {
		all = append(all, web.Fact{Name: web.Say(ctx, "round.form.previous"), Text: f.previous.Name.In(f.names.lang), Href: Path(f.previous.ID)})
	}
	return all
}

// groupsIn gives the groups of the cohort in the order of the set.
func (f *file) groupsIn() (codes []string, by map[string][]*Member) {
	by = map[string][]*Member{}
	for i := range f.members {
		m := &f.members[i]
		if by[m.Group] == nil {
			codes = append(codes, m.Group)
		}
		by[m.Group] = append(by[m.Group], m)
	}
	return codes, by
}

// sizes tells how many agencies each group has.
func (f *file) sizes(ctx context.Context) *web.Table {
	codes, by := f.groupsIn()
	if len(codes) == 0 {
		return nil
	}
	t := &web.Table{Caption: web.Say(ctx, "round.cohort.sizes"), Columns: []web.Column{{Title: web.Say(ctx, "round.cohort.group")}, {Title: web.Say(ctx, "round.list.agencies"), Number: true}},
		Total: &web.Row{Cells: []web.Cell{{Text: web.Say(ctx, "round.cohort.total")}, {Text: web.Count(ctx, len(f.members))}}}}
	for _, code := range codes {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: f.names.group(code)}, {Text: web.Count(ctx, len(by[code]))}}})
	}
	return t
}

// cohort lists the agencies by group.
func (f *file) cohort(ctx context.Context) (all []web.Table) {
	codes, by := f.groupsIn()
	for _, code := range codes {
		t := web.Table{Caption: web.Say(ctx, "round.cohort.of", "group", f.names.group(code), "count", len(by[code])), Columns: []web.Column{
			{Title: web.Say(ctx, "round.cohort.agency")}, {Title: web.Say(ctx, "round.cohort.due")}, {Title: web.Say(ctx, "round.cohort.exempt")}, {Title: web.Say(ctx, "round.cohort.version")}}}
		for _, m := range by[code] {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: m.Name.In(f.names.lang), Href: memberPath(f.r.ID, m.Agency)}, f.dueCell(ctx, m), f.exemptCell(ctx, m), {Text: f.names.version(m.Version)}}})
		}
		all = append(all, t)
	}
	return all
}

// dueCell tells until when an agency answers, or what was extended.
func (f *file) dueCell(ctx context.Context, m *Member) web.Cell {
	phase, _ := f.r.current()
	if phase == "" {
		phase = Open
	}
	c := web.Cell{Text: web.Until(ctx, m.Due(f.r, phase))}
	for _, e := range m.Extensions {
		if e.Phase == phase && e.Until.Equal(m.Due(f.r, phase)) {
			c.Note = web.Say(ctx, "round.cohort.extended")
		}
	}
	return c
}

func (f *file) exemptCell(ctx context.Context, m *Member) web.Cell {
	if _, out := m.Excused(); out {
		return web.Cell{Part: web.Mark{Tone: web.Middle, Text: web.Say(ctx, "round.exemption.whole")}}
	}
	var codes []string
	for _, e := range m.Exemptions {
		codes = append(codes, e.Node)
	}
	return web.Cell{Text: strings.Join(codes, ", ")}
}

func (f *file) stepTable(ctx context.Context) *web.Table {
	if len(f.steps) == 0 {
		return nil
	}
	t := &web.Table{Caption: web.Say(ctx, "round.page.steps"), Columns: []web.Column{{Title: web.Say(ctx, "round.page.when")}, {Title: web.Say(ctx, "round.page.step")}, {Title: web.Say(ctx, "round.page.who")}, {Title: web.Say(ctx, "round.form.reason")}}}
	for _, s := range f.steps {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: shownDay(s.At)}, {Text: sentence(word(ctx, s.From)) + " → " + word(ctx, s.To)}, {Text: f.names.persons[s.Person]}, {Text: s.Reason}}})
	}
	return t
}

func (f *file) amendedTable(ctx context.Context) *web.Table {
	if len(f.amended) == 0 {
		return nil
	}
	t := &web.Table{Caption: web.Say(ctx, "round.page.amended"), Columns: []web.Column{{Title: web.Say(ctx, "round.page.when")}, {Title: web.Say(ctx, "round.page.from")}, {Title: web.Say(ctx, "round.page.to")}, {Title: web.Say(ctx, "round.page.who")}, {Title: web.Say(ctx, "round.form.reason")}}}
	for _, a := range f.amended {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: shownDay(a.At)}, {Text: f.names.version(a.From)}, {Text: f.names.version(a.To), Href: criteria.Path(a.To)}, {Text: f.names.persons[a.Person]}, {Text: a.Reason}}})
	}
	return t
}

package round

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const (
	placeExtensions = "/extensions"
	placeExempt     = "/exempt"
	placeInclude    = "/include"
	placeExtend     = "/extend"
)

// mostApprover is how long an approver may be written, in characters: a name and
// the number of a document.
const mostApprover = 300

func (p *Pages) mountMembers(m *web.Mux) {
	at := pathList + "/{id}/agencies/{code}"
	m.Handle("GET "+pathList+"/{id}"+placeExtensions, web.Signed, p.showExtensions)
	m.Handle("POST "+pathList+"/{id}"+placeExtensions, web.Signed, p.takeExtensions)
	m.Handle("GET "+at, web.Signed, p.showMember)
	m.Handle("POST "+at+placeExempt, web.Signed, p.takeExempt)
	m.Handle("POST "+at+placeInclude, web.Signed, p.takeInclude)
	m.Handle("POST "+at+placeExtend, web.Signed, p.takeExtend)
}

func memberPath(id, agency string) string { return Path(id) + "/agencies/" + url.PathEscape(agency) }

func scoringText(vi, en string) scoring.Text { return scoring.Text{Vi: vi, En: en} }

// memberView is the page of an agency in a round.
type memberView struct {
	facts      web.Facts
	exemptions web.Table
	extensions web.Table
	includes   []web.Confirm
	exempt     *web.Form
	extend     *web.Form
	past       *web.Table
}

// seat is all that the page of an agency in a round is made of.
type seat struct {
	r       *Round
	m       *Member
	version *criteria.Version // nil for none
	past    []ended
	names   *names
	now     time.Time
	manage  bool
}

// seat reads an agency in a round, for who may read why it is exempted. That the
// agency takes part is told to nobody else.
func (p *Pages) seat(ctx context.Context, id, agency string) (*seat, error) {
	s := &seat{}
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err = p.reads(ctx, tx); err != nil {
			return err
		}
		on := access.Resource{Agency: agency}
		if s.r, err = Get(tx, id); err == nil {
			on.Phase = s.r.Phase
			if s.m, err = MemberOf(tx, id, agency); err == nil {
				on = s.m.Resource(s.r)
			}
		}
		if refused := p.Gate.Ask(tx, access.ActorOf(ctx), access.RoundRead, on); refused != nil {
			return refused
		}
		if err != nil {
			return err
		}
		s.now = tx.Now()
		if s.manage, err = p.may(ctx, tx, access.RoundManage, on); err != nil {
			return err
		}
		if s.m.Version != "" {
			if s.version, err = criteria.Get(tx, s.m.Version); err != nil {
				return err
			}
		}
		if s.past, err = endedExemptions(tx, id, agency); err != nil {
			return err
		}
		if s.names, err = p.names(ctx, tx, s.r); err != nil {
			return err
		}
		for _, e := range s.m.Exemptions {
			if _, err := p.person(tx, s.names, e.Person); err != nil {
				return err
			}
		}
		for _, e := range s.m.Extensions {
			if _, err := p.person(tx, s.names, e.Person); err != nil {
				return err
			}
		}
		for _, e := range s.past {
			if _, err := p.person(tx, s.names, e.Person); err != nil {
				return err
			}
		}
		return nil
	})
	return s, err
}

func (p *Pages) showMember(w http.ResponseWriter, r *http.Request) error {
	s, err := p.seat(r.Context(), r.PathValue("id"), r.PathValue("code"))
	if err != nil {
		return err
	}
	page, view := s.look(r.Context())
	return p.Site.Show(w, r, page, memberPage(view))
}

// node names a criterion as the version of the agency has it.
func (s *seat) node(ctx context.Context, code string) string {
	if code == "" {
		return web.Say(ctx, "round.exemption.whole")
	}
	if s.version != nil {
		if n, _ := criteria.Find(s.version.Framework, code); n != nil {
			return code + ". " + n.Name.In(s.names.lang)
		}
	}
	return code
}

func (s *seat) look(ctx context.Context) (web.Page, memberView) {
	name := s.m.Name.In(s.names.lang)
	page := web.Page{Title: name, Lead: web.Say(ctx, "round.member.lead", "round", s.r.Name.In(s.names.lang)), Crumbs: crumbs(ctx, s.r)}
	view := memberView{facts: s.facts(ctx), exemptions: s.exemptionTable(ctx), extensions: s.extensionTable(ctx), past: s.pastTable(ctx)}
	if e, out := s.m.Excused(); out {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: web.Say(ctx, "round.member.excused", "reason", e.Reason)})
	}
	if !s.manage || s.r.After(Approved) {
		return page, view
	}
	at := memberPath(s.r.ID, s.m.Agency)
	for _, e := range s.m.Exemptions {
		view.includes = append(view.includes, web.Confirm{Summary: web.Say(ctx, "round.include.summary", "node", s.node(ctx, e.Node)), Explain: web.Say(ctx, "round.include.explain"),
			Action: at + placeInclude, Submit: web.Say(ctx, "round.include.submit"), Hidden: []web.Field{{Kind: web.Hidden, Name: "exemption", Value: e.ID}}})
	}
	view.exempt = &web.Form{Action: at + placeExempt, Key: "exempt", Fields: append([]web.Field{
		{Kind: web.Choice, Name: "node", Label: web.Say(ctx, "round.exemption.node"), Options: s.nodes(ctx), Required: true}}, grounds(ctx)...)}
	if fields := extensionFields(ctx, s.r); len(fields) > 0 {
		view.extend = &web.Form{Action: at + placeExtend, Key: "extend", Fields: append(fields, grounds(ctx)...)}
	}
	return page, view
}

// whole stands for the agency itself in the list of what can be exempted.
const whole = "*"

// nodes are what can be exempted: the agency, or what the version allows.
func (s *seat) nodes(ctx context.Context) []web.Option {
	all := []web.Option{{Text: web.Say(ctx, "round.exemption.choose")}, {Value: whole, Text: web.Say(ctx, "round.exemption.whole")}}
	if s.version == nil {
		return all
	}
	var walk func(n *scoring.Node, depth int)
	walk = func(n *scoring.Node, depth int) {
		for _, c := range n.Children {
			if c.Applies != nil && c.Applies.Exempt {
				all = append(all, web.Option{Value: c.Code, Text: strings.Repeat("— ", depth) + text.Clip(c.Code+". "+c.Name.In(s.names.lang), 90)})
			}
			walk(c, depth+1)
		}
	}
	if root := s.version.Framework.Root; root != nil {
		walk(root, 0)
	}
	return all
}

// grounds are who approved something, and why.
func grounds(ctx context.Context) []web.Field {
	return []web.Field{
		{Kind: web.Line, Name: "approver", Label: web.Say(ctx, "round.form.approver"), Hint: web.Say(ctx, "round.form.approverHint"), Required: true, Max: mostApprover},
		{Kind: web.Lines, Name: "reason", Label: web.Say(ctx, "round.form.reason"), Required: true, Rows: 2, Max: mostReason},
	}
}

// extensionFields ask for the phase and the new end; none when nothing is left to
// extend.
func extensionFields(ctx context.Context, r *Round) []web.Field {
	var options []web.Option
	for _, phase := range Timed {
		if !r.Due(phase).IsZero() && (!r.After(phase) || r.Phase == phase) {
			options = append(options, web.Option{Value: string(phase), Text: sentence(word(ctx, phase)) + " – " + web.Until(ctx, r.Due(phase))})
		}
	}
	if len(options) == 0 {
		return nil
	}
	return []web.Field{
		{Kind: web.Choice, Name: "phase", Label: web.Say(ctx, "round.extension.phase"), Options: options, Required: true},
		{Kind: web.Date, Name: "until_", Label: web.Say(ctx, "round.extension.until"), Hint: web.Say(ctx, "round.form.untilHint"), Required: true},
		{Kind: web.Line, Name: "at_", Label: web.Say(ctx, "round.extension.at"), Hint: web.Say(ctx, "round.form.atHint"), Max: 5, Code: true},
	}
}

func (s *seat) facts(ctx context.Context) web.Facts {
	all := web.Facts{{Name: web.Say(ctx, "round.list.phase"), Part: s.r.mark(ctx)}, {Name: web.Say(ctx, "round.cohort.group"), Text: s.names.group(s.m.Group)}}
	if s.m.Version != "" {
		all = append(all, web.Fact{Name: web.Say(ctx, "round.cohort.version"), Text: s.names.version(s.m.Version), Href: criteria.Path(s.m.Version)})
	}
	for _, phase := range Timed {
		if due := s.m.Due(s.r, phase); !due.IsZero() {
			said := web.Until(ctx, due)
			if !s.r.After(phase) || s.r.Phase == phase {
				said += " (" + left(ctx, s.now, due) + ")"
			}
			all = append(all, web.Fact{Name: web.Say(ctx, "round.form.until", "phase", word(ctx, phase)), Text: said})
		}
	}
	return all
}

func columns(ctx context.Context, keys ...string) (all []web.Column) {
	for _, key := range keys {
		all = append(all, web.Column{Title: web.Say(ctx, key)})
	}
	return all
}

func (s *seat) exemptionTable(ctx context.Context) web.Table {
	t := web.Table{Caption: web.Say(ctx, "round.exemption.title"), HideCaption: true, Columns: columns(ctx, "round.exemption.node", "round.form.reason", "round.form.approver", "round.page.who", "round.page.when"),
		Empty: web.Empty{Title: web.Say(ctx, "round.exemption.empty")}}
	for _, e := range s.m.Exemptions {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: s.node(ctx, e.Node)}, {Text: e.Reason}, {Text: e.Approver}, {Text: s.names.persons[e.Person]}, {Text: shownDay(e.At)}}})
	}
	return t
}

func (s *seat) extensionTable(ctx context.Context) web.Table {
	t := web.Table{Caption: web.Say(ctx, "round.extension.title"), HideCaption: true, Columns: columns(ctx, "round.extension.phase", "round.extension.until", "round.form.reason", "round.form.approver", "round.page.who", "round.page.when"),
		Empty: web.Empty{Title: web.Say(ctx, "round.extension.empty")}}
	for _, e := range s.m.Extensions {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: sentence(word(ctx, e.Phase))}, {Text: web.Until(ctx, e.Until)}, {Text: e.Reason}, {Text: e.Approver}, {Text: s.names.persons[e.Person]}, {Text: shownDay(e.At)}}})
	}
	return t
}

func (s *seat) pastTable(ctx context.Context) *web.Table {
	if len(s.past) == 0 {
		return nil
	}
	t := &web.Table{Caption: web.Say(ctx, "round.exemption.past"), Columns: columns(ctx, "round.exemption.node", "round.form.reason", "round.form.approver", "round.page.who", "round.page.when", "round.exemption.ended")}
	for _, e := range s.past {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: s.node(ctx, e.Node)}, {Text: e.Reason}, {Text: e.Approver}, {Text: s.names.persons[e.Person]}, {Text: shownDay(e.At)}, {Text: shownDay(e.Ended)}}})
	}
	return t
}

// refill puts what was typed back into a form.
func refill(f *web.Form, r *http.Request) {
	for i := range f.Fields {
		if one := &f.Fields[i]; one.Kind != web.Hidden {
			one.Value = text.Clip(r.PostForm.Get(one.Name), mostReason)
		}
	}
}

// all gives every sentence of what is wrong.
func (t *trouble) all() []string {
	out := slices.Clone(t.other)
	for _, sentence := range t.field {
		out = append(out, sentence)
	}
	slices.Sort(out)
	return out
}

// takenSeat runs an act on an agency and leads back to its page, or shows the page
// with what is wrong at the form that form finds.
func (p *Pages) takenSeat(w http.ResponseWriter, r *http.Request, done string, act func(*db.Tx) error, form func(*memberView) *web.Form) error {
	ctx := r.Context()
	id, code := r.PathValue("id"), r.PathValue("code")
	err := p.DB.Write(ctx, act)
	if err == nil {
		p.Site.Tell(w, done)
		http.Redirect(w, r, memberPath(id, code), http.StatusSeeOther)
		return nil
	}
	t, ok := p.sort(ctx, err)
	if !ok {
		return err
	}
	s, failed := p.seat(ctx, id, code)
	if failed != nil {
		return failed
	}
	page, view := s.look(ctx)
	if f := form(&view); f != nil {
		refill(f, r)
		t.fit(f)
	} else {
		for _, sentence := range t.all() {
			page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: sentence})
		}
	}
	if fault.KindOf(err) == fault.Conflict {
		return p.Site.ShowConflict(w, r, page, memberPage(view))
	}
	return p.Site.ShowFaulty(w, r, page, memberPage(view))
}

func sentApprover(r *http.Request) string {
	return strings.TrimSpace(text.Clip(r.PostForm.Get("approver"), mostApprover))
}

func (p *Pages) takeExempt(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	by, node := byOf(r), r.PostForm.Get("node")
	return p.takenSeat(w, r, "round.done.exempted", func(tx *db.Tx) error {
		if node == "" { // nothing chosen must not take out the agency
			if err := p.Gate.Ask(tx, by.Actor, access.RoundManage, access.Resource{Agency: r.PathValue("code")}); err != nil {
				return err
			}
			return fault.New(fault.Invalid, "round.exemption.unchosen", nil).WithPlace(fault.Place{Field: "node"})
		}
		_, err := p.Calendar.Exempt(tx, by, r.PathValue("id"), r.PathValue("code"), strings.TrimPrefix(node, whole), sentApprover(r))
		return err
	}, func(v *memberView) *web.Form { return v.exempt })
}

func (p *Pages) takeInclude(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	by := byOf(r)
	return p.takenSeat(w, r, "round.done.included", func(tx *db.Tx) error {
		return p.Calendar.Include(tx, by, r.PathValue("id"), r.PathValue("code"), r.PostForm.Get("exemption"))
	}, func(*memberView) *web.Form { return nil })
}

// sentExtension reads phase and end of an extension.
func sentExtension(r *http.Request) (access.Phase, time.Time, error) {
	typed := map[string]string{"until_": strings.TrimSpace(r.PostForm.Get("until_")), "at_": strings.TrimSpace(r.PostForm.Get("at_"))}
	until, err := readUntil(typed, "")
	return access.Phase(r.PostForm.Get("phase")), until, err
}

func (p *Pages) takeExtend(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	return p.takenSeat(w, r, "round.done.extended", func(tx *db.Tx) error {
		return p.extend(tx, r, []string{r.PathValue("code")})
	}, func(v *memberView) *web.Form { return v.extend })
}

// extend gives agencies more time, all or none of them; a fault of one names it.
func (p *Pages) extend(tx *db.Tx, r *http.Request, agencies []string) error {
	by := byOf(r)
	phase, until, wrong := sentExtension(r)
	var list fault.List
	for _, code := range agencies {
		_, err := p.Calendar.Extend(tx, by, r.PathValue("id"), code, phase, until, sentApprover(r))
		if err != nil && fault.KindOf(err) != fault.Invalid && fault.KindOf(err) != fault.Conflict {
			return err
		}
		list.Add(err)
	}
	if wrong != nil {
		list = slices.DeleteFunc(list, func(f *fault.Fault) bool { return f.At.Field == "until" })
		list.Add(wrong)
	}
	for i, f := range list {
		if f.At.Field == "until" {
			list[i] = f.WithPlace(fault.Place{Field: "until_"})
		}
	}
	return list.Err()
}

// wrong tells whether a form came back with faults, to be unfolded.
func wrong(f *web.Form) bool {
	return len(f.Faults) > 0 || slices.ContainsFunc(f.Fields, func(one web.Field) bool { return one.Fault != "" })
}

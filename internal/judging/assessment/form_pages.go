package assessment

import (
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// others names, in addresses, the items that no criterion reads.
const others = "-"

// fieldView is one field in the column beside the form.
type fieldView struct {
	Code, Name, Href string
	Given, Asked     int
	Current          bool
	Owner            string // who answers for it, "" for anybody
	Mine             bool
}

// cardView is one criterion with what it asks.
type cardView struct {
	Code, Name, Max string
	Guidance        string
	Method          string
	Evidence        string
	Files           string // address of the criterion's evidence
	Ask             string // address of its questions, "" for none
	Questions       []asked
	Depth           int
	Points          *pointsView
	Asks            []askView
	Above           []aboveView
}

// aboveView is an item that was asked before in the form.
type aboveView struct{ Name, Value, Href string }

// pointsView is what a criterion is worth now.
type pointsView struct {
	ID      string
	Points  string // "4,90"
	Of      string // "5"
	Pending bool
	Lines   []scoring.TraceLine
}

// askView is the input of one item.
type askView struct {
	Code, Name, Unit  string
	Definition        string
	Kind              scoring.ItemType
	Options           []web.Option
	Value             string // as it is filled in
	NotApplicable     bool
	Reason            string
	Version           int64
	Ghost             string   // last year's
	Before            []string // last year's of predecessors
	Fault             string
	Locked            bool
	Unfit             bool
	Theirs, TheirsWho string // of a lost race, without JavaScript
}

// formView is the page of one field of a form.
type formView struct {
	Action, Keep, Key string
	Fields            []fieldView
	Sections          string // address of who answers for what
	Field             fieldView
	Cards             []cardView
	Next              string
	Locked            bool
	Progress          Progress
	Total             *pointsView
	Faults            []string
}

// showForms lists the forms of who is there: of the own agencies, in the rounds
// that run or ran.
func (p *Pages) showForms(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "assessment.forms.table"), Columns: []web.Column{
		{Title: web.Say(ctx, "assessment.forms.agency")}, {Title: web.Say(ctx, "assessment.forms.round")}, {Title: web.Say(ctx, "assessment.forms.phase")},
		{Title: web.Say(ctx, "assessment.forms.due")}, {Title: web.Say(ctx, "assessment.forms.progress")}, {Title: web.Say(ctx, "assessment.forms.state")}}}
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		if err := p.Gate.Ask(tx, access.ActorOf(ctx), access.AgencyRead, access.Resource{}); err != nil {
			return err
		}
		forms, err := p.Desk.Own(tx, access.VisitOf(ctx))
		for _, f := range forms {
			progress, _ := f.Progress()
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
				{Text: f.Member.Name.In(langOf(ctx)), Href: Path(f.Round.ID, f.Member.Agency)}, {Text: f.Round.Name.In(langOf(ctx))}, {Text: f.Round.Phase.In(langOf(ctx))},
				{Text: dueText(ctx, f, tx)}, {Part: web.Meter{Label: web.Say(ctx, "assessment.forms.progress"), Done: progress.Given, Total: progress.Asked}}, {Part: f.State.mark(ctx)}}})
		}
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "assessment.forms.title"), Lead: web.Say(ctx, "assessment.forms.lead")}
	if len(t.Rows) == 0 {
		return p.Site.Show(w, r, page, web.Empty{Title: web.Say(ctx, "assessment.forms.none"), Text: web.Say(ctx, "assessment.forms.noneWhy")})
	}
	return p.Site.Show(w, r, page, t)
}

// Own gives the forms of the agencies for which somebody is officer or head, the
// latest rounds first.
func (d *Desk) Own(tx *db.Tx, v *access.Visit) ([]*Form, error) {
	if v == nil {
		return nil, nil
	}
	rounds, err := round.List(tx)
	if err != nil {
		return nil, err
	}
	var all []*Form
	seen := map[string]bool{}
	for _, r := range rounds {
		for _, g := range v.Grants {
			key := r.ID + " " + g.Scope.ID
			if g.Scope.Level != access.OverAgency || g.Role != access.Officer && g.Role != access.Head || seen[key] || r.Phase == round.Prepare {
				continue
			}
			seen[key] = true
			if f, err := d.Open(tx, r.ID, g.Scope.ID); err == nil {
				all = append(all, f)
			}
		}
	}
	return all, nil
}

func (s State) mark(ctx context.Context) web.Mark {
	tone := web.Plain
	switch s {
	case Submitted, Decided:
		tone = web.Good
	case Returned:
		tone = web.Middle
	}
	return web.Mark{Tone: tone, Text: web.Say(ctx, "assessment.state."+string(s))}
}

// dueText says until when the agency may answer.
func dueText(ctx context.Context, f *Form, tx *db.Tx) string {
	due := f.Due()
	if due.IsZero() {
		return web.Say(ctx, "assessment.due.none")
	}
	left := due.Sub(tx.Now())
	switch {
	case left <= 0:
		return web.Say(ctx, "assessment.due.passed", "at", web.Until(ctx, due))
	case left.Hours() < 24:
		return web.Say(ctx, "assessment.due.hours", "at", web.Until(ctx, due), "hours", int(left.Hours())+1)
	}
	return web.Say(ctx, "assessment.due.days", "at", web.Until(ctx, due), "days", int(left.Hours()/24))
}

// showForm shows one field of a form.
func (p *Pages) showForm(w http.ResponseWriter, r *http.Request) error {
	var page web.Page
	var v *formView
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		f, may, err := p.formIn(tx, r)
		if err != nil {
			return err
		}
		if f.questions, err = QuestionsAbout(tx, f.Round.ID, f.Member.Agency, ""); err != nil {
			return err
		}
		if f.sections, err = sectionsOf(tx, f.Round.ID, f.Member.Agency); err != nil {
			return err
		}
		if f.Before, err = f.forebears(tx); err != nil {
			return err
		}
		if v, err = p.view(r.Context(), f, may, r.URL.Query().Get("field"), nil); err != nil {
			return err
		}
		page, err = p.page(r.Context(), tx, f, may, v)
		return err
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, formBody(v))
}

// page is the frame of a form's page.
func (p *Pages) page(ctx context.Context, tx *db.Tx, f *Form, may rights, v *formView) (web.Page, error) {
	page := web.Page{
		Title: f.Member.Name.In(langOf(ctx)), Keep: !v.Locked,
		Lead:   f.Round.Name.In(langOf(ctx)) + " · " + dueText(ctx, f, tx),
		Crumbs: []web.Link{{Text: web.Say(ctx, "assessment.forms.title"), Href: pathForms}},
		Acts: web.ButtonRow([]web.Button{{Text: web.Say(ctx, "assessment.grid.link"), Href: Path(f.Round.ID, f.Member.Agency) + placeGrid}, {Text: web.Say(ctx, "assessment.workbook.link"), Href: Path(f.Round.ID, f.Member.Agency) + placeBook},
			{Text: web.Say(ctx, "assessment.form.toSubmit"), Href: Path(f.Round.ID, f.Member.Agency) + "/submit"}}),
	}
	if f.State == Submitted {
		page.Messages = append(page.Messages, web.Message{Tone: web.Good, Text: web.Say(ctx, "assessment.form.sent")})
	} else if !f.Round.Answering() {
		page.Messages = append(page.Messages, web.Message{Tone: web.Info, Text: web.Say(ctx, "assessment.form.phase", "phase", f.Round.Phase)})
	}
	if by := f.Due(); f.Round.Answering() && !by.IsZero() && !tx.Now().Before(by) {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: web.Say(ctx, "assessment.form.late")})
	}
	if may.behalf && !may.edit {
		page.Messages = append(page.Messages, web.Message{Tone: web.Info, Text: web.Say(ctx, "assessment.form.behalf")})
	}
	late, err := LateEdits(tx, f.Round.ID, f.Member.Agency)
	if err == nil && len(late) > 0 {
		page.Messages = append(page.Messages, web.Message{Tone: web.Middle, Text: web.Say(ctx, "assessment.form.drafts", "count", len(late))})
	}
	amended, err := round.Amendments(tx, f.Round.ID)
	if err != nil {
		return page, err
	}
	for _, a := range amended {
		if a.To == f.Member.Version {
			page.Messages = append(page.Messages, web.Message{Tone: web.Info, Text: web.Say(ctx, "assessment.form.amended", "at", moment(a.At), "reason", a.Reason),
				Link: &web.Link{Text: web.Say(ctx, "assessment.form.compare"), Href: "/frameworks/" + a.To + "/compare?with=" + a.From}})
		}
	}
	return page, nil
}

// view makes the page of a field; sent is what was typed when it could not be
// saved whole, by item.
func (p *Pages) view(ctx context.Context, f *Form, may rights, field string, sent map[string]askView) (*formView, error) {
	at := Path(f.Round.ID, f.Member.Agency)
	v := &formView{Action: at, Keep: at + "/answers", Sections: at + placeSections, Locked: !(may.edit || may.behalf) || f.State != Draft}
	if visit := access.VisitOf(ctx); visit != nil {
		v.Key = visit.Person.ID + "/" + f.Round.ID + "/" + f.Member.Agency
	}
	result, err := f.Points()
	if err != nil {
		return nil, err
	}
	v.Progress, _ = f.Progress()
	_, lines := f.asked()
	fields := fieldsOf(lines)
	if field == "" && len(fields) > 0 {
		field = codeOf(fields[0][0])
	}
	for i, of := range fields {
		one := fieldView{Code: codeOf(of[0]), Href: at + "?field=" + codeOf(of[0]), Name: f.lineName(ctx, of[0])}
		for _, l := range of {
			for _, item := range l.Items {
				one.Asked++
				if a := f.Answers[item]; a.Given() {
					one.Given++
				}
			}
		}
		if owner := f.sections[one.Code]; owner != "" {
			one.Owner, one.Mine = p.nameOf(ctx, owner), owner == access.ActorOf(ctx).Person
		}
		if one.Current = one.Code == field; one.Current {
			v.Field = one
			for _, l := range of {
				if c := f.card(ctx, l, result, sent, v.Locked, fields); c != nil {
					v.Cards = append(v.Cards, *c)
				}
			}
			if i+1 < len(fields) {
				v.Next = at + "?field=" + codeOf(fields[i+1][0])
			}
		}
		v.Fields = append(v.Fields, one)
	}
	if root := f.Program.Version.Framework.Root; root != nil {
		v.Total = f.points(ctx, root.Code, result)
	}
	return v, nil
}

func codeOf(l SheetLine) string {
	if l.Code == "" {
		return others
	}
	return l.Code
}

func (f *Form) lineName(ctx context.Context, l SheetLine) string {
	if l.Code == "" {
		return web.Say(ctx, "assessment.form.others")
	}
	return l.Code + ". " + l.Name.In(langOf(ctx))
}

// fieldsOf cuts the lines of a form into fields.
func fieldsOf(lines []SheetLine) (fields [][]SheetLine) {
	for _, l := range lines {
		if l.Depth <= 1 || len(fields) == 0 {
			fields = append(fields, nil)
		}
		fields[len(fields)-1] = append(fields[len(fields)-1], l)
	}
	return fields
}

// card makes the card of a criterion; nil for one that says nothing.
func (f *Form) card(ctx context.Context, l SheetLine, result *scoring.Result, sent map[string]askView, locked bool, fields [][]SheetLine) *cardView {
	c := &cardView{Code: l.Code, Name: l.Name.In(langOf(ctx)), Guidance: l.Guidance.In(langOf(ctx)), Evidence: l.Evidence.In(langOf(ctx)), Depth: l.Depth}
	if i, ok := f.Program.Program.Node(l.Code); ok && l.Code != "" {
		c.Max = shownMax(ctx, f.Program.Program.Nodes()[i].Max)
		c.Method = f.method(l.Code).In(langOf(ctx))
		c.Points = f.points(ctx, l.Code, result)
		c.Files = EvidencePath(f.Round.ID, f.Member.Agency, l.Code)
		if f.Program.criterion(l.Code) != nil {
			c.Ask = QuestionsPath(f.Round.ID, f.Member.Agency, l.Code)
			for _, q := range f.questions {
				if q.Node == l.Code {
					c.Questions = append(c.Questions, asked{Question: q})
				}
			}
		}
	}
	for _, code := range l.Items {
		c.Asks = append(c.Asks, f.ask(ctx, code, sent, locked))
	}
	for _, code := range l.Above {
		a := aboveView{Name: f.Item(code).Name.In(langOf(ctx)), Value: f.shown(ctx, f.Item(code), f.Answers[code])}
		for _, of := range fields {
			for _, one := range of {
				if slices.Contains(one.Items, code) {
					a.Href = Path(f.Round.ID, f.Member.Agency) + "?field=" + codeOf(of[0]) + "#item-" + code
				}
			}
		}
		c.Above = append(c.Above, a)
	}
	if len(c.Asks)+len(c.Above) == 0 && l.Depth <= 1 {
		return nil // the field's own line: its name is the heading
	}
	return c
}

func (f *Form) method(node string) (method scoring.Text) {
	var walk func(n *scoring.Node)
	walk = func(n *scoring.Node) {
		if n.Code == node {
			method = n.Method
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(f.Program.Version.Framework.Root)
	return method
}

// points tells what a criterion is worth now, and why.
func (f *Form) points(ctx context.Context, node string, result *scoring.Result) *pointsView {
	i, ok := f.Program.Program.Node(node)
	if !ok {
		return nil
	}
	s := result.Score(0, i)
	v := &pointsView{ID: "points-" + node, Points: shownPoints(ctx, s.Points), Of: shownMax(ctx, s.Max), Pending: f.Pending(node)}
	if trace, ok := result.Trace(f.Member.Agency, node); ok {
		for _, line := range trace.Lines(f.Program.Version.Framework, langOf(ctx)) {
			if line.Depth <= 3 && (line.Depth <= 1 || i != 0) { // of the whole, the fields
				v.Lines = append(v.Lines, line)
			}
		}
	}
	return v
}

// ask makes the input of an item.
func (f *Form) ask(ctx context.Context, code string, sent map[string]askView, locked bool) askView {
	it, a := f.Item(code), f.Answers[code]
	v := askView{
		Code: code, Name: it.Name.In(langOf(ctx)), Unit: it.Unit.In(langOf(ctx)), Definition: it.Definition.In(langOf(ctx)), Kind: it.Type,
		Value: f.typed(ctx, it, a), NotApplicable: a.Inapplicable, Reason: a.Reason, Version: a.Version, Locked: locked,
	}
	if _, err := a.Scoring(it); err != nil {
		v.Unfit = true
	}
	switch it.Type {
	case scoring.YesNo:
		v.Options = []web.Option{{Value: "1", Text: web.Say(ctx, "assessment.word.yes")}, {Value: "0", Text: web.Say(ctx, "assessment.word.no")}}
	case scoring.Choice:
		for _, o := range it.Options {
			v.Options = append(v.Options, web.Option{Value: o.Code, Text: o.Name.In(langOf(ctx))})
		}
	}
	if last, is := f.Last[code]; is && last.Given() {
		v.Ghost = web.Say(ctx, "assessment.form.last", "value", strings.TrimSpace(f.shown(ctx, it, last)))
	}
	v.Before = f.before(ctx, it)
	if s, is := sent[code]; is {
		v.Value, v.NotApplicable, v.Reason, v.Fault, v.Theirs, v.TheirsWho = s.Value, s.NotApplicable, s.Reason, s.Fault, s.Theirs, s.TheirsWho
		if s.Version > 0 || s.Theirs != "" {
			v.Version = s.Version
		}
	}
	return v
}

// typed gives an answer as it stands in its input: without signs between
// thousands, so that it is read back as it is.
func (f *Form) typed(ctx context.Context, it *scoring.Item, a Answer) string {
	switch it.Type {
	case scoring.Words, scoring.YesNo, scoring.Choice:
		return a.Value
	}
	if web.LangOf(ctx) == text.Vi {
		return strings.Replace(a.Value, ".", ",", 1)
	}
	return a.Value
}

// shown gives an answer for reading, with its unit.
func (f *Form) shown(ctx context.Context, it *scoring.Item, a Answer) string {
	if a.Inapplicable {
		return web.Say(ctx, "assessment.word.inapplicable")
	}
	switch {
	case a.Value == "":
		return web.Say(ctx, "assessment.word.none")
	case it.Type == scoring.Words:
		return text.Clip(a.Value, 200)
	case it.Type == scoring.YesNo:
		if a.Value == "1" {
			return web.Say(ctx, "assessment.word.yes")
		}
		return web.Say(ctx, "assessment.word.no")
	case it.Type == scoring.Choice:
		for _, o := range it.Options {
			if o.Code == a.Value {
				return o.Name.In(langOf(ctx))
			}
		}
		return a.Value
	}
	return strings.TrimSpace(text.FormatDecimal(a.Value, web.LangOf(ctx)) + " " + it.Unit.In(langOf(ctx)))
}

func number(n int64) string { return strconv.FormatInt(n, 10) }

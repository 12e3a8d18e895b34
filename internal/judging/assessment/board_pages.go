package assessment

import (
	"bytes"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const pathBoard = "/rounds/{id}/board"

// BoardPath is the address of a round's board.
func BoardPath(id string) string { return round.Path(id) + "/board" }

func (p *Pages) mountBoard(m *web.Mux) {
	m.Handle("GET "+pathBoard, web.Signed, p.showBoard)
	m.Handle("GET "+pathBoard+"/file", web.Signed, p.sendBoard)
	m.Handle("GET "+pathBoard+"/letters", web.Signed, p.showLetters)
	m.Handle("POST "+pathBoard+"/remind", web.Signed, p.takeRemind)
}

// boarded is a round's board as somebody sees it.
type boarded struct {
	r      *round.Round
	all    []Standing
	totals Totals
	manage bool
	now    time.Time
}

// boardIn reads the board for who may read every form of the round.
func (p *Pages) boardIn(tx *db.Tx, r *http.Request) (*boarded, error) {
	actor := access.ActorOf(r.Context())
	b := &boarded{now: tx.Now()}
	one, err := round.Get(tx, r.PathValue("id"))
	on := access.Resource{}
	if err == nil {
		on.Phase = one.Phase
	}
	if refused := p.Gate.Ask(tx, actor, access.AnswerRead, on); refused != nil {
		return nil, refused
	}
	if err != nil {
		return nil, err
	}
	b.r = one
	if b.all, err = p.Desk.Board(tx, one); err != nil {
		return nil, err
	}
	b.totals = Count(b.all)
	verdict, err := p.Gate.Explain(tx, actor.Person, access.RoundManage, on)
	b.manage = err == nil && verdict.Allowed && one.Answering()
	return b, err
}

// filtered leaves what the address asks for, in its order.
func (b *boarded) filtered(q url.Values) []Standing {
	rows := slices.DeleteFunc(slices.Clone(b.all), func(s Standing) bool {
		state := q.Get("state")
		return state == "late" && !s.Late || state != "" && state != "late" && state != string(s.Stage) || q.Get("group") != "" && s.Form.Member.Group != q.Get("group")
	})
	SortBoard(rows, Order(q.Get("sort")), q.Get("down") != "")
	return rows
}

// boardView is the page of a board.
type boardView struct {
	Facts  web.Tiles
	Filter web.Filter
	Table  web.Table
	Action string // "" for who may not remind
	Unset  bool   // no server is configured for letters
}

func (p *Pages) showBoard(w http.ResponseWriter, r *http.Request) error {
	var b *boarded
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { b, err = p.boardIn(tx, r); return err })
	if err != nil {
		return err
	}
	page, v := p.boardPage(r, b)
	return p.Site.Show(w, r, page, boardBody(v))
}

func (p *Pages) boardPage(r *http.Request, b *boarded) (web.Page, boardView) {
	ctx, q := r.Context(), r.URL.Query()
	page := web.Page{Title: web.Say(ctx, "assessment.board.title"), Lead: b.r.Name.In(langOf(ctx)) + " · " + b.r.Phase.In(langOf(ctx)), Crumbs: boardCrumbs(ctx, b.r)}
	if due := b.r.Due(round.Open); !due.IsZero() {
		page.Lead += " · " + web.Say(ctx, "assessment.board.dueAt", "due", web.Until(ctx, due))
	}
	v := boardView{Facts: b.facts(ctx), Filter: boardFilter(ctx, b, q), Table: b.table(ctx, q)}
	if b.manage {
		v.Action, v.Unset = BoardPath(b.r.ID)+"/remind", p.Mail == nil || !p.Mail.Sends()
	}
	file := BoardPath(b.r.ID) + "/file?" + q.Encode()
	acts := []web.Button{{Text: web.Say(ctx, "assessment.board.xlsx"), Href: file}, {Text: web.Say(ctx, "assessment.board.csv"), Href: file + "&format=csv"}, {Text: web.Say(ctx, "assessment.question.worklist"), Href: WorklistPath(b.r.ID)}, {Text: web.Say(ctx, "assessment.board.letters"), Href: BoardPath(b.r.ID) + "/letters"}}
	if b.manage {
		acts = append(acts, web.Button{Text: web.Say(ctx, "assessment.all.title"), Href: AllPath(b.r.ID)})
	}
	page.Acts = web.ButtonRow(acts)
	return page, v
}

func boardCrumbs(ctx context.Context, r *round.Round, more ...web.Link) []web.Link {
	return append([]web.Link{{Text: web.Say(ctx, "assessment.board.rounds"), Href: "/rounds"}, {Text: r.Name.In(langOf(ctx)), Href: round.Path(r.ID)}}, more...)
}

// facts answers the question of the page before any row is read.
func (b *boarded) facts(ctx context.Context) web.Tiles {
	at := BoardPath(b.r.ID)
	count := func(n int) string { return web.Count(ctx, n) }
	facts := web.Tiles{{Name: web.Say(ctx, "assessment.board.sent"), Text: web.Say(ctx, "assessment.board.sentOf", "sent", count(b.totals.Of[Sent]), "all", count(b.totals.All)), Href: at + "?state=sent"}}
	for _, s := range []Stage{Full, Going, Untouched} {
		facts = append(facts, web.Fact{Name: web.Say(ctx, "assessment.stage."+string(s)), Text: count(b.totals.Of[s]), Href: at + "?state=" + string(s)})
	}
	facts = append(facts, web.Fact{Name: web.Say(ctx, "assessment.board.late"), Text: count(b.totals.Late), Href: at + "?state=late"})
	return facts
}

func boardFilter(ctx context.Context, b *boarded, q url.Values) web.Filter {
	states := []web.Option{{Text: web.Say(ctx, "assessment.board.everyState")}, {Value: "late", Text: web.Say(ctx, "assessment.board.late")}}
	for _, s := range Stages {
		states = append(states, web.Option{Value: string(s), Text: web.Say(ctx, "assessment.stage."+string(s))})
	}
	groups := []web.Option{{Text: web.Say(ctx, "assessment.board.everyGroup")}}
	for i := range b.all {
		m := b.all[i].Form.Member
		if !slices.ContainsFunc(groups, func(o web.Option) bool { return o.Value == m.Group }) {
			groups = append(groups, web.Option{Value: m.Group, Text: b.group(ctx, &b.all[i])})
		}
	}
	f := web.Filter{Action: BoardPath(b.r.ID), Fields: []web.Field{
		{Kind: web.Choice, Name: "state", Label: web.Say(ctx, "assessment.board.state"), Options: states, Value: q.Get("state")},
		{Kind: web.Choice, Name: "group", Label: web.Say(ctx, "assessment.board.group"), Options: groups, Value: q.Get("group")},
	}}
	for i, name := range []string{"state", "group"} {
		for _, o := range f.Fields[i].Options {
			if o.Value != "" && o.Value == q.Get(name) {
				rest := url.Values{}
				if other := []string{"group", "state"}[i]; q.Get(other) != "" {
					rest.Set(other, q.Get(other))
				}
				f.Active = append(f.Active, web.Link{Text: o.Text, Href: BoardPath(b.r.ID) + "?" + rest.Encode()})
			}
		}
	}
	f.Clear = BoardPath(b.r.ID)
	return f
}

// group names the group in which an agency is ranked.
func (b *boarded) group(ctx context.Context, s *Standing) string {
	if s.Form.Program != nil {
		for _, g := range s.Form.Program.Version.Framework.Groups {
			if g.Code == s.Form.Member.Group {
				return g.Name.In(langOf(ctx))
			}
		}
	}
	return s.Form.Member.Group
}

func (b *boarded) table(ctx context.Context, q url.Values) web.Table {
	rows := b.filtered(q)
	t := web.Table{Caption: web.Say(ctx, "assessment.board.table", "count", web.Count(ctx, len(rows))), Wide: true,
		Empty: web.Empty{Title: web.Say(ctx, "assessment.board.none"), Text: web.Say(ctx, "assessment.board.noneText")}}
	column := func(key string, by Order) {
		c := web.Column{Title: web.Say(ctx, key)}
		if by != "" {
			next := url.Values{"sort": {string(by)}}
			for _, k := range []string{"state", "group"} {
				if q.Get(k) != "" {
					next.Set(k, q.Get(k))
				}
			}
			if now := Order(q.Get("sort")); now == by || now == "" && by == ByName {
				c.Sorted = web.Ascending
				if q.Get("down") != "" {
					c.Sorted = web.Descending
				} else {
					next.Set("down", "1")
				}
			}
			c.Sort = BoardPath(b.r.ID) + "?" + next.Encode()
		}
		t.Columns = append(t.Columns, c)
	}
	column("assessment.board.agency", ByName)
	column("assessment.forms.progress", ByProgress)
	column("assessment.board.state", ByStage)
	column("assessment.board.due", ByDue)
	column("assessment.board.open", "")
	column("assessment.board.last", ByLast)
	column("assessment.board.contact", "")
	column("assessment.board.told", ByTold)
	for i := range rows {
		t.Rows = append(t.Rows, b.row(ctx, &rows[i]))
	}
	return t
}

func (b *boarded) row(ctx context.Context, s *Standing) web.Row {
	m := s.Form.Member
	name := web.Cell{Text: m.Name.In(langOf(ctx)), Href: Path(b.r.ID, m.Agency), Note: b.group(ctx, s)}
	if b.manage && s.Stage != Sent && s.Stage != Out {
		name = web.Cell{Part: tickPart(m.Agency, name)}
	}
	if s.Stage == Out {
		name.Href = ""
	}
	progress := web.Cell{}
	if s.Stage != Out {
		progress.Part = web.Meter{Label: web.Say(ctx, "assessment.forms.progress"), Done: s.Progress.Given, Total: s.Progress.Asked}
	}
	due := web.Cell{}
	if at := s.Form.Due(); !at.IsZero() && s.Stage != Out {
		due.Text, due.Href = web.Until(ctx, at), round.Path(b.r.ID)+"/agencies/"+url.PathEscape(m.Agency)
		if !at.Equal(b.r.Due(round.Open)) {
			due.Note = web.Say(ctx, "assessment.board.extended")
		}
	}
	told := web.Cell{}
	if !s.Told.Posted.IsZero() {
		told.Text, told.Note = moment(s.Told.Posted), web.Say(ctx, "assessment.letter."+string(s.Told.Outcome))
	}
	last := web.Cell{}
	if !s.Last.IsZero() {
		last.Text = moment(s.Last)
	}
	return web.Row{Cells: []web.Cell{name, progress, {Part: markPart(s.mark(ctx), s.sentText())}, due, {Text: s.open(ctx), Href: s.openHref(b.r.ID)}, last, {Part: contactPart(s)}, told}}
}

// mark shows the stage as colour, shape and word; being late outweighs it.
func (s *Standing) mark(ctx context.Context) web.Mark {
	tone := map[Stage]web.Tone{Untouched: web.Middle, Going: web.Info, Full: web.Info, Sent: web.Good, Out: web.Plain}[s.Stage]
	m := web.Mark{Tone: tone, Text: web.Say(ctx, "assessment.stage."+string(s.Stage))}
	if s.Late {
		m.Tone, m.Text = web.Low, web.Say(ctx, "assessment.board.lateOf", "stage", m.Text)
	}
	return m
}

// sentText tells when and by whom the form was submitted.
func (s *Standing) sentText() string {
	if s.Stage != Sent || s.Sent.IsZero() {
		return ""
	}
	return moment(s.Sent) + " · " + s.By
}

// open says what stands in the way of a form, in few words.
func (s *Standing) open(ctx context.Context) string {
	var parts []string
	for _, of := range []struct {
		n   int
		key string
	}{{s.Stops, "assessment.open.stops"}, {s.Warnings, "assessment.open.warnings"}, {s.Open, "assessment.open.questions"}, {s.Drafts, "assessment.open.drafts"}} {
		if of.n > 0 {
			parts = append(parts, web.Say(ctx, of.key, "count", web.Count(ctx, of.n)))
		}
	}
	return strings.Join(parts, ", ")
}

func (s *Standing) openHref(roundID string) string {
	if s.Stops+s.Warnings == 0 {
		return ""
	}
	return Path(roundID, s.Form.Member.Agency) + "/submit"
}

// sendBoard sends the board, filtered and sorted as it is shown, as a file.
func (p *Pages) sendBoard(w http.ResponseWriter, r *http.Request) error {
	var b *boarded
	err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { b, err = p.boardIn(tx, r); return err })
	if err != nil {
		return err
	}
	ctx := r.Context()
	lang := web.LangOf(ctx)
	title := web.Say(ctx, "assessment.board.title")
	book := sheet.New(sheet.Meta{Title: title, Lang: lang})
	page := book.Page(title, sheet.Layout{Columns: []sheet.Column{{Width: 36}, {Width: 24}, {Width: 10}, {Width: 10}, {Width: 20}, {Width: 18}, {Width: 18}, {Width: 20}, {Width: 10}, {Width: 10}, {Width: 10}, {Width: 10}, {Width: 18}, {Width: 24}, {Width: 16}, {Width: 26}}, FreezeCols: 1})
	page.Line(sheet.Title, title)
	page.Line(sheet.Subtitle, b.r.Name.In(langOf(ctx)))
	page.Line(sheet.Note, web.Say(ctx, "assessment.board.asOf", "at", moment(b.now)))
	var head []sheet.Out
	for _, key := range []string{"assessment.board.agency", "assessment.board.group", "assessment.board.given", "assessment.board.asked", "assessment.board.state", "assessment.board.sentAt", "assessment.board.due", "assessment.board.sentBy",
		"assessment.board.stops", "assessment.board.warnings", "assessment.board.questions", "assessment.board.drafts", "assessment.board.last", "assessment.board.contact", "assessment.board.phone", "assessment.board.mail"} {
		head = append(head, sheet.Text(web.Say(ctx, key)))
	}
	page.Row(sheet.Head, head...)
	at := func(t time.Time) sheet.Out {
		if t.IsZero() {
			return sheet.Empty()
		}
		return sheet.Text(moment(t))
	}
	for _, s := range b.filtered(r.URL.Query()) {
		var contact struct{ name, phone, mail string }
		if len(s.Contacts) > 0 {
			contact.name, contact.phone, contact.mail = s.Contacts[0].Name, s.Contacts[0].Phone, s.Contacts[0].Mail
		}
		page.Row(sheet.Body, sheet.Text(s.Form.Member.Name.In(langOf(ctx))), sheet.Text(b.group(ctx, &s)), sheet.Int(s.Progress.Given), sheet.Int(s.Progress.Asked), sheet.Text(s.mark(ctx).Text), at(s.Sent),
			sheet.Text(web.Until(ctx, s.Form.Due())), sheet.Text(s.By), sheet.Int(s.Stops), sheet.Int(s.Warnings), sheet.Int(s.Open), sheet.Int(s.Drafts), at(s.Last), sheet.Text(contact.name), sheet.Text(contact.phone), sheet.Text(contact.mail))
	}
	var out bytes.Buffer
	name := "theo-doi-dot-" + number(int64(b.r.Year))
	if r.URL.Query().Get("format") == "csv" {
		if err := page.WriteCSV(&out, sheet.CSV{Separator: ';', Decimal: text.CommaDecimal, BOM: true}); err != nil {
			return err
		}
		w.Header().Set("Content-Type", "text/csv; charset=utf-8")
		w.Header().Set("Content-Disposition", `attachment; filename="`+name+`.csv"`)
		_, _ = w.Write(out.Bytes()) // who has gone away is nobody's fault
		return nil
	}
	if err := book.WriteXLSX(&out); err != nil {
		return err
	}
	return sendFile(w, name, out.Bytes())
}

// showLetters is the log of what was sent about a round.
func (p *Pages) showLetters(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "assessment.letters.table"), Columns: []web.Column{{Title: web.Say(ctx, "assessment.letters.at")}, {Title: web.Say(ctx, "assessment.letters.to")}, {Title: web.Say(ctx, "assessment.letters.subject")}, {Title: web.Say(ctx, "assessment.letters.outcome")}},
		Empty: web.Empty{Title: web.Say(ctx, "assessment.letters.none"), Text: web.Say(ctx, "assessment.letters.noneText")}}
	var b *boarded
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if b, err = p.boardIn(tx, r); err != nil {
			return err
		}
		letters, err := mail.Sent(tx, mail.Search{Series: b.r.ID, Limit: mostShown})
		for _, l := range letters {
			outcome := web.Mark{Tone: web.Info, Text: web.Say(ctx, "assessment.letter."+string(l.Outcome))}
			switch l.Outcome {
			case mail.Taken:
				outcome.Tone = web.Good
			case mail.Refused, mail.Failed, mail.Unset:
				outcome.Tone = web.Low
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: moment(l.Posted)}, {Text: l.To.Name, Note: l.To.Address}, {Text: l.Subject}, {Part: outcome}}})
		}
		return err
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "assessment.letters.title"), Lead: b.r.Name.In(langOf(ctx)), Crumbs: boardCrumbs(ctx, b.r, web.Link{Text: web.Say(ctx, "assessment.board.title"), Href: BoardPath(b.r.ID)})}, t)
}

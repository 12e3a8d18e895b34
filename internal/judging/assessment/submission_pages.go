package assessment

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const pathReceipt = pathForm + "/receipts/{submission}"

func (p *Pages) mountSubmission(m *web.Mux) {
	m.Handle("GET "+pathForm+"/submit", web.Signed, p.showSubmit)
	m.Handle("POST "+pathForm+"/submit", web.Signed, p.takeSubmit)
	m.Handle("POST "+pathForm+"/withdraw", web.Signed, p.takeWithdraw)
	m.Handle("GET "+pathReceipt, web.Signed, p.showReceipt)
	m.Handle("GET "+pathReceipt+"/file", web.Signed, p.sendReceipt)
	m.Handle("GET "+pathReceipt+"/pdf", web.Signed, p.printReceipt)
}

// submitView is the page before a form is submitted.
type submitView struct {
	Fields   web.Table
	Changes  web.Table
	Review   *Review
	Stops    []web.Link
	Warnings []web.Link
	Form     *web.Form
	Withdraw *web.Confirm
	Sent     web.Table
}

// showSubmit shows the form as whole and what stands in its way.
func (p *Pages) showSubmit(w http.ResponseWriter, r *http.Request) error {
	page, v, err := p.submitPage(r, nil)
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, submitBody(v))
}

// submitPage makes the page; faults are those of what was sent.
func (p *Pages) submitPage(r *http.Request, faults error) (page web.Page, v *submitView, err error) {
	ctx := r.Context()
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		f, may, err := p.formIn(tx, r)
		if err != nil {
			return err
		}
		if err := p.Desk.fill(tx, f); err != nil {
			return err
		}
		at := Path(f.Round.ID, f.Member.Agency)
		page = web.Page{Title: web.Say(ctx, "assessment.submit.title"), Lead: f.Member.Name.In(langOf(ctx)) + " · " + dueText(ctx, f, tx),
			Crumbs: []web.Link{{Text: web.Say(ctx, "assessment.forms.title"), Href: pathForms}, {Text: f.Member.Name.In(langOf(ctx)), Href: at}}}
		v = &submitView{Review: f.Review()}
		for _, s := range v.Review.Stops {
			v.Stops = append(v.Stops, web.Link{Text: p.told(ctx, s), Href: f.hrefOf(s.At.Field)})
		}
		for _, s := range v.Review.Warnings {
			v.Warnings = append(v.Warnings, web.Link{Text: p.told(ctx, s), Href: f.hrefOf(s.At.Field)})
		}
		if v.Fields, err = f.fieldTable(ctx); err != nil {
			return err
		}
		v.Changes = f.changeTable(ctx)
		sent, err := Submissions(tx, f.Round.ID, f.Member.Agency)
		if err != nil {
			return err
		}
		v.Sent = sentTable(ctx, f, sent)
		_, hash, err := f.content()
		if err != nil {
			return err
		}
		v.Form, v.Withdraw = p.submitForm(r, f, may, hash, faults), nil
		if f.State == Submitted && f.Round.Answering() && (may.submit || may.behalf) {
			v.Withdraw = &web.Confirm{Summary: web.Say(ctx, "assessment.withdraw.title"), Explain: web.Say(ctx, "assessment.withdraw.explain"), Action: at + "/withdraw",
				Submit: web.Say(ctx, "assessment.withdraw.submit"), Hidden: []web.Field{{Kind: web.Hidden, Name: "revision", Value: number(f.Revision)}}}
		}
		return nil
	})
	return page, v, err
}

// submitForm is the form for whoever may submit; nil for others and while
// something stops it.
func (p *Pages) submitForm(r *http.Request, f *Form, may rights, hash string, faults error) *web.Form {
	ctx := r.Context()
	way := wayOf(may)
	if way == "" || f.State != Draft || len(f.Review().Stops) > 0 {
		return nil
	}
	form := &web.Form{Action: Path(f.Round.ID, f.Member.Agency) + "/submit", Submit: web.Say(ctx, "assessment.submit.submit"), Fields: []web.Field{
		{Kind: web.Hidden, Name: "revision", Value: number(f.Revision)}, {Kind: web.Hidden, Name: "hash", Value: hash}, {Kind: web.Hidden, Name: "way", Value: string(way)},
	}}
	if way != ByHead {
		form.Fields = append(form.Fields,
			web.Field{Name: "number", Label: web.Say(ctx, "assessment.submit.number"), Hint: web.Say(ctx, "assessment.submit.numberHint"), Required: true, Value: r.PostForm.Get("number")},
			web.Field{Kind: web.Date, Name: "date", Label: web.Say(ctx, "assessment.submit.date"), Required: true, Value: r.PostForm.Get("date")})
	}
	form.Fields = append(form.Fields, web.Field{Kind: web.Check, Name: "statement", Label: statementOf(ctx, f, way)})
	for _, one := range faultsOf(faults) {
		placed := false
		for i := range form.Fields {
			if form.Fields[i].Name == one.At.Field {
				form.Fields[i].Fault, placed = p.told(ctx, one), true
			}
		}
		if !placed {
			form.Faults = append(form.Faults, p.told(ctx, one))
		}
	}
	return form
}

// statementOf gives the words to which whoever submits agrees.
func statementOf(ctx context.Context, f *Form, way Way) string {
	return web.Say(ctx, "assessment.statement."+string(way), "agency", f.Member.Name.In(langOf(ctx)))
}

func wayOf(may rights) Way {
	switch {
	case may.submit:
		return ByHead
	case may.deliver:
		return ByDocument
	case may.behalf:
		return OnBehalf
	}
	return ""
}

// takeSubmit submits the form.
func (p *Pages) takeSubmit(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	f, _, err := p.form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	revision, _ := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64)
	s := Signature{Way: Way(r.PostForm.Get("way")), Revision: revision, Hash: r.PostForm.Get("hash"), Document: Document{Number: strings.TrimSpace(r.PostForm.Get("number"))}}
	if r.PostForm.Get("statement") != "" {
		s.Statement = statementOf(ctx, f, s.Way)
	}
	if d, err := text.ParseDate(r.PostForm.Get("date")); err == nil {
		s.Document.Date = d.ISO()
	}
	var sent *Submission
	err = p.DB.Write(ctx, func(tx *db.Tx) (err error) {
		sent, err = p.Desk.Submit(tx, By{Actor: access.ActorOf(ctx), Behalf: s.Way == OnBehalf}, f.Round.ID, f.Member.Agency, s)
		return err
	})
	if err != nil {
		switch fault.KindOf(err) {
		case fault.Invalid:
			page, v, shown := p.submitPage(r, err)
			if shown != nil {
				return shown
			}
			return p.Site.ShowFaulty(w, r, page, submitBody(v))
		default:
			return err
		}
	}
	p.Site.Tell(w, "assessment.submit.done")
	http.Redirect(w, r, receiptPath(f.Round.ID, f.Member.Agency, sent.ID), http.StatusSeeOther)
	return nil
}

func receiptPath(round, agency, submission string) string {
	return Path(round, agency) + "/receipts/" + submission
}

// takeWithdraw takes a submitted form back.
func (p *Pages) takeWithdraw(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	f, may, err := p.form(r)
	if err != nil {
		return err
	}
	revision, _ := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64)
	who := By{Actor: access.ActorOf(r.Context()), Behalf: may.behalf && !may.submit, Reason: strings.TrimSpace(r.PostForm.Get("reason"))}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) error {
		return p.Desk.Withdraw(tx, who, f.Round.ID, f.Member.Agency, revision)
	})
	if err != nil {
		return err
	}
	p.Site.Tell(w, "assessment.withdraw.done")
	http.Redirect(w, r, Path(f.Round.ID, f.Member.Agency), http.StatusSeeOther)
	return nil
}

// receipt reads the receipt of the address for who may read the form.
func (p *Pages) receipt(r *http.Request) (*Form, *Receipt, error) {
	f, _, err := p.form(r)
	if err != nil {
		return nil, nil, err
	}
	receipt, err := p.Desk.Receipt(r.Context(), p.DB, f.Round.ID, f.Member.Agency, r.PathValue("submission"))
	return f, receipt, err
}

func (p *Pages) showReceipt(w http.ResponseWriter, r *http.Request) error {
	f, receipt, err := p.receipt(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	at := Path(f.Round.ID, f.Member.Agency)
	page := web.Page{Title: web.Say(ctx, "assessment.receipt.title"), Lead: f.Member.Name.In(langOf(ctx)) + " · " + f.Round.Name.In(langOf(ctx)),
		Crumbs: []web.Link{{Text: web.Say(ctx, "assessment.forms.title"), Href: pathForms}, {Text: f.Member.Name.In(langOf(ctx)), Href: at}},
		Acts: web.ButtonRow([]web.Button{{Text: web.Say(ctx, "assessment.receipt.download"), Href: receiptPath(f.Round.ID, f.Member.Agency, r.PathValue("submission")) + "/file"},
			{Text: web.Say(ctx, "assessment.receipt.print"), Href: receiptPath(f.Round.ID, f.Member.Agency, r.PathValue("submission")) + "/pdf", Primary: true}})}
	var content Content
	if err := json.Unmarshal(receipt.Content, &content); err != nil {
		return err
	}
	return p.Site.Show(w, r, page, receiptBody(evidenceTable(ctx, content.Evidence), web.Facts{
		{Name: web.Say(ctx, "assessment.receipt.at"), Text: moment(receipt.At)},
		{Name: web.Say(ctx, "assessment.receipt.way"), Text: web.Say(ctx, "assessment.way."+string(receipt.Way))},
		{Name: web.Say(ctx, "assessment.receipt.statement"), Text: receipt.Statement},
		{Name: web.Say(ctx, "assessment.receipt.answers"), Text: web.Count(ctx, len(content.Answers))},
		{Name: web.Say(ctx, "assessment.receipt.files"), Text: web.Count(ctx, len(content.Evidence))},
		{Name: web.Say(ctx, "assessment.receipt.sum"), Text: receipt.Hash},
		{Name: web.Say(ctx, "assessment.receipt.place"), Text: web.Count(ctx, int(receipt.Place))},
	}))
}

// printReceipt sends the receipt as a PDF.
func (p *Pages) printReceipt(w http.ResponseWriter, r *http.Request) error {
	f, receipt, err := p.receipt(r)
	if err != nil {
		return err
	}
	var s *Submission
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		s, err = SubmissionOf(tx, f.Round.ID, f.Member.Agency, r.PathValue("submission"))
		return err
	})
	if err != nil {
		return err
	}
	var b bytes.Buffer
	if err := receipt.WritePDF(&b, s, f, web.LangOf(r.Context())); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/pdf")
	w.Header().Set("Content-Disposition", `attachment; filename="bien-nhan-`+f.Member.Agency+"-"+receipt.At.In(text.Zone).Format("20060102-150405")+`.pdf"`)
	_, _ = w.Write(b.Bytes()) // who has gone away is nobody's fault
	return nil
}

// evidenceTable lists the files of a submission with the digests of their bytes.
func evidenceTable(ctx context.Context, all []ContentEvidence) web.Table {
	t := web.Table{Caption: web.Say(ctx, "assessment.receipt.evidence"), Columns: []web.Column{{Title: web.Say(ctx, "assessment.receipt.name")}, {Title: web.Say(ctx, "assessment.receipt.for")}, {Title: web.Say(ctx, "assessment.receipt.size"), Number: true}, {Title: web.Say(ctx, "assessment.receipt.digest")}}}
	for _, e := range all {
		var nodes []string
		for _, l := range e.For {
			nodes = append(nodes, strings.TrimSpace(l.Criterion+" "+l.Pointer))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: e.Name, Note: strings.Join(slices.DeleteFunc([]string{e.Number, shownDate(e.Date), e.Issuer}, func(s string) bool { return s == "" }), " · ")}, {Text: strings.Join(nodes, "; ")}, {Text: sizeOf(ctx, e.Size)}, {Part: digestPart(e.Hash)}}})
	}
	return t
}

func (p *Pages) sendReceipt(w http.ResponseWriter, r *http.Request) error {
	f, receipt, err := p.receipt(r)
	if err != nil {
		return err
	}
	data, err := json.Marshal(receipt)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="bien-nhan-`+f.Member.Agency+"-"+receipt.At.In(text.Zone).Format("20060102-150405")+`.json"`)
	_, err = w.Write(data)
	return err
}

// hrefOf leads to an item in the form; "" for what is none.
func (f *Form) hrefOf(item string) string {
	if node, is := strings.CutPrefix(item, placeNode); is {
		return EvidencePath(f.Round.ID, f.Member.Agency, node)
	}
	_, lines := f.asked()
	for _, field := range fieldsOf(lines) {
		for _, l := range field {
			for _, one := range l.Items {
				if one == item {
					return Path(f.Round.ID, f.Member.Agency) + "?field=" + codeOf(field[0]) + "#item-" + item
				}
			}
		}
	}
	return ""
}

// fieldTable sums the form up by field.
func (f *Form) fieldTable(ctx context.Context) (web.Table, error) {
	t := web.Table{Caption: web.Say(ctx, "assessment.submit.fields"), Columns: []web.Column{{Title: web.Say(ctx, "assessment.submit.field")},
		{Title: web.Say(ctx, "assessment.forms.progress"), Number: true}, {Title: web.Say(ctx, "assessment.submit.points"), Number: true}, {Title: web.Say(ctx, "assessment.submit.most"), Number: true}}}
	result, err := f.Points()
	if err != nil {
		return t, err
	}
	_, lines := f.asked()
	for _, field := range fieldsOf(lines) {
		given, asked := 0, 0
		for _, l := range field {
			for _, item := range l.Items {
				asked++
				if a := f.Answers[item]; a.Given() {
					given++
				}
			}
		}
		row := web.Row{Cells: []web.Cell{{Text: f.lineName(ctx, field[0]), Href: Path(f.Round.ID, f.Member.Agency) + "?field=" + codeOf(field[0])}, {Text: strconv.Itoa(given) + "/" + strconv.Itoa(asked)}, {}, {}}}
		if v := f.points(ctx, field[0].Code, result); v != nil {
			row.Cells[2].Text, row.Cells[3].Text = v.Points, v.Of
		}
		t.Rows = append(t.Rows, row)
	}
	return t, nil
}

// changeTable sets this year's answers beside last year's where they differ.
func (f *Form) changeTable(ctx context.Context) web.Table {
	t := web.Table{Caption: web.Say(ctx, "assessment.submit.changes"), Columns: []web.Column{{Title: web.Say(ctx, "assessment.submit.item")},
		{Title: web.Say(ctx, "assessment.submit.last"), Number: true}, {Title: web.Say(ctx, "assessment.submit.now"), Number: true}}}
	asked, _ := f.asked()
	for _, code := range asked {
		now, last := f.Answers[code], f.Last[code]
		if it := f.Item(code); last.Given() && !now.Same(&last) && it.Type != scoring.Words {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: it.Name.In(langOf(ctx)), Href: f.hrefOf(code)}, {Text: f.shown(ctx, it, last)}, {Text: f.shown(ctx, it, now)}}})
		}
	}
	return t
}

// sentTable lists the submissions of a form.
func sentTable(ctx context.Context, f *Form, all []*Submission) web.Table {
	t := web.Table{Caption: web.Say(ctx, "assessment.submit.sent"), Columns: []web.Column{{Title: web.Say(ctx, "assessment.receipt.at")}, {Title: web.Say(ctx, "assessment.submit.who")},
		{Title: web.Say(ctx, "assessment.receipt.way")}, {Title: web.Say(ctx, "assessment.submit.stands")}}}
	for _, s := range all {
		stands := web.Mark{Tone: web.Good, Text: web.Say(ctx, "assessment.submit.standing")}
		if !s.Withdrawn.IsZero() {
			stands = web.Mark{Text: web.Say(ctx, "assessment.submit.withdrawn", "at", moment(s.Withdrawn))}
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: moment(s.At), Href: receiptPath(f.Round.ID, f.Member.Agency, s.ID)}, {Text: s.Name},
			{Text: web.Say(ctx, "assessment.way."+string(s.Way)), Note: s.Document.shown()}, {Part: stands}}})
	}
	return t
}

func (d *Document) shown() string {
	day, err := time.Parse(time.DateOnly, d.Date)
	if err != nil {
		return d.Number
	}
	return d.Number + " (" + day.Format("02/01/2006") + ")"
}

// faultsOf gives the faults of an error.
func faultsOf(err error) []*fault.Fault {
	switch e := err.(type) {
	case nil:
		return nil
	case fault.List:
		return e
	case *fault.Fault:
		return []*fault.Fault{e}
	}
	return nil
}

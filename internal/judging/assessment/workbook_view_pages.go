package assessment

import (
	"context"
	"net/http"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// changesView is what a workbook would change, or all that is wrong with it.
type changesView struct {
	Message web.Message
	Faults  *web.Table
	Choices []web.Button // answers to a question of the file
	Action  string
	Seen    string
	Moved   *web.Table // answers that somebody else changed: a person must choose
	Changes *web.Table
	Notes   *web.Table
	Again   web.Button
}

// mostShown bounds a table of changes, to keep a page readable.
const mostShown = 500

func (p *Pages) changesView(r *http.Request, forms map[string]*Form, changes []Change, notes fault.List, wrong error) changesView {
	ctx := r.Context()
	v := changesView{Action: r.URL.RequestURI(), Seen: Seen(changes)}
	if readFaults(wrong) {
		all := faultsOf(wrong)
		v.Message = web.Message{Tone: web.Low, Text: web.Say(ctx, "assessment.workbook.wrong", "count", web.Count(ctx, len(all)))}
		t := p.Site.FaultTable(ctx, web.Say(ctx, "assessment.workbook.faults"), wrong)
		v.Faults, v.Choices = &t, p.choices(r, all)
		return v
	}
	if len(notes) > 0 {
		t := p.Site.FaultTable(ctx, web.Say(ctx, "assessment.workbook.notes"), notes)
		v.Notes = &t
	}
	if len(changes) == 0 {
		v.Message = web.Message{Tone: web.Info, Text: web.Say(ctx, "assessment.workbook.same")}
		return v
	}
	var plain, moved []Change
	for _, c := range changes {
		if c.Moved {
			moved = append(moved, c)
		} else {
			plain = append(plain, c)
		}
	}
	v.Message = web.Message{Tone: web.Info, Text: web.Say(ctx, "assessment.workbook.count", "count", web.Count(ctx, len(changes)))}
	if len(moved) > 0 {
		v.Message = web.Message{Tone: web.Middle, Text: web.Say(ctx, "assessment.workbook.countMoved", "count", web.Count(ctx, len(changes)), "moved", web.Count(ctx, len(moved)))}
		t := p.changeRows(ctx, forms, moved, web.Say(ctx, "assessment.workbook.movedTable"))
		v.Moved = &t
	}
	if len(plain) > 0 {
		t := p.changeRows(ctx, forms, plain, web.Say(ctx, "assessment.workbook.table", "count", web.Count(ctx, len(plain))))
		v.Changes = &t
	}
	return v
}

// changeRows shows changes with what stands in the form and in the file.
func (p *Pages) changeRows(ctx context.Context, forms map[string]*Form, changes []Change, caption string) web.Table {
	t := web.Table{Caption: caption}
	many := len(forms) > 1
	if many {
		t.Columns = append(t.Columns, web.Column{Title: web.Say(ctx, "assessment.forms.agency")})
	}
	t.Columns = append(t.Columns, web.Column{Title: web.Say(ctx, "assessment.submit.item")}, web.Column{Title: web.Say(ctx, "assessment.workbook.before")}, web.Column{Title: web.Say(ctx, "assessment.workbook.after")}, web.Column{Title: web.Say(ctx, "assessment.workbook.cell")})
	if changes[0].Moved {
		t.Columns = append(t.Columns, web.Column{Title: web.Say(ctx, "assessment.workbook.choose")})
	}
	for i, c := range changes {
		if i == mostShown {
			t.Caption += " " + web.Say(ctx, "assessment.workbook.more", "count", web.Count(ctx, len(changes)-mostShown))
			break
		}
		f := forms[c.Agency]
		it := f.Item(c.Item)
		var row web.Row
		if many {
			row.Cells = append(row.Cells, web.Cell{Text: f.Member.Name.In(langOf(ctx)), Href: Path(f.Round.ID, c.Agency)})
		}
		row.Cells = append(row.Cells, web.Cell{Text: it.Name.In(langOf(ctx))}, web.Cell{Text: f.shownValue(ctx, it, &c.Before)}, web.Cell{Text: f.shownValue(ctx, it, &c.After)}, web.Cell{Text: c.Cell.Cell()})
		if c.Moved {
			row.Cells = append(row.Cells, web.Cell{Part: overPart(c.Agency+"/"+c.Item, web.Say(ctx, "assessment.workbook.over"))})
		}
		t.Rows = append(t.Rows, row)
	}
	return t
}

// shownValue gives the answer of a workbook for reading.
func (f *Form) shownValue(ctx context.Context, it *scoring.Item, v *SheetValue) string {
	a := Answer{Item: it.Code, Inapplicable: v.NotApplicable, Reason: v.Reason}
	switch {
	case it.Type == scoring.Words:
		a.Value = v.Words
	case v.Value.State == scoring.Given:
		a.Value = it.FormatValue(v.Value)
	}
	s := f.shown(ctx, it, a)
	if v.NotApplicable && v.Reason != "" {
		s += ": " + text.Clip(v.Reason, 200)
	}
	return s
}

// choices are the answers to how numbers in a file are written, when it asks.
func (p *Pages) choices(r *http.Request, all []*fault.Fault) (choices []web.Button) {
	ctx := r.Context()
	seen := map[string]bool{}
	for _, f := range all {
		for _, c := range p.Site.Words.Tell(web.LangOf(ctx), f).Choices {
			if c.Option != text.OptionDecimal || seen[c.Value] {
				continue
			}
			seen[c.Value] = true
			q := r.URL.Query()
			q.Set("decimal", c.Value)
			choices = append(choices, web.Button{Text: web.Say(ctx, "assessment.decimal."+c.Value), Href: r.URL.Path + "?" + q.Encode()})
		}
	}
	return choices
}

package home

import (
	"context"
	"net/http"
	"slices"
	"time"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// span is one group of "my work" by when it is due.
type span uint8

const (
	today span = iota // or overdue
	thisWeek
	later
	undated
	spans
)

var spanKeys = [spans]string{"home.work.today", "home.work.week", "home.work.later", "home.work.undated"}

// spanOf groups a date as seen now; a week ends with its Sunday, as in Viet Nam.
func spanOf(by, now time.Time) span {
	if by.IsZero() {
		return undated
	}
	now = now.In(text.Zone)
	day := time.Date(now.Year(), now.Month(), now.Day(), 0, 0, 0, 0, text.Zone)
	untilMonday := (8-int(day.Weekday()))%7 + 7*btoi(day.Weekday() == time.Monday)
	switch {
	case !by.After(day.AddDate(0, 0, 1)):
		return today
	case !by.After(day.AddDate(0, 0, untilMonday)):
		return thisWeek
	}
	return later
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// tasks joins what the slices offer, by date.
func (p *Pages) tasks(tx *db.Tx, v *access.Visit) (all []access.Task, err error) {
	for _, due := range p.Due {
		some, err := due(tx, v)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	waits, err := p.sampleWaits(tx)
	if err != nil {
		return nil, err
	}
	if waits && slices.ContainsFunc(v.Grants, func(g access.Grant) bool { return g.Role == access.Admin }) {
		all = append(all, access.Task{Key: "home.due.sample", Path: pathSample})
	}
	slices.SortStableFunc(all, func(a, b access.Task) int {
		if a.By.IsZero() != b.By.IsZero() {
			return btoi(a.By.IsZero()) - btoi(b.By.IsZero())
		}
		return a.By.Compare(b.By)
	})
	return all, nil
}

// work shows what waits for who is there, and what that person has done lately.
func (p *Pages) work(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var all []access.Task
	var now time.Time
	var rows []web.Row
	whole := true
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		now = tx.Now()
		v := access.VisitOf(ctx)
		if all, err = p.tasks(tx, v); err != nil {
			return err
		}
		var finished []*done
		if finished, whole, err = p.doneBy(tx, v.Person.ID); err != nil {
			return err
		}
		rows, err = p.doneRows(ctx, tx, v, finished)
		return err
	})
	if err != nil {
		return err
	}
	body := p.waiting(ctx, all, now)
	if len(all) == 0 {
		body = append(body, web.Empty{Title: web.Say(ctx, "home.work.none"), Text: web.Say(ctx, "home.work.noneText")})
	}
	if len(rows) > 0 {
		caption := web.Say(ctx, "home.work.done", "days", doneDays)
		if !whole {
			caption = web.Say(ctx, "home.work.doneLately", "count", len(rows), "days", doneDays)
		}
		body = append(body, web.Table{Caption: caption, Rows: rows, Columns: []web.Column{
			{Title: web.Say(ctx, "home.work.task")}, {Title: web.Say(ctx, "home.audit.object")}, {Title: web.Say(ctx, "home.audit.when")}}})
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "home.work.title")}, templ.Join(body...))
}

// waiting are the tables of what waits, by when.
func (p *Pages) waiting(ctx context.Context, all []access.Task, now time.Time) (body []templ.Component) {
	var tables [spans]web.Table
	for _, one := range all {
		s := spanOf(one.By, now)
		tables[s].Rows = append(tables[s].Rows, web.Row{Cells: []web.Cell{{Text: p.Site.Words.Text(web.LangOf(ctx), one.Key, one.Args), Href: one.Path}, {Text: web.Until(ctx, one.By)}}})
	}
	for s, t := range tables {
		if len(t.Rows) == 0 {
			continue
		}
		t.Caption = web.Say(ctx, spanKeys[s])
		t.Columns = []web.Column{{Title: web.Say(ctx, "home.work.task")}, {Title: web.Say(ctx, "home.work.by")}}
		if span(s) == undated {
			t.Columns = t.Columns[:1]
			for i := range t.Rows {
				t.Rows[i].Cells = t.Rows[i].Cells[:1]
			}
		}
		body = append(body, t)
	}
	return body
}

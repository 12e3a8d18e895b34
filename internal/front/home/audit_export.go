package home

import (
	"bytes"
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// mostExported bounds a workbook of records: what is longer is narrowed down by
// dates, or exported whole by the command line.
const mostExported = 20_000

// exportAudit writes what a search finds as a workbook.
func (p *Pages) exportAudit(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	search, _ := searchOf(r)
	search.Limit, search.Before = 1000, 0
	var b bytes.Buffer
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		b.Reset()
		if err := p.Gate.Ask(tx, access.ActorOf(ctx), access.AuditRead, access.Resource{}); err != nil {
			return err
		}
		k, err := p.names(ctx, tx)
		if err != nil {
			return err
		}
		out := sheet.New(sheet.Meta{Title: web.Say(ctx, "home.audit.title"), Lang: web.LangOf(ctx)})
		page := out.Page(web.Say(ctx, "home.audit.title"), sheet.Layout{Columns: []sheet.Column{{Width: 9}, {Width: 20}, {Width: 28}, {Width: 26}, {Width: 26}, {Width: 26}, {Width: 60}, {Width: 40}, {Width: 16}, {Width: 26}, {Width: 26}, {Width: 60}}})
		page.Line(sheet.Title, web.Say(ctx, "home.audit.title"))
		page.Line(sheet.Subtitle, web.Say(ctx, "home.audit.exported", "when", at(tx.Now())))
		var head []sheet.Out
		for _, key := range []string{"home.audit.place", "home.audit.when", "home.audit.act", "home.audit.who", "home.audit.role", "home.audit.object", "home.audit.change", "home.audit.reason", "home.audit.address", "home.audit.rawAct", "home.audit.rawObject", "home.audit.rawChange"} {
			head = append(head, sheet.Text(web.Say(ctx, key)))
		}
		page.Row(sheet.Head, head...)
		count := 0
		for {
			records, err := p.Log.Find(tx, search)
			if err != nil {
				return err
			}
			for i := range records {
				one := &records[i]
				if count++; count > mostExported {
					return fault.New(fault.Limit, "home.audit.tooMany", fault.Args{"most": mostExported}).WithHint("home.audit.tooManyHint")
				}
				who := k.who(ctx, one.Actor)
				page.Row(sheet.Body, sheet.Text(placeText(one.Place)), sheet.Text(at(one.At)), sheet.Text(p.actName(ctx, one.Act)), sheet.Text(who.Text), sheet.Text(who.Note),
					sheet.Text(k.what(ctx, one.Object).Text), sheet.Text(p.allChanges(ctx, k, &one.Record)), sheet.Text(one.Reason), sheet.Text(one.Origin.Address),
					sheet.Text(one.Act), sheet.Text(one.Object), sheet.Text(rawChanges(one.Change)))
			}
			if len(records) < search.Limit || records[len(records)-1].Place <= 0 {
				break
			}
			search.Before = records[len(records)-1].Place
		}
		return out.WriteXLSX(&b)
	})
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
	w.Header().Set("Content-Disposition", `attachment; filename="nhat-ky-`+time.Now().In(text.Zone).Format("2006-01-02")+`.xlsx"`)
	_, err = w.Write(b.Bytes())
	return err
}

func placeText(place int64) string {
	if place < 0 {
		return "–"
	}
	return strconv.FormatInt(place, 10)
}

// allChanges writes every change of a record in words, one a line.
func (p *Pages) allChanges(ctx context.Context, k *known, one *audit.Record) string {
	var b strings.Builder
	for i, c := range p.lines(ctx, k, one) {
		if one.Change[i].Sealed {
			b.WriteString(c.field + ": " + c.after + "\n")
		} else {
			b.WriteString(c.field + ": " + orNothing(c.before) + " → " + orNothing(c.after) + "\n")
		}
	}
	return cellText(b.String())
}

// rawChanges writes them as the log has them, seals too: for whoever compares the
// workbook with the log.
func rawChanges(all []audit.Change) string {
	var b strings.Builder
	for _, c := range all {
		b.WriteString(c.Field + ": " + orNothing(c.Before) + " → " + orNothing(c.After) + "\n")
	}
	return cellText(b.String())
}

func cellText(s string) string {
	const mostCell = 32_000 // characters; a cell holds 32,767
	return text.Clip(strings.TrimSuffix(s, "\n"), mostCell)
}

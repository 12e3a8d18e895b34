package home

import (
	"bytes"
	"net/http"
	"strconv"
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
		page := out.Page(web.Say(ctx, "home.audit.title"), sheet.Layout{Columns: []sheet.Column{{Width: 9}, {Width: 20}, {Width: 28}, {Width: 26}, {Width: 26}, {Width: 26}, {Width: 60}, {Width: 40}, {Width: 16}}})
		page.Line(sheet.Title, web.Say(ctx, "home.audit.title"))
		page.Line(sheet.Subtitle, web.Say(ctx, "home.audit.exported", "when", at(tx.Now())))
		var head []sheet.Out
		for _, key := range []string{"home.audit.place", "home.audit.when", "home.audit.act", "home.audit.who", "home.audit.role", "home.audit.object", "home.audit.change", "home.audit.reason", "home.audit.address"} {
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
					sheet.Text(k.what(ctx, one.Object).Text), sheet.Text(allChanges(r, one.Change)), sheet.Text(one.Reason), sheet.Text(one.Origin.Address))
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

func allChanges(r *http.Request, all []audit.Change) string {
	var b bytes.Buffer
	for i, c := range all {
		if i > 0 {
			b.WriteByte('\n')
		}
		if c.Sealed {
			b.WriteString(c.Field + ": " + web.Say(r.Context(), "home.audit.sealed"))
			continue
		}
		b.WriteString(c.Field + ": " + orNothing(c.Before) + " → " + orNothing(c.After))
	}
	const mostCell = 32_000 // characters; a cell holds 32,767
	if b.Len() > mostCell {
		return string([]rune(b.String())[:min(len([]rune(b.String())), mostCell)])
	}
	return b.String()
}

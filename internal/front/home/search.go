package home

import (
	"context"
	"net/http"
	"net/url"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const pathSearch = "/search"

const (
	mostHits  = 20  // of one kind: what is not among them wants another word
	mostWords = 100 // characters of what is looked for
)

// mostPeople bounds whom a search counts: a province has some thousands.
const mostPeople = 20_000

type hit struct{ name, note, path string }

// found is what a search has found of one kind: the first, and how many there are.
type found struct {
	first []hit
	count int
}

// heading says how many there are, and that not all of them follow.
func (f *found) heading(ctx context.Context, title string) string {
	if f.count > len(f.first) {
		return web.Say(ctx, "home.search.first", "title", title, "shown", web.Count(ctx, len(f.first)), "count", web.Count(ctx, f.count))
	}
	return web.Say(ctx, "home.search.counted", "title", title, "count", web.Count(ctx, f.count))
}

// search finds agencies, data items and people by words, with or without marks;
// of people only those of whom who asks may read.
func (p *Pages) search(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	lang := web.LangOf(ctx)
	words := text.Clip(strings.TrimSpace(text.NFC(r.URL.Query().Get("q"))), mostWords)
	var agencies, items, people found
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		agencies, items, people = found{}, found{}, found{}
		if words == "" {
			return nil
		}
		if p.mayAnywhere(r, tx, access.AgencyRead) {
			some, count, err := agency.Search(tx, words, mostHits)
			if err != nil {
				return err
			}
			agencies.count = count
			for _, one := range some {
				agencies.first = append(agencies.first, hit{one.Name.In(lang), agencyNote(r, &one), one.Path})
			}
			dictionary, err := figure.Open(p.Log, p.Gate).Dictionary(tx)
			if err != nil {
				return err
			}
			today := tx.Now().In(text.Zone)
			entries := dictionary.Search(words, text.Date{Year: today.Year(), Month: int(today.Month()), Day: today.Day()})
			items.count = len(entries)
			for _, one := range entries[:min(len(entries), mostHits)] {
				items.first = append(items.first, hit{one.Name.In(string(lang)), one.Code, figure.Path(one.Code)})
			}
		}
		some, err := p.Gate.Seek(tx, access.VisitOf(ctx), words, mostPeople)
		people.count = len(some)
		for _, one := range some[:min(len(some), mostHits)] {
			people.first = append(people.first, hit{one.Name, one.Login, "/people/" + url.PathEscape(one.ID)})
		}
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "home.search.title")}
	body := []templ.Component{web.Filter{Action: pathSearch, Fields: []web.Field{{Kind: web.Line, Name: "q", Label: web.Say(ctx, "home.search.words"), Value: words, Max: mostWords}}}}
	for _, group := range []struct {
		key   string
		found found
	}{{"home.search.agencies", agencies}, {"home.search.items", items}, {"home.search.people", people}} {
		if group.found.count > 0 {
			body = append(body, hits(group.found.heading(ctx, web.Say(ctx, group.key)), group.found.first))
		}
	}
	switch {
	case words == "":
		body = append(body, web.Empty{Title: web.Say(ctx, "home.search.blank"), Text: web.Say(ctx, "home.search.blankText")})
	case len(body) == 1:
		body = append(body, web.Empty{Title: web.Say(ctx, "home.search.none", "words", words), Text: web.Say(ctx, "home.search.noneText")})
	}
	return p.Site.Show(w, r, page, templ.Join(body...))
}

// agencyNote tells a hit apart: its code, a former name, that it is no more.
func agencyNote(r *http.Request, h *agency.Hit) string {
	ctx := r.Context()
	parts := []string{h.Code}
	if h.As != (agency.Name{}) {
		parts = append(parts, web.Say(ctx, "home.search.formerly", "name", h.As.In(web.LangOf(ctx))))
	}
	switch h.State {
	case agency.Ended:
		parts = append(parts, web.Say(ctx, "home.search.ended", "day", h.Ended.Before().Shown()))
	case agency.Coming:
		parts = append(parts, web.Say(ctx, "home.search.coming"))
	}
	return strings.Join(parts, " · ")
}

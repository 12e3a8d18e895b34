package agency

import (
	"cmp"
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// eventView is the page of one succession.
type eventView struct {
	facts web.Facts
	kin   *kinView
}

func (p *Pages) showEvents(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	page := web.Page{Title: web.Say(ctx, "agency.event.title"), Lead: web.Say(ctx, "agency.event.lead")}
	var v directoryView
	err := p.read(r, access.Resource{}, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		f := r.URL.Query()
		how, words := How(f.Get("how")), strings.TrimSpace(f.Get("q"))
		if !slices.Contains(Hows, how) {
			how = ""
		}
		if p.may(tx, r, access.AgencyManage, access.Resource{}) {
			page.Acts = web.Button{Text: web.Say(ctx, "agency.order.title"), Href: pathOrder, Primary: true}
		}
		found := all.events(how, words)
		number, _ := strconv.Atoi(f.Get("page"))
		v.pager = web.NewPager(len(found), linesPerPage, number, r.URL)
		v.filter = eventFilter(ctx, how, words)
		v.table = all.eventTable(ctx, found[max(v.pager.First-1, 0):v.pager.Last], how != "" || words != "")
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, directory(v))
}

// events gives successions of a kind that name some words, the latest first.
func (p *Province) events(how How, words string) (found []*Succession) {
	wanted := strings.Fields(text.Plain(words))
	keys := map[*Succession]string{} // by which those of one decision and kind are in order
	for _, s := range sorted(p.Successions) {
		if how != "" && s.How != how {
			continue
		}
		told := " " + text.Plain(s.Decision.Number+" "+s.Note)
		for _, code := range append(s.Froms(), s.Tos()...) {
			if a := p.Agencies[code]; a != nil && len(wanted) > 0 {
				for _, v := range a.Versions {
					told += " " + text.Plain(v.Name.Vi+" "+v.Name.En+" "+code)
				}
			}
		}
		if !slices.ContainsFunc(wanted, func(w string) bool { return !strings.Contains(told, " "+w) }) {
			found = append(found, s)
			if ends := append(s.Tos(), s.Froms()...); len(ends) > 0 {
				keys[s] = text.SortKey(p.nameOn(ends[0], s.On, text.Vi))
			}
		}
	}
	slices.SortStableFunc(found, func(a, b *Succession) int {
		return cmp.Or(cmp.Compare(b.On, a.On), cmp.Compare(a.Decision.Number, b.Decision.Number), cmp.Compare(slices.Index(Hows, a.How), slices.Index(Hows, b.How)),
			cmp.Compare(keys[a], keys[b]))
	})
	return found
}

func eventFilter(ctx context.Context, how How, words string) web.Filter {
	hows := []web.Option{{Text: web.Say(ctx, "agency.list.any")}}
	for _, h := range Hows {
		hows = append(hows, web.Option{Value: string(h), Text: howWord(ctx, h)})
	}
	return web.Filter{Action: pathEvents, Fields: []web.Field{
		{Kind: web.Line, Name: "q", Label: web.Say(ctx, "agency.event.words"), Value: words, Max: 200},
		{Kind: web.Choice, Name: "how", Label: web.Say(ctx, "agency.column.how"), Options: hows, Value: string(how)},
	}}
}

func (p *Province) eventTable(ctx context.Context, found []*Succession, filtered bool) web.Table {
	t := web.Table{
		Caption: web.Say(ctx, "agency.event.title"), HideCaption: true,
		Columns: []web.Column{{Title: web.Say(ctx, "agency.column.on")}, {Title: web.Say(ctx, "agency.column.how")}, {Title: web.Say(ctx, "agency.kin.from")},
			{Title: web.Say(ctx, "agency.kin.to")}, {Title: web.Say(ctx, "agency.kin.decision")}},
		Empty: web.Empty{Title: web.Say(ctx, "agency.event.none"), Text: web.Say(ctx, "agency.event.noneText")},
	}
	if filtered {
		t.Empty = web.Empty{Title: web.Say(ctx, "agency.event.notFound"), Text: web.Say(ctx, "agency.event.notFoundText"),
			Act: web.Button{Text: web.Say(ctx, "agency.event.all"), Href: pathEvents}}
	}
	for _, s := range found {
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: s.On.Shown(), Value: string(s.On)}, {Text: howWord(ctx, s.How), Href: eventPath(s.Code)},
			p.namesCell(ctx, s.Froms(), s.On.Before()), p.namesCell(ctx, s.Tos(), s.On), {Text: cited(ctx, s.Decision)},
		}})
	}
	return t
}

// namesCell names agencies; a single one leads to its page.
func (p *Province) namesCell(ctx context.Context, codes []string, on Day) web.Cell {
	switch len(codes) {
	case 0:
		return web.Cell{Text: web.Say(ctx, "agency.kin.nobody")}
	case 1:
		return web.Cell{Text: p.nameOn(codes[0], on, web.LangOf(ctx)), Href: Path(codes[0])}
	}
	return web.Cell{Text: p.names(ctx, &Succession{}, codes, "", on, "")}
}

func (p *Pages) showEvent(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var page web.Page
	var v eventView
	code := r.URL.Query().Get("code")
	err := p.read(r, access.Resource{}, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		s := all.Successions[code]
		if s == nil {
			return fault.New(fault.Missing, "agency.event.unknown", fault.Args{"code": text.Clip(code, 80)}).WithHint("agency.event.unknownHint")
		}
		page = web.Page{Title: web.Say(ctx, "agency.event.name", "how", howWord(ctx, s.How), "day", s.On.Shown()),
			Crumbs: []web.Link{{Text: web.Say(ctx, "agency.event.title"), Href: pathEvents}}}
		fact := func(key, value, href string) {
			if value != "" {
				v.facts = append(v.facts, web.Fact{Name: web.Say(ctx, key), Text: value, Href: href})
			}
		}
		fact("agency.column.how", howWord(ctx, s.How), "")
		fact("agency.column.on", s.On.Shown(), "")
		fact("agency.kin.decision", cited(ctx, s.Decision), pathEvents+"?q="+url.QueryEscape(s.Decision.Number))
		fact("agency.column.note", s.Note, "")
		fact("agency.event.code", s.Code, "")
		v.kin = all.kinOfEvent(ctx, s, asOf{day: today(tx), today: true})
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, eventBody(v))
}

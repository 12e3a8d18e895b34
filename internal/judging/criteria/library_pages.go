package criteria

import (
	"context"
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// seen are the states that the list shows; what was discarded is in the log.
var seen = []State{Draft, Issued, Withdrawn}

// showLibrary lists the versions that who is there may read.
func (p *Pages) showLibrary(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	var all []Head
	drafts, manage := false, false
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if err = MayRead(tx, p.Gate, access.ActorOf(ctx), Issued); err != nil {
			return err
		}
		drafts, manage = p.mayReadDrafts(tx, r), p.mayManage(tx, r)
		all, err = p.readable(tx, r)
		return err
	})
	if err != nil {
		return err
	}
	page := web.Page{Title: web.Say(ctx, "criteria.list.title"), Lead: web.Say(ctx, "criteria.list.lead")}
	if len(all) == 0 {
		return p.Site.Show(w, r, page, emptyLibrary(ctx, manage))
	}
	if manage {
		page.Acts = templ.Join(web.Button{Text: web.Say(ctx, "criteria.import.title"), Href: pathImport}, web.Button{Text: web.Say(ctx, "criteria.begin.title"), Href: pathNew, Primary: true})
	}
	state := State(r.URL.Query().Get("state"))
	if !slices.Contains(seen, state) {
		state = ""
	}
	names := map[string]*Head{}
	for i := range all {
		names[all[i].ID] = &all[i]
	}
	var shown []Head
	for _, h := range all {
		if state == "" || h.State == state {
			shown = append(shown, h)
		}
	}
	return p.Site.Show(w, r, page, library(libraryFilter(ctx, state, drafts), libraryTable(ctx, shown, names)))
}

// emptyLibrary tells how to begin; whoever only reads, that there is nothing yet.
func emptyLibrary(ctx context.Context, manage bool) web.Empty {
	e := web.Empty{Title: web.Say(ctx, "criteria.list.none"), Text: web.Say(ctx, "criteria.list.noneRead")}
	if manage {
		e.Text = web.Say(ctx, "criteria.list.noneText")
		e.Act = web.Button{Text: web.Say(ctx, "criteria.begin.title"), Href: pathNew, Primary: true}
	}
	return e
}

func libraryFilter(ctx context.Context, state State, drafts bool) web.Filter {
	options := []web.Option{{Text: web.Say(ctx, "criteria.list.any")}}
	for _, s := range seen {
		if s != Draft || drafts {
			options = append(options, web.Option{Value: string(s), Text: s.In(string(web.LangOf(ctx)))})
		}
	}
	f := web.Filter{Action: pathList, Fields: []web.Field{{Kind: web.Choice, Name: "state", Label: web.Say(ctx, "criteria.list.state"), Options: options, Value: string(state)}}}
	if state != "" {
		f.Active = []web.Link{{Text: web.Say(ctx, "criteria.list.state") + ": " + state.In(string(web.LangOf(ctx))), Href: pathList}}
	}
	return f
}

func libraryTable(ctx context.Context, shown []Head, names map[string]*Head) web.Table {
	column := func(key string) web.Column { return web.Column{Title: web.Say(ctx, "criteria.list."+key)} }
	count := func(key string) web.Column {
		return web.Column{Title: web.Say(ctx, "criteria.list."+key), Number: true}
	}
	t := web.Table{
		Caption: web.Say(ctx, "criteria.list.title"), HideCaption: true, Wide: true,
		Columns: []web.Column{column("name"), column("number"), column("state"), column("decision"), count("leaves"), count("items"), column("created"), column("issued")},
		Empty:   web.Empty{Title: web.Say(ctx, "criteria.list.noSuch"), Act: web.Button{Text: web.Say(ctx, "criteria.list.all"), Href: pathList}},
	}
	for i := range shown {
		h := &shown[i]
		name := h.Name.In(string(web.LangOf(ctx)))
		if name == "" {
			name = h.Code
		}
		notes := []string{h.Code}
		if from := names[h.Amends]; from != nil {
			notes = append(notes, web.Say(ctx, "criteria.list.amends", "number", from.Number))
		} else if from := names[h.Source]; from != nil {
			notes = append(notes, web.Say(ctx, "criteria.list.source", "number", from.Number))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{
			{Text: name, Href: Path(h.ID), Note: strings.Join(notes, " · ")}, {Text: h.Number}, {Part: h.State.mark(ctx)}, {Text: h.Decision.cited(ctx), Note: h.Decision.Issuer},
			{Text: web.Count(ctx, h.Leaves)}, {Text: web.Count(ctx, h.Items)}, {Text: shownTime(h.Created)}, {Text: shownTime(h.Issued)},
		}})
	}
	return t
}

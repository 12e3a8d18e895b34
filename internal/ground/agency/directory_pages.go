package agency

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// linesPerPage is what two screens hold.
const linesPerPage = 50

// directoryView is the page of the list.
type directoryView struct {
	filter web.Filter
	table  web.Table
	pager  web.Pager
}

func (p *Pages) showList(w http.ResponseWriter, r *http.Request) error {
	page := web.Page{Title: web.Say(r.Context(), "agency.list.title")}
	var v directoryView
	err := p.read(r, access.Resource{}, func(tx *db.Tx) error {
		on := asOfDay(r, tx)
		sets, err := Sets(tx)
		if err != nil {
			return err
		}
		q := queryOf(r, on.day, sets)
		number, _ := strconv.Atoi(r.URL.Query().Get("page"))
		lines, count, err := Lines(tx, paged(q, number))
		if err != nil {
			return err
		}
		all := 0
		for k, n := range count {
			if q.Kind == "" || q.Kind == k {
				all += n
			}
		}
		v.pager = web.NewPager(all, linesPerPage, number, r.URL)
		if v.pager.Page > 1 && len(lines) == 0 { // a page that is no more
			if lines, _, err = Lines(tx, paged(q, v.pager.Page)); err != nil {
				return err
			}
		}
		page.Acts = p.listActs(tx, r)
		page.Lead = summary(r.Context(), on, all, q.Kind, count)
		v.filter = directoryFilter(r, on, q, sets)
		v.table = directoryTable(r.Context(), on, q, lines, sets)
		return nil
	})
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, directory(v))
}

func paged(q Query, page int) Query {
	q.Limit, q.Skip = linesPerPage, (max(page, 1)-1)*linesPerPage
	return q
}

// queryOf reads the filters; what is not among the choices is left out.
func queryOf(r *http.Request, day Day, sets []*Set) Query {
	f := r.URL.Query()
	q := Query{On: day, Words: strings.TrimSpace(f.Get("q")), Kind: Kind(f.Get("kind")), State: State(f.Get("state"))}
	if !slices.Contains(Kinds, q.Kind) {
		q.Kind = ""
	}
	if !slices.Contains(States, q.State) {
		q.State = Present
	}
	if len(sets) > 0 {
		set := sets[0]
		if i := slices.IndexFunc(sets, func(s *Set) bool { return s.Code == f.Get("set") }); i >= 0 {
			set = sets[i]
		}
		q.Set = set.Code
		if set.Find(f.Get("group")) != nil {
			q.Group = f.Get("group")
		}
	}
	return q
}

// summary tells how many there are, and of which kinds.
func summary(ctx context.Context, on asOf, all int, only Kind, count map[Kind]int) string {
	told := web.Say(ctx, "agency.list.total", "day", on.day.Shown(), "count", web.Count(ctx, all))
	if only != "" {
		return told
	}
	var kinds []string
	for _, k := range Kinds {
		if n := count[k]; n > 0 {
			kinds = append(kinds, kindWord(ctx, k)+" "+web.Count(ctx, n))
		}
	}
	if len(kinds) < 2 {
		return told
	}
	return told + ": " + strings.Join(kinds, " · ")
}

func directoryFilter(r *http.Request, on asOf, q Query, sets []*Set) web.Filter {
	ctx := r.Context()
	any := web.Option{Text: web.Say(ctx, "agency.list.any")}
	kinds, states := []web.Option{any}, []web.Option{}
	for _, k := range Kinds {
		kinds = append(kinds, web.Option{Value: string(k), Text: kindWord(ctx, k)})
	}
	for _, s := range States {
		states = append(states, web.Option{Value: string(s), Text: web.Say(ctx, "agency.state."+string(s))})
	}
	f := web.Filter{Action: pathList, Fields: []web.Field{
		{Kind: web.Line, Name: "q", Label: web.Say(ctx, "agency.list.words"), Value: q.Words, Max: 200},
		on.field(ctx),
		{Kind: web.Choice, Name: "kind", Label: web.Say(ctx, "agency.column.kind"), Options: kinds, Value: string(q.Kind)},
	}}
	if len(sets) > 1 {
		var all []web.Option
		for _, s := range sets {
			all = append(all, web.Option{Value: s.Code, Text: s.Name.In(web.LangOf(ctx))})
		}
		f.Fields = append(f.Fields, web.Field{Kind: web.Choice, Name: "set", Label: web.Say(ctx, "agency.list.set"), Options: all, Value: q.Set})
	}
	for _, s := range sets {
		if s.Code == q.Set {
			f.Fields = append(f.Fields, web.Field{Kind: web.Choice, Name: "group", Label: web.Say(ctx, "agency.list.group"),
				Options: append([]web.Option{any}, groupOptions(ctx, s)...), Value: q.Group})
		}
	}
	f.Fields = append(f.Fields, web.Field{Kind: web.Choice, Name: "state", Label: web.Say(ctx, "agency.list.state"), Options: states, Value: string(q.State)})
	without := func(name string) string {
		left := r.URL.Query()
		left.Del(name)
		left.Del("page")
		return pathList + "?" + left.Encode()
	}
	for _, field := range f.Fields {
		said := r.URL.Query().Get(field.Name)
		if said == "" || field.Fault != "" || field.Name == "on" && on.today || field.Name == "state" && q.State == Present || field.Name == "set" {
			continue
		}
		shown := field.Value
		for _, o := range field.Options {
			if o.Value == field.Value {
				shown = o.Text
			}
		}
		if shown != "" {
			f.Active = append(f.Active, web.Link{Text: field.Label + ": " + strings.TrimLeft(shown, "— "), Href: without(field.Name)})
		}
	}
	if len(f.Active) > 1 {
		f.Clear = pathList
	}
	return f
}

// groupOptions lists groups under each other.
func groupOptions(ctx context.Context, s *Set) (out []web.Option) {
	var under func(parent, indent string)
	under = func(parent, indent string) {
		for _, g := range s.Groups {
			if g.Parent == parent && g.Code != parent && len(indent) < 100 {
				out = append(out, web.Option{Value: g.Code, Text: indent + g.Name.In(web.LangOf(ctx))})
				under(g.Code, indent+"— ")
			}
		}
	}
	under("", "")
	return out
}

func directoryTable(ctx context.Context, on asOf, q Query, lines []Line, sets []*Set) web.Table {
	lang := web.LangOf(ctx)
	var set *Set
	for _, s := range sets {
		if s.Code == q.Set {
			set = s
		}
	}
	t := web.Table{
		Caption: web.Say(ctx, "agency.list.caption", "day", on.day.Shown()), HideCaption: true, Wide: true,
		Columns: []web.Column{
			{Title: web.Say(ctx, "agency.column.name")}, {Title: web.Say(ctx, "agency.column.code")},
			{Title: web.Say(ctx, "agency.column.kind")}, {Title: web.Say(ctx, "agency.list.above")},
		},
		Empty: web.Empty{Title: web.Say(ctx, "agency.list.none"), Text: web.Say(ctx, "agency.list.noneText"),
			Act: web.Button{Text: web.Say(ctx, "agency.list.all"), Href: pathList + "?" + url.Values{"state": {string(Every)}}.Encode()}},
	}
	if set != nil {
		t.Columns = append(t.Columns, web.Column{Title: set.Name.In(lang)})
	}
	t.Columns = append(t.Columns, web.Column{Title: web.Say(ctx, "agency.list.from")}, web.Column{Title: web.Say(ctx, "agency.list.until")})
	for _, l := range lines {
		above := web.Cell{}
		if l.Parent != "" {
			above = web.Cell{Text: l.Above.In(lang), Href: on.query(Path(l.Parent))}
			if above.Text == "" {
				above.Text = l.Parent
			}
		}
		name := web.Cell{Text: l.Name.In(lang), Href: on.query(Path(l.Code))}
		if q.State == Every && l.State != Present {
			name.Note = web.Say(ctx, "agency.state."+string(l.State))
		}
		row := web.Row{Cells: []web.Cell{name, {Text: l.Code}, {Text: kindWord(ctx, l.Kind)}, above}}
		if set != nil {
			cell := web.Cell{Text: l.Group}
			if g := set.Find(l.Group); g != nil {
				cell.Text = g.Name.In(lang)
			}
			row.Cells = append(row.Cells, cell)
		}
		row.Cells = append(row.Cells, web.Cell{Text: l.Opened.Shown(), Value: string(l.Opened)}, web.Cell{Text: until(l.Ended), Value: string(l.Ended)})
		t.Rows = append(t.Rows, row)
	}
	return t
}

// listActs are the buttons beside the title.
func (p *Pages) listActs(tx *db.Tx, r *http.Request) templ.Component {
	ctx := r.Context()
	all := []web.Button{{Text: web.Say(ctx, "agency.workbook.export"), Href: pathWorkbook}}
	if p.may(tx, r, access.AgencyManage, access.Resource{}) {
		all = append(all, web.Button{Text: web.Say(ctx, "agency.workbook.title"), Href: pathImport},
			web.Button{Text: web.Say(ctx, "agency.form.new"), Href: pathNew, Primary: true})
	}
	return buttons(all)
}

package agency

import (
	"cmp"
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// mostEnds is how many predecessors or successors a form takes; what has more is
// written into the workbook.
const mostEnds = 20

// orderView is the form of a reorganisation: first which kind, then its fields,
// then what would change.
type orderView struct {
	hows   []howChoice
	form   web.Form
	parts  []formPart
	list   web.Suggestions
	more   *web.Button
	hidden []web.Field
	// Of the preview:
	change        *changesView
	notes         []string
	reason        *web.Field
	confirm, edit *web.Button
}

type howChoice struct{ href, title, text string }

func (p *Pages) newOrder(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	ctx := r.Context()
	how := How(r.URL.Query().Get("how"))
	if slices.Contains(Hows, how) {
		f := newFilled(url.Values{"how": {string(how)}})
		if from := r.URL.Query().Get("from"); from != "" {
			f.typed.Set("from1", text.Clip(from, 100))
		}
		return p.showOrder(w, r, f, http.StatusOK)
	}
	v := orderView{}
	for _, h := range Hows {
		q := url.Values{"how": {string(h)}}
		if from := r.URL.Query().Get("from"); from != "" {
			q.Set("from", text.Clip(from, 100))
		}
		v.hows = append(v.hows, howChoice{pathOrder + "?" + q.Encode(), howWord(ctx, h), web.Say(ctx, "agency.order."+string(h))})
	}
	return p.Site.Show(w, r, orderPage(ctx), orderBody(v))
}

func orderPage(ctx context.Context) web.Page {
	return web.Page{Title: web.Say(ctx, "agency.order.title"), Lead: web.Say(ctx, "agency.order.lead"),
		Crumbs: []web.Link{{Text: web.Say(ctx, "agency.event.title"), Href: pathEvents}}}
}

// ends tells how many predecessors and successors the form of a kind has, and
// whether successors may be new and have shares.
func (h How) ends() (froms, tos int, fresh, shares bool) {
	switch h {
	case Merge:
		return 4, 1, true, false
	case Split:
		return 1, 3, true, true
	case Abolish:
		return 1, 3, false, true
	case Transfer:
		return 1, 2, true, true
	}
	return 1, 0, false, false
}

// rows is how many ends the form shows: as many as were asked for, and as are
// filled in.
func (f *filled) rows(name string, least int) int {
	n := least
	if asked, err := strconv.Atoi(f.get(name + "s")); err == nil {
		n = max(n, min(asked, mostEnds))
	}
	for i := n + 1; i <= mostEnds; i++ {
		if f.get(name+strconv.Itoa(i)) != "" || f.get("code"+strconv.Itoa(i)) != "" && name == "to" {
			n = i
		}
	}
	return n
}

// showOrder shows the fields of a reorganisation.
func (p *Pages) showOrder(w http.ResponseWriter, r *http.Request, f *filled, status int) error {
	ctx := r.Context()
	how := How(f.get("how"))
	page := orderPage(ctx)
	page.Title, page.Lead = howWord(ctx, how), web.Say(ctx, "agency.order."+string(how))
	page.Crumbs = append(page.Crumbs, web.Link{Text: web.Say(ctx, "agency.order.title"), Href: pathOrder})
	var v orderView
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		on, err := DayOf(f.get("on"))
		if err != nil || on == "" {
			on = today(tx)
		}
		if from := f.get("from1"); all.Agencies[from] != nil {
			f.typed.Set("from1", all.shownAs(from, on, web.LangOf(ctx)))
		}
		v = orderFields(ctx, all, f, how)
		v.list = all.suggested(on.Before(), web.LangOf(ctx))
		return nil
	})
	if err != nil {
		return err
	}
	if status == http.StatusUnprocessableEntity {
		return p.Site.ShowFaulty(w, r, page, orderBody(v))
	}
	return p.Site.Show(w, r, page, orderBody(v))
}

func orderFields(ctx context.Context, all *Province, f *filled, how How) orderView {
	say := func(key string, pairs ...any) string { return web.Say(ctx, key, pairs...) }
	v := orderView{form: web.Form{Action: pathOrder, Submit: say("agency.order.preview"), Cancel: &web.Link{Text: say("agency.form.cancel"), Href: pathEvents}, Faults: f.other}}
	froms, tos, fresh, shares := how.ends()
	pick := func(name, label string, needed bool) web.Field {
		return f.field(web.Field{Kind: web.Line, Name: name, Label: label, List: agencyList, Required: needed, Max: 400})
	}
	law := formPart{title: say("agency.kin.decision"), fields: []web.Field{
		f.field(web.Field{Kind: web.Date, Name: "on", Label: say("agency.column.on"), Hint: say("agency.order.onHint"), Required: true}),
		f.field(web.Field{Kind: web.Line, Name: "number", Label: say("agency.column.number"), Required: true, Max: 200}),
		f.field(web.Field{Kind: web.Date, Name: "date", Label: say("agency.column.date"), Required: true}),
		f.field(web.Field{Kind: web.Lines, Name: "note", Label: say("agency.column.note"), Rows: 2, Max: 1000}),
	}}
	before := formPart{title: say("agency.kin.from"), lead: say("agency.pick.hint")}
	n := f.rows("from", froms)
	for i := 1; i <= n; i++ {
		label := say("agency.kin.from")
		if n > 1 {
			label += " " + strconv.Itoa(i)
		}
		before.fields = append(before.fields, pick("from"+strconv.Itoa(i), label, i == 1))
	}
	v.parts = []formPart{law, before}
	switch how {
	case Rename:
		v.parts = append(v.parts, formPart{title: say("agency.order.newName"), fields: []web.Field{
			f.field(web.Field{Kind: web.Line, Name: "name", Label: say("agency.column.name"), Required: true, Max: 300}),
			f.field(web.Field{Kind: web.Line, Name: "nameEn", Label: say("agency.column.nameEn"), Max: 300}),
			f.field(web.Field{Kind: web.Line, Name: "short", Label: say("agency.column.short"), Max: 100}),
		}})
	case Reparent:
		v.parts = append(v.parts, formPart{title: say("agency.order.newParent"), fields: []web.Field{pick("parent", say("agency.list.above"), false)}})
	}
	m := f.rows("to", tos)
	for i := 1; i <= m; i++ {
		n := strconv.Itoa(i)
		part := formPart{title: say("agency.kin.to")}
		if m > 1 {
			part.title += " " + n
		}
		part.fields = append(part.fields, pick("to"+n, say("agency.order.existing"), false))
		if shares {
			part.fields = append(part.fields, f.field(web.Field{Kind: web.Number, Name: "share" + n, Label: say("agency.column.share"), Hint: say("agency.order.shareHint"), Max: 20}))
		}
		if fresh {
			part.under = say("agency.order.fresh")
			part.open = f.get("code"+n)+f.get("name"+n) != "" || how != Transfer && i == 1 && f.get("to"+n) == ""
			part.rows = [][]web.Field{{
				f.field(web.Field{Kind: web.Line, Name: "code" + n, Label: say("agency.column.code"), Max: 64, Code: true}),
				f.field(web.Field{Kind: web.Line, Name: "name" + n, Label: say("agency.column.name"), Max: 300}),
				f.field(web.Field{Kind: web.Choice, Name: "kind" + n, Label: say("agency.column.kind"), Options: append([]web.Option{{Text: say("agency.order.asBefore")}}, kindOptions(ctx)...)}),
				pick("parent"+n, say("agency.list.above"), false),
			}}
			for _, s := range sorted(all.Sets) {
				part.rows[0] = append(part.rows[0], f.field(web.Field{Kind: web.Choice, Name: "group" + n + "." + s.Code, Label: s.Name.In(web.LangOf(ctx)),
					Options: append([]web.Option{{Text: say("agency.form.noGroup")}}, groupOptions(ctx, s)...)}))
			}
		}
		v.parts = append(v.parts, part)
	}
	v.hidden = []web.Field{{Kind: web.Hidden, Name: "how", Value: string(how)}, {Kind: web.Hidden, Name: "froms", Value: strconv.Itoa(n)}, {Kind: web.Hidden, Name: "tos", Value: strconv.Itoa(m)}}
	if froms > 1 || tos > 1 {
		v.more = &web.Button{Text: say("agency.order.more"), Name: "act", Value: "more"}
	}
	fv := formView{parts: v.parts}
	v.form.Faults = append(v.form.Faults, fv.faultsOfParts(ctx)...)
	return v
}

// order gives the order that the form says, and the field of each spot.
func (f *filled) order(ctx context.Context, all *Province) (Order, func(spot) string) {
	how := How(f.get("how"))
	froms, tos, fresh, _ := how.ends()
	o := Order{On: f.day(ctx, "on"), Decision: Decision{f.get("number"), f.day(ctx, "date")}, Seen: f.seen()}
	if o.On == "" {
		f.bad("on", web.Say(ctx, "agency.form.dayless"))
	}
	s := Step{How: how, Note: f.get("note"), Name: Name{f.get("name"), f.get("nameEn"), f.get("short")}}
	s.Parent = f.agency(ctx, all, "parent", o.On)
	type end struct{ code, field string }
	var before, after []end
	for i := 1; i <= f.rows("from", froms); i++ {
		if name := "from" + strconv.Itoa(i); f.get(name) != "" {
			before = append(before, end{f.agency(ctx, all, name, o.On.Before()), name})
		}
	}
	if len(before) == 0 {
		f.bad("from1", web.Say(ctx, "agency.order.fromless"))
	}
	found := map[string]string{} // codes of new agencies, and the number of their row
	type piece struct {
		Link
		from, to, share string // fields
	}
	var pieces []piece
	for i := 1; tos > 0 && i <= f.rows("to", tos); i++ {
		n := strconv.Itoa(i)
		e := end{f.agency(ctx, all, "to"+n, o.On), "to" + n}
		if fresh && f.get("code"+n)+f.get("name"+n) != "" {
			if f.get("to"+n) != "" {
				f.bad("to"+n, web.Say(ctx, "agency.order.both"))
			}
			e = end{f.get("code" + n), "code" + n}
			found[e.code] = n
			first := ""
			if len(before) > 0 {
				first = before[0].code
			}
			o.Found = append(o.Found, f.founded(ctx, all, n, first, o.On))
		} else if f.get("to"+n) == "" {
			if f.get("share"+n) != "" {
				f.bad("to"+n, web.Say(ctx, "agency.order.shareless"))
			}
			continue
		}
		after = append(after, e)
		share, ok := readShare(f.get("share"+n), web.LangOf(ctx).Decimal())
		if !ok {
			f.bad("share"+n, web.Say(ctx, "agency.share.form"))
		}
		for _, b := range before {
			if b.code != e.code || how != Merge { // what goes on takes the others in
				pieces = append(pieces, piece{Link{b.code, e.code, share}, b.field, e.field, "share" + n})
			}
		}
	}
	switch {
	case how.stays():
		for _, b := range before {
			pieces = append(pieces, piece{Link{b.code, b.code, nil}, b.field, b.field, ""})
		}
	case len(after) == 0 && how == Abolish:
		for _, b := range before {
			pieces = append(pieces, piece{Link{b.code, "", nil}, b.field, b.field, ""})
		}
	case len(after) == 0:
		f.bad("to1", web.Say(ctx, "agency.order.toless"))
	}
	slices.SortStableFunc(pieces, func(a, b piece) int {
		return strings.Compare(a.From+"\x00"+a.To, b.From+"\x00"+b.To)
	})
	for _, one := range pieces {
		s.Links = append(s.Links, one.Link)
	}
	o.Steps = []Step{s}
	return o, func(at spot) string {
		switch {
		case at.noun == "succession" && slices.Contains([]string{"on", "number", "date", "note"}, at.field):
			return at.field
		case at.noun == "succession" && at.row < len(pieces):
			one := pieces[at.row]
			switch at.field {
			case "predecessor":
				return one.from
			case "successor":
				return one.to
			case "share":
				return one.share
			}
		case at.noun == "agency" && found[at.code] != "" && slices.Contains([]string{"code", "name", "kind", "parent"}, at.field):
			return at.field + found[at.code]
		case at.noun == "agency" && at.field == "name" && how == Rename:
			return "name"
		case at.noun == "agency" && at.field == "parent" && how == Reparent:
			return "parent"
		}
		return ""
	}
}

// founded is a new agency of a row; what it does not say is as the first
// predecessor has it.
func (f *filled) founded(ctx context.Context, all *Province, n, first string, on Day) Agency {
	v := Version{Name: Name{Vi: f.get("name" + n)}, Kind: Kind(f.get("kind" + n)), Parent: f.agency(ctx, all, "parent"+n, on)}
	if a := all.Agencies[first]; a != nil {
		if was := a.On(on.Before()); was != nil {
			v.Kind = cmp.Or(v.Kind, was.Kind)
			v.Parent = cmp.Or(v.Parent, was.Parent)
		}
	}
	a := Agency{Code: f.get("code" + n), Versions: []Version{v}}
	for _, s := range sorted(all.Sets) {
		if g := f.get("group" + n + "." + s.Code); g != "" {
			a.Members = append(a.Members, Member{Set: s.Code, Group: g})
		}
	}
	return a
}

// seen reads the revisions that the person saw: "code:3 code:1".
func (f *filled) seen() map[string]int64 {
	out := map[string]int64{}
	for _, one := range strings.Fields(f.typed.Get("seen")) {
		if code, revision, ok := strings.Cut(one, ":"); ok {
			out[code], _ = strconv.ParseInt(revision, 10, 64)
		}
	}
	return out
}

// seenNow writes the revisions of what an order names.
func (p *Province) seenNow(o *Order) (map[string]int64, string) {
	out := map[string]int64{}
	var told []string
	for i := range o.Steps {
		for _, code := range o.Steps[i].named() {
			if a := p.Agencies[code]; a != nil {
				out[code] = a.Revision
				told = append(told, code+":"+strconv.FormatInt(a.Revision, 10))
			}
		}
	}
	return out, strings.Join(told, " ")
}

// takeOrder shows what a form would change, or, when that was shown and
// confirmed, does it.
func (p *Pages) takeOrder(w http.ResponseWriter, r *http.Request) error {
	if err := p.manage(r); err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	f := newFilled(r.PostForm)
	if !slices.Contains(Hows, How(f.get("how"))) {
		http.Redirect(w, r, pathOrder, http.StatusSeeOther)
		return nil
	}
	switch f.get("act") {
	case "more":
		for _, name := range []string{"froms", "tos"} {
			n, _ := strconv.Atoi(f.get(name))
			if froms, tos, _, _ := How(f.get("how")).ends(); name == "froms" && froms > 1 || name == "tos" && tos > 1 {
				f.typed.Set(name, strconv.Itoa(min(n+3, mostEnds)))
			}
		}
		return p.showOrder(w, r, f, http.StatusOK)
	case "edit":
		return p.showOrder(w, r, f, http.StatusOK)
	case "confirm":
		return p.confirmOrder(w, r, f)
	}
	return p.previewOrder(w, r, f, http.StatusOK)
}

// previewOrder shows what an order would change, as the province stands now.
func (p *Pages) previewOrder(w http.ResponseWriter, r *http.Request, f *filled, status int) error {
	ctx := r.Context()
	var v orderView
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		o, at := f.order(ctx, all)
		seen, told := all.seenNow(&o)
		o.Seen = seen
		after, notes, err := all.After(o)
		if err != nil && !refused(err) {
			return err
		}
		if err != nil || f.wrong() {
			f.sort(p, ctx, err, at)
			return errFaulty
		}
		f.typed.Set("seen", told)
		change := viewChanges(ctx, after, slices.DeleteFunc(all.Compare(after), func(c Change) bool { return c.What == Unchanged }))
		v.change = &change
		for _, one := range p.tell(ctx, notes) {
			v.notes = append(v.notes, one.Sentence)
		}
		return nil
	})
	if errors.Is(err, errFaulty) {
		return p.showOrder(w, r, f, http.StatusUnprocessableEntity)
	}
	if err != nil {
		return err
	}
	page := orderPage(ctx)
	page.Title, page.Lead = web.Say(ctx, "agency.order.changes"), howWord(ctx, How(f.get("how")))
	v.form = web.Form{Action: pathOrder}
	for name, values := range f.typed {
		if name != "act" && name != "reason" && len(values) > 0 {
			v.hidden = append(v.hidden, web.Field{Kind: web.Hidden, Name: name, Value: values[0]})
		}
	}
	slices.SortFunc(v.hidden, func(a, b web.Field) int { return strings.Compare(a.Name, b.Name) })
	v.reason = &web.Field{}
	*v.reason = reasonField(ctx, f.typed.Get("reason"), "")
	if status == http.StatusUnprocessableEntity {
		v.reason.Fault = web.Say(ctx, "agency.form.reasonless")
	}
	v.confirm = &web.Button{Text: web.Say(ctx, "agency.order.confirm"), Primary: true, Name: "act", Value: "confirm"}
	v.edit = &web.Button{Text: web.Say(ctx, "agency.order.edit"), Name: "act", Value: "edit", Extra: templ.Attributes{"formnovalidate": true}}
	switch status {
	case http.StatusConflict:
		page.Messages = []web.Message{{Tone: web.Low, Text: web.Say(ctx, "agency.order.moved")}}
		return p.Site.ShowConflict(w, r, page, orderBody(v))
	case http.StatusUnprocessableEntity:
		return p.Site.ShowFaulty(w, r, page, orderBody(v))
	}
	return p.Site.Show(w, r, page, orderBody(v))
}

// confirmOrder does what was shown.
func (p *Pages) confirmOrder(w http.ResponseWriter, r *http.Request, f *filled) error {
	ctx := r.Context()
	reason := f.get("reason")
	if reason == "" {
		return p.previewOrder(w, r, f, http.StatusUnprocessableEntity)
	}
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := Load(tx)
		if err != nil {
			return err
		}
		o, at := f.order(ctx, all)
		if !f.wrong() {
			err = p.Directory.Reorganise(tx, By{Actor: access.ActorOf(ctx), Reason: reason}, o)
		}
		if err != nil && !refused(err) {
			return err
		}
		if err != nil || f.wrong() {
			f.sort(p, ctx, err, at)
			return errFaulty
		}
		return nil
	})
	switch {
	case errors.Is(err, errFaulty):
		return p.showOrder(w, r, f, http.StatusUnprocessableEntity)
	case err != nil && fault.KindOf(err) == fault.Conflict:
		return p.previewOrder(w, r, newFilled(f.typed), http.StatusConflict)
	case err != nil:
		return err
	}
	p.Site.Tell(w, "agency.done.reorganised")
	http.Redirect(w, r, pathEvents, http.StatusSeeOther)
	return nil
}

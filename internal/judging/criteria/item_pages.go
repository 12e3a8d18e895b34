package criteria

import (
	"net/http"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const (
	placeItems = "/edit/items"
	placeItem  = "/edit/item"
)

// itemBody is the form of one data item.
type itemBody struct {
	form     web.Form
	revision web.Field
	parts    []formPart
	readers  []web.Link
	entry    *entryView
	remove   templ.Component
}

// entryView is how an item stands to the dictionary.
type entryView struct {
	sentence, href string
	again          *web.Form
}

// dictionary reads the entries that are in force today.
func (d *desk) dictionary(r *http.Request) (all []figure.Item, err error) {
	err = d.p.DB.Read(r.Context(), func(tx *db.Tx) error {
		book, err := d.p.Figures.Dictionary(tx)
		if err != nil {
			return err
		}
		all = book.Valid(calendar.DayAt(tx.Now()).Date())
		return nil
	})
	slices.SortStableFunc(all, func(a, b figure.Item) int {
		return strings.Compare(text.SortKey(scoring.Text(a.Name).In(d.lang())), text.SortKey(scoring.Text(b.Name).In(d.lang())))
	})
	return all, err
}

// readersOf leads to what reads an item.
func (d *desk) readersOf(code string) (all []web.Link) {
	for _, reader := range Readers(d.v.Framework, code) {
		if n, _ := Find(d.v.Framework, reader); n != nil {
			all = append(all, web.Link{Text: reader, Href: d.at(placeRule, "node", reader)})
		} else {
			all = append(all, web.Link{Text: reader, Href: d.at(placeLevels)})
		}
	}
	for _, c := range d.v.Checks {
		if one, err := CompileChecks([]Check{c}, d.v.Framework); err == nil && slices.ContainsFunc(one.checks[0].reads, func(r read) bool { return r.item == code }) {
			all = append(all, web.Link{Text: c.Code, Href: d.at(placeCheck, "code", c.Code)})
		}
	}
	return all
}

func (p *Pages) editItems(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	return d.showItems(w, r)
}

func (d *desk) showItems(w http.ResponseWriter, r *http.Request) error {
	d.place, d.bare, d.title = placeItems, true, d.say("criteria.items.title")
	t := web.Table{Caption: d.say("criteria.items.caption", "count", len(d.v.Framework.Items)), Wide: true, Columns: []web.Column{{Title: d.say("criteria.column.name")}, {Title: d.say("criteria.column.code")},
		{Title: d.say("criteria.column.type")}, {Title: d.say("criteria.column.unit")}, {Title: d.say("criteria.items.readers")}, {Title: d.say("criteria.column.owner")}},
		Empty: web.Empty{Title: d.say("criteria.items.none"), Text: d.say("criteria.items.noneHint")}}
	for i := range d.v.Framework.Items {
		it := &d.v.Framework.Items[i]
		name := it.Name.In(d.lang())
		if name == "" {
			name = it.Code
		}
		readers := web.Cell{}
		if all := d.readersOf(it.Code); len(all) > 0 {
			readers.Part = links(all)
		} else if it.Context {
			readers.Text = d.say("criteria.column.context")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: name, Href: d.at(placeItem, "code", it.Code)}, {Text: it.Code}, {Text: d.say("criteria.item." + string(it.Type))},
			{Text: it.Unit.In(d.lang())}, readers, {Text: it.Owner.In(d.lang())}}})
	}
	entries, err := d.dictionary(r)
	if err != nil {
		return err
	}
	take := web.Field{Kind: web.Choice, Name: "code", Label: d.say("criteria.items.take"), Hint: d.say("criteria.items.takeHint"), Required: true}
	for _, e := range entries {
		if e.Kind != figure.Ratio && FindItem(d.v.Framework, e.Code) == nil {
			take.Options = append(take.Options, web.Option{Value: e.Code, Text: scoring.Text(e.Name).In(d.lang()) + " (" + e.Code + ")"})
		}
	}
	field := d.field(take)
	form := d.form(d.at(placeItems), d.say("criteria.items.takeSubmit"))
	if len(take.Options) == 0 {
		form.Submit = ""
	}
	return d.show(w, r, itemsPage(d, t, form, d.revision(), field, web.Button{Text: d.say("criteria.items.own"), Href: d.at(placeItem)}))
}

// takeItems takes an item of the dictionary: a new one, or the present meaning
// of one that is there.
func (p *Pages) takeItems(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	entries, err := d.dictionary(r)
	if err != nil {
		return err
	}
	code := d.sent.get("code")
	i := slices.IndexFunc(entries, func(e figure.Item) bool { return e.Code == code })
	if i < 0 {
		d.sent.refuse(fault.New(fault.Missing, "criteria.items.entryNone", fault.Args{"item": text.Clip(code, 80)}))
		return d.showItems(w, r)
	}
	it, err := TakeItem(&entries[i])
	if err != nil {
		d.sent.refuse(err)
		return d.showItems(w, r)
	}
	done, err := d.change(r, func(v *Version) error {
		if old := FindItem(v.Framework, code); old != nil {
			it.Context = old.Context
			return SetItem(v.Framework, it)
		}
		return AddItem(v.Framework, it)
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeItem, "code", code))
	}
	return d.showItems(w, r)
}

func (p *Pages) editItem(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	code := r.URL.Query().Get("code")
	if code != "" {
		it := FindItem(d.v.Framework, code)
		if it == nil {
			return fault.New(fault.Missing, "criteria.item.none", fault.Args{"item": text.Clip(code, 80)})
		}
		d.sent.fillItem(it)
	}
	return d.showItem(w, r, code)
}

// showItem shows the form of an item; code is "" for a new one.
func (d *desk) showItem(w http.ResponseWriter, r *http.Request, code string) error {
	d.place, d.bare, d.title = placeItems, true, d.say("criteria.items.new")
	v := itemBody{revision: d.revision()}
	first := formPart{}
	if code == "" {
		first.rows = append(first.rows, []web.Field{d.field(web.Field{Name: "code", Label: d.say("criteria.column.code"), Hint: d.say("criteria.items.codeHint"), Required: true, Max: 64, Code: true})})
	} else {
		d.title = d.say("criteria.items.titleOne", "item", code)
		first.rows = append(first.rows, []web.Field{{Kind: web.Hidden, Name: "item", Value: code}})
		v.readers = d.readersOf(code)
		entry, err := d.entry(r, code)
		if err != nil {
			return err
		}
		v.entry = entry
		c := web.Confirm{Summary: d.say("criteria.items.remove"), Explain: d.say("criteria.items.removeHint"), Action: d.at(placeItem), Submit: d.say("criteria.tree.removeSubmit"),
			Hidden: []web.Field{d.revision(), {Kind: web.Hidden, Name: "item", Value: code}, {Kind: web.Hidden, Name: "act", Value: "remove"}}}
		if f := d.sent.faults["reason"]; f != nil {
			c.Fault = d.tell(f)
		}
		v.remove = c
	}
	first.rows = append(first.rows, d.both("name", "criteria.column.name", 1), d.both("definition", "criteria.column.definition", 3),
		[]web.Field{wordChoice(d, "type", "criteria.column.type", "criteria.item.", "", itemTypes), d.number("min", "criteria.column.least"), d.number("max", "criteria.column.most")},
		d.both("unit", "criteria.column.unit", 1), d.both("source", "criteria.column.source", 1), d.both("owner", "criteria.column.owner", 1), []web.Field{d.check("context", d.say("criteria.items.context"))})
	options := formPart{title: d.say("criteria.items.options"), lead: d.say("criteria.items.optionsLead"), fold: d.sent.get("type") != string(scoring.Choice)}
	for _, i := range d.linesAnd("option", 2) {
		options.rows = append(options.rows, append([]web.Field{d.field(web.Field{Name: lineOf("option", i, "code"), Label: d.say("criteria.column.code"), Max: 64, Code: true})}, d.both(lineOf("option", i, "name"), "criteria.rule.option", 1)...))
	}
	v.parts = []formPart{first, options, {rows: [][]web.Field{{d.because()}}}}
	v.form = d.form(d.at(placeItem), d.say("criteria.edit.save"))
	v.form.Cancel = &web.Link{Text: d.say("criteria.items.back"), Href: d.at(placeItems)}
	return d.show(w, r, itemPage(d, v))
}

// entry says how an item stands to the dictionary; nil when it is not in it.
func (d *desk) entry(r *http.Request, code string) (*entryView, error) {
	entries, err := d.dictionary(r)
	it := FindItem(d.v.Framework, code)
	i := slices.IndexFunc(entries, func(e figure.Item) bool { return e.Code == code })
	if err != nil || it == nil {
		return nil, err
	}
	if i < 0 {
		return &entryView{sentence: d.say("criteria.items.entryOwn")}, nil
	}
	v := &entryView{sentence: d.say("criteria.items.entrySame"), href: figure.Path(code)}
	if now, err := TakeItem(&entries[i]); err == nil && !sameItem(now, *it) {
		v.sentence = d.say("criteria.items.entryOther")
		v.again = &web.Form{Action: d.at(placeItems), Key: "again", Fields: []web.Field{d.revision(), {Kind: web.Hidden, Name: "code", Value: code}}}
	}
	return v, nil
}

func (v *entryView) button(d *desk) web.Button {
	return web.Button{Text: d.say("criteria.items.again")}
}

func (p *Pages) takeItem(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	code := d.sent.get("item")
	if d.sent.get("act") == "remove" {
		return d.removeItem(w, r, code)
	}
	it := d.sent.item(code)
	done, err := d.change(r, func(v *Version) error {
		if code == "" {
			return AddItem(v.Framework, it)
		}
		return SetItem(v.Framework, it)
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeItem, "code", it.Code))
	}
	return d.showItem(w, r, code)
}

func (d *desk) removeItem(w http.ResponseWriter, r *http.Request, code string) error {
	if d.sent.get("reason") == "" {
		d.sent.bad("reason", "criteria.version.reason")
	}
	done, err := d.change(r, func(v *Version) error { return RemoveItem(v.Framework, code) })
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeItems))
	}
	it := FindItem(d.v.Framework, code)
	if it == nil {
		return d.showItems(w, r)
	}
	d.sent.fillItem(it)
	return d.showItem(w, r, code)
}

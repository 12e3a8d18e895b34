package criteria

import (
	"net/http"

	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const placeSettings = "/edit/settings"

func (p *Pages) editSettings(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	d.sent.fillSettings(d.v.Framework)
	return d.showSettings(w, r)
}

func (d *desk) showSettings(w http.ResponseWriter, r *http.Request) error {
	d.place, d.bare, d.title = placeSettings, true, d.say("criteria.settings.title")
	about := formPart{rows: [][]web.Field{
		{d.field(web.Field{Name: "code", Label: d.say("criteria.column.frameworkCode"), Required: true, Max: 64, Code: true}), d.field(web.Field{Name: "version", Label: d.say("criteria.column.version"), Required: true, Max: 64})},
		d.both("name", "criteria.column.frameworkName", 1), d.both("note", "criteria.column.note", 2),
	}}
	count := formPart{title: d.say("criteria.settings.count"), rows: [][]web.Field{
		{d.field(web.Field{Kind: web.Number, Name: "scale", Label: d.say("criteria.column.scale"), Hint: d.say("criteria.explain.scale"), Max: 60}),
			wordChoice(d, "missing", "criteria.column.missing", "criteria.missing.", d.standard("criteria.missing.zero"), missings)},
		{wordChoice(d, "round", "criteria.settings.round", "criteria.rounding.", d.say("criteria.node.exact"), roundings), d.number("roundPlaces", "criteria.node.places")},
	}}
	groups := formPart{title: d.say("criteria.sheet.group"), lead: d.say("criteria.purpose.group") + " " + d.say("criteria.edit.blankLine")}
	parents := []web.Option{{Text: d.say("criteria.edit.nothing")}}
	for _, i := range d.sent.lines("set") {
		if code := d.sent.get(lineOf("set", i, "code")); code != "" {
			parents = append(parents, web.Option{Value: code, Text: code})
		}
	}
	for _, i := range d.linesAnd("set", 2) {
		parent := lineOf("set", i, "parent")
		groups.rows = append(groups.rows, append(append([]web.Field{d.field(web.Field{Name: lineOf("set", i, "code"), Label: d.say("criteria.column.code"), Max: 64, Code: true})}, d.both(lineOf("set", i, "name"), "criteria.column.name", 1)...),
			d.field(web.Field{Kind: web.Choice, Name: parent, Label: d.say("criteria.column.parentGroup"), Options: keep(parents, d.sent.Get(parent))})))
	}
	ranking := formPart{title: d.say("criteria.settings.ranking"), rows: [][]web.Field{{d.check("overall", d.say("criteria.settings.overall"))}}}
	adjust := formPart{title: d.say("criteria.settings.adjust"), lead: d.say("criteria.settings.adjustLead"), fold: true, rows: [][]web.Field{
		{d.number("adjustMin", "criteria.column.adjustLeast"), d.number("adjustMax", "criteria.column.adjustMost")}}}
	more := formPart{title: d.say("criteria.column.rankedNodes"), fold: true}
	var ranked, adjusted []web.Field
	walk(d.v.Framework.Root, func(n *scoring.Node) {
		if n != d.v.Framework.Root || d.sent.yes("rank."+n.Code) { // the total is ranked anyway
			ranked = append(ranked, d.check("rank."+n.Code, d.nodeName(n)))
		}
		adjusted = append(adjusted, d.check("adjust."+n.Code, d.say("criteria.settings.adjustNode", "node", d.nodeName(n))))
	})
	if len(ranked) > 0 {
		more.rows, adjust.rows = append(more.rows, ranked), append(adjust.rows, adjusted)
	}
	basis := d.referencesPart("basis", d.say("criteria.sheet.reference"))
	parts := []formPart{about, groups, count, ranking, more, adjust, basis, {rows: [][]web.Field{{d.because()}}}}
	return d.show(w, r, settingsPage(d.form(d.at(placeSettings), d.say("criteria.edit.save")), d.revision(), parts))
}

func (p *Pages) takeSettings(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	d.sent.settings(cloneHead(d.v.Framework))
	done, err := d.change(r, func(v *Version) error {
		d.sent.settings(v.Framework)
		return nil
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeSettings))
	}
	return d.showSettings(w, r)
}

// cloneHead copies a framework so that a form may be read into it.
func cloneHead(f *scoring.Framework) *scoring.Framework {
	c := *f
	return &c
}

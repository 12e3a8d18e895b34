package criteria

import (
	"net/http"

	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const placeLevels = "/edit/levels"

func (p *Pages) editLevels(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	d.sent.fillLevels(d.v.Framework)
	return d.showLevels(w, r)
}

func (d *desk) showLevels(w http.ResponseWriter, r *http.Request) error {
	d.place, d.bare, d.title = placeLevels, true, d.say("criteria.levels.title")
	bands := []listPart{}
	var caps = []web.Option{{Text: d.say("criteria.edit.nothing")}}
	for _, i := range d.linesAnd("band", 1, "op") {
		code, name := d.sent.get(lineOf("band", i, "code")), d.sent.words(lineOf("band", i, "name")).In(d.lang())
		if code != "" {
			caps = append(caps, web.Option{Value: code, Text: name + " (" + code + ")"})
		}
		one := listPart{title: name, part: formPart{rows: [][]web.Field{
			append(append([]web.Field{d.field(web.Field{Name: lineOf("band", i, "code"), Label: d.say("criteria.column.code"), Max: 64, Code: true})}, d.both(lineOf("band", i, "name"), "criteria.column.name", 1)...),
				d.number(lineOf("band", i, "from"), "criteria.column.from"), d.number(lineOf("band", i, "to"), "criteria.column.below")),
		}}, more: formPart{title: d.say("criteria.levels.require"), lead: d.say("criteria.levels.requireLead"), fold: true, rows: d.conditionRows(lineOf("band", i, "require"), true)}}
		if one.title == "" {
			one.title = d.say("criteria.levels.newBand")
		}
		bands = append(bands, one)
	}
	nodes := []web.Option{{Text: d.say("criteria.levels.total")}}
	walk(d.v.Framework.Root, func(n *scoring.Node) {
		nodes = append(nodes, web.Option{Value: n.Code, Text: d.nodeName(n)})
	})
	gates := []listPart{}
	for _, i := range d.linesAnd("gate", 1, "op") {
		node, cap := lineOf("gate", i, "node"), lineOf("gate", i, "cap")
		one := listPart{title: d.sent.words(lineOf("gate", i, "name")).In(d.lang()), part: formPart{rows: [][]web.Field{
			append([]web.Field{d.field(web.Field{Name: lineOf("gate", i, "code"), Label: d.say("criteria.column.code"), Max: 64, Code: true})}, d.both(lineOf("gate", i, "name"), "criteria.column.name", 1)...),
			{d.field(web.Field{Kind: web.Choice, Name: node, Label: d.say("criteria.levels.node"), Options: keep(nodes, d.sent.Get(node))}),
				d.field(web.Field{Kind: web.Choice, Name: cap, Label: d.say("criteria.column.cap"), Options: keep(caps, d.sent.Get(cap))})},
		}}}
		one.part.rows = append(one.part.rows, d.conditionRows(lineOf("gate", i, "require"), true)...)
		if row := d.groupChecks(lineOf("gate", i, "group"), "criteria.node.only"); len(row) > 0 {
			one.more = formPart{title: d.say("criteria.column.groups"), fold: true, rows: [][]web.Field{row}}
		}
		if one.title == "" {
			one.title = d.say("criteria.levels.newGate")
		}
		gates = append(gates, one)
	}
	reason := d.because()
	return d.show(w, r, levelsPage(d, d.form(d.at(placeLevels), d.say("criteria.edit.save")), d.revision(), bands, gates, reason))
}

// listPart is one line of a list that has several rows of fields.
type listPart struct {
	title string
	part  formPart
	more  formPart // folded
}

func (p *Pages) takeLevels(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	bands, gates := d.sent.levels(d.v.Framework)
	done, err := d.change(r, func(v *Version) error {
		v.Framework.Bands, v.Framework.Gates = bands, gates
		return nil
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeLevels))
	}
	return d.showLevels(w, r)
}

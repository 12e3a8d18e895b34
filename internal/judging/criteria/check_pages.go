package criteria

import (
	"net/http"
	"strings"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const (
	placeChecks = "/edit/checks"
	placeCheck  = "/edit/check"
)

// checkBody is the form of one cross-check with its try-out.
type checkBody struct {
	form     web.Form
	revision web.Field
	parts    []formPart
	try      checkTrial
	reason   web.Field
	remove   templ.Component
}

// checkTrial is what an expression reads, and what it comes to on typed values.
type checkTrial struct {
	faults []string
	reads  string
	fields []web.Field
	result *web.Mark
	note   string
}

func (p *Pages) editChecks(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	d.place, d.bare, d.title = placeChecks, true, d.say("criteria.checks.title")
	t := web.Table{Caption: d.say("criteria.checks.caption", "count", len(d.v.Checks)), Wide: true, Columns: []web.Column{{Title: d.say("criteria.column.name")}, {Title: d.say("criteria.checks.require")},
		{Title: d.say("criteria.checks.severity")}, {Title: d.say("criteria.checks.reads")}, {Title: d.say("criteria.column.groups")}},
		Empty: web.Empty{Title: d.say("criteria.checks.none"), Text: d.say("criteria.checks.noneHint")}}
	for i := range d.v.Checks {
		c := &d.v.Checks[i]
		name := c.Name.In(d.lang())
		if name == "" {
			name = c.Code
		}
		reads := web.Cell{}
		if one, err := CompileChecks([]Check{*c}, d.v.Framework); err == nil {
			reads.Text = d.readWords(one.checks[0].reads)
		} else {
			reads.Part = d.mark(web.Low, d.say("criteria.checks.wrong"))
		}
		groups := strings.Join(c.Groups, ", ")
		if groups == "" {
			groups = d.say("criteria.checks.allGroups")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: name, Href: d.at(placeCheck, "code", c.Code)}, {Part: code(c.Require)}, {Text: d.say("criteria.severity." + string(c.Severity))}, reads, {Text: groups}}})
	}
	return d.show(w, r, checksPage(d, t, web.Button{Text: d.say("criteria.checks.new"), Href: d.at(placeCheck), Primary: true}))
}

func (p *Pages) editCheck(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	old := r.URL.Query().Get("code")
	if old != "" {
		c := find(d.v.Checks, old)
		if c == nil {
			return fault.New(fault.Missing, "criteria.check.missing", fault.Args{"check": text.Clip(old, 80)})
		}
		d.sent.fillCheck(c)
	}
	return d.showCheck(w, r, old)
}

// showCheck shows the form of a check; old is its code, "" for a new one.
func (d *desk) showCheck(w http.ResponseWriter, r *http.Request, old string) error {
	d.place, d.bare, d.title = placeChecks, true, d.say("criteria.checks.new")
	v := checkBody{revision: d.revision(), try: d.tryCheck()}
	if old != "" {
		d.title = d.say("criteria.checks.titleOne", "check", old)
		c := web.Confirm{Summary: d.say("criteria.checks.remove"), Explain: d.say("criteria.checks.removeHint"), Action: d.at(placeCheck), Submit: d.say("criteria.tree.removeSubmit"),
			Hidden: []web.Field{d.revision(), {Kind: web.Hidden, Name: "check", Value: old}, {Kind: web.Hidden, Name: "act", Value: "remove"}}}
		if f := d.sent.faults["reason"]; f != nil {
			c.Fault = d.tell(f)
		}
		v.remove = c
	}
	v.parts = []formPart{{rows: [][]web.Field{
		{{Kind: web.Hidden, Name: "check", Value: old}},
		{d.field(web.Field{Name: "code", Label: d.say("criteria.column.code"), Required: true, Max: 64, Code: true}), wordChoice(d, "severity", "criteria.checks.severity", "criteria.severity.", "", severities)},
		d.both("name", "criteria.checks.name", 1),
		{d.field(web.Field{Kind: web.Lines, Name: "require", Label: d.say("criteria.checks.require"), Hint: d.say("criteria.checks.requireHint"), Rows: 3, Max: mostExpression, Required: true, Code: true})},
	}}}
	v.parts = append(v.parts, formPart{rows: [][]web.Field{d.both("hint", "criteria.checks.hint", 2)}})
	if row := d.groupChecks("group", "criteria.node.only"); len(row) > 0 {
		v.parts = append(v.parts, formPart{title: d.say("criteria.column.groups"), fold: true, rows: [][]web.Field{row}})
	}
	v.reason = d.because()
	v.form = d.form(d.at(placeCheck), d.say("criteria.edit.save"))
	v.form.Cancel = &web.Link{Text: d.say("criteria.checks.back"), Href: d.at(placeChecks)}
	return d.show(w, r, checkPage(d, v))
}

// readWords names what an expression reads.
func (d *desk) readWords(reads []read) string {
	var all []string
	for _, r := range reads {
		all = append(all, d.readWord(r))
	}
	return strings.Join(all, "; ")
}

func (d *desk) readWord(r read) string {
	name := r.item
	if it := FindItem(d.v.Framework, r.item); it != nil && !it.Name.IsZero() {
		name = it.Name.In(d.lang())
	}
	if r.table == tableNow {
		return name
	}
	return d.say("criteria.reads."+r.table, "item", name)
}

// tryCheck reads the expression of the form and asks it about typed values.
func (d *desk) tryCheck() checkTrial {
	v := checkTrial{}
	c := Check{Code: "x", Severity: Warns, Require: d.sent.get("require")}
	if c.Require == "" {
		return v
	}
	all, err := CompileChecks([]Check{c}, d.v.Framework)
	if err != nil {
		for _, f := range faultsOf(err) {
			v.faults = append(v.faults, d.tell(f))
		}
		return v
	}
	reads := all.checks[0].reads
	v.reads = d.say("criteria.checks.readsAll", "reads", d.readWords(reads))
	wrong := d.sent.faults
	d.sent.faults = map[string]*fault.Fault{}
	facts := d.sent.facts(reads)
	typed := false
	for _, r := range reads {
		one := web.Field{Kind: web.Number, Name: r.field(), Label: d.readWord(r), Max: 60}
		if it := FindItem(d.v.Framework, r.item); it != nil {
			one.Unit = it.Unit.In(d.lang())
		}
		typed = typed || d.sent.get(r.field()) != ""
		v.fields = append(v.fields, d.field(one))
	}
	if usesGroup(c.Require) {
		groups := []web.Option{{Text: d.say("criteria.edit.nothing")}}
		for _, g := range d.v.Framework.Groups {
			groups = append(groups, web.Option{Value: g.Code, Text: g.Name.In(d.lang()) + " (" + g.Code + ")"})
		}
		v.fields = append(v.fields, d.field(web.Field{Kind: web.Choice, Name: "try-group", Label: d.say("criteria.column.groups"), Options: groups}))
	}
	mistyped := len(d.sent.faults) > 0
	d.sent.faults = wrong
	if !typed || mistyped {
		return v
	}
	one := all.Ask(facts)[0]
	m := d.mark(web.Middle, d.say("criteria.checks.unjudged"))
	switch {
	case one.Judged && one.Holds:
		m = d.mark(web.Good, d.say("criteria.checks.holds"))
	case one.Judged:
		m = d.mark(web.Low, d.say("criteria.checks.fails"))
		v.note = d.sent.words("hint").In(d.lang())
	}
	v.result = &m
	return v
}

func (p *Pages) takeCheck(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	old := d.sent.get("check")
	switch d.sent.get("act") {
	case "try":
		return d.showCheck(w, r, old)
	case "remove":
		return d.removeCheck(w, r, old)
	}
	c := d.sent.check(d.v.Framework, find(d.v.Checks, old))
	done, err := d.change(r, func(v *Version) error { return SetCheck(v, old, c) })
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeCheck, "code", c.Code))
	}
	return d.showCheck(w, r, old)
}

func (d *desk) removeCheck(w http.ResponseWriter, r *http.Request, old string) error {
	if d.sent.get("reason") == "" {
		d.sent.bad("reason", "criteria.version.reason")
	}
	done, err := d.change(r, func(v *Version) error { return RemoveCheck(v, old) })
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeChecks))
	}
	if c := find(d.v.Checks, old); c != nil {
		d.sent.fillCheck(c)
		return d.showCheck(w, r, old)
	}
	return d.showCheck(w, r, "")
}

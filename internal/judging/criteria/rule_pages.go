package criteria

import (
	"net/http"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const placeRule = "/edit/rule"

// atRule is the name of the rule's fields; those of the try-out have others.
const atRule = "rule"

// ruleView is the form of one rule: its kind, then what the kind asks.
type ruleView struct {
	kind   web.Field
	about  string
	blocks []ruleBlock
}

// ruleBlock is one question of a rule: rows of fields, or rules inside the rule.
type ruleBlock struct {
	title, hint string
	rows        [][]web.Field
	wide        bool // the first field of two
	parts       []partView
}

// partView is a rule inside a rule.
type partView struct {
	title string
	rows  [][]web.Field
	rule  *ruleView
}

// trialView is a try-out: what is put in, and what it came to.
type trialView struct {
	lead   string
	rows   []trialRow
	result string
	lines  []scoring.TraceLine
	faults []string
}

// trialRow is one item: the answer of the agency, and of its peers.
type trialRow struct {
	own   web.Field
	peers []web.Field
}

type ruleBody struct {
	form     web.Form
	revision web.Field
	node     web.Field
	lines    []scoring.TraceLine
	rule     *ruleView
	reason   web.Field
	trial    trialView
	back     web.Button
}

func (p *Pages) editRule(w http.ResponseWriter, r *http.Request) error {
	d, err := p.open(r)
	if err != nil {
		return err
	}
	if err := d.choose(r.URL.Query().Get("node")); err != nil {
		return err
	}
	for name, values := range r.URL.Query() { // a try-out can be handed on as a link
		if strings.HasPrefix(name, "try") && len(values) > 0 {
			d.sent.put(name, values[0])
		}
	}
	d.sent.fillRule(atRule, d.node.Rule)
	return d.showRule(w, r, d.node.Rule)
}

// takeRule saves a rule, or shows its form again for another kind, or tries it.
func (p *Pages) takeRule(w http.ResponseWriter, r *http.Request) error {
	d, err := p.take(r)
	if err != nil {
		return err
	}
	if err := d.choose(d.sent.get("node")); err != nil {
		return err
	}
	code, rule := d.node.Code, d.sent.rule(atRule)
	switch d.sent.get("act") {
	case "form": // nothing is saved, so nothing need be right yet
		d.sent.faults, d.sent.other = map[string]*fault.Fault{}, nil
		return d.showRule(w, r, rule)
	case "try":
		return d.showRule(w, r, rule)
	}
	done, err := d.change(r, func(v *Version) error {
		n, _, err := nodeOf(v.Framework, code)
		if err != nil {
			return err
		}
		one := *n
		one.Rule = rule
		return SetNode(v.Framework, code, &one)
	})
	switch {
	case err != nil:
		return err
	case done:
		return d.saved(w, r, d.at(placeRule, "node", code))
	}
	if err := d.choose(code); err != nil {
		return err
	}
	return d.showRule(w, r, rule)
}

func (d *desk) showRule(w http.ResponseWriter, r *http.Request, rule scoring.Rule) error {
	d.title = d.say("criteria.rule.title", "node", d.nodeName(d.node))
	v := ruleBody{revision: d.revision(), node: web.Field{Kind: web.Hidden, Name: "node", Value: d.node.Code}, rule: d.ruleView(atRule, nil, d.node.Max),
		trial: d.trial(rule), back: web.Button{Text: d.say("criteria.rule.back"), Href: d.at(placeTree, "node", d.node.Code)}}
	if rule != nil && !d.sent.wrong() {
		v.lines = scoring.RuleLines(d.v.Framework, rule, d.node.Max, d.lang())
	}
	v.reason = d.because()
	v.form = d.form(d.at(placeRule), d.say("criteria.edit.save"))
	return d.show(w, r, rulePage(d, v))
}

// ruleView makes the form of the rule at a place; outside are the kinds around
// it.
func (d *desk) ruleView(at string, outside []string, max scoring.Num) *ruleView {
	kinds := []web.Option{{Text: d.say("criteria.rule.noKind")}}
	for _, kind := range scoring.RuleKinds() {
		kinds = append(kinds, web.Option{Value: kind, Text: d.say("criteria.kind." + kind)})
	}
	v := &ruleView{kind: d.field(web.Field{Kind: web.Choice, Name: at + ".kind", Label: d.say("criteria.rule.kind"), Options: kinds})}
	kind := d.sent.get(at + ".kind")
	r, ok := scoring.NewRule(kind)
	if !ok || len(outside) > mostRuleDepth {
		return v
	}
	v.about = d.say("criteria.guide." + kind)
	for i := range ruleAsks[kind] {
		v.blocks = append(v.blocks, d.ruleBlock(at, r, &ruleAsks[kind][i], append(slices.Clone(outside), kind)))
	}
	// Questions with one field each stand side by side.
	var packed []ruleBlock
	for _, b := range v.blocks {
		last := len(packed) - 1
		if b.title == "" && len(b.rows) == 1 && last >= 0 && packed[last].title == "" && len(packed[last].rows) == 1 {
			packed[last].rows[0] = append(packed[last].rows[0], b.rows[0]...)
			continue
		}
		packed = append(packed, b)
	}
	v.blocks = packed
	return v
}

func (d *desk) ruleBlock(at string, r scoring.Rule, ask *ruleAsk, kinds []string) ruleBlock {
	name, label, hint := at+"."+ask.name, d.say("criteria.ask."+ask.name), d.help(r.Kind(), ask.name)
	switch fieldOf(r, ask.name).Addr().Interface().(type) {
	case *bool:
		return ruleBlock{rows: [][]web.Field{{d.field(web.Field{Kind: web.Check, Name: name, Label: label, Hint: hint})}}}
	case *string:
		return ruleBlock{rows: [][]web.Field{{d.field(web.Field{Kind: web.Choice, Name: name, Label: label, Hint: hint, Options: keep(d.itemOptions(ask.types), d.sent.Get(name))})}}}
	case *scoring.Num, **scoring.Num:
		return ruleBlock{rows: [][]web.Field{{d.field(web.Field{Kind: web.Number, Name: name, Label: label, Hint: hint, Unit: d.unit(ask.unit), Required: ask.need, Max: 60})}}}
	case *scoring.Quantity:
		return d.quantityBlock(name, label, hint, ask.types)
	case *[]scoring.Step:
		b := ruleBlock{title: label, hint: d.say("criteria.help.steps")}
		for _, i := range d.linesAnd(name, 2) {
			b.rows = append(b.rows, append([]web.Field{d.number(lineOf(name, i, "from"), "criteria.rule.from"), d.number(lineOf(name, i, "to"), "criteria.rule.below")}, d.awardFields(name, i)...))
		}
		return b
	case *[]scoring.Case:
		return d.casesBlock(at, name, label)
	case *[]scoring.LevelCase:
		b := ruleBlock{title: label, hint: d.say("criteria.help.map")}
		for _, i := range d.linesAnd(name, 2) {
			b.rows = append(b.rows, append([]web.Field{d.number(lineOf(name, i, "level"), "criteria.column.level")}, d.awardFields(name, i)...))
		}
		return b
	case *scoring.Part:
		return ruleBlock{title: label, parts: []partView{d.partView(name, label, r.Kind(), kinds, false)}}
	case *[]scoring.Part:
		b := ruleBlock{title: label, hint: d.say("criteria.help.parts")}
		for n, i := range d.linesAnd(name, 1) {
			part := strings.TrimSuffix(lineOf(name, i, ""), ".")
			b.parts = append(b.parts, d.partView(part, d.say("criteria.rule.partNumber", "number", n+1), r.Kind(), kinds, true))
		}
		return b
	case *scoring.Rule:
		return ruleBlock{title: label, parts: []partView{{rule: d.ruleView(name, kinds, d.node.Max)}}}
	}
	options := []web.Option{{Text: d.say("criteria.edit.standard", "word", d.word(ask.words[0]))}}
	for _, word := range ask.words {
		options = append(options, web.Option{Value: word, Text: d.word(word)})
	}
	return ruleBlock{rows: [][]web.Field{{d.field(web.Field{Kind: web.Choice, Name: name, Label: label, Hint: hint, Options: keep(options, d.sent.Get(name))})}}}
}

// word says one of scoring's words.
func (d *desk) word(word string) string {
	if key := "criteria.outcome." + word; d.p.Site.Words.Has(key) {
		return d.say(key)
	}
	return d.say("criteria.word." + word)
}

// help says what a field means where its label does not.
func (d *desk) help(kind, name string) string {
	for _, key := range []string{"criteria.help." + kind + "-" + name, "criteria.help." + name} {
		if d.p.Site.Words.Has(key) {
			return d.say(key)
		}
	}
	return ""
}

func (d *desk) unit(unit string) string {
	if unit == "" {
		return ""
	}
	return d.say("criteria.unit." + unit)
}

// itemOptions offers the items of some types.
func (d *desk) itemOptions(types []scoring.ItemType) []web.Option {
	all := []web.Option{{Text: d.say("criteria.edit.nothing")}}
	for i := range d.v.Framework.Items {
		it := &d.v.Framework.Items[i]
		if slices.Contains(types, it.Type) && !it.Context {
			all = append(all, web.Option{Value: it.Code, Text: d.itemName(it)})
		}
	}
	return all
}

func (d *desk) quantityBlock(name, label, hint string, types []scoring.ItemType) ruleBlock {
	b := ruleBlock{title: label, hint: hint, wide: true}
	if b.hint == "" {
		b.hint = d.say("criteria.help.quantity")
	}
	items := d.itemOptions(types)
	for _, side := range []struct{ list, item string }{{name + ".sum", "criteria.rule.sum"}, {name + ".per", "criteria.rule.per"}} {
		for _, i := range d.linesAnd(side.list, 1) {
			of := lineOf(side.list, i, "item")
			b.rows = append(b.rows, []web.Field{
				d.field(web.Field{Kind: web.Choice, Name: of, Label: d.say(side.item), Options: keep(items, d.sent.Get(of))}),
				d.number(lineOf(side.list, i, "factor"), "criteria.rule.factor"),
			})
		}
	}
	options := []web.Option{{Text: d.say("criteria.edit.standard", "word", d.word(zeros[0]))}}
	for _, word := range zeros {
		options = append(options, web.Option{Value: word, Text: d.word(word)})
	}
	b.rows = append(b.rows, []web.Field{d.field(web.Field{Kind: web.Choice, Name: name + ".zero", Label: d.say("criteria.rule.zero"), Options: keep(options, d.sent.Get(name+".zero"))})})
	return b
}

// awardFields ask what a line earns: points, or a share of the maximum.
func (d *desk) awardFields(list string, i int) []web.Field {
	return []web.Field{d.number(lineOf(list, i, "points"), "criteria.rule.points"), d.number(lineOf(list, i, "share"), "criteria.rule.share")}
}

// casesBlock asks for each option of the item that the rule reads what it earns.
func (d *desk) casesBlock(at, name, label string) ruleBlock {
	b := ruleBlock{title: label, hint: d.say("criteria.help.options")}
	options := []web.Option{{Text: d.say("criteria.edit.nothing")}}
	more := 1
	if it := FindItem(d.v.Framework, d.sent.get(at+".item")); it != nil {
		for _, o := range it.Options {
			text := o.Name.In(d.lang())
			if text == "" {
				text = o.Code
			}
			options = append(options, web.Option{Value: o.Code, Text: text})
		}
		more = min(max(len(it.Options)-len(d.sent.lines(name)), 1), mostRows)
	} else {
		b.hint = d.say("criteria.help.optionsNone")
	}
	for _, i := range d.linesAnd(name, more) {
		of := lineOf(name, i, "option")
		b.rows = append(b.rows, append([]web.Field{d.field(web.Field{Kind: web.Choice, Name: of, Label: d.say("criteria.rule.option"), Options: keep(options, d.sent.Get(of))})}, d.awardFields(name, i)...))
	}
	return b
}

func (d *desk) partView(at, title, kind string, kinds []string, drops bool) partView {
	v := partView{title: title, rows: [][]web.Field{append(d.both(at+".name", "criteria.rule.part", 1), d.number(at+".max", "criteria.column.max"))}}
	if kind == "mean" || d.sent.Get(at+".weight") != "" {
		v.rows[0] = append(v.rows[0], d.number(at+".weight", "criteria.column.weight"))
	}
	var most scoring.Num
	if n, ok := readNum(d.sent.get(at+".max"), web.LangOf(d.ctx)); ok {
		most = n
	}
	v.rule = d.ruleView(at+".rule", kinds, most)
	if drops && d.sent.get(at+".rule.kind") != "" {
		v.rows = append(v.rows, []web.Field{d.check(at+".drop", d.say("criteria.rule.drop"))})
	}
	return v
}

// trial shows the try-out of a rule with what was put in, if anything was.
func (d *desk) trial(rule scoring.Rule) trialView {
	v := trialView{}
	if rule == nil {
		v.lead = d.say("criteria.trial.noRule")
		return v
	}
	if d.sent.wrong() {
		v.lead = d.say("criteria.trial.wrong")
	}
	t := &Trial{Node: cloneNode(d.node), Own: map[string]scoring.Value{}}
	t.Node.Rule = rule
	peers := 0
	if scoring.UsesCohort(rule) {
		peers = trialPeers
		v.lead = d.say("criteria.trial.peers")
		t.Others = make([]map[string]scoring.Value, peers)
		for i := range t.Others {
			t.Others[i] = map[string]scoring.Value{}
		}
	}
	var inputs []string
	some := false
	for _, code := range scoring.RuleItems(rule) {
		it := FindItem(d.v.Framework, code)
		if it == nil {
			continue
		}
		row := trialRow{}
		for i := range peers + 1 {
			name := "try." + code
			if i > 0 {
				name = "try" + string(rune('0'+i)) + "." + code
			}
			value, err := d.trialValue(it, name)
			if err != nil {
				d.sent.faults[name] = err
			}
			one := d.trialField(it, name)
			if i == 0 {
				row.own = one
				t.Own[code] = value
				inputs = append(inputs, d.inputWords(it, value))
				some = some || value.State != scoring.Absent
			} else {
				t.Others[i-1][code] = value
				one.Label = d.say("criteria.trial.peer", "number", i)
				row.peers = append(row.peers, one)
			}
			if err != nil {
				v.faults = append(v.faults, d.itemName(it)+": "+d.tell(err))
				delete(d.sent.faults, name) // of the try-out, not of what would be saved
			}
		}
		v.rows = append(v.rows, row)
	}
	if !some || d.sent.wrong() || len(v.faults) > 0 {
		return v
	}
	tried, err := Try(d.v.Framework, t)
	if err != nil {
		for _, f := range faultsOf(err) {
			v.faults = append(v.faults, d.tell(f))
		}
		return v
	}
	v.result = d.say("criteria.trial.result", "inputs", strings.Join(inputs, "; "), "outcome", d.outcome(tried.Score))
	if lines := tried.Lines(web.LangOf(d.ctx)); len(lines) > 1 {
		v.lines = lines[1:] // the first says the points once more
	}
	return v
}

// trialValue reads an answer of a try-out as the form of an agency would.
func (d *desk) trialValue(it *scoring.Item, name string) (scoring.Value, *fault.Fault) {
	typed := d.sent.get(name)
	switch it.Type {
	case scoring.Count, scoring.Number, scoring.Percent, scoring.Level:
		if n, ok := readNum(typed, web.LangOf(d.ctx)); ok {
			typed = n.String()
		}
	}
	v, err := it.ParseValue(typed)
	if all := scoringFaults(err); len(all) > 0 {
		return v, fromScoring(all[0], fault.Place{})
	}
	return v, nil
}

func (d *desk) trialField(it *scoring.Item, name string) web.Field {
	one := web.Field{Kind: web.Number, Name: name, Label: it.Name.In(d.lang()), Unit: it.Unit.In(d.lang()), Max: 60}
	if one.Label == "" {
		one.Label = it.Code
	}
	switch it.Type {
	case scoring.YesNo:
		one.Kind, one.Unit = web.Choice, ""
		one.Options = []web.Option{{Text: d.say("criteria.trial.none")}, {Value: "1", Text: d.say("criteria.trial.yes")}, {Value: "0", Text: d.say("criteria.trial.no")}, {Value: "n/a", Text: d.say("criteria.trial.notApplicable")}}
	case scoring.Choice:
		one.Kind, one.Unit = web.Choice, ""
		one.Options = []web.Option{{Text: d.say("criteria.trial.none")}}
		for _, o := range it.Options {
			words := o.Name.In(d.lang())
			if words == "" {
				words = o.Code
			}
			one.Options = append(one.Options, web.Option{Value: o.Code, Text: words})
		}
		one.Options = append(one.Options, web.Option{Value: "n/a", Text: d.say("criteria.trial.notApplicable")})
	case scoring.Percent:
		if one.Unit == "" {
			one.Unit = "%"
		}
	}
	return d.field(one)
}

// inputWords says an answer: "245 máy".
func (d *desk) inputWords(it *scoring.Item, v scoring.Value) string {
	name := it.Name.In(d.lang())
	if name == "" {
		name = it.Code
	}
	said := ""
	switch {
	case v.State == scoring.Absent:
		said = d.say("criteria.trial.none")
	case v.State == scoring.Inapplicable:
		said = d.say("criteria.trial.notApplicable")
	case it.Type == scoring.YesNo && v.Num.IsZero():
		said = d.say("criteria.trial.no")
	case it.Type == scoring.YesNo:
		said = d.say("criteria.trial.yes")
	case it.Type == scoring.Choice:
		code := it.FormatValue(v)
		said = code
		for _, o := range it.Options {
			if o.Code == code && !o.Name.IsZero() {
				said = o.Name.In(d.lang())
			}
		}
	default:
		said = strings.TrimSpace(d.num(v.Num) + " " + it.Unit.In(d.lang()))
	}
	return name + ": " + said
}

// outcome says points and maximum as official tables print them, to two
// decimals; more are said to be there.
func (d *desk) outcome(s scoring.Score) string {
	switch s.State {
	case scoring.StateNotApplicable, scoring.StateExcluded:
		return d.say("criteria.trial.excluded")
	case scoring.StateBlocked:
		return d.say("criteria.trial.blocked")
	}
	lang := web.LangOf(d.ctx)
	points := text.FormatDecimal(s.Points.Decimal(2, scoring.HalfUp), lang)
	if places, finite := s.Points.IsFinite(); !finite || places > 2 {
		points = "≈ " + points
	}
	key := "criteria.trial.points"
	if s.Max.IsZero() {
		key = "criteria.trial.pointsAlone"
	}
	if s.State == scoring.StateMissing {
		key = "criteria.trial.missing"
	}
	return d.say(key, "points", points, "max", d.num(s.Max))
}

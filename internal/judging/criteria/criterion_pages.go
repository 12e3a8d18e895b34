package criteria

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// criterion says all that a criterion holds; what is not there is left out.
func (r *reader) criterion(n *scoring.Node) *criterionView {
	c := &criterionView{rule: scoring.RuleLines(r.f, n.Rule, n.Max, r.lang)}
	fact := func(key, value string) {
		if value != "" {
			c.facts = append(c.facts, web.Fact{Name: r.say("criteria.criterion." + key), Text: value})
		}
	}
	fact("method", n.Method.In(r.lang))
	fact("evidence", n.Evidence.In(r.lang))
	fact("source", n.Source.In(r.lang))
	fact("verifier", n.Verifier.In(r.lang))
	fact("guidance", n.Guidance.In(r.lang))
	fact("applies", r.applies(n.Applies))
	fact("missing", r.word("missing", string(n.Missing)))
	var references []string
	for i := range n.References {
		references = append(references, r.reference(&n.References[i]))
	}
	fact("references", strings.Join(references, "; "))
	if n.Rule != nil {
		c.items = r.itemTable(scoring.RuleItems(n.Rule))
		c.items.Caption = r.say("criteria.criterion.items", "node", n.Code)
	}
	if len(n.Rubric) > 0 {
		t := web.Table{Caption: r.say("criteria.criterion.rubric", "node", n.Code), Columns: []web.Column{{Title: r.say("criteria.criterion.rubricPoints")}, {Title: r.say("criteria.criterion.rubricText")}}}
		for _, l := range n.Rubric {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: shownNum(r.ctx, l.From) + " – " + shownNum(r.ctx, l.To)}, {Text: l.Text.In(r.lang)}}})
		}
		c.rubric = &t
	}
	return c
}

// word names a value of a kind of the workbook's words; "" for none.
func (r *reader) word(kind, value string) string {
	if value == "" {
		return ""
	}
	return say(text.Lang(r.lang), "criteria."+kind+"."+value)
}

// applies says to whom a criterion applies; "" for all.
func (r *reader) applies(a *scoring.Applies) string {
	if a == nil {
		return ""
	}
	var all []string
	if len(a.Groups) > 0 {
		all = append(all, r.say("criteria.applies.groups", "groups", r.groupNames(a.Groups)))
	}
	if len(a.Except) > 0 {
		all = append(all, r.say("criteria.applies.except", "groups", r.groupNames(a.Except)))
	}
	if len(a.When) > 0 {
		all = append(all, r.say("criteria.applies.when", "conditions", r.conditions(a.When)))
	}
	if a.Exempt {
		all = append(all, r.say("criteria.applies.exempt"))
	}
	return strings.Join(all, " ")
}

func (r *reader) groupNames(codes []string) string {
	var names []string
	for _, code := range codes {
		name := code
		for i := range r.f.Groups {
			if g := &r.f.Groups[i]; g.Code == code && !g.Name.IsZero() {
				name = g.Name.In(r.lang)
			}
		}
		names = append(names, name)
	}
	return strings.Join(names, ", ")
}

func (r *reader) conditions(all []scoring.Condition) string {
	var said []string
	for i := range all {
		said = append(said, all[i].Text(r.f, r.lang))
	}
	return strings.Join(said, "; ")
}

// reference cites a legal basis: "62/QĐ-BTTTT ngày 19/01/2017, Bộ …, Phụ lục 1B: …".
func (r *reader) reference(ref *scoring.Reference) string {
	cited := Decision{Number: ref.Number, Date: ref.Date}.cited(r.ctx)
	for _, more := range []string{ref.Issuer, ref.Article} {
		if more != "" {
			cited += ", " + more
		}
	}
	if !ref.Text.IsZero() {
		cited += ": " + ref.Text.In(r.lang)
	}
	if ref.To != "" {
		cited += " (" + r.say("criteria.reference.until", "date", shownDay(ref.To)) + ")"
	}
	return cited
}

func (r *reader) itemTable(codes []string) web.Table {
	t := web.Table{Columns: []web.Column{{Title: r.say("criteria.item.name")}, {Title: r.say("criteria.item.type")}, {Title: r.say("criteria.item.unit")}, {Title: r.say("criteria.item.definition")}}}
	for _, code := range codes {
		it := FindItem(r.f, code)
		if it == nil {
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: code}, {}, {}, {}}})
			continue
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.itemName(it), Note: it.Code}, {Text: r.itemType(it)}, {Text: it.Unit.In(r.lang)}, {Text: it.Definition.In(r.lang)}}})
	}
	return t
}

func (r *reader) itemName(it *scoring.Item) string {
	if it.Name.IsZero() {
		return it.Code
	}
	return it.Name.In(r.lang)
}

// itemType says what an item takes, with its options or bounds.
func (r *reader) itemType(it *scoring.Item) string {
	kind := r.word("item", string(it.Type))
	var options []string
	for _, o := range it.Options {
		name := o.Name.In(r.lang)
		if name == "" {
			name = o.Code
		}
		options = append(options, name)
	}
	switch {
	case len(options) > 0:
		return kind + ": " + strings.Join(options, "; ")
	case it.Min != nil && it.Max != nil:
		return kind + " " + r.say("criteria.item.between", "min", shownNum(r.ctx, *it.Min), "max", shownNum(r.ctx, *it.Max))
	}
	return kind
}

// items is the table of all data items, each with who reads it.
func (r *reader) items() web.Table {
	t := web.Table{Caption: r.say("criteria.item.caption", "count", web.Count(r.ctx, len(r.f.Items))), Wide: true, Columns: []web.Column{
		{Title: r.say("criteria.item.name")}, {Title: r.say("criteria.item.type")}, {Title: r.say("criteria.item.unit")}, {Title: r.say("criteria.item.readers")}, {Title: r.say("criteria.item.source")}, {Title: r.say("criteria.item.owner")}},
		Empty: web.Empty{Title: r.say("criteria.item.caption", "count", "0")}}
	for i := range r.f.Items {
		it := &r.f.Items[i]
		readers := strings.Join(Readers(r.f, it.Code), ", ")
		if it.Context && readers == "" {
			readers = r.say("criteria.item.context")
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: r.itemName(it), Note: it.Code}, {Text: r.itemType(it)}, {Text: it.Unit.In(r.lang)}, {Text: readers}, {Text: it.Source.In(r.lang)}, {Text: it.Owner.In(r.lang)}}})
	}
	return t
}

func (r *reader) bands() web.Table {
	t := web.Table{Caption: r.say("criteria.band.caption"), Columns: []web.Column{{Title: r.say("criteria.band.name")}, {Title: r.say("criteria.band.range")}, {Title: r.say("criteria.band.require")}},
		Empty: web.Empty{Title: r.say("criteria.band.none")}}
	for i := range r.f.Bands {
		b := &r.f.Bands[i]
		top := true
		for j := range r.f.Bands {
			top = top && !b.From.Less(r.f.Bands[j].From)
		}
		reach := r.say("criteria.band.below", "from", shownNum(r.ctx, b.From), "to", shownNum(r.ctx, b.To))
		if top {
			reach = r.say("criteria.band.upwards", "from", shownNum(r.ctx, b.From))
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: b.Name.In(r.lang), Note: b.Code}, {Text: reach}, {Text: r.conditions(b.Require)}}})
	}
	return t
}

func (r *reader) bandName(code string) string {
	for i := range r.f.Bands {
		if r.f.Bands[i].Code == code && !r.f.Bands[i].Name.IsZero() {
			return r.f.Bands[i].Name.In(r.lang)
		}
	}
	return code
}

func (r *reader) gates() web.Table {
	t := web.Table{Caption: r.say("criteria.gate.caption"), Columns: []web.Column{{Title: r.say("criteria.gate.name")}, {Title: r.say("criteria.gate.require")}, {Title: r.say("criteria.gate.cap")}, {Title: r.say("criteria.gate.of")}},
		Empty: web.Empty{Title: r.say("criteria.gate.none")}}
	for i := range r.f.Gates {
		g := &r.f.Gates[i]
		of := r.say("criteria.gate.total")
		if n, _ := Find(r.f, g.Node); n != nil {
			of = r.titleOf(n)
		}
		if len(g.Groups) > 0 {
			of += " · " + r.groupNames(g.Groups)
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: g.Name.In(r.lang), Note: g.Code}, {Text: r.conditions(g.Require)}, {Text: r.bandName(g.Cap)}, {Text: of}}})
	}
	return t
}

func (r *reader) checks(all []Check) web.Table {
	t := web.Table{Caption: r.say("criteria.check.caption"), Columns: []web.Column{{Title: r.say("criteria.check.name")}, {Title: r.say("criteria.check.weight")}, {Title: r.say("criteria.check.require")}, {Title: r.say("criteria.check.hint")}},
		Empty: web.Empty{Title: r.say("criteria.check.none")}}
	for i := range all {
		c := &all[i]
		mark := web.Mark{Tone: web.Middle, Text: r.say("criteria.check.warn")}
		if c.Severity == Blocks {
			mark = web.Mark{Tone: web.Low, Text: r.say("criteria.check.block")}
		}
		name := c.Name.In(r.lang)
		if name == "" {
			name = c.Code
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: name, Note: r.groupNames(c.Groups)}, {Part: mark}, {Text: c.Require}, {Text: c.Hint.In(r.lang)}}})
	}
	return t
}

func (r *reader) groups() web.Table {
	t := web.Table{Caption: r.say("criteria.group.caption"), Columns: []web.Column{{Title: r.say("criteria.group.name")}, {Title: r.say("criteria.group.parent")}}, Empty: web.Empty{Title: r.say("criteria.group.none")}}
	for i := range r.f.Groups {
		g := &r.f.Groups[i]
		parent := ""
		if g.Parent != "" {
			parent = r.groupNames([]string{g.Parent})
		}
		t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: g.Name.In(r.lang), Note: g.Code}, {Text: parent}}})
	}
	return t
}

// settings says how scores become levels and ranks.
func (r *reader) settings() web.Facts {
	f := r.f
	scale := scoring.Int(100)
	if f.Scale != nil {
		scale = *f.Scale
	}
	missing := f.Missing
	if missing == "" {
		missing = scoring.MissingZero
	}
	rounding := r.say("criteria.setting.exact")
	if f.Rounding != nil {
		rounding = r.say("criteria.setting.rounded", "how", r.word("rounding", string(f.Rounding.Mode)), "places", f.Rounding.Places)
	}
	ranked := r.say("criteria.setting.inGroups")
	if f.Ranking.Overall {
		ranked = r.say("criteria.setting.overall")
	}
	if len(f.Ranking.Nodes) > 0 {
		ranked += " " + r.say("criteria.setting.alsoNodes", "nodes", strings.Join(f.Ranking.Nodes, ", "))
	}
	adjusted := r.say("criteria.setting.noAdjustments")
	if a := f.Adjustments; a != nil {
		adjusted = r.say("criteria.setting.adjustments", "min", shownNum(r.ctx, a.Min), "max", shownNum(r.ctx, a.Max))
		if len(a.Nodes) > 0 {
			adjusted += " " + r.say("criteria.setting.adjustedNodes", "nodes", strings.Join(a.Nodes, ", "))
		}
	}
	return web.Facts{
		{Name: r.say("criteria.setting.scale"), Text: shownNum(r.ctx, scale)}, {Name: r.say("criteria.setting.missing"), Text: r.word("missing", string(missing))},
		{Name: r.say("criteria.setting.rounding"), Text: rounding}, {Name: r.say("criteria.setting.ranking"), Text: ranked}, {Name: r.say("criteria.setting.adjusting"), Text: adjusted},
	}
}

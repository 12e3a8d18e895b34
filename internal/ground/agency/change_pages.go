package agency

import (
	"context"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// mostChanges is how many changes a page shows; it says how many more there are.
const mostChanges = 500

// changesView is what would change, to be looked at before it does.
type changesView struct {
	counts string
	table  web.Table
	more   string
	some   bool // whether anything changes at all
}

// viewChanges shows changes; after is the province as it would be.
func viewChanges(ctx context.Context, after *Province, changes []Change) changesView {
	var v changesView
	count := map[What]int{}
	v.table = web.Table{Caption: web.Say(ctx, "agency.change.caption"), HideCaption: true, Columns: []web.Column{
		{Title: web.Say(ctx, "agency.change.thing")}, {Title: web.Say(ctx, "agency.change.what")}, {Title: web.Say(ctx, "agency.change.fields")},
	}}
	left := 0
	for i := range changes {
		c := &changes[i]
		count[c.What]++
		if c.What == Unchanged {
			continue
		}
		v.some = true
		if len(v.table.Rows) == mostChanges {
			left++
			continue
		}
		v.table.Rows = append(v.table.Rows, web.Row{Cells: []web.Cell{
			{Text: after.thing(ctx, c), Note: web.Say(ctx, "agency.noun."+c.Noun) + " " + c.Code},
			{Part: web.Mark{Tone: toneOf(c.What), Text: web.Say(ctx, "agency.what."+string(c.What))}},
			{Part: fieldLines(after.fieldLines(ctx, c))},
		}})
	}
	if left > 0 {
		v.more = web.Say(ctx, "agency.change.more", "count", web.Count(ctx, left))
	}
	var told []string
	for _, w := range []What{Added, Changed, Closed, Unchanged} {
		if w != Unchanged || count[w] > 0 {
			told = append(told, web.Say(ctx, "agency.what."+string(w))+": "+web.Count(ctx, count[w]))
		}
	}
	v.counts = strings.Join(told, " · ")
	return v
}

func toneOf(w What) web.Tone {
	switch w {
	case Added:
		return web.Info
	case Closed:
		return web.Middle
	}
	return web.Plain
}

// thing names what changes.
func (p *Province) thing(ctx context.Context, c *Change) string {
	if c.Noun != "succession" {
		return c.Name.In(web.LangOf(ctx))
	}
	s := p.Successions[c.Code]
	if s == nil {
		return c.Code
	}
	return web.Say(ctx, "agency.event.name", "how", howWord(ctx, s.How), "day", s.On.Shown())
}

// fieldLine is one field before and after.
type fieldLine struct{ name, before, after string }

func (p *Province) fieldLines(ctx context.Context, c *Change) (out []fieldLine) {
	for i := range c.Fields {
		f := &c.Fields[i]
		if c.What == Added && (f.After == "" || f.Name == "place") {
			continue
		}
		l := fieldLine{name: web.Say(ctx, "agency.column."+f.Name), before: p.said(ctx, f, f.Before), after: p.said(ctx, f, f.After)}
		if f.Of != "" && f.Name != "link" {
			l.name += " (" + p.ofWhat(ctx, c, f) + ")"
		}
		if f.On != "" && (c.What != Added || f.Name == "name") {
			l.name += ", " + web.Say(ctx, "agency.kin.since", "from", f.On.Shown())
		}
		if c.What != Added {
			l.before = dash(l.before)
		}
		l.after = dash(l.after)
		out = append(out, l)
	}
	return out
}

// ofWhat names the one of several that a field belongs to.
func (p *Province) ofWhat(ctx context.Context, c *Change, f *Field) string {
	switch f.Name {
	case "group", "groupUntil":
		return p.setName(f.Of, web.LangOf(ctx))
	case "share":
		return p.arrowSaid(ctx, f.Of)
	case "place", "groupName", "groupEn", "parent":
		if c.Noun == "set" {
			return p.groupName(c.Code, f.Of, web.LangOf(ctx))
		}
	}
	return f.Of
}

// Tell writes a field as the log has it, of "agency:code" or the like, with its
// values before and after, as people read them.
func (p *Province) Tell(ctx context.Context, object, label, before, after string) (name, was, is string) {
	noun, code, _ := strings.Cut(object, ":")
	var f Field
	parts := strings.SplitN(label, " ", 2)
	if day, err := text.ParseISODate(parts[0]); err == nil && !day.Blank() {
		f.On, parts = Day(parts[0]), strings.SplitN(strings.TrimPrefix(label, parts[0]+" "), " ", 2)
	}
	f.Name, f.Before, f.After = parts[0], before, after
	if len(parts) == 2 {
		f.Of = parts[1]
	}
	c := &Change{What: Changed, Noun: noun, Code: code, Fields: []Field{f}}
	line := p.fieldLines(ctx, c)[0]
	return line.name, line.before, line.after
}

// said writes a value of a field as people read it.
func (p *Province) said(ctx context.Context, f *Field, value string) string {
	if value == "" {
		return ""
	}
	switch f.Name {
	case "kind":
		return kindWord(ctx, Kind(value))
	case "how":
		return howWord(ctx, How(value))
	case "until", "groupUntil", "basisDate", "on", "date":
		return Day(value).Shown()
	case "parent":
		if a := p.Agencies[value]; a != nil && f.Of == "" {
			return p.called(value)
		}
	case "group":
		return p.groupName(f.Of, value, web.LangOf(ctx))
	case "link":
		return p.arrowSaid(ctx, value)
	case "share":
		if share, ok := ratOf(value); ok {
			return shareText(share, web.LangOf(ctx))
		}
	}
	return value
}

// arrowSaid names the ends of "code → code".
func (p *Province) arrowSaid(ctx context.Context, arrow string) string {
	from, to, found := strings.Cut(arrow, " → ")
	if !found {
		return arrow
	}
	if to == "" {
		return p.called(from) + " → " + web.Say(ctx, "agency.kin.nobody")
	}
	return p.called(from) + " → " + p.called(to)
}

// faultTable shows everything that is wrong or to be looked at, each at its cell.
func (p *Pages) faultTable(ctx context.Context, err error) web.Table {
	t := p.Site.FaultTable(ctx, web.Say(ctx, "agency.change.faults"), err)
	t.HideCaption = true
	return t
}

// tell puts every fault of an error into words.
func (p *Pages) tell(ctx context.Context, err error) (out []text.Telling) {
	for _, f := range faultsOf(err) {
		out = append(out, p.Site.Words.Tell(web.LangOf(ctx), f))
	}
	return out
}

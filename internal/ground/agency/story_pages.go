package agency

import (
	"context"
	"fmt"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/web"
)

// storyLine is one sentence of a chapter.
type storyLine struct{ text, href string }

// tell turns chapters into a timeline; now is what is in force on a day.
func (p *Province) tell(ctx context.Context, code string, now Day) web.Timeline {
	var out web.Timeline
	chapters := p.Story(code)
	current := -1
	for i, c := range chapters {
		if c.On <= now {
			current = i
		}
	}
	for i := range chapters {
		c := &chapters[i]
		lines := p.sentences(ctx, code, c)
		if len(lines) == 0 {
			continue
		}
		m := web.Moment{When: c.On.Shown(), ISO: string(c.On), Title: lines[0].text, Href: lines[0].href, Current: i == current}
		if len(lines) > 1 {
			m.Part = storyLines(lines[1:])
		}
		if d := c.basis(); d.Number != "" {
			m.Text = web.Say(ctx, "agency.story.basis", "decision", cited(ctx, d))
		}
		out = append(out, m)
	}
	return out
}

// basis is the decision behind a chapter: that of what happened, else that of
// the state that begins.
func (c *Chapter) basis() Decision {
	if len(c.Successions) > 0 {
		return c.Successions[0].Decision
	}
	if c.Version != nil {
		return c.Version.Basis
	}
	return Decision{}
}

// sentences tell a chapter, the weightiest first.
func (p *Province) sentences(ctx context.Context, code string, c *Chapter) (out []storyLine) {
	lang := web.LangOf(ctx)
	say := func(href, key string, pairs ...any) { out = append(out, storyLine{web.Say(ctx, key, pairs...), href}) }
	if c.Version != nil && c.Was == nil {
		say("", "agency.story.opened", "name", c.Version.Name.In(lang))
	}
	renamed, moved := false, false
	for _, s := range c.Successions {
		if s.How == Rename || s.How == Reparent {
			renamed, moved = renamed || s.How == Rename, moved || s.How == Reparent
		}
		out = append(out, storyLine{p.happened(ctx, code, s), eventPath(s.Code)})
	}
	if c.Ends && len(c.Successions) == 0 {
		say("", "agency.story.ended")
	}
	if now, was := c.Version, c.Was; now != nil && was != nil {
		field := func(key, before, after string) {
			if before != after {
				say("", "agency.story.field", "field", web.Say(ctx, key), "before", dash(before), "after", dash(after))
			}
		}
		if !renamed {
			field("agency.column.name", was.Name.In(lang), now.Name.In(lang))
		}
		if !moved && was.Parent != now.Parent {
			field("agency.list.above", p.nameOn(was.Parent, c.On.Before(), lang), p.nameOn(now.Parent, c.On, lang))
		}
		if was.Kind != now.Kind {
			field("agency.column.kind", kindWord(ctx, was.Kind), kindWord(ctx, now.Kind))
		}
		field("agency.column.official", was.Official, now.Official)
		field("agency.column.address", was.Address, now.Address)
		field("agency.column.short", was.Name.Short, now.Name.Short)
		if len(out) == 0 && now.Basis != was.Basis {
			say("", "agency.story.confirmed")
		}
	}
	for _, m := range c.Joined {
		say("", "agency.story.joined", "group", p.groupName(m.Set, m.Group, lang), "set", p.setName(m.Set, lang))
	}
	for _, m := range c.Left {
		say("", "agency.story.left", "group", p.groupName(m.Set, m.Group, lang), "set", p.setName(m.Set, lang))
	}
	return out
}

func dash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

// happened tells a succession as one of its agencies sees it.
func (p *Province) happened(ctx context.Context, code string, s *Succession) string {
	lang := web.LangOf(ctx)
	from := func() string { return p.names(ctx, s, s.Froms(), code, s.On.Before(), "") }
	for _, l := range s.Links {
		if l.From != code {
			continue
		}
		to := p.names(ctx, s, s.Tos(), code, s.On, code)
		switch s.How {
		case Rename:
			return web.Say(ctx, "agency.story.renamed", "before", p.nameOn(code, s.On.Before(), lang), "after", p.nameOn(code, s.On, lang))
		case Reparent:
			a := p.Agencies[code]
			if a == nil || a.On(s.On) == nil || a.On(s.On.Before()) == nil {
				return howWord(ctx, s.How)
			}
			before, after := a.On(s.On.Before()).Parent, a.On(s.On).Parent
			return web.Say(ctx, "agency.story.moved", "before", dash(p.nameOn(before, s.On.Before(), lang)), "after", dash(p.nameOn(after, s.On, lang)))
		case Merge:
			if others := len(s.Froms()); others > 1 && p.opens(s.Tos()[0], s.On) {
				return web.Say(ctx, "agency.story.united", "others", p.names(ctx, s, without(s.Froms(), code), code, s.On.Before(), ""), "to", to)
			}
			return web.Say(ctx, "agency.story.absorbed", "to", to)
		case Split:
			return web.Say(ctx, "agency.story.divided", "to", to)
		case Abolish:
			if len(s.Tos()) == 0 {
				return web.Say(ctx, "agency.story.abolished")
			}
			return web.Say(ctx, "agency.story.dissolved", "to", to)
		default:
			return web.Say(ctx, "agency.story.gave", "to", to)
		}
	}
	switch s.How {
	case Merge:
		if p.opens(code, s.On) {
			return web.Say(ctx, "agency.story.formed", "from", from())
		}
		return web.Say(ctx, "agency.story.took", "from", from())
	case Split:
		return web.Say(ctx, "agency.story.born", "from", from())
	case Abolish:
		return web.Say(ctx, "agency.story.inherited", "from", from())
	}
	return web.Say(ctx, "agency.story.received", "from", from())
}

func without(codes []string, code string) (out []string) {
	for _, c := range codes {
		if c != code {
			out = append(out, c)
		}
	}
	return out
}

// opens tells whether an agency opened on a day.
func (p *Province) opens(code string, on Day) bool {
	a := p.Agencies[code]
	return a != nil && a.From() == on
}

// namesTold bounds how many agencies one sentence names; the page of the event
// names all.
const namesTold = 12

// names lists agencies in a sentence, each with the share that it has with code.
func (p *Province) names(ctx context.Context, s *Succession, codes []string, code string, on Day, giver string) string {
	var out []string
	for i, c := range codes {
		if i == namesTold {
			out = append(out, web.Say(ctx, "agency.story.more", "count", web.Count(ctx, len(codes)-i)))
			break
		}
		name := p.nameOn(c, on, web.LangOf(ctx))
		for _, l := range s.Links {
			if l.Share != nil && s.How != Merge && (giver != "" && l.From == giver && l.To == c || giver == "" && l.From == c && l.To == code) {
				name = fmt.Sprintf("%s (%s)", name, shareText(l.Share, web.LangOf(ctx)))
			}
		}
		out = append(out, name)
	}
	return strings.Join(out, "; ")
}

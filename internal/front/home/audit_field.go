package home

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// line is one change of a record in words; what has none stands as in the log.
type line struct{ field, before, after string }

// lines writes the changes of a record as people read them.
func (p *Pages) lines(ctx context.Context, k *known, one *audit.Record) []line {
	out := make([]line, 0, len(one.Change))
	for _, c := range one.Change {
		l := p.fieldLine(ctx, k, one, c)
		if c.Sealed {
			l.before, l.after = web.Say(ctx, "home.audit.sealed"), web.Say(ctx, "home.audit.sealed")
		}
		out = append(out, l)
	}
	return out
}

func (p *Pages) fieldLine(ctx context.Context, k *known, one *audit.Record, c audit.Change) line {
	slice, noun, _ := strings.Cut(one.Act, ".")
	noun, _, _ = strings.Cut(noun, ".")
	switch {
	case slice == "agency" && noun != "installation" && k.province != nil:
		name, before, after := k.province.Tell(ctx, one.Object, c.Field, c.Before, c.After)
		return line{name, before, after}
	case slice == "figure":
		return line{p.word(ctx, "figure.column."+c.Field, c.Field), p.figureValue(ctx, c.Field, c.Before), p.figureValue(ctx, c.Field, c.After)}
	case slice == "calendar":
		if day, err := text.ParseISODate(c.Field); err == nil && !day.Blank() {
			return line{text.FormatDate(day), p.dayValue(ctx, c.Before), p.dayValue(ctx, c.After)}
		}
	case slice == "assessment" && noun == "answer" && c.Field != "inapplicable" && c.Field != "reason":
		return line{k.itemName(ctx, c.Field), c.Before, c.After}
	case slice == "assessment":
		return line{p.word(ctx, "assessment.field."+c.Field, c.Field), p.formValue(ctx, c.Field, c.Before), p.formValue(ctx, c.Field, c.After)}
	case slice == "round":
		name, of, _ := strings.Cut(c.Field, " ")
		said := p.word(ctx, "round.field."+name, name)
		if name == "until" {
			of = access.Phase(of).In(string(web.LangOf(ctx)))
		}
		return line{strings.TrimSpace(said + " " + of), p.roundValue(ctx, name, c.Before), p.roundValue(ctx, name, c.After)}
	case slice == "calibration":
		name, of, _ := strings.Cut(c.Field, " ")
		return line{strings.TrimSpace(p.word(ctx, "calibration.field."+name, name) + " " + of), p.word(ctx, "calibration.source."+c.Before, c.Before), p.word(ctx, "calibration.source."+c.After, c.After)}
	case slice == "criteria":
		return line{p.part(ctx, c.Field), p.word(ctx, "criteria.state."+c.Before, c.Before), p.word(ctx, "criteria.state."+c.After, c.After)}
	}
	return line{p.word(ctx, "home.field."+c.Field, c.Field), p.value(ctx, k, c.Field, c.Before), p.value(ctx, k, c.Field, c.After)}
}

// word is the sentence under a key, or else what stands in the log.
func (p *Pages) word(ctx context.Context, key, or string) string {
	if or == "" || !p.Site.Words.Has(key) {
		return or
	}
	return web.Say(ctx, key)
}

// value writes a value of access, calendar or installation.
func (p *Pages) value(ctx context.Context, k *known, field, value string) string {
	if value == "" {
		return ""
	}
	switch field {
	case "role":
		return p.word(ctx, "access.role."+value, value)
	case "scope":
		level, id, _ := strings.Cut(value, ":")
		said := p.word(ctx, "access.scope."+level, level)
		if name := k.agencies[id]; level == string(access.OverAgency) && name != "" {
			id = name
		}
		if level == string(access.OverGroup) && k.province != nil {
			id = k.groupName(ctx, id)
		}
		return strings.TrimSpace(said + " " + id)
	case "from":
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return at(t)
		}
	case "to", "expires":
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return web.Until(ctx, t)
		}
	case "scopes":
		all := strings.Fields(value)
		for i, s := range all {
			all[i] = p.word(ctx, "access.tokenscope."+s, s)
		}
		return strings.Join(all, ", ")
	case "by":
		return p.word(ctx, "home.proof."+value, value)
	case "language":
		return p.word(ctx, "home.language."+value, value)
	case "sample", "confirmed":
		return p.word(ctx, "home.truth."+value, value)
	}
	return value
}

// groupName names a group by the id that scopes have: "set/group".
func (k *known) groupName(ctx context.Context, id string) string {
	for _, set := range k.province.Sets {
		for _, g := range set.Groups {
			if id == agency.GroupID(set.Code, g.Code) {
				return g.Name.In(web.LangOf(ctx))
			}
		}
	}
	return id
}

func (p *Pages) figureValue(ctx context.Context, field, value string) string {
	switch field {
	case "kind":
		return p.word(ctx, "figure.kind."+value, value)
	case "from", "to":
		if day, err := text.ParseISODate(value); err == nil && !day.Blank() {
			return text.FormatDate(day)
		}
	}
	return value
}

// dayValue writes a special day of the calendar: "holiday: Tết | New Year | basis".
func (p *Pages) dayValue(ctx context.Context, value string) string {
	kind, rest, found := strings.Cut(value, ": ")
	if !found {
		return value
	}
	parts := strings.Split(rest, " | ")
	if i := slices.Index(parts, "assumed"); i > 0 {
		parts[i] = web.Say(ctx, "home.truth.assumed")
	}
	return p.word(ctx, "calendar.kind."+kind, kind) + ": " + strings.Join(parts, " | ")
}

// part writes what of a framework has changed: "node A1.max".
func (p *Pages) part(ctx context.Context, path string) string {
	kind, code, _ := strings.Cut(path, " ")
	kind, property, _ := strings.Cut(kind, ".")
	if code != "" {
		if i := strings.LastIndexByte(code, '.'); i > 0 && p.Site.Words.Has("criteria.column."+code[i+1:]) {
			code, property = code[:i], code[i+1:]
		}
	}
	said := strings.TrimSpace(p.word(ctx, "home.part."+kind, kind) + " " + code)
	if property != "" {
		said += ": " + p.word(ctx, "criteria.column."+property, property)
	}
	return said
}

// itemName names a data item by its code.
func (k *known) itemName(ctx context.Context, code string) string {
	if name := k.items[code]; name != "" {
		return name
	}
	return web.Say(ctx, "home.audit.item", "item", code)
}

// formValue writes a value of a form's record.
func (p *Pages) formValue(ctx context.Context, field, value string) string {
	switch {
	case field == "state":
		return p.word(ctx, "assessment.state."+value, value)
	case field == "way":
		return p.word(ctx, "assessment.way."+value, value)
	case value == "yes":
		return p.word(ctx, "home.truth.true", value)
	}
	return value
}

// roundValue writes a value of a round's record.
func (p *Pages) roundValue(ctx context.Context, field, value string) string {
	switch field {
	case "training", "officer":
		return p.word(ctx, "home.truth."+value, value)
	case "phase":
		return p.word(ctx, "access.phase."+value, value)
	case "until":
		if t, err := time.Parse(time.RFC3339, value); err == nil {
			return web.Until(ctx, t)
		}
	case "asOf":
		if day, err := text.ParseISODate(value); err == nil {
			return text.FormatDate(day)
		}
	case "exempt":
		if value == "*" {
			return web.Say(ctx, "round.field.whole")
		}
	}
	return value
}

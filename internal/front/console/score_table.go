package console

import (
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// tables are the ranking for the terminal: each group by total, then by field,
// then everybody where the framework allows it, then the figures.
func (st *standing) tables() string {
	var b strings.Builder
	b.WriteString(st.line(strings.ToUpper(st.title)))
	b.WriteString(st.line(st.subtitle()))
	if st.notice != "" {
		b.WriteString(wrapped("⚠ "+st.notice+".", 2, st.outColumns()))
	}
	if note := st.framework.Note.In(string(st.lang)); note != "" {
		b.WriteString(st.line(note))
	}
	for _, l := range st.leagues() {
		b.WriteString("\n" + st.line(st.say("console.ranking.of", "group", l.name)))
		b.WriteString(st.totalTable(l).text(st.OutColumns))
		if levels := st.levelCounts(l); levels != "" {
			b.WriteString(st.line(levels))
		}
		if len(st.ranked) > 0 {
			b.WriteString("\n" + st.line(st.say("console.ranking.fields", "group", l.name)))
			b.WriteString(st.fieldTable(l).text(st.OutColumns))
		}
	}
	if all := st.everybody(); all != nil {
		b.WriteString("\n" + st.line(st.say("console.ranking.overall")))
		b.WriteString(st.overallTable(all).text(st.OutColumns))
	}
	if len(st.ranked) > 0 {
		b.WriteString("\n" + st.fieldKey())
	}
	if len(st.figures) > 0 {
		b.WriteString("\n" + st.line(st.say("console.figures.title")))
		b.WriteString(st.figureTable().text(st.OutColumns))
	}
	b.WriteString("\n" + st.line(st.legend()))
	return b.String()
}

// line is a text of its own, broken where the terminal ends.
func (s *session) line(text string) string { return wrapped(text, 0, s.outColumns()) }

func (s *session) outColumns() int {
	if s.OutColumns == 0 {
		return unbounded
	}
	return max(20, s.OutColumns)
}

// subtitle says by what the ranking was made.
func (st *standing) subtitle() string {
	key := "console.ranking.by"
	name := nameOf(st.framework, st.lang)
	if name == st.title {
		key = "console.ranking.byThis" // the title is the name already
	}
	return st.say(key, "name", name, "version", st.framework.Version,
		"status", st.status(), "agencies", len(st.set.Cohort.Agencies()))
}

func (st *standing) status() string {
	switch st.framework.Status {
	case "sample":
		return st.say("console.status.sample")
	case "issued":
		return st.say("console.status.issued")
	case "withdrawn":
		return st.say("console.status.withdrawn")
	}
	return st.say("console.status.draft")
}

// totalTable is the ranking of a group by its total.
func (st *standing) totalTable(l league) *table {
	t := &table{columns: []column{
		{head: st.say("console.ranking.rank"), right: true},
		{head: st.say("console.ranking.agency"), least: 16},
		{head: st.say("console.ranking.points"), right: true},
		{head: st.say("console.ranking.max"), right: true},
		{head: st.scaleHead(), right: true},
		{head: st.say("console.ranking.level")},
	}}
	missing := make([]int, len(l.agencies))
	some := false
	for i, a := range l.agencies {
		missing[i] = len(st.result.MissingItems(a, 0))
		some = some || missing[i] > 0
	}
	if some {
		t.columns = append(t.columns, column{head: st.say("console.ranking.missing"), right: true})
	}
	for i, a := range l.agencies {
		points, max, ok := st.outOf(st.result.Score(a, 0))
		if !ok {
			points, max = "–", "–"
		}
		level := ""
		if x, ok := st.level(a, 0); ok {
			level = x.String()
		}
		row := []string{evenRank(st.result.PlaceInGroup(a, 0)), st.set.Cohort.Agencies()[a].Name, points, max, st.scaled(a, 0), level}
		if some {
			count := ""
			if missing[i] > 0 {
				count = strconv.Itoa(missing[i])
			}
			row = append(row, count)
		}
		t.row(row...)
	}
	return t
}

// fieldTable has a column a field: the score on the scale, the shape of the
// level and the rank within the group.
func (st *standing) fieldTable(l league) *table {
	t := &table{columns: []column{{head: st.say("console.ranking.agency"), least: 16}}}
	for _, n := range st.ranked {
		t.columns = append(t.columns, column{head: st.node(n).Code, right: true})
	}
	for _, a := range l.agencies {
		row := []string{st.set.Cohort.Agencies()[a].Name}
		for _, n := range st.ranked {
			row = append(row, st.fieldCell(a, n))
		}
		t.row(row...)
	}
	return t
}

func (st *standing) fieldCell(agency, node int) string {
	if _, ok := st.result.Scaled(agency, node); !ok {
		return st.scaled(agency, node)
	}
	cell := st.scaled(agency, node)
	if level, ok := st.level(agency, node); ok {
		cell += " " + level.shape
	}
	return cell + " " + text.PadLeft(evenRank(st.result.PlaceInGroup(agency, node)), 4)
}

// evenRank leaves room for the sign of a tie, so that digits stand below digits.
func evenRank(p scoring.Place) string {
	if p.Tied > 1 {
		return rank(p)
	}
	return rank(p) + " "
}

// fieldKey says what the codes of the fields stand for.
func (st *standing) fieldKey() string {
	var b strings.Builder
	for _, n := range st.ranked {
		b.WriteString(wrapped(st.node(n).Code+"  "+st.say("console.ranking.field", "name", st.name(n), "max", st.text(st.node(n).Max)), 4, st.outColumns()))
	}
	return b.String()
}

func (st *standing) overallTable(all []int) *table {
	t := &table{columns: []column{
		{head: st.say("console.ranking.rank"), right: true},
		{head: st.say("console.ranking.agency"), least: 16},
		{head: st.say("console.ranking.group"), least: 8},
		{head: st.scaleHead(), right: true},
		{head: st.say("console.ranking.level")},
	}}
	names := map[string]string{}
	for _, l := range st.leagues() {
		names[l.code] = l.name
	}
	for _, a := range all {
		level := ""
		if x, ok := st.level(a, 0); ok {
			level = x.String()
		}
		agency := st.set.Cohort.Agencies()[a]
		t.row(evenRank(st.result.PlaceOverall(a, 0)), agency.Name, names[agency.Group], st.scaled(a, 0), level)
	}
	return t
}

// levelCounts says how many agencies of a group reached each level.
func (st *standing) levelCounts(l league) string {
	if len(st.bands) == 0 {
		return ""
	}
	counts := make([]int, len(st.bands))
	without := 0
	for _, a := range l.agencies {
		if x, ok := st.level(a, 0); ok {
			counts[x.place]++
		} else {
			without++
		}
	}
	var parts []string
	for place, n := range counts {
		parts = append(parts, st.levelAt(place).String()+": "+strconv.Itoa(n))
	}
	if without > 0 {
		parts = append(parts, st.say("console.ranking.without", "count", without))
	}
	return strings.Join(parts, " · ")
}

func (st *standing) figureTable() *table {
	t := &table{columns: []column{
		{head: st.say("console.figures.name"), least: 20},
		{head: st.say("console.figures.value"), right: true},
		{head: st.say("console.figures.mean"), least: 24},
	}}
	for _, f := range st.figures {
		mean := f.Mean
		if f.Note != "" {
			mean += " " + f.Note
		}
		t.row(f.Name, f.Shown, mean)
	}
	return t
}

// legend explains the signs of the tables and how to see more.
func (st *standing) legend() string {
	legend := st.say("console.ranking.legend")
	if len(st.ranked) > 0 {
		legend += " " + st.say("console.ranking.fieldLegend")
	}
	return legend
}

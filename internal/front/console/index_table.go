package console

import (
	"bytes"
	"encoding/json"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// float writes a number with a fixed number of decimals as the language does; a
// dash where there is none.
func (s *session) float(v float64, places int) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	out := strconv.FormatFloat(v, 'f', places, 64)
	if strings.Trim(out, "-0.") == "" {
		out = strings.TrimPrefix(out, "-")
	}
	return text.FormatDecimal(out, s.lang)
}

// indexDigits are the significant digits of tables for programs and workbooks;
// two builds of the engine agree to nine.
const indexDigits = 12

// numberCell is a number for a table; missing is blank.
func numberCell(v float64, places int) sheet.Out {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return sheet.Empty()
	}
	behind := indexDigits
	if v != 0 {
		behind = max(0, indexDigits-1-int(math.Floor(math.Log10(math.Abs(v)))))
	}
	digits := strconv.FormatFloat(v, 'f', min(behind, 20), 64)
	if strings.Contains(digits, ".") {
		digits = strings.TrimSuffix(strings.TrimRight(digits, "0"), ".")
	}
	if digits == "-0" {
		digits = "0"
	}
	return sheet.Decimal(digits, places)
}

// rankText is a rank with "=" where it is shared.
func (s *session) rankText(ranks []float64, labels []string, row int) string {
	if math.IsNaN(ranks[row]) {
		return "–"
	}
	out := s.float(ranks[row], 0)
	if tied(ranks, labels, row) {
		out += "="
	}
	return out
}

// tables are the results for the terminal: the ranking with the pillars, then
// what the steps changed.
func (b *built) tables() string {
	root := b.Tree.Root()
	var out strings.Builder
	out.WriteString(strings.ToUpper(b.title()) + "\n")
	out.WriteString(wrapped(b.subtitle(), 0, b.outColumns()) + "\n")
	t := &table{columns: []column{{head: b.say("console.index.rank"), right: true}, {head: b.say("console.index.code")}, {head: b.say("console.index.unit"), least: 16}, {head: b.Tree.Nodes[root].Code, right: true}}}
	for _, g := range b.groups {
		t.columns = append(t.columns, column{head: g}, column{head: b.say("console.index.rankIn", "group", g), right: true})
	}
	for _, k := range b.pillars {
		t.columns = append(t.columns, column{head: b.Tree.Nodes[k].Code, right: true})
	}
	for _, row := range b.order {
		cells := []string{b.rankText(b.Ranks.Cols[root], nil, row), b.Scores.Units[row], b.unit(row), b.float(b.Scores.Cols[root][row], b.places)}
		for _, g := range b.groups {
			cells = append(cells, b.Data.Group(g)[row], b.rankText(b.GroupRanks[g].Cols[root], b.Data.Group(g), row))
		}
		for _, k := range b.pillars {
			cells = append(cells, b.float(b.Scores.Cols[k][row], b.places))
		}
		t.row(cells...)
	}
	out.WriteString(t.text(b.OutColumns))
	out.WriteString("\n")
	shown, width := append([]int{root}, b.pillars...), 0
	for _, k := range shown {
		width = max(width, text.Width(b.Tree.Nodes[k].Code))
	}
	for _, k := range shown {
		if b.name(k) != b.Tree.Nodes[k].Code {
			out.WriteString(text.PadRight(b.Tree.Nodes[k].Code, width) + gap + wrapped(b.name(k), width+len(gap), b.outColumns()-width-len(gap)))
		}
	}
	out.WriteString("\n")
	for _, line := range b.changes() {
		out.WriteString(wrapped(line, 2, b.outColumns()))
	}
	return out.String()
}

// changes say in a sentence each what the steps did to the data.
func (b *built) changes() []string {
	var out []string
	say := func(key string, args ...any) { out = append(out, b.say(key, args...)) }
	if b.Panel != nil {
		say("console.indexRun.panel", "filled", len(b.Panel.Filled), "left", len(b.Panel.Left))
	}
	if b.Screening != nil {
		removed := b.Screening.Removed()
		say("console.indexRun.screened", "removed", len(removed), "units", len(b.Screening.Units), "names", afterColon(removed))
	}
	if b.Denomination != nil {
		lost := 0
		for _, d := range b.Denomination.Indicators {
			lost += len(d.Lost)
		}
		say("console.indexRun.denominated", "indicators", len(b.Denomination.Indicators), "lost", lost)
	}
	if b.Imputation != nil {
		say("console.indexRun.imputed", "filled", len(b.Imputation.Filled), "left", len(b.Imputation.Left))
	}
	if b.Treatment != nil {
		treated := 0
		for _, d := range b.Treatment.Decisions {
			if d.First != "" || d.Second != "" {
				treated++
			}
		}
		say("console.indexRun.treated", "indicators", treated, "values", len(b.Treatment.Changes))
	}
	return out
}

// afterColon writes names after a colon, at most eight; nothing without names.
func afterColon(names []string) string {
	if len(names) == 0 {
		return ""
	}
	const most = 8
	if len(names) > most {
		names = append(slices.Clone(names[:most]), "…")
	}
	return ": " + strings.Join(names, ", ")
}

// aggregates are the columns of the results, the index first.
func (b *built) aggregates() []int {
	var out []int
	for k := len(b.Tree.Nodes) - 1; k >= b.Tree.NumIndicators(); k-- {
		out = append(out, k)
	}
	return out
}

// writeCSV writes one row a unit in the order of the ranks. Headings are codes,
// the same in both languages, for they are read by programs.
func (b *built) writeCSV(w io.Writer, how sheet.CSV) error {
	root := b.Tree.Root()
	page := sheet.New(sheet.Meta{Lang: b.lang}).Page("index", sheet.Layout{})
	head := []sheet.Out{sheet.Text("uCode"), sheet.Text("uName"), sheet.Text("rank")}
	for _, g := range b.groups {
		head = append(head, sheet.Text(g), sheet.Text("rank_in_"+g))
	}
	for _, k := range b.aggregates() {
		head = append(head, sheet.Text(b.Tree.Nodes[k].Code))
	}
	page.Row(sheet.Head, head...)
	for _, row := range b.order {
		cells := []sheet.Out{sheet.Text(b.Scores.Units[row]), sheet.Text(b.unit(row)), numberCell(b.Ranks.Cols[root][row], -1)}
		for _, g := range b.groups {
			cells = append(cells, sheet.Text(b.Data.Group(g)[row]), numberCell(b.GroupRanks[g].Cols[root][row], -1))
		}
		for _, k := range b.aggregates() {
			cells = append(cells, numberCell(b.Scores.Cols[k][row], -1))
		}
		page.Row(sheet.Body, cells...)
	}
	return page.WriteCSV(w, how)
}

// jsonNumber is null where there is no number.
type jsonNumber float64

// MarshalJSON writes the shortest decimal that reads back as the same number.
func (v jsonNumber) MarshalJSON() ([]byte, error) {
	if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(v))
}

// builtJSON is the result for programs.
type builtJSON struct {
	Title   string               `json:"title"`
	Engine  string               `json:"engine"`
	Program any                  `json:"program"`
	Inputs  []input              `json:"inputs"`
	Weights map[string]float64   `json:"weights"`
	Units   []builtUnit          `json:"units"`
	Steps   map[string]stepTable `json:"steps"`
	Changes builtChanges         `json:"changes"`
}

type builtUnit struct {
	Code   string                `json:"code"`
	Name   string                `json:"name"`
	Rank   jsonNumber            `json:"rank"`
	Groups map[string]groupRank  `json:"groups,omitempty"`
	Scores map[string]jsonNumber `json:"scores"`
}

type groupRank struct {
	Group string     `json:"group"`
	Rank  jsonNumber `json:"rank"`
}

// stepTable is a table column by column.
type stepTable struct {
	Units   []string                `json:"units"`
	Columns map[string][]jsonNumber `json:"columns"`
}

type builtChanges struct {
	Removed []string       `json:"removed"`
	Imputed []imputedCell  `json:"imputed"`
	Treated []treatedValue `json:"treated"`
}

type imputedCell struct {
	Unit      string     `json:"unit"`
	Indicator string     `json:"indicator"`
	Method    string     `json:"method"`
	Value     jsonNumber `json:"value"`
}

type treatedValue struct {
	Unit      string     `json:"unit"`
	Indicator string     `json:"indicator"`
	How       string     `json:"how"`
	From      jsonNumber `json:"from"`
	To        jsonNumber `json:"to"`
}

// json gathers the result; the order of everything is that of the tree and of
// the ranks, or of the names.
func (b *built) json() builtJSON {
	root := b.Tree.Root()
	out := builtJSON{Title: b.title(), Engine: b.Engine, Program: b.session.Build, Inputs: b.inputs,
		Weights: map[string]float64{}, Steps: map[string]stepTable{}, Changes: builtChanges{Removed: []string{}, Imputed: []imputedCell{}, Treated: []treatedValue{}}}
	for k, n := range b.Tree.Nodes {
		out.Weights[n.Code] = b.Weights.Values[k]
	}
	for _, row := range b.order {
		u := builtUnit{Code: b.Scores.Units[row], Name: b.unit(row), Rank: jsonNumber(b.Ranks.Cols[root][row]), Scores: map[string]jsonNumber{}}
		for _, g := range b.groups {
			if u.Groups == nil {
				u.Groups = map[string]groupRank{}
			}
			u.Groups[g] = groupRank{b.Data.Group(g)[row], jsonNumber(b.GroupRanks[g].Cols[root][row])}
		}
		for _, k := range b.aggregates() {
			u.Scores[b.Tree.Nodes[k].Code] = jsonNumber(b.Scores.Cols[k][row])
		}
		out.Units = append(out.Units, u)
	}
	for _, step := range b.Steps() {
		out.Steps[step.Name] = columnsOf(step.Table)
	}
	if b.Screening != nil {
		out.Changes.Removed = append(out.Changes.Removed, b.Screening.Removed()...)
	}
	if b.Imputation != nil {
		for _, f := range b.Imputation.Filled {
			out.Changes.Imputed = append(out.Changes.Imputed, imputedCell{f.Unit, f.Indicator, f.Method, jsonNumber(f.Value)})
		}
	}
	if b.Treatment != nil {
		for _, c := range b.Treatment.Changes {
			out.Changes.Treated = append(out.Changes.Treated, treatedValue{c.Unit, c.Indicator, c.How, jsonNumber(c.From), jsonNumber(c.To)})
		}
	}
	return out
}

func columnsOf(t *index.Table) stepTable {
	out := stepTable{Units: t.Units, Columns: map[string][]jsonNumber{}}
	for k, code := range t.Codes {
		col := make([]jsonNumber, len(t.Cols[k]))
		for i, v := range t.Cols[k] {
			col[i] = jsonNumber(v)
		}
		out.Columns[code] = col
	}
	return out
}

func (b *built) jsonFile() ([]byte, error) {
	var buf bytes.Buffer
	e := json.NewEncoder(&buf)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	err := e.Encode(b.json())
	return buf.Bytes(), err
}

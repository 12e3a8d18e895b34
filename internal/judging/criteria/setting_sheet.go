package criteria

import (
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// head is what is set once for a framework.
type head struct {
	scoring.Framework
	least, most *scoring.Num // adjustments
	nodes       []string     // where they may be made
}

// settings are the columns of head, each written as a row: name and value.
var settings = []column[head]{
	words("frameworkCode", func(h *head) *string { return &h.Code }),
	words("version", func(h *head) *string { return &h.Version }),
	choice("status", "criteria.status.", statuses, func(h *head) *scoring.Status { return &h.Status }),
	own("frameworkName", func(h *head) *scoring.Text { return &h.Name }),
	other("otherFrameworkName", func(h *head) *scoring.Text { return &h.Name }),
	own("note", func(h *head) *scoring.Text { return &h.Note }),
	other("otherNote", func(h *head) *scoring.Text { return &h.Note }),
	perhaps("scale", func(h *head) **scoring.Num { return &h.Scale }),
	choice("missing", "criteria.missing.", missings, func(h *head) *scoring.Missing { return &h.Missing }),
	rounding("rounding", func(h *head) **scoring.Rounding { return &h.Rounding }),
	yes("overall", func(h *head) *bool { return &h.Ranking.Overall }),
	codes("rankedNodes", func(h *head) *[]string { return &h.Ranking.Nodes }),
	perhaps("adjustLeast", func(h *head) **scoring.Num { return &h.least }),
	perhaps("adjustMost", func(h *head) **scoring.Num { return &h.most }),
	codes("adjustNodes", func(h *head) *[]string { return &h.nodes }),
}

var statuses = []scoring.Status{scoring.StatusSample, scoring.StatusDraft, scoring.StatusIssued, scoring.StatusWithdrawn}

// setting is a row of the sheet of settings.
type setting struct {
	name  string
	value sheet.Cell
}

// settingRows finds the names and values.
var settingTable = table[setting]{
	name: "setting", needed: true,
	columns: []column[setting]{
		{key: "setting", width: 40, required: true, get: func(r *reading, s *setting, c sheet.Cell, _ text.Lang) { s.name = r.text(c) }},
		{key: "value", width: 60, required: true, get: func(_ *reading, s *setting, c sheet.Cell, _ text.Lang) { s.value = c }},
		{key: "explanation", width: 60},
	},
}

func headOf(f *scoring.Framework) head {
	h := head{Framework: *f}
	if a := f.Adjustments; a != nil {
		h.least, h.most, h.nodes = &a.Min, &a.Max, a.Nodes
	}
	return h
}

func writeSettings(page *sheet.Page, f *scoring.Framework, lang text.Lang) {
	var names []sheet.Out
	for _, c := range settingTable.columns {
		names = append(names, sheet.Text(heading(lang, c.key)))
	}
	page.Row(sheet.Head, names...)
	h := headOf(f)
	for _, c := range settings {
		n := page.Row(sheet.Body, sheet.Text(heading(lang, c.key)), c.put(&h, lang).Left(), sheet.Text(say(lang, "criteria.explain."+c.key)))
		if c.choices != nil {
			at := sheet.Address{Row: n, Col: 2}
			page.Choices(sheet.Range{From: at, To: at}, c.choices(lang)...)
		}
	}
}

// readSettings fills the head of the framework.
func readSettings(r *reading, f *scoring.Framework) {
	var h head
	seen := map[string]sheet.Address{}
	for _, l := range settingTable.read(r) {
		name, _ := l.found.cell(l.row, "setting")
		key := ""
		for _, c := range settings {
			if text.Fold(l.value.name) != text.Fold(heading(l.found.lang, c.key)) {
				continue
			}
			key = c.key
			if at, twice := seen[key]; twice {
				r.add(name.Wrong("criteria.setting.twice", fault.Args{"first": at.String()}))
				break
			}
			seen[key] = name.Address
			r.rows["framework."+key] = spot{l.found, l.row}
			r.take("setting."+key, l.value.value, func() { c.get(r, &h, l.value.value, l.found.lang) })
		}
		if key == "" {
			r.add(name.Wrong("criteria.setting.unknown", nil))
		}
	}
	*f = h.Framework
	if h.least != nil || h.most != nil || h.nodes != nil {
		f.Adjustments = &scoring.Adjustments{Nodes: h.nodes}
		if h.least != nil {
			f.Adjustments.Min = *h.least
		}
		if h.most != nil {
			f.Adjustments.Max = *h.most
		}
	}
}

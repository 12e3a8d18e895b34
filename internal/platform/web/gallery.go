package web

import (
	"context"
	"math"
	"net/http"
	"net/url"
)

// galleryPath is where the demo and the tests show every part.
const galleryPath = "/_components"

// Components shows every part of this package in the language of the request.
// It is mounted by the demo and by tests only.
func (s *Site) Components(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return s.Show(w, r, Page{
		Title: Say(ctx, "web.sample.title"), Lead: Say(ctx, "web.sample.lead"),
		Crumbs: []Link{{Text: Say(ctx, "web.sample.home"), Href: "/"}},
		Messages: []Message{
			{Tone: Good, Text: Say(ctx, "web.sample.saved")},
			{Tone: Middle, Title: Say(ctx, "web.sample.warningTitle"), Text: Say(ctx, "web.sample.warning"), Link: &Link{Text: Say(ctx, "web.sample.open"), Href: "#tables"}},
		},
		Acts: ButtonRow([]Button{
			{Text: Say(ctx, "web.sample.export"), Href: "#tables"},
			{Text: Say(ctx, "web.sample.add"), Href: "#forms", Primary: true},
		}),
		Charts: true, Grid: true,
	}, gallery(sampleOf(ctx)))
}

// sample is what the gallery shows, in one language.
type sample struct {
	table, grid Table
	form        Form
	filter      Filter
	pager       Pager
	timeline    Timeline
	bars        Bars
	chart       Chart
	facts       Facts
	confirm     Confirm
	trouble     Trouble
}

func sampleOf(ctx context.Context) sample {
	say := func(key string) string { return Say(ctx, key) }
	number := func(vi, en string) string {
		if LangOf(ctx) == "en" {
			return en
		}
		return vi
	}
	names := []string{say("web.sample.unit1"), say("web.sample.unit2"), say("web.sample.unit3"), say("web.sample.unit4")}
	marks := []Mark{{Good, say("web.sample.good")}, {Middle, say("web.sample.middle")}, {Low, say("web.sample.low")}, {Plain, say("web.sample.none")}}
	figures := [][2]string{{"98,14", "98.14"}, {"76,50", "76.50"}, {"41,25", "41.25"}, {"", ""}}
	values := []float64{98.14, 76.5, 41.25, math.NaN()}
	counts := [][2]string{{"1.234", "1,234"}, {"812", "812"}, {"96", "96"}, {"0", "0"}}
	plain := []string{"1234", "812", "96", "0"}

	t := Table{
		Caption: say("web.sample.tableCaption"), Wide: true,
		Columns: []Column{
			{Title: say("web.sample.name"), Sort: "?sort=name#tables", Sorted: Ascending},
			{Title: say("web.sample.kind")},
			{Title: say("web.sample.people"), Unit: say("web.sample.peopleUnit"), Number: true, Sort: "?sort=people#tables"},
			{Title: say("web.sample.share"), Unit: "%", Number: true, Sort: "?sort=share#tables"},
			{Title: say("web.sample.state")},
			{Title: say("web.sample.date")},
		},
		Total: &Row{Cells: []Cell{{Text: say("web.sample.total")}, {Text: " "}, {Text: number("2.142", "2,142")}, {Text: number("71,96", "71.96")}, {Text: " "}, {Text: " "}}},
	}
	b := Bars{Title: say("web.sample.chartTitle"), Unit: "%", Label: say("web.sample.name"), Max: 100}
	tones := []Tone{Info, Info, Info, Info}
	for i, name := range names {
		t.Rows = append(t.Rows, Row{Cells: []Cell{
			{Text: name, Href: "#u"}, {Text: say("web.sample.kindValue")},
			{Text: number(counts[i][0], counts[i][1]), Href: "#n", Value: plain[i]},
			{Text: number(figures[i][0], figures[i][1]), Href: hrefOf(figures[i][0])},
			{Part: marks[i]}, {Text: "25/11/2026"},
		}})
		b.Rows = append(b.Rows, Bar{Label: name, Value: values[i], Text: number(figures[i][0], figures[i][1]), Tone: tones[i]})
	}
	grid := t
	grid.Caption, grid.Grid, grid.Total = say("web.sample.gridCaption"), true, nil

	address, _ := url.Parse(galleryPath)
	return sample{
		table: t, grid: grid, bars: b,
		chart: Chart{Title: say("web.sample.lineTitle"), Twin: seriesTable(ctx), Option: map[string]any{
			"xAxis":   map[string]any{"type": "category", "data": []string{"2022", "2023", "2024", "2025"}},
			"yAxis":   map[string]any{"type": "value", "min": 0, "max": 100},
			"grid":    map[string]any{"left": 48, "right": 16, "top": 16, "bottom": 32},
			"series":  []map[string]any{{"type": "line", "name": say("web.sample.share"), "data": []any{61.2, 70.4, nil, 88.9}}},
			"tooltip": map[string]any{"trigger": "axis"},
		}},
		pager: NewPager(1234, 20, 3, address),
		filter: Filter{Action: galleryPath, Clear: galleryPath, Active: []Link{{Text: say("web.sample.chip"), Href: galleryPath}},
			Fields: []Field{
				{Kind: Line, Name: "q", Label: say("web.sample.name")},
				{Kind: Choice, Name: "kind", Label: say("web.sample.kind"), Options: []Option{{"", say("web.sample.all")}, {"a", say("web.sample.kindValue")}}},
			}},
		form: sampleForm(ctx),
		timeline: Timeline{
			{When: "01/07/2025", ISO: "2025-07-01", Title: say("web.sample.event1"), Text: say("web.sample.event1Text"), Href: "#e", Current: true},
			{When: "15/03/2019", ISO: "2019-03-15", Title: say("web.sample.event2"), Text: say("web.sample.event2Text")},
			{When: "1997", Title: say("web.sample.event3")},
		},
		facts: Facts{
			{Name: say("web.sample.name"), Text: names[0]}, {Name: say("web.sample.state"), Part: marks[0]},
			{Name: say("web.sample.share"), Text: number("98,14%", "98.14%"), Href: "#n"}, {Name: say("web.sample.mail")},
		},
		confirm: Confirm{Summary: say("web.sample.revoke"), Explain: say("web.sample.revokeText"), Action: galleryPath, Submit: say("web.sample.revokeSubmit")},
		trouble: Trouble{Title: say("web.trouble.conflict"), Where: galleryPath, Now: say("web.trouble.conflictHint"), Number: "7QF2-M9XK",
			Faults: []TroubleFault{{Place: say("web.sample.name"), Sentence: say("web.sample.conflict"), Found: "97.5.1", Hint: say("web.sample.conflictHint")}}},
	}
}

func hrefOf(text string) string {
	if text == "" {
		return ""
	}
	return "#n"
}

func seriesTable(ctx context.Context) Table {
	t := Table{Caption: Say(ctx, "web.sample.lineTitle"), HideCaption: true, Columns: []Column{{Title: Say(ctx, "web.sample.year")}, {Title: Say(ctx, "web.sample.share"), Unit: "%", Number: true}}}
	vi := LangOf(ctx) == "vi"
	for _, p := range [][3]string{{"2022", "61,2", "61.2"}, {"2023", "70,4", "70.4"}, {"2024", "", ""}, {"2025", "88,9", "88.9"}} {
		text := p[2]
		if vi {
			text = p[1]
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: p[0]}, {Text: text}}})
	}
	return t
}

func sampleForm(ctx context.Context) Form {
	say := func(key string) string { return Say(ctx, key) }
	return Form{
		Action: galleryPath, Submit: say("web.sample.save"), Cancel: &Link{Text: say("web.sample.cancel"), Href: galleryPath},
		Fields: []Field{
			{Kind: Line, Name: "name", Label: say("web.sample.fullName"), Value: "Nguyễn Thị Ánh Tuyết", Required: true, Autocomplete: "name"},
			{Kind: Mail, Name: "mail", Label: say("web.sample.mail"), Hint: say("web.sample.mailHint"), Autocomplete: "email"},
			{Kind: Number, Name: "people", Label: say("web.sample.people"), Unit: say("web.sample.peopleUnit"), Value: "1.2.3", Required: true, Fault: say("web.sample.numberFault"), Ghost: say("web.sample.ghost")},
			{Kind: Date, Name: "from", Label: say("web.sample.date"), Required: true},
			{Kind: Password, Name: "password", Label: say("web.sample.password"), Required: true, Autocomplete: "current-password"},
			{Kind: Digits, Name: "code", Label: say("web.sample.code"), Required: true, Autocomplete: "one-time-code", Max: 6},
			{Kind: Choice, Name: "kind2", Label: say("web.sample.kind"), Required: true, Options: []Option{{"a", say("web.sample.kindValue")}, {"b", say("web.sample.kindOther")}}},
			{Kind: Radios, Name: "way", Label: say("web.sample.way"), Required: true, Value: "a", Options: []Option{{"a", say("web.sample.wayA")}, {"b", say("web.sample.wayB")}}},
			{Kind: Lines, Name: "note", Label: say("web.sample.note"), Rows: 3, Max: 2000},
			{Kind: File, Name: "file", Label: say("web.sample.file"), Hint: say("web.sample.fileHint"), Accept: ".xlsx,.csv"},
			{Kind: Check, Name: "agree", Label: say("web.sample.agree")},
		},
	}
}

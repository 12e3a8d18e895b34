package web

import (
	"context"
	"encoding/json"
	"io"
	"math"
	"strconv"
)

// Bars is a chart of bars from zero, drawn by the server, with its table.
type Bars struct {
	Title string // the question whose answer is seen
	Unit  string
	Label string // heading of the first column of the table
	Rows  []Bar
	// Max is the length of the axis; the largest value when 0.
	Max float64
}

// Bar is one line. A Value below zero or not a number has no bar: the table and
// the text still say it.
type Bar struct {
	Label string
	Href  string
	Value float64 // in the unit of the chart; NaN for absent
	Text  string  // the value as it is read; "" for absent
	Tone  Tone    // Plain is grey, Info the one blue
}

// Chart is drawn in the browser by ECharts; the page needs Page.Charts. Twin is
// its table, which stands alone where JavaScript does not run.
type Chart struct {
	Title  string
	Option any // of ECharts, as encoding/json writes it
	Twin   Table
}

// Render writes the part.
func (b Bars) Render(ctx context.Context, w io.Writer) error { return bars(b).Render(ctx, w) }

// Render writes the part.
func (c Chart) Render(ctx context.Context, w io.Writer) error {
	data, err := json.Marshal(c.Option)
	if err != nil {
		return err
	}
	return chart(c, string(data)).Render(ctx, w)
}

// width is the share of the axis that a bar takes, as an SVG length.
func (b Bars) width(v float64) string {
	top := b.Max
	if top <= 0 {
		for _, r := range b.Rows {
			if r.Value > top && !math.IsInf(r.Value, 0) {
				top = r.Value
			}
		}
	}
	if math.IsNaN(v) || v <= 0 || top <= 0 {
		return "0"
	}
	return strconv.FormatFloat(math.Min(v/top, 1)*100, 'f', 2, 64) + "%"
}

func (b Bars) twin() Table {
	label := b.Label
	t := Table{Caption: b.Title, HideCaption: true, Columns: []Column{{Title: label}, {Title: b.Unit, Number: true}}}
	for _, r := range b.Rows {
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: r.Label, Href: r.Href}, {Text: r.Text}}})
	}
	return t
}

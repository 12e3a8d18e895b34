package report

import (
	"fmt"
	"html"
	"html/template"
	"math"
	"strings"
)

// canvas collects the elements of one drawing. Coordinates are CSS pixels.
type canvas struct {
	b    strings.Builder
	w, h float64
}

// num prints a coordinate with at most two decimals, so that the bytes do not
// hang on the last bit of a division.
func num(v float64) string {
	s := fmt.Sprintf("%.2f", v)
	s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	if s == "-0" {
		return "0"
	}
	return s
}

func (c *canvas) rect(x, y, w, h float64, class string) {
	fmt.Fprintf(&c.b, `<rect x="%s" y="%s" width="%s" height="%s" class="%s"/>`, num(x), num(y), num(w), num(h), class)
}

func (c *canvas) line(x1, y1, x2, y2 float64, class string) {
	fmt.Fprintf(&c.b, `<line x1="%s" y1="%s" x2="%s" y2="%s" class="%s"/>`, num(x1), num(y1), num(x2), num(y2), class)
}

func (c *canvas) circle(x, y, r float64, class string) {
	fmt.Fprintf(&c.b, `<circle cx="%s" cy="%s" r="%s" class="%s"/>`, num(x), num(y), num(r), class)
}

// text writes s at a baseline; anchor is "start", "middle" or "end".
func (c *canvas) text(x, y float64, s, anchor, class string) {
	fmt.Fprintf(&c.b, `<text x="%s" y="%s" text-anchor="%s" class="%s">%s</text>`, num(x), num(y), anchor, class, html.EscapeString(s))
}

// svg closes the drawing. alt is its text alternative, read in place of it.
func (c *canvas) svg(alt, class string) template.HTML {
	return template.HTML(fmt.Sprintf(
		`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %s %s" width="%s" height="%s" class="%s" role="img" aria-label="%s">%s</svg>`,
		num(c.w), num(c.h), num(c.w), num(c.h), class, html.EscapeString(alt), c.b.String()))
}

// clampShare keeps a share in [0, 1]; ok is false where there is none to draw.
func clampShare(v float64) (share float64, ok bool) {
	if math.IsNaN(v) {
		return 0, false
	}
	return math.Min(1, math.Max(0, v)), true
}

// bar draws a share from zero, 120 by 12 pixels, for a cell of a table. The
// number stands beside it in the table, so the drawing itself is decoration.
func bar(share float64) template.HTML {
	c := canvas{w: 120, h: 12}
	c.rect(0, 2, 120, 8, "track")
	if v, ok := clampShare(share); ok {
		c.rect(0, 2, 120*v, 8, "fill")
	}
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 120 12" width="120" height="12" class="bar" aria-hidden="true">%s</svg>`, c.b.String()))
}

// shapes are the marks of the levels from the best down; a level beyond the
// last one repeats it.
var shapes = []string{"●", "▲", "■", "◆", "✚"}

// shape is the mark of a level in text.
func shape(l Level) string {
	if l.Word == "" {
		return ""
	}
	return shapes[min(max(l.Place, 0), len(shapes)-1)]
}

// intervals draws one line an agency: the 5th to 95th percentile of its rank,
// its median, and its official rank as a ring.
func intervals(g Group, alt string, rankWord string) template.HTML {
	rows := 0
	for _, r := range g.Rows {
		if r.Interval != nil {
			rows++
		}
	}
	if rows == 0 {
		return ""
	}
	const (
		left, right = 250.0, 18.0
		plot        = 560.0
		step        = 20.0
		top         = 28.0
	)
	worst := float64(len(g.Rows))
	for _, r := range g.Rows {
		if r.Interval != nil {
			worst = math.Max(worst, r.Interval.High)
		}
	}
	c := canvas{w: left + plot + right, h: top + step*float64(rows) + 8}
	x := func(rank float64) float64 {
		if worst <= 1 {
			return left + plot/2
		}
		return left + plot*(rank-1)/(worst-1)
	}
	for _, t := range ticks(worst) {
		c.line(x(t), top-6, x(t), c.h-6, "grid")
		c.text(x(t), top-10, num(t), "middle", "tick")
	}
	c.text(left-10, top-10, rankWord, "end", "tick")
	y := top + step/2
	for _, r := range g.Rows {
		if r.Interval == nil {
			continue
		}
		v := r.Interval
		c.text(left-10, y+4, cut(r.Name, 36), "end", "name")
		c.line(x(v.Low), y, x(v.High), y, "whisker")
		c.line(x(v.Low), y-4, x(v.Low), y+4, "whisker")
		c.line(x(v.High), y-4, x(v.High), y+4, "whisker")
		c.circle(x(v.Median), y, 4, "dot")
		c.circle(x(v.Official), y, 6, "ring")
		y += step
	}
	return c.svg(alt, "chart")
}

// ticks are whole ranks, at most a dozen, from 1 to worst.
func ticks(worst float64) []float64 {
	n := int(worst)
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10000} {
		step = s
		if n/s <= 11 {
			break
		}
	}
	out := []float64{1}
	for v := step; v <= n; v += step {
		if v > 1 {
			out = append(out, float64(v))
		}
	}
	return out
}

// profile draws one bar a field with a mark at the median of the group.
func profile(fields []Field, row Row, median []float64, alt string) template.HTML {
	const left, plot, right, step = 26.0, 150.0, 52.0, 17.0
	c := canvas{w: left + plot + right, h: step*float64(len(fields)) + 4}
	for i, f := range fields {
		y := step*float64(i) + 4
		c.text(left-6, y+9, f.Code, "end", "tick")
		c.rect(left, y, plot, 11, "track")
		cell := Cell{Share: math.NaN()}
		if i < len(row.Fields) {
			cell = row.Fields[i]
		}
		if v, ok := clampShare(cell.Share); ok {
			c.rect(left, y, plot*v, 11, "fill")
		}
		if i < len(median) {
			if m, ok := clampShare(median[i]); ok {
				c.line(left+plot*m, y-2, left+plot*m, y+13, "median")
			}
		}
		c.text(left+plot+right-2, y+9, cell.Text, "end", "value")
	}
	return c.svg(alt, "profile")
}

// cut shortens s to n characters with an ellipsis; the full name stands in the
// table beside the chart.
func cut(s string, n int) string {
	r := []rune(s)
	if len(r) <= n {
		return s
	}
	return strings.TrimRight(string(r[:n-1]), " ") + "…"
}

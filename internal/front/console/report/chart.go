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

// decoration closes a drawing that stands in a row of a table, whose cells say
// the same in figures: assistive software passes over it.
func (c *canvas) decoration(class string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %s %s" width="%s" height="%s" class="%s" aria-hidden="true">%s</svg>`,
		num(c.w), num(c.h), num(c.w), num(c.h), class, c.b.String()))
}

// picture closes a drawing that stands alone. alt is read in place of it.
func (c *canvas) picture(alt, class string) template.HTML {
	return template.HTML(fmt.Sprintf(`<svg viewBox="0 0 %s %s" width="%s" height="%s" class="%s" role="img" aria-label="%s">%s</svg>`,
		num(c.w), num(c.h), num(c.w), num(c.h), class, html.EscapeString(alt), c.b.String()))
}

// clampShare keeps a share in [0, 1]; ok is false where there is none to draw.
func clampShare(v float64) (share float64, ok bool) {
	if math.IsNaN(v) {
		return 0, false
	}
	return math.Min(1, math.Max(0, v)), true
}

// bar draws a share from zero, with thin marks at the limits of the levels.
func bar(share float64, levels []LevelKey) template.HTML {
	c := canvas{w: 130, h: 14}
	c.rect(0, 2, c.w, 10, "track")
	if v, ok := clampShare(share); ok && v > 0 {
		c.rect(0, 2, c.w*v, 10, "fill")
	}
	for _, l := range levels {
		if l.From > 0 && l.From < 1 {
			c.line(c.w*l.From, 0, c.w*l.From, c.h, "limit")
		}
	}
	return c.decoration("bar")
}

// against draws a share from zero, or as a dot on a relative scale, with a strong
// mark at the median of the group.
func against(share, median float64, relative bool) template.HTML {
	c := canvas{w: 84, h: 14}
	v, ok := clampShare(share)
	if relative {
		c.line(0, 7, c.w, 7, "base")
		if ok {
			c.circle(4+(c.w-8)*v, 7, 4, "dot")
		}
	} else {
		c.rect(0, 2, c.w, 10, "track")
		if ok && v > 0 {
			c.rect(0, 2, c.w*v, 10, "fill")
		}
	}
	if m, ok := clampShare(median); ok {
		x := math.Min(c.w-1, math.Max(1, c.w*m))
		if relative {
			x = 4 + (c.w-8)*m
		}
		c.line(x, 0, x, c.h, "median")
	}
	return c.decoration("bar")
}

// rankSpan is how wide the axis of the ranks is drawn, and its margin.
const rankSpan, rankEdge = 150.0, 7.0

// rankAt is where a rank stands on an axis from 1 to worst.
func rankAt(rank, worst float64) float64 {
	if worst <= 1 {
		return rankSpan / 2
	}
	rank = math.Min(worst, math.Max(1, rank))
	return rankEdge + (rankSpan-2*rankEdge)*(rank-1)/(worst-1)
}

// rankAxis heads the column of the intervals: the first and the last rank, and
// what lies between.
func rankAxis(worst float64) template.HTML {
	c := canvas{w: rankSpan, h: 14}
	for _, t := range ticks(worst) {
		c.text(rankAt(t, worst), 11, num(t), "middle", "tick")
	}
	return c.decoration("axis")
}

// whisker draws an interval of ranks: line from low to high, dot at the median,
// ring at the official rank.
func whisker(v *Interval, worst float64) template.HTML {
	if v == nil || math.IsNaN(v.Low+v.Median+v.High) {
		return ""
	}
	c := canvas{w: rankSpan, h: 18}
	for _, t := range ticks(worst) {
		c.line(rankAt(t, worst), 0, rankAt(t, worst), c.h, "grid")
	}
	low, high := rankAt(v.Low, worst), rankAt(v.High, worst)
	c.line(low, 9, high, 9, "whisker")
	c.line(low, 5, low, 13, "whisker")
	c.line(high, 5, high, 13, "whisker")
	c.circle(rankAt(v.Median, worst), 9, 3.5, "dot")
	if v.Official > 0 {
		c.circle(rankAt(v.Official, worst), 9, 6, "ring")
	}
	return c.decoration("whiskers")
}

// ticks are whole ranks from 1 to worst, few enough to stand on the axis, the
// last rank always among them.
func ticks(worst float64) []float64 {
	n := int(worst)
	step := 1
	for _, s := range []int{1, 2, 5, 10, 20, 25, 50, 100, 200, 500, 1000, 2000, 5000, 10000} {
		step = s
		if n/s <= 5 {
			break
		}
	}
	out := []float64{1}
	for v := step; v < n; v += step {
		// A tick beside the last rank would run into it.
		if v > 1 && (n-v)*2 >= step {
			out = append(out, float64(v))
		}
	}
	if n > 1 {
		out = append(out, float64(n))
	}
	return out
}

// stack draws counts or probabilities as parts of one bar of the given width,
// best level first, each with the shape of its level where it fits.
func stack(width float64, parts []float64, levels []Level) template.HTML {
	total := 0.0
	for _, p := range parts {
		if p > 0 {
			total += p
		}
	}
	c := canvas{w: width, h: 18}
	if total == 0 {
		c.rect(0, 1, width, 16, "track")
		return c.decoration("stack")
	}
	x := 0.0
	for i, p := range parts {
		if !(p > 0) || i >= len(levels) {
			continue
		}
		w := width * p / total
		c.rect(x, 1, w, 16, fmt.Sprintf("s%d", place(levels[i])))
		if w >= 16 {
			c.text(x+w/2, 13, shape(levels[i]), "middle", fmt.Sprintf("t%d", place(levels[i])))
		}
		x += w
	}
	return c.decoration("stack")
}

// halves draws a share of draws from zero with a strong mark at one half, where
// the order of a pair is a toss of a coin.
func halves(share float64) template.HTML { return against(share, 0.5, false) }

// estimate draws a share of the variance from zero with its interval.
func estimate(e Estimate, class string) template.HTML {
	c := canvas{w: 200, h: 14}
	c.rect(0, 2, c.w, 10, "track")
	if v, ok := clampShare(e.Value); ok && v > 0 {
		c.rect(0, 2, c.w*v, 10, class)
	}
	low, okLow := clampShare(e.Low)
	high, okHigh := clampShare(e.High)
	if okLow && okHigh {
		c.line(c.w*low, 7, c.w*high, 7, "whisker")
		c.line(c.w*low, 4, c.w*low, 10, "whisker")
		c.line(c.w*high, 4, c.w*high, 10, "whisker")
	}
	return c.decoration("bar")
}

// small draws the profile of an agency over many fields: a column a field from
// zero, or its upper end alone on a relative scale, a dash at the median of the group, a gap where the branch of the codes
// changes. All bars are one path, so that a hundred agencies stay a small file.
func small(fields []Field, row Row, median []float64, relative bool, alt string) template.HTML {
	const height, step, gap, foot = 56.0, 8.0, 6.0, 14.0
	c := canvas{h: height + foot}
	var bars, dashes strings.Builder
	x, last := 0.0, ""
	for i, f := range fields {
		if b := branch(f.Code); b != last {
			if i > 0 {
				x += gap
			}
			c.text(x, height+11, b, "start", "tick")
			last = b
		}
		if i < len(row.Fields) {
			if v, ok := clampShare(row.Fields[i].Share); ok {
				y := height * (1 - v)
				if relative {
					y = math.Min(y, height-4)
					fmt.Fprintf(&bars, "M%s %sh%sv4h-%sz", num(x), num(y), num(step-2), num(step-2))
				} else {
					fmt.Fprintf(&bars, "M%s %sh%sV%sh-%sz", num(x), num(y), num(step-2), num(height), num(step-2))
				}
			}
		}
		if i < len(median) {
			if m, ok := clampShare(median[i]); ok {
				fmt.Fprintf(&dashes, "M%s %sh%s", num(x-1), num(math.Max(1, height*(1-m))), num(step))
			}
		}
		x += step
	}
	c.w = x
	c.line(0, height, x, height, "base")
	fmt.Fprintf(&c.b, `<path d="%s" class="fill"/><path d="%s" class="median"/>`, bars.String(), dashes.String())
	return c.picture(alt, "small")
}

// branch is the part of a code that names where it hangs: "A" of "A1", "2" of
// "2.13".
func branch(code string) string {
	if head, _, ok := strings.Cut(code, "."); ok {
		return head
	}
	return strings.TrimRight(code, "0123456789")
}

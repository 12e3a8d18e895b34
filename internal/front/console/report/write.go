package report

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"strings"
)

//go:embed report.html
var page string

//go:embed report.css
var style string

var tmpl = template.Must(template.New("report").Funcs(template.FuncMap{
	"shape": shape,
	"bar":   bar,
	"shade": shade,
	"tone":  tone,
	"inc":   func(i int) int { return i + 1 },
}).Parse(page))

// view is a Report with the words of its language and its drawings.
type view struct {
	*Report
	T     words
	Style template.CSS
	Parts []part
	// HasIntervals and HasLevels say which columns the tables carry.
	HasIntervals, HasLevels bool
}

// part is one group with its drawings.
type part struct {
	Group
	Chart    template.HTML
	Profiles []template.HTML
}

// Write writes the report as one HTML document in UTF-8. It fails only where w
// fails, or where the language is not "vi" or "en".
func Write(w io.Writer, r *Report) error {
	t, ok := languages[r.Lang]
	if !ok {
		return fmt.Errorf("report: no words for the language %q; use vi or en", r.Lang)
	}
	v := view{Report: r, T: t, Style: template.CSS(style)}
	for _, g := range r.Groups {
		p := part{Group: g}
		p.Chart = intervals(g, t.IntervalAlt+" "+g.Name, t.Rank)
		for _, row := range g.Rows {
			v.HasIntervals = v.HasIntervals || row.Interval != nil
			v.HasLevels = v.HasLevels || row.Level.Word != ""
			p.Profiles = append(p.Profiles, profile(r.Fields, row, g.Median, profileAlt(t, r.Fields, row)))
		}
		v.Parts = append(v.Parts, p)
	}
	return tmpl.Execute(w, v)
}

// profileAlt says in words what a profile draws.
func profileAlt(t words, fields []Field, row Row) string {
	var b strings.Builder
	b.WriteString(row.Name + ":")
	for i, f := range fields {
		if i < len(row.Fields) {
			fmt.Fprintf(&b, " %s %s;", f.Name, row.Fields[i].Text)
		}
	}
	return strings.TrimSuffix(b.String(), ";")
}

// shade is the background of a heat cell: ten steps of one blue, so that the
// order survives a grey print; the number stands in the cell all the same.
func shade(share float64) string {
	v, ok := clampShare(share)
	if !ok {
		return "h-none"
	}
	return fmt.Sprintf("h%d", int(math.Min(9, math.Floor(v*10))))
}

// tone is the background of a correlation: the strength in five steps, positive
// and negative told apart by colour and by the sign of the number.
func tone(r float64) string {
	if math.IsNaN(r) {
		return "h-none"
	}
	step := int(math.Min(4, math.Floor(math.Abs(r)*5)))
	if r < 0 {
		return fmt.Sprintf("neg%d", step)
	}
	return fmt.Sprintf("pos%d", step)
}

package report

import (
	"cmp"
	"embed"
	"fmt"
	"html/template"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/sansang-project/sansang/internal/platform/text"
)

//go:embed page/*.html
var pages embed.FS

//go:embed report.css
var style string

var tmpl = template.Must(template.New("report").Funcs(template.FuncMap{
	"shape":  shape,
	"place":  place,
	"shade":  shade,
	"tone":   tone,
	"isRank": isRank,
	"inc":    func(i int) int { return i + 1 },
	"ask":    func(name, ask string) any { return struct{ Name, Ask string }{name, ask} },
	"rank": func(rank string, tied bool, word string) any {
		bare, marked := strings.CutSuffix(rank, "=")
		return struct {
			Rank string
			Tied bool
			Word string
		}{bare, tied || marked, word}
	},
	"estimate": estimate,
	"halves":   halves,
}).ParseFS(pages, "page/*.html"))

const (
	// manyFields is where names no longer fit the head of a table of A4 width, and
	// profiles become small multiples.
	manyFields = 10
	// longGroup is where a list a field would fill more than a page.
	longGroup = 40
	// shortGroup is what fits one page of A4 with its heading.
	shortGroup = 30
	// mostRanks bounds the axis of the ranks against numbers that are none.
	mostRanks = 1e6
	// sure is the probability from which a level is shown as 100 %: listing it would
	// say nothing.
	sure = 0.995
)

// view is a Report with the words of its language and its drawings.
type view struct {
	*Report
	T     words
	Style template.CSS
	Foot  template.CSS // what every printed page says at its foot
	Parts []part
	// Counted are the levels of the columns of counts and chances.
	Counted []Level
	// Many: more fields than their names have room for.
	Many bool
	// What the rows carry, and so which columns and parts there are.
	HasPoints, HasBars, HasLimits, HasLevels, HasFieldLevels, HasUngraded, HasIntervals, HasLeagues, HasChances, HasUnsure, HasMedian bool
}

// part is one group with its drawings.
type part struct {
	Group
	ID     string
	Lines  []ranked
	Counts []int // one a level of view.Counted
	// Ungraded is how many agencies have no level.
	Ungraded int
	Stack    template.HTML
	Axis     template.HTML
	Medians  []string // one a field
	// Leagues are the rankings by field as lists; Matrix asks for one table of ranks
	// instead, where lists would be too long.
	Leagues []league
	Matrix  bool
	// Unsure are the agencies whose level the draws do not settle.
	Unsure []ranked
	// Footnotes are the notes of all agencies, each once, where they are too many to
	// stand beside the names.
	Footnotes []string
	// Short: the group fits one printed page and is not broken.
	Short bool
}

// ranked is one agency with its drawings.
type ranked struct {
	Row
	ID      string
	Tied    bool
	Marks   []int // numbers of its footnotes
	Bar     template.HTML
	Whisker template.HTML
	Against []template.HTML // one a field
	Small   template.HTML   // the profile where fields are many
	Behind  []string        // the fields furthest below the median, in words
	Stack   template.HTML   // of the chances
	Chance  []string        // the same in figures
}

// Write writes the report as one HTML document in UTF-8. It fails only where w
// fails, or where the language is not "vi" or "en".
func Write(w io.Writer, r *Report) error {
	speak, ok := languages[r.Lang]
	if !ok {
		return fmt.Errorf("report: no words for the language %q; use vi or en", r.Lang)
	}
	return tmpl.ExecuteTemplate(w, "report.html", look(r, speak(r.Nouns, r.CellNote == "")))
}

// look draws everything.
func look(r *Report, t words) *view {
	v := &view{Report: r, T: t, Style: template.CSS(style), Foot: foot(cmp.Or(r.Notice, r.Title)), Many: len(r.Fields) > manyFields, Counted: levelsOf(r)}
	if r.Scale != "" {
		v.T.Percent = r.Scale
	}
	for _, l := range r.Levels {
		v.HasLimits = v.HasLimits || l.From > 0
	}
	for _, g := range r.Groups {
		for _, row := range g.Rows {
			v.HasPoints = v.HasPoints || row.Points != ""
			v.HasBars = v.HasBars || !math.IsNaN(row.Share)
			v.HasLevels = v.HasLevels || row.Level.Word != ""
			for _, c := range row.Fields {
				v.HasFieldLevels = v.HasFieldLevels || c.Level.Word != ""
			}
			v.HasIntervals = v.HasIntervals || row.Interval != nil
			v.HasChances = v.HasChances || len(row.Chances) > 0 && len(row.Chances) == len(r.Levels)
		}
		for _, m := range g.Median {
			v.HasMedian = v.HasMedian || !math.IsNaN(m)
		}
	}
	for i, g := range r.Groups {
		p := v.draw(g, fmt.Sprintf("g%d", i+1))
		v.HasLeagues = v.HasLeagues || len(p.Leagues) > 0
		v.HasUnsure = v.HasUnsure || len(p.Unsure) > 0
		v.HasUngraded = v.HasUngraded || p.Ungraded > 0
		v.Parts = append(v.Parts, p)
	}
	return v
}

// draw makes the drawings of one group.
func (v *view) draw(g Group, id string) part {
	p := part{Group: g, ID: id, Ungraded: len(g.Rows)}
	var counts []float64
	for _, l := range v.Counted {
		n := countOf(g, l)
		p.Counts = append(p.Counts, n)
		p.Ungraded -= n
		counts = append(counts, float64(n))
	}
	p.Stack = stack(300, counts, v.Counted)
	for i := range v.Fields {
		p.Medians = append(p.Medians, v.median(g, i))
	}
	p.Leagues = leagues(v.Fields, g)
	p.Short = len(g.Rows) <= shortGroup
	p.Matrix = v.Many || len(g.Rows) > longGroup
	worst := float64(len(g.Rows))
	for _, row := range g.Rows {
		if v := row.Interval; v != nil && math.Abs(v.High)+math.Abs(v.Official) < mostRanks {
			worst = math.Max(worst, math.Max(v.High, v.Official))
		}
	}
	p.Axis = rankAxis(worst)
	tied := ties(g.Rows)
	marks, notes := footnotes(g.Rows)
	p.Footnotes = notes
	for i, row := range g.Rows {
		l := ranked{Row: row, Marks: marks[i], ID: fmt.Sprintf("%s-%d", id, i+1), Tied: tied[i], Bar: bar(row.Share, v.Levels), Whisker: whisker(row.Interval, worst)}
		if v.Many {
			l.Behind = v.behind(row, g, p.Medians)
			l.Small = small(v.Fields, row, g.Median, v.Relative, v.alt(row, l.Behind))
		} else {
			for k := range v.Fields {
				c, m := Cell{Share: math.NaN()}, math.NaN()
				if k < len(row.Fields) {
					c = row.Fields[k]
				}
				if k < len(g.Median) {
					m = g.Median[k]
				}
				l.Against = append(l.Against, against(c.Share, m, v.Relative))
			}
		}
		if len(row.Chances) == len(v.Levels) && len(row.Chances) > 0 {
			l.Stack = stack(200, row.Chances, v.Counted)
			for _, c := range row.Chances {
				l.Chance = append(l.Chance, v.percent(c, 0))
			}
		}
		p.Lines = append(p.Lines, l)
		if len(l.Chance) > 0 && slices.Max(row.Chances) < sure {
			p.Unsure = append(p.Unsure, l)
		}
	}
	return p
}

// foot puts a sentence at the foot of every printed page. In the string of a
// style sheet everything but letters and digits is written by its number, so
// that no text can end the string; the blank after a number belongs to it.
func foot(s string) template.CSS {
	var b strings.Builder
	b.WriteString(`@media print{@page{@bottom-left{content:"`)
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || r == ' ' {
			b.WriteRune(r)
		} else {
			fmt.Fprintf(&b, `\%06x `, r)
		}
	}
	b.WriteString(`"}}}`)
	return template.CSS(b.String())
}

// median is the median of the group in a field, for a reader.
func (v *view) median(g Group, field int) string {
	if field < len(g.MedianText) {
		return g.MedianText[field]
	}
	if field >= len(g.Median) || math.IsNaN(g.Median[field]) {
		return "–"
	}
	return v.percent(g.Median[field], 1)
}

// percent writes a share as a percentage without the sign.
func (v *view) percent(share float64, places int) string {
	if math.IsNaN(share) || math.IsInf(share, 0) {
		return "–"
	}
	return text.FormatDecimal(strconv.FormatFloat(share*100, 'f', places, 64), text.Lang(v.Lang))
}

// behind names the three fields in which an agency lies furthest below the
// median of its group, the furthest first.
func (v *view) behind(row Row, g Group, medians []string) []string {
	type gap struct {
		field int
		size  float64
	}
	var worst []gap
	for i := range v.Fields {
		if i >= len(row.Fields) || i >= len(g.Median) {
			break
		}
		if d := g.Median[i] - row.Fields[i].Share; d > 0 {
			at := len(worst)
			for at > 0 && worst[at-1].size < d {
				at--
			}
			worst = append(worst[:at], append([]gap{{i, d}}, worst[at:]...)...)
			worst = worst[:min(len(worst), 3)]
		}
	}
	var out []string
	for _, w := range worst {
		out = append(out, fmt.Sprintf("%s %s (%s)", v.Fields[w.field].Code, row.Fields[w.field].Text, medians[w.field]))
	}
	return out
}

// alt says in words what a small profile draws.
func (v *view) alt(row Row, behind []string) string {
	s := row.Name + ": " + v.T.SmallAlt
	if len(behind) > 0 {
		s += " " + v.T.Behind + ": " + strings.Join(behind, "; ") + "."
	}
	return s
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

package assessment

import (
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/paper"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// codeSize is how large the code of a receipt is printed, in millimetres: at 170
// modules about a third of a millimetre each, which a telephone reads.
const codeSize = 55

// WritePDF writes the receipt to be printed: what was submitted by field, the
// files, the digest, the place in the log, and a code that holds what the log must
// say. s and f are the submission and the form that it belongs to. The same
// receipt gives the same bytes.
func (r *Receipt) WritePDF(w io.Writer, s *Submission, f *Form, lang text.Lang) error {
	say := func(key string, args fault.Args) string { return catalogue.Text(lang, key, args) }
	var c Content
	if err := json.Unmarshal(r.Content, &c); err != nil {
		return fault.Wrap(fault.Internal, err, "assessment.receipt.broken", nil)
	}
	agency := f.Member.Name.In(string(lang))
	at := r.At.In(text.Zone).Format("15:04:05 02/01/2006")
	p := paper.New(paper.Meta{Title: say("assessment.receipt.title", nil) + " · " + agency, Author: "Sansang", Lang: lang, Made: r.At, Foot: agency + " · " + at})
	p.Title(strings.ToUpper(say("assessment.receipt.title", nil)))
	p.Subtitle(f.Round.Name.In(string(lang)))
	p.Facts([][2]string{
		{say("assessment.forms.agency", nil), agency},
		{say("assessment.receipt.at", nil), at},
		{say("assessment.submit.who", nil), s.Name},
		{say("assessment.receipt.way", nil), say("assessment.way."+string(r.Way), nil)},
		{say("assessment.receipt.document", nil), s.Document.shown()},
		{say("assessment.receipt.statement", nil), r.Statement},
		{say("assessment.receipt.answers", nil), strconv.Itoa(len(c.Answers))},
		{say("assessment.receipt.files", nil), strconv.Itoa(len(c.Evidence))},
	})
	rows, err := f.as(&c).paperRows(lang)
	if err != nil {
		return err
	}
	p.Heading(say("assessment.submit.fields", nil))
	p.Table([]paper.Column{{Title: say("assessment.submit.field", nil), Width: 5}, {Title: say("assessment.forms.progress", nil), Width: 1.5, Right: true}, {Title: say("assessment.submit.points", nil), Width: 1.5, Right: true}, {Title: say("assessment.submit.most", nil), Width: 1.5, Right: true}}, rows)
	if len(c.Evidence) > 0 {
		p.Heading(say("assessment.receipt.evidence", nil))
		var files [][]string
		for _, e := range c.Evidence {
			var nodes []string
			for _, l := range e.For {
				nodes = append(nodes, l.Criterion)
			}
			files = append(files, []string{e.Name, strings.Join(nodes, ", "), e.Hash})
		}
		p.Table([]paper.Column{{Title: say("assessment.receipt.name", nil), Width: 3}, {Title: say("assessment.receipt.for", nil), Width: 1.2}, {Title: say("assessment.receipt.digest", nil), Width: 4}}, files)
	}
	p.Heading(say("assessment.receipt.check", nil))
	p.Facts([][2]string{{say("assessment.receipt.sum", nil), r.Hash}, {say("assessment.receipt.place", nil), strconv.FormatInt(r.Place, 10)}})
	p.Small(say("assessment.receipt.howPaper", nil))
	if err := p.QR(r.code(&c), codeSize, say("assessment.receipt.codeText", nil)); err != nil {
		return err
	}
	return p.Write(w)
}

// code is what the code of a receipt holds, a line each: its format, the ids of
// round and agency, the time, the digest, the place, then the signed checkpoint.
func (r *Receipt) code(c *Content) string {
	return strings.Join([]string{r.Format, c.Round, c.Agency, r.At.UTC().Format("2006-01-02T15:04:05.999999Z"), r.Hash, strconv.FormatInt(r.Place, 10), r.Checkpoint}, "\n")
}

// as is the form with the answers of a submission.
func (f *Form) as(c *Content) *Form {
	g := *f
	g.Answers = map[string]Answer{}
	for _, a := range c.Answers {
		g.Answers[a.Item] = Answer{Item: a.Item, Value: a.Value, Inapplicable: a.Inapplicable, Reason: a.Reason, Version: a.Revision}
	}
	return &g
}

// paperRows sums the form up by field: name, answered, points, maximum.
func (f *Form) paperRows(lang text.Lang) (rows [][]string, err error) {
	result, err := f.Points()
	if err != nil {
		return nil, err
	}
	number := func(n scoring.Num) string {
		places, finite := n.IsFinite()
		if !finite || places > 4 {
			places = 4
		}
		return text.FormatDecimal(n.Decimal(places, scoring.HalfUp), lang)
	}
	_, lines := f.asked()
	for _, field := range fieldsOf(lines) {
		given, asked := 0, 0
		for _, l := range field {
			for _, item := range l.Items {
				asked++
				if a := f.Answers[item]; a.Given() {
					given++
				}
			}
		}
		row := []string{field[0].name(lang), strconv.Itoa(given) + "/" + strconv.Itoa(asked), "", ""}
		if i, ok := f.Program.Program.Node(field[0].Code); ok && field[0].Code != "" {
			score := result.Score(0, i)
			row[2], row[3] = number(score.Points), number(score.Max)
		}
		rows = append(rows, row)
	}
	return rows, nil
}

package console

import (
	"bytes"
	"io"

	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

// tablePlaces is how many decimals a table for programs has beside the exact
// numbers; they are rounded half away from zero.
const tablePlaces = 6

// writeCSV writes one row an agency and node: all of the tree, not only what is
// ranked. Headings are the same in both languages, for they are read by
// programs. Each agency is written before the next is computed: a large cohort
// has more rows than anyone wants to hold in memory.
func (st *standing) writeCSV(w io.Writer, how sheet.CSV) error {
	part := func() *sheet.Page { return sheet.New(sheet.Meta{Lang: st.lang}).Page("ranking", sheet.Layout{}) }
	page := part()
	headRow(page, "group", "agency", "agency_name", "node", "node_name", "state", "points", "points_exact", "max", "score", "level", "rank", "of", "tied", "rank_overall", "notice")
	if err := page.WriteCSV(w, how); err != nil {
		return err
	}
	how.BOM = false
	for _, l := range st.leagues() {
		for _, a := range l.agencies {
			page := part()
			for n := range st.result.Program().Nodes() {
				page.Row(sheet.Body, st.csvRow(a, n)...)
			}
			if err := page.WriteCSV(w, how); err != nil {
				return err
			}
		}
	}
	return nil
}

func (st *standing) csvRow(a, n int) []sheet.Out {
	agency := st.set.Cohort.Agencies()[a]
	score := st.result.Score(a, n)
	row := append(make([]sheet.Out, 0, 16), sheet.Text(agency.Group), sheet.Text(agency.Code), sheet.Text(agency.Name),
		sheet.Text(st.node(n).Code), sheet.Text(st.name(n)), sheet.Text(score.State.String()))
	points, exact, max, scaled, level := sheet.Empty(), sheet.Empty(), sheet.Empty(), sheet.Empty(), sheet.Empty()
	if score.State == scoring.StateScored || score.State == scoring.StateMissing {
		points, exact, max = decimal(score.Points), sheet.Exact(score.Points.String()), decimal(score.Max)
	}
	if x, ok := st.result.Scaled(a, n); ok {
		scaled = decimal(x)
	}
	if x, ok := st.level(a, n); ok {
		level = sheet.Text(x.code)
	}
	row = append(row, points, exact, max, scaled, level)
	if p := st.result.PlaceInGroup(a, n); p.Rank > 0 {
		row = append(row, sheet.Int(p.Rank), sheet.Int(p.Of), sheet.Int(p.Tied))
	} else {
		row = append(row, sheet.Empty(), sheet.Empty(), sheet.Empty())
	}
	if p := st.result.PlaceOverall(a, n); p.Rank > 0 {
		row = append(row, sheet.Int(p.Rank))
	} else {
		row = append(row, sheet.Empty())
	}
	return append(row, sheet.Text(st.notice))
}

func decimal(x scoring.Num) sheet.Out {
	return sheet.Decimal(x.Round(scoring.HalfUp, tablePlaces).String(), -1)
}

// csv is the file: with the mark by which Excel knows UTF-8.
func (st *standing) csv() ([]byte, error) {
	var b bytes.Buffer
	err := st.writeCSV(&b, sheet.CSV{BOM: true})
	return b.Bytes(), err
}

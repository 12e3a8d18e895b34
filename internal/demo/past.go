package demo

import (
	"context"
	"fmt"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

// pastRound is a round that was over before the program came.
type pastRound struct {
	of   *Round
	name scoring.Text
	year int
	day  agency.Day
	set  string
	// shrink takes so many of a hundred off what is counted, in turn: last year
	// there was less of most things.
	shrink []int64
}

// pasts loads the past rounds and gives the id of the latest.
func (s *settling) pasts(ctx context.Context, by round.By) (id string, err error) {
	for _, one := range []pastRound{
		{of: Round2017(), name: scoring.Text{Vi: "Đánh giá mức độ ứng dụng công nghệ thông tin năm 2017", En: "Use of information technology, 2017"}, year: 2017, day: "2017-12-31", set: setRanking},
		{of: Cohort2026(), name: scoring.Text{Vi: "Đánh giá mức độ sẵn sàng và ứng dụng công nghệ thông tin năm 2025", En: "ICT readiness and application, 2025"}, year: 2025, day: dayNew, set: setRanking,
			shrink: []int64{12, 5, 0, 9, 18, 3, 7}},
	} {
		if id, err = s.loadPast(ctx, by, one); err != nil {
			return "", fmt.Errorf("the round of %d: %w", one.year, err)
		}
	}
	return id, nil
}

func (s *settling) loadPast(ctx context.Context, by round.By, past pastRound) (id string, err error) {
	leader, desk := round.NewCalendar(s.Log, s.Gate), assessment.NewDesk(s.Log, s.Gate)
	by.Reason = "Công bố kết quả (số liệu minh họa)"
	return id, s.write(ctx, func(tx *db.Tx) error {
		version, err := issuedVersion(tx, past.of.Code)
		if err != nil {
			return err
		}
		province, err := agency.Load(tx)
		if err != nil {
			return err
		}
		table := past.of.Table(version.Framework)
		past.lessen(table, version.Framework)
		found, err := calibration.MatchPast(table, version.Framework, province, past.day, dayNew)
		if err != nil {
			return err
		}
		var results []round.Result
		for _, row := range found.Rows {
			points := row.Recomputed.Round(scoring.HalfUp, 2)
			results = append(results, round.Result{Agency: row.Agency, Points: &points})
		}
		r, err := leader.Import(tx, by, round.Round{Name: past.name, Year: past.year, Set: past.set, AsOf: past.day, Variants: []round.Variant{{Version: version.ID}}}, found.Members, results)
		if err != nil {
			return err
		}
		id = r.ID
		return desk.Import(tx, assessment.By{Actor: by.Actor, Reason: by.Reason}, r, found.Answers, strings.ToLower(past.of.Code)+".xlsx", "")
	})
}

// lessen takes a part off every count of a table.
func (past *pastRound) lessen(t *calibration.Table, f *scoring.Framework) {
	if len(past.shrink) == 0 {
		return
	}
	counts := map[string]bool{}
	for _, it := range f.Items {
		counts[it.Code] = it.Type == scoring.Count
	}
	for i := range t.Cells {
		// One share for a row keeps its parts no larger than its wholes.
		share := scoring.Int(100 - past.shrink[i%len(past.shrink)])
		for j, code := range t.Items {
			n, err := scoring.ParseNum(t.Cells[i][j])
			if !counts[code] || err != nil {
				continue
			}
			less, _ := n.Mul(share).Quo(scoring.Int(100))
			t.Cells[i][j] = less.Round(scoring.Down, 0).String()
		}
	}
}

// issuedVersion gives the issued framework of a year.
func issuedVersion(tx *db.Tx, number string) (*criteria.Version, error) {
	heads, err := criteria.List(tx)
	if err != nil {
		return nil, err
	}
	for _, h := range heads {
		if h.State == criteria.Issued && h.Number == number {
			return criteria.Get(tx, h.ID)
		}
	}
	return nil, fmt.Errorf("no framework of %s was issued", number)
}

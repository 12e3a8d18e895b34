package demo

import (
	"context"

	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

// calibrated is what the Council changed in the draft after it had tried it: what
// the table of 2026 shows, F3 with nearly everybody at the maximum, D3 and D4 with
// nearly the same order. The total stays 100.
var calibrated = calibration.Changes{Maxima: map[string]scoring.Num{
	"F3": scoring.Int(1), "D3": scoring.Int(3), "B3": scoring.Int(5), "E3": scoring.Int(3),
}}

const calibratedReason = "F3: 96 % đơn vị đạt điểm tối đa nên không còn phân hóa, giảm từ 2 xuống 1 điểm; D3 và D4 gần như trùng nhau (tương quan 0,91), giảm D3 từ 4 xuống 3 điểm. Tăng B3 (tập huấn) và E3 (sao lưu, ứng cứu sự cố), mỗi tiêu chí 1 điểm. Dữ liệu minh họa."

// calibrate keeps the answers of 2026 with the draft and changes it as tried.
func (s *settling) calibrate(ctx context.Context, by criteria.By, library *criteria.Library, issued, next *criteria.Version) error {
	table := Cohort2026().Table(next.Framework)
	changed, err := calibration.Apply(next.Framework, calibrated)
	if err != nil {
		return err
	}
	report, err := calibration.Trial(ctx, changed, issued.Framework, table, calibration.Settings{})
	if err != nil {
		return err
	}
	o := calibration.Outcome{Against: issued.ID, Changes: calibrated}
	o.Ranks, o.Levels = report.Moved()
	desk := calibration.NewDesk(s.Log, s.Gate, library)
	return s.write(ctx, func(tx *db.Tx) error {
		if _, err := desk.Keep(tx, by, next.ID, calibration.FromSample, table, calibration.Settings{Draws: calibration.DefaultDraws, Noise: calibration.DefaultNoise, Seed: 1}); err != nil {
			return err
		}
		by.Reason = calibratedReason
		_, _, err := desk.Adopt(tx, by, next.ID, next.Revision, o)
		return err
	})
}

// Table gives the answers as a plain table on which a draft of a framework f can
// be tried. An item that f does not have is left out.
func (r *Round) Table(f *scoring.Framework) *calibration.Table {
	t := &calibration.Table{Name: r.Name.Vi, Notice: r.Notice.Vi, Agencies: r.Agencies}
	known := map[string]*scoring.Item{}
	for i := range f.Items {
		known[f.Items[i].Code] = &f.Items[i]
	}
	for i := range r.Agencies {
		var row []string
		for j, code := range r.Items {
			it := known[code]
			if it == nil {
				continue
			}
			if i == 0 {
				t.Items = append(t.Items, code)
			}
			row = append(row, it.FormatValue(r.Answers[i][j].Value))
		}
		t.Cells = append(t.Cells, row)
	}
	return t
}

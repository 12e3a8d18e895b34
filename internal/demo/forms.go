package demo

import (
	"context"
	"fmt"
	"time"

	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// openFor is how long the round of the demonstration takes answers from the day
// on which it was made.
const openFor = 21

// stage is how far an agency's form is, in tenths: some are done, many begun, a
// few have nothing. Agencies with accounts have something left to do.
func stage(code string, i int) int {
	switch code {
	case "so-kh-cn", wardCode():
		return 5
	case "so-y-te":
		return 10
	}
	return []int{10, 10, 6, 10, 3, 10, 8, 0, 10, 5}[i%10]
}

// rounds opens the round of 2026, in which agencies are at work.
func (s *settling) rounds(ctx context.Context, by round.By) error {
	cohort := Cohort2026()
	leader, desk := round.NewCalendar(s.Log, s.Gate), assessment.NewDesk(s.Log, s.Gate)
	previous, err := s.pasts(ctx, by)
	if err != nil {
		return err
	}
	var r *round.Round
	var version *criteria.Version
	err = s.write(ctx, func(tx *db.Tx) error {
		if version, err = issuedVersion(tx, cohort.Code); err != nil {
			return err
		}
		today := calendar.DayAt(tx.Now()).Date()
		r, err = leader.Prepare(tx, by, round.Round{
			Name: scoring.Text{Vi: "Đánh giá mức độ sẵn sàng và ứng dụng công nghệ thông tin năm 2026", En: "ICT readiness and application, 2026"},
			Year: 2026, Set: setRanking, AsOf: dayNew, Officer: true, Previous: previous, Variants: []round.Variant{{Version: version.ID}},
			Plan: []round.Span{{Phase: round.Open, Until: today.Begin(openFor)}, {Phase: round.Appraising, Until: today.Begin(openFor + 21)},
				{Phase: round.Explaining, Until: today.Begin(openFor + 31)}, {Phase: round.Council, Until: today.Begin(openFor + 45)}},
		})
		if err != nil {
			return err
		}
		members, err := round.Members(tx, r.ID)
		if err != nil {
			return err
		}
		there := map[string]bool{}
		for _, m := range members {
			there[m.Agency] = true
		}
		for _, a := range cohort.Agencies {
			for _, e := range a.Exemptions {
				if !there[a.Code] {
					continue
				}
				exempt := by
				exempt.Reason = e.Reason
				if _, err := leader.Exempt(tx, exempt, r.ID, a.Code, e.Node, "Hội đồng (số liệu minh họa)"); err != nil {
					return err
				}
			}
		}
		if r, err = leader.Step(tx, by, r.ID, r.Revision, round.Open); err != nil {
			return err
		}
		late := by
		late.Reason = "Trụ sở mất điện nhiều ngày sau bão"
		_, err = leader.Extend(tx, late, r.ID, wardCode(), round.Open, r.Due(round.Open).Add(5*24*time.Hour), "Trưởng Ban Chỉ đạo")
		return err
	})
	if err != nil {
		return err
	}
	answering := assessment.By{Actor: by.Actor, Reason: reason, Behalf: true}
	for i, a := range cohort.Agencies {
		if err := s.write(ctx, func(tx *db.Tx) error { return answer(tx, desk, answering, r.ID, version, cohort, i, stage(a.Code, i)) }); err != nil && fault.KindOf(err) != fault.Missing {
			return fmt.Errorf("%s: %w", a.Code, err)
		}
	}
	return nil
}

// answer fills so many tenths of an agency's form with what the generator made.
func answer(tx *db.Tx, desk *assessment.Desk, by assessment.By, roundID string, v *criteria.Version, cohort *Round, agency, tenths int) error {
	code := cohort.Agencies[agency].Code
	if _, err := round.MemberOf(tx, roundID, code); err != nil {
		return err
	}
	for i := range v.Framework.Items {
		it := &v.Framework.Items[i]
		a, known := cohort.Answer(code, it.Code)
		if !known || a.Value.State == scoring.Absent || it.Type == scoring.Words || i*10 >= tenths*len(v.Framework.Items) {
			continue
		}
		e := assessment.Edit{Item: it.Code, Value: it.FormatValue(a.Value)}
		if a.Value.State == scoring.Inapplicable {
			e.Value, e.Inapplicable, e.Reason = "", true, a.Reason
		}
		by.Decimal = text.PointDecimal
		if _, err := desk.Save(tx, by, roundID, code, e); err != nil {
			return err
		}
	}
	return nil
}

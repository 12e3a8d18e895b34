package app

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

// furnishRound opens a round in which both agencies of the matrix answer the
// issued framework, and have submitted: $round, $submission.own, $submission.other.
func (x *fixture) furnishRound(t *testing.T, p *Program) {
	t.Helper()
	ctx := context.Background()
	who, err := p.Gate.Enter(ctx, x.names["session.secretariat"], audit.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	directory, calendar := agency.NewDirectory(p.Log, p.Gate), round.NewCalendar(p.Log, p.Gate)
	by := agency.By{Actor: who.Actor, Reason: "thử"}
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		if err := directory.SaveSet(tx, by, agency.Set{Code: "dot", Name: agency.Name{Vi: "Nhóm của đợt"}, Groups: []agency.Group{{Code: "so-co-tthc", Name: agency.Name{Vi: "Sở"}}}}); err != nil {
			return err
		}
		for _, code := range []string{x.names["own"], x.names["other"]} {
			a, err := agency.Get(tx, code)
			if err != nil {
				return err
			}
			a.Members = append(a.Members, agency.Member{Set: "dot", Group: "so-co-tthc", From: "2026-01-01"})
			if err := directory.Amend(tx, by, *a); err != nil {
				return err
			}
		}
		r, err := calendar.Prepare(tx, round.By(by), round.Round{Name: scoring.Text{Vi: "Đợt thử"}, Year: 2026, Set: "dot", AsOf: "2026-01-02",
			Variants: []round.Variant{{Version: x.names["framework.issued"]}}, Plan: []round.Span{{Phase: round.Open, Until: tx.Now().Add(24 * time.Hour)}}})
		if err != nil {
			return err
		}
		x.names["round"] = r.ID
		if _, err = calendar.Step(tx, round.By(by), r.ID, r.Revision, round.Open); err != nil {
			return err
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	x.furnishEvidence(t, p, assessment.By{Actor: who.Actor, Reason: "thử", Behalf: true}) // before the forms are submitted
	officer, err := p.Gate.Enter(ctx, x.names["session.officer"], audit.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		desk := assessment.NewDesk(p.Log, p.Gate)
		q, err := desk.AskQuestion(tx, assessment.By{Actor: officer.Actor}, x.names["round"], x.names["own"], x.names["criterion"], "Tính máy hỏng không?")
		if err != nil {
			return err
		}
		x.names["question"] = q.ID
		for _, code := range []string{"own", "other"} {
			sent, err := desk.Submit(tx, assessment.By{Actor: who.Actor, Behalf: true}, x.names["round"], x.names[code],
				assessment.Signature{Way: assessment.OnBehalf, Statement: "thử", Document: assessment.Document{Number: "1", Date: "2026-01-02"}})
			if err != nil {
				return err
			}
			x.names["submission."+code] = sent.ID
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// furnishEvidence gives both agencies a file for a criterion: $evidence.own and
// $evidence.other for $criterion.
func (x *fixture) furnishEvidence(t *testing.T, p *Program, by assessment.By) {
	t.Helper()
	ctx := context.Background()
	desk := assessment.NewDesk(p.Log, p.Gate)
	taken, err := p.Intake.TakeFile(ctx, "biên bản.txt", strings.NewReader("đã họp"), int64(len("đã họp")))
	if err != nil {
		t.Fatal(err)
	}
	x.names["criterion"] = "A1"
	for _, side := range []string{"own", "other"} {
		err := p.DB.Write(ctx, func(tx *db.Tx) error {
			e, err := desk.AddEvidence(tx, by, x.names["round"], x.names[side], x.names["criterion"], taken, assessment.Details{}, "")
			if err == nil {
				x.names["evidence."+side] = e.ID
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}

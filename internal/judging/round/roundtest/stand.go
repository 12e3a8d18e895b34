package roundtest

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

// Tables are all that a stand needs; a slice adds its own.
var Tables = []db.Migrations{audit.Migrations, access.Migrations, calendar.Migrations, agency.Migrations, figure.Migrations, criteria.Migrations, round.Migrations}

// Agencies of a stand, with their groups of the set "xep-hang".
var Agencies = []struct{ Code, Name, Group string }{
	{"so-a", "Sở A", "so-co-tthc"}, {"so-b", "Sở B", "so-khong-tthc"}, {"xa-c", "Xã C", "xa"}, {"xa-d", "Xã D", "xa"},
}

// Stand is an installation of a test.
type Stand struct {
	*accesstest.People
	DB       *db.DB
	Library  *criteria.Library
	Calendar *round.Calendar

	t testing.TB
}

// New founds the province in a database that was migrated.
func New(t testing.TB, d *db.DB) *Stand {
	t.Helper()
	return In(t, d, accesstest.New(t, d))
}

// In founds the province for people who are there already.
func In(t testing.TB, d *db.DB, people *accesstest.People) *Stand {
	t.Helper()
	s := &Stand{People: people, DB: d, Library: criteria.NewLibrary(people.Log, people.Gate), Calendar: round.NewCalendar(people.Log, people.Gate), t: t}
	directory := agency.NewDirectory(people.Log, people.Gate)
	by := agency.By{Actor: people.Actor(access.Secretariat), Reason: "thử"} // outside of the write: it writes, too
	s.Write(func(tx *db.Tx) error {
		set := agency.Set{Code: "xep-hang", Name: agency.Name{Vi: "Nhóm xếp hạng"}}
		for _, g := range []string{"so-co-tthc", "so-khong-tthc", "xa"} {
			set.Groups = append(set.Groups, agency.Group{Code: g, Name: agency.Name{Vi: "Nhóm " + g}})
		}
		if err := directory.SaveSet(tx, by, set); err != nil {
			return err
		}
		o := agency.Order{On: "2020-01-01", Decision: agency.Decision{Number: "1/QĐ-UBND", Date: "2019-12-31"}}
		for _, a := range Agencies {
			kind := agency.Kind("department")
			if a.Group == "xa" {
				kind = "commune"
			}
			o.Found = append(o.Found, agency.Agency{Code: a.Code, Versions: []agency.Version{{Name: agency.Name{Vi: a.Name}, Kind: kind}},
				Members: []agency.Member{{Set: "xep-hang", Group: a.Group, From: "2020-01-01"}}})
		}
		return directory.Reorganise(tx, by, o)
	})
	return s
}

// Write runs a write that must succeed.
func (s *Stand) Write(fn func(tx *db.Tx) error) {
	s.t.Helper()
	if err := s.DB.Write(context.Background(), fn); err != nil {
		s.t.Fatal(err)
	}
}

// Issue makes an issued framework version.
func (s *Stand) Issue(f *scoring.Framework, checks ...criteria.Check) *criteria.Version {
	s.t.Helper()
	var v *criteria.Version
	by := criteria.By{Actor: s.Actor(access.Secretariat), Reason: "thử"}
	s.Write(func(tx *db.Tx) (err error) {
		if v, err = s.Library.New(tx, by, f, checks); err != nil {
			return err
		}
		v, err = s.Library.Issue(tx, by, v.ID, v.Revision, criteria.Decision{Number: fmt.Sprintf("%d/QĐ-BCĐ", tx.Now().UnixMicro()), Date: "2026-01-02"})
		return err
	})
	return v
}

// Sample gives the shipped framework of 2026.
func (s *Stand) Sample() *scoring.Framework {
	s.t.Helper()
	f, err := criteria.Load("ict-readiness-2026")
	if err != nil {
		s.t.Fatal(err)
	}
	return f
}

// Prepare makes a round in which all groups answer a version; forms are due in
// a month.
func (s *Stand) Prepare(version string) *round.Round {
	s.t.Helper()
	var r *round.Round
	by := s.By(access.Secretariat)
	s.Write(func(tx *db.Tx) (err error) {
		r, err = s.Calendar.Prepare(tx, by, round.Round{Name: scoring.Text{Vi: "Đánh giá năm 2026", En: "Assessment of 2026"}, Year: 2026,
			Set: "xep-hang", AsOf: "2026-01-01", Variants: []round.Variant{{Version: version}},
			Plan: []round.Span{{Phase: round.Open, Until: tx.Now().Add(30 * 24 * time.Hour)}}})
		return err
	})
	return r
}

// Step leads a round on.
func (s *Stand) Step(r *round.Round, to ...access.Phase) *round.Round {
	s.t.Helper()
	by := s.By(access.Secretariat)
	for _, phase := range to {
		s.Write(func(tx *db.Tx) (err error) {
			r, err = s.Calendar.Step(tx, by, r.ID, r.Revision, phase)
			return err
		})
	}
	return r
}

// Open makes a round of the sample framework that agencies answer.
func (s *Stand) Open() (*round.Round, *criteria.Version) {
	s.t.Helper()
	v := s.Issue(s.Sample())
	return s.Step(s.Prepare(v.ID), round.Open), v
}

// By is somebody with a role in the whole province, with a reason.
func (s *Stand) By(role access.Role) round.By {
	return round.By{Actor: s.Actor(role), Reason: "thử"}
}

// At is somebody with a role at an agency.
func (s *Stand) At(role access.Role, agency string) access.Actor {
	return s.Over(role, access.Scope{Level: access.OverAgency, ID: agency})
}

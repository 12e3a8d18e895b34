package calibration_test

import (
	"context"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/scoring"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var allTables = []db.Migrations{audit.Migrations, access.Migrations, criteria.Migrations, round.Migrations, calibration.Migrations}

// TestStudy: a table is kept with a draft, tuned, replaced; minutes are taken, and
// a change that was tried is made to the draft.
func TestStudy(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		people := accesstest.New(t, d)
		library := criteria.NewLibrary(people.Log, people.Gate)
		desk := calibration.NewDesk(people.Log, people.Gate, library)
		by := criteria.By{Actor: people.Actor(access.Secretariat), Reason: "Hội đồng họp ngày 25/11"}
		write := func(fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(context.Background(), fn); err != nil {
				t.Fatal(err)
			}
		}
		refused := func(key string, fn func(tx *db.Tx) error) {
			t.Helper()
			if err := d.Write(context.Background(), fn); !slices.Contains(keysOf(err), key) {
				t.Errorf("got %v, want %s", err, key)
			}
		}
		f := small("1", "5", "5", "10")
		var v *criteria.Version
		write(func(tx *db.Tx) (err error) { v, err = library.New(tx, by, f, nil); return err })

		first := smallTable([]string{"4", "4", "0", "10"}, []string{"2", "4", "1", "8"})
		second := smallTable([]string{"1", "4", "", "n/a"})
		second.Notice = "Số liệu giả định"
		set := calibration.Settings{Draws: 64, Noise: 0.25, Seed: 1<<64 - 1}
		refused("calibration.study.none", func(tx *db.Tx) error {
			_, err := desk.Record(tx, by, v.ID, calibration.Outcome{})
			return err
		})
		var s *calibration.Study
		for _, table := range []*calibration.Table{first, second} {
			write(func(tx *db.Tx) (err error) {
				s, err = desk.Keep(tx, by, v.ID, calibration.FromWorkbook, table, set)
				return err
			})
		}
		latest := func() (found *calibration.Study) {
			t.Helper()
			if err := d.Read(context.Background(), func(tx *db.Tx) (err error) { found, err = calibration.Latest(tx, v.ID); return err }); err != nil {
				t.Fatal(err)
			}
			return found
		}
		if got := latest(); !reflect.DeepEqual(got, s) || !reflect.DeepEqual(got.Table, second) {
			t.Errorf("kept %+v\nread %+v", s, got)
		}
		write(func(tx *db.Tx) (err error) {
			s, err = desk.Tune(tx, by, v.ID, s.Revision, calibration.Settings{Seed: 7})
			return err
		})
		if got := latest(); got.Settings != (calibration.Settings{Seed: 7}) || got.Revision != 2 {
			t.Errorf("tuned %+v", got.Settings)
		}
		refused("calibration.study.changed", func(tx *db.Tx) error {
			_, err := desk.Tune(tx, by, v.ID, 1, calibration.Settings{Seed: 8})
			return err
		})

		changes := calibration.Changes{Maxima: map[string]scoring.Num{"A1": num("8")}, Targets: map[string]scoring.Num{"A1": num("1/3")}}
		o := calibration.Outcome{Changes: changes, Ranks: 3, Levels: 1}
		write(func(tx *db.Tx) error { _, err := desk.Record(tx, by, v.ID, o); return err })
		refused("calibration.minute.reasonless", func(tx *db.Tx) error {
			_, err := desk.Record(tx, criteria.By{Actor: by.Actor, Reason: " "}, v.ID, o)
			return err
		})
		refused("calibration.minute.long", func(tx *db.Tx) error {
			_, err := desk.Record(tx, criteria.By{Actor: by.Actor, Reason: strings.Repeat("đ", calibration.MostReason+1)}, v.ID, o)
			return err
		})
		refused("calibration.change.none", func(tx *db.Tx) error {
			_, _, err := desk.Adopt(tx, by, v.ID, v.Revision, calibration.Outcome{})
			return err
		})
		// A draft that somebody else has changed keeps its minutes as they were.
		refused("criteria.version.changed", func(tx *db.Tx) error {
			_, _, err := desk.Adopt(tx, by, v.ID, v.Revision+1, o)
			return err
		})
		write(func(tx *db.Tx) (err error) { v, _, err = desk.Adopt(tx, by, v.ID, v.Revision, o); return err })
		if a1, _ := criteria.Find(v.Framework, "A1"); a1.Max.String() != "8" || v.Framework.Root.Max.String() != "23" || a1.Rule.(*scoring.Ratio).Target.String() != "1/3" {
			t.Errorf("the draft has A1 %s, total %s", a1.Max, v.Framework.Root.Max)
		}
		var minutes []calibration.Minute
		if err := d.Read(context.Background(), func(tx *db.Tx) (err error) { minutes, err = calibration.Minutes(tx, v.ID); return err }); err != nil {
			t.Fatal(err)
		}
		if len(minutes) != 2 || !minutes[0].Adopted || minutes[1].Adopted || minutes[0].Ranks != 3 || minutes[0].Levels != 1 || minutes[0].Study != s.ID ||
			minutes[0].Reason != by.Reason || !reflect.DeepEqual(minutes[0].Changes, changes) || minutes[0].Author == "" {
			t.Errorf("minutes %+v", minutes)
		}
		for _, role := range []access.Role{access.Chair, access.Appraiser, access.Leader, access.Admin} {
			other := criteria.By{Actor: people.Actor(role), Reason: "thử"}
			refused("access.act.denied", func(tx *db.Tx) error {
				_, err := desk.Keep(tx, other, v.ID, calibration.FromWorkbook, first, set)
				return err
			})
			refused("access.act.denied", func(tx *db.Tx) error { _, err := desk.Record(tx, other, v.ID, o); return err })
			refused("access.act.denied", func(tx *db.Tx) error { _, _, err := desk.Adopt(tx, other, v.ID, v.Revision, o); return err })
			refused("access.act.denied", func(tx *db.Tx) error { _, err := desk.Tune(tx, other, v.ID, 2, set); return err })
		}
	})
}

// What is no table is not kept.
func TestKeepRefuses(t *testing.T) {
	d := dbtest.SQLite(t, allTables)
	people := accesstest.New(t, d)
	library := criteria.NewLibrary(people.Log, people.Gate)
	desk := calibration.NewDesk(people.Log, people.Gate, library)
	by := criteria.By{Actor: people.Actor(access.Secretariat), Reason: "thử"}
	ragged, twice := smallTable([]string{"1", "2"}), smallTable([]string{"1", "2", "0", "1"}, []string{"1", "2", "0", "1"})
	twice.Agencies[1].Code = "s1"
	for key, table := range map[string]*calibration.Table{"calibration.table.ragged": ragged, "calibration.agency.twice": twice, "calibration.table.empty": smallTable()} {
		err := d.Write(context.Background(), func(tx *db.Tx) error {
			v, err := library.New(tx, by, small("1", "5", "5", "10"), nil)
			if err != nil {
				return err
			}
			_, err = desk.Keep(tx, by, v.ID, calibration.FromWorkbook, table, calibration.Settings{Noise: 2})
			return err
		})
		if got := keysOf(err); !slices.Contains(got, key) || !slices.Contains(got, "calibration.setting.noise") {
			t.Errorf("%v, want %s and the noise", err, key)
		}
	}
}

package demo

import (
	"context"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

func houseIn(t testing.TB, d *db.DB) (House, *audit.Keys) {
	t.Helper()
	keys, err := audit.NewKeys("sansang/test")
	if err != nil {
		t.Fatal(err)
	}
	log, err := audit.Open(d, keys)
	if err != nil {
		t.Fatal(err)
	}
	rules := access.ASVS()
	rules.Second = nil
	gate, err := access.Open(d, log, access.Keys{access.NewKey()}, rules)
	if err != nil {
		t.Fatal(err)
	}
	return House{d, log, gate}, keys
}

var tables = []db.Migrations{audit.Migrations, access.Migrations, calendar.Migrations, agency.Migrations, figure.Migrations, criteria.Migrations, round.Migrations, assessment.Migrations, calibration.Migrations}

// TestSettle: everybody of the list can sign in with what is printed and has
// the role that is told, the province has its history, and the log is whole.
func TestSettle(t *testing.T) {
	dbtest.Each(t, tables, func(t *testing.T, d *db.DB) {
		ctx := context.Background()
		h, keys := houseIn(t, d)
		accounts, err := Settle(ctx, h)
		if err != nil {
			t.Fatal(err)
		}
		if len(accounts) < 12 {
			t.Errorf("%d accounts", len(accounts))
		}
		roles := map[access.Role]bool{}
		for _, a := range accounts {
			roles[a.Role] = true
			in, err := h.Gate.SignIn(ctx, access.Attempt{Login: a.Login, Password: a.Password})
			if err != nil {
				t.Errorf("%s: %v", a.Login, err)
				continue
			}
			visit, err := h.Gate.Enter(ctx, in.Token, audit.Origin{})
			if err != nil || visit.Need != access.NeedNothing || !slices.ContainsFunc(visit.Grants, func(g access.Grant) bool {
				return g.Role == a.Role && (g.Source != "") == a.Deputy && (g.Scope == access.Province) == (a.Agency.Vi == "")
			}) {
				t.Errorf("%s: %+v, %v", a.Login, visit, err)
			}
		}
		for _, r := range access.Roles {
			if !roles[r] {
				t.Errorf("nobody is %s", r)
			}
		}
		err = d.Read(ctx, func(tx *db.Tx) error {
			i, err := agency.LoadInstallation(tx)
			if err != nil {
				return err
			}
			if !i.Sample {
				t.Error("the installation does not say that its data are invented")
			}
			for day, want := range map[agency.Day]int{"2017-12-31": 29, "2025-06-30": 313 + 18 + 38 + 2, "2025-07-01": 99 + 15 + 1} {
				if all, err := agency.List(tx, agency.Filter{On: day}); err != nil || len(all) != want {
					t.Errorf("%s: %d agencies, want %d (%v)", day, len(all), want, err)
				}
			}
			p, err := agency.Load(tx)
			if err != nil {
				return err
			}
			if got := p.GroupIDs("so-y-te", "2026-11-25"); !slices.Equal(got, []string{"xep-hang/so-co-tthc", "xep-hang/so"}) {
				t.Errorf("so-y-te is in %v", got)
			}
			ward := Communes()[slices.IndexFunc(Communes(), func(c Commune) bool { return c.Name == wardShown })]
			merged := map[string]bool{}
			for _, e := range p.Lineage(ward.Code, 0).Edges {
				if e.How == agency.Merge && e.To == ward.Code && e.On == dayNew && e.Decision == nq1658 {
					merged[p.Agencies[e.From].Last().Name.Vi] = true
				}
			}
			if len(ward.Predecessors) < 2 || len(merged) != len(ward.Predecessors) || slices.ContainsFunc(ward.Predecessors, func(name string) bool { return !merged[name] }) {
				t.Errorf("%s comes from %v, want %v", ward.Name, merged, ward.Predecessors)
			}
			if a := p.Agencies[ward.Code]; len(a.Contacts) != 1 || a.Group(setCommunes, dayNew) != "ward" {
				t.Errorf("%s: %+v", ward.Name, a)
			}
			days, err := calendar.Load(tx)
			if err != nil {
				return err
			}
			for year, want := range map[int]calendar.Origin{2025: calendar.Stored, 2026: calendar.Stored, 2027: calendar.Computed} {
				if got := days.Table(year).Origin; got != want {
					t.Errorf("the calendar of %d is %s, want %s", year, got, want)
				}
			}
			items, err := figure.Open(h.Log, h.Gate).Dictionary(tx)
			if err == nil && len(items.All()) < 50 {
				t.Errorf("%d data items", len(items.All()))
			}
			versions, listed := criteria.List(tx)
			states := map[criteria.State]int{}
			for _, v := range versions {
				states[v.State]++
			}
			if listed != nil || states[criteria.Issued] != len(decisions) || states[criteria.Draft] != 1 {
				t.Errorf("frameworks: %v, %v", states, listed)
			}
			for _, v := range versions {
				if v.State != criteria.Draft {
					continue
				}
				study, err := calibration.Latest(tx, v.ID)
				if err != nil || study == nil || len(study.Table.Agencies) != 113 || study.Table.Notice == "" {
					t.Errorf("study of the draft: %+v, %v", study, err)
				}
				if minutes, err := calibration.Minutes(tx, v.ID); err != nil || len(minutes) != 1 || !minutes[0].Adopted || minutes[0].Ranks == 0 {
					t.Errorf("minutes of the draft: %+v, %v", minutes, err)
				}
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := h.Log.Sequence(ctx); err != nil {
			t.Fatal(err)
		}
		report, err := audit.Verify(ctx, d, keys.Public)
		if err != nil || report.Faults.Err() != nil || report.Waiting > 0 || report.Records < 500 {
			t.Errorf("the log: %+v, %v", report, err)
		}
	})
}

// TestPasswords: no two are alike, in one demonstration and between two.
func TestPasswords(t *testing.T) {
	seen := map[string]bool{}
	for range 2 {
		accounts, err := newAccounts()
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range accounts {
			if seen[a.Password] || len(a.Password) != 19 {
				t.Errorf("%s: %q", a.Login, a.Password)
			}
			seen[a.Password] = true
		}
	}
}

// TestPatience: what is refused for now is tried again, what is wrong is not.
func TestPatience(t *testing.T) {
	for kind, want := range map[fault.Kind]int{fault.Unavailable: 3, fault.Invalid: 1} {
		tries := 0
		err := patiently(t.Context(), func() error {
			if tries++; tries == 3 {
				return nil
			}
			return fault.New(kind, "demo.try.refused", nil)
		})
		if tries != want || (err == nil) != (want == 3) {
			t.Errorf("%v: %d tries, %v", kind, tries, err)
		}
	}
	ended, end := context.WithCancel(t.Context())
	end()
	tries := 0
	if err := patiently(ended, func() error { tries++; return fault.New(fault.Unavailable, "demo.try.refused", nil) }); err == nil || tries != 1 {
		t.Errorf("ended: %d tries, %v", tries, err)
	}
}

func BenchmarkSettle(b *testing.B) {
	for b.Loop() {
		h, _ := houseIn(b, dbtest.SQLite(b, tables))
		if _, err := Settle(context.Background(), h); err != nil {
			b.Fatal(err)
		}
	}
}

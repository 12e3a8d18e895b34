package assessment

import (
	"math"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/judging/round/roundtest"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/scoring"
)

// Reference values: R 4.3, quantile(c(1,3,4,8,13), type = 7).
func TestQuantile(t *testing.T) {
	for p, want := range map[float64]float64{0: 1, 0.25: 3, 0.5: 4, 0.75: 8, 0.9: 11, 1: 13} {
		if got := quantile([]float64{1, 3, 4, 8, 13}, p); math.Abs(got-want) > 1e-12 {
			t.Errorf("%v: %v, want %v", p, got, want)
		}
	}
	if got := quantile([]float64{7}, 0.25); got != 7 {
		t.Error(got)
	}
}

// TestPeers: a check that asks for the median of the group warns once enough
// others have answered, and before that says nothing.
func TestPeers(t *testing.T) {
	s := roundtest.New(t, dbtest.SQLite(t, allTables))
	v := s.Issue(s.Sample(), criteria.Check{Code: "lech", Name: scoring.Text{Vi: "Khác xa nhóm"}, Require: "may_tinh <= 3 * median.may_tinh", Severity: criteria.Warns})
	c := &counter{Stand: s, t: t, desk: NewDesk(s.Log, s.Gate), round: s.Step(s.Prepare(v.ID), round.Open), officer: By{Actor: s.At(access.Officer, "so-a")}}
	f := c.form("so-a")
	members := []round.Member{{Agency: "so-a", Group: f.Member.Group}}
	answers := map[string]map[string]Answer{"so-a": {"may_tinh": {Value: "1000"}}}
	f.Answers = answers["so-a"]
	warned := func() bool {
		f.peers = peersOf(f, members, answers)
		for _, found := range f.Review().Findings {
			if found.Check.Code == "lech" {
				return true
			}
		}
		return false
	}
	add := func(code, group, value string) {
		members = append(members, round.Member{Agency: code, Group: group})
		answers[code] = map[string]Answer{"may_tinh": {Value: value}}
	}
	for _, code := range []string{"a", "b", "c", "d"} {
		add(code, f.Member.Group, "10")
		add("x"+code, "nhóm khác", "10")
	}
	if warned() {
		t.Error("four others, and something is said of them")
	}
	add("e", f.Member.Group, "12")
	if !warned() || f.peers.Median["may_tinh"] != 10 || f.peers.Third["may_tinh"] != 10 {
		t.Errorf("five others: %+v", f.peers)
	}
	f.Answers["may_tinh"] = Answer{Value: "30"}
	if warned() {
		t.Error("within the bound")
	}
}

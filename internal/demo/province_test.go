package demo

import (
	"maps"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/agency"
)

// TestHistory: every order is sound, and each day has the agencies that it had.
func TestHistory(t *testing.T) {
	p := agency.NewProvince()
	for _, s := range []agency.Set{rankingSet(), communeSet()} {
		p.Sets[s.Code] = &s
	}
	for _, o := range history() {
		o.Seen = map[string]int64{}
		next, _, err := p.After(o)
		if err != nil {
			t.Fatalf("%s: %v", o.On, err)
		}
		p = next
	}
	for day, want := range map[agency.Day]map[agency.Kind]int{
		"2017-12-31": {"province": 2, "department": 19, "district": 8},
		"2025-06-30": {"province": 2, "department": 38, "district": 18, "commune": 209, "ward": 85, "township": 19},
		"2025-07-01": {"province": 1, "department": 15, "commune": 66, "ward": 33},
	} {
		got := map[agency.Kind]int{}
		for _, code := range p.On(day) {
			got[p.Agencies[code].On(day).Kind]++
		}
		if !maps.Equal(got, want) {
			t.Errorf("%s: %v, want %v", day, got, want)
		}
	}
}

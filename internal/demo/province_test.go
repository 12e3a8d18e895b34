package demo

import (
	"testing"

	"github.com/sansang-project/sansang/internal/ground/agency"
)

func TestHistory(t *testing.T) {
	p := agency.NewProvince()
	s := rankingSet()
	p.Sets[s.Code] = &s
	for _, o := range history() {
		o.Seen = map[string]int64{}
		next, notes, err := p.After(o)
		if err != nil {
			t.Fatalf("%s: %v", o.On, err)
		}
		for _, n := range notes {
			t.Logf("%s: %v", o.On, n)
		}
		p = next
	}
	for day, want := range map[agency.Day]map[agency.Kind]int{
		"2017-12-31": {"province": 2, "department": 19, "district": 8},
		"2025-06-30": {"province": 2, "department": 19, "district": 18, "commune": 229, "ward": 0, "township": 0},
		"2025-07-01": {"province": 1, "department": 15, "commune": 66, "ward": 33},
	} {
		got := map[agency.Kind]int{}
		for _, code := range p.On(day) {
			got[p.Agencies[code].On(day).Kind]++
		}
		t.Logf("%s: %v", day, got)
		for kind, n := range want {
			if n > 0 && got[kind] != n && kind != "commune" {
				t.Errorf("%s: %d of kind %s, want %d", day, got[kind], kind, n)
			}
		}
	}
}

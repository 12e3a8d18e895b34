package app

import (
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// places tells access what agency knows: the agencies of today, in the order of
// their names, and the groups of all sets, in the order of their sets.
func places(tx *db.Tx, lang string) ([]access.Place, error) {
	p, err := agency.Load(tx)
	if err != nil {
		return nil, err
	}
	today := agency.Day(calendar.DayAt(tx.Now()).String())
	entries, err := agency.List(tx, agency.Filter{On: today, Limit: 10_000})
	if err != nil {
		return nil, err
	}
	named := func(n agency.Name) string {
		if text.Lang(lang) == text.En && n.En != "" {
			return n.En
		}
		return n.Vi
	}
	var all []access.Place
	for _, e := range entries {
		all = append(all, access.Place{Scope: access.Scope{Level: access.OverAgency, ID: e.Code}, Name: named(e.Name), Groups: p.GroupIDs(e.Code, today)})
	}
	sets, err := agency.Sets(tx)
	if err != nil {
		return nil, err
	}
	for _, s := range sets {
		for _, g := range s.Groups {
			all = append(all, access.Place{Scope: access.Scope{Level: access.OverGroup, ID: agency.GroupID(s.Code, g.Code)}, Name: named(s.Name) + " · " + named(g.Name)})
		}
	}
	return all, nil
}

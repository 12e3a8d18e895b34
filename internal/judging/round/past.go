package round

import (
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Result is what was published of an agency in a past round. It is kept as it was
// published, whatever the answers come to today.
type Result struct {
	Agency string
	Points *scoring.Num // nil is not told
	Rank   int          // 1 is the first; 0 is not told
	Level  string       // code or words as published; "" is not told
}

// Import loads a past round as published: its cohort is what the workbook says,
// each agency known to the registry, and so is its result. ID, Phase, Imported,
// Created and Revision are given by the act, and so are the members' Round and
// Version. by.Reason says by which decision it was published.
func (c *Calendar) Import(tx *db.Tx, by By, r Round, members []Member, results []Result) (*Round, error) {
	who, err := c.gate.As(tx, by.Actor, access.RoundManage, access.Resource{Phase: Prepare})
	if err != nil {
		return nil, err
	}
	r.ID, r.Phase, r.Imported, r.Created, r.Plan = newID(), Published, true, tx.Now(), nil
	var list fault.List
	list.Add(c.check(tx, &r))
	if strings.TrimSpace(by.Reason) == "" {
		list.Add(fault.New(fault.Invalid, "round.past.reason", nil).WithPlace(fault.Place{Field: "reason"}))
	}
	if len(members) == 0 {
		list.Add(fault.New(fault.Invalid, "round.past.nobody", nil))
	}
	if err := list.Err(); err != nil {
		return nil, err
	}
	if err := insert(tx, &r); err != nil {
		return nil, err
	}
	members = slices.Clone(members)
	for i := range members {
		members[i].Round, members[i].Version = r.ID, r.VersionOf(members[i].Group)
	}
	slices.SortFunc(members, byName)
	if err := replaceMembers(tx, r.ID, members); err != nil {
		return nil, err
	}
	for i := range results {
		if err := insertResult(tx, r.ID, &results[i]); err != nil {
			return nil, err
		}
	}
	return &r, c.note(tx, who, by, "round.act.imported", &r, "", append(settingsOf(&Round{}, &r), audit.Change{Field: "year", After: strconv.Itoa(r.Year)}, audit.Change{Field: "members", After: strconv.Itoa(len(members))}))
}

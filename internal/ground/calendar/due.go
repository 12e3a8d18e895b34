package calendar

import (
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// askedFrom is the month from which the next year's table is asked for: the
// notices on Tết and the swaps of a year come in the autumn before it.
const askedFrom = time.October

// Due asks whoever keeps the calendar for the tables that deadlines need.
func (b *Book) Due(tx *db.Tx, v *access.Visit) ([]access.Task, error) {
	verdict, err := b.gate.Explain(tx, v.Person.ID, access.CalendarManage, access.Resource{})
	if err != nil || !verdict.Allowed {
		return nil, err
	}
	c, err := Load(tx)
	if err != nil {
		return nil, err
	}
	now := DayAt(tx.Now())
	var all []access.Task
	if !c.table(now.Year()).Confirmed {
		all = append(all, access.Task{Key: "calendar.due.table", Args: fault.Args{"year": yearText(now.Year())}, Path: pathOf(now.Year()), By: now.End()})
	}
	if next := now.Year() + 1; now >= DayOf(now.Year(), int(askedFrom), 1) && next <= lastYear && !c.table(next).Confirmed {
		all = append(all, access.Task{Key: "calendar.due.table", Args: fault.Args{"year": yearText(next)}, Path: pathOf(next), By: DayOf(now.Year(), 12, 31).End()})
	}
	return all, nil
}

// pathOf is the address of a year's page.
func pathOf(year int) string { return "/calendar?year=" + yearText(year) }

package assessment

import (
	"strconv"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Import loads the answers of a past round that was just loaded, by agency. They
// have the first version, and the forms are decided. file and hash name the
// workbook in the log.
func (d *Desk) Import(tx *db.Tx, by By, r *round.Round, answers map[string][]Answer, file, hash string) error {
	who, err := d.gate.As(tx, by.Actor, access.RoundManage, access.Resource{Phase: round.Prepare})
	if err != nil {
		return err
	}
	if !r.Imported {
		return fault.New(fault.Conflict, "assessment.past.led", nil)
	}
	members, err := round.Members(tx, r.ID)
	if err != nil {
		return err
	}
	count := 0
	for i := range members {
		agency := members[i].Agency
		for _, a := range answers[agency] {
			a.Person, a.At, a.Version = who.Person, tx.Now(), 0
			if err := putAnswer(tx, r.ID, agency, &a); err != nil {
				return err
			}
			count++
		}
		if err := putForm(tx, r.ID, agency, Decided, "", 0); err != nil {
			return err
		}
	}
	return d.note(tx, who, by, "assessment.past.loaded", objectOf(r.ID), "", []audit.Change{{Field: "file", After: file}, {Field: "hash", After: hash}, {Field: "count", After: strconv.Itoa(count)}})
}

package assessment

import (
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// chase asks who manages rounds to see to it that all agencies submit in time.
func (d *Desk) chase(tx *db.Tx, v *access.Visit) (all []access.Task, err error) {
	if v == nil {
		return nil, nil
	}
	rounds, err := round.List(tx)
	if err != nil {
		return nil, err
	}
	for _, r := range rounds {
		if !r.Answering() {
			continue
		}
		verdict, err := d.gate.Explain(tx, v.Actor.Person, access.RoundManage, access.Resource{Phase: r.Phase})
		if err != nil {
			return nil, err
		}
		if !verdict.Allowed {
			continue
		}
		members, err := round.Members(tx, r.ID)
		if err != nil {
			return nil, err
		}
		forms, err := formsOf(tx, r.ID)
		if err != nil {
			return nil, err
		}
		sent, whole := 0, 0
		for i := range members {
			if _, out := members[i].Excused(); out {
				continue
			}
			if whole++; forms[members[i].Agency].state == Submitted {
				sent++
			}
		}
		n, err := waiting(tx, r.ID)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			all = append(all, access.Task{Key: "assessment.task.questions", Path: WorklistPath(r.ID), Args: fault.Args{"count": n, "round": r.Name}})
		}
		if sent < whole {
			all = append(all, access.Task{Key: "assessment.task.chase", Path: BoardPath(r.ID), By: r.Due(round.Open), Args: fault.Args{"sent": sent, "all": whole, "round": r.Name}})
		}
	}
	return all, nil
}

// Due asks officers to fill in the forms of their agencies and heads to submit
// them, until the agency's deadline.
func (d *Desk) Due(tx *db.Tx, v *access.Visit) ([]access.Task, error) {
	forms, err := d.Own(tx, v)
	if err != nil {
		return nil, err
	}
	var all []access.Task
	for _, f := range forms {
		due := f.Due()
		if _, out := f.Member.Excused(); out || f.State != Draft || !f.Round.Answering() || !due.IsZero() && !tx.Now().Before(due) {
			continue
		}
		progress, _ := f.Progress()
		task := access.Task{Key: "assessment.task.fill", Path: Path(f.Round.ID, f.Member.Agency), By: due,
			Args: fault.Args{"agency": f.Member.Name, "given": progress.Given, "asked": progress.Asked}}
		if d.gate.Ask(tx, v.Actor, access.FormSubmit, f.Member.Resource(f.Round)) == nil {
			task.Key, task.Path = "assessment.task.submit", task.Path+"/submit"
			all = append(all, task)
			continue
		}
		sections, err := sectionsOf(tx, f.Round.ID, f.Member.Agency)
		if err != nil {
			return nil, err
		}
		if left, fields := f.mine(sections, v.Person.ID); fields > 0 {
			task.Key = "assessment.task.part"
			task.Args = fault.Args{"agency": f.Member.Name, "fields": fields, "left": left}
			if left == 0 {
				task.Key = "assessment.task.partDone"
			}
		}
		all = append(all, task)
	}
	chase, err := d.chase(tx, v)
	return append(all, chase...), err
}

package assessment

import (
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

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
		}
		all = append(all, task)
	}
	return all, nil
}

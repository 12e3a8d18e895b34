package console

import (
	"fmt"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Finding is what one check of an installation found, in words.
type Finding struct {
	Check  string `json:"check"`
	Name   string `json:"name"`
	Health string `json:"health"` // fine, warning or fault
	Found  string `json:"found"`
	Hint   string `json:"hint,omitempty"`
}

// doctorCommand looks whether an installation is well.
type doctorCommand struct {
	configuring
	Format string `enum:"text,json" default:"text" placeholder:"text|json" help:"console.doctor.format"`
}

// healthMarks stand before findings, as the marks of faults and notes do.
var healthMarks = map[string]string{"fine": "✓", "warning": "!", "fault": "✗"}

// Run prints every finding; one fault is enough for an exit code that a
// supervisor notices.
func (c *doctorCommand) Run(s *session) error {
	all, err := s.Doctor(s.ctx, c.configuration(), s.lang)
	if err != nil {
		return err
	}
	var worst error
	for _, f := range all {
		if f.Health == "fault" {
			worst = told{fault.New(fault.Unavailable, "console.doctor.ill", nil)}
		}
	}
	if c.Format == formatJSON {
		if err := s.writeJSON(all); err != nil {
			return err
		}
		return worst
	}
	columns := s.OutColumns
	if columns == 0 {
		columns = unbounded
	}
	for _, f := range all {
		line := f.Name + ": " + f.Found
		if f.Hint != "" {
			line += "\n→ " + f.Hint
		}
		fmt.Fprint(s.Out, wrapped(healthMarks[f.Health]+" "+line, 2, max(40, columns)))
	}
	verdict := "console.doctor.well"
	if worst != nil {
		verdict = "console.doctor.ill"
	}
	fmt.Fprintf(s.Out, "\n%s\n", s.say(verdict))
	return worst
}

package web

import (
	"context"
	"strings"
)

// FaultTable lists everything that is wrong with what was sent, or to be looked
// at, each at its place: file, sheet, cell, field.
func (s *Site) FaultTable(ctx context.Context, caption string, err error) Table {
	t := Table{Caption: caption, Columns: []Column{{Title: Say(ctx, "web.faults.place")}, {Title: Say(ctx, "web.faults.wrong")}, {Title: Say(ctx, "web.faults.found")}}}
	for _, f := range faultsOf(err) {
		told := s.Words.Tell(LangOf(ctx), f)
		said := []string{told.Sentence}
		if told.Expected != "" {
			said = append(said, Say(ctx, "web.trouble.expected", "value", told.Expected))
		}
		if told.Hint != "" {
			said = append(said, told.Hint)
		}
		t.Rows = append(t.Rows, Row{Cells: []Cell{{Text: told.Place}, {Text: strings.Join(said, " ")}, {Text: told.Found}}})
	}
	return t
}

package report

import "slices"

// fewNotes is how many notes of a group may stand beside the names without
// stretching the table.
const fewNotes = 5

// footnotes numbers the notes of a group from 1, the same words once, in the
// order of the rows. Where no agency has two and all are few, there are none:
// each note then stands beside its agency.
func footnotes(rows []Row) (marks [][]int, notes []string) {
	marks = make([][]int, len(rows))
	all, several := 0, false
	for i, row := range rows {
		all, several = all+len(row.Notes), several || len(row.Notes) > 1
		for _, note := range row.Notes {
			at := slices.Index(notes, note)
			if at < 0 {
				at, notes = len(notes), append(notes, note)
			}
			marks[i] = append(marks[i], at+1)
		}
	}
	if !several && all <= fewNotes {
		return make([][]int, len(rows)), nil
	}
	for _, m := range marks {
		slices.Sort(m)
	}
	return marks, notes
}

// Package answers reads and writes the two tables that are scored from files:
// the answers, one row an agency and one column an item, and the agencies with
// their groups, exemptions and adjustments. The format is docs/answers-format.md;
// this package is the program's side of that contract.
//
//	set, err := answers.Read(program, answers.Sources{Answers: book, Agencies: other})
//	result, err := scoring.Rank(set.Cohort, scoring.Options{Adjustments: set.Adjustments})
//
// Invariants:
//
//   - Every fault of both tables is reported in one pass, each with its cell;
//     a table with one fault that stops gives no Set.
//   - Nothing is guessed: a number with two readings is a question, a blank is
//     missing and never zero, a dash is refused, an unknown heading is refused.
//   - What is not applicable has a reason.
//   - Read(Write(x)) = x.
package answers

// Package calibration tries a draft of a framework on a plain table agency × item
// and shows it beside the issued version, so that the Council sees what a change
// does before it decides: who moves and why, which criteria no longer tell
// agencies apart, what each weighs in truth, how levels would be distributed, and
// how far the ranks hang on the weights.
//
//	t, notes, err := calibration.ReadTable(book, text.AskDecimal, draft, issued)
//	r, err := calibration.Trial(ctx, draft, issued, t, calibration.Settings{})
//	f, err := calibration.Apply(draft, calibration.Changes{Maxima: …}) // what if
//
// # Invariants
//
//   - A report is a pure function of the frameworks, the table and the settings;
//     points come from the engine and are exact, statistics stand beside them.
//   - The causes of a change add up to the change in score exactly, whatever the
//     tree combines, rescales, rounds or holds within a maximum (share.go).
//   - A missing value is not zero: statistics leave it out and it is counted apart.
//   - Apply changes no framework that it was given.
//
// # Statistics
//
// They follow OECD/JRC, Handbook on Constructing Composite Indicators (2008),
// through package index, over all agencies of the table that have the value;
// intervals are drawn group by group, as ranks are.
package calibration

// Package calendar owns the working days and the statutory dates of the province:
// which days public bodies rest, when a term ends, and what the law wants by when.
//
//	c, err := calendar.Load(tx)
//	due, err := c.Due(calendar.DayAt(tx.Now()), 20, calendar.WorkingDays)
//	// due.Day, due.Day.End(), due.Warnings
//	next := c.Occurrences(from, until)
//
// # What is in it
//
//   - day.go, lunar.go, sky.go: days at UTC+7 and the Vietnamese lunar calendar,
//     computed after Meeus, 1968 to 2199.
//   - law.go, law/holidays.yaml: the holidays of the law, the days in lieu, and what
//     was decided for 2021 to 2026, each with its document.
//   - table.go, row.go, sheet.go: a year's table, checked, read from plain rows and
//     from a workbook, and written as one.
//   - calendar.go, deadline.go: counting, and the end of a term.
//   - statutory.go, law/statutory.yaml: duties with a date of every year or month,
//     and terms that begin with an event, each with its article and validity.
//   - acts.go, store.go: what the province changes.
//
// # States of a year's table
//
//	weekends   before 2021: Saturdays and Sundays only
//	computed   from law alone; what the Prime Minister decides is assumed, and marked
//	shipped    with the decisions of that year, as this program knows them
//	stored     saved by the province; open until it is confirmed
//
// # Invariants
//
//   - A term whose days touch a year without a confirmed table, or a day that is
//     not decided, carries a warning that names it. A make-up day is never guessed.
//   - A stored version never changes: a change is a new version with its record in
//     the audit log, in the same transaction; whoever saw an older version than
//     the last is refused. LoadAt gives the calendar of any earlier time.
//   - The day of the event does not count. A term in calendar days that ends on a
//     day of rest ends on the next working day; one in working days cannot.
//
// Acts ask access first (calendar.manage); whoever is signed in may read. The
// program's own duties are not the province's to edit; they change with a version
// of the program.
package calendar

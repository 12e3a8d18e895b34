// Package assessment owns the agency's side of a round: the form and its
// answers.
//
// # The workbook of a form
//
//	err := assessment.WriteForm(w, form)                                  // XLSX, locked
//	changes, notes, err := assessment.ReadForm(name, data, form, options) // what was filled in
//
// A workbook carries, buried, which round, agency and framework version it is
// for, every answer as it was with its revision, and a short digest of every
// locked cell. Only what a person changed is a change; whoever writes it
// compares the revisions.
package assessment

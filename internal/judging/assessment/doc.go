// Package assessment owns the agency's side of a round: the form and its
// answers.
//
// # Answers
//
// Desk.Save keeps one answer at a time. It has a version, and who saw another one
// than the one that is there is told both values: nothing is written over. An
// edit carries a name by which it is applied once, however often it is sent. What
// comes after the agency's end, by the time of the server, is kept as a draft
// that counts for nothing (LateEdits). Claimed, not accepted, is that an item
// does not apply: it needs a reason.
//
// Form is the form as one value; Form.Points are computed by scoring from the
// agency's answers alone, and criteria that compare agencies wait for the end of
// the round (Form.Pending).
//
// # Evidence
//
// A file lies once in the file store; a row names it for an agency and a round,
// links say for which criteria it speaks and where in it to look. It is changed
// while the form is a draft and in time. What is taken away keeps its row. Bytes go
// out as an attachment in a sandbox: an infected file to nobody, one that waits for
// the scanner to the agency's own people. PDFs and pictures are drawn on our pages.
//
// # The workbook of a form
//
//	err := assessment.WriteForm(w, form)                                  // XLSX, locked
//	changes, notes, err := assessment.ReadForm(name, data, form, options) // what was filled in
//
//	err = assessment.WriteBlank(w, form)                                  // to print
//	err = assessment.WriteAll(w, all)                                     // all agencies
//	changes, notes, err = assessment.ReadAll(name, data, all, options)
//
// A workbook carries, buried, which round, agency and framework version it is
// for, every answer as it was with its revision, and a short digest of every
// locked cell. Only what a person changed is a change; whoever writes it
// compares the revisions.
package assessment

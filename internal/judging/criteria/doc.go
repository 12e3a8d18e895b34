// Package criteria owns frameworks as people make them: the tree of criteria
// with its data items, rules, bands, conditions and legal basis, as a YAML file,
// as a workbook that a secretariat edits in Excel, and as versions that are
// drafted, issued by a decision, and withdrawn.
//
// # Versions
//
//	draft → issued → withdrawn; a draft that came to nothing is discarded
//
// Library.Edit changes a draft with the functions of tree.go and item.go; a
// draft may be unsound, and Version.Findings tells why. An issued version never
// changes: Clone makes a draft of it, or one that amends it. Items are frozen
// copies of the dictionary's. Checks (check.go) compare answers and never score.
//
// Pages (pages.go) list, show, begin, edit, issue, compare and print versions;
// Offer is their open interface. Whoever is signed in reads what was issued, the
// Council reads drafts, the secretariat makes them (MayRead, access policy).
//
// # Two faces
//
//	d, notes, err := criteria.Open(name, data, sheet.Options{})   // framework and checks; YAML or XLSX, by content
//	err = criteria.WriteSheet(w, d, text.Vi)                      // XLSX
//	d, notes, err = criteria.ReadSheet(book, text.AskDecimal)     // XLSX as read
//	f, err = criteria.Load("ict-readiness-2026")                  // a shipped framework
//
// Reading either face and writing the other loses nothing: every column of the
// workbook is one accessor, used both ways (column.go). Texts are NFC without
// blanks around and without control characters in both faces.
//
// # The workbook
//
// The first sheet is the annex of a decision: seven printed columns (STT, chỉ
// tiêu, điểm tối đa, cách xác định và tính điểm, tài liệu kiểm chứng, nguồn dữ
// liệu, đơn vị phối hợp xác minh) and, right of them, what the program needs
// (code, parent, rule and so on), which is not printed. The other sheets hold
// one table each: data items, options, bands, gates, groups, rubric, legal
// basis, settings, texts in the other language, and a guide.
//
// Sheets and columns are found by their headings in either language, in any
// order; columns that nobody knows are named in a warning. The number STT is
// not read: the column "thuộc" tells what a criterion is a part of.
//
// # The editor
//
// Every form is read and filled by a pair of functions on sent (*_form.go), so
// that a thing saved untouched stays as it is; rule_form.go describes the form of
// each kind of rule. A save names the revision that was shown: a lost race keeps
// what was typed and shows, from the log, what others changed.
//
// # Invariants
//
//   - Every fault names the file and the sheet and cell, or the line; all come
//     in one pass, those of scoring.Check too, at the cell that they are about.
//   - What a wrong cell alone has caused is not reported again: with a maximum
//     that cannot be read, sums of maxima are not judged.
//   - Nothing is guessed: `1.234` in a cell of text is a question.
//   - A framework that comes out of here compiles.
package criteria

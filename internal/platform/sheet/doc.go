// Package sheet treats workbooks (XLSX) and CSV files as cells with addresses,
// and writes both. It knows no word of what the cells mean.
//
// # Reading
//
//	book, err := sheet.ReadFile(path, sheet.Options{})       // whole, preset Form
//	book, err := sheet.Read(name, readerAt, size, options)   // the same from memory
//	notes, err := sheet.Stream(name, readerAt, size, options, visit) // row by row
//
// A book has sheets, a sheet has rows, a row has only the cells that hold
// something. Every cell knows its place (`Sheet!B7`, or line and column of a
// CSV), so that whoever reads it can report a fault exactly there:
//
//	number, err := cell.Number(options.Decimal)   // err is a fault with place
//
// A file that cannot be read at all gives an error (a fault or a fault.List). A
// cell that cannot be read carries its fault in Cell.Fault and gives it back
// from every accessor; whoever does not need that cell is not disturbed. What
// should be looked at though it can be read (hidden rows, cached formulas,
// merged cells, links to other files) is a warning in Book.Notes.
//
// # Writing
//
//	out := sheet.New(sheet.Meta{Title: "…", Lang: text.Vi})
//	page := out.Page("Xếp hạng", sheet.Layout{…})
//	page.Row(sheet.Head, sheet.Text("STT"), sheet.Text("Cơ quan"))
//	page.Row(sheet.Body, sheet.Int(1), sheet.Text("Sở Y tế"))
//	err := out.WriteXLSX(w)        // or page.WriteCSV(w, sheet.CSV{})
//
// # Invariants
//
//   - Limits hold before anything is inflated (the directory of the zip) and
//     while it is (bytes are counted): a bomb costs neither time nor memory.
//   - A formula without a cached value is a fault. It is never computed here:
//     another program's arithmetic must not decide a number. It is never 0.
//   - Text is NFC. Text written stays text: never a formula, in XLSX by type,
//     in CSV by the apostrophe that OWASP advises, which reading takes off.
//   - The same pages give the same bytes, so that golden files can be kept.
//
// Reading does not go through excelize: its grid is dense, so that one cell at
// XFD1048576 costs gigabytes within any limit on unzipped size, and it does not
// tell a formula without a cached value from one whose value is the empty text.
// Writing does.
package sheet

package sheet

// Limits bound what a file may cost before it is refused. They follow the
// figures of Excel where it has one (a cell's 32,767 characters) and what a
// form or a register of one province needs elsewhere.
type Limits struct {
	FileBytes     int64 // the file as sent
	UnzippedBytes int64 // all members of the workbook together
	Ratio         int64 // unzipped to zipped, judged above ratioFloor only
	Entries       int   // members of the zip
	Sheets        int
	Rows          int // a sheet's last row, blank ones counted
	Columns       int // a sheet's last column
	Cells         int // cells with content in the whole file; bounds the memory of Read
	CellChars     int // UTF-16 units of one cell, as Excel counts
}

// ratioFloor is the size below which the ratio is not judged: small members of
// honest files (a sheet of equal rows) reach 100:1 easily and hurt nobody.
const ratioFloor = 1 << 20

const mib = 1 << 20

// Form is the preset for forms, frameworks and answer workbooks.
var Form = Limits{
	FileBytes: 32 * mib, UnzippedBytes: 64 * mib, Ratio: 100, Entries: 2_000,
	Sheets: 100, Rows: 20_000, Columns: 200, Cells: 1_000_000, CellChars: 32_767,
}

// Register is the preset for large lists, meant for Stream.
var Register = Limits{
	FileBytes: 128 * mib, UnzippedBytes: 512 * mib, Ratio: 100, Entries: 2_000,
	Sheets: 100, Rows: 200_000, Columns: 200, Cells: 20_000_000, CellChars: 32_767,
}

package answers

import (
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Limits bound the two tables. They are wider than those of a form, since the
// person who runs the program chose the file, and a framework may have more
// items than a form has columns.
var Limits = sheet.Limits{
	FileBytes: 256 << 20, UnzippedBytes: 1 << 30, Ratio: 100, Entries: 2_000,
	Sheets: 100, Rows: 200_000, Columns: 2_000, Cells: 5_000_000, CellChars: 32_767,
}

// Remark begins a row that is no agency: Options.Remark of a CSV to be read.
const Remark = "#"

// Sources are the tables as they were read.
type Sources struct {
	Answers *sheet.Book
	// Agencies is nil when the agencies stand in the answers themselves, or on
	// a sheet named agencies in the same workbook.
	Agencies *sheet.Book
	Decimal  text.Decimal
}

// Set is what the two tables say.
type Set struct {
	Cohort      *scoring.Cohort
	Adjustments []scoring.Adjustment
	// Reasons tells by the indexes of agency and item why the item is not
	// applicable.
	Reasons map[[2]int]string
	// Notice is what the remarks above the headings say, such as that the data
	// are invented: to be shown wherever the result is. "" when there are none.
	Notice string
	// Notes are warnings: items without a column, agencies without answers,
	// and those of reading the files.
	Notes fault.List
}

// Names of the sheets of a workbook that holds more than one.
const (
	answersSheet  = "answers"
	agenciesSheet = "agencies"
)

// Keys of the columns that are no items.
const (
	columnAgency = "agency"
	columnName   = "name"
	columnGroup  = "group"
	columnExempt = "exempt"
	columnAdjust = "adjust"
	columnNote   = "note"
)

// headings are the names under which a column is known, folded.
func headings(names map[string][]string) map[string]string {
	folded := map[string]string{}
	for key, all := range names {
		for _, name := range all {
			folded[text.Fold(name)] = key
		}
	}
	return folded
}

var answersHeadings = headings(map[string][]string{
	columnAgency: {"agency", "cơ quan", "mã cơ quan"},
	columnName:   {"name", "tên", "tên cơ quan"},
	columnGroup:  {"group", "nhóm"},
	columnNote:   {"note", "ghi chú"},
})

var agenciesHeadings = headings(map[string][]string{
	columnAgency: {"code", "agency", "mã", "mã cơ quan"},
	columnName:   {"name", "tên", "tên cơ quan"},
	columnGroup:  {"group", "nhóm"},
	columnExempt: {"exempt", "miễn"},
	columnAdjust: {"adjust", "điều chỉnh"},
	columnNote:   {"note", "ghi chú"},
})

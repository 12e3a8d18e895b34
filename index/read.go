package index

import (
	"encoding/csv"
	"errors"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Limits of the readers: far above any index known (100,000 agencies × 100
// criteria is the largest cohort planned for), low enough that a hostile file
// cannot fill the memory with columns.
const (
	maxColumns = 20_000
	maxRows    = 2_000_000
)

// csvTable is a CSV file as text with the line of every record.
type csvTable struct {
	source string
	header []string
	rows   [][]string
	lines  []int
}

// readCSV reads comma-separated UTF-8 text with a header. A byte order mark is
// skipped; records of another length than the header are faults.
func readCSV(r io.Reader, source string) (*csvTable, error) {
	cr := csv.NewReader(r)
	cr.FieldsPerRecord = -1
	cr.ReuseRecord = false
	t := &csvTable{source: source}
	var faults Faults
	for {
		rec, err := cr.Read()
		if err == io.EOF {
			break
		}
		if err != nil {
			var pe *csv.ParseError
			if errors.As(err, &pe) {
				faults.add("csv.syntax", Place{Source: source, Line: pe.Line}, pe.Err)
			} else {
				faults.add("csv.read", Place{Source: source}, err)
			}
			return nil, faults.err()
		}
		line, _ := cr.FieldPos(0)
		if t.header == nil {
			rec[0] = strings.TrimPrefix(rec[0], "\ufeff")
			t.header = rec
			if len(rec) > maxColumns {
				return nil, oneFault("csv.columns", Place{Source: source, Line: line}, len(rec), maxColumns)
			}
			continue
		}
		if len(t.rows) == maxRows {
			return nil, oneFault("csv.rows", Place{Source: source, Line: line}, maxRows)
		}
		if len(rec) != len(t.header) {
			faults.add("csv.width", Place{Source: source, Line: line}, len(rec), len(t.header))
			continue
		}
		t.rows = append(t.rows, rec)
		t.lines = append(t.lines, line)
	}
	if t.header == nil {
		faults.add("csv.empty", Place{Source: source})
	}
	for j, h := range t.header {
		if slices.Index(t.header, h) != j {
			faults.add("csv.column_double", Place{Source: source, Line: 1, Column: h})
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return t, nil
}

// parseNumber reads a number as R and COINr write it: decimal point, optional
// exponent; empty, NA and NaN are missing. ok is false for anything else, an
// infinite value included.
func parseNumber(s string) (x float64, ok bool) {
	s = strings.TrimSpace(s)
	if s == "" || s == "NA" || s == "NaN" {
		return math.NaN(), true
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9', c == '.', c == '-', c == '+', c == 'e', c == 'E':
		default:
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(s, 64)
	if err != nil || math.IsInf(x, 0) {
		return 0, false
	}
	return x, true
}

// ReadMeta reads iMeta in COINr's conventions: CSV with a header, one row a
// node or special column. Required columns: iCode, Parent, Direction, Weight,
// Type; read when there: Level, iName, Unit, Denominator, Target; any other
// column is ignored. An empty Direction or Weight of an indicator or aggregate
// is 1. All faults are reported in one pass, those of the tree by NewTree.
func ReadMeta(r io.Reader) ([]MetaRow, error) {
	t, err := readCSV(r, "iMeta")
	if err != nil {
		return nil, err
	}
	var faults Faults
	at := make(map[string]int, len(t.header))
	for j, h := range t.header {
		at[h] = j
	}
	for _, need := range []string{"iCode", "Parent", "Direction", "Weight", "Type"} {
		if _, ok := at[need]; !ok {
			faults.add("csv.column_missing", Place{Source: "iMeta", Line: 1, Column: need})
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	out := make([]MetaRow, 0, len(t.rows))
	for k, rec := range t.rows {
		text := func(column string) string {
			if j, ok := at[column]; ok {
				if s := strings.TrimSpace(rec[j]); s != "NA" {
					return s
				}
			}
			return ""
		}
		row := MetaRow{Line: t.lines[k], Code: text("iCode"), Name: text("iName"), Type: NodeType(text("Type")), Parent: text("Parent"), Unit: text("Unit"), Denominator: text("Denominator")}
		number := func(column string, missing float64) float64 {
			x, ok := parseNumber(text(column))
			if !ok {
				faults.add("csv.number", metaPlace(&row, column), text(column))
			}
			if !ok || math.IsNaN(x) {
				return missing
			}
			return x
		}
		row.Direction = number("Direction", 1)
		row.Weight = number("Weight", 1)
		row.Target = number("Target", math.NaN())
		if level := number("Level", 0); level != math.Trunc(level) || level < 0 || level > maxLevels {
			faults.add("meta.level_range", metaPlace(&row, "Level"), level, maxLevels)
		} else {
			row.Level = int(level)
		}
		out = append(out, row)
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// WriteMeta writes rows as ReadMeta reads them.
func WriteMeta(w io.Writer, meta []MetaRow) error {
	cw := csv.NewWriter(w)
	num := func(x float64) string {
		if math.IsNaN(x) {
			return ""
		}
		return strconv.FormatFloat(x, 'g', -1, 64)
	}
	_ = cw.Write([]string{"iCode", "iName", "Level", "Parent", "Direction", "Weight", "Type", "Unit", "Denominator", "Target"})
	for _, r := range meta {
		level := ""
		if r.Level > 0 {
			level = strconv.Itoa(r.Level)
		}
		_ = cw.Write([]string{r.Code, r.Name, level, r.Parent, num(r.Direction), num(r.Weight), string(r.Type), r.Unit, r.Denominator, num(r.Target)})
	}
	cw.Flush()
	return cw.Error()
}

// ReadData reads iData in COINr's conventions: CSV with a header; uCode (the
// unit's code) is required, uName and Time are read when there, and every other
// column is what iMeta says of its code: Indicator or Denominator columns are
// numbers, Group columns are labels, Other columns are skipped. A column that
// iMeta does not know and an indicator, denominator or group of iMeta without
// its column are faults.
//
// With a nil meta, columns in which every filled cell is a number are
// indicators and all others are groups.
//
// Numbers have a decimal point; empty, NA and NaN are missing. Anything else is a
// fault with its line and column: nothing is guessed.
func ReadData(r io.Reader, meta []MetaRow) (*Data, error) {
	t, err := readCSV(r, "iData")
	if err != nil {
		return nil, err
	}
	var faults Faults
	n := len(t.rows)
	d := &Data{Groups: map[string][]string{}}
	var units, codes []string
	var numeric []int // columns of the file
	kinds := kindsOf(t, meta, &faults)
	for j, kind := range kinds {
		switch kind {
		case "uCode":
			units = make([]string, n)
			for i, rec := range t.rows {
				if units[i] = strings.TrimSpace(rec[j]); units[i] == "" {
					faults.add("data.unit_missing", Place{Source: "iData", Line: t.lines[i], Column: "uCode"})
				}
			}
		case "uName":
			d.Names = t.column(j)
		case "Time":
			d.Time = t.numbers(j, &faults)
		case TypeGroup:
			d.GroupCodes = append(d.GroupCodes, t.header[j])
			labels := t.column(j)
			for i := range labels {
				if labels[i] == "NA" {
					labels[i] = ""
				}
			}
			d.Groups[t.header[j]] = labels
		case TypeIndicator, TypeDenominator:
			codes = append(codes, t.header[j])
			numeric = append(numeric, j)
		}
	}
	d.Values = NewTable(units, codes)
	for k, j := range numeric {
		d.Values.Cols[k] = t.numbers(j, &faults)
	}
	if d.Names == nil {
		d.Names = units
	}
	if n == 0 {
		faults.add("data.no_rows", Place{Source: "iData"})
	}
	seen := make(map[string]int, n)
	for i, u := range units {
		if d.Time != nil {
			u += "\x00" + strconv.FormatFloat(d.Time[i], 'g', -1, 64)
		}
		if first, ok := seen[u]; ok && units[i] != "" {
			faults.add("data.row_double", Place{Source: "iData", Line: t.lines[i], Unit: units[i]}, first)
		} else {
			seen[u] = t.lines[i]
		}
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return d, nil
}

// kindsOf says what every column of the file is.
func kindsOf(t *csvTable, meta []MetaRow, faults *Faults) []NodeType {
	known := make(map[string]NodeType, len(meta))
	for _, r := range meta {
		known[r.Code] = r.Type
	}
	kinds := make([]NodeType, len(t.header))
	for j, h := range t.header {
		switch {
		case h == "uCode" || h == "uName" || h == "Time":
			kinds[j] = NodeType(h)
		case meta == nil:
			kinds[j] = TypeIndicator
			for _, rec := range t.rows {
				if _, ok := parseNumber(rec[j]); !ok {
					kinds[j] = TypeGroup
					break
				}
			}
		case known[h] == "":
			faults.add("data.column_unknown", Place{Source: "iData", Line: 1, Column: h})
		case known[h] == TypeAggregate:
			faults.add("data.column_aggregate", Place{Source: "iData", Line: 1, Column: h})
		default:
			kinds[j] = known[h]
		}
	}
	if !slices.Contains(t.header, "uCode") {
		faults.add("csv.column_missing", Place{Source: "iData", Line: 1, Column: "uCode"})
	}
	for _, r := range meta {
		switch r.Type {
		case TypeIndicator, TypeDenominator, TypeGroup:
			if !slices.Contains(t.header, r.Code) {
				faults.add("csv.column_missing", Place{Source: "iData", Line: 1, Column: r.Code})
			}
		}
	}
	return kinds
}

func (t *csvTable) column(j int) []string {
	out := make([]string, len(t.rows))
	for i, rec := range t.rows {
		out[i] = strings.TrimSpace(rec[j])
	}
	return out
}

func (t *csvTable) numbers(j int, faults *Faults) []float64 {
	out := make([]float64, len(t.rows))
	for i, rec := range t.rows {
		x, ok := parseNumber(rec[j])
		if !ok {
			x = math.NaN()
			faults.add("csv.number", Place{Source: t.source, Line: t.lines[i], Column: t.header[j]}, rec[j])
		}
		out[i] = x
	}
	return out
}

var _ = addTexts(map[Code]sentence{
	"csv.syntax":            {"this is not valid CSV: %v", "không đúng định dạng CSV: %v"},
	"csv.read":              {"reading failed: %v", "không đọc được: %v"},
	"csv.columns":           {"%d columns; at most %d are read", "có %d cột; chỉ đọc tối đa %d"},
	"csv.rows":              {"more than %d rows", "có hơn %d dòng"},
	"csv.width":             {"%d fields; the header has %d", "có %d ô; dòng tiêu đề có %d"},
	"csv.empty":             {"the file is empty; expected a line of column names", "tệp rỗng; cần có dòng tên cột"},
	"csv.column_double":     {"two columns have this name", "hai cột trùng tên này"},
	"csv.column_missing":    {"this column is missing", "thiếu cột này"},
	"csv.number":            {"%q is not a number; expected digits with a decimal point, or nothing where the value is missing", "%q không phải là số; cần chữ số với dấu chấm thập phân, hoặc để trống nếu thiếu số liệu"},
	"data.unit_missing":     {"the unit has no code", "đơn vị chưa có mã"},
	"data.no_rows":          {"there is no row of data", "không có dòng số liệu nào"},
	"data.row_double":       {"the unit (at this time) already stands in line %d", "đơn vị (ở kỳ này) đã có ở dòng %d"},
	"data.column_unknown":   {"iMeta has no row for this column; add one (type Other to skip it)", "iMeta không có dòng cho cột này; hãy thêm (loại Other để bỏ qua)"},
	"data.column_aggregate": {"iMeta says that this is an aggregate; aggregates are computed, not read", "theo iMeta đây là nhóm tổng hợp; giá trị nhóm được tính, không đọc từ tệp"},
})

package index

import (
	"math"
	"slices"
)

// Table is named numeric columns over named units. Cols[j][i] is column j of
// unit i; NaN is missing. Every column is len(Units) long.
//
// Steps return a new Table and may share the columns they did not change:
// nobody writes into a Table that he did not make.
type Table struct {
	Units []string    // codes of the units, in the order of the rows
	Codes []string    // codes of the columns
	Cols  [][]float64 // one slice a column
}

// NewTable makes a table of missing values, its columns in one block of memory.
func NewTable(units, codes []string) *Table {
	n, p := len(units), len(codes)
	block := make([]float64, n*p)
	for i := range block {
		block[i] = math.NaN()
	}
	t := &Table{Units: units, Codes: codes, Cols: make([][]float64, p)}
	for j := range t.Cols {
		t.Cols[j] = block[j*n : (j+1)*n : (j+1)*n]
	}
	return t
}

// Rows is the number of units.
func (t *Table) Rows() int { return len(t.Units) }

// Index is the position of the column, or -1.
func (t *Table) Index(code string) int { return slices.Index(t.Codes, code) }

// Col is the column, or nil when there is none of that code.
func (t *Table) Col(code string) []float64 {
	if j := t.Index(code); j >= 0 {
		return t.Cols[j]
	}
	return nil
}

// Select gives a table of the named columns in the given order, sharing them.
// Every code that the table lacks is a fault (table.column_unknown).
func (t *Table) Select(codes []string) (*Table, error) {
	out := &Table{Units: t.Units, Codes: codes, Cols: make([][]float64, len(codes))}
	var at map[string]int // built only when the order differs
	var faults Faults
	for k, c := range codes {
		if k < len(t.Codes) && t.Codes[k] == c {
			out.Cols[k] = t.Cols[k]
			continue
		}
		if at == nil {
			at = make(map[string]int, len(t.Codes))
			for j, code := range t.Codes {
				at[code] = j
			}
		}
		j, ok := at[c]
		if !ok {
			faults.add("table.column_unknown", Place{Node: c})
			continue
		}
		out.Cols[k] = t.Cols[j]
	}
	if err := faults.err(); err != nil {
		return nil, err
	}
	return out, nil
}

// PickRows gives a copy of the table with only the rows of the given positions,
// in that order. Positions out of range are skipped.
func (t *Table) PickRows(rows []int) *Table {
	n := len(t.Units)
	rows = slices.DeleteFunc(slices.Clone(rows), func(i int) bool { return i < 0 || i >= n })
	units := make([]string, len(rows))
	for k, i := range rows {
		units[k] = t.Units[i]
	}
	out := NewTable(units, t.Codes)
	for j, col := range t.Cols {
		for k, i := range rows {
			out.Cols[j][k] = col[i]
		}
	}
	return out
}

// shallow copies the table's frame: same units and codes, the columns shared
// until the caller puts another slice into Cols[j].
func (t *Table) shallow() *Table {
	return &Table{Units: t.Units, Codes: t.Codes, Cols: slices.Clone(t.Cols)}
}

// check finds what would make a step read out of bounds or compute nonsense:
// ragged columns, doubled codes, infinite values.
func (t *Table) check(source string) error {
	var faults Faults
	if len(t.Codes) != len(t.Cols) {
		return oneFault("table.ragged", Place{Source: source}, "Codes", len(t.Codes), len(t.Cols))
	}
	seen := make(map[string]bool, len(t.Codes))
	for j, col := range t.Cols {
		if seen[t.Codes[j]] {
			faults.add("table.column_double", Place{Source: source, Column: t.Codes[j]})
		}
		seen[t.Codes[j]] = true
		if len(col) != len(t.Units) {
			faults.add("table.ragged", Place{Source: source, Column: t.Codes[j]}, t.Codes[j], len(t.Units), len(col))
			continue
		}
		for i, x := range col {
			if math.IsInf(x, 0) {
				faults.add("table.infinite", Place{Source: source, Column: t.Codes[j], Unit: t.Units[i]}, x)
			}
		}
	}
	return faults.err()
}

var _ = addTexts(map[Code]sentence{
	"table.column_unknown": {"the table has no column of this code; add it to the data or take it out of the tree", "bảng số liệu không có cột mang mã này; bổ sung cột vào số liệu hoặc bỏ mã khỏi cây chỉ tiêu"},
	"table.column_double":  {"two columns have this code; a code must be unique", "hai cột cùng mang mã này; mỗi mã chỉ được dùng một lần"},
	"table.ragged":         {"%v: expected %d entries, found %d", "%v: cần %d phần tử, có %d"},
	"table.infinite":       {"the value is infinite (%v); correct it or leave the cell empty", "giá trị vô hạn (%v); sửa lại hoặc để trống ô này"},
})

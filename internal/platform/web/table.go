package web

import (
	"context"
	"io"

	"github.com/a-h/templ"
)

// Table is rows under columns. Header and first column stay while the box
// scrolls; the first cell of a row is its heading.
type Table struct {
	Caption string // what the table answers; must be there
	// HideCaption keeps the caption for those who listen, where a heading just
	// above says the same.
	HideCaption bool
	Columns     []Column
	Rows        []Row
	Total       *Row
	Empty       Empty // shown instead when there are no rows
	// Wide tells that the table has more columns than a screen, so the first
	// one gets an edge.
	Wide bool
	// Grid lets the browser sort and scroll it where JavaScript runs; the page
	// needs Page.Grid.
	Grid bool
}

// Column is one heading. The unit stands here, never in the cells.
type Column struct {
	Title, Unit string
	Number      bool   // right-aligned
	Sort        string // address that sorts by it, "" when it cannot
	Sorted      Order
}

// Order is which way a column is sorted now.
type Order uint8

const (
	Unsorted Order = iota
	Ascending
	Descending
)

// Row is one line, a cell a column.
type Row struct {
	Cells []Cell
}

// Cell is a value as it is read. A cell with neither Text nor Part is absent,
// which is shown and said; zero is "0".
type Cell struct {
	Text  string
	Href  string          // where the value comes from
	Note  string          // under the value, small
	Value string          // the plain number behind Text, for sorting in a grid
	Part  templ.Component // instead of Text
}

// Render writes the part.
func (t Table) Render(ctx context.Context, w io.Writer) error { return table(t).Render(ctx, w) }

func (o Order) attributes() templ.Attributes {
	switch o {
	case Ascending:
		return templ.Attributes{"aria-sort": "ascending"}
	case Descending:
		return templ.Attributes{"aria-sort": "descending"}
	}
	return nil
}

func (o Order) sign() string {
	switch o {
	case Ascending:
		return "▲"
	case Descending:
		return "▼"
	}
	return "↕"
}

func (t Table) number(i int) bool { return i < len(t.Columns) && t.Columns[i].Number }

func (c Cell) attributes() templ.Attributes {
	if c.Value != "" {
		return templ.Attributes{"data-value": c.Value}
	}
	return nil
}

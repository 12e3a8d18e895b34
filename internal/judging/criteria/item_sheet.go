package criteria

import (
	"github.com/sansang-project/sansang/scoring"
)

// items is the dictionary of data items.
var items = table[scoring.Item]{
	name: "item", needed: true, code: func(it *scoring.Item) string { return it.Code },
	columns: []column[scoring.Item]{
		words("code", func(it *scoring.Item) *string { return &it.Code }).wide(24).needed(),
		own("name", func(it *scoring.Item) *scoring.Text { return &it.Name }).wide(36).needed(),
		own("definition", func(it *scoring.Item) *scoring.Text { return &it.Definition }).wide(40),
		own("unit", func(it *scoring.Item) *scoring.Text { return &it.Unit }).wide(12),
		choice("type", "criteria.item.", itemTypes, func(it *scoring.Item) *scoring.ItemType { return &it.Type }).wide(14).needed(),
		perhaps("least", func(it *scoring.Item) **scoring.Num { return &it.Min }).wide(10),
		perhaps("most", func(it *scoring.Item) **scoring.Num { return &it.Max }).wide(10),
		own("source", func(it *scoring.Item) *scoring.Text { return &it.Source }).wide(24),
		own("owner", func(it *scoring.Item) *scoring.Text { return &it.Owner }).wide(24),
		yes("context", func(it *scoring.Item) *bool { return &it.Context }).wide(12),
		other("otherName", func(it *scoring.Item) *scoring.Text { return &it.Name }).wide(36),
		other("otherDefinition", func(it *scoring.Item) *scoring.Text { return &it.Definition }).wide(40),
		other("otherUnit", func(it *scoring.Item) *scoring.Text { return &it.Unit }).wide(12),
		other("otherSource", func(it *scoring.Item) *scoring.Text { return &it.Source }).wide(24),
		other("otherOwner", func(it *scoring.Item) *scoring.Text { return &it.Owner }).wide(24),
	},
}

var itemTypes = []scoring.ItemType{scoring.Count, scoring.Number, scoring.Percent, scoring.YesNo, scoring.Choice, scoring.Level, scoring.Words}

// optionRow is one answer of an item of type choice.
type optionRow struct {
	scoring.Option
	item string
}

// options stand on a sheet of their own, one a row, in the order of the item.
var options = table[optionRow]{
	name: "option",
	columns: []column[optionRow]{
		words("ofItem", func(o *optionRow) *string { return &o.item }).wide(20).needed(),
		words("code", func(o *optionRow) *string { return &o.Code }).wide(20).needed(),
		own("name", func(o *optionRow) *scoring.Text { return &o.Name }).wide(48),
		other("otherName", func(o *optionRow) *scoring.Text { return &o.Name }).wide(48),
	},
}

func optionRows(f *scoring.Framework) (rows []optionRow) {
	for i := range f.Items {
		for _, o := range f.Items[i].Options {
			rows = append(rows, optionRow{o, f.Items[i].Code})
		}
	}
	return rows
}

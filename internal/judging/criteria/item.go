package criteria

import (
	"slices"

	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// FindItem gives the data item of a code; nil for none.
func FindItem(f *scoring.Framework, code string) *scoring.Item {
	for i := range f.Items {
		if f.Items[i].Code == code {
			return &f.Items[i]
		}
	}
	return nil
}

// AddItem puts a new data item behind the others.
func AddItem(f *scoring.Framework, it scoring.Item) error {
	if FindItem(f, it.Code) != nil {
		return fault.New(fault.Conflict, "criteria.item.there", fault.Args{"item": it.Code})
	}
	f.Items = append(f.Items, it)
	return nil
}

// SetItem replaces the data item of the same code.
func SetItem(f *scoring.Framework, it scoring.Item) error {
	old := FindItem(f, it.Code)
	if old == nil {
		return fault.New(fault.Missing, "criteria.item.none", fault.Args{"item": it.Code})
	}
	*old = it
	return nil
}

// RemoveItem takes a data item out that no criterion reads.
func RemoveItem(f *scoring.Framework, code string) error {
	if FindItem(f, code) == nil {
		return fault.New(fault.Missing, "criteria.item.none", fault.Args{"item": code})
	}
	var list fault.List
	for _, node := range Readers(f, code) {
		list.Add(fault.New(fault.Conflict, "criteria.item.read", fault.Args{"item": code, "node": node}))
	}
	if err := list.Err(); err != nil {
		return err
	}
	f.Items = slices.DeleteFunc(f.Items, func(it scoring.Item) bool { return it.Code == code })
	return nil
}

// Readers gives the codes of the criteria, bands and gates that read an item, in
// the order of the tree: a figure that several want is asked once.
func Readers(f *scoring.Framework, item string) []string {
	var all []string
	reads := func(conditions []scoring.Condition) bool {
		return slices.ContainsFunc(conditions, func(c scoring.Condition) bool { return c.Item == item })
	}
	walk(f.Root, func(n *scoring.Node) {
		if n.Rule != nil && slices.Contains(scoring.RuleItems(n.Rule), item) || n.Applies != nil && reads(n.Applies.When) {
			all = append(all, n.Code)
		}
	})
	for _, b := range f.Bands {
		if reads(b.Require) {
			all = append(all, b.Code)
		}
	}
	for _, g := range f.Gates {
		if reads(g.Require) {
			all = append(all, g.Code)
		}
	}
	return all
}

// TakeItem makes the frozen copy of an entry of the dictionary that a framework
// carries: what the code means may change later, the framework keeps what it
// meant. A ratio is not asked: its two items are.
func TakeItem(it *figure.Item) (scoring.Item, error) {
	out := scoring.Item{
		Code: it.Code, Type: scoring.ItemType(it.Kind),
		Name: scoring.Text(it.Name), Definition: scoring.Text(it.Definition), Unit: scoring.Text(it.Unit),
		Source: scoring.Text(it.Source), Owner: scoring.Text(it.Owner),
	}
	if it.Kind == figure.Ratio {
		return out, fault.New(fault.Invalid, "criteria.item.kind", fault.Args{"item": it.Code, "kind": it.Kind})
	}
	for _, o := range it.Options {
		out.Options = append(out.Options, scoring.Option{Code: o.Code, Name: scoring.Text(o.Name)})
	}
	var err error
	if out.Min, err = bound(it.Min); err != nil {
		return out, err
	}
	out.Max, err = bound(it.Max)
	return out, err
}

func bound(n *figure.Num) (*scoring.Num, error) {
	if n == nil {
		return nil, nil
	}
	exact, err := scoring.ParseNum(n.String())
	if err != nil {
		return nil, err
	}
	return &exact, nil
}

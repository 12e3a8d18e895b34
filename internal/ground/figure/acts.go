package figure

import (
	"strings"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Book is the dictionary as the database holds it.
type Book struct{ log *audit.Log }

// Open makes the dictionary of a database ready.
func Open(log *audit.Log) *Book { return &Book{log} }

// By is who changes the dictionary, from where and why.
type By struct {
	Actor  audit.Actor
	Origin audit.Origin
	Reason string // needed by Revise and End
}

// Dictionary reads the whole dictionary. A province has some hundreds of items,
// so that rules and search look at all of them.
func (b *Book) Dictionary(tx *db.Tx) (*Dictionary, error) {
	items, err := listItems(tx)
	if err != nil {
		return nil, err
	}
	return arrange(items), nil
}

// Define adds a new item, or a further version of one that has ended. The
// version's number is in the item that is returned.
func (b *Book) Define(tx *db.Tx, by By, it Item) (Item, error) {
	return b.change(tx, by, it.Code, "figure.item.defined", func(d *Dictionary) (*Dictionary, error) { return d.Define(it) })
}

// Revise has an item mean something else from it.From on; see Dictionary.Revise.
func (b *Book) Revise(tx *db.Tx, by By, it Item) (Item, error) {
	if err := askReason(by); err != nil {
		return Item{}, err
	}
	return b.change(tx, by, it.Code, "figure.item.revised", func(d *Dictionary) (*Dictionary, error) { return d.Revise(it) })
}

// End has an item mean nothing any more from a day on.
func (b *Book) End(tx *db.Tx, by By, code string, day text.Date) (Item, error) {
	if err := askReason(by); err != nil {
		return Item{}, err
	}
	return b.change(tx, by, code, "figure.item.ended", func(d *Dictionary) (*Dictionary, error) { return d.End(code, day) })
}

func askReason(by By) error {
	if strings.TrimSpace(by.Reason) == "" {
		return fault.New(fault.Invalid, "figure.item.reason", nil).WithPlace(fault.Place{Field: "reason"})
	}
	return nil
}

func (b *Book) change(tx *db.Tx, by By, code, act string, rule func(*Dictionary) (*Dictionary, error)) (Item, error) {
	before, err := b.Dictionary(tx)
	if err != nil {
		return Item{}, err
	}
	after, err := rule(before)
	if err != nil {
		return Item{}, err
	}
	return b.save(tx, by, code, act, before, after)
}

// save stores in what the last versions of one code differ, and appends its
// record.
func (b *Book) save(tx *db.Tx, by By, code, act string, before, after *Dictionary) (Item, error) {
	old, new := before.History(code), after.History(code)
	for i := range new {
		var err error
		switch {
		case i >= len(old):
			err = insertItem(tx, &new[i])
		case old[i].To != new[i].To:
			err = endItem(tx, &new[i])
		}
		if err != nil {
			return Item{}, err
		}
	}
	last := new[len(new)-1]
	was := &Item{}
	if len(old) > 0 {
		was = &old[len(old)-1]
	}
	record := &audit.Record{Actor: by.Actor, Origin: by.Origin, Act: act, Object: "figure:" + code, Reason: by.Reason}
	for _, d := range Differences(was, &last) {
		record.Change = append(record.Change, audit.Change{Field: d.Column, Before: d.Before, After: d.After})
	}
	return last, b.log.Append(tx, record)
}

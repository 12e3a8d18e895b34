package figure

import (
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Book is the dictionary as the database holds it.
type Book struct {
	log  *audit.Log
	gate *access.Gate
}

// Open makes the dictionary of a database ready: its acts ask the gate and are
// written to the log.
func Open(log *audit.Log, gate *access.Gate) *Book { return &Book{log, gate} }

// By is who changes the dictionary and why.
type By struct {
	Actor  access.Actor
	Reason string // needed by Revise and End
}

func (b *Book) may(tx *db.Tx, by By) (audit.Actor, error) {
	return b.gate.As(tx, by.Actor, access.FigureManage, access.Resource{})
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
	return b.change(tx, by, func(d *Dictionary) (Change, error) { return defining(d.History(it.Code), it), nil })
}

// Revise has an item mean something else from it.From on; see Dictionary.Revise.
func (b *Book) Revise(tx *db.Tx, by By, it Item) (Item, error) {
	return b.change(tx, by, func(d *Dictionary) (Change, error) { return revising(d.History(it.Code), it) })
}

// End has an item mean nothing any more from a day on.
func (b *Book) End(tx *db.Tx, by By, code string, day text.Date) (Item, error) {
	return b.change(tx, by, func(d *Dictionary) (Change, error) { return ending(d.History(code), code, day) })
}

func (b *Book) change(tx *db.Tx, by By, rule func(*Dictionary) (Change, error)) (Item, error) {
	who, err := b.may(tx, by)
	if err != nil {
		return Item{}, err
	}
	d, err := b.Dictionary(tx)
	if err != nil {
		return Item{}, err
	}
	c, err := rule(d)
	if err != nil {
		return Item{}, err
	}
	if _, err = d.with(c); err != nil {
		return Item{}, err
	}
	return c.After, b.save(tx, who, by, c)
}

// Import brings the dictionary to where it has the versions given, as
// Dictionary.Import says, and tells what was changed. It is all or nothing.
func (b *Book) Import(tx *db.Tx, by By, items []Item) ([]Change, error) {
	who, err := b.may(tx, by)
	if err != nil {
		return nil, err
	}
	d, err := b.Dictionary(tx)
	if err != nil {
		return nil, err
	}
	_, changes, err := d.Import(items)
	if err != nil {
		return nil, err
	}
	for _, c := range changes {
		if err := b.save(tx, who, by, c); err != nil {
			return nil, err
		}
	}
	return changes, nil
}

// save stores one change and appends its record.
func (b *Book) save(tx *db.Tx, who audit.Actor, by By, c Change) error {
	if c.Act != Defined && strings.TrimSpace(by.Reason) == "" {
		return fault.New(fault.Invalid, "figure.item.reason", nil).WithPlace(fault.Place{Field: "reason"})
	}
	if c.Ended != nil {
		if err := endItem(tx, c.Ended); err != nil {
			return err
		}
	}
	if c.Act != Ended {
		if err := insertItem(tx, &c.After); err != nil {
			return err
		}
	}
	record := &audit.Record{Actor: who, Origin: by.Actor.Origin, Act: string(c.Act), Object: "figure:" + c.After.Code, Reason: by.Reason}
	for _, d := range c.Differences() {
		record.Change = append(record.Change, audit.Change{Field: d.Column, Before: d.Before, After: d.After})
	}
	return b.log.Append(tx, record)
}

package agency

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// WriteSheet writes the province as a workbook in a language; contacts, which
// are personal, only when asked. The same province gives the same bytes, and
// reading them changes nothing.
func (p *Province) WriteSheet(w io.Writer, lang text.Lang, personal bool) error {
	if lang != text.En {
		lang = text.Vi
	}
	var versions []versionRow
	var members []memberRow
	var contacts []contactRow
	for _, a := range sorted(p.Agencies) {
		for _, v := range a.Versions {
			versions = append(versions, versionRow{a.Code, v})
		}
		for _, m := range a.Members {
			members = append(members, memberRow{a.Code, m})
		}
		for _, c := range a.Contacts {
			contacts = append(contacts, contactRow{a.Code, c})
		}
	}
	var links []linkRow
	for _, s := range sorted(p.Successions) {
		for _, l := range s.Links {
			links = append(links, linkRow{*s, l})
		}
	}
	var sets []Set
	var groups []groupRow
	for _, s := range sorted(p.Sets) {
		sets = append(sets, *s)
		for _, g := range s.Groups {
			groups = append(groups, groupRow{s.Code, g})
		}
	}
	out := sheet.New(sheet.Meta{Title: say(lang, "agency.sheet.title"), Lang: lang})
	versionTable.fill(out, lang, versions)
	linkTable.fill(out, lang, links)
	setTable.fill(out, lang, sets)
	groupTable.fill(out, lang, groups)
	memberTable.fill(out, lang, members)
	if personal {
		contactTable.fill(out, lang, contacts)
	}
	return out.WriteXLSX(w)
}

// Plan is what an import would do, before anything is written.
type Plan struct {
	// Changes tell of everything that the workbook names, unchanged things too:
	// sets, agencies, successions.
	Changes []Change
	Notes   fault.List // warnings

	book    *sheet.Book
	decimal text.Decimal
	target  *Province
}

// Count tells how many things of a noun become what.
func (p *Plan) Count(noun string, what What) (n int) {
	for _, c := range p.Changes {
		if c.Noun == noun && c.What == what {
			n++
		}
	}
	return n
}

// Digest stands for the changes: a page shows it with the preview, gets it back
// with the consent, plans the same file again and asks whether it is still so.
func (p *Plan) Digest() string {
	h := sha256.New()
	for _, c := range p.Changes {
		fmt.Fprintf(h, "%q\n", []string{string(c.What), c.Noun, c.Code})
		for _, f := range c.Fields {
			fmt.Fprintf(h, "%q\n", []string{string(f.On), f.Name, f.Of, f.Before, f.After})
		}
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Plan gives what a workbook would change. An agency that it names gets the
// history that stands there, and so do its groups and contacts where it has rows
// for them; a succession and a set are replaced whole; what it does not name
// stays. The error is a fault.List: everything that is wrong, each at its cell.
func (p *Province) Plan(book *sheet.Book, decimal text.Decimal) (*Plan, error) {
	if book.Format != sheet.XLSX {
		return nil, fault.New(fault.Invalid, "agency.file.csv", nil).WithPlace(fault.Place{File: book.Name})
	}
	r := &reading{
		book: book, decimal: decimal, heads: map[*sheet.Sheet]int{}, places: map[rowKey]func(string) fault.Place{},
		spoilt: map[string]bool{}, names: map[[2]string]bool{},
	}
	q := p.clone()
	r.onto(q)
	r.notes()
	q.clean()
	in := inspection{p: q, at: r.place, spoilt: r.spoilt, lost: r.lost}
	in.run()
	r.faults = append(r.faults, in.faults...)
	r.sort()
	if err := r.faults.Err(); err != nil {
		return nil, err
	}
	plan := &Plan{Notes: r.faults, book: book, decimal: decimal, target: q}
	for _, c := range p.Compare(q) {
		if r.names[[2]string{c.Noun, c.Code}] {
			plan.Changes = append(plan.Changes, c)
		}
	}
	return plan, nil
}

// Preview gives what a workbook would change in the province as it stands.
func Preview(tx *db.Tx, book *sheet.Book, decimal text.Decimal) (*Plan, error) {
	p, err := Load(tx)
	if err != nil {
		return nil, err
	}
	return p.Plan(book, decimal)
}

// Import carries out a plan as it was shown: where the province has changed so
// that the same workbook would now do something else, it is a fault of kind
// conflict and nothing is written.
func (d *Directory) Import(tx *db.Tx, by By, plan *Plan) error {
	who, err := d.may(tx, by)
	if err != nil {
		return err
	}
	again, err := Preview(tx, plan.book, plan.decimal)
	if err != nil || again.Digest() != plan.Digest() {
		return fault.Wrap(fault.Conflict, err, "agency.import.moved", nil).WithPlace(fault.Place{File: plan.book.Name})
	}
	return d.write(tx, who, by, again.Changes, again.target)
}

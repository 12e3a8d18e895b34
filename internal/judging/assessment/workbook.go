package assessment

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"strconv"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Book is a workbook that came back: its bytes, and how it was called.
type Book struct {
	Name string
	Hash string // of its bytes, in hex
	Data []byte
}

// Sheet gives the form as its workbook shows it.
func (f *Form) Sheet(lang text.Lang) SheetForm {
	_, lines := f.asked()
	return SheetForm{
		Round: f.Round.ID, Agency: f.Member.Agency, Version: f.Member.Version,
		AgencyName: f.Member.Name.In(string(lang)), Title: f.Round.Name.In(string(lang)),
		Framework: f.Program.Version.Framework, Lines: lines, Lang: lang,
		Values: f.sheetValues(f.Answers), Last: f.sheetValues(f.Last),
	}
}

// sheetValues gives answers as a workbook shows them. One that the framework of
// the form does not take stands as not answered, under its version.
func (f *Form) sheetValues(answers map[string]Answer) map[string]SheetValue {
	all := map[string]SheetValue{}
	for code, a := range answers {
		it := f.Item(code)
		if it == nil {
			continue
		}
		v := SheetValue{Version: a.Version, NotApplicable: a.Inapplicable, Reason: a.Reason}
		if value, err := it.ParseValue(a.Value); err == nil && !a.Inapplicable {
			v.Value = value
			if it.Type == scoring.Words && a.Value != "" {
				v.Words, v.Value = a.Value, scoring.GiveInt(0)
			}
		}
		all[code] = v
	}
	return all
}

// WriteForm writes the workbook of the form, and WriteBlankForm the one that is
// filled in by hand.
func (f *Form) WriteForm(w io.Writer, lang text.Lang) error { return WriteForm(w, f.Sheet(lang)) }

// WriteBlankForm writes the form to be printed.
func (f *Form) WriteBlankForm(w io.Writer, lang text.Lang) error {
	return WriteBlank(w, f.Sheet(lang))
}

// ReadForm tells what a workbook would change in the form; see ReadForm of this
// package.
func (f *Form) ReadForm(b *Book, o sheet.Options) ([]Change, fault.List, error) {
	return ReadForm(b.Name, b.Data, f.Sheet(text.Vi), o)
}

// edit makes the edit that carries a change out, over the answer as it is.
func (c *Change) edit(it *scoring.Item, hash string) Edit {
	e := Edit{Op: fmt.Sprintf("xlsx-%.32s-%s-%d", hash, c.Item, c.Before.Version), Item: c.Item, Base: c.Before.Version, Inapplicable: c.After.NotApplicable, Reason: c.After.Reason}
	switch {
	case it.Type == scoring.Words:
		e.Value = c.After.Words
	case c.After.Value.State == scoring.Given:
		e.Value = it.FormatValue(c.After.Value)
	}
	if len(e.Op) > mostOp { // codes may be long
		sum := sha256.Sum256([]byte(e.Op))
		e.Op = "xlsx-" + hex.EncodeToString(sum[:])
	}
	return e
}

// Seen is what a person saw of changes: another sum means that others would be
// carried out.
func Seen(changes []Change) string {
	h := sha256.New()
	for i := range changes {
		c := &changes[i]
		fmt.Fprintf(h, "%q %q %d %v %q %v %q\n", c.Agency, c.Item, c.Before.Version, c.After.Value, c.After.Words, c.After.NotApplicable, c.After.Reason)
	}
	return hex.EncodeToString(h.Sum(nil)[:16])
}

// Took is what became of a workbook.
type Took struct {
	Saved int
	Left  int    // moved answers that the person let stand
	Late  string // why all of it is kept as drafts; "" when it counts
}

// Take carries the changes of a workbook out, all or none. Of answers that
// somebody changed after it was downloaded, only those are replaced that over
// names by agency and item. seen is the sum of what the person agreed to: a
// fault of kind conflict when the workbook would change something else by now.
// All forms must be of one round.
func (d *Desk) Take(tx *db.Tx, by By, forms map[string]*Form, b *Book, changes []Change, seen string, over map[[2]string]bool) (*Took, error) {
	if Seen(changes) != seen {
		return nil, fault.New(fault.Conflict, "assessment.workbook.moved", nil)
	}
	by.Decimal = text.PointDecimal // values are in the engine's form
	took := &Took{}
	count := map[string]int{}
	for i := range changes {
		c := &changes[i]
		if c.Moved && !over[[2]string{c.Agency, c.Item}] {
			took.Left++
			continue
		}
		f := forms[c.Agency]
		s, err := d.Save(tx, by, f.Round.ID, c.Agency, c.edit(f.Item(c.Item), b.Hash))
		if err != nil {
			return nil, fault.At(err, c.Cell)
		}
		took.Saved++
		count[c.Agency]++
		if s.Late != "" {
			took.Late = s.Late
		}
	}
	for agency, n := range count {
		f := forms[agency]
		action := access.AnswerEdit
		switch {
		case by.Behalf:
			action = access.FormBehalf
		case took.Late != "":
			action = access.AnswerDraft
		}
		who, err := d.gate.As(tx, by.Actor, action, f.Member.Resource(f.Round))
		if err != nil {
			return nil, err
		}
		if err := d.note(tx, who, by, "assessment.workbook.taken", "form:"+f.Round.ID, agency, []audit.Change{
			{Field: "file", After: b.Name}, {Field: "hash", After: b.Hash}, {Field: "count", After: strconv.Itoa(n)},
		}); err != nil {
			return nil, err
		}
	}
	return took, nil
}

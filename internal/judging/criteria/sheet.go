package criteria

import (
	"errors"
	"io"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// WriteSheet writes a framework and its checks as a workbook in a language; its
// texts in the other one stand beside. The same document gives the same bytes. The error is
// scoring.Faults when a rule has no form, a fault.List when a text is longer
// than a cell holds, or what w says.
func WriteSheet(w io.Writer, d *Document, lang text.Lang) error {
	f := d.Framework
	if lang != text.En {
		lang = text.Vi
	}
	rows, err := nodeRows(f)
	if err != nil {
		return err
	}
	out := sheet.New(sheet.Meta{Title: f.Name.In(string(lang)), Lang: lang})
	page := func(name string, l sheet.Layout) *sheet.Page { return out.Page(say(lang, "criteria.sheet."+name), l) }

	annex := page(nodes.name, nodes.layout(sheet.Layout{PrintCols: annexColumns, FreezeCols: 2}))
	annex.Line(sheet.Title, say(lang, "criteria.annex.annex"))
	annex.Line(sheet.Title, f.Name.In(string(lang)))
	annex.Line(sheet.Subtitle, say(lang, "criteria.annex.decision"))
	if !f.Note.IsZero() {
		annex.Line(sheet.Note, f.Note.In(string(lang)))
	}
	annex.Skip()
	nodes.fill(annex, lang, rows, nodeRole)

	items.fill(titled(page(items.name, items.layout(sheet.Layout{PrintCols: 10, FreezeCols: 2})), lang, items.name), lang, f.Items, nil)
	options.fill(titled(page(options.name, options.layout(sheet.Layout{})), lang, options.name), lang, optionRows(f), nil)
	bands.fill(titled(page(bands.name, bands.layout(sheet.Layout{})), lang, bands.name), lang, f.Bands, nil)
	gates.fill(titled(page(gates.name, gates.layout(sheet.Layout{})), lang, gates.name), lang, f.Gates, nil)
	groups.fill(titled(page(groups.name, groups.layout(sheet.Layout{})), lang, groups.name), lang, f.Groups, nil)
	rubrics.fill(titled(page(rubrics.name, rubrics.layout(sheet.Layout{})), lang, rubrics.name), lang, rubricRows(f), nil)
	references.fill(titled(page(references.name, references.layout(sheet.Layout{})), lang, references.name), lang, referenceRows(f), nil)
	if d.Checks != nil {
		checks.fill(titled(page(checks.name, checks.layout(sheet.Layout{FreezeCols: 1})), lang, checks.name), lang, d.Checks, nil)
	}
	writeSettings(titled(page(settingTable.name, settingTable.layout(sheet.Layout{})), lang, settingTable.name), f, lang)
	otherNodes.fill(titled(page(otherNodes.name, otherNodes.layout(sheet.Layout{FreezeCols: 1})), lang, otherNodes.name), lang, translated(rows, lang), nil)
	writeGuide(titled(page("guide", sheet.Layout{Columns: guideColumns}), lang, "guide"), lang)
	return out.WriteXLSX(w)
}

// titled puts the title of a table and what it is for above it.
func titled(p *sheet.Page, lang text.Lang, name string) *sheet.Page {
	p.Line(sheet.Title, say(lang, "criteria.sheet."+name))
	p.Line(sheet.Note, say(lang, "criteria.purpose."+name))
	return p
}

// nodeRole sets fields apart as the annex does, and the total below.
func nodeRole(n *nodeRow) sheet.Role {
	switch {
	case n.depth == 0:
		return sheet.Total
	case len(n.Children) > 0:
		return sheet.Group
	}
	return sheet.Body
}

// translated keeps the rows that say something in the other language.
func translated(rows []nodeRow, lang text.Lang) (out []nodeRow) {
	for _, n := range rows {
		for _, t := range []scoring.Text{n.Name, n.Method, n.Evidence, n.Source, n.Verifier, n.Guidance} {
			if *side(&t, turned(lang)) != "" {
				out = append(out, n)
				break
			}
		}
	}
	return out
}

// ReadSheet reads a framework and its checks from a workbook; decimal tells how numbers in
// cells of text are written. The list holds the warnings, of the book and of
// scoring.Lint too. The error is a fault.List: everything that is wrong, each
// fault at its cell.
func ReadSheet(book *sheet.Book, decimal text.Decimal) (*Document, fault.List, error) {
	if book.Format != sheet.XLSX {
		return nil, nil, fault.New(fault.Invalid, "criteria.file.csv", nil).WithPlace(fault.Place{File: book.Name})
	}
	r := newReading(book, decimal)
	f := &scoring.Framework{}
	readSettings(r, f)
	f.Items = r.readItems()
	f.Groups = values(groups.read(r))
	r.readTree(f)
	f.Bands = values(bands.read(r))
	f.Gates = values(gates.read(r))
	stated := checks.read(r)
	r.notes()
	tidy(f)
	r.check(f)
	all := r.judgeChecks(stated, f)
	r.sort()
	if err := r.faults.Err(); err != nil {
		return nil, nil, err
	}
	return &Document{f, all}, r.faults, nil
}

func values[T any](lines []line[T]) []T {
	var out []T
	for _, l := range lines {
		out = append(out, l.value)
	}
	return out
}

// readItems reads the dictionary with its options.
func (r *reading) readItems() []scoring.Item {
	list := values(items.read(r))
	at := map[string]*scoring.Item{}
	for i := range list {
		at[list[i].Code] = &list[i]
	}
	for _, l := range options.read(r) {
		it := at[l.value.item]
		cell, ok := l.found.cell(l.row, "ofItem")
		if it == nil {
			if ok {
				r.strange(cell, "item", "criteria.item.unknown")
			}
			continue
		}
		it.Options = append(it.Options, l.value.Option)
		r.rows[within("item "+it.Code, ".options", len(it.Options))] = spot{l.found, l.row}
	}
	r.items = at
	return list
}

// strange notes a code that names nothing, unless codes of that kind could not
// be read: then it may be one of those.
func (r *reading) strange(c sheet.Cell, kind, key string) {
	switch {
	case r.spoiltKeys[kind+".code"]:
	case c.Blank():
		r.take(kind+".none", c, func() { r.wrong(c, "criteria.code.none") })
	default:
		r.take(kind+".none", c, func() { r.wrong(c, key) })
	}
}

// readTree reads the first sheet, hangs the nodes under each other, and adds
// what stands on sheets of its own.
func (r *reading) readTree(f *scoring.Framework) {
	lines := nodes.read(r)
	at := map[string]*scoring.Node{}
	for i := range lines {
		l := &lines[i]
		n := &l.value.Node
		if a := l.value.applies; a.Groups != nil || a.Except != nil || a.When != nil || a.Exempt {
			n.Applies = &a
		}
		at[n.Code] = n
	}
	f.Root = r.hang(lines, at)
	for _, l := range otherNodes.read(r) {
		cell, ok := l.found.cell(l.row, "code")
		n := at[l.value.Code]
		if n == nil {
			if ok {
				r.strange(cell, "node", "criteria.node.unknown")
			}
			continue
		}
		lang := turned(l.found.lang)
		for _, t := range []struct{ to, from *scoring.Text }{
			{&n.Name, &l.value.Name}, {&n.Method, &l.value.Method}, {&n.Evidence, &l.value.Evidence},
			{&n.Source, &l.value.Source}, {&n.Verifier, &l.value.Verifier}, {&n.Guidance, &l.value.Guidance},
		} {
			*side(t.to, lang) = *side(t.from, lang)
		}
	}
	for _, l := range rubrics.read(r) {
		if n := r.owner(l.found, l.row, at, l.value.node); n != nil {
			n.Rubric = append(n.Rubric, l.value.RubricLine)
			r.rows[within("node "+n.Code, ".rubric", len(n.Rubric))] = spot{l.found, l.row}
		}
	}
	for _, l := range references.read(r) {
		if l.value.node == "" {
			f.Basis = append(f.Basis, l.value.Reference)
		} else if n := r.owner(l.found, l.row, at, l.value.node); n != nil {
			n.References = append(n.References, l.value.Reference)
		}
	}
}

func (r *reading) owner(found *found, row *sheet.Row, at map[string]*scoring.Node, code string) *scoring.Node {
	n := at[code]
	if cell, ok := found.cell(row, "ofNode"); n == nil && ok {
		r.strange(cell, "node", "criteria.node.unknown")
	}
	return n
}

// hang makes the tree: each row under the one it names, in the order of rows.
// What has no place in it hangs under the total, so that it is checked, too.
func (r *reading) hang(lines []line[nodeRow], at map[string]*scoring.Node) *scoring.Node {
	var root *scoring.Node
	var rootCell sheet.Cell
	var lost []*scoring.Node
	looped := r.loops(lines, at)
	for i := range lines {
		l := &lines[i]
		n, parent := &l.value.Node, l.value.parent
		cell, ok := l.found.cell(l.row, "parent")
		switch {
		case !ok || r.spoilt[cell.Place().String()]:
			lost = append(lost, n)
		case parent == "" && root == nil:
			root, rootCell = n, cell
		case parent == "":
			r.take("node.parent", cell, func() {
				r.add(cell.Wrong("criteria.parent.none", fault.Args{"first": rootCell.Address.String()}))
			})
			lost = append(lost, n)
		case at[parent] == nil:
			r.strange(cell, "node", "criteria.parent.unknown")
			r.spoiltKeys["node.parent"] = true
			lost = append(lost, n)
		case looped[n.Code]:
			lost = append(lost, n)
		default:
			at[parent].Children = append(at[parent].Children, n)
		}
	}
	if root != nil {
		root.Children = append(root.Children, lost...)
	}
	return root
}

// loops notes rows that are, over some others, a part of themselves, and gives
// one of each such ring.
func (r *reading) loops(lines []line[nodeRow], at map[string]*scoring.Node) map[string]bool {
	looped := map[string]bool{}
	up := map[string]string{}
	for _, l := range lines {
		up[l.value.Code] = l.value.parent
	}
	done := map[string]bool{} // leads to a row without parent, or was reported
	for _, l := range lines {
		var way []string
		on := map[string]bool{}
		code := l.value.Code
		for ; code != "" && at[code] != nil && !done[code] && !on[code]; code = up[code] {
			way, on[code] = append(way, code), true
		}
		if on[code] {
			looped[code] = true
			cell, _ := l.found.cell(l.row, "parent")
			r.take("node.parent", cell, func() {
				r.add(cell.Wrong("criteria.parent.loop", fault.Args{"way": strings.Join(append(way, code), " → ")}))
			})
		}
		for _, c := range way {
			done[c] = true
		}
	}
	return looped
}

// scoringFaults gives what scoring found as faults of ours, in order.
func scoringFaults(err error) []*scoring.Fault {
	var list scoring.Faults
	if errors.As(err, &list) {
		return list
	}
	var one *scoring.Fault
	if errors.As(err, &one) {
		return []*scoring.Fault{one}
	}
	return nil
}

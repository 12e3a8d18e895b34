package index

import (
	"fmt"
	"slices"
	"strings"
)

// Code names one kind of fault, such as "meta.parent_unknown". The sentences
// for it stand in the catalogue beside the step that raises it.
type Code string

// Place says where a fault was found. Empty fields are left out.
type Place struct {
	Source string // "iData", "iMeta", "spec" or the name of a step
	Line   int    // line of the source, counted from 1; 0 = not known
	Column string // column of the source
	Path   string // path of a key in the spec, such as "treat.indicators.q01.winmax"
	Node   string // code of an indicator or aggregate
	Unit   string // code of a unit
}

// Fault is one thing wrong with an input: a code, a place and arguments, from
// which the sentence is made in either language.
type Fault struct {
	Code  Code
	Place Place
	Args  []any
}

// Faults is every fault of one input, found in one pass.
type Faults []*Fault

// Error gives the English sentence.
func (f *Fault) Error() string { return f.Text("en") }

// Text gives the sentence in "vi" or, for any other language, in English.
func (f *Fault) Text(lang string) string {
	t, ok := texts[f.Code]
	if !ok {
		return strings.TrimSpace(f.Place.text(lang) + string(f.Code) + " " + fmt.Sprint(f.Args...))
	}
	s := t.en
	if lang == "vi" {
		s = t.vi
	}
	return f.Place.text(lang) + fmt.Sprintf(s, f.Args...)
}

// Is makes errors.Is(err, &Fault{Code: c}) match any fault with that code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

func (p Place) text(lang string) string {
	word := func(en, vi string) string {
		if lang == "vi" {
			return vi
		}
		return en
	}
	var parts []string
	if p.Source != "" {
		parts = append(parts, p.Source)
	}
	if p.Line > 0 {
		parts = append(parts, fmt.Sprintf("%s %d", word("line", "dòng"), p.Line))
	}
	if p.Column != "" {
		parts = append(parts, fmt.Sprintf("%s %s", word("column", "cột"), p.Column))
	}
	if p.Path != "" {
		parts = append(parts, p.Path)
	}
	if p.Node != "" {
		parts = append(parts, fmt.Sprintf("%s %s", word("node", "mục"), p.Node))
	}
	if p.Unit != "" {
		parts = append(parts, fmt.Sprintf("%s %s", word("unit", "đơn vị"), p.Unit))
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// Error gives one English sentence a line.
func (fs Faults) Error() string { return fs.Text("en") }

// Text gives one sentence a line in the language.
func (fs Faults) Text(lang string) string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Text(lang)
	}
	return strings.Join(lines, "\n")
}

// Unwrap lets errors.Is and errors.As look at every fault.
func (fs Faults) Unwrap() []error {
	out := make([]error, len(fs))
	for i, f := range fs {
		out[i] = f
	}
	return out
}

// add records a fault.
func (fs *Faults) add(code Code, place Place, args ...any) {
	*fs = append(*fs, &Fault{Code: code, Place: place, Args: args})
}

// join adds the faults of err, an error made in this package.
func (fs *Faults) join(err error) {
	switch e := err.(type) {
	case nil:
	case Faults:
		*fs = append(*fs, e...)
	case *Fault:
		*fs = append(*fs, e)
	default:
		fs.add("input.other", Place{}, err)
	}
}

// err gives nil when there is no fault: a nil Faults in an error is not nil.
func (fs Faults) err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

func oneFault(code Code, place Place, args ...any) error {
	return Faults{{Code: code, Place: place, Args: args}}
}

// sentence is a fault's text in both languages. Both take the same arguments.
type sentence struct{ en, vi string }

// texts is the catalogue, filled by addTexts from the files of the steps while
// the package initialises and only read afterwards.
var texts = map[Code]sentence{
	"input.other": {"%v", "%v"},
}

// addTexts puts a step's sentences into the catalogue; use it as
// `var _ = addTexts(map[Code]sentence{…})` beside the step. It is called only
// while the package initialises.
func addTexts(more map[Code]sentence) bool {
	for c, s := range more {
		texts[c] = s
	}
	return true
}

// listSome writes at most eight items and how many were left out.
func listSome(items []string) string {
	const most = 8
	if len(items) <= most {
		return strings.Join(items, ", ")
	}
	return fmt.Sprintf("%s, … (%d)", strings.Join(items[:most], ", "), len(items))
}

// sortedNames gives the keys of a method table, for messages.
func sortedNames[V any](m map[string]V) string {
	names := make([]string, 0, len(m))
	for n := range m {
		names = append(names, n)
	}
	slices.Sort(names)
	return strings.Join(names, ", ")
}

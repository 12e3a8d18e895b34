package fault

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Args are the named arguments of a message: strings, integers, numbers as
// exact text, or other values whose print is the same in every language.
type Args map[string]any

// Fault is one thing that is wrong, or one thing to note.
type Fault struct {
	Kind Kind
	Key  string // key of the message in the catalogue: "sheet.formula.uncached"
	Args Args   // its placeholders, shared with Expected and Hint

	At       Place
	Found    string // as it stands in the input, "" when nothing was there
	Expected string // key of what was expected, "" when the message says it
	Hint     string // key of what to do, "" when nothing helps

	// Warning marks what is told and does not stop the work.
	Warning bool
	// Ask makes the fault a question; nil for all others.
	Ask *Ask
	// Cause is the error underneath, for the operator; users never see it.
	Cause error
}

// Ask is the question of an input with more than one reading.
type Ask struct {
	Option  string   // name of the option that answers it: "decimal", "encoding"
	Choices []Choice // at least two, the likeliest first
}

// Choice is one reading.
type Choice struct {
	Value string // value of the option: "comma"
	Key   string // key of the text that describes the reading
	Args  Args
}

// New makes a fault. Kinds other than Internal must have a key.
func New(kind Kind, key string, args Args) *Fault {
	return &Fault{Kind: kind, Key: key, Args: args}
}

// Warn makes a warning of kind Invalid.
func Warn(key string, args Args) *Fault {
	return &Fault{Kind: Invalid, Key: key, Args: args, Warning: true}
}

// Question makes a fault that asks for an option.
func Question(key string, args Args, option string, choices ...Choice) *Fault {
	return &Fault{Kind: Invalid, Key: key, Args: args, Ask: &Ask{Option: option, Choices: choices}}
}

// Wrap makes a fault with a cause underneath.
func Wrap(kind Kind, cause error, key string, args Args) *Fault {
	return &Fault{Kind: kind, Key: key, Args: args, Cause: cause}
}

// WithPlace returns a copy that lies at p.
func (f *Fault) WithPlace(p Place) *Fault {
	g := *f
	g.At = p
	return &g
}

// WithFound returns a copy that shows what was found.
func (f *Fault) WithFound(found string) *Fault {
	g := *f
	g.Found = found
	return &g
}

// WithExpected returns a copy with the key of what was expected.
func (f *Fault) WithExpected(key string) *Fault {
	g := *f
	g.Expected = key
	return &g
}

// WithHint returns a copy with the key of what to do.
func (f *Fault) WithHint(key string) *Fault {
	g := *f
	g.Hint = key
	return &g
}

// Error is the operator's terse line, in English, with arguments in the order
// of their names so that equal faults print equally.
func (f *Fault) Error() string {
	var b strings.Builder
	if !f.At.IsZero() {
		b.WriteString(f.At.String() + ": ")
	}
	b.WriteString(f.Kind.String())
	if f.Key != "" {
		b.WriteString(" " + f.Key)
	}
	names := make([]string, 0, len(f.Args))
	for name := range f.Args {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		fmt.Fprintf(&b, " %s=%v", name, f.Args[name])
	}
	if f.Found != "" {
		fmt.Fprintf(&b, " found=%q", f.Found)
	}
	if f.Ask != nil {
		fmt.Fprintf(&b, " ask=%s", f.Ask.Option)
	}
	if f.Cause != nil {
		b.WriteString(": " + f.Cause.Error())
	}
	return b.String()
}

// Unwrap returns the cause.
func (f *Fault) Unwrap() error { return f.Cause }

// At returns err with the place filled in where its faults leave parts of it
// open: every empty part of a fault's place is taken from p. A reader of
// numbers knows the text, its caller the cell, its caller's caller the file.
// An error that is no fault is wrapped as Internal; nil stays nil.
func At(err error, p Place) error {
	if err == nil {
		return nil
	}
	var list List
	if errors.As(err, &list) {
		placed := make(List, len(list))
		for i, f := range list {
			placed[i] = f.WithPlace(f.At.fill(p))
		}
		return placed
	}
	var f *Fault
	if errors.As(err, &f) {
		return f.WithPlace(f.At.fill(p))
	}
	return &Fault{Kind: Internal, Key: "fault.unknown", At: p, Cause: err}
}

func (p Place) fill(q Place) Place {
	if p.File == "" {
		p.File = q.File
	}
	if p.Sheet == "" {
		p.Sheet = q.Sheet
	}
	if p.Row == 0 {
		p.Row = q.Row
	}
	if p.Col == 0 {
		p.Col = q.Col
	}
	if p.Line == 0 {
		p.Line = q.Line
	}
	if p.Field == "" {
		p.Field = q.Field
	}
	return p
}

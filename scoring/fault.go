package scoring

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// FaultCode names one kind of fault, such as "node.max_sum".
type FaultCode string

// Severity tells whether a fault stops the work.
type Severity uint8

// The severities.
const (
	Stops Severity = iota // nothing is computed
	Warns                 // computed all the same
)

// Fault is one thing wrong with an input: what, where, what was found and what
// was expected. The sentence is made from it in either language.
type Fault struct {
	Code     FaultCode
	Severity Severity
	Source   string // name of the file or sheet, when the caller set it
	Line     int    // of the source, from 1; 0 = not known
	Column   int    // of the source, from 1; 0 = not known
	Path     string // where in the framework: "node A1", "item may_tinh", "node A1.rule.parts[2]"
	Agency   string // code of the agency, for a fault of a cohort
	Found    string
	Expected string
	Args     []any // what the sentence of Code takes

	owner any    // *Node, *Item … in which it was found, and its path, for
	head  string // the line of the right one where two share a code
}

// Error gives the English sentence.
func (f *Fault) Error() string { return f.Text("en") }

// Text gives the sentence in "vi" or, for any other language, in English.
func (f *Fault) Text(lang string) string {
	var b strings.Builder
	b.WriteString(f.place(lang))
	if s, ok := sentences[f.Code]; ok {
		fmt.Fprintf(&b, strings.ReplaceAll(s.In(lang), "%q", "“%v”"), inWords(f.Args, lang)...)
	} else {
		b.WriteString(string(f.Code))
		for _, a := range f.Args {
			fmt.Fprintf(&b, " %v", a)
		}
	}
	word := func(en, vi string) string { return Text{Vi: vi, En: en}.In(lang) }
	if f.Found != "" {
		fmt.Fprintf(&b, word("; found %s", "; gặp %s"), f.Found)
	}
	if f.Expected != "" {
		fmt.Fprintf(&b, word("; expected %s", "; cần %s"), f.Expected)
	}
	return b.String()
}

// inWords gives the arguments of a sentence as the language writes them: 127.5
// is 127,5 in Vietnamese, where the point would mark thousands. What came out of
// a file is shown without the characters that would steer a terminal.
func inWords(args []any, lang string) []any {
	out := slices.Clone(args)
	number := func(n Num) string {
		if lang == "vi" {
			return strings.Replace(n.String(), ".", ",", 1)
		}
		return n.String()
	}
	for i, a := range out {
		switch n := a.(type) {
		case Text:
			out[i] = n.In(lang)
		case Num:
			out[i] = number(n)
		case *Num:
			if n != nil {
				out[i] = number(*n)
			}
		default:
			if v := reflect.ValueOf(a); v.Kind() == reflect.String {
				out[i] = printable(v.String())
			}
		}
	}
	return out
}

// printable replaces what cannot be printed.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return unicode.ReplacementChar
	}, s)
}

func (f *Fault) place(lang string) string {
	word := func(en, vi string) string { return Text{Vi: vi, En: en}.In(lang) }
	var parts []string
	if f.Source != "" {
		parts = append(parts, f.Source)
	}
	if f.Line > 0 {
		p := fmt.Sprintf("%s %d", word("line", "dòng"), f.Line)
		if f.Column > 0 {
			p += fmt.Sprintf(":%d", f.Column)
		}
		parts = append(parts, p)
	}
	if f.Agency != "" {
		parts = append(parts, word("agency ", "cơ quan ")+f.Agency)
	}
	if f.Path != "" {
		parts = append(parts, f.Path)
	}
	if len(parts) == 0 {
		return ""
	}
	return strings.Join(parts, ", ") + ": "
}

// Is makes errors.Is(err, &Fault{Code: c}) match any fault with that code.
func (f *Fault) Is(target error) bool {
	t, ok := target.(*Fault)
	return ok && t.Code == f.Code
}

// Faults is every fault of one input, found in one pass.
type Faults []*Fault

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

// Stop gives the faults that stop the work as an error; nil when there are none.
func (fs Faults) Stop() error {
	var out Faults
	for _, f := range fs {
		if f.Severity == Stops {
			out = append(out, f)
		}
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

// add records a stopping fault and gives it, so that Found and Expected can be set.
func (fs *Faults) add(code FaultCode, path string, args ...any) *Fault {
	f := &Fault{Code: code, Path: path, Args: args}
	*fs = append(*fs, f)
	return f
}

// sentences is the catalogue: both languages take the same arguments. It is
// filled by addSentences while the package initialises, then only read.
var sentences = map[FaultCode]Text{}

// addSentences puts sentences into the catalogue; used as
// `var _ = addSentences(map[FaultCode]Text{…})` beside the code that raises them.
func addSentences(more map[FaultCode]Text) bool {
	for c, s := range more {
		sentences[c] = s
	}
	return true
}

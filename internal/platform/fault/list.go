package fault

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// List is many faults found in one pass. The zero value is ready for use.
type List []*Fault

// Add appends what err holds: a Fault, the members of a List, anything else as
// an Internal fault. Adding nil does nothing, so that every check can be
// written list.Add(check()).
func (l *List) Add(err error) {
	if err == nil {
		return
	}
	var more List
	if errors.As(err, &more) {
		*l = append(*l, more...)
		return
	}
	var f *Fault
	if errors.As(err, &f) {
		if f != nil {
			*l = append(*l, f)
		}
		return
	}
	*l = append(*l, &Fault{Kind: Internal, Key: "fault.unknown", Cause: err})
}

// Err returns the list, sorted, when it holds anything that stops the work, and
// nil when it is empty or holds warnings only.
func (l List) Err() error {
	if !l.Stops() {
		return nil
	}
	l.Sort()
	return l
}

// Stops reports whether any member is more than a warning.
func (l List) Stops() bool {
	return slices.ContainsFunc(l, func(f *Fault) bool { return !f.Warning })
}

// Questions returns the members that ask for an option.
func (l List) Questions() List {
	var q List
	for _, f := range l {
		if f.Ask != nil {
			q = append(q, f)
		}
	}
	return q
}

// Warnings returns the members that do not stop the work.
func (l List) Warnings() List {
	var w List
	for _, f := range l {
		if f.Warning {
			w = append(w, f)
		}
	}
	return w
}

// Sort orders the list by place: files and sheets in the order in which they
// first appear, then row or line, column and field. It is stable.
func (l List) Sort() {
	files, sheets := map[string]int{}, map[[2]string]int{}
	for _, f := range l {
		if _, seen := files[f.At.File]; !seen {
			files[f.At.File] = len(files)
		}
		sheet := [2]string{f.At.File, f.At.Sheet}
		if _, seen := sheets[sheet]; !seen {
			sheets[sheet] = len(sheets)
		}
	}
	slices.SortStableFunc(l, func(a, b *Fault) int {
		return cmp.Or(
			cmp.Compare(files[a.At.File], files[b.At.File]),
			cmp.Compare(sheets[[2]string{a.At.File, a.At.Sheet}], sheets[[2]string{b.At.File, b.At.Sheet}]),
			a.At.compare(b.At),
		)
	})
}

// shown is how many faults the operator's line spells out; the user sees all.
const shown = 10

// Error is the operator's text: a line for each of the first faults.
func (l List) Error() string {
	if len(l) == 0 {
		return "no faults"
	}
	var b strings.Builder
	for i, f := range l {
		if i == shown {
			fmt.Fprintf(&b, "\n… and %d more", len(l)-shown)
			break
		}
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(f.Error())
	}
	return b.String()
}

// Unwrap returns the members, so that errors.As finds the first Fault and
// errors.Is looks through every cause.
func (l List) Unwrap() []error {
	errs := make([]error, len(l))
	for i, f := range l {
		errs[i] = f
	}
	return errs
}

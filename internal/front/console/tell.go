package console

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// exitStopped is what a shell reports of a program that Ctrl-C ended: 128 and
// the number of the signal.
const exitStopped = 130

// exitOf gives the exit code of an error: that of package fault; what the
// engine refuses is an input to be corrected.
func exitOf(err error) int {
	if errors.Is(err, context.Canceled) {
		return exitStopped
	}
	var wrong misuse
	if errors.As(err, &wrong) {
		return fault.ExitUsage
	}
	var f *fault.Fault
	var refused *scoring.Fault
	if !errors.As(err, &f) && errors.As(err, &refused) {
		return fault.Invalid.Exit()
	}
	return fault.Exit(err)
}

// misuse is an error of the command line itself, found after it was parsed.
type misuse struct{ error }

func (m misuse) Unwrap() error { return m.error }

// told is an error that the command has written out itself; only its exit code
// is left.
type told struct{ error }

func (t told) Unwrap() error { return t.error }

func toldError(err error) error {
	if err == nil {
		return nil
	}
	return told{err}
}

// tell writes every fault of an error to the standard error, a paragraph each,
// then the warnings that came with them, and how many faults there are when they
// are many.
func (s *session) tell(err error) {
	var done told
	if errors.As(err, &done) {
		return
	}
	var paragraphs []string
	var warnings fault.List
	var f *fault.Fault
	var refused scoring.Faults
	var one *scoring.Fault
	switch {
	case errors.As(err, &f):
		var list fault.List
		list.Add(err)
		warnings = list.Warnings()
		list = slices.DeleteFunc(list, func(f *fault.Fault) bool { return f.Warning })
		paragraphs = s.texts.List(s.lang, list)
		if f.Kind == fault.Internal {
			paragraphs = append(paragraphs, err.Error())
		}
	case errors.As(err, &refused):
		paragraphs = strings.Split(refused.Text(string(s.lang)), "\n")
	case errors.As(err, &one):
		paragraphs = []string{one.Text(string(s.lang))}
	default:
		paragraphs = append(s.texts.List(s.lang, err), err.Error())
	}
	for _, p := range paragraphs {
		fmt.Fprint(s.Err, wrapped("✗ "+p, 2, s.errColumns()))
	}
	s.note(warnings)
	if len(paragraphs) > 3 {
		fmt.Fprintf(s.Err, "\n%s\n", s.say("console.tell.count", "count", len(paragraphs)))
	}
}

// notesMost is how many warnings of one kind are written out; a workbook full
// of formulas has one for each.
const notesMost = 5

// note writes warnings to the standard error.
func (s *session) note(notes fault.List) {
	count := map[string]int{}
	last := map[string]int{}
	for i, f := range notes {
		count[kindOf(f)]++
		last[kindOf(f)] = i
	}
	seen := map[string]int{}
	for i, f := range notes {
		kind := kindOf(f)
		if seen[kind]++; seen[kind] <= notesMost {
			fmt.Fprint(s.Err, wrapped("! "+s.texts.Fault(s.lang, f), 2, s.errColumns()))
		}
		if i == last[kind] && count[kind] > notesMost {
			fmt.Fprint(s.Err, wrapped("! "+s.say("console.tell.more", "count", count[kind]-notesMost), 2, s.errColumns()))
		}
	}
}

// kindOf tells warnings apart: by their sentence, or by that of the engine which
// they carry.
func kindOf(f *fault.Fault) string {
	var of *scoring.Fault
	if errors.As(f.Cause, &of) {
		return f.Key + " " + string(of.Code)
	}
	return f.Key
}

// unbounded is the width of a file: lines there are not broken.
const unbounded = 1 << 20

func (s *session) errColumns() int {
	if s.ErrColumns == 0 {
		return unbounded
	}
	return max(20, s.ErrColumns)
}

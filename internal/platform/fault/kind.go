package fault

import (
	"errors"
	"fmt"
)

// Kind says who has to act on a fault. The zero value is Internal.
type Kind uint8

// The seven kinds; the package comment says what each means.
const (
	Internal Kind = iota
	Invalid
	Missing
	Conflict
	Denied
	Limit
	Unavailable
)

// Exit codes of the command line beside those of the table. The package
// comment lists all of them.
const (
	ExitUsage    = 2
	ExitQuestion = 9
)

// kinds is the one table kind → name, HTTP status, exit code. The statuses are
// those of RFC 9110 §15; the exit codes are our own, small and documented, in
// the order of the kinds, leaving 2 to wrong usage as shells and flag do.
var kinds = [...]struct {
	name   string
	status int
	exit   int
}{
	Internal:    {"internal", 500, 1},
	Invalid:     {"invalid", 422, 3},
	Missing:     {"missing", 404, 4},
	Conflict:    {"conflict", 409, 5},
	Denied:      {"denied", 403, 6},
	Limit:       {"limit", 413, 7},
	Unavailable: {"unavailable", 503, 8},
}

// Kinds returns all kinds in the order of the table.
func Kinds() []Kind {
	all := make([]Kind, len(kinds))
	for i := range kinds {
		all[i] = Kind(i)
	}
	return all
}

// String returns the kind's name in lower case, as in the table.
func (k Kind) String() string {
	if int(k) < len(kinds) {
		return kinds[k].name
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Status returns the HTTP status of the kind.
func (k Kind) Status() int {
	if int(k) < len(kinds) {
		return kinds[k].status
	}
	return kinds[Internal].status
}

// Exit returns the exit code of the kind.
func (k Kind) Exit() int {
	if int(k) < len(kinds) {
		return kinds[k].exit
	}
	return kinds[Internal].exit
}

// KindOf returns the kind of err: that of the first Fault found in it which is
// not a warning, and Internal for any other error. An error made of several
// faults has the kind of its first one that is not a question, since a question
// can only be answered once the rest is right. KindOf(nil) must not be asked.
func KindOf(err error) Kind {
	f, ok := leading(err)
	if !ok {
		return Internal
	}
	return f.Kind
}

// Status returns the HTTP status for err: 200 for nil, else that of its kind.
func Status(err error) int {
	if err == nil {
		return 200
	}
	return KindOf(err).Status()
}

// Exit returns the exit code for err: 0 for nil, ExitQuestion when every fault
// in it is a question, else that of its kind.
func Exit(err error) int {
	if err == nil {
		return 0
	}
	f, ok := leading(err)
	switch {
	case !ok:
		return Internal.Exit()
	case f.Ask != nil:
		return ExitQuestion
	}
	return f.Kind.Exit()
}

// leading picks the fault that speaks for err: the first that stops the work
// and is not a question, else the first question, else the first warning.
func leading(err error) (*Fault, bool) {
	var list List
	if !errors.As(err, &list) {
		var f *Fault
		if !errors.As(err, &f) {
			return nil, false
		}
		return f, true
	}
	var question, warning *Fault
	for _, f := range list {
		switch {
		case f.Warning:
			if warning == nil {
				warning = f
			}
		case f.Ask != nil:
			if question == nil {
				question = f
			}
		default:
			return f, true
		}
	}
	if question == nil {
		question = warning
	}
	return question, question != nil
}

package agency

import (
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// State is where an agency stands in its life on a day.
type State string

// The states. In a query, Every takes all of them.
const (
	Present State = "present"
	Ended   State = "ended"
	Coming  State = "coming"
	Every   State = "every"
)

// States are those that a query may ask for, in the order in which people are
// offered them.
var States = []State{Present, Ended, Coming, Every}

// Query says which lines of the directory are wanted, as of a day that must be
// told. Empty fields take all, but for State, where "" is Present.
type Query struct {
	On    Day
	State State
	Words string // as in Filter
	Kind  Kind
	Set   string // whose groups are shown
	Group string // of Set: in it or in a group within it
	Limit int    // 0 is 1,000
	Skip  int
}

// Line is an agency as the directory shows it: as it is on the day, or was last,
// or will be first.
type Line struct {
	Entry
	Opened, Ended Day // of the agency: its first day, and the first on which it is no more
	State         State
	Above         Name   // of the parent; blank at the top
	Group         string // of the query's set, "" when none
}

// Lines gives lines in Vietnamese order of names, and how many there are of each
// kind, whatever the query's kind, limit and skip.
func Lines(tx *db.Tx, q Query) ([]Line, map[Kind]int, error) {
	if q.State == "" {
		q.State = Present
	}
	lines, err := findLines(tx, q)
	if err != nil {
		return nil, nil, err
	}
	count, err := countLines(tx, q)
	return lines, count, err
}

// In gives the name in a language; the Vietnamese one where there is no other.
func (n Name) In(lang text.Lang) string {
	if lang == text.En && n.En != "" {
		return n.En
	}
	return n.Vi
}

package audit

import (
	"math"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Search says which records are wanted. Empty fields take all.
type Search struct {
	Person, Agency, Object string
	Act                    string    // the act, or how it begins when it ends with a dot: "agency."
	From, Until            time.Time // [From, Until)
	Before                 int64     // the place before which to go on; 0 for the latest
	Limit                  int       // of Find: 0 is 100, at most 1,000
}

// blocksTogether is how many blocks are looked for at a time.
const blocksTogether = 32

// Find gives the records that a search wants, the latest first: those that wait
// for their place, then by place. To go on, Before is the place of the last.
//
// What it takes grows with the blocks of 1,024 records in the log, not with the
// records: only those in which everything that is wanted occurs are read.
func (l *Log) Find(tx *db.Tx, s Search) (found []Placed, err error) {
	limit := s.Limit
	if limit <= 0 {
		limit = 100
	}
	limit = min(limit, 1000)
	keep := func(place int64, body string) error {
		r, err := ReadBody([]byte(body))
		if err != nil {
			return fault.Wrap(fault.Conflict, err, "audit.record.unreadable", fault.Args{"place": place})
		}
		found = append(found, Placed{place, *r})
		return nil
	}
	end := int64(math.MaxInt64)
	if s.Before > 0 {
		end = s.Before
	} else if err := eachWaiting(tx, s, limit, keep); err != nil {
		return nil, err
	}
	tree, err := readTree(tx)
	if err != nil {
		return nil, err
	}
	scan := func(from, until int64) error {
		if len(found) >= limit || from >= until {
			return nil
		}
		return eachLatest(tx, s, from, until, limit-len(found), keep)
	}
	// Behind the last full block nothing is noted yet.
	full := tree.N >> blockHeight
	if err := scan(full<<blockHeight, end); err != nil {
		return nil, err
	}
	if end < full<<blockHeight {
		full = (end + blockSize - 1) >> blockHeight
	}
	for len(found) < limit {
		numbers, err := blocksDown(tx, s, full, blocksTogether)
		if err != nil {
			return nil, err
		}
		for _, n := range numbers {
			if err := scan(n<<blockHeight, min(end, (n+1)<<blockHeight)); err != nil {
				return nil, err
			}
		}
		if len(numbers) < blocksTogether {
			break
		}
		full = numbers[len(numbers)-1]
	}
	return found, nil
}

// noted are the acts of the blocks up to one. A full block never changes, so
// none is read twice.
type noted struct {
	mutex sync.Mutex
	acts  []string
	until int64 // number of the first block that is not among them
}

// Acts gives the acts of which the log has records, in order. It is asked in a
// transaction that reads.
func (l *Log) Acts(tx *db.Tx) ([]string, error) {
	last, err := lastBlock(tx)
	if err != nil {
		return nil, err
	}
	l.noted.mutex.Lock()
	defer l.noted.mutex.Unlock()
	if last >= l.noted.until {
		more := slices.Clone(l.noted.acts)
		err := eachAct(tx, l.noted.until-1, last, func(act string) {
			if !strings.HasSuffix(act, ".") {
				more = append(more, act)
			}
		})
		if err != nil {
			return nil, err
		}
		slices.Sort(more)
		l.noted.acts, l.noted.until = slices.Compact(more), last+1
	}
	all := slices.Clone(l.noted.acts)
	if err := eachActFrom(tx, l.noted.until<<blockHeight, func(act string) { all = append(all, act) }); err != nil {
		return nil, err
	}
	slices.Sort(all)
	return slices.Compact(all), nil
}

package agency

import (
	"cmp"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Hit is an agency that a search has found.
type Hit struct {
	Code  string
	Name  Name // as it is, or was last
	As    Name // the former name under which it was found; blank when by its name or code
	Kind  Kind
	State State // today
	Ended Day   // the first day on which it is no more, "" while it is there
	Path  string
}

// searchWidth is how many agencies a search looks at closely, at least: whole
// words come before beginnings of words, and what is there before what ended.
const searchWidth = 200

// mostVersions bounds the versions of agencies that a search counts over: the
// agencies of a province that ever were are some thousand.
const mostVersions = 20_000

// Search finds agencies by words of their names, present and former, with or
// without marks, or by a code: first those that bear the words today, whole words
// before beginnings; then those that bore them, those to come and those that
// ended; each in Vietnamese order. It gives at most limit of them, and how many
// there are. A blank search finds nothing.
func Search(tx *db.Tx, words string, limit int) (hits []Hit, count int, err error) {
	if strings.TrimSpace(words) == "" || limit <= 0 {
		return nil, 0, nil
	}
	now := today(tx)
	ever, err := listEntries(tx, Filter{Words: words, Limit: mostVersions})
	if err != nil {
		return nil, 0, err
	}
	codes := map[string]bool{}
	for i := range ever {
		codes[ever[i].Code] = true
	}
	hits, err = firstHits(tx, words, ever, now, limit)
	return hits, len(codes), err
}

// firstHits gives the first of what a search has found; ever are all versions.
func firstHits(tx *db.Tx, words string, ever []Entry, now Day, limit int) ([]Hit, error) {
	present, err := listEntries(tx, Filter{Words: words, On: now, Limit: max(searchWidth, limit)})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(present, func(a, b Entry) int { return cmp.Compare(looseness(words, &a), looseness(words, &b)) })
	hits, err := hitsOf(tx, present, now, limit, nil)
	if err != nil || len(hits) == limit {
		return hits, err
	}
	slices.SortStableFunc(ever, func(a, b Entry) int { return cmp.Compare(b.From, a.From) })
	rest, err := hitsOf(tx, ever, now, max(searchWidth, limit), hits)
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(rest, func(a, b Hit) int {
		return cmp.Or(cmp.Compare(lateness(a.State), lateness(b.State)), cmp.Compare(text.SortKey(a.Name.Vi), text.SortKey(b.Name.Vi)))
	})
	hits = append(hits, rest...)
	return hits[:min(len(hits), limit)], nil
}

// looseness is 0 where every word stands as a whole in the name, 1 where some
// only begins one.
func looseness(words string, e *Entry) int {
	name := " " + text.Plain(e.Name.Vi) + " " + text.Plain(e.Name.En) + " " + text.Plain(e.Name.Short) + " "
	for _, w := range strings.Fields(text.Plain(words)) {
		if !strings.Contains(name, " "+w+" ") {
			return 1
		}
	}
	return 0
}

func lateness(s State) int {
	switch s {
	case Present:
		return 0
	case Coming:
		return 1
	}
	return 2
}

// hitsOf makes hits of entries, one for each agency that is not among those that
// were found before.
func hitsOf(tx *db.Tx, entries []Entry, now Day, limit int, before []Hit) (hits []Hit, err error) {
	seen := map[string]bool{}
	for _, h := range before {
		seen[h.Code] = true
	}
	for i := range entries {
		e := &entries[i]
		if seen[e.Code] || len(hits) == limit {
			continue
		}
		seen[e.Code] = true
		a, err := Get(tx, e.Code)
		if err != nil {
			return nil, err
		}
		last := a.Last()
		h := Hit{Code: e.Code, Name: last.Name, Kind: last.Kind, State: stateOf(a.From(), a.To(), now), Ended: a.To(), Path: Path(e.Code)}
		if e.Name.Vi != last.Name.Vi {
			h.As = e.Name
		}
		hits = append(hits, h)
	}
	return hits, nil
}

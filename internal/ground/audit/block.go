package audit

import (
	"math"
	"slices"
	"strings"
)

// blockHeight is that of the blocks by which records are found: of 2¹⁰ records
// it is noted once, in order, who and what occurs in them. An index by each of
// person, agency, object and act would change as many pages of the database as
// there are records, and these were most of what a save wrote.
const blockHeight = 10

const blockSize = 1 << blockHeight

// block is what is noted of 1,024 records in a row.
type block struct {
	number      int64
	from, until int64    // the first and the last time, both within
	names       []string // what occurs, sorted once the block is full
}

// add notes a record, by its columns.
func (b *block) add(r *row) {
	if len(b.names) == 0 {
		b.from, b.until = math.MaxInt64, math.MinInt64
	}
	b.from, b.until = min(b.from, r.at), max(b.until, r.at)
	b.names = append(b.names, "act:"+r.act)
	if r.person != "" {
		b.names = append(b.names, "person:"+r.person)
	}
	if r.agency != "" {
		b.names = append(b.names, "agency:"+r.agency)
	}
	if r.object != "" {
		b.names = append(b.names, "object:"+r.object)
	}
}

// close sorts what occurs, and adds the beginnings of acts.
func (b *block) close() {
	slices.Sort(b.names)
	b.names = slices.Compact(b.names)
	for _, name := range slices.Clone(b.names) {
		act, is := strings.CutPrefix(name, "act:")
		for i, c := range act {
			if is && c == '.' {
				b.names = append(b.names, "act:"+act[:i+1])
			}
		}
	}
	slices.Sort(b.names)
	b.names = slices.Compact(b.names)
}

// names gives what a block must have for a record to be in it, "" for no matter.
func (s Search) names() (all [4]string) {
	for i, n := range []struct{ kind, wanted string }{{"person:", s.Person}, {"agency:", s.Agency}, {"object:", s.Object}, {"act:", s.Act}} {
		if n.wanted != "" {
			all[i] = n.kind + n.wanted
		}
	}
	return all
}

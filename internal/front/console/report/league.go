package report

import (
	"math"
	"sort"
	"strconv"
	"strings"
)

// league is the ranking of one group in one field.
type league struct {
	Field Field
	Lines []line
}

// line is one agency in a league.
type line struct {
	Row  *Row
	Cell Cell
	Tied bool
}

// leagues rank a group field by field, in the order of the ranks that the cells
// carry; agencies to which a field does not apply stand last, in the order of
// the group.
func leagues(fields []Field, g Group) []league {
	var out []league
	for i, f := range fields {
		l := league{Field: f}
		ranked := false
		for k := range g.Rows {
			if i < len(g.Rows[k].Fields) {
				c := g.Rows[k].Fields[i]
				ranked = ranked || isRank(c.Rank)
				l.Lines = append(l.Lines, line{Row: &g.Rows[k], Cell: c})
			}
		}
		if !ranked {
			continue
		}
		sort.SliceStable(l.Lines, func(a, b int) bool { return position(l.Lines[a].Cell.Rank) < position(l.Lines[b].Cell.Rank) })
		for k := range l.Lines {
			l.Lines[k].Tied = isRank(l.Lines[k].Cell.Rank) &&
				(k > 0 && l.Lines[k-1].Cell.Rank == l.Lines[k].Cell.Rank ||
					k+1 < len(l.Lines) && l.Lines[k+1].Cell.Rank == l.Lines[k].Cell.Rank)
		}
		out = append(out, l)
	}
	return out
}

// isRank tells a rank from the dash of what is not ranked.
func isRank(s string) bool { return s != "" && s != "–" && s != "-" }

// position is the number in a rank, for sorting; what is not ranked comes last.
func position(rank string) int {
	end := strings.IndexFunc(rank, func(r rune) bool { return r < '0' || r > '9' })
	if end < 0 {
		end = len(rank)
	}
	n, err := strconv.Atoi(rank[:end])
	if err != nil {
		return math.MaxInt
	}
	return n
}

// ties tells of every row whether it shares its rank with a neighbour.
func ties(rows []Row) []bool {
	out := make([]bool, len(rows))
	for i := 1; i < len(rows); i++ {
		if isRank(rows[i].Rank) && rows[i].Rank == rows[i-1].Rank {
			out[i-1], out[i] = true, true
		}
	}
	return out
}

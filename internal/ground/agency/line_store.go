package agency

import (
	"database/sql"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// What the directory looks through: of each agency the version of the day ($1),
// the last one of those that ended and the first of those to come.
const lineSource = ` FROM agency a
	JOIN agency_version v ON v.agency = a.code AND CASE WHEN a.ended <= $1 THEN v.valid_to = a.ended
		WHEN a.opened > $1 THEN v.valid_from = a.opened ELSE v.valid_from <= $1 AND v.valid_to > $1 END
	LEFT JOIN agency_member m ON m.agency = a.code AND m.in_set = $8 AND CASE WHEN a.ended <= $1 THEN m.valid_to = a.ended
		WHEN a.opened > $1 THEN m.valid_from = a.opened ELSE m.valid_from <= $1 AND m.valid_to > $1 END
	WHERE CASE $2 WHEN 'present' THEN a.opened <= $1 AND a.ended > $1 WHEN 'ended' THEN a.ended <= $1
		WHEN 'coming' THEN a.opened > $1 ELSE 1 = 1 END
	AND (a.code = $10 OR v.official = $10 OR (v.search LIKE $3 AND v.search LIKE $4 AND v.search LIKE $5 AND v.search LIKE $6 AND v.search LIKE $7))
	AND ($9 = '' OR m.in_group IN (SELECT code FROM inside))`

// The groups that lie in the one that is asked for, itself among them.
const lineGroups = `inside (code) AS (SELECT code FROM agency_group WHERE in_set = $8 AND code = $9
	UNION SELECT g.code FROM agency_group g JOIN inside i ON g.parent = i.code WHERE g.in_set = $8)`

const (
	searchLines = `WITH RECURSIVE ` + lineGroups + ` SELECT a.code, a.opened, a.ended, v.valid_from, v.valid_to, v.name_vi, v.name_en, v.name_short, v.official, v.kind, v.parent,
		v.address, v.basis_number, v.basis_date, COALESCE(m.in_group, ''),
		COALESCE((SELECT p.name_vi FROM agency_version p WHERE p.agency = v.parent AND ` + lineAbove + `), ''),
		COALESCE((SELECT p.name_en FROM agency_version p WHERE p.agency = v.parent AND ` + lineAbove + `), '')` +
		lineSource + ` AND ($11 = '' OR v.kind = $11) ORDER BY v.sort_key, a.code LIMIT $12 OFFSET $13`
	countLineKinds = `WITH RECURSIVE ` + lineGroups + ` SELECT v.kind, COUNT(*)` + lineSource + ` GROUP BY v.kind`
	// The parent as it was called on the day, or when the version began.
	lineAbove = `CASE WHEN v.valid_from <= $1 AND v.valid_to > $1 THEN p.valid_from <= $1 AND p.valid_to > $1
		ELSE p.valid_from <= v.valid_from AND p.valid_to > v.valid_from END`
)

func (q *Query) args() []any {
	p := patterns(q.Words)
	return []any{string(q.On), string(q.State), p[0], p[1], p[2], p[3], p[4], q.Set, q.Group, strings.TrimSpace(q.Words)}
}

func findLines(tx *db.Tx, q Query) (out []Line, err error) {
	limit := q.Limit
	if limit <= 0 {
		limit = 1000
	}
	err = tx.Each(searchLines, append(q.args(), string(q.Kind), limit, q.Skip), func(rows *sql.Rows) error {
		var l Line
		v := &l.Version
		if err := rows.Scan(&l.Code, &l.Opened, &l.Ended, &v.From, &v.To, &v.Name.Vi, &v.Name.En, &v.Name.Short, &v.Official, &v.Kind, &v.Parent,
			&v.Address, &v.Basis.Number, &v.Basis.Date, &l.Group, &l.Above.Vi, &l.Above.En); err != nil {
			return err
		}
		v.To = opened(v.To)
		l.Ended = opened(l.Ended)
		l.State = stateOf(l.Opened, l.Ended, q.On)
		out = append(out, l)
		return nil
	})
	return out, err
}

// stateOf tells where a life of [from, to) stands on a day.
func stateOf(from, to, day Day) State {
	switch {
	case from > day:
		return Coming
	case to.end() <= day:
		return Ended
	}
	return Present
}

func countLines(tx *db.Tx, q Query) (map[Kind]int, error) {
	n := map[Kind]int{}
	err := tx.Each(countLineKinds, q.args(), func(rows *sql.Rows) error {
		var k Kind
		var some int
		err := rows.Scan(&k, &some)
		n[k] = some
		return err
	})
	return n, err
}

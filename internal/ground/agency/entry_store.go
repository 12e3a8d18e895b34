package agency

import (
	"database/sql"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const searchVersions = `SELECT v.agency, v.valid_from, v.valid_to, v.name_vi, v.name_en, v.name_short, v.official, v.kind, v.parent, v.address, v.basis_number, v.basis_date
	FROM agency_version v
	WHERE ($1 = '' OR (v.valid_from <= $1 AND v.valid_to > $1))
	AND (v.agency = $13 OR v.official = $13 OR (v.search LIKE $2 AND v.search LIKE $3 AND v.search LIKE $4 AND v.search LIKE $5 AND v.search LIKE $6))
	AND ($7 = '' OR v.kind = $7) AND ($8 = '' OR v.parent = $8)
	AND ($9 = '' OR EXISTS (SELECT 1 FROM agency_member m WHERE m.agency = v.agency AND m.in_set = $9 AND m.in_group = $10
		AND (CASE WHEN $1 = '' THEN m.valid_from < v.valid_to AND m.valid_to > v.valid_from ELSE m.valid_from <= $1 AND m.valid_to > $1 END)))
	ORDER BY v.sort_key, v.agency, v.valid_from LIMIT $11 OFFSET $12`

func listEntries(tx *db.Tx, f Filter) (out []Entry, err error) {
	limit := f.Limit
	if limit <= 0 {
		limit = 1000
	}
	p := patterns(f.Words)
	args := []any{string(f.On), p[0], p[1], p[2], p[3], p[4], string(f.Kind), f.Parent, f.Set, f.Group, limit, f.Skip, strings.TrimSpace(f.Words)}
	err = tx.Each(searchVersions, args, func(rows *sql.Rows) error {
		var e Entry
		v := &e.Version
		if err := rows.Scan(&e.Code, &v.From, &v.To, &v.Name.Vi, &v.Name.En, &v.Name.Short, &v.Official, &v.Kind, &v.Parent, &v.Address, &v.Basis.Number, &v.Basis.Date); err != nil {
			return err
		}
		v.To = opened(v.To)
		out = append(out, e)
		return nil
	})
	return out, err
}

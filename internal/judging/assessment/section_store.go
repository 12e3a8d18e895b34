package assessment

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	listSections  = `SELECT node, person FROM form_section WHERE agency = $1 AND round = $2 ORDER BY node`
	addSection    = `INSERT INTO form_section (agency, round, node, person) VALUES ($1, $2, $3, $4)`
	removeSection = `DELETE FROM form_section WHERE agency = $1 AND round = $2 AND node = $3`
)

// sectionsOf gives who answers for each field of a form.
func sectionsOf(tx *db.Tx, round, agency string) (map[string]string, error) {
	all := map[string]string{}
	err := tx.Each(listSections, []any{agency, round}, func(rows *sql.Rows) error {
		var node, person string
		err := rows.Scan(&node, &person)
		all[node] = person
		return err
	})
	return all, err
}

// putSection says who answers for a field; "" is nobody in particular.
func putSection(tx *db.Tx, round, agency, node, person string) error {
	if _, err := tx.Exec(removeSection, agency, round, node); err != nil || person == "" {
		return err
	}
	_, err := tx.Exec(addSection, agency, round, node, person)
	return err
}

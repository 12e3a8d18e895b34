package dbtest

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	schemaOfSQLite = `SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND tbl_name NOT LIKE 'goose_%' AND tbl_name NOT LIKE 'sqlite_%'`
	// Columns with their types and defaults, and indexes and constraints as
	// PostgreSQL writes them.
	columnsOfPostgres = `SELECT table_name, column_name, data_type || CASE is_nullable WHEN 'NO' THEN ' NOT NULL' ELSE '' END || COALESCE(' DEFAULT ' || column_default, '')
		FROM information_schema.columns WHERE table_schema = 'public' AND table_name NOT LIKE 'goose_%' ORDER BY table_name, ordinal_position`
	indexesOfPostgres     = `SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public' AND tablename NOT LIKE 'goose_%'`
	constraintsOfPostgres = `SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint
		WHERE connamespace = 'public'::regnamespace AND contype IN ('c', 'f') AND conrelid::regclass::text NOT LIKE 'goose_%'`
)

// Schema writes the schema of a database as text, in an order that does not
// depend on that of the migrations, without what goose keeps for itself.
func Schema(t testing.TB, d *db.DB) string {
	t.Helper()
	queries := []string{schemaOfSQLite}
	if d.Engine() == db.PostgreSQL {
		queries = []string{columnsOfPostgres, indexesOfPostgres, constraintsOfPostgres}
	}
	var b strings.Builder
	for i, query := range queries {
		var lines []string
		err := d.Read(t.Context(), func(tx *db.Tx) error {
			lines = nil
			return tx.Each(query, nil, func(rows *sql.Rows) error {
				var of, name, text string
				err := rows.Scan(&of, &name, &text)
				lines = append(lines, fmt.Sprintf("%s %s: %s", of, name, text))
				return err
			})
		})
		if err != nil {
			t.Fatal(err)
		}
		if i > 0 || d.Engine() == db.SQLite { // columns keep their order
			slices.Sort(lines)
		}
		for _, line := range lines {
			b.WriteString(line + "\n")
		}
	}
	return b.String()
}

// placeholder is one argument of a statement.
var placeholder = regexp.MustCompile(`\$([0-9]+)`)

// Prepare tells whether a database takes a statement, without running it.
func Prepare(t testing.TB, d *db.DB, statement string) error {
	t.Helper()
	return d.Read(t.Context(), func(tx *db.Tx) error {
		if d.Engine() == db.PostgreSQL {
			if _, err := tx.Exec("PREPARE looked_at AS " + statement); err != nil {
				return err
			}
			_, err := tx.Exec("DEALLOCATE looked_at")
			return err
		}
		most := 0
		for _, m := range placeholder.FindAllStringSubmatch(statement, -1) {
			n, _ := strconv.Atoi(m[1]) // digits
			most = max(most, n)
		}
		// SQLite compiles the whole statement to explain it.
		rows, err := tx.Query("EXPLAIN "+statement, make([]any, most)...)
		if err != nil {
			return err
		}
		return rows.Close()
	})
}

package backup

import (
	"database/sql"
	"fmt"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// kind is what a column holds, the same on both engines.
type kind string

// The kinds: those of which every table is made.
const (
	whole   kind = "bigint"
	words   kind = "text"
	truth   kind = "boolean"
	decimal kind = "double precision"
)

// column is one column of a table.
type column struct {
	Name string `json:"name"`
	Kind kind   `json:"kind"`
	key  int    // place in the primary key, from 1; 0 for none
}

// table is one table of a database, as the database tells.
type table struct {
	name    string
	columns []column
	// refers are the tables that it refers to; within are its columns that refer
	// to the table itself.
	refers, within []string
}

const (
	tablesOfSQLite  = `SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'goose_%' AND name <> 'backup_unfinished' ORDER BY name`
	columnsOfSQLite = `SELECT name, lower(type), pk FROM pragma_table_info($1) ORDER BY cid`
	refersOfSQLite  = `SELECT "table", "from" FROM pragma_foreign_key_list($1)`

	tablesOfPostgres = `SELECT table_name FROM information_schema.tables
		WHERE table_schema = 'public' AND table_type = 'BASE TABLE' AND table_name NOT LIKE 'goose_%' AND table_name <> 'backup_unfinished' ORDER BY table_name`
	columnsOfPostgres = `SELECT c.column_name, c.data_type, COALESCE((SELECT array_position(i.indkey::int2[], a.attnum) + 1 FROM pg_index i
			JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attname = c.column_name
			WHERE i.indrelid = ('public.' || quote_ident(c.table_name))::regclass AND i.indisprimary), 0)
		FROM information_schema.columns c WHERE c.table_schema = 'public' AND c.table_name = $1 ORDER BY c.ordinal_position`
	refersOfPostgres = `SELECT con.confrelid::regclass::text, a.attname FROM pg_constraint con
		JOIN pg_attribute a ON a.attrelid = con.conrelid AND a.attnum = ANY (con.conkey)
		WHERE con.contype = 'f' AND con.conrelid = ('public.' || quote_ident($1))::regclass`

	markUnfinished      = `CREATE TABLE backup_unfinished (since BIGINT NOT NULL)`
	clearUnfinished     = `DROP TABLE backup_unfinished`
	findInSQLite        = `SELECT COUNT(*) FROM sqlite_master WHERE name = 'backup_unfinished'`
	findInPostgres      = `SELECT COUNT(*) FROM information_schema.tables WHERE table_schema = 'public' AND table_name = 'backup_unfinished'`
	integrityOfSQLite   = `SELECT * FROM pragma_integrity_check`
	foreignKeysOfSQLite = `SELECT "table" FROM pragma_foreign_key_check`
)

// names gives the names of all tables, in order.
func names(tx *db.Tx) ([]string, error) {
	list := tablesOfSQLite
	if tx.Engine() == db.PostgreSQL {
		list = tablesOfPostgres
	}
	var all []string
	err := tx.Each(list, nil, func(rows *sql.Rows) error {
		name := ""
		err := rows.Scan(&name)
		all = append(all, name)
		return err
	})
	return all, err
}

// catalogue gives all tables, each after those that it refers to.
func catalogue(tx *db.Tx) ([]*table, error) {
	columns, refers := columnsOfSQLite, refersOfSQLite
	if tx.Engine() == db.PostgreSQL {
		columns, refers = columnsOfPostgres, refersOfPostgres
	}
	called, err := names(tx)
	if err != nil {
		return nil, err
	}
	var all []*table
	for _, name := range called {
		t := &table{name: name}
		all = append(all, t)
		err := tx.Each(columns, []any{t.name}, func(rows *sql.Rows) error {
			var c column
			if err := rows.Scan(&c.Name, &c.Kind, &c.key); err != nil {
				return err
			}
			if !slices.Contains([]kind{whole, words, truth, decimal}, c.Kind) {
				return fault.New(fault.Internal, "backup.column.kind", fault.Args{"table": t.name, "column": c.Name, "kind": string(c.Kind)})
			}
			t.columns = append(t.columns, c)
			return nil
		})
		if err != nil {
			return nil, err
		}
		err = tx.Each(refers, []any{t.name}, func(rows *sql.Rows) error {
			var to, from string
			err := rows.Scan(&to, &from)
			if to == t.name {
				t.within = append(t.within, from)
			} else if !slices.Contains(t.refers, to) {
				t.refers = append(t.refers, to)
			}
			return err
		})
		if err != nil {
			return nil, err
		}
		slices.Sort(t.within)
	}
	return arrange(all)
}

// arrange puts tables after those that they refer to, by name where nothing
// else decides.
func arrange(all []*table) ([]*table, error) {
	var out []*table
	done := map[string]bool{}
	for len(out) < len(all) {
		before := len(out)
		for _, t := range all {
			if !done[t.name] && !slices.ContainsFunc(t.refers, func(to string) bool { return !done[to] }) {
				out, done[t.name] = append(out, t), true
			}
		}
		if len(out) == before {
			return nil, fault.New(fault.Internal, "backup.table.circle", nil)
		}
	}
	return out, nil
}

func quoted(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// order gives the columns by which rows are put in order: the key, or all where
// there is none. Text is compared by its bytes, as SQLite does.
func (t *table) order(e db.Engine) string {
	by := slices.Clone(t.columns)
	if slices.ContainsFunc(by, func(c column) bool { return c.key > 0 }) {
		by = slices.DeleteFunc(by, func(c column) bool { return c.key == 0 })
		slices.SortFunc(by, func(a, b column) int { return a.key - b.key })
	}
	var parts []string
	for _, c := range by {
		part := quoted(c.Name)
		if e == db.PostgreSQL {
			if c.Kind == words {
				part += ` COLLATE "C"`
			}
			part += " NULLS FIRST"
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, ", ")
}

func (t *table) list() string {
	var parts []string
	for _, c := range t.columns {
		parts = append(parts, quoted(c.Name))
	}
	return strings.Join(parts, ", ")
}

// selection reads all rows in their order.
func (t *table) selection(e db.Engine) string {
	return fmt.Sprintf("SELECT %s FROM %s ORDER BY %s", t.list(), quoted(t.name), t.order(e))
}

// insertion writes some rows, whose values follow each other.
func (t *table) insertion(rows int) string {
	var all []string
	for row := range rows {
		var marks []string
		for i := range t.columns {
			marks = append(marks, fmt.Sprintf("$%d", row*len(t.columns)+i+1))
		}
		all = append(all, "("+strings.Join(marks, ", ")+")")
	}
	return fmt.Sprintf("INSERT INTO %s (%s) VALUES %s", quoted(t.name), t.list(), strings.Join(all, ", "))
}

// pointing sets one column of the row with a key, whose columns it gives by
// their places.
func (t *table) pointing(name string) (statement string, key []int) {
	var where []string
	for i, c := range t.columns {
		if c.key > 0 {
			key = append(key, i)
			where = append(where, fmt.Sprintf("%s = $%d", quoted(c.Name), len(key)+1))
		}
	}
	return fmt.Sprintf("UPDATE %s SET %s = $1 WHERE %s", quoted(t.name), quoted(name), strings.Join(where, " AND ")), key
}

// Unfinished tells whether a restore into a database did not come to its end:
// nothing may be served from it.
func Unfinished(tx *db.Tx) (bool, error) {
	find := findInSQLite
	if tx.Engine() == db.PostgreSQL {
		find = findInPostgres
	}
	n := 0
	_, err := tx.Row(find, nil, &n)
	return n > 0, err
}

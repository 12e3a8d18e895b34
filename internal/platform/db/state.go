package db

import (
	"context"
	"database/sql"
	"fmt"
	"time"
)

// State is how a database is set up, as far as keeping what it acknowledged
// depends on it.
type State struct {
	Engine  Engine
	Version string // of the engine
	// Settings are journal_mode and synchronous of SQLite; fsync,
	// full_page_writes, synchronous_commit and data_checksums of PostgreSQL.
	Settings map[string]string
	// Found is the last migration that was applied, Known the last that this
	// program has.
	Found, Known int64
	// Clock is the time of the database's own machine, zero for SQLite.
	Clock time.Time
}

const (
	liteVersion = `SELECT sqlite_version()`
	liteJournal = `SELECT journal_mode FROM pragma_journal_mode`
	liteSync    = `SELECT synchronous FROM pragma_synchronous`
	liteTable   = `SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'goose_db_version'`

	postgresVersion  = `SELECT current_setting('server_version')`
	postgresSettings = `SELECT name, setting FROM pg_settings WHERE name IN ('fsync', 'full_page_writes', 'synchronous_commit', 'data_checksums')`
	postgresClock    = `SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000000 AS BIGINT)`
	postgresTable    = `SELECT count(*) FROM pg_tables WHERE schemaname = current_schema() AND tablename = 'goose_db_version'`

	lastApplied = `SELECT COALESCE(max(version_id), 0) FROM goose_db_version WHERE is_applied`
)

// liteLevels are the names of SQLite's levels of PRAGMA synchronous.
var liteLevels = []string{"off", "normal", "full", "extra"}

// State asks the database how it is set up and how far its schema is; it changes
// nothing.
func (d *DB) State(ctx context.Context, all ...Migrations) (*State, error) {
	_, known, err := joinMigrations(all)
	if err != nil {
		return nil, err
	}
	var s *State
	err = d.Read(ctx, func(tx *Tx) error {
		s = &State{Engine: d.engine, Settings: map[string]string{}, Known: known}
		table, ask := liteTable, s.askSQLite
		if d.engine == PostgreSQL {
			table, ask = postgresTable, s.askPostgreSQL
		}
		if err := ask(tx); err != nil {
			return err
		}
		var there int
		if _, err := tx.Row(table, nil, &there); err != nil || there == 0 {
			return err
		}
		_, err := tx.Row(lastApplied, nil, &s.Found)
		return err
	})
	return s, err
}

func (s *State) askSQLite(tx *Tx) error {
	var journal string
	var level int
	if _, err := tx.Row(liteVersion, nil, &s.Version); err != nil {
		return err
	}
	if _, err := tx.Row(liteJournal, nil, &journal); err != nil {
		return err
	}
	if _, err := tx.Row(liteSync, nil, &level); err != nil {
		return err
	}
	s.Settings["journal_mode"], s.Settings["synchronous"] = journal, fmt.Sprint(level)
	if level >= 0 && level < len(liteLevels) {
		s.Settings["synchronous"] = liteLevels[level]
	}
	return nil
}

func (s *State) askPostgreSQL(tx *Tx) error {
	if _, err := tx.Row(postgresVersion, nil, &s.Version); err != nil {
		return err
	}
	err := tx.Each(postgresSettings, nil, func(rows *sql.Rows) error {
		var name, value string
		if err := rows.Scan(&name, &value); err != nil {
			return err
		}
		s.Settings[name] = value
		return nil
	})
	if err != nil {
		return err
	}
	var micros int64
	_, err = tx.Row(postgresClock, nil, &micros)
	s.Clock = Time(micros)
	return err
}

// Load tells how many writes wait for SQLite's writer; 0 on PostgreSQL, where
// they wait in its pool.
func (d *DB) Load() int64 {
	if lite, ok := d.door.(*sqliteDoor); ok {
		return lite.writer.waiting.Load()
	}
	return 0
}

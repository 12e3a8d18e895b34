package calendar

import (
	"database/sql"
	"embed"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "calendar", Files: db.Sub(migrationFiles, "migrations")}

const insertYear = `INSERT INTO calendar_year (year, version, at, confirmed, basis, person, reason)
	VALUES ($1, $2, $3, $4, $5, $6, $7)`

const insertDay = `INSERT INTO calendar_day (year, version, day, kind, name_vi, name_en, basis, assumed)
	VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`

// insertTable writes a table as the version that it names. Whoever was first
// with that version keeps it.
func insertTable(tx *db.Tx, t *Table, person, reason string) error {
	_, err := tx.Exec(insertYear, t.Year, t.Version, db.Micros(tx.Now()), t.Confirmed, t.Basis, person, reason)
	if err != nil {
		return err
	}
	for _, s := range t.Days {
		_, err := tx.Exec(insertDay, t.Year, t.Version, s.Day.String(), string(s.Kind), s.Name.Vi, s.Name.En, s.Basis, s.Assumed)
		if err != nil {
			return err
		}
	}
	return nil
}

// A year's version at a time is the last one that was written until then; in
// one microsecond there may be two.
const (
	listYears = `SELECT y.year, y.version, y.confirmed, y.basis FROM calendar_year y
		WHERE y.version = (SELECT max(v.version) FROM calendar_year v WHERE v.year = y.year AND v.at <= $1)
		ORDER BY y.year`
	listDays = `SELECT d.year, d.day, d.kind, d.name_vi, d.name_en, d.basis, d.assumed FROM calendar_day d
		WHERE d.version = (SELECT max(v.version) FROM calendar_year v WHERE v.year = d.year AND v.at <= $1)
		ORDER BY d.year, d.day`
)

// listTables gives the stored tables as they were at a time.
func listTables(tx *db.Tx, at time.Time) ([]*Table, error) {
	var all []*Table
	byYear := map[int]*Table{}
	err := tx.Each(listYears, []any{db.Micros(at)}, func(rows *sql.Rows) error {
		t := &Table{Origin: Stored}
		all = append(all, t)
		err := rows.Scan(&t.Year, &t.Version, &t.Confirmed, &t.Basis)
		byYear[t.Year] = t
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(listDays, []any{db.Micros(at)}, func(rows *sql.Rows) error {
		var year int
		var s Special
		var day, kind string
		if err := rows.Scan(&year, &day, &kind, &s.Name.Vi, &s.Name.En, &s.Basis, &s.Assumed); err != nil {
			return err
		}
		s.Kind = Kind(kind)
		if err := s.Day.UnmarshalText([]byte(day)); err != nil || byYear[year] == nil {
			return fault.Wrap(fault.Internal, err, "calendar.store.row", fault.Args{"day": day})
		}
		byYear[year].Days = append(byYear[year].Days, s)
		return nil
	})
	return all, err
}

const listVersions = `SELECT version, at, confirmed, basis, person, reason FROM calendar_year
	WHERE year = $1 ORDER BY version DESC`

// listEditions gives the versions of a year, the latest first.
func listEditions(tx *db.Tx, year int) ([]Edition, error) {
	var all []Edition
	err := tx.Each(listVersions, []any{year}, func(rows *sql.Rows) error {
		var e Edition
		var at int64
		err := rows.Scan(&e.Version, &at, &e.Confirmed, &e.Basis, &e.Person, &e.Reason)
		e.From = db.Time(at)
		if n := len(all); n > 0 {
			e.Until = all[n-1].From
		}
		all = append(all, e)
		return err
	})
	return all, err
}

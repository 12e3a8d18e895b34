package calibration

import (
	"database/sql"
	"embed"
	"encoding/json"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "calibration", Files: db.Sub(migrationFiles, "migrations")}

const (
	addStudy = `INSERT INTO calibration_study (id, framework, source, name, body, draws, noise, seed, author, created, revision)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 1)`
	lastStudy = `SELECT id, source, body, draws, noise, seed, author, created, revision
		FROM calibration_study WHERE framework = $1 ORDER BY created DESC, id DESC LIMIT 1`
	setSettings = `UPDATE calibration_study SET draws = $1, noise = $2, seed = $3, revision = revision + 1 WHERE id = $4 AND revision = $5`
	addMinute   = `INSERT INTO calibration_minute (id, framework, study, against, changes, reason, adopted, ranks, levels, author, created)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)`
	listMinutes = `SELECT id, study, against, changes, reason, adopted, ranks, levels, author, created
		FROM calibration_minute WHERE framework = $1 ORDER BY created DESC, id DESC`
)

func insertStudy(tx *db.Tx, s *Study) error {
	body, err := json.Marshal(s.Table)
	if err != nil {
		return err
	}
	_, err = tx.Exec(addStudy, s.ID, s.Framework, string(s.Source), s.Table.Name, string(body), s.Settings.Draws, s.Settings.Noise, int64(s.Settings.Seed), s.Author, db.Micros(s.Created))
	s.Revision = 1
	return err
}

// Latest gives the study in force of a version; nil when it has none.
func Latest(tx *db.Tx, framework string) (*Study, error) {
	var found *Study
	err := tx.Each(lastStudy, []any{framework}, func(r *sql.Rows) error {
		s := &Study{Framework: framework, Table: &Table{}}
		var body string
		var seed, created int64
		if err := r.Scan(&s.ID, &s.Source, &body, &s.Settings.Draws, &s.Settings.Noise, &seed, &s.Author, &created, &s.Revision); err != nil {
			return err
		}
		s.Settings.Seed, s.Created = uint64(seed), db.Time(created)
		found = s
		return broken(json.Unmarshal([]byte(body), s.Table), s.ID)
	})
	return found, err
}

func broken(err error, id string) error {
	if err == nil {
		return nil
	}
	return fault.Wrap(fault.Internal, err, "calibration.study.broken", fault.Args{"id": id})
}

func updateSettings(tx *db.Tx, s *Study) error {
	n, err := tx.Exec(setSettings, s.Settings.Draws, s.Settings.Noise, int64(s.Settings.Seed), s.ID, s.Revision)
	if err := db.One(n, err, "calibration.study.changed", nil); err != nil {
		return err
	}
	s.Revision++
	return nil
}

func insertMinute(tx *db.Tx, m *Minute) error {
	changes, err := json.Marshal(m.Changes)
	if err != nil {
		return err
	}
	_, err = tx.Exec(addMinute, m.ID, m.Framework, m.Study, m.Against, string(changes), m.Reason, m.Adopted, m.Ranks, m.Levels, m.Author, db.Micros(m.Created))
	return err
}

// Minutes gives the minutes of a version, the latest first.
func Minutes(tx *db.Tx, framework string) ([]Minute, error) {
	var all []Minute
	err := tx.Each(listMinutes, []any{framework}, func(r *sql.Rows) error {
		m := Minute{Framework: framework}
		var changes string
		var created int64
		if err := r.Scan(&m.ID, &m.Study, &m.Against, &changes, &m.Reason, &m.Adopted, &m.Ranks, &m.Levels, &m.Author, &created); err != nil {
			return err
		}
		m.Created = db.Time(created)
		all = append(all, m)
		return broken(json.Unmarshal([]byte(changes), &all[len(all)-1].Changes), m.ID)
	})
	return all, err
}

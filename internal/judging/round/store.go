package round

import (
	"database/sql"
	"embed"
	"encoding/json"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "round", Files: db.Sub(migrationFiles, "migrations")}

const (
	roundColumns = `id, name_vi, name_en, year, phase, training, imported, group_set, as_of, variants, plan, officer, previous, created, revision`
	listRounds   = `SELECT ` + roundColumns + ` FROM round ORDER BY year DESC, created DESC, id`
	getRound     = `SELECT ` + roundColumns + ` FROM round WHERE id = $1`
	addRound     = `INSERT INTO round (` + roundColumns + `) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, 1)`
	setRound     = `UPDATE round SET name_vi = $1, name_en = $2, year = $3, phase = $4, training = $5, imported = $6, group_set = $7, as_of = $8,
		variants = $9, plan = $10, officer = $11, previous = $12, revision = revision + 1 WHERE id = $13 AND revision = $14`
)

func scanRound(rows *sql.Rows) (*Round, error) {
	var r Round
	var variants, plan string
	var created int64
	if err := rows.Scan(&r.ID, &r.Name.Vi, &r.Name.En, &r.Year, &r.Phase, &r.Training, &r.Imported, &r.Set, &r.AsOf, &variants, &plan, &r.Officer, &r.Previous, &created, &r.Revision); err != nil {
		return nil, err
	}
	r.Created = db.Time(created)
	if err := json.Unmarshal([]byte(variants), &r.Variants); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "round.row.broken", fault.Args{"id": r.ID})
	}
	if err := json.Unmarshal([]byte(plan), &r.Plan); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "round.row.broken", fault.Args{"id": r.ID})
	}
	return &r, nil
}

// List gives all rounds, the latest year first.
func List(tx *db.Tx) ([]*Round, error) {
	var all []*Round
	err := tx.Each(listRounds, nil, func(rows *sql.Rows) error {
		r, err := scanRound(rows)
		all = append(all, r)
		return err
	})
	return all, err
}

// Get gives one round; a fault of kind missing when there is none.
func Get(tx *db.Tx, id string) (*Round, error) {
	var r *Round
	err := tx.Each(getRound, []any{id}, func(rows *sql.Rows) (err error) {
		r, err = scanRound(rows)
		return err
	})
	if err == nil && r == nil {
		err = fault.New(fault.Missing, "round.row.none", nil)
	}
	return r, err
}

// columns gives variants and plan as the row keeps them.
func (r *Round) columns() (variants, plan string, err error) {
	v, err := json.Marshal(append([]Variant{}, r.Variants...))
	if err != nil {
		return "", "", err
	}
	p, err := json.Marshal(append([]Span{}, r.Plan...))
	return string(v), string(p), err
}

func insert(tx *db.Tx, r *Round) error {
	variants, plan, err := r.columns()
	if err != nil {
		return err
	}
	_, err = tx.Exec(addRound, r.ID, r.Name.Vi, r.Name.En, r.Year, string(r.Phase), r.Training, r.Imported, r.Set, string(r.AsOf), variants, plan, r.Officer, r.Previous, db.Micros(r.Created))
	r.Revision = 1
	return err
}

// update writes a round whose Revision is the one that was read.
func update(tx *db.Tx, r *Round) error {
	variants, plan, err := r.columns()
	if err != nil {
		return err
	}
	n, err := tx.Exec(setRound, r.Name.Vi, r.Name.En, r.Year, string(r.Phase), r.Training, r.Imported, r.Set, string(r.AsOf), variants, plan, r.Officer, r.Previous, r.ID, r.Revision)
	if err := db.One(n, err, "round.row.changed", nil); err != nil {
		return err
	}
	r.Revision++
	return nil
}

// Step is one step of a round from phase to phase.
type Step struct {
	Number         int
	From, To       access.Phase
	Reason, Person string
	At             time.Time
}

// Amendment is an amending framework version that took the place of another.
type Amendment struct {
	From, To       string
	Reason, Person string
	At             time.Time
}

const (
	listSteps    = `SELECT number, from_phase, to_phase, reason, person, at FROM round_step WHERE round = $1 ORDER BY number`
	addStep      = `INSERT INTO round_step (round, number, from_phase, to_phase, reason, person, at) SELECT $1, count(*) + 1, $2, $3, $4, $5, $6 FROM round_step WHERE round = $1`
	listAmended  = `SELECT from_version, to_version, reason, person, at FROM round_amendment WHERE round = $1 ORDER BY at, from_version`
	addAmendment = `INSERT INTO round_amendment (round, from_version, to_version, reason, person, at) VALUES ($1, $2, $3, $4, $5, $6)`
)

// Steps gives what steps a round has taken, the first first.
func Steps(tx *db.Tx, id string) ([]Step, error) {
	var all []Step
	err := tx.Each(listSteps, []any{id}, func(rows *sql.Rows) error {
		var s Step
		var at int64
		err := rows.Scan(&s.Number, &s.From, &s.To, &s.Reason, &s.Person, &at)
		s.At = db.Time(at)
		all = append(all, s)
		return err
	})
	return all, err
}

// Amendments gives what amending versions a round has taken, the first first.
func Amendments(tx *db.Tx, id string) ([]Amendment, error) {
	var all []Amendment
	err := tx.Each(listAmended, []any{id}, func(rows *sql.Rows) error {
		var a Amendment
		var at int64
		err := rows.Scan(&a.From, &a.To, &a.Reason, &a.Person, &at)
		a.At = db.Time(at)
		all = append(all, a)
		return err
	})
	return all, err
}

func insertStep(tx *db.Tx, id string, s Step) error {
	_, err := tx.Exec(addStep, id, string(s.From), string(s.To), s.Reason, s.Person, db.Micros(s.At))
	return err
}

func insertAmendment(tx *db.Tx, id string, a Amendment) error {
	_, err := tx.Exec(addAmendment, id, a.From, a.To, a.Reason, a.Person, db.Micros(a.At))
	return err
}

package figure

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
var Migrations = db.Migrations{Slice: "figure", Files: db.Sub(migrationFiles, "migrations")}

// itemBody is what a version says, as stored. Its names never change.
type itemBody struct {
	Name        Text     `json:"name"`
	Definition  Text     `json:"definition"`
	Unit        Text     `json:"unit"`
	Min         *Num     `json:"min,omitempty"`
	Max         *Num     `json:"max,omitempty"`
	Options     []Option `json:"options,omitempty"`
	Numerator   string   `json:"numerator,omitempty"`
	Denominator string   `json:"denominator,omitempty"`
	Per         int64    `json:"per,omitempty"`
	Owner       Text     `json:"owner"`
	Source      Text     `json:"source"`
	Basis       string   `json:"basis,omitempty"`
}

const insertVersion = `INSERT INTO figure_item (code, version, kind, from_day, to_day, at, body) VALUES ($1, $2, $3, $4, $5, $6, $7)`

func insertItem(tx *db.Tx, it *Item) error {
	body, err := json.Marshal(itemBody{it.Name, it.Definition, it.Unit, it.Min, it.Max, it.Options,
		it.Numerator, it.Denominator, it.Per, it.Owner, it.Source, it.Basis})
	if err != nil {
		return err
	}
	_, err = tx.Exec(insertVersion, it.Code, it.Version, string(it.Kind), it.From.ISO(), it.To.ISO(), db.Micros(tx.Now()), string(body))
	return err
}

// endVersion sets what is set once: the day on which an open version ends.
const endVersion = `UPDATE figure_item SET to_day = $3 WHERE code = $1 AND version = $2 AND to_day = ''`

func endItem(tx *db.Tx, it *Item) error {
	n, err := tx.Exec(endVersion, it.Code, it.Version, it.To.ISO())
	return db.One(n, err, "figure.item.moved", fault.Args{"item": it.Code})
}

const listVersions = `SELECT code, version, kind, from_day, to_day, body FROM figure_item ORDER BY code, version`

func listItems(tx *db.Tx) (all []Item, err error) {
	err = tx.Each(listVersions, nil, func(rows *sql.Rows) error {
		var it Item
		var from, to, data string
		if err := rows.Scan(&it.Code, &it.Version, &it.Kind, &from, &to, &data); err != nil {
			return err
		}
		var body itemBody
		if err := readStrictly([]byte(data), &body); err != nil {
			return err
		}
		it.Name, it.Definition, it.Unit, it.Min, it.Max = body.Name, body.Definition, body.Unit, body.Min, body.Max
		it.Options, it.Numerator, it.Denominator, it.Per = body.Options, body.Numerator, body.Denominator, body.Per
		it.Owner, it.Source, it.Basis = body.Owner, body.Source, body.Basis
		var err error
		if it.From, err = readDay(from); err != nil {
			return err
		}
		it.To, err = readDay(to)
		all = append(all, it)
		return err
	})
	return all, err
}

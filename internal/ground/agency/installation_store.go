package agency

import (
	"database/sql"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

const (
	getInstallation = `SELECT code, name_vi, name_en, language, sample, founded, revision FROM installation`
	addInstallation = `INSERT INTO installation (place, code, name_vi, name_en, language, sample, founded, revision) VALUES (1, $1, $2, $3, $4, $5, $6, 1)`
	setInstallation = `UPDATE installation SET name_vi = $1, name_en = $2, language = $3, revision = revision + 1 WHERE revision = $4`
)

// LoadInstallation tells whose installation this is; a fault of kind missing
// before it is founded.
func LoadInstallation(tx *db.Tx) (*Installation, error) {
	var i *Installation
	err := tx.Each(getInstallation, nil, func(rows *sql.Rows) error {
		i = &Installation{}
		var founded int64
		err := rows.Scan(&i.Code, &i.Name.Vi, &i.Name.En, &i.Language, &i.Sample, &founded, &i.Revision)
		i.Founded = db.Time(founded)
		return err
	})
	if err == nil && i == nil {
		err = fault.New(fault.Missing, "agency.installation.none", nil)
	}
	return i, err
}

func insertInstallation(tx *db.Tx, i *Installation) error {
	_, err := tx.Exec(addInstallation, i.Code, i.Name.Vi, i.Name.En, string(i.Language), i.Sample, db.Micros(tx.Now()))
	return err
}

func updateInstallation(tx *db.Tx, i *Installation) error {
	n, err := tx.Exec(setInstallation, i.Name.Vi, i.Name.En, string(i.Language), i.Revision)
	return db.One(n, err, "agency.installation.changed", nil)
}

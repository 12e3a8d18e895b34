package access

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	insertPerson = `INSERT INTO access_person (id, login, name, sort_key, mail, phone, created, version) VALUES ($1, $2, $3, $4, $5, $6, $7, 1)`
	swapPerson   = `UPDATE access_person SET login = $3, name = $4, sort_key = $5, mail = $6, phone = $7, version = version + 1
		WHERE id = $1 AND version = $2`
	closePerson  = `UPDATE access_person SET closed = $2, version = version + 1 WHERE id = $1 AND closed IS NULL`
	reopenPerson = `UPDATE access_person SET closed = NULL, version = version + 1 WHERE id = $1 AND closed IS NOT NULL`
	getPerson    = `SELECT id, login, name, mail, phone, created, closed, version FROM access_person WHERE id = $1`
	loginPerson  = `SELECT id, login, name, mail, phone, created, closed, version FROM access_person WHERE login = $1`
	listPersons  = `SELECT id, login, name, mail, phone, created, closed, version FROM access_person
		WHERE sort_key > $1 OR sort_key = $1 AND id > $2 ORDER BY sort_key, id LIMIT $3`
	listInvited  = `SELECT id FROM access_person WHERE id NOT IN (SELECT person FROM access_password)`
	listAtAgency = `SELECT id, login, name, mail, phone, created, closed, version FROM access_person
		WHERE id IN (SELECT person FROM access_grant WHERE scope_kind = 'agency' AND scope_id = $1
			AND starts <= $2 AND (ends IS NULL OR ends > $2) AND (revoked IS NULL OR revoked > $2)
			AND (source IS NULL OR source IN (SELECT id FROM access_grant
				WHERE starts <= $2 AND (ends IS NULL OR ends > $2) AND (revoked IS NULL OR revoked > $2))))
		ORDER BY sort_key, id`
)

func addPerson(tx *db.Tx, v *vault, p *Person) error {
	_, err := tx.Exec(insertPerson, p.ID, p.Login, p.Name, sortKey(p.Name),
		v.seal(p.ID, "mail", p.Mail), v.seal(p.ID, "phone", p.Phone), db.Micros(p.Created))
	return err
}

func setPerson(tx *db.Tx, v *vault, p *Person) error {
	n, err := tx.Exec(swapPerson, p.ID, p.Version, p.Login, p.Name, sortKey(p.Name),
		v.seal(p.ID, "mail", p.Mail), v.seal(p.ID, "phone", p.Phone))
	return db.One(n, err, "access.person.moved", nil)
}

func setClosed(tx *db.Tx, id string, closed bool) error {
	if closed {
		n, err := tx.Exec(closePerson, id, db.Micros(tx.Now()))
		return db.One(n, err, "access.person.moved", nil)
	}
	n, err := tx.Exec(reopenPerson, id)
	return db.One(n, err, "access.person.moved", nil)
}

// eachPerson opens the contacts of every person that a statement gives.
func eachPerson(tx *db.Tx, v *vault, statement string, args ...any) ([]Person, error) {
	var out []Person
	err := tx.Each(statement, args, func(rows *sql.Rows) error {
		var p Person
		var created int64
		var closed sql.Null[int64]
		err := rows.Scan(&p.ID, &p.Login, &p.Name, &p.Mail, &p.Phone, &created, &closed, &p.Version)
		if err != nil {
			return err
		}
		p.Created, p.Closed = db.Time(created), moment(closed)
		if p.Mail, err = v.open(p.ID, "mail", p.Mail); err != nil {
			return err
		}
		if p.Phone, err = v.open(p.ID, "phone", p.Phone); err != nil {
			return err
		}
		out = append(out, p)
		return nil
	})
	return out, err
}

const (
	insertPassword = `INSERT INTO access_password (person, at, hash, current) VALUES ($1, $2, $3, TRUE)`
	agePassword    = `UPDATE access_password SET current = FALSE WHERE person = $1 AND current`
	renewPassword  = `UPDATE access_password SET hash = $3 WHERE person = $1 AND current AND hash = $2`
	getPassword    = `SELECT hash, at FROM access_password WHERE person = $1 AND current`
	listPasswords  = `SELECT hash FROM access_password WHERE person = $1 ORDER BY at DESC LIMIT $2`
	trimPasswords  = `DELETE FROM access_password WHERE person = $1 AND NOT current AND at NOT IN
		(SELECT at FROM access_password WHERE person = $1 ORDER BY at DESC LIMIT $2)`
)

// addPassword makes a hash the one in force and keeps so many former ones.
func addPassword(tx *db.Tx, person, hash string, keep int) error {
	if _, err := tx.Exec(agePassword, person); err != nil {
		return err
	}
	if _, err := tx.Exec(insertPassword, person, db.Micros(tx.Now()), hash); err != nil {
		return err
	}
	_, err := tx.Exec(trimPasswords, person, max(1, keep))
	return err
}

// swapPassword replaces a hash by one of the same password.
func swapPassword(tx *db.Tx, person, before, after string) error {
	_, err := tx.Exec(renewPassword, person, before, after)
	return err
}

// password gives the hash in force and since when, "" when there is none.
func password(tx *db.Tx, person string) (hash string, since time.Time, err error) {
	var at int64
	_, err = tx.Row(getPassword, []any{person}, &hash, &at)
	return hash, db.Time(at), err
}

func passwords(tx *db.Tx, person string, most int) (hashes []string, err error) {
	err = tx.Each(listPasswords, []any{person, most}, func(rows *sql.Rows) error {
		var h string
		err := rows.Scan(&h)
		hashes = append(hashes, h)
		return err
	})
	return hashes, err
}

// passwordless gives the people who have not chosen a password yet.
func passwordless(tx *db.Tx) (map[string]bool, error) {
	all := map[string]bool{}
	err := tx.Each(listInvited, nil, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		all[id] = true
		return err
	})
	return all, err
}

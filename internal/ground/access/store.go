package access

import (
	"database/sql"
	"embed"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "access", Files: db.Sub(migrationFiles, "migrations")}

// moment gives the time of a column that may be empty.
func moment(n sql.Null[int64]) time.Time {
	if !n.Valid {
		return time.Time{}
	}
	return db.Time(n.V)
}

// column is the reverse of moment.
func column(t time.Time) any {
	if t.IsZero() {
		return nil
	}
	return db.Micros(t)
}

const (
	getFounded = `SELECT count(*) FROM access_person`
	setFounded = `INSERT INTO access_founded (one, person) VALUES (1, $1)`
)

func countPersons(tx *db.Tx) (n int64, err error) {
	_, err = tx.Row(getFounded, nil, &n)
	return n, err
}

// found notes who was first; the key lets only one be.
func found(tx *db.Tx, person string) error {
	_, err := tx.Exec(setFounded, person)
	return err
}

// What a question needs to know about an actor, in one row: asking stands in the
// way of every write.
const (
	standSession = `SELECT p.id, p.closed, s.created, s.seen, s.expires, s.second, s.stepped, s.ended, x.confirmed, w.at
		FROM access_session s JOIN access_person p ON p.id = s.person
		LEFT JOIN access_second x ON x.person = p.id LEFT JOIN access_password w ON w.person = p.id AND w.current
		WHERE s.id = $1`
	standToken = `SELECT p.id, p.closed, t.created, t.expires, t.revoked, t.scopes, x.confirmed, w.at
		FROM access_token t JOIN access_person p ON p.id = t.person
		LEFT JOIN access_second x ON x.person = p.id LEFT JOIN access_password w ON w.person = p.id AND w.current
		WHERE t.id = $1`
	standPerson = `SELECT p.id, p.closed, x.confirmed, w.at FROM access_person p
		LEFT JOIN access_second x ON x.person = p.id LEFT JOIN access_password w ON w.person = p.id AND w.current
		WHERE p.id = $1`
)

// standingBy reads all but the grants; nil when there is no such row.
func standingBy(tx *db.Tx, actor Actor) (*standing, error) {
	s := &standing{}
	var closed, confirmed, since, ended sql.Null[int64]
	var created, seen, expires, stepped int64
	var scopes string
	var there bool
	var err error
	switch {
	case actor.Session != "":
		s.session = &Session{ID: actor.Session}
		there, err = tx.Row(standSession, []any{actor.Session}, &s.person, &closed, &created, &seen, &expires, &s.session.Second, &stepped, &ended, &confirmed, &since)
		s.session.Person, s.session.Created, s.session.Seen = s.person, db.Time(created), db.Time(seen)
		s.session.Expires, s.session.Stepped, s.session.ended = db.Time(expires), db.Time(stepped), moment(ended)
	case actor.Token != "":
		there, err = tx.Row(standToken, []any{actor.Token}, &s.person, &closed, &created, &expires, &ended, &scopes, &confirmed, &since)
		s.token = &Token{ID: actor.Token, Person: s.person, Scopes: strings.Fields(scopes), Created: db.Time(created), Expires: db.Time(expires), Revoked: moment(ended)}
	default:
		there, err = tx.Row(standPerson, []any{actor.Person}, &s.person, &closed, &confirmed, &since)
	}
	if err != nil || !there {
		return nil, err
	}
	s.closed, s.confirmed, s.has, s.since = closed.Valid, confirmed.Valid, since.Valid, moment(since)
	return s, nil
}

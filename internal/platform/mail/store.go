package mail

import (
	"database/sql"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Outcome is what became of a letter.
type Outcome string

// The outcomes.
const (
	Waiting Outcome = "waiting"
	Taken   Outcome = "sent"    // the server took it
	Refused Outcome = "refused" // the server refused it for good
	Failed  Outcome = "failed"  // given up after days of trying
	Unset   Outcome = "unset"   // no server is configured; it was not sent
)

// Outcomes are all of them.
var Outcomes = []Outcome{Waiting, Taken, Refused, Failed, Unset}

// Entry is a letter as the log has it.
type Entry struct {
	Job           string // its id; the Message-ID begins with it
	Template      string
	Series, About string
	To            Address
	Lang          text.Lang
	Subject       string
	Posted        time.Time
	Outcome       Outcome
	Tries         int       // that failed
	Ended         time.Time // zero while it waits
	Reason        string    // why it is not sent, for the operator; "" for none
}

// Search narrows the log; an empty field does not.
type Search struct {
	Series, About, Template string
	Outcome                 Outcome
	Limit                   int // 0 is 200
}

const (
	insertSent = `INSERT INTO mail_sent (job, template, series, about, address, name, lang, subject, posted, outcome, tries, ended, reason)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'waiting', 0, 0, '') ON CONFLICT (job) DO NOTHING`
	selectOutcome = `SELECT outcome FROM mail_sent WHERE job = $1`
	updateEnded   = `UPDATE mail_sent SET outcome = $1, ended = $2, reason = $3 WHERE job = $4 AND outcome = 'waiting'`
	updateTried   = `UPDATE mail_sent SET tries = tries + 1, reason = $1 WHERE job = $2 AND outcome = 'waiting'`
	selectSent    = `SELECT job, template, series, about, address, name, lang, subject, posted, outcome, tries, ended, reason FROM mail_sent
		WHERE ($1 = '' OR series = $1) AND ($2 = '' OR about = $2) AND ($3 = '' OR template = $3) AND ($4 = '' OR outcome = $4)
		ORDER BY posted DESC, job LIMIT $5`
)

func insertLetter(tx *db.Tx, id string, l Letter, m Message) error {
	_, err := tx.Exec(insertSent, id, l.Template, l.Series, l.About, l.To.Address, m.To.Name, string(l.Lang), m.Subject, db.Micros(m.Posted))
	return err
}

func outcomeOf(tx *db.Tx, id string) (o Outcome, err error) {
	_, err = tx.Row(selectOutcome, []any{id}, &o)
	return o, err
}

func endLetter(tx *db.Tx, id string, o Outcome, reason string) error {
	_, err := tx.Exec(updateEnded, string(o), db.Micros(tx.Now()), reason, id)
	return err
}

func noteTry(tx *db.Tx, id, reason string) error {
	_, err := tx.Exec(updateTried, reason, id)
	return err
}

// Sent lists letters, the latest first.
func Sent(tx *db.Tx, s Search) (all []Entry, err error) {
	if s.Limit <= 0 {
		s.Limit = 200
	}
	err = tx.Each(selectSent, []any{s.Series, s.About, s.Template, string(s.Outcome), s.Limit}, func(rows *sql.Rows) error {
		var e Entry
		var posted, ended int64
		err := rows.Scan(&e.Job, &e.Template, &e.Series, &e.About, &e.To.Address, &e.To.Name, &e.Lang, &e.Subject, &posted, &e.Outcome, &e.Tries, &ended, &e.Reason)
		e.Posted = db.Time(posted)
		if ended > 0 {
			e.Ended = db.Time(ended)
		}
		all = append(all, e)
		return err
	})
	return all, err
}

package api

import (
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	deleteAnswers = `DELETE FROM api_answer WHERE answered < $1`
	selectAnswer  = `SELECT digest, answer FROM api_answer WHERE person = $1 AND idempotency_key = $2`
	insertAnswer  = `INSERT INTO api_answer (person, idempotency_key, digest, answer, answered) VALUES ($1, $2, $3, $4, $5)`
)

func forgetAnswers(tx *db.Tx, before time.Time) error {
	_, err := tx.Exec(deleteAnswers, db.Micros(before))
	return err
}

func findAnswer(tx *db.Tx, person, key string) (digest, answer string, found bool, err error) {
	found, err = tx.Row(selectAnswer, []any{person, key}, &digest, &answer)
	return digest, answer, found, err
}

func keepAnswer(tx *db.Tx, person, key, digest, answer string) error {
	_, err := tx.Exec(insertAnswer, person, key, digest, answer, db.Micros(tx.Now()))
	return err
}

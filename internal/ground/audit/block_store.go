package audit

import (
	"database/sql"
	"math"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
)

const (
	insertBlock = `INSERT INTO audit_block (number, from_at, until_at) VALUES ($1, $2, $3)`
	insertName  = `INSERT INTO audit_name (block, name) VALUES ($1, $2)`
	getBlock    = `SELECT from_at, until_at FROM audit_block WHERE number = $1`
	listNames   = `SELECT name FROM audit_name WHERE block = $1`
	newestBlock = `SELECT COALESCE(MAX(number), -1) FROM audit_block`
	// With substr and not a range of names: how names sort is the database's own.
	actsOfBlocks = `SELECT DISTINCT name FROM audit_name WHERE block > $1 AND block <= $2 AND substr(name, 1, 4) = 'act:'`
	actsBehind   = `SELECT DISTINCT act FROM audit_record WHERE place >= $1 OR place IS NULL`
)

func addBlock(tx *db.Tx, b *block) error {
	if _, err := tx.Exec(insertBlock, b.number, b.from, b.until); err != nil {
		return err
	}
	for _, name := range b.names {
		if _, err := tx.Exec(insertName, b.number, name); err != nil {
			return err
		}
	}
	return nil
}

// readBlock gives what is noted of a block; whether anything is.
func readBlock(tx *db.Tx, number int64) (b block, there bool, err error) {
	b.number = number
	if there, err = tx.Row(getBlock, []any{number}, &b.from, &b.until); err != nil {
		return b, false, err
	}
	err = tx.Each(listNames, []any{number}, func(rows *sql.Rows) error {
		var name string
		err := rows.Scan(&name)
		b.names = append(b.names, name)
		return err
	})
	slices.Sort(b.names)
	return b, there, err
}

// lastBlock gives the number of the last block that is noted, -1 for none.
func lastBlock(tx *db.Tx) (number int64, err error) {
	_, err = tx.Row(newestBlock, nil, &number)
	return number, err
}

// eachAct visits the acts of the blocks behind one until another, and with them
// the beginnings that end with a dot.
func eachAct(tx *db.Tx, behind, until int64, visit func(act string)) error {
	return tx.Each(actsOfBlocks, []any{behind, until}, scanAct(func(name string) { visit(strings.TrimPrefix(name, "act:")) }))
}

// eachActFrom visits the acts of the records from a place on and of those that wait.
func eachActFrom(tx *db.Tx, place int64, visit func(act string)) error {
	return tx.Each(actsBehind, []any{place}, scanAct(visit))
}

func scanAct(visit func(string)) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var act string
		err := rows.Scan(&act)
		visit(act)
		return err
	}
}

// Which blocks may hold what is wanted.
const (
	wantedBlocks = `SELECT b.number FROM audit_block b WHERE b.until_at >= $1 AND b.from_at < $2
		AND ($3 = '' OR EXISTS (SELECT 1 FROM audit_name n WHERE n.block = b.number AND n.name = $3))
		AND ($4 = '' OR EXISTS (SELECT 1 FROM audit_name n WHERE n.block = b.number AND n.name = $4))
		AND ($5 = '' OR EXISTS (SELECT 1 FROM audit_name n WHERE n.block = b.number AND n.name = $5))
		AND ($6 = '' OR EXISTS (SELECT 1 FROM audit_name n WHERE n.block = b.number AND n.name = $6))`
	listBlocksDown = wantedBlocks + ` AND b.number < $7 ORDER BY b.number DESC LIMIT $8`
	listBlocksUp   = wantedBlocks + ` AND b.number >= $7 ORDER BY b.number LIMIT $8`
)

// blocksDown gives the latest blocks before one that may hold what is wanted.
func blocksDown(tx *db.Tx, s Search, before int64, limit int) (numbers []int64, err error) {
	return numbers, tx.Each(listBlocksDown, s.ofBlocks(before, limit), scanNumber(&numbers))
}

// blocksUp gives the first such blocks from one on.
func blocksUp(tx *db.Tx, s Search, from int64, limit int) (numbers []int64, err error) {
	return numbers, tx.Each(listBlocksUp, s.ofBlocks(from, limit), scanNumber(&numbers))
}

func scanNumber(numbers *[]int64) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var n int64
		err := rows.Scan(&n)
		*numbers = append(*numbers, n)
		return err
	}
}

func (s Search) ofBlocks(number int64, limit int) []any {
	from, until := s.period()
	n := s.names()
	return []any{from, until, n[0], n[1], n[2], n[3], number, limit}
}

func (s Search) period() (from, until int64) {
	from, until = math.MinInt64, math.MaxInt64
	if !s.From.IsZero() {
		from = db.Micros(s.From)
	}
	if !s.Until.IsZero() {
		until = db.Micros(s.Until)
	}
	return from, until
}

// Which records of a range of places are wanted.
const (
	wanted = ` AND ($1 = '' OR person = $1) AND ($2 = '' OR agency = $2) AND ($3 = '' OR object = $3)
		AND ($4 = '' OR act = $4 OR ($5 > 0 AND substr(act, 1, $5) = $4)) AND at >= $6 AND at < $7`
	listLatest  = `SELECT place, body FROM audit_record WHERE place >= $9 AND place < $10` + wanted + ` ORDER BY place DESC LIMIT $8`
	listFirst   = `SELECT place, body FROM audit_record WHERE place >= $9 AND place < $10` + wanted + ` ORDER BY place LIMIT $8`
	listWaiting = `SELECT -1, body FROM audit_record WHERE place IS NULL` + wanted + ` ORDER BY at DESC, id DESC LIMIT $8`
)

func (s Search) ofRecords(limit int) []any {
	from, until := s.period()
	begins := 0
	if strings.HasSuffix(s.Act, ".") {
		begins = len([]rune(s.Act))
	}
	return []any{s.Person, s.Agency, s.Object, s.Act, begins, from, until, limit}
}

type visitBody func(place int64, body string) error

// eachLatest visits the records of a range of places from its end.
func eachLatest(tx *db.Tx, s Search, from, until int64, limit int, visit visitBody) error {
	return tx.Each(listLatest, append(s.ofRecords(limit), from, until), scanBody(visit))
}

// eachFirst visits them from its beginning.
func eachFirst(tx *db.Tx, s Search, from, until int64, limit int, visit visitBody) error {
	return tx.Each(listFirst, append(s.ofRecords(limit), from, until), scanBody(visit))
}

// eachWaiting visits the records that have no place yet, the latest first.
func eachWaiting(tx *db.Tx, s Search, limit int, visit visitBody) error {
	return tx.Each(listWaiting, s.ofRecords(limit), scanBody(visit))
}

func scanBody(visit visitBody) func(*sql.Rows) error {
	return func(rows *sql.Rows) error {
		var place int64
		var body string
		if err := rows.Scan(&place, &body); err != nil {
			return err
		}
		return visit(place, body)
	}
}

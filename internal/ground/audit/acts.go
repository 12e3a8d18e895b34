package audit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"math"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostPlaced bounds the records that one transaction of the sequencer places.
const mostPlaced = 2000

// Log is the log of one database.
type Log struct {
	db      *db.DB
	signer  note.Signer
	public  string
	sealKey []byte
	edge    atomic.Pointer[edge] // of the tree as this program left it
	noted   noted
}

// Open makes the log of a database ready; on SQLite it hooks the sequencer into
// every commit, so it is opened once, before the first write.
func Open(d *db.DB, k *Keys) (*Log, error) {
	signer, err := note.NewSigner(k.Signer)
	if err != nil {
		return nil, fault.New(fault.Invalid, "audit.key.wrong", nil) // the cause would show the key
	}
	known, err := note.NewVerifier(k.Public)
	if err != nil || known.KeyHash() != signer.KeyHash() || len(k.Seal) < 16 {
		return nil, fault.New(fault.Invalid, "audit.key.wrong", nil)
	}
	l := &Log{db: d, signer: signer, public: k.Public, sealKey: k.Seal}
	if d.Engine() == db.SQLite {
		d.BeforeCommit(l.placeLeft)
	}
	return l, nil
}

// Append writes a record into the transaction of the change that it tells of.
// It sets ID and At of the record.
func (l *Log) Append(tx *db.Tx, r *Record) error {
	if r.Act == "" {
		return fault.New(fault.Internal, "audit.record.act", nil)
	}
	r.At = tx.Now()
	if r.ID == "" {
		r.ID = newID(r.At.UnixMicro())
	}
	data, err := r.Body()
	if err != nil {
		return err
	}
	if tx.Engine() == db.SQLite {
		return tx.Leave(rowOf(r, data))
	}
	return insertWaiting(tx, rowOf(r, data))
}

// placeLeft places the records of one commit of SQLite and hashes them.
func (l *Log) placeLeft(tx *db.Tx, left []any) error {
	if len(left) == 0 {
		return nil
	}
	e, err := l.edgeOf(tx)
	if err != nil {
		return err
	}
	from := e.tree()
	var g growth
	columns := make([]any, 0, 8*len(left))
	for _, v := range left {
		r, ok := v.(*row)
		if !ok {
			return fault.New(fault.Internal, "audit.record.stranger", nil)
		}
		r.place = e.size
		columns = append(columns, r.columns()...)
		e.place(r, &g)
	}
	if err := insertPlaced(tx, columns); err != nil {
		return err
	}
	return l.saveTree(tx, from, e, g)
}

// appended counts the records of this process, so that two of one transaction,
// which have the same time, keep their order.
var appended atomic.Uint32

// newID is unique and sorts by time, and within one process by the order of
// appending.
func newID(micros int64) string {
	var random [6]byte
	rand.Read(random[:]) // never fails (crypto/rand)
	return fmt.Sprintf("%014x%08x%s", micros, appended.Add(1), hex.EncodeToString(random[:]))
}

// Sequence gives waiting records their places and hashes them into the tree,
// and tells how many. On PostgreSQL it is called at least once a second, by any
// number of nodes; of two at once one waits or is told to try again. On SQLite,
// where every commit does it, there is nothing left to do.
func (l *Log) Sequence(ctx context.Context) (int, error) {
	total := 0
	for {
		n := 0
		err := l.db.Write(ctx, func(tx *db.Tx) error {
			tree, err := readTree(tx)
			if err != nil {
				return err
			}
			if err := placeWaiting(tx, tree.N, mostPlaced); err != nil {
				return err
			}
			n, err = l.grow(tx)
			return err
		})
		total += n
		if err != nil || n < mostPlaced {
			return total, err
		}
	}
}

// grow hashes what has a place and is not in the tree yet.
func (l *Log) grow(tx *db.Tx) (int, error) {
	e, err := l.edgeOf(tx)
	if err != nil {
		return 0, err
	}
	from := e.tree()
	var g growth
	err = eachRow(tx, from.N, math.MaxInt64, mostPlaced, func(r *row) error {
		if r.place != e.size {
			return fault.New(fault.Internal, "audit.log.gap", fault.Args{"place": e.size})
		}
		e.place(r, &g)
		return nil
	})
	if err != nil || e.size == from.N {
		return 0, err
	}
	return int(e.size - from.N), l.saveTree(tx, from, e, g)
}

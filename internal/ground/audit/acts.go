package audit

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"sync/atomic"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostPlaced bounds the records that one transaction of the sequencer places.
const mostPlaced = 2000

// Log is the log of one database.
type Log struct {
	db      *db.DB
	signer  note.Signer
	known   note.Verifiers
	origin  string
	sealKey []byte
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
	l := &Log{db: d, signer: signer, known: note.VerifierList(known), origin: signer.Name(), sealKey: k.Seal}
	if d.Engine() == db.SQLite {
		d.BeforeCommit(func(tx *db.Tx) error { _, err := grow(tx); return err })
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
	return insertRecord(tx, r, data)
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
			size, err := treeSize(tx)
			if err != nil {
				return err
			}
			if _, err := placeWaiting(tx, size, mostPlaced); err != nil {
				return err
			}
			n, err = grow(tx)
			return err
		})
		total += n
		if err != nil || n < mostPlaced {
			return total, err
		}
	}
}

// grow hashes what has a place and is not in the tree yet.
func grow(tx *db.Tx) (int, error) {
	size, err := treeSize(tx)
	if err != nil {
		return 0, err
	}
	next := size
	fresh := map[int64]tlog.Hash{}
	reader := treeReader(tx, fresh)
	type stored struct {
		first  int64
		hashes []tlog.Hash
	}
	var all []stored
	var bodies [][]byte
	err = eachBody(tx, size, 1<<62, func(place int64, body []byte) error {
		if place != size+int64(len(bodies)) {
			return fault.New(fault.Internal, "audit.log.gap", fault.Args{"place": size + int64(len(bodies))})
		}
		bodies = append(bodies, body)
		return nil
	})
	if err != nil {
		return 0, err
	}
	for _, body := range bodies {
		hashes, err := tlog.StoredHashes(next, body, reader)
		if err != nil {
			return 0, err
		}
		first := tlog.StoredHashIndex(0, next)
		for i, h := range hashes {
			fresh[first+int64(i)] = h
		}
		all = append(all, stored{first, hashes})
		next++
	}
	if next == size {
		return 0, nil
	}
	for _, s := range all {
		if err := insertHashes(tx, s.first, s.hashes); err != nil {
			return 0, err
		}
	}
	return int(next - size), growTree(tx, size, next)
}

// treeReader reads stored hashes, those of this transaction first.
func treeReader(tx *db.Tx, fresh map[int64]tlog.Hash) tlog.HashReader {
	return tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		out := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			if h, ok := fresh[id]; ok {
				out[i] = h
				continue
			}
			h, there, err := readHash(tx, id)
			if err != nil {
				return nil, err
			}
			if !there {
				return nil, fault.New(fault.Unavailable, "audit.log.hash", fault.Args{"hash": id})
			}
			out[i] = h
		}
		return out, nil
	})
}

// Find gives the records that a search wants, the latest first.
func (l *Log) Find(tx *db.Tx, s Search) ([]Placed, error) {
	limit := s.Limit
	if limit <= 0 {
		limit = 100
	}
	return findRecords(tx, s, min(limit, 1000))
}

package audit

import (
	"context"
	"strconv"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// verifyPage is how many rows are read at a time.
const verifyPage = 5000

// Verified says what Verify looked at.
type Verified struct {
	Records int64 // with a place
	Waiting int64 // without one yet
	Tree    tlog.Tree
	// Faults is everything that is not as it was written, each with its place;
	// empty when the log is whole.
	Faults fault.List
}

// Verify recomputes the whole log from the bodies of its records, with nothing
// but a hash function and tlog, and holds it against the stored tree and against
// checkpoints kept outside of the database (their notes; signatures by the
// public key). The error is for what keeps it from looking; what it found stands
// in Faults.
//
// What an owner of the database can hide from the stored tree by computing it
// anew, he cannot hide from a checkpoint that lies elsewhere.
func Verify(ctx context.Context, d *db.DB, public string, checkpoints ...[]byte) (*Verified, error) {
	out := &Verified{}
	witness := map[int64]tlog.Hash{}
	farthest := int64(0)
	for i, signed := range checkpoints {
		tree, err := OpenCheckpoint(signed, public)
		if err != nil {
			out.Faults.Add(fault.At(err, fault.Place{Line: i + 1}))
			continue
		}
		if h, there := witness[tree.N]; there && h != tree.Hash {
			out.Faults.Add(fault.New(fault.Conflict, "audit.checkpoint.two", fault.Args{"size": tree.N}))
		}
		witness[tree.N] = tree.Hash
		farthest = max(farthest, tree.N)
	}
	err := d.Read(ctx, func(tx *db.Tx) error {
		hashes, err := verifyRecords(tx, out, witness)
		if err != nil {
			return err
		}
		return verifyTree(tx, out, hashes, int64(len(hashes)) < tlog.StoredHashCount(out.Records))
	})
	if out.Records < farthest {
		out.Faults.Add(fault.New(fault.Conflict, "audit.log.short", fault.Args{"records": out.Records, "witnessed": farthest}))
	}
	return out, err
}

// verifyRecords walks the records in order of their places, hashing as it goes,
// and looks at the root wherever a checkpoint was taken.
func verifyRecords(tx *db.Tx, out *Verified, witness map[int64]tlog.Hash) (map[int64]tlog.Hash, error) {
	hashes := map[int64]tlog.Hash{}
	reader := tlog.HashReaderFunc(func(ids []int64) ([]tlog.Hash, error) {
		list := make([]tlog.Hash, len(ids))
		for i, id := range ids {
			list[i] = hashes[id]
		}
		return list, nil
	})
	next, lost := int64(0), false
	for done := false; !done; {
		seen := 0
		from := next
		err := eachRow(tx, from, verifyPage, func(r *row) error {
			seen++
			if r.place < 0 {
				out.Waiting++
				done = true // the rest waits; they are counted in this page only
				return nil
			}
			if r.place != next {
				out.Faults.Add(fault.New(fault.Conflict, "audit.record.missing", fault.Args{"place": next, "next": r.place}))
				lost = true
			}
			checkColumns(r, out)
			if !lost {
				list, err := tlog.StoredHashes(next, []byte(r.body), reader)
				if err != nil {
					return err
				}
				first := tlog.StoredHashIndex(0, next)
				for i, h := range list {
					hashes[first+int64(i)] = h
				}
			}
			next = r.place + 1
			out.Records++
			if h, there := witness[next]; there && !lost {
				root, err := tlog.TreeHash(next, reader)
				if err != nil {
					return err
				}
				if root != h {
					out.Faults.Add(fault.New(fault.Conflict, "audit.checkpoint.differs", fault.Args{"size": next}))
				}
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
		done = done || seen < verifyPage
	}
	if !lost {
		var err error
		out.Tree.N = next
		if out.Tree.Hash, err = tlog.TreeHash(next, reader); err != nil {
			return nil, err
		}
	}
	return hashes, nil
}

// checkColumns holds what is searched by against what was hashed.
func checkColumns(r *row, out *Verified) {
	rec, err := ReadBody([]byte(r.body))
	if err != nil {
		out.Faults.Add(fault.New(fault.Conflict, "audit.record.unreadable", fault.Args{"place": r.place}))
		return
	}
	for _, c := range []struct{ column, found, want string }{
		{"id", r.id, rec.ID}, {"at", strconv.FormatInt(r.at, 10), strconv.FormatInt(db.Micros(rec.At), 10)},
		{"person", r.person, rec.Actor.Person}, {"agency", r.agency, rec.Agency},
		{"object", r.object, rec.Object}, {"act", r.act, rec.Act},
	} {
		if c.found != c.want {
			out.Faults.Add(fault.New(fault.Conflict, "audit.record.column", fault.Args{"place": r.place, "column": c.column}))
		}
	}
}

// verifyTree compares the stored hashes with those recomputed; a leaf that
// differs names its record. After a gap nothing can be recomputed, so that only
// what lies before it is compared.
func verifyTree(tx *db.Tx, out *Verified, hashes map[int64]tlog.Hash, gap bool) error {
	size, err := treeSize(tx)
	if err != nil {
		return err
	}
	if size != out.Records {
		out.Faults.Add(fault.New(fault.Conflict, "audit.log.count", fault.Args{"records": out.Records, "size": size}))
	}
	next := int64(0)
	for {
		seen := 0
		err := eachHash(tx, next, verifyPage, func(id int64, hash string) error {
			seen++
			if gap && id >= int64(len(hashes)) {
				next = id + 1
				return nil
			}
			for ; next < id; next++ {
				tellHash(out, next)
			}
			if h, there := hashes[id]; !there || h.String() != hash {
				tellHash(out, id)
			}
			next = id + 1
			return nil
		})
		if err != nil {
			return err
		}
		if seen < verifyPage {
			break
		}
	}
	for want := int64(len(hashes)); next < want; next++ {
		tellHash(out, next)
	}
	return nil
}

func tellHash(out *Verified, id int64) {
	level, n := tlog.SplitStoredHashIndex(id)
	key, args := "audit.hash.differs", fault.Args{"hash": id}
	if level == 0 {
		key, args = "audit.record.differs", fault.Args{"place": n}
	}
	out.Faults.Add(fault.New(fault.Conflict, key, args))
}

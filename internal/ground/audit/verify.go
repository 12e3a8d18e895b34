package audit

import (
	"bytes"
	"context"
	"math"
	"slices"
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

// Verify recomputes the whole log from the bodies of its records, within bounded
// memory, and holds it against the stored tree and against
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
	err := d.Read(ctx, func(tx *db.Tx) (err error) {
		if out.Waiting, err = waitingCount(tx); err != nil {
			return err
		}
		return verifyRecords(tx, out, witness)
	})
	if out.Records < farthest {
		out.Faults.Add(fault.New(fault.Conflict, "audit.log.short", fault.Args{"records": out.Records, "witnessed": farthest}))
	}
	return out, err
}

// verifyRecords walks the records in order of their places, hashing as it goes;
// it looks at every tile that they fill and at the root wherever a checkpoint was
// taken. After a gap nothing can be hashed any more, so that only the records
// themselves are looked at.
func verifyRecords(tx *db.Tx, out *Verified, witness map[int64]tlog.Hash) error {
	e, next, lost, tiles := &edge{}, int64(0), false, int64(0)
	var g growth
	visit := func(r *row) {
		if r.place < next {
			out.Faults.Add(fault.New(fault.Conflict, "audit.record.stray", fault.Args{"place": r.place}))
			return
		}
		if r.place > next {
			out.Faults.Add(fault.New(fault.Conflict, "audit.record.missing", fault.Args{"place": next, "next": r.place}))
			lost = true
		}
		checkColumns(r, out)
		next = r.place + 1
		out.Records++
		if lost {
			return
		}
		e.place(r, &g)
		if h, there := witness[next]; there && e.tree().Hash != h {
			out.Faults.Add(fault.New(fault.Conflict, "audit.checkpoint.differs", fault.Args{"size": next}))
		}
	}
	for from, seen := int64(math.MinInt64), verifyPage; seen == verifyPage; {
		seen = 0
		err := eachRow(tx, from, math.MaxInt64, verifyPage, func(r *row) error {
			seen++
			from = r.place + 1
			visit(r)
			return nil
		})
		if err != nil {
			return err
		}
		if err := verifyTiles(tx, out, g.tiles); err != nil {
			return err
		}
		if err := verifyBlocks(tx, out, g.blocks); err != nil {
			return err
		}
		tiles, g = tiles+int64(len(g.tiles)), growth{}
	}
	noted, err := readTree(tx)
	if err != nil {
		return err
	}
	if noted.N != out.Records {
		out.Faults.Add(fault.New(fault.Conflict, "audit.log.count", fault.Args{"records": out.Records, "size": noted.N}))
	}
	if lost {
		return nil
	}
	out.Tree = e.tree()
	if noted.N == out.Tree.N && noted.Hash != out.Tree.Hash {
		out.Faults.Add(fault.New(fault.Conflict, "audit.log.differs", fault.Args{"size": noted.N}))
	}
	have, err := tileCount(tx)
	if err != nil {
		return err
	}
	if tiles += int64(len(e.rest())); have > tiles {
		out.Faults.Add(fault.New(fault.Conflict, "audit.hash.stray", fault.Args{"tiles": have - tiles}))
	}
	return verifyTiles(tx, out, e.rest())
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

// verifyTiles compares tiles with the stored ones; a leaf that differs names its
// record.
func verifyTiles(tx *db.Tx, out *Verified, tiles []tile) error {
	for _, t := range tiles {
		found, err := readTile(tx, t.level, t.number)
		if err != nil {
			return err
		}
		for i := 0; i < max(len(t.hashes), len(found)); i += tlog.HashSize {
			if bytes.Equal(hashAt(t.hashes, i), hashAt(found, i)) {
				continue
			}
			n := t.number<<tileHeight + int64(i/tlog.HashSize)
			key, args := "audit.record.differs", fault.Args{"place": n}
			if t.level > 0 {
				key, args = "audit.hash.differs", fault.Args{"hash": tlog.StoredHashIndex(int(t.level)*tileHeight, n)}
			}
			out.Faults.Add(fault.New(fault.Conflict, key, args))
		}
	}
	return nil
}

// verifyBlocks compares what is noted of blocks: a name that is missing would hide
// records from a search.
func verifyBlocks(tx *db.Tx, out *Verified, blocks []block) error {
	for _, b := range blocks {
		found, there, err := readBlock(tx, b.number)
		if err != nil {
			return err
		}
		if !there || found.from != b.from || found.until != b.until || !slices.Equal(found.names, b.names) {
			out.Faults.Add(fault.New(fault.Conflict, "audit.block.differs", fault.Args{"from": b.number << blockHeight, "until": (b.number+1)<<blockHeight - 1}))
		}
	}
	return nil
}

// hashAt gives the hash that begins at a byte, or what there is of it.
func hashAt(tile []byte, i int) []byte {
	return tile[min(i, len(tile)):min(i+tlog.HashSize, len(tile))]
}

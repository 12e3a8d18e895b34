package audit

import (
	"context"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Checkpoint signs the tree as it is now and hands the signed note to keep,
// which stores it outside of the database; only then is it noted inside. A tree
// that has not grown since the last checkpoint gives that one again.
//
// The note's text is tlog.FormatTree; its signature names the origin.
func (l *Log) Checkpoint(ctx context.Context, keep func(note []byte) error) ([]byte, error) {
	var tree tlog.Tree
	var last string
	err := l.db.Read(ctx, func(tx *db.Tx) error {
		size, n, err := latestCheckpoint(tx)
		if err != nil {
			return err
		}
		if tree, err = l.Root(tx); err != nil {
			return err
		}
		if n != "" && size == tree.N {
			last = n
		}
		return nil
	})
	if err != nil || last != "" {
		return []byte(last), err
	}
	signed, err := note.Sign(&note.Note{Text: string(tlog.FormatTree(tree))}, l.signer)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "audit.checkpoint.unsigned", nil)
	}
	if keep != nil {
		if err := keep(signed); err != nil {
			return nil, err
		}
	}
	err = l.db.Write(ctx, func(tx *db.Tx) error {
		size, _, err := latestCheckpoint(tx)
		if err != nil || size >= tree.N {
			return err // another node was first
		}
		return addCheckpoint(tx, tree.N, tx.Now(), string(signed))
	})
	return signed, err
}

// OpenCheckpoint checks the signature of a checkpoint against a public key and
// gives the tree that it speaks of.
func OpenCheckpoint(signed []byte, public string) (tlog.Tree, error) {
	v, err := note.NewVerifier(public)
	if err != nil {
		return tlog.Tree{}, fault.Wrap(fault.Invalid, err, "audit.key.wrong", nil)
	}
	n, err := note.Open(signed, note.VerifierList(v))
	if err != nil {
		return tlog.Tree{}, fault.Wrap(fault.Invalid, err, "audit.checkpoint.signature", nil)
	}
	tree, err := tlog.ParseTree([]byte(n.Text))
	if err != nil {
		return tlog.Tree{}, fault.Wrap(fault.Invalid, err, "audit.checkpoint.text", nil)
	}
	return tree, nil
}

// ProveRecord gives what shows, with tlog.CheckRecord, that the record at a
// place lies in the tree of a size.
func (l *Log) ProveRecord(tx *db.Tx, size, place int64) (tlog.RecordProof, error) {
	if err := within(tx, size, place+1); err != nil {
		return nil, err
	}
	return tlog.ProveRecord(size, place, tilesOf(tx))
}

// ProveTree gives what shows, with tlog.CheckTree, that the tree of a size
// begins with the tree of an older, smaller size.
func (l *Log) ProveTree(tx *db.Tx, size, older int64) (tlog.TreeProof, error) {
	if err := within(tx, size, older); err != nil {
		return nil, err
	}
	return tlog.ProveTree(size, older, tilesOf(tx))
}

func within(tx *db.Tx, size, part int64) error {
	have, err := readTree(tx)
	if err != nil {
		return err
	}
	if part < 1 || part > size || size > have.N {
		return fault.New(fault.Missing, "audit.log.size", fault.Args{"size": size, "have": have.N})
	}
	return nil
}

// Root gives the size and the root hash of the tree, from its hashes; where they
// do not make the root that was noted it is a fault of kind internal.
func (l *Log) Root(tx *db.Tx) (tlog.Tree, error) {
	noted, err := readTree(tx)
	if err != nil {
		return tlog.Tree{}, err
	}
	h, err := tlog.TreeHash(noted.N, tilesOf(tx))
	if err == nil && h != noted.Hash {
		err = fault.New(fault.Internal, "audit.log.root", fault.Args{"size": noted.N})
	}
	return noted, err
}

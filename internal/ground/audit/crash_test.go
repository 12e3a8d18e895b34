package audit

import (
	"context"
	"fmt"
	"os"
	"testing"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// crash appends records; every fiftieth time the first writer says the tree as it
// stands, which later trees must begin with.
var crash = dbtest.NewCrash(dbtest.Crash{
	Name: "audit", Migrations: []db.Migrations{Migrations}, Seed: 20261126, Write: appendForEver, Inspect: inspectLog,
})

const crashPeers = 8

func appendForEver(ctx context.Context, d *db.DB, said func(string)) error {
	l, err := Open(d, testKeys)
	if err != nil {
		return err
	}
	broken := make(chan error)
	for w := range crashPeers {
		go func() {
			for i := 0; ; i++ {
				r := record(i)
				r.ID = fmt.Sprintf("%d-%d-%d", os.Getpid(), w, i)
				err := d.Write(ctx, func(tx *db.Tx) error { return l.Append(tx, r) })
				if err != nil {
					broken <- err
					return
				}
				said("record " + r.ID)
				if w == 0 && i%50 == 0 {
					var tree tlog.Tree
					err := d.Read(ctx, func(tx *db.Tx) (err error) { tree, err = l.Root(tx); return err })
					if err != nil {
						broken <- err
						return
					}
					said(fmt.Sprintf("tree %d %s", tree.N, tree.Hash))
				}
			}
		}()
	}
	return <-broken
}

// TestCrash kills a process that writes to the log: no acknowledged record is
// lost, the log is whole, and it begins with every tree that was ever said.
func TestCrash(t *testing.T) { crash.Run(t) }

func inspectLog(t *testing.T, d *db.DB, acknowledged map[string]bool) {
	v, err := Verify(t.Context(), d, testKeys.Public)
	if err != nil || len(v.Faults) > 0 || v.Waiting != 0 {
		t.Fatalf("%+v %v", v, err)
	}
	l, err := Open(d, testKeys)
	if err != nil {
		t.Fatal(err)
	}
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		there := map[string]bool{}
		err := eachRow(tx, 0, 1<<40, 1<<40, func(r *row) error { there["record "+r.id] = true; return nil })
		if err != nil {
			return err
		}
		trees := 0
		for key := range acknowledged {
			var old tlog.Tree
			var hash string
			if n, _ := fmt.Sscanf(key, "tree %d %s", &old.N, &hash); n < 2 {
				if !there[key] {
					t.Errorf("%s was acknowledged and is lost", key)
				}
				continue
			}
			trees++
			if old.Hash, err = tlog.ParseHash(hash); err != nil {
				return err
			}
			proof, err := l.ProveTree(tx, v.Tree.N, old.N)
			if err != nil || tlog.CheckTree(proof, v.Tree.N, v.Tree.Hash, old.N, old.Hash) != nil {
				t.Errorf("the log does not begin with %s: %v", key, err)
			}
		}
		if trees == 0 {
			t.Error("no tree was said: the test shows nothing of it")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

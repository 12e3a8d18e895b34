package db_test

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// alone makes the writer that is to be killed write one after the other.
const alone = "SANSANG_TEST_VICTIM_ALONE"

const (
	crashPeers = 16
	lastTrail  = `SELECT COALESCE(max(seq), 0) FROM trail`
	countTrail = `SELECT count(*) FROM trail`
)

// crash writes a note and its trail in one transaction.
var crash = dbtest.NewCrash(dbtest.Crash{Name: "notes", Migrations: notes, Seed: 20261125, Write: writeNotes, Inspect: inspectNotes})

func writeNotes(ctx context.Context, d *db.DB, said func(string)) error {
	var next atomic.Int64
	err := d.Read(ctx, func(tx *db.Tx) error {
		var last int64
		_, err := tx.Row(lastTrail, nil, &last)
		next.Store(last)
		return err
	})
	if err != nil {
		return err
	}
	peers, broken := crashPeers, make(chan error)
	if os.Getenv(alone) != "" {
		peers = 1
	}
	for range peers {
		go func() {
			for {
				seq := next.Add(1)
				id := fmt.Sprintf("%d-%d", os.Getpid(), seq)
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := add(tx, id, seq); err != nil {
						return err
					}
					_, err := tx.Exec(addTrail, seq, id, "x")
					return err
				})
				if err != nil {
					broken <- err
					return
				}
				said(id)
			}
		}()
	}
	return <-broken
}

func TestCrash(t *testing.T) { crash.Run(t) }

func inspectNotes(t *testing.T, d *db.DB, acknowledged map[string]bool) {
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		there := map[string]bool{}
		err := tx.Each(listNote, nil, func(rows *sql.Rows) error {
			var id string
			err := rows.Scan(&id)
			there[id] = true
			return err
		})
		if err != nil {
			return err
		}
		lost := 0
		for id := range acknowledged {
			if !there[id] {
				lost++
			}
		}
		if lost > 0 {
			t.Errorf("%d of %d acknowledged writes are lost", lost, len(acknowledged))
		}
		var trails int
		_, err = tx.Row(countTrail, nil, &trails)
		if trails != len(there) {
			t.Errorf("%d notes, %d trails: a transaction is there by halves", len(there), trails)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// TestAcknowledgedAfterSync watches the system calls of a writer: before an
// acknowledgement reaches standard output, the WAL that carries it was synced.
func TestAcknowledgedAfterSync(t *testing.T) {
	strace, err := exec.LookPath("strace")
	if err != nil {
		if os.Getenv("SANSANG_TEST_INSTALL") == "1" {
			t.Fatal("strace is not on this machine")
		}
		t.Skip("strace is not on this machine: the order of fsync and acknowledgement was not watched")
	}
	dir := t.TempDir()
	path, trace := filepath.Join(dir, "sync.db"), filepath.Join(dir, "trace")
	c := crash.Command(path, strace, "-f", "-qq", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-e", "signal=none", "-s", "64", "-o", trace)
	c.Env = append(c.Env, alone+"=1")
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for n := 0; n < 300 && lines.Scan(); n++ {
	}
	c.Process.Kill()
	c.Wait()
	data, err := os.ReadFile(trace)
	if err != nil {
		t.Fatal(err)
	}
	acks, wrong, syncs := followSync(string(data), path+"-wal")
	if wrong > 0 || acks < 300 || syncs < 300 {
		t.Errorf("%d acknowledgements, %d before the sync of what they acknowledge, %d syncs of the WAL", acks, wrong, syncs)
	}
	t.Logf("%d acknowledgements after %d syncs", acks, syncs)
}

// followSync reads a trace of a single writer's program: each acknowledgement
// must follow a sync of the WAL that ended after the last write to the WAL since
// the acknowledgement before it.
func followSync(trace, wal string) (acks, wrong, syncs int) {
	unsynced, synced := false, false
	pending := map[string]bool{} // threads within a sync of the WAL
	for line := range strings.Lines(trace) {
		pid, call, _ := strings.Cut(strings.TrimSpace(line), " ")
		call = strings.TrimSpace(call)
		ended := false
		switch {
		case strings.HasPrefix(call, "pwrite64(") && strings.Contains(call, wal):
			unsynced = true
		case strings.HasPrefix(call, "fdatasync(") || strings.HasPrefix(call, "fsync("):
			pending[pid] = strings.Contains(call, wal) && strings.Contains(call, "unfinished")
			ended = strings.Contains(call, wal) && !pending[pid]
		case strings.Contains(call, "sync resumed"):
			ended, pending[pid] = pending[pid], false
		case strings.HasPrefix(call, "write(1<"):
			acks++
			if unsynced || !synced {
				wrong++
			}
			synced = false
		}
		if ended {
			syncs, synced, unsynced = syncs+1, true, false
		}
	}
	return acks, wrong, syncs
}

func TestFollowSync(t *testing.T) {
	const w, s, a = "7 pwrite64(9</d/x-wal>, \"..\") = 24\n", "7 fdatasync(9</d/x-wal>) = 0\n", "8 write(1<pipe:[1]>, \"1\\n\") = 2\n"
	for _, c := range []struct {
		trace string
		wrong int
	}{
		{w + w + s + a + w + s + a, 0},
		{w + s + a + w + a, 1},
		{w + a + s, 1},
		{w + s + w + a, 1},
		{w + s + a + a, 1},
		{w + "7 fdatasync(9</d/x-wal> <unfinished ...>\n" + a + "7 <... fdatasync resumed>) = 0\n", 1},
		{w + "7 fdatasync(9</d/x-wal> <unfinished ...>\n7 <... fdatasync resumed>) = 0\n" + a, 0},
	} {
		if _, wrong, _ := followSync(c.trace, "/d/x-wal"); wrong != c.wrong {
			t.Errorf("%d wrong, want %d, in\n%s", wrong, c.wrong, c.trace)
		}
	}
}

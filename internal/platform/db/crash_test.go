package db_test

import (
	"bufio"
	"context"
	"database/sql"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// victimOf names the database that a copy of this test program writes to until
// it is killed.
const victimOf = "SANSANG_TEST_VICTIM"

// victimAlone makes it write one after the other.
const victimAlone = "SANSANG_TEST_VICTIM_ALONE"

var kills = flag.Int("kills", 0, "how often the crash test kills the writer; 0: 20, or 200 with SANSANG_LARGER=1")

const (
	crashSeed  = 20261125
	crashPeers = 16
)

// victim writes until it is killed: a note and its trail in one transaction,
// and the note's key on standard output once the write was acknowledged.
func victim(path string) {
	ctx := context.Background()
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + path})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	if _, err := d.Migrate(ctx, nil, notes...); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	run := os.Getpid()
	var next int64
	err = d.Read(ctx, func(tx *db.Tx) error {
		_, err := tx.Row(`SELECT COALESCE(max(seq), 0) FROM trail`, nil, &next)
		return err
	})
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	var mu sync.Mutex
	peers := crashPeers
	if os.Getenv(victimAlone) != "" {
		peers = 1
	}
	for w := range peers {
		go func() {
			for i := 0; ; i++ {
				mu.Lock()
				next++
				seq := next
				mu.Unlock()
				id := fmt.Sprintf("%d-%d-%d-%d", run, w, i, seq)
				err := d.Write(ctx, func(tx *db.Tx) error {
					if err := add(tx, id, seq); err != nil {
						return err
					}
					_, err := tx.Exec(addTrail, seq, id, "x")
					return err
				})
				if err != nil {
					fmt.Fprintln(os.Stderr, err)
					os.Exit(1)
				}
				os.Stdout.WriteString(id + "\n") // one write: lines do not mix
			}
		}()
	}
	select {}
}

// TestCrash kills a writing process at random moments, each time with its
// database as the last kill left it, and holds the database against what was
// acknowledged.
func TestCrash(t *testing.T) {
	n := *kills
	if n == 0 {
		n = 20
		if os.Getenv("SANSANG_LARGER") == "1" {
			n = 200
		}
	}
	path := filepath.Join(t.TempDir(), "crash.db")
	rnd := rand.New(rand.NewPCG(crashSeed, 1))
	acknowledged := map[string]bool{}
	for k := range n {
		for _, id := range killOne(t, path, time.Duration(rnd.IntN(120))*time.Millisecond) {
			acknowledged[id] = true
		}
		if k%10 == 9 || k == n-1 {
			inspect(t, path, acknowledged)
		}
		if t.Failed() {
			t.Fatalf("after kill %d of %d", k+1, n)
		}
	}
	if len(acknowledged) < n {
		t.Errorf("only %d writes were acknowledged over %d kills: the test shows nothing", len(acknowledged), n)
	}
	t.Logf("%d kills, %d acknowledged writes, none lost (seed %d)", n, len(acknowledged), crashSeed)
}

// killOne lets a writer run for a while after its first acknowledgement and
// gives what it acknowledged.
func killOne(t *testing.T, path string, after time.Duration) []string {
	t.Helper()
	c := exec.Command(os.Args[0])
	c.Env = append(os.Environ(), victimOf+"="+path)
	c.Stderr = os.Stderr
	out, err := c.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	timer := time.AfterFunc(30*time.Second, func() { c.Process.Kill() }) // a writer that hangs
	defer timer.Stop()
	var ids []string
	lines := bufio.NewReader(out)
	for {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // the end, perhaps within a line: what was not said in full was not acknowledged
		}
		if len(ids) == 0 {
			time.AfterFunc(after, func() { c.Process.Kill() })
		}
		ids = append(ids, strings.TrimSuffix(line, "\n"))
	}
	if err := c.Wait(); err == nil || c.ProcessState.ExitCode() == 1 {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	return ids
}

func inspect(t *testing.T, path string, acknowledged map[string]bool) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		var word string
		if _, err := tx.Row("PRAGMA integrity_check", nil, &word); err != nil || word != "ok" {
			t.Errorf("integrity check: %s %v", word, err)
		}
		if bad, err := tx.Row("PRAGMA foreign_key_check", nil, new(any), new(any), new(any), new(any)); bad || err != nil {
			t.Errorf("foreign key check: %v %v", bad, err)
		}
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
		_, err = tx.Row(`SELECT count(*) FROM trail`, nil, &trails)
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
	c := exec.Command(strace, "-f", "-qq", "-y", "-e", "trace=pwrite64,write,fsync,fdatasync", "-e", "signal=none", "-s", "64", "-o", trace, os.Args[0])
	c.Env = append(os.Environ(), victimOf+"="+path, victimAlone+"=1")
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

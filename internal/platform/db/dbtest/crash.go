package dbtest

import (
	"bufio"
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// victimOf names the database that a copy of the test program writes to until it
// is killed, victimName the Crash that it belongs to.
const (
	victimOf   = "SANSANG_TEST_VICTIM"
	victimName = "SANSANG_TEST_VICTIM_NAME"
)

var kills = flag.Int("kills", 0, "how often a crash test kills the writer; 0: 20, or 200 with SANSANG_LARGER=1")

// Crash kills a writing process at random moments, each time with its database as
// the last kill left it, and has the database held against what was
// acknowledged. It is declared as a variable of the test package, so that the
// copy of the program that is to be killed finds it; Main runs that copy.
type Crash struct {
	Name       string
	Migrations []db.Migrations
	// Write writes for ever. It says every write that was acknowledged, by a key
	// without line breaks; an error ends the test.
	Write func(ctx context.Context, d *db.DB, said func(key string)) error
	// Inspect looks at the database after some kills; acknowledged are the keys of
	// all runs. The structure of the file was found whole before.
	Inspect func(t *testing.T, d *db.DB, acknowledged map[string]bool)
	Seed    uint64
}

var crashes = map[string]*Crash{}

// NewCrash declares a crash test.
func NewCrash(c Crash) *Crash {
	crashes[c.Name] = &c
	return &c
}

// victim is the copy that is killed.
func victim(path string) {
	ctx := context.Background()
	c := crashes[os.Getenv(victimName)]
	d, err := db.Open(ctx, db.Config{URL: "sqlite:" + path})
	if err == nil {
		if _, err = d.Migrate(ctx, nil, c.Migrations...); err == nil {
			// One system call a line, so that lines of many writers do not mix.
			err = c.Write(ctx, d, func(key string) { os.Stdout.WriteString(key + "\n") })
		}
	}
	fmt.Fprintln(os.Stderr, "the writer ended by itself:", err)
	os.Exit(1)
}

// Command gives the program that writes until it is killed, to be run under
// something that watches it.
func (c *Crash) Command(path string, before ...string) *exec.Cmd {
	args := append(before, os.Args[0])
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Env = append(os.Environ(), victimOf+"="+path, victimName+"="+c.Name)
	cmd.Stderr = os.Stderr
	return cmd
}

// Run kills 20 times, 200 with SANSANG_LARGER=1, or as often as -kills says.
func (c *Crash) Run(t *testing.T) {
	n := Kills()
	path := filepath.Join(t.TempDir(), "crash.db")
	rnd := rand.New(rand.NewPCG(c.Seed, 1))
	acknowledged := map[string]bool{}
	for k := range n {
		for _, key := range c.kill(t, path, time.Duration(rnd.IntN(120))*time.Millisecond) {
			acknowledged[key] = true
		}
		if k%10 == 9 || k == n-1 {
			c.inspect(t, path, acknowledged)
		}
		if t.Failed() {
			t.Fatalf("after kill %d of %d", k+1, n)
		}
	}
	if len(acknowledged) < n {
		t.Errorf("only %d writes were acknowledged over %d kills: the test shows nothing", len(acknowledged), n)
	}
	t.Logf("%d kills, %d acknowledged writes, none lost (seed %d)", n, len(acknowledged), c.Seed)
}

// Kills is how often a crash test kills: 20 times, 200 with SANSANG_LARGER=1, or
// as often as -kills says.
func Kills() int {
	switch {
	case *kills > 0:
		return *kills
	case os.Getenv("SANSANG_LARGER") == "1":
		return 200
	}
	return 20
}

// kill lets a writer run for a while after its first acknowledgement and gives
// what it acknowledged.
func (c *Crash) kill(t *testing.T, path string, after time.Duration) (keys []string) {
	t.Helper()
	cmd := c.Command(path)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	hangs := time.AfterFunc(time.Minute, func() { cmd.Process.Kill() })
	defer hangs.Stop()
	for lines := bufio.NewReader(out); ; {
		line, err := lines.ReadString('\n')
		if err != nil {
			break // perhaps within a line: what was not said in full was not acknowledged
		}
		if len(keys) == 0 {
			time.AfterFunc(after, func() { cmd.Process.Kill() })
		}
		keys = append(keys, strings.TrimSuffix(line, "\n"))
	}
	if err := cmd.Wait(); err == nil || cmd.ProcessState.ExitCode() == 1 {
		t.Fatalf("the writer ended by itself: %v", err)
	}
	return keys
}

func (c *Crash) inspect(t *testing.T, path string, acknowledged map[string]bool) {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + path})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	Whole(t, d)
	c.Inspect(t, d, acknowledged)
}

// Whole holds the structure of SQLite's file, and what its rows refer to.
func Whole(t *testing.T, d *db.DB) {
	t.Helper()
	err := d.Read(t.Context(), func(tx *db.Tx) error {
		var word string
		if _, err := tx.Row("PRAGMA integrity_check", nil, &word); err != nil || word != "ok" {
			t.Errorf("integrity check: %s %v", word, err)
		}
		bad, err := tx.Row("PRAGMA foreign_key_check", nil, new(any), new(any), new(any), new(any))
		if bad {
			t.Error("a row refers to one that is not there")
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

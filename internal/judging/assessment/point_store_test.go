package assessment

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// victimPoint names the point at which the writing program kills itself.
const victimPoint = "SANSANG_TEST_POINT"

// dieAt ends the program as a power cut would, where it was told to end there.
func dieAt(point string) {
	if os.Getenv(victimPoint) != point {
		return
	}
	self, err := os.FindProcess(os.Getpid())
	if err == nil {
		err = self.Kill()
	}
	if err != nil {
		panic(err)
	}
	select {} // until the signal arrives
}

// TestCrashAtPoints kills the program of TestCrash at each point of each act: what
// was killed before its commit left nothing but perhaps a file, what was killed
// after it is there once and whole, though nobody was told.
func TestCrashAtPoints(t *testing.T) {
	path := filepath.Join(t.TempDir(), "crash.db")
	acknowledged := map[string]bool{}
	before := map[string]int64{}
	for _, point := range []string{"", "answer inside", "answer committed", "submission inside", "submission committed",
		"book inside", "book committed", "evidence file", "evidence inside", "evidence committed"} {
		act, place, _ := strings.Cut(point, " ")
		if point != "" {
			cmd := crash.Command(path)
			cmd.Env = append(cmd.Env, victimPoint+"="+point)
			said, err := cmd.Output()
			if err == nil || cmd.ProcessState.ExitCode() == 1 {
				t.Fatalf("%s: the writer ended by itself: %v", point, err)
			}
			for line := range strings.Lines(string(said)) {
				if key, whole := strings.CutSuffix(line, "\n"); whole {
					acknowledged[key] = true
				}
			}
		}
		d, err := db.Open(t.Context(), db.Config{URL: "sqlite:" + path})
		if err != nil {
			t.Fatal(err)
		}
		if point == "" { // the province and its round, made once
			if _, err = d.Migrate(t.Context(), nil, allTables...); err != nil {
				t.Fatal(err)
			}
		} else {
			dbtest.Whole(t, d)
			inspectAcknowledged(t, d, acknowledged)
		}
		now := stepsOf(t, d)
		want := before[act]
		if place == "committed" {
			want++
		}
		if point != "" && now[act] != want {
			t.Errorf("killed at %q: %d are there, want %d", point, now[act], want)
		}
		before = now
		if err := d.Close(); err != nil || t.Failed() {
			t.Fatalf("after %q: %v", point, err)
		}
	}
}

// stepsOf counts what each act of the program has left: versions of answers,
// submissions, versions of what workbooks set, and pieces of evidence.
func stepsOf(t *testing.T, d *db.DB) map[string]int64 {
	t.Helper()
	w, _, files, err := reopen(t.Context(), d)
	if err != nil {
		t.Fatal(err)
	}
	defer files.Close()
	steps := map[string]int64{}
	err = d.Read(t.Context(), func(tx *db.Tx) error {
		own, err := Answers(tx, w.Round, "so-a")
		if err != nil {
			return err
		}
		for _, a := range own {
			steps["answer"] += a.Version
		}
		sent, err := Submissions(tx, w.Round, "so-b")
		if err != nil {
			return err
		}
		steps["submission"] = int64(len(sent))
		book, err := answerOf(tx, w.Round, "xa-c", together[0])
		if err != nil {
			return err
		}
		steps["book"] = book.Version
		given, err := Evidences(tx, w.Round, "xa-d")
		steps["evidence"] = int64(len(given))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return steps
}

package app

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// TestCheckpointsAreKept: one file a size, whole, made again when it is lost, and
// never replaced by the note of another log.
func TestCheckpointsAreKept(t *testing.T) {
	p := opened(t)
	dir := filepath.Join(t.TempDir(), "kept")
	keep := func() []string {
		t.Helper()
		if err := p.keepCheckpoint(t.Context(), dir); err != nil {
			t.Fatal(err)
		}
		found, _ := filepath.Glob(filepath.Join(dir, "*"))
		return found
	}
	first := keep()
	if len(first) != 1 || len(keep()) != 1 {
		t.Fatalf("%v", first)
	}
	if err := os.Remove(first[0]); err != nil {
		t.Fatal(err)
	}
	if len(keep()) != 1 {
		t.Error("a checkpoint that lost its file is not kept again")
	}
	if err := p.DB.Write(t.Context(), func(tx *db.Tx) error { return p.Log.Append(tx, &audit.Record{Act: "note.made", Object: "note:1"}) }); err != nil {
		t.Fatal(err)
	}
	both := keep()
	if len(both) != 2 {
		t.Fatalf("%v", both)
	}
	var notes [][]byte
	for _, path := range both {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		notes = append(notes, data)
	}
	if found, err := audit.Verify(t.Context(), p.DB, p.keys.Audit.Public, notes...); err != nil || found.Faults.Err() != nil {
		t.Errorf("the files are no checkpoints: %v %v", err, found)
	}
	if err := os.WriteFile(both[1], notes[0], 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.keepCheckpoint(t.Context(), dir); keyOf(err) != "app.checkpoint.other" {
		t.Errorf("another note of that size: %v", err)
	}
}

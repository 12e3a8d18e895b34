package db_test

import (
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// TestState: the settings on which a promise depends are asked of the database
// itself, and the schema is told with and without migrations.
func TestState(t *testing.T) {
	dbtest.Each(t, notes, func(t *testing.T, d *db.DB) {
		s, err := d.State(t.Context(), notes...)
		if err != nil {
			t.Fatal(err)
		}
		want := map[string]string{"journal_mode": "wal", "synchronous": "full"}
		if d.Engine() == db.PostgreSQL {
			want = nil // the test's own cluster does not wait for the disk
			if off := time.Since(s.Clock).Abs(); off > time.Minute {
				t.Errorf("the clock of the database is off by %v", off)
			}
			for _, name := range []string{"fsync", "full_page_writes", "synchronous_commit", "data_checksums"} {
				if s.Settings[name] == "" {
					t.Errorf("%s is not told: %v", name, s.Settings)
				}
			}
		}
		for name, value := range want {
			if s.Settings[name] != value {
				t.Errorf("%s is %q, want %q", name, s.Settings[name], value)
			}
		}
		if s.Found == 0 || s.Found != s.Known || s.Version == "" {
			t.Errorf("%+v", s)
		}
	})
	empty, err := db.Open(t.Context(), db.Config{URL: t.TempDir() + "/empty.db"})
	if err != nil {
		t.Fatal(err)
	}
	defer empty.Close()
	if s, err := empty.State(t.Context(), notes...); err != nil || s.Found != 0 || s.Known == 0 {
		t.Errorf("%+v, %v", s, err)
	}
}

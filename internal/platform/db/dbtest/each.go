package dbtest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// Each runs a test on SQLite and on PostgreSQL, each time with an empty
// database that was migrated.
func Each(t *testing.T, migrations []db.Migrations, test func(t *testing.T, d *db.DB)) {
	t.Helper()
	t.Run("sqlite", func(t *testing.T) { test(t, SQLite(t, migrations)) })
	t.Run("postgres", func(t *testing.T) { test(t, PostgreSQL(t, migrations)) })
}

// SQLite gives a migrated database in a file of the test's own folder.
func SQLite(t testing.TB, migrations []db.Migrations) *db.DB {
	t.Helper()
	return open(t, "sqlite:"+filepath.Join(t.TempDir(), "test.db"), migrations)
}

// PostgreSQL gives a migrated database of the private cluster. Where there are
// no programs of PostgreSQL the test ends here: skipped, or failed under
// SANSANG_TEST_INSTALL=1.
func PostgreSQL(t testing.TB, migrations []db.Migrations) *db.DB {
	t.Helper()
	url, err := cluster.database()
	if err != nil {
		if os.Getenv("SANSANG_TEST_INSTALL") == "1" {
			t.Fatal(err)
		}
		t.Skipf("not tested on PostgreSQL: %v", err)
	}
	return open(t, url, migrations)
}

func open(t testing.TB, url string, migrations []db.Migrations) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), db.Config{URL: url})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Error(err)
		}
	})
	if _, err := d.Migrate(t.Context(), nil, migrations...); err != nil {
		t.Fatal(err)
	}
	return d
}

// Copy gives the address of a copy of a database that URL gave and that everybody
// has closed: a site is made once, and each test changes its own.
func Copy(t testing.TB, of string) string {
	t.Helper()
	url, err := cluster.copied(of)
	if err != nil {
		t.Fatal(err)
	}
	return url
}

// URL gives the address of an empty database of the private cluster, for what
// opens databases itself; false, with a line in the test's log, where there are
// no programs of PostgreSQL. Under SANSANG_TEST_INSTALL=1 that is a failure.
func URL(t testing.TB) (string, bool) {
	t.Helper()
	url, err := cluster.database()
	if err != nil {
		if os.Getenv("SANSANG_TEST_INSTALL") == "1" {
			t.Fatal(err)
		}
		t.Logf("not tested on PostgreSQL: %v", err)
		return "", false
	}
	return url, true
}

package app

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// TestSweepFiles: an upload that no row of the real schema names goes after a
// week, and the log tells how many went; what any row names stays.
func TestSweepFiles(t *testing.T) {
	p := opened(t)
	ctx := context.Background()
	put := func(data string) file.Blob {
		b, err := p.Files.Put(ctx, strings.NewReader(data), 1000)
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	forgotten, named, young := put("previewed"), put("named"), put("young")
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		return p.Log.Append(tx, &audit.Record{Act: "note.made", Object: "file:" + named.Hash})
	})
	if err != nil {
		t.Fatal(err)
	}
	then := time.Now().Add(-8 * 24 * time.Hour)
	dir := filepath.Dir(strings.TrimPrefix(p.DB.Where(), "sqlite:"))
	err = filepath.WalkDir(filepath.Join(dir, "files"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && (d.Name() == forgotten.Hash || d.Name() == named.Hash) {
			return os.Chtimes(path, then, then)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	told := func() (all []audit.Placed) {
		err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
			all, err = p.Log.Find(tx, audit.Search{Act: "app.file.swept"})
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	for range 2 { // the second time there is nothing to do, and nothing to tell
		if err := p.sweepFiles(ctx, time.Now().Add(-unnamedKept)); err != nil {
			t.Fatal(err)
		}
		if all := told(); len(all) != 1 || all[0].Change[0] != (audit.Change{Field: "files", Before: "1"}) {
			t.Fatalf("told %+v", all)
		}
	}
	for b, want := range map[file.Blob]bool{forgotten: false, named: true, young: true} {
		_, err := p.Files.Stat(ctx, b.Hash)
		if there := err == nil; there != want || err != nil && fault.KindOf(err) != fault.Missing {
			t.Errorf("%s: %v", b.Hash, err)
		}
	}
}

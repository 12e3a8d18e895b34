package upload

import (
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
)

func TestTake(t *testing.T) {
	ctx := t.Context()
	files, err := file.Open(ctx, file.Config{URL: filepath.Join(t.TempDir(), "files")})
	if err != nil {
		t.Fatal(err)
	}
	in := &Intake{Files: files, Shelf: newShelf(t, Bounds{File: 1000})}
	send := func(name, body string) (Taken, Upload, error) {
		u, err := in.Shelf.Begin("an", name, int64(len(body)))
		if err == nil {
			u, err = in.Shelf.Append(ctx, "an", u.ID, 0, strings.NewReader(body), Sum{})
		}
		if err != nil {
			t.Fatal(err)
		}
		taken, err := in.Take(ctx, "an", u.ID)
		return taken, u, err
	}
	// The name as a Mac writes it: letters and marks apart.
	got, u, err := send("Bie\u0302n ba\u0309n.txt", "Đã họp.")
	if err != nil || got.Name != "Biên bản.txt" || got.Kind.Type != kind.TXT || got.Verdict.State != file.Unscanned || got.Blob.Size != int64(len("Đã họp.")) {
		t.Error(got, err)
	}
	r, _, err := files.Open(ctx, got.Blob.Hash)
	if err != nil {
		t.Fatal(err)
	}
	if b, err := io.ReadAll(r); string(b) != "Đã họp." || err != nil {
		t.Error(string(b), err)
	}
	r.Close()
	if _, err := in.Shelf.Find(ctx, "an", u.ID); fault.KindOf(err) != fault.Missing {
		t.Error("taken:", err)
	}
	if v, err := in.Rescan(ctx, got.Blob.Hash); err != nil || v.State != file.Unscanned {
		t.Error(v, err)
	}
	if _, u, err = send("a.pdf", "<html>"); err == nil || fault.KindOf(err) != fault.Invalid {
		t.Error(err)
	}
	if _, err := in.Shelf.Find(ctx, "an", u.ID); err != nil {
		t.Error("what is refused stays until it is dropped:", err)
	}
	if _, err := in.TakeFile(ctx, "a.txt", bytes.NewReader(make([]byte, 1001)), 1001); fault.KindOf(err) != fault.Limit {
		t.Error(err)
	}
}

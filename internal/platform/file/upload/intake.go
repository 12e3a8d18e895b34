package upload

import (
	"context"
	"io"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
)

// Intake makes blobs of files that people sent.
type Intake struct {
	Files   *file.Store
	Scanner *file.Scanner // nil: everything is unscanned
	Shelf   *Shelf
}

// Taken is a file that is in the store; a row may name it.
type Taken struct {
	Name    string // NFC, checked
	Blob    file.Blob
	Kind    kind.Kind
	Verdict file.Verdict // clean, or unscanned with its cause
}

// Take takes a whole upload from the shelf. What is refused stays there until it
// is dropped or swept.
func (i *Intake) Take(ctx context.Context, owner, id string) (t Taken, err error) {
	err = i.Shelf.Use(ctx, owner, id, func(u Upload, r io.ReaderAt) error {
		t, err = i.TakeFile(ctx, u.Name, r, u.Size)
		return err
	})
	return t, err
}

// TakeFile takes a file that came in one piece, such as that of a plain form.
// Faults: what package kind refuses; limit when it is too long; invalid
// (upload.file.infected) when the scanner found something.
func (i *Intake) TakeFile(ctx context.Context, name string, r io.ReaderAt, size int64) (Taken, error) {
	t := Taken{Name: norm.NFC.String(strings.TrimSpace(name))}
	if size > i.Shelf.Most() {
		return Taken{}, i.Shelf.tooLong()
	}
	var err error
	if t.Kind, err = kind.Of(t.Name, r, size); err != nil {
		return Taken{}, err
	}
	t.Verdict = i.Scanner.Scan(ctx, io.NewSectionReader(r, 0, size))
	if t.Verdict.State == file.Infected {
		return Taken{}, fault.New(fault.Invalid, "upload.file.infected", fault.Args{"name": t.Verdict.Name}).
			WithPlace(fault.Place{File: t.Name}).WithHint("upload.file.infectedHint")
	}
	t.Blob, err = i.Files.Put(ctx, io.NewSectionReader(r, 0, size), file.Limit(size))
	return t, err
}

// Rescan looks again at a blob that was not scanned when it came.
func (i *Intake) Rescan(ctx context.Context, hash string) (file.Verdict, error) {
	r, _, err := i.Files.Open(ctx, hash)
	if err != nil {
		return file.Verdict{}, err
	}
	defer r.Close()
	return i.Scanner.Scan(ctx, r), nil
}

package file

import (
	"context"
	"errors"
	"io"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Scrubbed says what a scrub found.
type Scrubbed struct {
	Blobs, Bytes int64
	Damaged      []string // names whose bytes are no longer theirs
	Missing      []string // names that were expected and are not there
}

// Scrub reads every blob again and compares it with its name, and looks for the
// blobs that the rows name (expected, nil for none). It goes on past what is
// damaged; the error is for what keeps it from looking. progress, when not nil,
// is told after every blob.
func (s *Store) Scrub(ctx context.Context, expected []string, progress func(Scrubbed)) (Scrubbed, error) {
	var out Scrubbed
	there := map[string]bool{}
	err := s.Walk(ctx, func(b Blob) error {
		there[b.Hash] = true
		n, err := s.reread(ctx, b.Hash)
		out.Blobs++
		out.Bytes += n
		var f *fault.Fault
		switch {
		case errors.As(err, &f) && f.Key == "file.blob.damaged":
			out.Damaged = append(out.Damaged, b.Hash)
		case fault.KindOf(err) == fault.Missing && err != nil: // removed meanwhile
			out.Blobs--
			delete(there, b.Hash)
		case err != nil:
			return err
		}
		if progress != nil {
			progress(out)
		}
		return nil
	})
	for _, name := range expected {
		if err == nil && !there[name] {
			out.Missing = append(out.Missing, name)
		}
	}
	return out, err
}

func (s *Store) reread(ctx context.Context, name string) (int64, error) {
	r, _, err := s.Open(ctx, name)
	if err != nil {
		return 0, err
	}
	defer r.Close()
	return io.Copy(io.Discard, &live{ctx, r})
}

package file

import (
	"context"
	"time"
)

// Swept says what a sweep took away.
type Swept struct {
	Files int
	Bytes int64
}

// Sweep takes away what was put before a time and is named by no row: uploads
// that were looked at and never accepted, and what a crash has left. named is
// asked once for those among the old that some row names; what it does not know
// for sure it must name. The error is for what keeps Sweep from going on; what was
// taken away until then is told with it.
//
// Whoever writes a row that names a blob has put it after before: that is why Put
// makes young what it finds.
func (s *Store) Sweep(ctx context.Context, before time.Time, named func(ctx context.Context, old map[string]bool) (map[string]bool, error)) (Swept, error) {
	var out Swept
	sizes, old := map[string]int64{}, map[string]bool{}
	err := s.Walk(ctx, func(b Blob) error {
		if b.Stored.Before(before) {
			sizes[b.Hash], old[b.Hash] = b.Size, true
		}
		return nil
	})
	if err != nil || len(old) == 0 {
		return out, err
	}
	kept, err := named(ctx, old)
	if err != nil {
		return out, err
	}
	for hash, size := range sizes {
		if kept[hash] {
			continue
		}
		removed, err := s.place.removeOld(ctx, hash, before)
		if err != nil {
			return out, err
		}
		if removed {
			out.Files++
			out.Bytes += size
		}
	}
	return out, nil
}

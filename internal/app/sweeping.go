package app

import (
	"context"
	"strconv"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/backup"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// unnamedKept is how long an upload stays that no row names: somebody who looks at
// the preview of a workbook on a Friday still finds it in the next week.
const unnamedKept = 7 * 24 * time.Hour

// sweepFiles takes away the files that were stored before a time and that no row
// names, and notes how many.
func (p *Program) sweepFiles(ctx context.Context, before time.Time) error {
	swept, err := p.Files.Sweep(ctx, before, func(ctx context.Context, old map[string]bool) (named map[string]bool, err error) {
		err = p.DB.Read(ctx, func(tx *db.Tx) (err error) {
			named, err = backup.Named(tx, old)
			return err
		})
		return named, err
	})
	if swept.Files == 0 {
		return err
	}
	// Noted even when it broke off: what is gone is gone.
	noted := p.DB.Write(context.WithoutCancel(ctx), func(tx *db.Tx) error {
		return p.Log.Append(tx, &audit.Record{Act: "app.file.swept", Origin: audit.Origin{Via: "job"}, Change: []audit.Change{
			{Field: "files", Before: strconv.Itoa(swept.Files)}, {Field: "bytes", Before: strconv.FormatInt(swept.Bytes, 10)}}})
	})
	if err == nil {
		err = noted
	}
	return err
}

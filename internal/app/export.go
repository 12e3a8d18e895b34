package app

import (
	"context"
	"io"
	"time"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// exportAudit is the command audit export: records as lines of JSON whose leaves
// anybody can hash again.
func exportAudit(ctx context.Context, conf console.Configuration, wanted console.Wanted, w io.Writer) (int64, error) {
	c, err := loaded(conf)
	if err != nil {
		return 0, err
	}
	s := audit.Search{Person: wanted.Person, Agency: wanted.Agency, Object: wanted.Object, Act: wanted.Act}
	var faults fault.List
	day := func(typed, flag string, plus int) time.Time {
		d, err := text.ParseDate(typed)
		faults.Add(fault.At(err, fault.Place{Field: flag}))
		return d.Begin(plus)
	}
	s.From, s.Until = day(wanted.From, "--from", 0), day(wanted.To, "--to", 1)
	if err := faults.Err(); err != nil {
		return 0, err
	}
	d, files, err := c.opened(ctx)
	if err != nil {
		return 0, err
	}
	defer d.Close()
	defer files.Close()
	return audit.Export(ctx, d, w, s)
}

package assessment

import (
	"context"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// rescanBlock is how many files are read from the database at a time.
const rescanBlock = 100

// Rescan shows every file that no scanner has seen to one. It stops at the first
// that the scanner does not answer for, since the next would fare no better, and
// gives the cause; what was seen until then is written down. An infected file is
// given to nobody from then on.
func (d *Desk) Rescan(ctx context.Context, base *db.DB, scan func(ctx context.Context, hash string) (file.Verdict, error)) error {
	for after := ""; ; {
		var some []string
		if err := base.Read(ctx, func(tx *db.Tx) (err error) { some, err = unscanned(tx, after, rescanBlock); return err }); err != nil {
			return err
		}
		if len(some) == 0 {
			return nil
		}
		for _, hash := range some {
			v, err := scan(ctx, hash)
			if err != nil {
				return err
			}
			if v.State == file.Unscanned {
				return v.Cause
			}
			if err := base.Write(ctx, func(tx *db.Tx) error { return d.noteVerdict(tx, hash, v) }); err != nil {
				return err
			}
			after = hash
		}
	}
}

func (d *Desk) noteVerdict(tx *db.Tx, hash string, v file.Verdict) error {
	rows, err := noteScan(tx, hash, v.State, v.Name)
	if err != nil {
		return err
	}
	for _, row := range rows {
		err := d.log.Append(tx, &audit.Record{Act: "assessment.evidence.scanned", Object: "evidence:" + row.round + "/" + row.id, Agency: row.agency,
			Origin: audit.Origin{Via: "job"}, Change: []audit.Change{{Field: "scan", Before: string(file.Unscanned), After: string(v.State)}, {Field: "finding", After: v.Name}}})
		if err != nil {
			return err
		}
	}
	return nil
}

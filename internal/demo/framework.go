package demo

import (
	"context"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// decisions are those by which the frameworks of the program are issued. The
// numbers are invented and say so.
var decisions = []struct {
	framework string
	criteria.Decision
}{
	{"ict-readiness-2017", criteria.Decision{Number: "01/QĐ-MINHHOA", Date: "2017-11-20", Issuer: "Ủy ban nhân dân tỉnh (số liệu minh họa)"}},
	{"ict-readiness-2026", criteria.Decision{Number: "02/QĐ-MINHHOA", Date: "2026-09-15", Issuer: "Ủy ban nhân dân tỉnh (số liệu minh họa)"}},
}

// nextVersion is the number of the draft that the Council works on.
const nextVersion = "2027"

// frameworks issues the frameworks of both rounds, and begins the next from the
// latter.
func (s *settling) frameworks(ctx context.Context, by criteria.By) error {
	library := criteria.NewLibrary(s.Log, s.Gate)
	var issued, next *criteria.Version
	err := s.write(ctx, func(tx *db.Tx) error {
		for _, d := range decisions {
			shipped, err := criteria.LoadDocument(d.framework)
			if err != nil {
				return err
			}
			v, err := library.New(tx, by, shipped.Framework, shipped.Checks)
			if err != nil {
				return err
			}
			if v, err = library.Issue(tx, by, v.ID, v.Revision, d.Decision); err != nil {
				return err
			}
			issued = v
		}
		var err error
		next, err = library.Clone(tx, by, issued.ID, nextVersion, false)
		return err
	})
	if err != nil {
		return err
	}
	return s.calibrate(ctx, by, library, issued, next)
}

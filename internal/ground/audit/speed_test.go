package audit

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// BenchmarkSave is one durable row with its audit record, sequenced and hashed
// on SQLite, by closed-loop callers. PostgreSQL needs SANSANG_TEST_FSYNC=1.
func BenchmarkSave(b *testing.B) {
	answers := db.Migrations{Slice: "answer", Files: fstest.MapFS{"00011_answer.sql": {Data: []byte(
		answerTable)}}}
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, callers := range []int{1, 16, 64, 200, 1000} {
			b.Run(fmt.Sprintf("%s/%d", engine, callers), func(b *testing.B) {
				open := dbtest.SQLite
				if engine == "postgres" {
					if os.Getenv("SANSANG_TEST_FSYNC") != "1" {
						b.Skip("without SANSANG_TEST_FSYNC=1 PostgreSQL does not wait for the disk")
					}
					open = dbtest.PostgreSQL
				}
				d := open(b, []db.Migrations{Migrations, answers})
				l, err := Open(d, testKeys)
				if err != nil {
					b.Fatal(err)
				}
				var seq atomic.Int64
				var wg sync.WaitGroup
				warm(b, d)
				b.ResetTimer()
				for range callers {
					wg.Go(func() {
						for {
							n := seq.Add(1)
							if n > int64(b.N) {
								return
							}
							agency := fmt.Sprintf("a%03d", n%115)
							err := d.Write(b.Context(), func(tx *db.Tx) error {
								if _, err := tx.Exec(insertAnswer, agency, n, "97.5"); err != nil {
									return err
								}
								return l.Append(tx, &Record{
									Actor: Actor{Person: "p" + agency, Role: "officer"}, Act: "assessment.answer.saved",
									Object: "answer:" + agency, Agency: agency, Change: []Change{{Field: "may_tinh", Before: "96", After: "97.5"}},
									Origin: Origin{Address: "10.1.2.3", Via: "web"},
								})
							})
							if err != nil {
								b.Error(err)
								return
							}
						}
					})
				}
				wg.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "writes/s")
			})
		}
	}
}

// warm opens the connections of the pool, each with something to wait for.
func warm(b *testing.B, d *db.DB) {
	var together, ended sync.WaitGroup
	together.Add(16)
	for range 16 {
		ended.Go(func() {
			err := d.Read(b.Context(), func(tx *db.Tx) error {
				together.Done()
				together.Wait()
				return nil
			})
			if err != nil {
				b.Error(err)
			}
		})
	}
	ended.Wait()
}

package db_test

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// BenchmarkWrite is one durable row with a row of its trail, as a save is, by
// closed-loop callers. PostgreSQL needs SANSANG_TEST_FSYNC=1 to be durable.
func BenchmarkWrite(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, callers := range []int{1, 16, 64, 200, 1000} {
			b.Run(fmt.Sprintf("%s/%d", engine, callers), func(b *testing.B) {
				if engine == "postgres" && os.Getenv("SANSANG_TEST_FSYNC") != "1" {
					b.Skip("without SANSANG_TEST_FSYNC=1 PostgreSQL does not wait for the disk")
				}
				open := dbtest.SQLite
				if engine == "postgres" {
					open = dbtest.PostgreSQL
				}
				d := open(b, notes)
				var seq atomic.Int64
				var wg sync.WaitGroup
				left := make(chan struct{}, b.N)
				for range b.N {
					left <- struct{}{}
				}
				close(left)
				b.ResetTimer()
				for range callers {
					wg.Go(func() {
						for range left {
							n := seq.Add(1)
							id := fmt.Sprintf("%012d", n)
							err := d.Write(b.Context(), func(tx *db.Tx) error {
								if err := add(tx, id, n); err != nil {
									return err
								}
								_, err := tx.Exec(addTrail, n, id, "saved by somebody")
								return err
							})
							if err != nil {
								b.Error(err)
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

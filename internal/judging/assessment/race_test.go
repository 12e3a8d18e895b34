package assessment

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/anishathalye/porcupine"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// touch is one operation of a client on one answer: a look, or an edit with the
// version that it saw. The first of a stretch is what stood when all was quiet.
type touch struct {
	item  string
	write bool
	start bool
	base  int64
	value string
}

// outcome is what the client was told.
type outcome struct {
	version int64
	value   string
	lost    bool
}

// register is what an answer must be: a value with a version that only an edit
// of the version before can replace. A lost edit tells what is there.
var register = porcupine.Model{
	Partition: func(history []porcupine.Operation) [][]porcupine.Operation {
		byItem := map[string][]porcupine.Operation{}
		for _, o := range history {
			item := o.Input.(touch).item
			byItem[item] = append(byItem[item], o)
		}
		var all [][]porcupine.Operation
		for _, part := range byItem {
			all = append(all, part)
		}
		return all
	},
	Init: func() any { return outcome{} },
	Step: func(state, input, output any) (bool, any) {
		now, in, out := state.(outcome), input.(touch), output.(outcome)
		switch {
		case in.start:
			return true, out
		case !in.write || out.lost:
			return out.version == now.version && out.value == now.value && (!out.lost || in.base != now.version), now
		case in.value == now.value: // the same was typed: nothing is written
			return out.version == now.version, now
		}
		return in.base == now.version && out.version == now.version+1, outcome{out.version, in.value, false}
	},
	DescribeOperation: func(input, output any) string { return fmt.Sprintf("%+v → %+v", input, output) },
}

// TestManyOnOneForm lets 64 clients look at and edit the same answers, resend
// some edits, and holds the whole history to the register.
func TestManyOnOneForm(t *testing.T) {
	operations := map[db.Engine]int{db.SQLite: 3_000, db.PostgreSQL: 800}
	if os.Getenv("SANSANG_LARGER") != "" {
		operations[db.SQLite] = 100_000
	}
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		items := []string{"may_tinh", "cbccvc", "may_tram", "may_chu", "so_ung_dung", "dv_truc_thuoc"}
		const clients = 64
		seen := make([]map[string]int64, clients)
		for k := range seen {
			seen[k] = map[string]int64{}
		}
		lost, saved, done := 0, 0, 0
		// The history is checked in stretches, at whose ends everybody stands
		// still: the search grows much faster than the history.
		for stretch := 0; done < operations[d.Engine()]; stretch++ {
			var all []porcupine.Operation
			for _, item := range items {
				in := touch{item: item, start: true}
				out, err := c.touch(context.Background(), c.officer, in, "", false)
				if err != nil {
					t.Fatal(err)
				}
				all = append(all, porcupine.Operation{ClientId: clients, Input: in, Output: out, Call: -2, Return: -1})
			}
			histories := make([][]porcupine.Operation, clients)
			var left atomic.Int64
			left.Store(int64(min(2_000, operations[d.Engine()]-done)))
			begin := time.Now()
			var wg sync.WaitGroup
			for k := range clients {
				wg.Go(func() {
					rng := rand.New(rand.NewPCG(uint64(stretch), uint64(k)))
					for n := 0; left.Add(-1) >= 0; n++ {
						in := touch{item: items[rng.IntN(len(items))], write: rng.IntN(3) > 0}
						in.base, in.value = seen[k][in.item], fmt.Sprint(stretch*10_000_000+k*100_000+n)
						called := time.Since(begin)
						out, err := c.touch(context.Background(), c.officer, in, fmt.Sprintf("%d-%d-%d", stretch, k, n), rng.IntN(10) == 0)
						if err != nil {
							t.Errorf("client %d: %v", k, err)
							return
						}
						histories[k] = append(histories[k], porcupine.Operation{ClientId: k, Input: in, Output: out, Call: int64(called), Return: int64(time.Since(begin))})
						seen[k][in.item] = out.version
					}
				})
			}
			wg.Wait()
			before := done
			for _, h := range histories {
				for _, o := range h {
					if in := o.Input.(touch); in.write && o.Output.(outcome).lost {
						lost++
					} else if in.write {
						saved++
					}
				}
				all, done = append(all, h...), done+len(h)
			}
			if result := porcupine.CheckOperationsTimeout(register, all, time.Minute); result != porcupine.Ok {
				t.Fatalf("the history of %d operations after %d is %v", len(all), before, result)
			}
			if done == before {
				t.Fatal("nobody did anything")
			}
		}
		t.Logf("%d operations, %d saved, %d lost", done, saved, lost)
		if lost == 0 || saved == 0 {
			t.Error("nobody met anybody")
		}
	})
}

// touch does one operation; twice sends an edit again, which must tell the same.
func (c *counter) touch(ctx context.Context, by By, in touch, op string, twice bool) (out outcome, err error) {
	if !in.write {
		err = c.DB.Read(ctx, func(tx *db.Tx) error {
			a, err := answerOf(tx, c.round.ID, "so-a", in.item)
			out = outcome{version: a.Version, value: a.Value}
			return err
		})
		return out, err
	}
	send := func() (outcome, error) {
		s, err := c.save(by, "so-a", Edit{Op: op, Item: in.item, Base: in.base, Value: in.value})
		for err != nil && fault.KindOf(err) == fault.Unavailable { // turned away before it was taken: as keep.js does, again
			time.Sleep(20 * time.Millisecond)
			s, err = c.save(by, "so-a", Edit{Op: op, Item: in.item, Base: in.base, Value: in.value})
		}
		var lost *Lost
		if errors.As(err, &lost) {
			return outcome{lost.Theirs.Version, lost.Theirs.Value, true}, nil
		}
		if err != nil {
			return outcome{}, err
		}
		return outcome{version: s.Version, value: s.Value}, nil
	}
	if out, err = send(); err != nil || !twice || out.lost {
		return out, err
	}
	again, err := send()
	if err == nil && again != out {
		err = fmt.Errorf("sent again: %+v, was %+v", again, out)
	}
	return out, err
}

// BenchmarkSave is one answer with access, version check, log and fsync, by
// closed-loop callers. PostgreSQL needs SANSANG_TEST_FSYNC=1.
func BenchmarkSave(b *testing.B) {
	for _, engine := range []string{"sqlite", "postgres"} {
		for _, callers := range []int{1, 64, 200, 1000} {
			b.Run(fmt.Sprintf("%s/%d", engine, callers), func(b *testing.B) {
				open := dbtest.SQLite
				if engine == "postgres" {
					if os.Getenv("SANSANG_TEST_FSYNC") != "1" {
						b.Skip("without SANSANG_TEST_FSYNC=1 PostgreSQL does not wait for the disk")
					}
					open = dbtest.PostgreSQL
				}
				benchmarkSave(b, open(b, allTables), callers)
			})
		}
	}
}

func benchmarkSave(b *testing.B, d *db.DB, callers int) {
	c := newCounter(b, d)
	var seq atomic.Int64
	var wg sync.WaitGroup
	by := map[string]By{}
	for _, a := range []string{"so-a", "so-b", "xa-c", "xa-d"} {
		by[a] = By{Actor: c.At(access.Officer, a)}
	}
	b.ResetTimer()
	for k := range callers {
		wg.Go(func() {
			agency := []string{"so-a", "so-b", "xa-c", "xa-d"}[k%4]
			items := c.form(agency).Program.Version.Framework.Items
			var own []string
			for i := range items {
				if items[i].Type == "count" {
					own = append(own, items[i].Code)
				}
			}
			version := int64(0)
			item := own[k/4%len(own)]
			for {
				n := seq.Add(1)
				if n > int64(b.N) {
					return
				}
				s, err := c.save(by[agency], agency, Edit{Op: strconv.FormatInt(n, 10), Item: item, Base: version, Value: strconv.FormatInt(n, 10)})
				var lost *Lost
				switch {
				case errors.As(err, &lost):
					version = lost.Theirs.Version
				case err != nil:
					b.Error(err)
					return
				default:
					version = s.Version
				}
			}
		})
	}
	wg.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "saves/s")
}

package assessment

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// TestForebears: after a merger the form of the successor tells what each of its
// predecessors answered, by name and unadded; what an agency that goes on gave
// away tells nothing, nor does anything stand in another form.
func TestForebears(t *testing.T) {
	words, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		put := func(code, value string) {
			t.Helper()
			if _, err := c.save(By{Actor: c.At(access.Officer, code)}, code, Edit{Item: "may_tinh", Value: value}); err != nil {
				t.Fatal(err)
			}
		}
		put("so-a", "300")
		put("xa-c", "40")
		put("xa-d", "25")
		directory := agency.NewDirectory(c.Log, c.Gate)
		by := agency.By{Actor: c.Actor(access.Secretariat), Reason: "thử"}
		var r *round.Round
		leader := c.By(access.Secretariat)
		c.Write(func(tx *db.Tx) (err error) {
			err = directory.Reorganise(tx, by, agency.Order{On: "2026-07-01", Decision: agency.Decision{Number: "1/NQ-HĐND", Date: "2026-06-20"},
				Found: []agency.Agency{{Code: "xa-e", Versions: []agency.Version{{Name: agency.Name{Vi: "Xã E"}, Kind: "commune"}}, Members: []agency.Member{{Set: "xep-hang", Group: "xa", From: "2026-07-01"}}}},
				Steps: []agency.Step{{How: agency.Merge, Links: []agency.Link{{From: "xa-c", To: "xa-e"}, {From: "xa-d", To: "xa-e"}}},
					{How: agency.Transfer, Links: []agency.Link{{From: "so-a", To: "so-b"}}}},
				Seen: map[string]int64{"so-a": 1, "so-b": 1, "xa-c": 1, "xa-d": 1}})
			if err != nil {
				return err
			}
			r, err = c.Calendar.Prepare(tx, leader, round.Round{Name: scoring.Text{Vi: "Đánh giá năm 2027"}, Year: 2027, Set: "xep-hang", AsOf: "2026-08-01",
				Variants: c.round.Variants, Previous: c.round.ID, Plan: []round.Span{{Phase: round.Open, Until: tx.Now().Add(30 * 24 * time.Hour)}}})
			return err
		})
		c.round = c.Step(r, round.Open)
		for code, want := range map[string][]string{
			"xa-e": {"Xã C (đơn vị tiền thân) năm trước: 40", "Xã D (đơn vị tiền thân) năm trước: 25"},
			"so-a": nil, "so-b": nil,
		} {
			f := c.form(code)
			c.Write(func(tx *db.Tx) (err error) { f.Before, err = f.forebears(tx); return err })
			got := f.before(web.WithVoice(t.Context(), words, text.Vi), f.Item("may_tinh"))
			if !slices.EqualFunc(got, want, strings.HasPrefix) {
				t.Errorf("%s: %q, want %q", code, got, want)
			}
			if code == "xa-e" && len(f.Last) != 0 {
				t.Errorf("last year's answers of an agency that was not there: %v", f.Last)
			}
		}
	})
}

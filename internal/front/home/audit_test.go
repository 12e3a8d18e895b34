package home

import (
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// TestEveryActHasWords: whatever the province's history noted is said in words,
// in both languages, and not by the sentence of a fault.
func TestEveryActHasWords(t *testing.T) {
	h := settled(t, dbtest.SQLite(t, tables))
	acts := map[string]bool{}
	var records []audit.Placed
	err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		search := audit.Search{Limit: 1000}
		for {
			found, err := h.Log.Find(tx, search)
			if err != nil {
				return err
			}
			records = append(records, found...)
			for _, one := range found {
				acts[one.Act] = true
			}
			if len(found) < search.Limit || found[len(found)-1].Place == 0 {
				return nil
			}
			search.Before = found[len(found)-1].Place
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Langs {
		ctx := web.WithVoice(t.Context(), h.Site.Words, lang)
		for act := range acts {
			if said := h.actName(ctx, act); said == act || strings.ContainsAny(said, "{}.;") {
				t.Errorf("%s: the act %s is said as %q", lang, act, said)
			}
		}
	}
	for _, lang := range text.Langs {
		ctx := web.WithVoice(t.Context(), h.Site.Words, lang)
		err := h.DB.Read(ctx, func(tx *db.Tx) error {
			k, err := h.names(ctx, tx)
			if err != nil {
				return err
			}
			for i := range records {
				for j, l := range h.lines(ctx, k, &records[i].Record) {
					c := records[i].Change[j]
					if l.field == c.Field || isRaw(l.before) || isRaw(l.after) {
						t.Errorf("%s: %s: %s of %q → %q is said as %s: %q → %q", lang, records[i].Act, c.Field, c.Before, c.After, l.field, l.before, l.after)
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if len(acts) < 8 {
		t.Errorf("the history has only the acts %v", acts)
	}
}

// isRaw tells a key or a code of the program from what people read.
func isRaw(s string) bool {
	if day, err := text.ParseISODate(s); err == nil && !day.Blank() {
		return true
	}
	return slices.Contains([]string{"true", "false", "merge", "split", "department", "unit", "commune", "ward", "count", "percent", "ratio", "yesno"}, s)
}

// TestLinesOfARecord: what access, calendar, framework and installation note is
// said in words; the workbook has the log's own beside them.
func TestLinesOfARecord(t *testing.T) {
	h := settled(t, dbtest.SQLite(t, tables))
	ctx := web.WithVoice(t.Context(), h.Site.Words, text.Vi)
	var k *known
	err := h.DB.Read(ctx, func(tx *db.Tx) (err error) { k, err = h.names(ctx, tx); return err })
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		act, field, value string
		want              line
	}{
		{"access.role.granted", "role", "head", line{"Vai trò", "", "Thủ trưởng đơn vị"}},
		{"access.role.granted", "scope", "agency:so-y-te", line{"Phạm vi", "", "đơn vị Sở Y tế"}},
		{"access.role.granted", "scope", "province", line{"Phạm vi", "", "toàn tỉnh"}},
		{"access.role.granted", "to", "2026-12-31T17:00:00Z", line{"Có hiệu lực đến", "", "hết ngày 31/12/2026"}},
		{"access.token.created", "expires", "2026-12-31T02:00:00Z", line{"Hết hạn", "", "31/12/2026 09:00"}},
		{"access.token.created", "scopes", "read facts", line{"Phạm vi của khóa", "", "Chỉ đọc, Số liệu hiện trạng, dự án, nhiệm vụ"}},
		{"access.session.confirmed", "by", "recovery", line{"Xác thực bằng", "", "mã dự phòng"}},
		{"agency.installation.renamed", "language", "en", line{"Ngôn ngữ chính", "", "tiếng Anh"}},
		{"calendar.table.saved", "confirmed", "true", line{"Đã xác nhận đủ", "", "có"}},
		{"calendar.table.saved", "2027-02-05", "holiday: Tết | New Year | assumed", line{"05/02/2027", "", "nghỉ lễ: Tết | New Year | dự kiến"}},
		{"figure.item.defined", "kind", "percent", line{"Kiểu", "", "Phần trăm"}},
		{"figure.item.defined", "to", "2027-02-05", line{"Hết hiệu lực từ ngày", "", "05/02/2027"}},
		{"criteria.version.issued", "state", "issued", line{"Tình trạng", "", "Đã ban hành"}},
		{"criteria.version.edited", "node A1.2.max", "10", line{"Tiêu chí A1.2: Điểm tối đa", "", "10"}},
		{"criteria.version.edited", "check C1", "x", line{"Phép kiểm tra C1", "", "x"}},
		{"later.thing.done", "unheard", "of", line{"unheard", "", "of"}},
	} {
		one := &audit.Record{Act: c.act, Change: []audit.Change{{Field: c.field, After: c.value}}}
		if got := h.lines(ctx, k, one)[0]; got != c.want {
			t.Errorf("%s, %s: %+v, want %+v", c.act, c.field, got, c.want)
		}
		if got := rawChanges(one.Change); got != c.field+": ∅ → "+c.value {
			t.Errorf("%s: raw %q", c.field, got)
		}
	}
}

package home

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// TestDone: what somebody did in the last seven days is told once for each thing
// and each request, never what others did, nor coming and going.
func TestDone(t *testing.T) {
	now := time.Date(2026, 11, 10, 9, 0, 0, 0, text.Zone)
	d, err := db.Open(t.Context(), db.Config{URL: filepath.Join(t.TempDir(), "done.db"), Clock: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	if _, err := d.Migrate(t.Context(), nil, tables...); err != nil {
		t.Fatal(err)
	}
	h := opened(t, d)
	act := func(act, object, request, person string) {
		t.Helper()
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			return h.Log.Append(tx, &audit.Record{Act: act, Object: object, Actor: audit.Actor{Person: person}, Origin: audit.Origin{Request: request}})
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	told := func() (lines []string, whole bool) {
		t.Helper()
		ctx := web.WithVoice(t.Context(), h.Site.Words, text.Vi)
		err := d.Read(ctx, func(tx *db.Tx) error {
			all, isWhole, err := h.doneBy(tx, "me")
			if err != nil {
				return err
			}
			whole = isWhole
			rows, err := h.doneRows(ctx, tx, &access.Visit{Person: access.Person{ID: "me"}}, all)
			lines = nil
			for _, r := range rows {
				line := ""
				for _, c := range r.Cells {
					line += c.Text + " " + c.Note + c.Href + "|"
				}
				lines = append(lines, line)
			}
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		return lines, whole
	}
	act("agency.agency.added", "agency:old", "R0", "me") // eight days before
	now = now.AddDate(0, 0, 8)
	for i := range 30 {
		act("agency.agency.added", fmt.Sprint("agency:a", i), "R1", "me")
	}
	act("agency.agency.changed", "agency:a1", "R2", "me")
	act("agency.agency.changed", "agency:a1", "R3", "me")
	act("access.session.started", "session:s", "R4", "me")
	act("agency.agency.closed", "agency:a2", "R5", "she")
	act("access.person.changed", "person:she", "R6", "me")
	act("access.password.set", "person:me", "R7", "me")
	want := []string{
		"Đặt mật khẩu |Tài khoản của tôi /account|18/11/2026 09:00 |",
		"Sửa thông tin tài khoản |person:she |18/11/2026 09:00 |",
		"Sửa thông tin đơn vị |agency:a1 |18/11/2026 09:00 |",
		"Thêm đơn vị |agency:a29 và 29 đối tượng khác|18/11/2026 09:00 |",
	}
	lines, whole := told()
	if strings.Join(lines, "\n") != strings.Join(want, "\n") || !whole {
		t.Errorf("told, whole %t:\n%s\nwant\n%s", whole, strings.Join(lines, "\n"), strings.Join(want, "\n"))
	}
	for i := range mostDone {
		act("agency.agency.changed", fmt.Sprint("agency:b", i), fmt.Sprint("S", i), "me")
	}
	if lines, whole = told(); len(lines) != mostDone || whole {
		t.Errorf("%d lines, whole %t", len(lines), whole)
	}
}

// TestUntil: the end of a day is said as that day, in both languages.
func TestUntil(t *testing.T) {
	for lang, want := range map[text.Lang]string{text.Vi: "hết ngày 31/12/2026", text.En: "end of 31/12/2026"} {
		ctx := web.WithVoice(t.Context(), words(t), lang)
		if got := web.Until(ctx, time.Date(2027, 1, 1, 0, 0, 0, 0, text.Zone)); got != want {
			t.Errorf("%s: %q", lang, got)
		}
		if got := web.Until(ctx, time.Date(2027, 1, 1, 0, 30, 0, 0, text.Zone)) + web.Until(ctx, time.Time{}); got != "01/01/2027 00:30" {
			t.Errorf("%s: %q", lang, got)
		}
	}
}

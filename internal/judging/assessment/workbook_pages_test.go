package assessment

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// read gives the status and the words of a page.
func (s *shown) read(got *http.Response) (int, string) {
	s.t.Helper()
	data, err := io.ReadAll(got.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return got.StatusCode, html.UnescapeString(string(data))
}

// post sends fields as a form.
func (s *shown) post(who, path string, fields url.Values) *http.Response {
	return s.ask(who, http.MethodPost, path, bytes.NewBufferString(fields.Encode()), "application/x-www-form-urlencoded")
}

// filled downloads the workbook of a form and types answers into it, by item.
func (s *shown) filled(agency string, typed map[string]any) []byte {
	s.t.Helper()
	got := s.ask("officer", http.MethodGet, Path(s.round.ID, agency)+"/workbook/file", nil, "")
	data, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != http.StatusOK || !strings.Contains(got.Header.Get("Content-Disposition"), "attachment") {
		s.t.Fatalf("%s %v", got.Status, err)
	}
	return edited(s.t, data, func(x *excelize.File) error {
		tab := x.GetSheetList()[1]
		rows, err := x.GetRows(tab)
		if err != nil {
			return err
		}
		for i, row := range rows {
			if len(row) < keyCol {
				continue
			}
			if v, is := typed[row[keyCol-1]]; is {
				if err := x.SetCellValue(tab, fmt.Sprint("E", i+1), v); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// look uploads a workbook and gives the address and the words of what follows.
func (s *shown) look(who, agency string, data []byte) (at string, status int, said string) {
	s.t.Helper()
	got := s.send(who, Path(s.round.ID, agency)+"/workbook", "phiếu.xlsx", data)
	if got.StatusCode != http.StatusSeeOther {
		status, said = s.read(got)
		return "", status, said
	}
	at = got.Header.Get("Location")
	status, said = s.read(s.ask(who, http.MethodGet, at, nil, ""))
	return at, status, said
}

var seenField = regexp.MustCompile(`name="seen" value="([0-9a-f]+)"`)

func seenOf(t *testing.T, said string) string {
	t.Helper()
	m := seenField.FindStringSubmatch(said)
	if m == nil {
		t.Fatalf("nothing to agree to in\n%s", said)
	}
	return m[1]
}

// TestWorkbookPages: a workbook is looked at, then taken whole or not at all; what
// moved in between is never written over in silence.
func TestWorkbookPages(t *testing.T) {
	s := newShown(t)
	answers := func() map[string]Answer { return s.form("so-a").Answers }
	save := func(item, value string, base int64) {
		t.Helper()
		if _, err := s.save(s.officer, "so-a", Edit{Item: item, Value: value, Base: base}); err != nil {
			t.Fatal(err)
		}
	}
	save("may_tinh", "100", 0)
	data := s.filled("so-a", map[string]any{"may_tinh": 120, "cbccvc": "1.050", "bang_thong_mbps": 1.234})

	at, status, said := s.look("officer", "so-a", data)
	if status != 200 || !strings.Contains(said, "120") || !strings.Contains(said, "1.050") {
		t.Fatalf("%d %s", status, said)
	}
	if a := answers(); a["may_tinh"].Value != "100" || a["cbccvc"].Value != "" {
		t.Errorf("looking wrote %v", a)
	}
	seen := seenOf(t, said)

	// Somebody else changes one of the two before the person agrees.
	save("may_tinh", "110", 1)
	got := s.post("officer", at, url.Values{"seen": {seen}})
	status, said = s.read(got)
	if status != http.StatusConflict || !strings.Contains(said, "110") || !strings.Contains(said, `name="over" value="so-a/may_tinh"`) {
		t.Fatalf("%d %s", status, said)
	}
	if a := answers(); a["may_tinh"].Value != "110" || a["cbccvc"].Value != "" {
		t.Errorf("a refused workbook wrote %v", a)
	}

	// The moved answer stands unless it is chosen; the other one is written, once.
	seen = seenOf(t, said)
	for i := range 2 {
		if got := s.post("officer", at, url.Values{"seen": {seen}}); got.StatusCode != http.StatusSeeOther && i == 0 {
			t.Fatalf("%d: %s", i, got.Status)
		}
	}
	if a := answers(); a["may_tinh"].Value != "110" || a["cbccvc"].Value != "1050" || a["bang_thong_mbps"].Value != "1.234" || a["cbccvc"].Version != 1 {
		t.Errorf("taken: %v", a)
	}
	_, _, said = s.look("officer", "so-a", data)
	if got := s.post("officer", at, url.Values{"seen": {seenOf(t, said)}, "over": {"so-a/may_tinh"}}); got.StatusCode != http.StatusSeeOther {
		t.Errorf("chosen: %s", got.Status)
	}
	if a := answers()["may_tinh"]; a.Value != "120" || a.Version != 3 {
		t.Errorf("chosen: %+v", a)
	}
	if got := s.post("officer", at, url.Values{"seen": {seen}}); got.StatusCode != http.StatusSeeOther {
		t.Errorf("sent again when nothing is left: %s", got.Status)
	}
	if n := s.acts("assessment.workbook.taken"); n != 2 {
		t.Errorf("%d workbooks in the log", n)
	}
}

// acts counts the records of an act.
func (s *shown) acts(act string) (n int) {
	s.t.Helper()
	err := s.DB.Read(s.t.Context(), func(tx *db.Tx) error {
		found, err := s.Log.Find(tx, audit.Search{Act: act})
		n = len(found)
		return err
	})
	if err != nil {
		s.t.Fatal(err)
	}
	return n
}

// TestWorkbookRefused: what is wrong is told with its cell, and nothing is written.
func TestWorkbookRefused(t *testing.T) {
	s := newShown(t)
	good := map[string]any{"may_tinh": 5}
	locked := edited(t, s.filled("so-a", good), func(x *excelize.File) error { return x.SetCellValue(x.GetSheetList()[1], "B8", "khác") })
	for what, c := range map[string]struct {
		who, agency string
		data        []byte
		status      int
		said        string
	}{
		"a word for a number":          {"officer", "so-a", s.filled("so-a", map[string]any{"may_tinh": "nhiều", "cbccvc": 7}), 422, "E"},
		"a locked cell":                {"officer", "so-a", locked, 422, "B8"},
		"no workbook":                  {"officer", "so-a", []byte("a;b\n"), 422, ""},
		"an empty file field":          {"officer", "so-a", nil, 422, ""},
		"another agency's officer":     {"foreign", "so-a", s.filled("so-a", good), 403, ""},
		"who only reads":               {"auditor", "so-a", s.filled("so-a", good), 403, ""},
		"a workbook of another agency": {"secretariat", "so-b", s.filled("so-a", good), 422, ""},
	} {
		at, status, said := s.look(c.who, c.agency, c.data)
		if status != c.status || !strings.Contains(said, c.said) {
			t.Errorf("%s: %d at %s\n%s", what, status, at, said)
		}
		if at != "" {
			if got := s.post(c.who, at, url.Values{"seen": {Seen(nil)}}); got.StatusCode == http.StatusSeeOther {
				t.Errorf("%s was taken", what)
			}
		}
	}
	for _, agency := range []string{"so-a", "so-b"} {
		if a := s.form(agency).Answers; len(a) != 0 {
			t.Errorf("%s: %v", agency, a)
		}
	}
	// On behalf of an agency it is taken, and marked as such.
	at, _, said := s.look("secretariat", "so-a", s.filled("so-a", good))
	if got := s.post("secretariat", at, url.Values{"seen": {seenOf(t, said)}}); got.StatusCode != http.StatusSeeOther || s.form("so-a").Answers["may_tinh"].Value != "5" {
		t.Errorf("on behalf: %s", got.Status)
	}
}

// TestWorkbookLate: what comes after the end is kept as drafts.
func TestWorkbookLate(t *testing.T) {
	s := newShown(t)
	data := s.filled("so-a", map[string]any{"may_tinh": 5})
	s.Step(s.round, round.Closed)
	at, status, said := s.look("officer", "so-a", data)
	if status != 200 {
		t.Fatalf("%d %s", status, said)
	}
	if got := s.post("officer", at, url.Values{"seen": {seenOf(t, said)}}); got.StatusCode != http.StatusSeeOther {
		t.Fatalf("late: %s", got.Status)
	}
	var late []Saved
	err := s.DB.Read(t.Context(), func(tx *db.Tx) (err error) { late, err = LateEdits(tx, s.round.ID, "so-a"); return err })
	if err != nil || len(late) != 1 || late[0].Value != "5" || late[0].Late != LatePhase || len(s.form("so-a").Answers) != 0 {
		t.Errorf("%v %+v", err, late)
	}
}

// TestAllWorkbookPages: one workbook for all agencies is taken whole, on behalf of
// each, and only by who may.
func TestAllWorkbookPages(t *testing.T) {
	s := newShown(t)
	version := s.form("so-a").Member.Version
	at := AllPath(s.round.ID) + "/" + version
	if got := s.ask("officer", http.MethodGet, at, nil, ""); got.StatusCode != 403 {
		t.Errorf("an officer: %s", got.Status)
	}
	got := s.ask("secretariat", http.MethodGet, at, nil, "")
	data, err := io.ReadAll(got.Body)
	if err != nil || got.StatusCode != 200 {
		t.Fatalf("%s %v", got.Status, err)
	}
	fill := func(values map[string]any) []byte {
		return edited(t, data, func(x *excelize.File) error {
			for _, tab := range x.GetSheetList() {
				if tab == "Trả lời" {
					for cell, v := range values {
						if err := x.SetCellValue(tab, cell, v); err != nil {
							return err
						}
					}
				}
			}
			return nil
		})
	}
	look := func(data []byte) (string, int, string) {
		got := s.send("secretariat", at, "mọi đơn vị.xlsx", data)
		if got.StatusCode != http.StatusSeeOther {
			status, said := s.read(got)
			return "", status, said
		}
		where := got.Header.Get("Location")
		status, said := s.read(s.ask("secretariat", http.MethodGet, where, nil, ""))
		return where, status, said
	}
	if _, status, said := look(fill(map[string]any{"D5": 31, "D6": "nhiều"})); status != 422 || !strings.Contains(said, "D6") {
		t.Errorf("a fault: %d %s", status, said)
	}
	where, status, said := look(fill(map[string]any{"D5": 31, "D6": 32}))
	if status != 200 {
		t.Fatalf("%d %s", status, said)
	}
	if got := s.post("auditor", where, url.Values{"seen": {seenOf(t, said)}}); got.StatusCode != 403 {
		t.Errorf("an auditor takes it: %s", got.Status)
	}
	if got := s.post("secretariat", where, url.Values{"seen": {seenOf(t, said)}}); got.StatusCode != http.StatusSeeOther {
		_, said := s.read(got)
		t.Fatalf("%s %s", got.Status, said)
	}
	taken := 0
	for i := range s.board() {
		for _, a := range s.board()[i].Form.Answers {
			if a.Value == "31" || a.Value == "32" {
				taken++
			}
		}
	}
	if taken != 2 || s.acts("assessment.workbook.taken") != 2 {
		t.Errorf("%d answers, %d records", taken, s.acts("assessment.workbook.taken"))
	}
	// A form that is submitted meanwhile is no part of it, and nothing is half done.
	where, _, said = look(fill(map[string]any{"D5": 41, "D6": 42}))
	seen := seenOf(t, said)
	if _, err := s.submit(By{Actor: s.At(access.Head, "so-a")}, "so-a", Signature{Way: ByHead, Statement: "x"}); err != nil {
		t.Fatal(err)
	}
	if got := s.post("secretariat", where, url.Values{"seen": {seen}}); got.StatusCode == http.StatusSeeOther {
		t.Errorf("taken although a form was submitted: %s", got.Status)
	}
}

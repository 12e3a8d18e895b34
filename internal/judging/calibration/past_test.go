package calibration_test

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/judging/round/roundtest"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// pastHouse is the pages of past rounds over a small province.
type pastHouse struct {
	*roundtest.Stand
	t       *testing.T
	d       *db.DB
	handler http.Handler
	session map[string]string
	version *criteria.Version
}

var pastTables = append(append([]db.Migrations{}, roundtest.Tables...), assessment.Migrations, calibration.Migrations, job.Migrations, mail.Migrations)

func newPastHouse(t *testing.T, d *db.DB) *pastHouse {
	t.Helper()
	s := roundtest.New(t, d)
	h := &pastHouse{Stand: s, t: t, d: d, session: map[string]string{"secretariat": s.Token(s.Actor(access.Secretariat)), "officer": s.Token(s.At(access.Officer, "so-a"))}}
	h.version = s.Issue(s.Sample())
	words, err := text.NewCatalogue(db.Texts, file.Texts, sheet.Texts, web.Texts, audit.Texts, access.Texts, agency.Texts, criteria.Texts, round.Texts, assessment.Texts, calibration.Texts)
	if err != nil {
		t.Fatal(err)
	}
	files, err := file.Open(t.Context(), file.Config{URL: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	people := &access.Pages{Gate: s.Gate, DB: d, Site: site, Frame: func(*http.Request) web.Chrome { return web.Chrome{Product: "Sansang"} }}
	mux := web.NewMux(site, people.Guard)
	(&calibration.Pages{DB: d, Gate: s.Gate, Site: site, Files: files, Desk: calibration.NewDesk(s.Log, s.Gate, s.Library), Calendar: s.Calendar, Forms: assessment.NewDesk(s.Log, s.Gate)}).Mount(mux)
	h.handler = site.Wrap(mux)
	return h
}

func (h *pastHouse) do(who string, r *http.Request) (int, string, string) {
	h.t.Helper()
	r.AddCookie(&http.Cookie{Name: "session", Value: h.session[who]})
	w := httptest.NewRecorder()
	h.handler.ServeHTTP(w, r)
	body, _ := io.ReadAll(w.Body)
	return w.Code, w.Header().Get("Location"), html.UnescapeString(string(body))
}

// send uploads a CSV as a past round.
func (h *pastHouse) send(who, csv string, change url.Values) (int, string, string) {
	h.t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	fields := map[string]string{"name": "Đánh giá năm 2025", "year": "2025", "asOf": "31/12/2025", "set": "xep-hang", "version": h.version.ID}
	for k, v := range change {
		fields[k] = v[0]
	}
	for k, v := range fields {
		m.WriteField(k, v)
	}
	part, _ := m.CreateFormFile("table", "2025.csv")
	io.WriteString(part, csv)
	m.Close()
	r := httptest.NewRequest(http.MethodPost, "/rounds/-/past", &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return h.do(who, r)
}

func (h *pastHouse) rounds() (all []*round.Round) {
	h.t.Helper()
	if err := h.d.Read(h.t.Context(), func(tx *db.Tx) (err error) { all, err = round.List(tx); return err }); err != nil {
		h.t.Fatal(err)
	}
	return all
}

// TestPastRound: a past round is matched with the registry by code and by name,
// looked at beside what it comes to today, and loaded whole: cohort, answers, and
// the result as it was published. Its answers are then last year's.
func TestPastRound(t *testing.T) {
	dbtest.Each(t, pastTables, func(t *testing.T, d *db.DB) {
		h := newPastHouse(t, d)
		name := roundtest.Agencies[1].Name
		csv := "agency;name;group;may_tinh;cbccvc;published points;published rank;published level\n" +
			"so-a;;" + roundtest.Agencies[0].Group + ";80;100;88,5;1;Tốt\n" +
			fmt.Sprintf("cu-2;%s;%s;50;90;;2;\n", strings.ToUpper(name), roundtest.Agencies[1].Group)
		status, at, said := h.send("secretariat", csv, nil)
		if status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, said)
		}
		status, _, said = h.do("secretariat", httptest.NewRequest(http.MethodGet, at, nil))
		if status != 200 || !strings.Contains(said, "88,5") || !strings.Contains(said, "khác điểm công bố") || !strings.Contains(said, "Tìm theo tên") {
			t.Fatalf("%d %s", status, said)
		}
		if len(h.rounds()) != 0 {
			t.Error("looking loaded it")
		}
		load := func(who, reason string) (int, string, string) {
			r := httptest.NewRequest(http.MethodPost, at, strings.NewReader(url.Values{"reason": {reason}}.Encode()))
			r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
			return h.do(who, r)
		}
		if status, _, _ := load("officer", "x"); status != 403 {
			t.Errorf("an officer loads it: %d", status)
		}
		if status, _, said := load("secretariat", " "); status != http.StatusUnprocessableEntity || !strings.Contains(said, "văn bản công bố") {
			t.Errorf("without a paper: %d %s", status, said)
		}
		if status, _, said := load("secretariat", "QĐ số 9/QĐ-UBND"); status != http.StatusSeeOther {
			t.Fatalf("%d %s", status, said)
		}
		all := h.rounds()
		if len(all) != 1 || !all[0].Imported || all[0].Phase != round.Published || all[0].Year != 2025 {
			t.Fatalf("%+v", all)
		}
		now := h.Prepare(h.version.ID)
		now.Previous = all[0].ID
		by := h.By(access.Secretariat)
		h.Write(func(tx *db.Tx) error {
			results, err := round.Results(tx, all[0].ID)
			if err != nil {
				return err
			}
			if r := results["so-a"]; r.Points == nil || r.Points.String() != "88.5" || r.Rank != 1 || r.Level != "Tốt" || results[roundtest.Agencies[1].Code].Rank != 2 {
				t.Errorf("published: %+v", results)
			}
			if now, err = h.Calendar.Change(tx, by, *now); err != nil {
				return err
			}
			f, err := assessment.NewDesk(h.Log, h.Gate).Open(tx, now.ID, "so-a")
			if err == nil && f.Last["may_tinh"].Value != "80" {
				t.Errorf("last year's answer: %+v", f.Last)
			}
			table, err := calibration.TableOf(tx, all[0])
			if err == nil && (len(table.Agencies) != 2 || len(table.Items) != 2) {
				t.Errorf("%+v", table)
			}
			return err
		})
	})
}

// TestPastRoundRefused: everything wrong is told at once, with its cell where it
// has one, and nothing is written.
func TestPastRoundRefused(t *testing.T) {
	h := newPastHouse(t, dbtest.SQLite(t, pastTables))
	group := roundtest.Agencies[0].Group
	for what, c := range map[string]struct {
		csv  string
		said []string
	}{
		"strangers and doubles": {"agency;name;group;may_tinh\nla;Sở Lạ;" + group + ";1\nso-a;;" + group + ";1\nx;" + roundtest.Agencies[0].Name + ";" + group + ";2\n", []string{"Sở Lạ", "là cùng một đơn vị"}},
		"no number":             {"agency;group;may_tinh;published rank\nso-a;" + group + ";nhiều;đầu\n", []string{"may_tinh", "published rank", "nhiều"}},
		"a rank of nothing":     {"agency;group;may_tinh;published rank\nso-a;" + group + ";1;0\n", []string{"published rank", "số nguyên từ 1"}},
	} {
		status, at, said := h.send("secretariat", c.csv, nil)
		if status == http.StatusSeeOther {
			status, _, said = h.do("secretariat", httptest.NewRequest(http.MethodGet, at, nil))
		}
		if status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d", what, status)
		}
		for _, want := range c.said {
			if !strings.Contains(said, want) {
				t.Errorf("%s: %q is not told in\n%s", what, want, said)
			}
		}
	}
	for field, value := range map[string]string{"year": "25", "asOf": "31/02/2025", "name": ""} {
		if status, _, _ := h.send("secretariat", "agency;group;may_tinh\nso-a;"+group+";1\n", url.Values{field: {value}}); status != http.StatusUnprocessableEntity {
			t.Errorf("%s %q: %d", field, value, status)
		}
	}
	if status, _, _ := h.send("officer", "agency\n", nil); status != 403 {
		t.Errorf("an officer: %d", status)
	}
	if all := h.rounds(); len(all) != 0 {
		t.Errorf("%v", all)
	}
}

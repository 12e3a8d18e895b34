package assessment

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// TestQuestions: an agency asks, the secretariat answers, anew if need be; others
// see it only when it is for all, and never who asked.
func TestQuestions(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		node := leaves(c.form("so-a").Program.Version.Framework)[0]
		ask := func(by By, agency, node, words string) (q *Question, err error) {
			err = d.Write(t.Context(), func(tx *db.Tx) error {
				q, err = c.desk.AskQuestion(tx, by, c.round.ID, agency, node, words)
				return err
			})
			return q, err
		}
		for what, one := range map[string]struct {
			by                  By
			agency, node, words string
			want                string
		}{
			"nothing":          {c.officer, "so-a", node, " \n", "assessment.question.blank"},
			"too much":         {c.officer, "so-a", node, strings.Repeat("x", mostQuestion+1), "assessment.value.long"},
			"no criterion":     {c.officer, "so-a", "khong-co", "?", "assessment.evidence.criterion"},
			"another agency":   {c.officer, "xa-c", node, "?", "access.act.denied"},
			"who only answers": {By{Actor: c.Actor(access.Secretariat)}, "so-a", node, "?", "access.act.denied"},
		} {
			if _, err := ask(one.by, one.agency, one.node, one.words); keyOf(err) != one.want {
				t.Errorf("%s: %v", what, err)
			}
		}
		q, err := ask(c.officer, "so-a", node, "Máy đã hỏng có tính không?")
		if err != nil {
			t.Fatal(err)
		}
		about := func(agency string) (all []Question) {
			t.Helper()
			if err := d.Read(t.Context(), func(tx *db.Tx) (err error) { all, err = QuestionsAbout(tx, c.round.ID, agency, node); return err }); err != nil {
				t.Fatal(err)
			}
			return all
		}
		if own, other := about("so-a"), about("xa-c"); len(own) != 1 || len(other) != 0 {
			t.Errorf("%v %v", own, other)
		}
		if s := at(c.board(), "so-a"); s.Open != 1 {
			t.Errorf("%d open on the board", s.Open)
		}
		answer := func(by By, words string, shared bool) error {
			return d.Write(t.Context(), func(tx *db.Tx) error {
				_, err := c.desk.AnswerQuestion(tx, by, nil, c.round.ID, "so-a", q.ID, words, shared)
				return err
			})
		}
		secretariat := By{Actor: c.Actor(access.Secretariat)}
		if err := answer(c.officer, "có", false); keyOf(err) != "access.act.denied" {
			t.Errorf("an officer answers: %v", err)
		}
		if err := answer(secretariat, "Không tính.", false); err != nil {
			t.Fatal(err)
		}
		if other := about("xa-c"); len(other) != 0 {
			t.Errorf("told to others: %v", other)
		}
		if err := answer(secretariat, "Không tính máy đã hỏng.", true); err != nil {
			t.Fatal(err)
		}
		if other := about("xa-c"); len(other) != 1 || other[0].Answer != "Không tính máy đã hỏng." || at(c.board(), "so-a").Open != 0 {
			t.Errorf("%v", other)
		}
		c.round = c.Step(c.round, round.Closed)
		if _, err := ask(c.officer, "so-a", node, "Sau khi đóng?"); err != nil {
			t.Errorf("after the end: %v", err)
		}
	})
}

// TestQuestionPages: markup stays text, who asked is not told to other agencies,
// and whoever asked gets a letter.
func TestQuestionPages(t *testing.T) {
	s := newShown(t)
	node := leaves(s.form("so-a").Program.Version.Framework)[0]
	own := QuestionsPath(s.round.ID, "so-a", node)
	if got := s.post("officer", own, url.Values{"question": {""}}); got.StatusCode != http.StatusUnprocessableEntity {
		t.Errorf("nothing: %s", got.Status)
	}
	if got := s.post("officer", own, url.Values{"question": {"<img src=x onerror=alert(1)> máy hỏng?"}}); got.StatusCode != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	_, list := s.read(s.ask("secretariat", http.MethodGet, WorklistPath(s.round.ID), nil, ""))
	at := strings.Index(list, WorklistPath(s.round.ID)+"/so-a/")
	if at < 0 {
		t.Fatal("the question is not on the list")
	}
	reply, _, _ := strings.Cut(list[at:], `"`)
	if got := s.post("secretariat", reply, url.Values{"answer": {"Không."}, "shared": {"yes"}}); got.StatusCode != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	status, other := s.read(s.ask("foreign", http.MethodGet, QuestionsPath(s.round.ID, "xa-c", node), nil, ""))
	if status != 200 || !strings.Contains(other, "Không.") || strings.Contains(other, "Sở A") {
		t.Errorf("%d %s", status, other)
	}
	if got := s.ask("foreign", http.MethodGet, own, nil, ""); got.StatusCode != 403 {
		t.Errorf("another agency's questions: %s", got.Status)
	}
	if got := s.ask("officer", http.MethodGet, WorklistPath(s.round.ID), nil, ""); got.StatusCode != 403 {
		t.Errorf("an officer reads all: %s", got.Status)
	}
}

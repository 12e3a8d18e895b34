package mail_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func TestMain(m *testing.M) { dbtest.Main(m) }

var schema = []db.Migrations{job.Migrations, mail.Migrations}

// words are the package's own, with a letter of a slice that is not there.
func words(t *testing.T) *text.Catalogue {
	t.Helper()
	c, err := text.NewCatalogue(mail.Texts, fstest.MapFS{
		"text.vi.yaml": {Data: []byte("try.letter.subject: 'Nhắc {agency}'\ntry.letter.text: \"Đề nghị {agency} nộp trước {day}.\\n\\nCòn thiếu:\"\n")},
		"text.en.yaml": {Data: []byte("try.letter.subject: 'Reminder for {agency}'\ntry.letter.text: \"{agency}, please submit by {day}.\\n\\nMissing:\"\n")},
	})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// house is an office with its queue at work.
type house struct {
	*mail.Office
	d     *db.DB
	queue *job.Queue
	stop  func()
}

func open(t *testing.T, d *db.DB, s *mail.Sender) *house {
	t.Helper()
	q := job.New(d, job.Config{Poll: 5 * time.Millisecond, Attempts: 3, Pause: func(int) time.Duration { return time.Millisecond }})
	h := &house{d: d, queue: q, Office: mail.NewOffice(d, q, words(t), s, func() string { return "https://danhgia.example.vn" })}
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { q.Run(ctx); close(ended) }()
	h.stop = sync.OnceFunc(func() { cancel(); <-ended })
	t.Cleanup(h.stop)
	return h
}

func (h *house) post(t *testing.T, l mail.Letter) (id string) {
	t.Helper()
	if err := h.d.Write(t.Context(), func(tx *db.Tx) (err error) { id, err = h.Post(tx, l); return err }); err != nil {
		t.Fatal(err)
	}
	return id
}

// ended waits until a letter of a series has ended.
func (h *house) ended(t *testing.T, series string) mail.Entry {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		if all := h.sent(t, mail.Search{Series: series}); len(all) == 1 && all[0].Outcome != mail.Waiting {
			return all[0]
		}
	}
	t.Fatalf("%s does not end: %+v", series, h.sent(t, mail.Search{}))
	return mail.Entry{}
}

func (h *house) sent(t *testing.T, s mail.Search) (all []mail.Entry) {
	t.Helper()
	if err := h.d.Read(t.Context(), func(tx *db.Tx) (err error) { all, err = mail.Sent(tx, s); return err }); err != nil {
		t.Fatal(err)
	}
	return all
}

func reminder(series string) mail.Letter {
	return mail.Letter{Template: "try.letter", Args: fault.Args{"agency": "UBND xã <Ẩm>\r\nBcc: x@evil.example", "day": "30/11/2026"},
		Lines: []string{"Tiêu chí 1 & 2", "Tiêu chí\n3"}, To: mail.Address{Name: "Trần Thị Bé", Address: "be.tt@xa.example.vn"},
		Page: "/assessment?agency=1", Series: series, About: "agency 1"}
}

// TestPost: a letter is sent after its act, worded for its reader, and noted.
func TestPost(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		server, c := serve(t, mail.StartTLS, true)
		h := open(t, d, sender(t, c))
		broken := errors.New("no")
		if err := d.Write(t.Context(), func(tx *db.Tx) error {
			if _, err := h.Post(tx, reminder("undone")); err != nil {
				return err
			}
			return broken
		}); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		l := reminder("vi")
		l.Once = "once"
		id := h.post(t, l)
		e := h.ended(t, "vi")
		if h.post(t, l) != id || e.Job != id || e.Outcome != mail.Taken || e.To != l.To || e.About != "agency 1" || e.Template != "try.letter" || e.Posted.IsZero() || e.Ended.Before(e.Posted) || e.Tries != 0 || e.Reason != "" {
			t.Errorf("log: %+v", e)
		}
		got := server.all()
		if len(got) != 1 || len(got[0].to) != 1 {
			t.Fatalf("messages: %+v", got)
		}
		header, parts := read(t, got[0].data)
		if header("Message-ID") != "<"+id+"@tinh.example.vn>" || header("Subject") != "Nhắc UBND xã <Ẩm> Bcc: x@evil.example" || header("Bcc") != "" {
			t.Errorf("headers: %s %s", header("Message-ID"), header("Subject"))
		}
		want := "Kính gửi Trần Thị Bé,\n\nĐề nghị UBND xã <Ẩm> Bcc: x@evil.example nộp trước 30/11/2026.\n\nCòn thiếu:\n\n- Tiêu chí 1 & 2\n- Tiêu chí 3\n\n" +
			"Mở trang trên hệ thống:\nhttps://danhgia.example.vn/assessment?agency=1\n\n-- \nThư này do hệ thống Sansang gửi tự động; đề nghị không trả lời thư này.\n"
		if plain := parts["text/plain; charset=UTF-8"]; plain != want {
			t.Errorf("plain:\n%s", plain)
		}
		html := parts["text/html; charset=UTF-8"]
		for _, part := range []string{`<html lang="vi">`, "UBND xã &lt;Ẩm&gt; Bcc", "<li>Tiêu chí 1 &amp; 2</li>", `href="https://danhgia.example.vn/assessment?agency=1"`} {
			if !strings.Contains(html, part) {
				t.Errorf("no %s in\n%s", part, html)
			}
		}
		l = reminder("en")
		l.Lang, l.To.Name = text.En, ""
		h.post(t, l)
		if e := h.ended(t, "en"); e.Subject != "Reminder for UBND xã <Ẩm> Bcc: x@evil.example" || e.Lang != text.En {
			t.Errorf("log: %+v", e)
		}
		h.stop()
		if all := h.sent(t, mail.Search{Outcome: mail.Taken, Template: "try.letter", About: "agency 1"}); len(all) != 2 || all[0].Series != "en" {
			t.Errorf("log: %+v", all)
		}
		if all := h.sent(t, mail.Search{Series: "undone"}); len(all) != 0 || len(server.all()) != 2 {
			t.Errorf("without its act: %+v", all)
		}
		for _, wrong := range []mail.Letter{{Template: "try.letter"}, {Template: "try.nothing", To: mail.Address{Address: "a@example.vn"}}} {
			err := d.Write(t.Context(), func(tx *db.Tx) error { _, err := h.Post(tx, wrong); return err })
			if err == nil {
				t.Errorf("%+v was posted", wrong)
			}
		}
	})
}

// TestOutcome: what is refused for now is sent later, under its own id; what is
// refused for good, or too often, is noted with the reason; and what is posted
// without a server says so.
func TestOutcome(t *testing.T) {
	dbtest.Each(t, schema, func(t *testing.T, d *db.DB) {
		server, c := serve(t, mail.Plain, false)
		tries := 0
		server.onEnd = func() error {
			if tries++; tries == 1 {
				return answer(451, "greylisted")
			}
			return nil
		}
		h := open(t, d, sender(t, c))
		id := h.post(t, reminder("later"))
		if e := h.ended(t, "later"); e.Outcome != mail.Taken || e.Tries != 1 {
			t.Errorf("later: %+v", e)
		}
		if header, _ := read(t, server.all()[0].data); !strings.Contains(header("Message-ID"), id) {
			t.Errorf("Message-ID: %s", header("Message-ID"))
		}
		server.onRcpt = func(string) error { return answer(550, "no such person") }
		h.post(t, reminder("refused"))
		if e := h.ended(t, "refused"); e.Outcome != mail.Refused || !strings.Contains(e.Reason, "no such person") || e.Tries != 0 {
			t.Errorf("refused: %+v", e)
		}
		server.onRcpt = func(string) error { return answer(450, "not now") }
		h.post(t, reminder("failed"))
		if e := h.ended(t, "failed"); e.Outcome != mail.Failed || !strings.Contains(e.Reason, "not now") || e.Tries != 2 {
			t.Errorf("failed: %+v", e)
		}
		h.stop()
		if got := h.queue.Counts(); got != (job.Counts{Done: 1, Retried: 3, Failed: 2}) {
			t.Errorf("counts: %+v", got)
		}
		none := open(t, d, nil)
		none.post(t, reminder("unset"))
		if e := none.ended(t, "unset"); e.Outcome != mail.Unset || e.Reason != "" || none.Sends() || !h.Sends() {
			t.Errorf("unset: %+v", e)
		}
		none.stop()
		if n := len(server.all()); n != 1 {
			t.Errorf("%d messages", n)
		}
		for _, of := range mail.Outcomes {
			want := 1
			if of == mail.Waiting {
				want = 0
			}
			if n := len(h.sent(t, mail.Search{Outcome: of})); n != want {
				t.Errorf("%d letters are %s", n, of)
			}
		}
		if all := fmt.Sprint(h.sent(t, mail.Search{Limit: 1})); !strings.Contains(all, "unset") {
			t.Errorf("the latest: %s", all)
		}
	})
}

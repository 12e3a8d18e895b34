package assessment

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func (c *counter) board() (all []Standing) {
	c.t.Helper()
	if err := c.DB.Read(c.t.Context(), func(tx *db.Tx) (err error) { all, err = c.desk.Board(tx, c.round); return err }); err != nil {
		c.t.Fatal(err)
	}
	return all
}

func at(all []Standing, agency string) *Standing {
	for i := range all {
		if all[i].Form.Member.Agency == agency {
			return &all[i]
		}
	}
	return &Standing{}
}

// reachable gives an agency a contact with an address.
func (c *counter) reachable(code, address string) {
	c.t.Helper()
	by := agency.By{Actor: c.Actor(access.Secretariat), Reason: "thử"}
	c.Write(func(tx *db.Tx) error {
		a, err := agency.Get(tx, code)
		if err != nil {
			return err
		}
		a.Contacts = []agency.Contact{{Name: "Trần Thị Đầu Mối", Phone: "0204 123", Mail: address}}
		return agency.NewDirectory(c.Log, c.Gate).Amend(tx, by, *a)
	})
}

func TestBoard(t *testing.T) {
	dbtest.Each(t, allTables, func(t *testing.T, d *db.DB) {
		c := newCounter(t, d)
		behalf := By{Actor: c.Actor(access.Secretariat), Behalf: true}
		f := c.form("so-b")
		asked, _ := f.asked()
		for _, item := range asked {
			it, e := f.Item(item), Edit{Item: item, Value: "1"}
			switch {
			case len(it.Options) > 0:
				e.Value = it.Options[0].Code
			case it.Type == "text":
				e.Value = "đã làm"
			}
			if _, err := c.save(behalf, "so-b", e); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := c.save(c.officer, "so-a", Edit{Item: "may_tinh", Value: "5"}); err != nil {
			t.Fatal(err)
		}
		by := c.By(access.Secretariat)
		c.Write(func(tx *db.Tx) error {
			_, err := c.Calendar.Exempt(tx, by, c.round.ID, "xa-d", "", "Chủ tịch UBND tỉnh")
			return err
		})
		all := c.board()
		for agency, want := range map[string]Stage{"so-a": Going, "so-b": Full, "xa-c": Untouched, "xa-d": Out} {
			if s := at(all, agency); s.Stage != want || s.Late {
				t.Errorf("%s: %s, late %v", agency, s.Stage, s.Late)
			}
		}
		if s := at(all, "so-a"); s.Progress.Given != 1 || s.Last.IsZero() {
			t.Errorf("%+v", s)
		}
		if n := Count(all); n.All != len(all)-1 || n.Of[Untouched] != len(all)-3 || n.Late != 0 {
			t.Errorf("%+v of %d", n, len(all))
		}
		SortBoard(all, ByProgress, true)
		if all[0].Form.Member.Agency != "so-b" && all[0].Stage != Out {
			t.Errorf("the fullest first: %s", all[0].Form.Member.Agency)
		}
		c.round = c.Step(c.round, round.Closed)
		if s := at(c.board(), "so-a"); s.Late {
			t.Error("closed before the end, and late")
		}
	})
}

// post is a real SMTP server that keeps what it takes.
type post struct {
	mu   sync.Mutex
	sent []string
}

func (p *post) all() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return append([]string(nil), p.sent...)
}

func (p *post) Mail(string, *smtp.MailOptions) error { return nil }
func (p *post) Rcpt(string, *smtp.RcptOptions) error { return nil }
func (p *post) Reset()                               {}
func (p *post) Logout() error                        { return nil }
func (p *post) Data(r io.Reader) error {
	data, err := io.ReadAll(r)
	p.mu.Lock()
	defer p.mu.Unlock()
	p.sent = append(p.sent, string(data))
	return err
}

// office is one whose letters go to a server of the test.
func office(t *testing.T, d *db.DB, words *text.Catalogue) (*mail.Office, *post) {
	t.Helper()
	p := &post{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := smtp.NewServer(smtp.BackendFunc(func(*smtp.Conn) (smtp.Session, error) { return p, nil }))
	go server.Serve(l)
	t.Cleanup(func() { server.Close() })
	sender, err := mail.NewSender(mail.Config{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, TLS: mail.Plain, From: "Cơ quan thường trực <sansang@tinh.example.vn>", PerMinute: 60_000})
	if err != nil {
		t.Fatal(err)
	}
	q := job.New(d, job.Config{Poll: 5 * time.Millisecond})
	o := mail.NewOffice(d, q, words, sender, func() string { return "https://danhgia.example.vn" })
	ctx, cancel := context.WithCancel(context.Background())
	ended := make(chan struct{})
	go func() { q.Run(ctx); close(ended) }()
	t.Cleanup(func() { cancel(); <-ended })
	return o, p
}

// waits until the server has so many letters.
func (p *post) wait(t *testing.T, n int) []string {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); len(p.all()) < n && time.Now().Before(end); {
		time.Sleep(5 * time.Millisecond)
	}
	if got := p.all(); len(got) != n {
		t.Fatalf("%d letters, want %d", len(got), n)
	}
	return p.all()
}

// TestRemind: one letter an address, looked at before it goes; who has no address
// is named; what is said of it stands on the board.
func TestRemind(t *testing.T) {
	s := newShown(t)
	s.reachable("so-a", "chung@so.example.vn")
	s.reachable("so-b", "Chung@so.example.vn")
	path := BoardPath(s.round.ID) + "/remind"
	who := url.Values{"agency": {"so-a", "so-b", "xa-c"}, "note": {"Sở sẽ họp ngày mai & <b>"}}
	status, said := s.read(s.post("secretariat", path, who))
	if status != 200 || !strings.Contains(said, "chung@so.example.vn") || !strings.Contains(said, "họp ngày mai &amp; &lt;b&gt;") && !strings.Contains(said, "họp ngày mai & <b>") || len(s.sent.all()) != 0 {
		t.Fatalf("%d %s", status, said)
	}
	if name := at(s.board(), "xa-c").Form.Member.Name.Vi; !strings.Contains(said, name) {
		t.Errorf("%s has no address, and nobody says so", name)
	}
	who.Set("sure", "yes")
	if got := s.post("secretariat", path, who); got.StatusCode != http.StatusSeeOther {
		t.Fatal(got.Status)
	}
	letter := s.sent.wait(t, 1)[0]
	if !strings.Contains(letter, "chung@so.example.vn") {
		t.Errorf("%s", letter)
	}
	for _, agency := range []string{"so-a", "so-b"} {
		if at(s.board(), agency).Told.Posted.IsZero() {
			t.Errorf("%s was reminded, and the board does not know", agency)
		}
	}
	if at(s.board(), "xa-c").Told.Job != "" {
		t.Error("xa-c was not reminded")
	}
	if n := s.acts("assessment.reminder.sent"); n != 1 {
		t.Errorf("%d records", n)
	}
	if _, said := s.read(s.ask("secretariat", http.MethodGet, BoardPath(s.round.ID)+"/letters", nil, "")); !strings.Contains(said, "chung@so.example.vn") {
		t.Error("the log of letters has it not")
	}
	for role, want := range map[string]int{"officer": 403, "auditor": 403} {
		if got := s.post(role, path, who); got.StatusCode != want {
			t.Errorf("%s: %s", role, got.Status)
		}
	}
	for what, agencies := range map[string][]string{"nobody": nil, "a stranger": {"khong-co"}} {
		if got := s.post("secretariat", path, url.Values{"agency": agencies, "sure": {"yes"}}); got.StatusCode < 400 || got.StatusCode >= 500 {
			t.Errorf("%s: %s", what, got.Status)
		}
	}
	for _, format := range []string{"", "?format=csv"} {
		if got := s.ask("auditor", http.MethodGet, BoardPath(s.round.ID)+"/file"+format, nil, ""); got.StatusCode != 200 || !strings.HasPrefix(got.Header.Get("Content-Disposition"), "attachment") {
			t.Errorf("export %s: %s", format, got.Status)
		}
	}
	if got := s.ask("officer", http.MethodGet, BoardPath(s.round.ID), nil, ""); got.StatusCode != 403 {
		t.Errorf("an officer on the board: %s", got.Status)
	}
}

// TestRemindDue: by itself the program writes to an address once a day, and only
// on the days that are set.
func TestRemindDue(t *testing.T) {
	s := newShown(t)
	s.reachable("so-a", "a@so.example.vn")
	s.reachable("so-b", "b@so.example.vn")
	old := remindDays
	t.Cleanup(func() { remindDays = old })
	due := func() (n int) {
		s.Write(func(tx *db.Tx) (err error) { n, err = s.desk.RemindDue(tx, s.office.Post); return err })
		return n
	}
	remindDays = []int{3}
	if n := due(); n != 0 {
		t.Errorf("%d letters a month before the end", n)
	}
	remindDays = []int{dayNumber(s.round.Due(round.Open).Add(-time.Microsecond)) - dayNumber(time.Now())}
	for range 3 {
		due()
	}
	s.sent.wait(t, 2)
	time.Sleep(50 * time.Millisecond)
	s.sent.wait(t, 2)
}

package app

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// routeRow is what testdata/routes.yaml says about one route. In addresses,
// fields and bodies, "$name" stands for what the fixture knows by that name.
type routeRow struct {
	Route string
	// Own is the address as it concerns the agency "$own", whose officer and
	// head the roles of that name are; Other as it concerns "$other". A route
	// that concerns no single agency has Own alone.
	Own, Other string
	// May are the roles that pass for both; Mine those that pass for Own only.
	// "anybody" is everybody with or without a session, "signed" every role.
	May, Mine []string
	// Phase are the phases of the round in which the row holds; "$round" is the
	// fixture's round in that phase. A route of a round has rows for at least open
	// and closed.
	Phase []string
	// Form or JSON is what is sent; Header goes along.
	Form   map[string]string
	JSON   string
	Header map[string]string
	// Hidden tells that what is somebody else's is not known to exist: 404 keeps
	// a person out.
	Hidden bool
}

// everyRole are the columns of the matrix; nobody has no session.
func everyRole() []string {
	all := []string{"nobody"}
	for _, r := range access.Roles {
		all = append(all, string(r))
	}
	return all
}

func (r *routeRow) expects(role string, own bool) bool {
	named := func(list []string) bool {
		return slices.Contains(list, role) || slices.Contains(list, "anybody") || role != "nobody" && slices.Contains(list, "signed")
	}
	return named(r.May) || own && named(r.Mine)
}

func readRoutes(t *testing.T) []routeRow {
	t.Helper()
	data, err := os.ReadFile("testdata/routes.yaml")
	if err != nil {
		t.Fatal(err)
	}
	var rows []routeRow
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&rows); err != nil {
		t.Fatal(err)
	}
	return rows
}

// TestEveryRouteHasARow: the router itself says which routes there are.
func TestEveryRouteHasARow(t *testing.T) {
	rows, phases := map[string]bool{}, map[string]bool{}
	for _, r := range readRoutes(t) {
		if rows[r.Route] && r.Phase == nil {
			t.Errorf("%s has two rows", r.Route)
		}
		rows[r.Route] = true
		for _, phase := range r.Phase {
			if phases[r.Route+" "+phase] {
				t.Errorf("%s has two rows for the phase %s", r.Route, phase)
			}
			phases[r.Route+" "+phase] = true
		}
	}
	for route := range rows {
		for _, phase := range []string{"open", "closed"} {
			asks := strings.Contains(route, "/rounds/{id}") || strings.Contains(route, "/forms/{round}") && !strings.Contains(route, "/receipts/") && !strings.HasSuffix(route, "/withdraw")
			if asks && !phases[route+" "+phase] {
				t.Errorf("%s has no row for the phase %s", route, phase)
			}
		}
	}
	for _, r := range opened(t).Surface(true, true).Mux.Routes() {
		route := r.Method + " " + r.Path
		if !rows[route] {
			t.Errorf("%s (%s) has no row in testdata/routes.yaml", route, r.Door)
		}
		delete(rows, route)
	}
	for route := range rows {
		t.Errorf("testdata/routes.yaml has a row for %s, which nobody answers", route)
	}
}

// fixture is an installation with a person for every role.
type fixture struct {
	dir   string
	file  string // of the database as it was made
	names map[string]string
}

func (x *fixture) options(database string) Options {
	rules := access.ASVS()
	rules.Second = nil
	rules.Hash.Memory, rules.Hash.Iterations = 8, 1 // what is held here is not the hash
	return Options{Database: "sqlite:" + database, Files: file.Config{URL: filepath.Join(x.dir, "files")},
		Keys: filepath.Join(x.dir, "keys"), Origin: "sansang/test", Rules: rules, Log: slog.New(slog.DiscardHandler)}
}

// open opens a copy of the fixture's database.
func (x *fixture) open(t *testing.T, name string) (*Program, http.Handler) {
	t.Helper()
	data, err := os.ReadFile(x.file)
	at := filepath.Join(x.dir, name)
	if err == nil {
		err = os.WriteFile(at, data, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
	p, err := Open(context.Background(), x.options(at))
	if err != nil {
		t.Fatal(err)
	}
	return p, p.Surface(true, true).Handler
}

func makeFixture(t *testing.T) *fixture {
	t.Helper()
	ctx := context.Background()
	x := &fixture{dir: t.TempDir(), names: map[string]string{"asset": web.Asset("site.css"), "own": "H01.SO-A", "other": "H01.SO-B"}}
	p, err := Open(ctx, x.options(filepath.Join(x.dir, "made.db")))
	if err != nil {
		t.Fatal(err)
	}
	var link *access.Issued
	err = p.DB.Write(ctx, func(tx *db.Tx) (err error) {
		_, link, err = p.Gate.Found(tx, access.NewPerson{Login: "admin", Name: "Trần Quản Trị"}, audit.Origin{})
		return err
	})
	enter := func(name, login, secret string) access.Actor {
		if err == nil {
			_, err = p.Gate.UseLink(ctx, secret, adminPassword, audit.Origin{})
		}
		if err != nil {
			t.Fatal(name, err)
		}
		in, e := p.Gate.SignIn(ctx, access.Attempt{Login: login, Password: adminPassword})
		if e != nil {
			t.Fatal(name, e)
		}
		x.names["session."+name], x.names["person."+name] = in.Token, in.Session.Person
		return access.Actor{Person: in.Session.Person, Session: in.Session.ID}
	}
	admin := enter("admin", "admin", link.Secret)
	for _, role := range access.Roles {
		if role == access.Admin {
			continue
		}
		scope := access.Province
		if role == access.Officer || role == access.Head {
			scope = access.Scope{Level: access.OverAgency, ID: x.names["own"]}
		}
		err = p.DB.Write(ctx, func(tx *db.Tx) error {
			made, err := p.Gate.CreatePerson(tx, admin, access.NewPerson{Login: string(role), Name: "Nguyễn Văn " + string(role)},
				[]access.NewGrant{{Role: role, Scope: scope}}, "thử")
			if err == nil {
				link, err = p.Gate.Invite(tx, admin, made.ID, "thử")
			}
			return err
		})
		enter(string(role), string(role), link.Secret)
	}
	x.furnish(t, p)
	x.file = filepath.Join(x.dir, "fixture.db")
	if err := p.DB.Snapshot(ctx, x.file); err != nil {
		t.Fatal(err)
	}
	if err := p.Close(); err != nil {
		t.Fatal(err)
	}
	return x
}

// furnish makes what the rows speak of.
func (x *fixture) furnish(t *testing.T, p *Program) {
	t.Helper()
	x.furnishAgencies(t, p)
	x.furnishPeople(t, p)
	x.furnishFrameworks(t, p)
	x.furnishRound(t, p)
	x.names["round.answered"] = x.names["round"]
	x.furnishRounds(t, p)
	u, err := p.Intake.Shelf.Begin(x.names["person.officer"], "a.pdf", 5)
	if err != nil {
		t.Fatal(err)
	}
	x.names["upload.officer"] = u.ID
	err = p.DB.Read(context.Background(), func(tx *db.Tx) error {
		for _, role := range []string{"officer", "head", "secretariat"} {
			grants, err := p.Gate.Grants(tx, x.names["person."+role])
			if err != nil {
				return err
			}
			x.names["grant."+role] = grants[0].ID
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// furnishPeople makes an officer of the other agency, somebody who is invited,
// and a token and a session of the officer.
func (x *fixture) furnishPeople(t *testing.T, p *Program) {
	t.Helper()
	ctx := context.Background()
	actor := func(role string) access.Actor {
		v, err := p.Gate.Enter(ctx, x.names["session."+role], audit.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		return v.Actor
	}
	admin, officer := actor("admin"), actor("officer")
	x.names["session-id.officer"] = officer.Session
	var link *access.Issued
	create := func(login, agency string) func(tx *db.Tx) error {
		return func(tx *db.Tx) error {
			made, err := p.Gate.CreatePerson(tx, admin, access.NewPerson{Login: login, Name: "Lê Thị " + login},
				[]access.NewGrant{{Role: access.Officer, Scope: access.Scope{Level: access.OverAgency, ID: agency}}}, "thử")
			if err != nil {
				return err
			}
			x.names["person."+login] = made.ID
			grants, err := p.Gate.Grants(tx, made.ID)
			if err != nil {
				return err
			}
			x.names["grant."+login] = grants[0].ID
			link, err = p.Gate.Invite(tx, admin, made.ID, "thử")
			return err
		}
	}
	for _, step := range []func(tx *db.Tx) error{
		create("stranger", x.names["other"]), create("invited", x.names["other"]),
		func(tx *db.Tx) error {
			token, _, err := p.Gate.CreateToken(tx, officer, "thử", []string{access.Scopes[0]}, tx.Now().Add(time.Hour))
			if err == nil {
				x.names["token.officer"] = token.ID
			}
			return err
		},
	} {
		if err := p.DB.Write(ctx, step); err != nil {
			t.Fatal(err)
		}
		if link != nil {
			x.names["link"] = link.Secret
		}
	}
}

// furnishFrameworks makes a draft, and a version that was issued.
func (x *fixture) furnishFrameworks(t *testing.T, p *Program) {
	t.Helper()
	ctx := context.Background()
	who, err := p.Gate.Enter(ctx, x.names["session.secretariat"], audit.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	by := criteria.By{Actor: who.Actor, Reason: "thử"}
	library := criteria.NewLibrary(p.Log, p.Gate)
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := criteria.Load("ict-readiness-2026")
		if err != nil {
			return err
		}
		v, err := library.New(tx, by, f, nil)
		if err != nil {
			return err
		}
		x.names["framework.issued"] = v.ID
		if v, err = library.Issue(tx, by, v.ID, v.Revision, criteria.Decision{Number: "1/QĐ-UBND", Date: "2026-01-05"}); err != nil {
			return err
		}
		if v, err = library.Clone(tx, by, v.ID, "2027", false); err != nil {
			return err
		}
		x.names["framework.draft"] = v.ID
		table := &calibration.Table{Agencies: []scoring.Agency{{Code: "a", Name: "Sở A", Group: v.Framework.Groups[0].Code}}, Items: []string{}, Cells: [][]string{{}}}
		_, err = calibration.NewDesk(p.Log, p.Gate, library).Keep(tx, by, v.ID, calibration.FromWorkbook, table, calibration.Settings{})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// furnishRounds makes a round that is open and one that is closed.
func (x *fixture) furnishRounds(t *testing.T, p *Program) {
	t.Helper()
	ctx := context.Background()
	who, err := p.Gate.Enter(ctx, x.names["session.secretariat"], audit.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	by := round.By{Actor: who.Actor, Reason: "thử"}
	calendar := round.NewCalendar(p.Log, p.Gate)
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		for _, phase := range []access.Phase{round.Open, round.Closed} {
			r, err := calendar.Prepare(tx, by, round.Round{Name: scoring.Text{Vi: "Đợt thử"}, Year: 2026, Set: x.names["set"], AsOf: "2026-02-01",
				Variants: []round.Variant{{Version: x.names["framework.issued"]}}, Plan: []round.Span{{Phase: round.Open, Until: tx.Now().Add(time.Hour)}}})
			if err != nil {
				return err
			}
			for r.Phase != phase && err == nil {
				r, err = calendar.Step(tx, by, r.ID, r.Revision, r.Next()[0].To)
			}
			if err != nil {
				return err
			}
			x.names["round."+string(phase)] = r.ID
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// furnishAgencies founds the two agencies of the matrix; the other one has been
// renamed.
func (x *fixture) furnishAgencies(t *testing.T, p *Program) {
	t.Helper()
	order := agency.Order{On: "2025-07-01", Decision: agency.Decision{Number: "1/NQ-HĐND", Date: "2025-06-20"}}
	for _, code := range []string{x.names["own"], x.names["other"]} {
		order.Found = append(order.Found, agency.Agency{Code: code, Versions: []agency.Version{{Name: agency.Name{Vi: "Sở " + code}, Kind: "department"}},
			Members: []agency.Member{{Set: "xep-hang", Group: "so-co-tthc", From: "2025-07-01"}}})
	}
	renamed := order
	renamed.On, renamed.Found, renamed.Seen = "2026-01-01", nil, map[string]int64{x.names["other"]: 1}
	renamed.Steps = []agency.Step{{How: agency.Rename, Links: []agency.Link{{From: x.names["other"], To: x.names["other"]}}, Name: agency.Name{Vi: "Sở B mới"}}}
	x.names["event"] = "1%2FNQ-H%C4%90ND%231"
	who, err := p.Gate.Enter(context.Background(), x.names["session.secretariat"], audit.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	by := agency.By{Actor: who.Actor, Reason: "thử"}
	dir := agency.NewDirectory(p.Log, p.Gate)
	x.names["set"] = "xep-hang"
	err = p.DB.Write(context.Background(), func(tx *db.Tx) error {
		return dir.SaveSet(tx, by, agency.Set{Code: x.names["set"], Name: agency.Name{Vi: "Nhóm xếp hạng"}, Groups: []agency.Group{{Code: "so-co-tthc", Name: agency.Name{Vi: "Sở"}}}})
	})
	if err != nil {
		t.Fatal(err)
	}
	var book bytes.Buffer
	if err := agency.NewProvince().WriteSheet(&book, text.Vi, false); err != nil {
		t.Fatal(err)
	}
	blob, err := p.Files.Put(context.Background(), &book, file.Limit(1<<20))
	if err != nil {
		t.Fatal(err)
	}
	x.names["workbook"] = blob.Hash
	err = p.DB.Write(context.Background(), func(tx *db.Tx) error {
		_, err := figure.Open(p.Log, p.Gate).Define(tx, figure.By{Actor: who.Actor, Reason: "thử"}, figure.Item{Code: "may_tinh", From: text.Date{Year: 2020, Month: 1, Day: 1},
			Name: figure.Text{Vi: "Số máy tính", En: "Computers"}, Definition: figure.Text{Vi: "Máy đang dùng", En: "Computers in use"}, Unit: figure.Text{Vi: "máy", En: "computers"}, Kind: figure.Count,
			Owner: figure.Text{Vi: "Sở A", En: "A"}, Source: figure.Text{Vi: "Sổ tài sản", En: "Inventory"}, Basis: "QĐ 1"})
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range []agency.Order{order, renamed} {
		err := p.DB.Write(context.Background(), func(tx *db.Tx) error { return dir.Reorganise(tx, by, o) })
		if err != nil {
			t.Fatal(err)
		}
	}
}

// fill puts the fixture's names where "$name" stands; the longest name wins.
func (x *fixture) fill(text string) string {
	names := make([]string, 0, len(x.names))
	for name := range x.names {
		names = append(names, name)
	}
	slices.SortFunc(names, func(a, b string) int { return len(b) - len(a) })
	for _, name := range names {
		text = strings.ReplaceAll(text, "$"+name, x.names[name])
	}
	return text
}

func (x *fixture) request(t *testing.T, row *routeRow, role string, own bool) *http.Request {
	t.Helper()
	method, path, _ := strings.Cut(row.Route, " ")
	at := row.Own
	if !own {
		at = row.Other
	}
	if at == "" {
		at = path
	}
	// Fields that say of which agency, too.
	side := func(text string) string {
		if !own {
			text = strings.ReplaceAll(text, "$own", "$other")
		}
		return x.fill(text)
	}
	var body io.Reader
	kind := ""
	switch {
	case row.JSON != "":
		body, kind = strings.NewReader(side(row.JSON)), "application/json"
	case method == http.MethodPost:
		f := url.Values{}
		for name, value := range row.Form {
			f.Set(name, side(value))
		}
		body, kind = strings.NewReader(f.Encode()), "application/x-www-form-urlencoded"
	}
	r := httptest.NewRequest(method, x.fill(at), body)
	r.Header.Set("Accept-Language", "vi")
	if kind != "" {
		r.Header.Set("Content-Type", kind)
	}
	for name, value := range row.Header {
		r.Header.Set(name, side(value))
	}
	if role != "nobody" {
		r.AddCookie(&http.Cookie{Name: "session", Value: x.names["session."+role]})
	}
	return r
}

// passed tells whether an answer let the person in, and refused whether it kept
// the person out; an answer that does neither says that the row is wrong.
func passed(w *httptest.ResponseRecorder) (in, out bool) {
	to := w.Header().Get("Location")
	led := false
	for _, page := range []string{"/sign-in", "/confirm", "/account/second"} {
		led = led || strings.HasPrefix(to, page+"?to=")
	}
	switch {
	case w.Code == http.StatusUnauthorized, w.Code == http.StatusForbidden, w.Code == http.StatusSeeOther && led:
		return false, true
	case w.Code < 400, w.Code == http.StatusUnprocessableEntity, w.Code == http.StatusConflict:
		return true, false
	}
	return false, false
}

func logSize(t *testing.T, p *Program) int {
	t.Helper()
	n := 0
	err := p.DB.Read(context.Background(), func(tx *db.Tx) error {
		all, err := p.Log.Find(tx, audit.Search{Limit: 1000})
		n = len(all)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

// TestAuthorisationMatrix: every route × role × own or other agency answers as
// its row says, and what is refused leaves no trace in the state.
func TestAuthorisationMatrix(t *testing.T) {
	x := makeFixture(t)
	p, h := x.open(t, "shared.db")
	defer p.Close()
	doors := map[string]web.Door{}
	for _, r := range p.Surface(true, true).Mux.Routes() {
		doors[r.Method+" "+r.Path] = r.Door
	}
	before := logSize(t, p)
	cells, copies := 0, 0
	for _, row := range readRoutes(t) {
		changes := !strings.HasPrefix(row.Route, "GET ")
		sides := []bool{true}
		if row.Other != "" {
			sides = append(sides, false)
		}
		if len(row.Phase) == 0 {
			row.Phase = []string{""}
		}
		for i := range len(sides) * len(row.Phase) {
			own := sides[i%len(sides)]
			if phase := row.Phase[i/len(sides)]; phase != "" {
				x.names["round"] = x.names["round."+phase]
			} else {
				x.names["round"] = x.names["round.answered"]
			}
			for _, role := range everyRole() {
				cells++
				want := row.expects(role, own)
				serve, used := h, p
				if changes && want {
					copies++
					used, serve = x.open(t, fmt.Sprintf("copy%d.db", copies))
				}
				w := httptest.NewRecorder()
				serve.ServeHTTP(w, x.request(t, &row, role, own))
				if used != p {
					used.Close()
				}
				in, out := passed(w)
				out = out || row.Hidden && w.Code == http.StatusNotFound
				// A door that is open and an act that only a session can do:
				// whoever is not signed in is answered without being let in.
				if in == out || in != want {
					t.Errorf("%s, %s, own %v: let in %v, want %v (%d %s)\n%s", row.Route, role, own, in, want, w.Code, w.Header().Get("Location"), short(w.Body.String()))
				}
			}
		}
		if d := doors[row.Route]; d == web.Open && !slices.Contains(row.May, "anybody") {
			t.Errorf("%s is open, and its row does not say so", row.Route)
		}
	}
	if after := logSize(t, p); after != before {
		t.Errorf("what was refused or only read left %d records", after-before)
	}
	t.Logf("%d cells, %d of them changing", cells, copies)
}

func short(text string) string {
	if i := strings.Index(text, "<h1>"); i > 0 {
		text = text[i:]
	}
	return text[:min(len(text), 400)]
}

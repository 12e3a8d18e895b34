package app

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"go.yaml.in/yaml/v3"
	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/backup"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/web"
)

var updateDocument = flag.Bool("update-api", false, "write docs/openapi.json anew")

// documentFile is the committed document of the interface.
const documentFile = "../../docs/openapi.json"

// program is a client that comes with an API token.
type program struct {
	t       *testing.T
	mux     *web.Mux
	handler http.Handler
	token   string
	header  http.Header
}

// asProgram gives a client with a token of the person of a role.
func (x *fixture) asProgram(t *testing.T, p *Program, role string, scopes ...string) *program {
	t.Helper()
	v, err := p.Gate.Enter(context.Background(), x.names["session."+role], audit.Origin{})
	if err != nil {
		t.Fatal(err)
	}
	secret := ""
	err = p.DB.Write(context.Background(), func(tx *db.Tx) (err error) {
		_, secret, err = p.Gate.CreateToken(tx, v.Actor, "thử", scopes, tx.Now().Add(time.Hour))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	surface := p.Surface(true, false)
	return &program{t: t, mux: surface.Mux, handler: surface.Handler, token: secret}
}

// with gives the client with a header.
func (c *program) with(name, value string) *program {
	d := *c
	d.header = c.header.Clone()
	if d.header == nil {
		d.header = http.Header{}
	}
	d.header.Set(name, value)
	return &d
}

func (c *program) do(method, path, body string) *httptest.ResponseRecorder {
	var in io.Reader
	if body != "" {
		in = strings.NewReader(body)
	}
	r := httptest.NewRequest(method, path, in)
	for name, values := range c.header {
		r.Header[name] = values
	}
	if body != "" && r.Header.Get("Content-Type") == "" {
		r.Header.Set("Content-Type", "application/json")
	}
	if c.token != "" {
		r.Header.Set("Authorization", "Bearer "+c.token)
	}
	w := httptest.NewRecorder()
	c.handler.ServeHTTP(w, r)
	return w
}

// want does a request and expects a status; it gives the answer's body.
func (c *program) want(status int, method, path, body string) (map[string]any, http.Header) {
	c.t.Helper()
	w := c.do(method, path, body)
	if w.Code != status {
		c.t.Fatalf("%s %s: %d, want %d: %s", method, path, w.Code, status, w.Body)
	}
	var out map[string]any
	if w.Body.Len() > 0 {
		if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
			c.t.Fatalf("%s %s: %v: %s", method, path, err, w.Body)
		}
	}
	said, err := readContract()
	if err == nil {
		err = said.holds(c.mux.Pattern(httptest.NewRequest(method, path, nil)), status, w.Header().Get("Content-Type"), any(out))
	}
	if err != nil {
		c.t.Errorf("%s %s: %d is not as the document says: %v\n%s", method, path, status, err, w.Body)
	}
	if status >= 400 {
		if kind := w.Header().Get("Content-Type"); kind != "application/problem+json" {
			c.t.Errorf("%s %s: a problem as %s", method, path, kind)
		}
		if out["status"] != float64(status) || out["detail"] == "" || out["number"] == "" {
			c.t.Errorf("%s %s: problem %v", method, path, out)
		}
	}
	return out, w.Header()
}

// contracts are what the interface promises, each tried on a copy of one fixture.
var contracts = []struct {
	name string
	try  func(*testing.T, *fixture, *Program)
}{
	{"problems", apiProblems}, {"scopes", apiScopes}, {"revisions", apiRevisions}, {"idempotency", apiIdempotency},
	{"pages", apiPages}, {"proof", apiProof}, {"orders", apiOrders}, {"tags", apiTags}, {"items", apiItems}, {"frameworks", apiFrameworks}, {"forms", apiForms}, {"guide", apiGuide},
}

// TestAPI holds the interface to its promises on both engines: PostgreSQL gets the
// fixture by a backup.
func TestAPI(t *testing.T) {
	x := makeFixture(t)
	for _, one := range contracts {
		t.Run("sqlite/"+one.name, func(t *testing.T) {
			p, _ := x.open(t, "api-"+one.name+".db")
			defer p.Close()
			one.try(t, x, p)
		})
	}
	made, there := dbtest.URL(t)
	if !there {
		return
	}
	x.move(t, made)
	for _, one := range contracts {
		t.Run("postgres/"+one.name, func(t *testing.T) {
			o := x.options("")
			o.Database = dbtest.Copy(t, made)
			p, err := Open(t.Context(), o)
			if err != nil {
				t.Fatal(err)
			}
			defer p.Close()
			one.try(t, x, p)
		})
	}
}

// move brings the fixture into an empty database of the other engine.
func (x *fixture) move(t *testing.T, to string) {
	t.Helper()
	p, _ := x.open(t, "saved.db")
	defer p.Close()
	saved := filepath.Join(x.dir, "fixture.backup")
	if _, err := backup.Write(t.Context(), p.DB, p.Files, saved, backup.Head{}, Migrations...); err != nil {
		t.Fatal(err)
	}
	d, err := db.Open(t.Context(), db.Config{URL: to})
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := backup.Restore(t.Context(), saved, d, p.Files, Migrations...); err != nil {
		t.Fatal(err)
	}
}

// TestAPIDocument holds the committed OpenAPI document to the program.
func TestAPIDocument(t *testing.T) {
	p := opened(t)
	c := &program{t: t, handler: p.Surface(true, false).Handler}
	made := c.do("GET", "/api/openapi.json", "").Body.Bytes()
	if *updateDocument {
		if err := os.WriteFile(documentFile, made, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	kept, err := os.ReadFile(documentFile)
	if err != nil || !bytes.Equal(kept, made) {
		t.Errorf("docs/openapi.json is not what the program says (%v): go test ./internal/app -run TestAPIDocument -update-api", err)
	}
	if !bytes.Contains(made, []byte(`"openapi": "3.1.0"`)) {
		t.Error("not OpenAPI 3.1")
	}
}

const agencyC = `{"code":"H01.SO-C","versions":[{"from":"2026-01-01","name":{"vi":"Sở C"},"kind":"department"}],"reason":"thử"}`

// apiProblems: what goes wrong is told in the language of the request, all
// faults at once, each with its field.
func apiProblems(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	nobody := &program{t: t, mux: c.mux, handler: c.handler}
	if _, h := nobody.want(401, "GET", "/api/v1/me", ""); !strings.HasPrefix(h.Get("WWW-Authenticate"), "Bearer") {
		t.Error("401 without WWW-Authenticate")
	}
	c.want(404, "GET", "/api/v1/none", "")
	if _, h := c.want(405, "DELETE", "/api/v1/agencies", ""); !strings.Contains(h.Get("Allow"), "POST") {
		t.Errorf("405 allows %q", h.Get("Allow"))
	}
	c.want(404, "GET", "/api/v1/agencies/NONE", "")
	c.want(400, "POST", "/api/v1/agencies", "")
	c.with("Content-Type", "text/plain").want(415, "POST", "/api/v1/agencies", "x")
	c.want(400, "POST", "/api/v1/agencies", `{"code":`)
	c.want(400, "POST", "/api/v1/agencies", strings.Repeat("[", 40)+strings.Repeat("]", 40))
	c.want(413, "POST", "/api/v1/agencies", `{"code":"`+strings.Repeat("x", 1<<20)+`"}`)
	for lang, word := range map[string]string{"vi": "Thiếu giá trị bắt buộc reason", "en": "The required value reason is missing"} {
		out, _ := c.with("Accept-Language", lang).want(422, "POST", "/api/v1/agencies", `{"code":"","versions":[{"from":1,"name":{"vi":"x"},"kind":"none"}],"extra":1}`)
		faults, _ := out["errors"].([]any)
		text := fmt.Sprint(out)
		if len(faults) < 5 || !strings.Contains(text, word) || !strings.Contains(text, "body.versions[0].kind") {
			t.Errorf("%s: %d faults: %v", lang, len(faults), text)
		}
		if strings.Contains(text, "api.value.wrong") {
			t.Errorf("%s: a fault without a sentence of its own: %v", lang, text)
		}
	}
	c.want(422, "GET", "/api/v1/agencies?limit=201", "")
	c.want(422, "GET", "/api/v1/agencies?cursor=x", "")
	c.want(422, "GET", "/api/v1/agencies?nothing=1", "")
	c.want(422, "GET", "/api/v1/agencies?on=yesterday", "")
}

// apiScopes: a token keeps to its scopes, and is never more than its person.
func apiScopes(t *testing.T, x *fixture, p *Program) {
	read := x.asProgram(t, p, "secretariat", "read")
	read.want(200, "GET", "/api/v1/agencies", "")
	read.want(403, "POST", "/api/v1/agencies", agencyC)
	officer := x.asProgram(t, p, "officer", access.Scopes...)
	officer.want(403, "POST", "/api/v1/agencies", agencyC)
	officer.want(403, "GET", "/api/v1/people", "")
	officer.want(403, "GET", "/api/v1/audit/records", "")
	officer.want(403, "GET", "/api/v1/people/"+x.names["person.admin"], "")
	me, _ := officer.want(200, "GET", "/api/v1/me", "")
	if me["login"] != "officer" {
		t.Errorf("me is %v", me)
	}
	v, err := p.Gate.Enter(context.Background(), x.names["session.admin"], audit.Origin{})
	if err == nil {
		err = p.DB.Write(context.Background(), func(tx *db.Tx) error {
			return p.Gate.ClosePerson(tx, v.Actor, x.names["person.officer"], "thử")
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	officer.want(401, "GET", "/api/v1/me", "")
}

// apiRevisions: a change must have seen what it changes; of many at once
// that saw the same, one gets through.
func apiRevisions(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	path := "/api/v1/agencies/" + x.names["own"]
	before, h := c.want(200, "GET", path, "")
	tag := h.Get("ETag")
	if w := c.with("If-None-Match", tag).do("GET", path, ""); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("with its own tag: %d %s", w.Code, w.Body)
	}
	change := func(name string) string {
		version := before["versions"].([]any)[0].(map[string]any)
		version["name"] = map[string]string{"vi": name}
		data, _ := json.Marshal(map[string]any{"code": x.names["own"], "versions": before["versions"], "reason": "thử"})
		return string(data)
	}
	c.want(428, "PUT", path, change("Sở khác"))
	c.with("If-Match", `"99"`).want(412, "PUT", path, change("Sở khác"))
	c.with("If-Match", "W/"+tag).want(412, "PUT", path, change("Sở khác"))
	var bodies []string
	for i := range 8 {
		bodies = append(bodies, change(fmt.Sprintf("Sở thứ %d", i)))
	}
	codes := make([]int, len(bodies))
	var wait sync.WaitGroup
	for i := range bodies {
		wait.Go(func() { codes[i] = c.with("If-Match", tag).do("PUT", path, bodies[i]).Code })
	}
	wait.Wait()
	slices.Sort(codes)
	if !slices.Equal(codes, []int{200, 412, 412, 412, 412, 412, 412, 412}) {
		t.Errorf("eight who saw the same revision: %v", codes)
	}
	if _, h := c.want(200, "GET", path, ""); h.Get("ETag") == tag {
		t.Error("changed under the same tag")
	}
}

// apiIdempotency: the same request under one key is done once.
func apiIdempotency(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...).with("Idempotency-Key", "0f6d9a1e-1")
	size := logSize(t, p)
	answers := make([]*httptest.ResponseRecorder, 8)
	var wait sync.WaitGroup
	for i := range answers {
		wait.Go(func() { answers[i] = c.do("POST", "/api/v1/agencies", agencyC) })
	}
	wait.Wait()
	replayed := 0
	for _, w := range answers {
		if w.Code != 201 || w.Body.String() != answers[0].Body.String() || w.Header().Get("Location") != "/api/v1/agencies/H01.SO-C" || w.Header().Get("ETag") == "" {
			t.Errorf("%d %s", w.Code, w.Body)
		}
		if w.Header().Get("Idempotency-Replayed") == "true" {
			replayed++
		}
	}
	if grown := logSize(t, p) - size; grown != 1 || replayed != 7 {
		t.Errorf("%d records, %d replayed", grown, replayed)
	}
	other := strings.Replace(agencyC, "Sở C", "Sở D", 1)
	c.want(422, "POST", "/api/v1/agencies", other)
	// What failed leaves its key free.
	c = c.with("Idempotency-Key", "0f6d9a1e-2")
	c.want(409, "POST", "/api/v1/agencies", other)
	c.want(201, "POST", "/api/v1/agencies", strings.ReplaceAll(other, "SO-C", "SO-D"))
	// Another person's key is another key, and what is kept is not given to who may not.
	officer := x.asProgram(t, p, "officer", access.Scopes...).with("Idempotency-Key", "0f6d9a1e-1")
	officer.want(403, "POST", "/api/v1/agencies", agencyC)
}

// apiPages: going through a list while others insert passes nothing over
// and tells nothing twice.
func apiPages(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	add := func(code string) {
		c.want(201, "POST", "/api/v1/agencies", strings.NewReplacer("H01.SO-C", code, "Sở C", "Sở "+code).Replace(agencyC))
	}
	for i := range 7 {
		add(fmt.Sprintf("H%d", 10+2*i))
	}
	all, _ := c.want(200, "GET", "/api/v1/agencies?limit=200", "")
	var seen []string
	next := "/api/v1/agencies?limit=2"
	for round := 0; next != "" && round < 50; round++ {
		page, h := c.want(200, "GET", next, "")
		for _, one := range page["items"].([]any) {
			seen = append(seen, one.(map[string]any)["code"].(string))
		}
		if round < 4 {
			add(fmt.Sprintf("H%d", 11+4*round)) // before and behind the place
		}
		link, rel, _ := strings.Cut(h.Get("Link"), ";")
		if next = strings.Trim(link, "<>"); next != "" && rel != ` rel="next"` {
			t.Errorf("Link %q", h.Get("Link"))
		}
	}
	for _, one := range all["items"].([]any) {
		code := one.(map[string]any)["code"].(string)
		if n := len(slices.DeleteFunc(slices.Clone(seen), func(s string) bool { return s != code })); n != 1 {
			t.Errorf("%s was told %d times: %v", code, n, seen)
		}
	}
	if len(slices.Compact(slices.Sorted(slices.Values(seen)))) != len(seen) {
		t.Errorf("told twice: %v", seen)
	}
	people, _ := c.want(200, "GET", "/api/v1/people?limit=200", "")
	count, cursor := 0, ""
	for {
		page, _ := c.want(200, "GET", "/api/v1/people?limit=3&cursor="+url.QueryEscape(cursor), "")
		count += len(page["items"].([]any))
		if cursor, _ = page["next"].(string); cursor == "" {
			break
		}
	}
	if want := len(people["items"].([]any)); count != want || want < 5 {
		t.Errorf("%d people in pages, %d at once", count, want)
	}
}

// apiProof: what a record's proof proves is checked without our code.
func apiProof(t *testing.T, x *fixture, p *Program) {
	w := x.asProgram(t, p, "leader", "read").do("GET", "/api/v1/audit/records/2", "")
	var out struct {
		Body json.RawMessage
		Tree struct {
			Size int64
			Root tlog.Hash
		}
		Proof tlog.RecordProof
	}
	if err := json.Unmarshal(w.Body.Bytes(), &out); err != nil {
		t.Fatalf("%v: %s", err, w.Body)
	}
	if err := tlog.CheckRecord(out.Proof, out.Tree.Size, out.Tree.Root, 2, tlog.RecordHash(out.Body)); err != nil {
		t.Errorf("%v: %s", err, w.Body)
	}
}

// apiOrders: what the other slices offer works through a token.
func apiOrders(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	c.want(201, "POST", "/api/v1/reorganisations", `{"on":"2026-03-01","decision":{"number":"2/NQ-HĐND","date":"2026-02-01"},"reason":"thử",
		"seen":{"H01.SO-A":2},"steps":[{"how":"rename","links":[{"from":"H01.SO-A","to":"H01.SO-A"}],"name":{"vi":"Sở A mới"}}]}`)
	c.want(422, "POST", "/api/v1/reorganisations", `{"on":"2026-03-01","decision":{"number":"2/NQ-HĐND","date":"2026-02-01"},"reason":"thử",
		"seen":{"H01.SO-A":2},"steps":[{"how":"split","links":[{"from":"H01.SO-A","to":"H01.SO-B","share":"1/0"}]}]}`)
	lineage, _ := c.want(200, "GET", "/api/v1/agencies/H01.SO-A/lineage", "")
	if len(lineage["edges"].([]any)) != 1 {
		t.Errorf("lineage %v", lineage)
	}
	c.want(201, "POST", "/api/v1/items", itemB)
	found, _ := c.want(200, "GET", "/api/v1/items?words=may%20quet", "")
	if len(found["items"].([]any)) != 1 {
		t.Errorf("items %v", found)
	}
	c.want(404, "GET", "/api/v1/items/khong_co", "")
	year, h := c.want(200, "GET", "/api/v1/calendar/2026", "")
	if len(year["days"].([]any)) < 11 {
		t.Errorf("calendar %v", year)
	}
	day := `{"kind":"holiday","vi":"Ngày thử","basis":"1/TB","reason":"thử"}`
	c.want(428, "PUT", "/api/v1/calendar/2026/2026-05-19", day)
	c.with("If-Match", h.Get("ETag")).want(200, "PUT", "/api/v1/calendar/2026/2026-05-19", day)
	c.with("If-Match", h.Get("ETag")).want(412, "PUT", "/api/v1/calendar/2026/2026-05-19", day)
	count, _ := c.want(200, "GET", "/api/v1/working-days?from=2026-05-18&until=2026-05-20", "")
	if count["working_days"] != float64(1) {
		t.Errorf("working days %v", count)
	}
	due, _ := c.want(200, "GET", "/api/v1/deadline?start=2026-05-18&count=1", "")
	if due["day"] != "2026-05-20" {
		t.Errorf("deadline %v", due)
	}
	other, _ := c.want(200, "GET", "/api/v1/people/"+x.names["person.officer"], "")
	for _, path := range []string{"/version", "/tree?on=2026-04-01", "/agency-groups", "/items/may_quet", "/audit/records?limit=3", "/audit/records/1", "/audit/tree"} {
		c.want(200, "GET", "/api/v1"+path, "")
	}
	if other["login"] != "officer" || len(other["grants"].([]any)) != 1 {
		t.Errorf("person %v", other)
	}
}

// apiTags: what is read by its code has a tag that changes when it does, and only
// then, and whoever has it already is not sent it again.
func apiTags(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "admin", access.Scopes...)
	path := "/api/v1/people/" + x.names["person.officer"]
	_, h := c.want(200, "GET", path, "")
	tag := h.Get("ETag")
	if _, again := c.want(200, "GET", path, ""); tag == "" || again.Get("ETag") != tag {
		t.Errorf("tags %q, then %q", tag, again.Get("ETag"))
	}
	if w := c.with("If-None-Match", tag).do("GET", path, ""); w.Code != 304 || w.Body.Len() > 0 {
		t.Errorf("a person with its own tag: %d %s", w.Code, w.Body)
	}
	v, err := p.Gate.Enter(t.Context(), x.names["session.admin"], audit.Origin{})
	if err == nil {
		err = p.DB.Write(t.Context(), func(tx *db.Tx) error {
			return p.Gate.Revoke(tx, v.Actor, x.names["grant.officer"], nil, "thử")
		})
	}
	if err != nil {
		t.Fatal(err)
	}
	if w := c.with("If-None-Match", tag).do("GET", path, ""); w.Code != 200 || w.Header().Get("ETag") == tag {
		t.Errorf("after a role was revoked: %d under %s", w.Code, w.Header().Get("ETag"))
	}
}

const itemB = `{"code":"may_quet","from":"2026-01-01","name":{"vi":"Máy quét"},"definition":{"vi":"Số máy quét"},"unit":{"vi":"máy"},"kind":"count","owner":{"vi":"Sở A"},"source":{"vi":"Báo cáo"},"reason":"thử"}`

// apiItems: a data item is revised and ended by who has seen it as it is.
func apiItems(t *testing.T, x *fixture, p *Program) {
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	_, made := c.want(201, "POST", "/api/v1/items", itemB)
	const path = "/api/v1/items/may_quet"
	_, h := c.want(200, "GET", path, "")
	tag := h.Get("ETag")
	if tag == "" || made.Get("ETag") != tag {
		t.Errorf("made under %q, read under %q", made.Get("ETag"), tag)
	}
	if w := c.with("If-None-Match", tag).do("GET", path, ""); w.Code != 304 {
		t.Errorf("an item with its own tag: %d", w.Code)
	}
	version := func(from, name, to string) string {
		out := strings.NewReplacer("2026-01-01", from, `"Máy quét"`, `"`+name+`"`).Replace(itemB)
		if to != "" {
			out = strings.Replace(out, `"kind"`, `"to":"`+to+`","kind"`, 1)
		}
		return out
	}
	c.want(428, "PUT", path, version("2027-01-01", "Máy quét A4", ""))
	c.with("If-Match", `"99"`).want(412, "PUT", path, version("2027-01-01", "Máy quét A4", ""))
	c.with("If-Match", tag).want(422, "PUT", path, strings.Replace(version("2027-01-01", "Máy quét A4", ""), "may_quet", "may_khac", 1))
	c.with("If-Match", "*").want(404, "PUT", "/api/v1/items/khong_co", strings.Replace(version("2027-01-01", "x", ""), "may_quet", "khong_co", 1))
	codes := make([]int, 6)
	var wait sync.WaitGroup
	for i := range codes {
		wait.Go(func() {
			codes[i] = c.with("If-Match", tag).do("PUT", path, version("2027-01-01", fmt.Sprintf("Máy quét %d", i), "")).Code
		})
	}
	wait.Wait()
	slices.Sort(codes)
	if !slices.Equal(codes, []int{200, 412, 412, 412, 412, 412}) {
		t.Errorf("six who saw the same item: %v", codes)
	}
	all, h := c.want(200, "GET", path, "")
	items := all["items"].([]any)
	if second := h.Get("ETag"); second == tag || len(items) != 2 || items[0].(map[string]any)["to"] != "2027-01-01" {
		t.Errorf("revised under %s: %v", second, items)
	}
	name := items[1].(map[string]any)["name"].(map[string]any)["vi"].(string)
	// The same again changes nothing and stays under its tag; its end does.
	_, same := c.with("If-Match", h.Get("ETag")).want(200, "PUT", path, version("2027-01-01", name, ""))
	if same.Get("ETag") != h.Get("ETag") {
		t.Errorf("what changes nothing is told under %s, was %s", same.Get("ETag"), h.Get("ETag"))
	}
	ended, h := c.with("If-Match", h.Get("ETag")).want(200, "PUT", path, version("2027-01-01", name, "2028-01-01"))
	if items = ended["items"].([]any); items[1].(map[string]any)["to"] != "2028-01-01" || h.Get("ETag") == same.Get("ETag") {
		t.Errorf("ended: %v under %s", items, h.Get("ETag"))
	}
}

// apiGuide runs every curl line of docs/api.md.
func apiGuide(t *testing.T, x *fixture, p *Program) {
	data, err := os.ReadFile("../../docs/api.md")
	if err != nil {
		t.Fatal(err)
	}
	c := x.asProgram(t, p, "secretariat", access.Scopes...)
	quoted := regexp.MustCompile(`"[^"]*"|'[^']*'|\S+`)
	count := 0
	for line := range strings.Lines(strings.ReplaceAll(string(data), "\\\n", "")) {
		command, _, _ := strings.Cut(line, "| grep")
		if !strings.HasPrefix(command, "curl ") {
			continue
		}
		count++
		one, method, address, body := c, "GET", "", ""
		words := quoted.FindAllString(command, -1)
		for i, word := range words {
			next := ""
			if i+1 < len(words) {
				next = strings.Trim(words[i+1], `'`)
				if strings.HasPrefix(words[i+1], `"`) {
					next = strings.Trim(words[i+1], `"`)
				}
			}
			switch {
			case word == "-X":
				method = next
			case word == "-d":
				body = next
			case word == "-H":
				name, value, _ := strings.Cut(next, ": ")
				one = one.with(name, value)
			case strings.HasPrefix(word, `"$SANSANG`):
				address = strings.TrimPrefix(strings.Trim(word, `"`), "$SANSANG")
			}
		}
		if body != "" && method == "GET" {
			method = "POST"
		}
		if w := one.do(method, address, body); w.Code >= 300 {
			t.Errorf("%s: %d %s", command, w.Code, w.Body)
		}
	}
	if count < 6 {
		t.Errorf("only %d examples were found", count)
	}
}

// contract is the committed document, with which every answer is compared.
type contract struct {
	Paths map[string]map[string]struct {
		Responses map[string]struct {
			Content map[string]struct{ Schema *huma.Schema }
		}
	}
	Components struct{ Schemas map[string]*huma.Schema }
}

var readContract = sync.OnceValues(func() (*contract, error) {
	data, err := os.ReadFile(documentFile)
	if err != nil {
		return nil, err
	}
	// huma's own reader knows one type a schema.
	data = regexp.MustCompile(`"type": \[\s*"([a-z]+)",\s*"null"\s*\]`).ReplaceAll(data, []byte(`"type": "$1", "nullable": true`))
	var c contract
	if err := yaml.Unmarshal(data, &c); err != nil { // the names of huma.Schema are those of its YAML
		return nil, err
	}
	for _, s := range c.Components.Schemas {
		s.PrecomputeMessages()
	}
	return &c, nil
})

// holds compares an answer with what the document says of it.
func (c *contract) holds(pattern string, status int, kind string, body any) error {
	method, path, _ := strings.Cut(pattern, " ")
	operation, ok := c.Paths[path][strings.ToLower(method)]
	if !ok {
		return nil // an address that nobody answers
	}
	said, ok := operation.Responses[fmt.Sprint(status)]
	if !ok {
		if status == http.StatusBadRequest || status == http.StatusRequestEntityTooLarge || status == http.StatusUnsupportedMediaType {
			return nil // of every operation with a body, see docs/api.md
		}
		return fmt.Errorf("%s: the document knows no %d", pattern, status)
	}
	schema := said.Content[kind].Schema
	if schema == nil {
		return fmt.Errorf("%s: the document knows no %s of %d", pattern, kind, status)
	}
	registry := huma.NewMapRegistry("#/components/schemas/", huma.DefaultSchemaNamer)
	maps.Copy(registry.Map(), c.Components.Schemas)
	schema.PrecomputeMessages()
	result := &huma.ValidateResult{}
	huma.Validate(registry, schema, huma.NewPathBuffer(nil, 0), huma.ModeReadFromServer, body, result)
	return errors.Join(result.Errors...)
}

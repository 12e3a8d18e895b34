package criteria

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/access/accesstest"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// editor is the pages of this slice with somebody of the secretariat, an
// officer, and a draft of a shipped framework.
type editor struct {
	*stand
	handler http.Handler
	session map[string]string
	id      string
	figures *figure.Book
}

func newEditor(t *testing.T) *editor {
	t.Helper()
	d := dbtest.SQLite(t, []db.Migrations{audit.Migrations, access.Migrations, calendar.Migrations, agency.Migrations, figure.Migrations, Migrations})
	folk := accesstest.New(t, d)
	e := &editor{stand: &stand{d: d, log: folk.Log, library: NewLibrary(folk.Log, folk.Gate), secretariat: By{Actor: folk.Actor(access.Secretariat), Reason: "thử"}}, session: map[string]string{}}
	e.figures = figure.Open(folk.Log, folk.Gate)
	e.session["secretariat"] = folk.Token(e.secretariat.Actor)
	e.session["officer"] = folk.Token(folk.Over(access.Officer, access.Scope{Level: access.OverAgency, ID: "so-noi-vu"}))
	words, err := text.NewCatalogue(db.Texts, file.Texts, sheet.Texts, web.Texts, audit.Texts, access.Texts, calendar.Texts, agency.Texts, figure.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	site.Chrome = func(*http.Request) (web.Chrome, error) {
		return web.Chrome{Product: "Sansang", Version: "0", Wings: []web.Wing{{Name: "-", Links: []web.Link{{Text: "-", Href: pathList, Current: true}}}},
			Person: &web.Person{Name: "Lê Thị Thư Ký", SignOut: "/sign-out"}}, nil
	}
	people := &access.Pages{Gate: folk.Gate, DB: d, Site: site, Frame: func(*http.Request) web.Chrome { return web.Chrome{Product: "Sansang"} }}
	mux := web.NewMux(site, people.Guard)
	files, err := file.Open(t.Context(), file.Config{URL: t.TempDir()})
	if err != nil {
		t.Fatal(err)
	}
	(&Pages{DB: d, Gate: folk.Gate, Site: site, Files: files, Library: e.library, Figures: e.figures}).Mount(mux)
	e.handler = site.Wrap(mux)
	f, err := Load("ict-readiness-2026")
	if err != nil {
		t.Fatal(err)
	}
	e.write(t, func(tx *db.Tx) error {
		v, err := e.library.New(tx, e.secretariat, f, nil)
		if err == nil {
			e.id = v.ID
		}
		return err
	})
	return e
}

func (e *editor) now(t *testing.T) (v *Version) {
	t.Helper()
	err := e.d.Read(t.Context(), func(tx *db.Tx) (err error) { v, err = Get(tx, e.id); return err })
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (e *editor) ask(who, method, at string, f url.Values) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, at, strings.NewReader(f.Encode()))
	r.Header.Set("Accept-Language", "vi")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	r.AddCookie(&http.Cookie{Name: "session", Value: e.session[who]})
	w := httptest.NewRecorder()
	e.handler.ServeHTTP(w, r)
	return w
}

// page asks for a page that is there, with what must and what must not stand on it.
func (e *editor) page(t *testing.T, at string, want ...string) string {
	t.Helper()
	return e.holds(t, e.ask("secretariat", http.MethodGet, at, nil), http.StatusOK, want...)
}

func (e *editor) holds(t *testing.T, w *httptest.ResponseRecorder, status int, want ...string) string {
	t.Helper()
	body := w.Body.String()
	if w.Code != status {
		t.Fatalf("%d, want %d\n%s", w.Code, status, body)
	}
	if key := keyShown.FindString(body); key != "" {
		t.Errorf("a key is shown: %s", key)
	}
	for _, s := range want {
		no := strings.TrimPrefix(s, "!")
		if strings.Contains(body, no) == (no != s) {
			t.Errorf("not as it must be: %s", s)
		}
	}
	return body
}

// keyShown is a key of a sentence where words should be.
var keyShown = regexp.MustCompile(`>\s*criteria\.[a-z]+\.[^<]*<`)

// sends sends a form and follows where it leads.
func (e *editor) sends(t *testing.T, at string, f url.Values) string {
	t.Helper()
	w := e.ask("secretariat", http.MethodPost, at, f)
	if w.Code != http.StatusSeeOther {
		t.Fatalf("%s: %d\n%s", at, w.Code, w.Body)
	}
	return w.Header().Get("Location")
}

var formOf = regexp.MustCompile(`(?s)<form method="post" action="([^"]*)"(.*?)</form>`)

// typed reads the form of a page that is sent to an address, as a browser would
// send it.
func typed(t *testing.T, body, action string) url.Values {
	t.Helper()
	for _, m := range formOf.FindAllStringSubmatch(body, -1) {
		if m[1] == action {
			return valuesOf(m[2])
		}
	}
	t.Fatalf("no form is sent to %s", action)
	return nil
}

// TestNodeForm: whatever node is opened and saved untouched stays as it is, in
// frameworks with everything that a framework can have.
func TestNodeForm(t *testing.T) {
	for seed := range uint64(rounds(40)) {
		f := invent(seed)
		tidy(f)
		for _, lang := range text.Langs {
			walk(f.Root, func(n *scoring.Node) {
				s := newSent(url.Values{}, lang)
				s.fillNode(f, n)
				again := s.node(f, n)
				if s.wrong() {
					t.Fatalf("seed %d: node %s: %v", seed, n.Code, s.faults)
				}
				one, two := &scoring.Framework{Code: "f", Root: n}, &scoring.Framework{Code: "f", Root: again}
				again.Children = n.Children
				if changes := scoring.Diff(one, two); len(changes) > 0 {
					t.Fatalf("seed %d: %s", seed, changes[0].Text("en"))
				}
			})
		}
	}
}

// TestEditTree goes the way of a secretariat through the tree: each act is one
// revision with its record, and what does not add up is said.
func TestEditTree(t *testing.T) {
	e := newEditor(t)
	tree, node := editPath(e.id, placeTree), editPath(e.id, placeNode)
	e.page(t, tree, "Cây tiêu chí", "!Mục con cộng")
	if w := e.ask("officer", http.MethodGet, tree, nil); w.Code != http.StatusForbidden {
		t.Errorf("an officer: %d", w.Code)
	}
	f := e.now(t).Framework
	field := f.Root.Children[0]
	leaf := field.Children[0]
	for leaf.Rule == nil {
		leaf = leaf.Children[0]
	}
	at := tree + "?node=" + leaf.Code
	form := typed(t, e.page(t, at), node)
	if form.Get("code") != leaf.Code || form.Get("name") != leaf.Name.Vi {
		t.Fatalf("the form says %v", form)
	}
	form.Set("max", "7,25")
	e.sends(t, node, form)
	if n, _ := Find(e.now(t).Framework, leaf.Code); n.Max.String() != "7.25" || n.Rule == nil {
		t.Errorf("the maximum is %v", n.Max)
	}
	e.page(t, at, "Mục con cộng", "7,25")
	// Somebody else sends what was loaded before: nothing is overwritten, both are shown.
	form.Set("name", "Tên của tôi")
	e.holds(t, e.ask("secretariat", http.MethodPost, node, form), http.StatusConflict, "Tên của tôi", "Chưa lưu", "7,25", "Những gì người khác đã thay đổi")
	if n, _ := Find(e.now(t).Framework, leaf.Code); n.Name.Vi != leaf.Name.Vi {
		t.Error("a lost race was saved")
	}
	form = typed(t, e.page(t, at), node)
	form.Set("max", "bảy")
	form.Set("when.0.value", "3")
	e.holds(t, e.ask("secretariat", http.MethodPost, node, form), http.StatusUnprocessableEntity, "Không phải là một số", `value="bảy"`, "Hãy chọn số liệu")

	act := func(code string, pairs ...string) string {
		t.Helper()
		f := url.Values{"node": {code}, "revision": {typed(t, e.page(t, tree), node).Get("revision")}}
		for i := 0; i < len(pairs); i += 2 {
			f.Set(pairs[i], pairs[i+1])
		}
		return e.sends(t, tree, f)
	}
	children := func(code string) string {
		n, _ := Find(e.now(t).Framework, code)
		var all []string
		for _, c := range n.Children {
			all = append(all, c.Code)
		}
		return strings.Join(all, " ")
	}
	act(field.Code, "act", "add", "newCode", "Z1", "newName", "Tiêu chí mới", "where", "in")
	before := children(field.Code)
	if !strings.HasSuffix(before, " Z1") {
		t.Fatalf("added: %s", before)
	}
	act("Z1", "act", "up")
	if up := children(field.Code); up == before || strings.HasSuffix(up, " Z1") {
		t.Errorf("up: %s", up)
	}
	act("Z1", "act", "down")
	if down := children(field.Code); down != before {
		t.Errorf("down again: %s, before %s", down, before)
	}
	if to := act("Z1", "act", "copy"); !strings.HasSuffix(to, "node=Z1_2") {
		t.Errorf("the copy stands at %s", to)
	}
	other := f.Root.Children[1].Code
	act("Z1_2", "act", "move", "under", other)
	if !strings.HasSuffix(children(other), " Z1_2") {
		t.Errorf("moved: %s", children(other))
	}
	e.page(t, tree, "Phải sửa:", "node=Z1")
	remove := url.Values{"node": {"Z1_2"}, "act": {"remove"}, "revision": {typed(t, e.page(t, tree), node).Get("revision")}}
	e.holds(t, e.ask("secretariat", http.MethodPost, tree, remove), http.StatusUnprocessableEntity, "Hãy ghi lý do")
	act("Z1_2", "act", "remove", "reason", "thừa")
	if n, _ := Find(e.now(t).Framework, "Z1_2"); n != nil {
		t.Error("Z1_2 is still there")
	}
	var records []audit.Placed
	e.write(t, func(tx *db.Tx) (err error) {
		records, err = e.log.Find(tx, audit.Search{Object: "framework:" + e.id, Act: "criteria.version.edited"})
		return err
	})
	if got := int64(len(records)); got != e.now(t).Revision-1 || records[0].Reason != "thừa" {
		t.Errorf("%d records for revision %d", got, e.now(t).Revision)
	}
}

// TestEditRule saves rules through their forms, of every leaf of the shipped
// framework, and tries one out.
func TestEditRule(t *testing.T) {
	e := newEditor(t)
	at := editPath(e.id, placeRule)
	revision := e.now(t).Revision
	walk(e.now(t).Framework.Root, func(n *scoring.Node) {
		if n.Rule != nil {
			e.sends(t, at, typed(t, e.page(t, at+"?node="+n.Code), at))
		}
	})
	if now := e.now(t); now.Revision != revision {
		t.Errorf("rules saved untouched made %d revisions", now.Revision-revision)
	}
	form := typed(t, e.page(t, at+"?node=A1"), at)
	form.Set("act", "try")
	form.Set("try.may_tinh", "245")
	form.Set("try.cbccvc", "250")
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusOK, "245 máy", "250 người", "4,90 trên 5 điểm, vì:")
	form.Set("try.cbccvc", "nhiều")
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusOK, "Chưa tính được", "!trên 5 điểm, vì:")
	form.Set("act", "form")
	for _, kind := range scoring.RuleKinds() { // every question of every kind is asked
		form.Set("rule.kind", kind)
		body := e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusOK)
		for _, ask := range ruleAsks[kind] {
			if !strings.Contains(body, `name="rule.`+ask.name) {
				t.Errorf("the form of %s does not ask for %s", kind, ask.name)
			}
		}
	}
	form.Set("rule.kind", "steps")
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusOK, `name="rule.steps.1.from"`, `value="may_tinh" selected`)
	form.Set("act", "")
	form.Set("rule.steps.0.from", "0,5")
	form.Set("rule.steps.0.share", "1/2")
	form.Set("rule.steps.1.from", "một")
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusUnprocessableEntity, `value="một"`, "Không phải là một số")
	form.Set("rule.steps.1.from", "0,9")
	form.Set("rule.steps.1.points", "5")
	e.page(t, e.sends(t, at, form), "Từ 0,5 đến dưới 0,9: 2,5 điểm", "Từ 0,9 trở lên: 5 điểm")
	n, _ := Find(e.now(t).Framework, "A1")
	if rule, _ := scoring.FormatRule(n.Rule); !strings.HasPrefix(rule, "steps: {of: may_tinh / cbccvc") {
		t.Errorf("saved: %s", rule)
	}
	// A group's own rule is refused: it has criteria in it.
	form.Set("node", "A")
	form.Set("revision", typed(t, e.page(t, at+"?node=A1"), at).Get("revision"))
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusUnprocessableEntity, "có tiêu chí con")
}

// spoil makes findings of several kinds.
func (e *editor) spoil(t *testing.T) {
	t.Helper()
	e.write(t, func(tx *db.Tx) error {
		_, err := e.library.Edit(tx, e.secretariat, e.id, e.now(t).Revision, func(v *Version) error {
			n, _ := Find(v.Framework, "A1")
			n.Max = scoring.MustNum("7.5")
			v.Checks = []Check{{Code: "may", Name: scoring.Text{Vi: "Máy tính không quá ba lần số người"}, Require: "may_tinh <= cbccvc * 3 && may_tinh <= last.may_tinh * 1.5", Severity: Warns}}
			return AddNode(v.Framework, &scoring.Node{Code: "A9", Name: scoring.Text{Vi: "Tiêu chí mới"}, Max: scoring.Int(2)}, Position{Parent: "A", After: "A1"})
		})
		return err
	})
}

type editorLook struct{ name, at string }

// looks are the places of the editor.
func (e *editor) looks() []editorLook {
	return []editorLook{{"tree", editPath(e.id, placeTree)}, {"node", editPath(e.id, placeTree, "node", "A1")},
		{"rule", editPath(e.id, placeRule, "node", "A1", "try.may_tinh", "245", "try.cbccvc", "250")}, {"rule-peers", editPath(e.id, placeRule, "node", "A6")},
		{"items", editPath(e.id, placeItems)}, {"item", editPath(e.id, placeItem, "code", "may_tinh")}, {"levels", editPath(e.id, placeLevels)}, {"checks", editPath(e.id, placeChecks)}, {"check", editPath(e.id, placeCheck, "code", "may")}, {"settings", editPath(e.id, placeSettings)}}
}

// TestOtherForms: bands and gates, settings and items come back from their forms
// as they went in.
func TestOtherForms(t *testing.T) {
	for seed := range uint64(rounds(40)) {
		f := invent(seed)
		tidy(f)
		for _, lang := range text.Langs {
			s := newSent(url.Values{}, lang)
			s.fillLevels(f)
			again := *f
			again.Bands, again.Gates = s.levels(f)
			own := newSent(url.Values{}, lang)
			own.fillSettings(f)
			own.settings(&again)
			if own.wrong() {
				t.Fatalf("seed %d: settings: %v", seed, own.faults)
			}
			if s.wrong() {
				t.Fatalf("seed %d: %v", seed, s.faults)
			}
			if changes := scoring.Diff(f, &again); len(changes) > 0 {
				t.Fatalf("seed %d: %s", seed, changes[0].Text("en"))
			}
			for i := range f.Items {
				it := &f.Items[i]
				s := newSent(url.Values{}, lang)
				s.fillItem(it)
				if got := s.item(it.Code); s.wrong() || !sameItem(got, *it) || got.Context != it.Context {
					t.Fatalf("seed %d: %s came back as %+v", seed, it.Code, got)
				}
			}
		}
	}
}

// TestEditItems: an item is taken from the dictionary, told apart from what the
// dictionary says later, defined, and removed when nothing reads it.
func TestEditItems(t *testing.T) {
	e := newEditor(t)
	e.write(t, func(tx *db.Tx) error {
		_, err := e.figures.Define(tx, figure.By{Actor: e.secretariat.Actor, Reason: "thử"}, figure.Item{Code: "may_quet", From: text.Date{Year: 2020, Month: 1, Day: 1},
			Name: figure.Text{Vi: "Số máy quét"}, Definition: figure.Text{Vi: "Máy đang dùng"}, Unit: figure.Text{Vi: "máy"}, Kind: figure.Count, Owner: figure.Text{Vi: "Sở A"}, Source: figure.Text{Vi: "Sổ tài sản"}, Basis: "QĐ 1"})
		return err
	})
	list, one := editPath(e.id, placeItems), editPath(e.id, placeItem)
	form := typed(t, e.page(t, list, "Số máy tính trang bị", placeRule+"?node=A1"), list)
	if form.Get("code") != "may_quet" {
		t.Fatalf("offered is %v", form)
	}
	at := e.sends(t, list, form)
	e.page(t, at, "giống định nghĩa hiện nay", `name="item" value="may_quet"`)
	form = typed(t, e.page(t, at), one)
	form.Set("definition", "Máy quét hai mặt")
	e.sends(t, one, form)
	e.page(t, at, "khác với định nghĩa hiện nay", "Lấy lại định nghĩa hiện nay")
	form.Set("revision", typed(t, e.page(t, at), one).Get("revision"))
	form.Set("min", "một")
	e.holds(t, e.ask("secretariat", http.MethodPost, one, form), http.StatusUnprocessableEntity, "Không phải là một số", `value="một"`)
	e.sends(t, list, typed(t, e.page(t, at), list))
	e.page(t, at, "giống định nghĩa hiện nay")

	remove := url.Values{"item": {"may_tinh"}, "act": {"remove"}, "reason": {"thừa"}, "revision": {typed(t, e.page(t, at), one).Get("revision")}}
	e.holds(t, e.ask("secretariat", http.MethodPost, one, remove), http.StatusUnprocessableEntity, "tiêu chí A1 còn dùng")
	remove.Set("item", "may_quet")
	e.sends(t, one, remove)
	if FindItem(e.now(t).Framework, "may_quet") != nil {
		t.Error("may_quet is still there")
	}
}

// TestEditLevels saves the levels untouched, then another border.
func TestEditLevels(t *testing.T) {
	e := newEditor(t)
	at := editPath(e.id, placeLevels)
	form := typed(t, e.page(t, at), at)
	e.sends(t, at, form)
	if e.now(t).Revision != 1 {
		t.Error("levels saved untouched made a revision")
	}
	form.Set("band.0.from", "81")
	e.page(t, e.sends(t, at, form), `value="81"`, "Phải sửa:", placeLevels)
	form = typed(t, e.page(t, at), at)
	form.Set("band.7.code", "rat-tot")
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusUnprocessableEntity, "Thiếu số", `value="rat-tot"`)
}

// TestEditSettings saves the settings untouched, then another group.
func TestEditSettings(t *testing.T) {
	e := newEditor(t)
	at := editPath(e.id, placeSettings)
	form := typed(t, e.page(t, at), at)
	e.sends(t, at, form)
	if e.now(t).Revision != 1 {
		t.Error("settings saved untouched made a revision")
	}
	form.Set("revision", typed(t, e.page(t, at), at).Get("revision"))
	groups := len(e.now(t).Framework.Groups)
	form.Set("set.50.name", "Doanh nghiệp nhà nước")
	e.holds(t, e.ask("secretariat", http.MethodPost, at, form), http.StatusUnprocessableEntity, "Thiếu mã", "Doanh nghiệp nhà nước")
	form.Set("set.50.code", "dnnn")
	e.page(t, e.sends(t, at, form), `value="dnnn"`)
	if f := e.now(t).Framework; len(f.Groups) != groups+1 || f.Groups[groups].Code != "dnnn" {
		t.Errorf("groups are %v", f.Groups)
	}
}

// TestEditChecks: an expression is judged at once, tried on typed values, kept,
// and shown among the findings when an item that it reads is gone.
func TestEditChecks(t *testing.T) {
	e := newEditor(t)
	list, one := editPath(e.id, placeChecks), editPath(e.id, placeCheck)
	e.page(t, list, "Chưa có kiểm tra chéo")
	form := typed(t, e.page(t, one), one)
	form.Set("code", "may")
	form.Set("name", "Máy tính không quá ba lần số người")
	form.Set("require", "may_tinh <= cbccvc * 3 && may_tinh <= last.may_tinh * 1.5")
	form.Set("hint", "Xem lại số máy")
	form.Set("act", "try")
	form.Set("try.now.may_tinh", "900")
	e.holds(t, e.ask("secretariat", http.MethodPost, one, form), http.StatusOK, "Đọc: Số máy tính", "năm trước", "Chưa xét được")
	form.Set("try.now.cbccvc", "250")
	form.Set("try.last.may_tinh", "880")
	e.holds(t, e.ask("secretariat", http.MethodPost, one, form), http.StatusOK, "Không đúng: sẽ báo", "Xem lại số máy")
	form.Set("try.now.cbccvc", "1.250")
	e.holds(t, e.ask("secretariat", http.MethodPost, one, form), http.StatusOK, "Đúng: câu trả lời được chấp nhận")
	form.Set("require", "may_in <= 3")
	e.holds(t, e.ask("secretariat", http.MethodPost, one, form), http.StatusOK, "chưa dùng được", "may_in")
	form.Set("act", "")
	e.page(t, e.sends(t, one, form), "Phải sửa:", "may_in", placeCheck+"?code=may")
	form = typed(t, e.page(t, one+"?code=may"), one)
	form.Set("require", "may_tinh <= 3 * cbccvc")
	e.sends(t, one, form)
	e.page(t, list, "may_tinh &lt;= 3 * cbccvc", "!Phải sửa:")
	e.page(t, editPath(e.id, placeItem, "code", "may_tinh"), placeCheck+"?code=may")
	form.Set("revision", typed(t, e.page(t, one+"?code=may"), one).Get("revision"))
	form.Set("act", "remove")
	e.holds(t, e.ask("secretariat", http.MethodPost, one, form), http.StatusUnprocessableEntity, "Hãy ghi lý do")
	form.Set("reason", "thừa")
	e.sends(t, one, form)
	if len(e.now(t).Checks) != 0 {
		t.Error("the check is still there")
	}
}

// TestEditUntouched opens every form of frameworks with everything in them, texts
// that files and pages tend to lose among them, and sends it back as a browser
// would: nothing changes, and no text becomes markup.
func TestEditUntouched(t *testing.T) {
	e := newEditor(t)
	for seed := range uint64(rounds(1)) {
		f := invent(101 + seed)
		tidy(f)
		f.Root.Name.Vi = "<script>alert(1)</script>"
		e.write(t, func(tx *db.Tx) error {
			v, err := e.library.New(tx, e.secretariat, f, []Check{{Code: "c1", Name: scoring.Text{Vi: "<img src=x onerror=alert(1)>"}, Require: "1 < 2", Severity: Blocks, Groups: []string{"so"}}})
			if err == nil {
				e.id = v.ID
			}
			return err
		})
		back := func(page, action string) {
			t.Helper()
			body := e.page(t, page, "!<script>alert", "!<img src=x")
			form := typed(t, body, action)
			e.sends(t, action, form)
			if now := e.now(t); now.Revision != 1 {
				t.Fatalf("seed %d: %s sent back untouched changed something: %v", seed, page, scoring.Diff(f, now.Framework))
			}
		}
		walk(f.Root, func(n *scoring.Node) {
			back(editPath(e.id, placeTree, "node", n.Code), editPath(e.id, placeNode))
			if n.Rule != nil {
				back(editPath(e.id, placeRule, "node", n.Code), editPath(e.id, placeRule))
			}
		})
		for _, it := range f.Items {
			back(editPath(e.id, placeItem, "code", it.Code), editPath(e.id, placeItem))
		}
		for _, place := range []string{placeLevels, placeSettings} {
			back(editPath(e.id, place), editPath(e.id, place))
		}
		back(editPath(e.id, placeCheck, "code", "c1"), editPath(e.id, placeCheck))
	}
}

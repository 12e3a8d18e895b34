package e2e

import (
	"flag"
	"net/http"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/sansang-project/sansang/internal/platform/web/webtest"
)

// look is one page as somebody sees it. Address is made when the page is
// visited, since some addresses are known only then.
type look struct {
	name, route, login string
	address            string
	before             string // script that opens what is folded, or the like
	faulty             bool   // answers with an error on purpose
}

// looks are the pages that people see: every route with a page is among them.
func looks(t *testing.T, s *site) []look {
	t.Helper()
	person := s.found(t, "quantri", "/people?q=canbo.syt", `href="(/people/[0-9a-f-]{16,})"`)
	head := s.found(t, "quantri", "/people?q=giamdoc.skhcn", `href="(/people/[0-9a-f-]{16,})"`)
	event := s.found(t, "quantri", "/reorganisations", `href="(/reorganisations/event\?[^"]+)"`)
	set := s.found(t, "thuongtruc", "/agency-groups", `href="(/agency-groups/[^-"][^"]*)"`)
	preview := s.sent(t, "thuongtruc", "/agencies/-/workbook", "/agencies/-/import", "workbook")
	issued := s.found(t, "canbo.syt", "/frameworks", `href="(/frameworks/[0-9a-f]{32})"`)
	board := s.found(t, "canbo.skhcn", "/forms", `href="/forms/([0-9a-f]{32})/so-kh-cn`)
	board = "/rounds/" + board + "/board"
	form := s.found(t, "canbo.skhcn", "/forms", `href="(/forms/[0-9a-f]{32}/so-kh-cn)"`)
	draft := s.found(t, "thuongtruc", "/frameworks?state=draft", `href="(/frameworks/[0-9a-f]{32})"`)
	table := s.sent(t, "thuongtruc", draft+"/calibration/workbook", draft+"/calibration/import", "table")
	opened := s.found(t, "canbo.syt", "/rounds", `href="(/rounds/[0-9a-f]{32})"`)
	unfold := `document.querySelectorAll("details").forEach((d) => { d.open = true })`
	brought := s.sent(t, "thuongtruc", issued+"/workbook", "/frameworks/-/import", "file")
	two := `document.querySelectorAll("main details").forEach((d, i) => { d.open = i < 2 })`
	return []look{
		{name: "sign-in", route: "GET /sign-in", address: "/sign-in"},
		{name: "confirm", route: "GET /confirm", login: "quantri", address: "/confirm?to=/people"},
		{name: "work", route: "GET /{$}", login: "thuongtruc", address: "/"},
		{name: "account", route: "GET /account", login: "giamdoc.skhcn", address: "/account", before: unfold},
		{name: "account-second", route: "GET /account/second", login: "canbo.syt", address: "/account/second"},
		{name: "account-password", route: "GET /account/password", login: "canbo.syt", address: "/account/password"},
		{name: "people", route: "GET /people", login: "quantri", address: "/people"},
		{name: "people-none", route: "GET /people", login: "quantri", address: "/people?q=khongaica"},
		{name: "people-new", route: "GET /people/new", login: "quantri", address: "/people/new"},
		{name: "people-import", route: "GET /people/import", login: "quantri", address: "/people/import"},
		{name: "people-why", route: "GET /people/why", login: "quantri", address: "/people/why?action=score.appraise&over=agency:so-y-te&phase=appraising&person=" + strings.TrimPrefix(person, "/people/")},
		{name: "people-rules", route: "GET /people/rules", login: "kiemtra", address: "/people/rules"},
		{name: "person", route: "GET /people/{id}", login: "quantri", address: person, before: unfold},
		{name: "person-head", route: "GET /people/{id}", login: "giamdoc.skhcn", address: head, before: unfold},
		{name: "link-dead", route: "GET /link/{secret}", address: "/link/khong-co", faulty: true},
		{name: "agencies", route: "GET /agencies", login: "canbo.syt", address: "/agencies"},
		{name: "agencies-2017", route: "GET /agencies", login: "canbo.syt", address: "/agencies?on=31/12/2017"},
		{name: "agency", route: "GET /agencies/{code}", login: "thuongtruc", address: "/agencies/so-noi-vu"},
		{name: "agency-commune", route: "GET /agencies/{code}", login: "thuongtruc", address: "/agencies/22113001"},
		{name: "organisation", route: "GET /organisation", login: "lanhdao", address: "/organisation"},
		{name: "reorganisations", route: "GET /reorganisations", login: "lanhdao", address: "/reorganisations"},
		{name: "reorganisation", route: "GET /reorganisations/event", login: "lanhdao", address: strings.ReplaceAll(event, "&amp;", "&")},
		{name: "agency-groups", route: "GET /agency-groups", login: "thuongtruc", address: "/agency-groups"},
		{name: "agency-groups-new", route: "GET /agency-groups/-/new", login: "thuongtruc", address: "/agency-groups/-/new"},
		{name: "agency-groups-edit", route: "GET /agency-groups/{set}", login: "thuongtruc", address: set},
		{name: "agency-new", route: "GET /agencies/-/new", login: "thuongtruc", address: "/agencies/-/new"},
		{name: "agency-edit", route: "GET /agencies/{code}/edit", login: "thuongtruc", address: "/agencies/so-noi-vu/edit"},
		{name: "agency-import", route: "GET /agencies/-/import", login: "thuongtruc", address: "/agencies/-/import"},
		{name: "agency-import-preview", route: "GET /agencies/-/import/{file}", login: "thuongtruc", address: preview},
		{name: "reorganisation-new", route: "GET /reorganisations/new", login: "thuongtruc", address: "/reorganisations/new"},
		{name: "reorganisation-split", route: "GET /reorganisations/new", login: "thuongtruc", address: "/reorganisations/new?how=split&from=so-noi-vu", before: unfold},
		{name: "forms", route: "GET /forms", login: "canbo.skhcn", address: "/forms"},
		{name: "forms-none", route: "GET /forms", login: "kiemtra", address: "/forms"},
		{name: "form", route: "GET /forms/{round}/{agency}", login: "canbo.skhcn", address: form, before: `document.querySelector(".why").open = true`},
		{name: "evidence", route: "GET /evidence/{round}/{agency}/{node}", login: "canbo.skhcn", address: strings.Replace(form, "/forms/", "/evidence/", 1) + "/A1"},
		{name: "past", route: "GET /rounds/-/past", login: "thuongtruc", address: "/rounds/-/past"},
		{name: "past-preview", route: "GET /rounds/-/past/{file}", login: "thuongtruc", address: s.pastSent(t)},
		{name: "board", route: "GET /rounds/{id}/board", login: "thuongtruc", address: board},
		{name: "board-letters", route: "GET /rounds/{id}/board/letters", login: "thuongtruc", address: board + "/letters"},
		{name: "all-workbook", route: "GET /rounds/{id}/workbook", login: "thuongtruc", address: strings.Replace(board, "/board", "/workbook", 1)},
		{name: "all-workbook-changes", route: "GET /rounds/{id}/workbook/{version}/{file}", login: "thuongtruc", address: s.changedAll(t, strings.Replace(board, "/board", "/workbook", 1))},
		{name: "form-sections", route: "GET /forms/{round}/{agency}/sections", login: "canbo.skhcn", address: form + "/sections"},
		{name: "form-grid", route: "GET /forms/{round}/{agency}/grid", login: "canbo.skhcn", address: form + "/grid"},
		{name: "form-questions", route: "GET /forms/{round}/{agency}/questions/{node}", login: "canbo.skhcn", address: s.questioned(t, form)},
		{name: "questions", route: "GET /rounds/{id}/questions", login: "thuongtruc", address: strings.Replace(board, "/board", "/questions", 1)},
		{name: "form-workbook", route: "GET /forms/{round}/{agency}/workbook", login: "canbo.skhcn", address: form + "/workbook"},
		{name: "form-workbook-changes", route: "GET /forms/{round}/{agency}/workbook/{file}", login: "canbo.skhcn", address: s.changed(t, form, 250, 245, 12)},
		{name: "form-read", route: "GET /forms/{round}/{agency}", login: "kiemtra", address: strings.Replace(form, "so-kh-cn", "so-y-te", 1) + "?field=C"},
		{name: "form-submit", route: "GET /forms/{round}/{agency}/submit", login: "giamdoc.skhcn", address: form + "/submit"},
		{name: "receipt", route: "GET /forms/{round}/{agency}/receipts/{submission}", login: "canbo.skhcn", address: s.submitted(t, form)},
		{name: "guides", route: "GET /guides", login: "canbo.syt", address: "/guides"},
		{name: "guide", route: "GET /guides/{name}", login: "canbo.syt", address: "/guides/method-scoring"},
		{name: "audit", route: "GET /audit", login: "kiemtra", address: "/audit"},
		{name: "audit-none", route: "GET /audit", login: "kiemtra", address: "/audit?from=01/01/2001&to=02/01/2001"},
		{name: "audit-record", route: "GET /audit/{place}", login: "kiemtra", address: "/audit/30", before: unfold},
		{name: "figures", route: "GET /figures", login: "canbo.syt", address: "/figures"},
		{name: "figure", route: "GET /figures/{code}", login: "canbo.syt", address: "/figures/may_tinh"},
		{name: "figures-import", route: "GET /figures/-/import", login: "thuongtruc", address: "/figures/-/import"},
		{name: "frameworks", route: "GET /frameworks", login: "thuongtruc", address: "/frameworks"},
		{name: "frameworks-read", route: "GET /frameworks", login: "canbo.syt", address: "/frameworks"},
		{name: "framework", route: "GET /frameworks/{id}", login: "canbo.syt", address: issued, before: two},
		{name: "framework-draft", route: "GET /frameworks/{id}", login: "thuongtruc", address: draft, before: two},
		{name: "framework-new", route: "GET /frameworks/-/new", login: "thuongtruc", address: "/frameworks/-/new"},
		{name: "framework-import", route: "GET /frameworks/-/import", login: "thuongtruc", address: "/frameworks/-/import"},
		{name: "framework-import-preview", route: "GET /frameworks/-/import/{file}", login: "thuongtruc", address: brought},
		{name: "framework-clone", route: "GET /frameworks/{id}/clone", login: "thuongtruc", address: issued + "/clone"},
		{name: "framework-issue", route: "GET /frameworks/{id}/issue", login: "thuongtruc", address: draft + "/issue"},
		{name: "framework-compare", route: "GET /frameworks/{id}/compare", login: "chutich.hoidong", address: draft + "/compare?with=" + strings.TrimPrefix(issued, "/frameworks/")},
		{name: "framework-annex", route: "GET /frameworks/{id}/annex", login: "canbo.syt", address: issued + "/annex"},
		{name: "framework-edit", route: "GET /frameworks/{id}/edit", login: "thuongtruc", address: draft + "/edit?node=A1", before: unfold},
		{name: "framework-items", route: "GET /frameworks/{id}/edit/items", login: "thuongtruc", address: draft + "/edit/items"},
		{name: "framework-item", route: "GET /frameworks/{id}/edit/item", login: "thuongtruc", address: draft + "/edit/item?code=may_tinh"},
		{name: "framework-levels", route: "GET /frameworks/{id}/edit/levels", login: "thuongtruc", address: draft + "/edit/levels"},
		{name: "framework-settings", route: "GET /frameworks/{id}/edit/settings", login: "thuongtruc", address: draft + "/edit/settings"},
		{name: "framework-checks", route: "GET /frameworks/{id}/edit/checks", login: "thuongtruc", address: draft + "/edit/checks"},
		{name: "framework-check", route: "GET /frameworks/{id}/edit/check", login: "thuongtruc", address: draft + "/edit/check"},
		{name: "framework-rule", route: "GET /frameworks/{id}/edit/rule", login: "thuongtruc", address: draft + "/edit/rule?node=A1&try.may_tinh=245&try.cbccvc=250"},
		{name: "calibration", route: "GET /frameworks/{id}/calibration", login: "thuongtruc", address: draft + "/calibration?m.F3=2&group=so-co-tthc", before: two},
		{name: "calibration-read", route: "GET /frameworks/{id}/calibration", login: "lanhdao", address: draft + "/calibration"},
		{name: "calibration-wrong", route: "GET /frameworks/{id}/calibration", login: "thuongtruc", address: draft + "/calibration?m.F3=x", faulty: true},
		{name: "calibration-begin", route: "GET /frameworks/{id}/calibration", login: "thuongtruc", address: issued + "/calibration"},
		{name: "calibration-agency", route: "GET /frameworks/{id}/calibration/agencies/{code}", login: "thuongtruc", address: draft + "/calibration/agencies/so-noi-vu"},
		{name: "calibration-robustness", route: "GET /frameworks/{id}/calibration/robustness", login: "thuongtruc", address: draft + "/calibration/robustness"},
		{name: "calibration-import", route: "GET /frameworks/{id}/calibration/import", login: "thuongtruc", address: draft + "/calibration/import"},
		{name: "calibration-preview", route: "GET /frameworks/{id}/calibration/import/{file}", login: "thuongtruc", address: table},
		{name: "rounds", route: "GET /rounds", login: "thuongtruc", address: "/rounds"},
		{name: "round", route: "GET /rounds/{id}", login: "thuongtruc", address: opened},
		{name: "round-read", route: "GET /rounds/{id}", login: "canbo.syt", address: opened},
		{name: "round-new", route: "GET /rounds/new", login: "thuongtruc", address: "/rounds/new"},
		{name: "round-edit", route: "GET /rounds/{id}/edit", login: "thuongtruc", address: opened + "/edit"},
		{name: "round-extensions", route: "GET /rounds/{id}/extensions", login: "thuongtruc", address: opened + "/extensions"},
		{name: "round-agency", route: "GET /rounds/{id}/agencies/{code}", login: "thuongtruc", address: opened + "/agencies/so-noi-vu", before: unfold},
		{name: "round-agency-out", route: "GET /rounds/{id}/agencies/{code}", login: "kiemtra", address: opened + "/agencies/22113001"},
		{name: "search", route: "GET /search", login: "quantri", address: "/search?q=so"},
		{name: "search-none", route: "GET /search", login: "canbo.syt", address: "/search?q=zzzz"},
		{name: "setup-sample", route: "GET /setup/sample", login: "quantri", address: "/setup/sample"},
		{name: "calendar", route: "GET /calendar", login: "thuongtruc", address: "/calendar?year=2026", before: unfold},
		{name: "calendar-next", route: "GET /calendar", login: "canbo.syt", address: "/calendar?year=2027"},
		{name: "health", route: "GET /health", login: "quantri", address: "/health"},
		{name: "settings", route: "GET /settings", login: "quantri", address: "/settings"},
		{name: "components", route: "GET /_components", login: "quantri", address: "/_components"},
	}
}

// unseen are routes that answer with something else than a page.
// GET /setup leads away once the installation is founded; home looks at it before.
var unseen = []string{"GET /setup", "GET /calendar/{year}/workbook", "GET /assets/", "GET /people/import/template", "GET /agencies/-/workbook", "GET /audit/export", "GET /figures/-/workbook", "GET /forms/{round}/{agency}/receipts/{submission}/file", "GET /forms/{round}/{agency}/receipts/{submission}/pdf", "GET /rounds/{id}/board/file", "GET /rounds/{id}/workbook/{version}", "GET /rounds/-/past/template", "GET /forms/{round}/{agency}/workbook/file", "GET /forms/{round}/{agency}/blank", "GET /frameworks/{id}/workbook", "GET /frameworks/{id}/yaml", "GET /frameworks/{id}/calibration/workbook"}

// untranslated tells the console, which fails the look, of what was left in
// Vietnamese on an English page, in what belongs to the program and not to the
// data, and of keys of sentences anywhere.
const untranslated = `(() => {
  const marks = /[ăâđêôơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]/i;
  if (document.documentElement.lang === "en")
    for (const e of document.querySelectorAll("label, th:not([scope=row]), .btn, legend, .wings a, .lead, .empty-state .title"))
      if (marks.test(e.textContent) && !e.closest("[lang=vi]") && !e.closest(".person") && !/Bắc Ninh|(Ward|Commune)\s*$/.test(e.textContent)) console.error("in Vietnamese: " + e.textContent.trim().slice(0, 60));
  const key = document.body.innerText.match(/\b(access|agency|app|assessment|audit|calendar|calibration|criteria|figure|home|round|web)\.[a-z]+\.[a-zA-Z]+\b/);
  if (key && !document.querySelector("pre, .guide")) console.error("a key: " + key[0]);
})()`

// only picks the looks whose name it matches, for who works on a page.
var only = flag.String("looks", "", "look only at pages whose name matches this expression")

// TestEveryPage looks at every page of the router in both languages and widths.
func TestEveryPage(t *testing.T) {
	b := webtest.Open(t)
	s := newSite(t)
	all := looks(t, s)
	for _, r := range s.routes {
		route := r.Method + " " + r.Path
		if r.Method != http.MethodGet || slices.Contains(unseen, route) || strings.HasPrefix(r.Path, "/api/") || strings.HasPrefix(r.Path, "/uploads/") || strings.HasPrefix(r.Path, "/evidence/") && strings.Contains(r.Path, "{id}") { // a file's page is looked at in assessment
			continue
		}
		if !slices.ContainsFunc(all, func(l look) bool { return l.route == route }) {
			t.Errorf("nobody looks at %s", route)
		}
	}
	for i, l := range all {
		if picked, err := regexp.MatchString(*only, l.name); err != nil || !picked {
			continue
		}
		for _, lang := range []string{"vi", "en"} {
			for _, width := range webtest.Widths {
				// Each page once, in languages and widths by turns; in each language and
				// each width where larger counts are asked for; all four for who looks at
				// pictures.
				turn := lang == []string{"vi", "en"}[i/2%2] && width == webtest.Widths[i%2]
				both := os.Getenv("SANSANG_LARGER") != "" && (lang == "vi") == (width == webtest.Widths[0])
				if !turn && !both && os.Getenv("SANSANG_PICTURES") == "" {
					continue
				}
				v := webtest.Visit{Name: l.name, Address: s.address + l.address, Lang: lang, Width: width, Faulty: l.faulty}
				if l.login != "" {
					v.Cookies = map[string]string{"session": s.session(t, l.login)}
				}
				v.Before = chromedp.Evaluate[chromedp.Void](l.before + ";" + untranslated)
				b.Look(t, v)
			}
		}
	}
}

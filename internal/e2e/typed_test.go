package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web/webtest"
	"github.com/sansang-project/sansang/scoring"
)

// The parts of what somebody might type: how they get out of where they stand,
// what they then make, and what that runs.
var (
	exits = []string{"", `">`, `'>`, `</title>`, `</textarea>`, `</script>`, `--></style>`, "`>", `"/>`, `\">`}
	tags  = []string{`<script>%s</script>`, `<img src=x onerror=%s>`, `<svg onload=%s>`, `<svg><script>%s</script></svg>`, `<a href="javascript:%s">x</a>`, `<iframe srcdoc="<script>%s</script>"></iframe>`,
		`<input autofocus onfocus=%s>`, `<details open ontoggle=%s>`, `<math><mtext><img src=x onerror=%s>`, `<body onload=%s>`, `{{constructor.constructor('%s')()}}`, `javascript:%s`, `<form action="javascript:%s"><button>x</button></form>`,
		`<object data="javascript:%s"></object>`, `<style>@import'javascript:%s'</style>`, `<x onclick=%s hx-on:load="%s">`, `＜script＞%s＜/script＞`, `<ScRiPt >%s</sCrIpT>`, `<img src="x` + "`" + `onerror=%s">`, `\u003cscript\u003e%s\u003c/script\u003e`}
)

// payload gives one of the texts by its number; each runs window.__xss=number.
func payload(n int) string {
	run := fmt.Sprintf("window.__xss=%d", n)
	return exits[n/len(tags)%len(exits)] + strings.ReplaceAll(tags[n%len(tags)], "%s", run)
}

// typist gives texts in turn, so many in one.
type typist struct{ n, together int }

// next gives some of them in one text, no longer than most characters: first one
// that would run in most places, since others run in few.
func (y *typist) next(most int) string {
	out := exits[y.n%len(exits)] + fmt.Sprintf("<img src=x onerror=window.__xss=%d>", y.n)
	for range y.together {
		one := payload(y.n)
		y.n++
		if len([]rune(out+one)) > most {
			break
		}
		out += one
	}
	return out
}

// fill puts texts into every Text of a framework.
func (y *typist) fill(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if !v.IsNil() {
			y.fill(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			y.fill(v.Index(i))
		}
	case reflect.Struct:
		if t, is := v.Addr().Interface().(*scoring.Text); is {
			t.Vi, t.En = y.next(180), y.next(180)
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				y.fill(v.Field(i))
			}
		}
	}
}

// typed is where the texts were put.
type typed struct{ framework, draft, round, item string }

// typeEverywhere puts texts into every field that a person fills in.
func (s *site) typeEverywhere(t *testing.T, y *typist) typed {
	t.Helper()
	p, ctx := s.program, t.Context()
	actor := func(login string) access.Actor {
		t.Helper()
		v, err := p.Gate.Enter(ctx, s.session(t, login), audit.Origin{})
		if err != nil {
			t.Fatal(err)
		}
		return v.Actor
	}
	admin, secretariat, officer := actor("quantri"), actor("thuongtruc"), actor("canbo.skhcn")
	out := typed{item: "chi_tieu_thu"}
	must := func(what string, fn func(tx *db.Tx) error) {
		t.Helper()
		if err := p.DB.Write(ctx, fn); err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	must("person", func(tx *db.Tx) error {
		_, err := p.Gate.CreatePerson(tx, admin, access.NewPerson{Login: "nguoi.thu", Name: y.next(120)}, []access.NewGrant{{Role: access.Auditor, Scope: access.Province}}, y.next(400))
		return err
	})
	must("agency", func(tx *db.Tx) error {
		a, err := agency.Get(tx, "so-kh-cn")
		if err != nil {
			return err
		}
		a.Contacts = []agency.Contact{{Name: y.next(100), Title: y.next(100), Phone: "0204 123"}}
		a.Versions[len(a.Versions)-1].Address = y.next(200)
		return agency.NewDirectory(p.Log, p.Gate).Amend(tx, agency.By{Actor: secretariat, Reason: y.next(400)}, *a)
	})
	must("item", func(tx *db.Tx) error {
		_, err := figure.Open(p.Log, p.Gate).Define(tx, figure.By{Actor: secretariat, Reason: y.next(400)}, figure.Item{Code: out.item, From: text.Date{Year: 2026, Month: 1, Day: 1}, Kind: "count",
			Name: figure.Text{Vi: y.next(180), En: y.next(180)}, Definition: figure.Text{Vi: y.next(180)}, Unit: figure.Text{Vi: y.next(60)}, Owner: figure.Text{Vi: y.next(180)}, Source: figure.Text{Vi: y.next(180)}, Basis: y.next(180)})
		return err
	})
	must("holiday", func(tx *db.Tx) error {
		book := calendar.NewBook(p.Log, p.Gate)
		all, err := calendar.Load(tx)
		if err != nil {
			return err
		}
		_, err = book.SetDay(tx, calendar.By{Actor: secretariat, Reason: y.next(400)}, all.Table(2026).Version, calendar.Special{Day: calendar.DayOf(2026, 11, 26), Kind: calendar.Holiday, Name: calendar.Name{Vi: y.next(100), En: y.next(100)}, Basis: y.next(100)})
		return err
	})
	library := criteria.NewLibrary(p.Log, p.Gate)
	by := criteria.By{Actor: secretariat, Reason: y.next(400)}
	must("framework", func(tx *db.Tx) error {
		f, err := criteria.Load("ict-readiness-2026")
		if err != nil {
			return err
		}
		f.Version = "xss"
		y.fill(reflect.ValueOf(f))
		check := criteria.Check{Code: "c1", Name: scoring.Text{Vi: y.next(180), En: y.next(180)}, Require: "may_tinh > 1000000", Severity: criteria.Warns, Hint: scoring.Text{Vi: y.next(180), En: y.next(180)}}
		v, err := library.New(tx, by, f, []criteria.Check{check})
		if err != nil {
			return err
		}
		if v, err = library.Issue(tx, by, v.ID, v.Revision, criteria.Decision{Number: y.next(90), Date: "2026-01-05", Issuer: y.next(180)}); err != nil {
			return err
		}
		out.framework = v.ID
		v, err = library.Clone(tx, by, v.ID, "xss2", false)
		out.draft = v.ID
		return err
	})
	leader, desk := round.NewCalendar(p.Log, p.Gate), assessment.NewDesk(p.Log, p.Gate)
	must("round", func(tx *db.Tx) error {
		rounds, err := round.List(tx)
		if err != nil {
			return err
		}
		one := *rounds[0]
		one.Name, one.Variants, one.Previous, one.Plan = scoring.Text{Vi: y.next(300), En: y.next(300)}, []round.Variant{{Version: out.framework}}, "", []round.Span{{Phase: round.Open, Until: tx.Now().Add(30 * 24 * time.Hour)}}
		r, err := leader.Prepare(tx, round.By{Actor: secretariat, Reason: y.next(400)}, one)
		if err != nil {
			return err
		}
		out.round = r.ID
		if _, err = leader.Exempt(tx, round.By{Actor: secretariat, Reason: y.next(400)}, r.ID, "so-y-te", "", y.next(200)); err != nil {
			return err
		}
		_, err = leader.Step(tx, round.By{Actor: secretariat, Reason: y.next(400)}, r.ID, r.Revision, round.Open)
		return err
	})
	taken, err := p.Intake.TakeFile(ctx, strings.ReplaceAll(y.next(60), "/", "")+".txt", strings.NewReader("đã họp"), int64(len("đã họp")))
	if err != nil { // a name that is no name is refused, which is as well
		taken, err = p.Intake.TakeFile(ctx, "a.txt", strings.NewReader("đã họp"), int64(len("đã họp")))
	}
	if err != nil {
		t.Fatal(err)
	}
	must("form", func(tx *db.Tx) error {
		mine := assessment.By{Actor: officer}
		if _, err := desk.Save(tx, mine, out.round, "so-kh-cn", assessment.Edit{Item: "may_tinh", Value: "5"}); err != nil {
			return err
		}
		if _, err := desk.Save(tx, mine, out.round, "so-kh-cn", assessment.Edit{Item: "cbccvc", Inapplicable: true, Reason: y.next(400)}); err != nil {
			return err
		}
		if _, err := desk.AskQuestion(tx, mine, out.round, "so-kh-cn", "A1", y.next(400)); err != nil {
			return err
		}
		_, err := desk.AddEvidence(tx, mine, out.round, "so-kh-cn", "A1", upload.Taken{Name: taken.Name, Blob: taken.Blob, Kind: kind.Kind{Type: taken.Kind.Type}}, assessment.Details{Number: y.next(90), Issuer: y.next(180), Extract: y.next(400)}, y.next(180))
		return err
	})
	must("question", func(tx *db.Tx) error {
		all, err := assessment.Questions(tx, out.round)
		if err == nil {
			_, err = desk.AnswerQuestion(tx, assessment.By{Actor: secretariat}, nil, out.round, "so-kh-cn", all[0].ID, y.next(400), true)
		}
		return err
	})
	must("submission", func(tx *db.Tx) error {
		_, err := desk.Submit(tx, assessment.By{Actor: secretariat, Behalf: true}, out.round, wardOf(t, tx, out.round), assessment.Signature{Way: assessment.OnBehalf, Statement: y.next(400), Document: assessment.Document{Number: y.next(150), Date: "2026-01-02"}})
		return err
	})
	return out
}

func wardOf(t *testing.T, tx *db.Tx, roundID string) string {
	t.Helper()
	members, err := round.Members(tx, roundID)
	if err != nil || len(members) == 0 {
		t.Error(err)
		return ""
	}
	return members[len(members)-1].Agency
}

// ran tells what of the texts became markup, whether the policy of the page let it
// run or not.
const ran = `(() => {
  const bad = [];
  if (window.__xss) bad.push("ran " + window.__xss);
  for (const e of document.querySelectorAll("*"))
    for (const a of e.attributes)
      if (/^on|^hx-on/i.test(a.name) || (/^(href|src|action|formaction|data|xlink:href)$/i.test(a.name) && /javascript:/i.test(a.value))) bad.push(e.tagName + " " + a.name + "=" + a.value.slice(0, 60));
  for (const e of document.querySelectorAll("img[src=x], iframe, object, math, script:not([src]):not([type])")) bad.push(e.outerHTML.slice(0, 80));
  return JSON.stringify({ bad, told: document.documentElement.innerHTML.includes("__xss") });
})()`

// TestWhatIsTypedDoesNotRun: markup that people type into any field stays text on
// every page that shows it.
func TestWhatIsTypedDoesNotRun(t *testing.T) {
	b := webtest.Open(t)
	s := newSite(t)
	rounds, y := 1, &typist{together: 1}
	if os.Getenv("SANSANG_LARGER") != "" {
		rounds, y = 2, &typist{together: 4}
	}
	at := s.typeEverywhere(t, y)
	form := "/forms/" + at.round + "/so-kh-cn"
	told, texts := 0, y.n
	for _, lang := range []string{"vi", "en"}[:rounds] {
		for _, of := range []struct {
			login string
			paths []string
		}{
			{"quantri", []string{"/people"}},
			{"kiemtra", []string{"/audit"}},
			{"thuongtruc", []string{"/agencies/so-kh-cn", "/agencies/so-kh-cn/edit", "/figures", "/figures/" + at.item, "/calendar/2026", "/frameworks", "/frameworks/" + at.framework, "/frameworks/" + at.framework + "/annex",
				"/frameworks/" + at.draft + "/compare", "/frameworks/" + at.draft + "/edit", "/frameworks/" + at.draft + "/edit?node=A1", "/frameworks/" + at.draft + "/edit/items", "/frameworks/" + at.draft + "/edit/checks",
				"/rounds", "/rounds/" + at.round, "/rounds/" + at.round + "/agencies/so-y-te", "/rounds/" + at.round + "/board", "/rounds/" + at.round + "/questions", "/rounds/-/past", "/search?q=xss"}},
			{"canbo.skhcn", []string{"/", "/forms", form, form + "/grid", form + "/questions/A1", form + "/submit", form + "/workbook", strings.Replace(form, "/forms/", "/evidence/", 1) + "/A1"}},
		} {
			visit := webtest.Visit{Name: "typed", Address: s.address + of.paths[0], Lang: lang, Width: 1280, Cookies: map[string]string{"session": s.session(t, of.login)}}
			b.Do(t, visit, func(ctx context.Context) {
				for i, path := range of.paths {
					if i > 0 {
						if err := chromedp.Do(ctx, chromedp.Navigate(s.address+path)); err != nil {
							t.Fatalf("%s: %v", path, err)
						}
					}
					out, err := chromedp.Run(ctx, chromedp.Evaluate[string](ran))
					if err != nil {
						t.Fatalf("%s: %v", path, err)
					}
					var found struct {
						Bad  []string
						Told bool
					}
					if err := json.Unmarshal([]byte(out), &found); err != nil {
						t.Fatal(err)
					}
					for _, bad := range found.Bad {
						t.Errorf("%s in %s: %s", path, lang, bad)
					}
					if found.Told {
						told++
					}
				}
			})
		}
	}
	if told < 20*rounds {
		t.Errorf("only %d pages told anything of what was typed: the test shows little", told)
	}
	t.Logf("%d texts on %d pages, none ran", texts, told)
}

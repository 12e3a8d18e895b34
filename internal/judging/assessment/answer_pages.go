package assessment

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// kept is what the browser is told of an answer that was saved.
type kept struct {
	Version int64             `json:"version"`
	At      string            `json:"at"`
	Late    string            `json:"late,omitempty"`
	Parts   map[string]string `json:"parts"` // HTML by the id of its place
}

// met is what the browser is told when somebody else was faster.
type met struct {
	Version int64  `json:"version"`
	Value   string `json:"value"`
	NA      string `json:"na"`
	Reason  string `json:"reason"`
	Shown   string `json:"shown"`
	Who     string `json:"who"`
	At      string `json:"at"`
}

// takeAnswer saves one answer for keep.js.
func (p *Pages) takeAnswer(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	e := Edit{Op: r.PostForm.Get("op"), Item: r.PostForm.Get("item"), Base: base, Value: r.PostForm.Get("value"), Inapplicable: r.PostForm.Get("na") != "", Reason: r.PostForm.Get("reason")}
	s, f, err := p.save(r, e)
	var lost *Lost
	switch {
	case errors.As(err, &lost):
		return p.tellLost(w, r, f, lost)
	case err != nil:
		return err
	}
	ctx := r.Context()
	out := kept{Version: s.Version, At: clock(s.At), Parts: map[string]string{}}
	if s.Late != "" {
		out.Late = web.Say(ctx, "assessment.late."+s.Late)
	}
	if err := p.parts(ctx, f, e.Item, out.Parts); err != nil {
		return err
	}
	return writeJSON(w, http.StatusOK, out)
}

// save saves an edit and gives the form as it is then; with a Lost the form is
// that of before.
func (p *Pages) save(r *http.Request, e Edit) (s *Saved, f *Form, err error) {
	roundID, agency := r.PathValue("round"), r.PathValue("agency")
	by := By{Actor: access.ActorOf(r.Context())}
	err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
		s, err = p.Desk.Save(tx, by, roundID, agency, e)
		return err
	})
	if denied(err) && p.mayBehalf(r) {
		by.Behalf = true
		err = p.DB.Write(r.Context(), func(tx *db.Tx) (err error) {
			s, err = p.Desk.Save(tx, by, roundID, agency, e)
			return err
		})
	}
	var lost *Lost
	if err != nil && !errors.As(err, &lost) {
		return nil, nil, err
	}
	readErr := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) {
		f, err = p.Desk.Open(tx, roundID, agency)
		return err
	})
	if err == nil {
		err = readErr
	}
	return s, f, err
}

func denied(err error) bool { return err != nil && fault.KindOf(err) == fault.Denied }

// mayBehalf tells whether who is there may fill in for the agency.
func (p *Pages) mayBehalf(r *http.Request) bool {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		_, may, err := p.formIn(tx, r)
		if err == nil && !may.behalf {
			err = fault.New(fault.Denied, "access.act.denied", nil)
		}
		return err
	}) == nil
}

func (p *Pages) tellLost(w http.ResponseWriter, r *http.Request, f *Form, lost *Lost) error {
	ctx := r.Context()
	it := f.Item(lost.Theirs.Item)
	m := met{Version: lost.Theirs.Version, Value: f.typed(ctx, it, lost.Theirs), Reason: lost.Theirs.Reason, Shown: f.shown(ctx, it, lost.Theirs), At: clock(lost.Theirs.At), Who: p.nameOf(ctx, lost.Theirs.Person)}
	if lost.Theirs.Inapplicable {
		m.NA = "yes"
	}
	return writeJSON(w, http.StatusConflict, map[string]any{"lost": m, "detail": web.Say(ctx, "assessment.answer.lost")})
}

// nameOf gives the name of a person, for colleagues who meet in a form.
func (p *Pages) nameOf(ctx context.Context, id string) (name string) {
	_ = p.DB.Read(ctx, func(tx *db.Tx) error {
		person, err := p.Gate.Person(tx, id)
		if err == nil {
			name = person.Name
		}
		return err
	})
	return name
}

// told gives a fault as a sentence for beside an input.
func (p *Pages) told(ctx context.Context, err error) string {
	var list fault.List
	var f *fault.Fault
	if errors.As(err, &list) && len(list) > 0 {
		f = list[0]
	} else if !errors.As(err, &f) {
		return ""
	}
	t := p.Site.Words.Tell(web.LangOf(ctx), f)
	return strings.TrimSpace(t.Sentence + " " + t.Hint)
}

// parts renders what an answer changes on the page: points of the criteria that
// read it, of those above them, and the progress.
func (p *Pages) parts(ctx context.Context, f *Form, item string, into map[string]string) error {
	result, err := f.Points()
	if err != nil {
		return err
	}
	var walk func(n *scoring.Node) bool
	var failed error
	walk = func(n *scoring.Node) bool {
		touched := n.Rule != nil && slices.Contains(scoring.RuleItems(n.Rule), item)
		for _, c := range n.Children {
			touched = walk(c) || touched
		}
		if v := f.points(ctx, n.Code, result); touched && v != nil {
			var b bytes.Buffer
			failed = errors.Join(failed, pointsPart(v).Render(ctx, &b))
			into[v.ID] = b.String()
		}
		return touched
	}
	walk(f.Program.Version.Framework.Root)
	progress, _ := f.Progress()
	into["form-progress"] = web.Say(ctx, "assessment.form.progress", "given", progress.Given, "asked", progress.Asked)
	return failed
}

func writeJSON(w http.ResponseWriter, status int, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	_, err = w.Write(data)
	return err
}

// saveTyped saves the answers that a browser without JavaScript sends: those that
// were changed, each by itself. What could not be saved comes back as it was typed,
// with what is wrong or what somebody else has saved.
func (p *Pages) saveTyped(r *http.Request, f *Form, may rights) (sent map[string]askView, conflict bool, err error) {
	ctx := r.Context()
	sent = map[string]askView{}
	who := by(r, may)
	for _, it := range f.Program.Version.Framework.Items {
		base, has := r.PostForm["base."+it.Code]
		if !has {
			continue
		}
		n, _ := strconv.ParseInt(base[0], 10, 64)
		e := Edit{Item: it.Code, Base: n, Value: r.PostForm.Get("value." + it.Code), Inapplicable: r.PostForm.Get("na."+it.Code) != "", Reason: r.PostForm.Get("reason." + it.Code)}
		was := f.Answers[it.Code]
		if e.Value == f.typed(ctx, &it, was) && e.Inapplicable == was.Inapplicable && (e.Reason == was.Reason || !e.Inapplicable) {
			continue // nothing typed here
		}
		err := p.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := p.Desk.Save(tx, who, f.Round.ID, f.Member.Agency, e)
			return err
		})
		if err == nil {
			continue
		}
		v := askView{Value: e.Value, NotApplicable: e.Inapplicable, Reason: e.Reason, Version: n}
		var lost *Lost
		switch {
		case errors.As(err, &lost):
			conflict = true
			v.Version, v.Theirs, v.TheirsWho = lost.Theirs.Version, f.shown(ctx, &it, lost.Theirs), p.nameOf(ctx, lost.Theirs.Person)
			v.Fault = web.Say(ctx, "assessment.answer.lost")
		case fault.KindOf(err) == fault.Invalid || fault.KindOf(err) == fault.Limit:
			v.Fault = p.told(ctx, err)
		default:
			return nil, false, err
		}
		sent[it.Code] = v
	}
	return sent, conflict, nil
}

// takeField saves a field as a browser without JavaScript sends it.
func (p *Pages) takeField(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	f, may, err := p.form(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	sent, conflict, err := p.saveTyped(r, f, may)
	if err != nil {
		return err
	}
	field := r.PostForm.Get("field")
	if len(sent) == 0 {
		p.Site.Tell(w, "assessment.form.saved")
		at := Path(f.Round.ID, f.Member.Agency)
		if field != "" {
			at += "?field=" + field
		}
		http.Redirect(w, r, at, http.StatusSeeOther)
		return nil
	}
	var page web.Page
	var v *formView
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		f, may, err := p.formIn(tx, r)
		if err != nil {
			return err
		}
		if f.Before, err = f.forebears(tx); err != nil {
			return err
		}
		if v, err = p.view(ctx, f, may, field, sent); err != nil {
			return err
		}
		page, err = p.page(ctx, tx, f, may, v)
		return err
	})
	if err != nil {
		return err
	}
	page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: web.Say(ctx, "assessment.form.unsaved", "count", len(sent))})
	if conflict {
		return p.Site.ShowConflict(w, r, page, formBody(v))
	}
	return p.Site.ShowFaulty(w, r, page, formBody(v))
}

package round

import (
	"net/http"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const (
	placeStep  = "/step"
	placeAmend = "/amend"
)

// byOf is who acts and why, as a form says it.
func byOf(r *http.Request) By {
	return By{Actor: access.ActorOf(r.Context()), Reason: strings.TrimSpace(text.Clip(r.PostForm.Get("reason"), mostReason))}
}

// takeStep leads a round to another phase.
func (p *Pages) takeStep(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	to, by, id := access.Phase(r.PostForm.Get("to")), byOf(r), r.PathValue("id")
	return p.taken(w, r, "round.done.stepped", func(tx *db.Tx) error {
		_, err := p.Calendar.Step(tx, by, id, sentRevision(r), to)
		return err
	}, func(view *roundView, t *trouble) bool {
		for i := range view.waits {
			if c := &view.waits[i]; c.Hidden[1].Value == string(to) && t.field["reason"] != "" {
				c.Fault, c.Reason = t.field["reason"], by.Reason
				return true
			}
		}
		return false
	})
}

// takeAmend puts an amending framework version in the place of the one it amends.
func (p *Pages) takeAmend(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	by, id, version := byOf(r), r.PathValue("id"), r.PostForm.Get("version")
	return p.taken(w, r, "round.done.amended", func(tx *db.Tx) error {
		_, err := p.Calendar.Amend(tx, by, id, sentRevision(r), version)
		return err
	}, func(view *roundView, t *trouble) bool {
		if view.amend == nil {
			return false
		}
		for i := range view.amend.Fields {
			switch f := &view.amend.Fields[i]; f.Name {
			case "version":
				f.Value = version
			case "reason":
				f.Value = by.Reason
			}
		}
		t.fit(view.amend)
		return true
	})
}

// taken runs an act on a round and leads back to its page, or shows the page as it
// is now with what is wrong: at its form when again finds one, else above.
func (p *Pages) taken(w http.ResponseWriter, r *http.Request, done string, act func(*db.Tx) error, again func(*roundView, *trouble) bool) error {
	ctx := r.Context()
	err := p.DB.Write(ctx, act)
	if err == nil {
		p.Site.Tell(w, done)
		http.Redirect(w, r, Path(r.PathValue("id")), http.StatusSeeOther)
		return nil
	}
	t, ok := p.sort(ctx, err)
	if !ok {
		return err
	}
	f, failed := p.file(ctx, r.PathValue("id"))
	if failed != nil {
		return failed
	}
	page, view := p.look(ctx, f)
	if !again(&view, &t) {
		for _, sentence := range t.all() {
			page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: sentence})
		}
	}
	if fault.KindOf(err) == fault.Conflict {
		return p.Site.ShowConflict(w, r, page, roundPage(view))
	}
	return p.Site.ShowFaulty(w, r, page, roundPage(view))
}

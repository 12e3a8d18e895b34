package calibration

import (
	"net/http"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// timeline is the minutes as they are read, the latest first.
func (v *view) timeline() web.Timeline {
	var out web.Timeline
	for i := range v.minutes {
		m := &v.minutes[i]
		title := v.say("calibration.minute.noted", "person", v.names[m.Author])
		if m.Adopted {
			title = v.say("calibration.minute.done", "person", v.names[m.Author])
		}
		text := m.Reason
		if changes := v.list(m.Changes, v.version.Framework); len(changes) > 0 {
			text += " — " + strings.Join(changes, "; ") + "."
		}
		if m.Against != "" {
			text += " " + v.say("calibration.minute.moved", "ranks", web.Count(v.ctx, m.Ranks), "levels", web.Count(v.ctx, m.Levels))
		}
		out = append(out, web.Moment{When: v.time(m.Created), ISO: m.Created.Format("2006-01-02"), Title: title, Text: text})
	}
	return out
}

// takeMinute takes what was tried into the minutes and, if asked, makes it to the
// draft.
func (p *Pages) takeMinute(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	if v.study == nil {
		return fault.New(fault.Missing, "calibration.study.none", nil)
	}
	t := v.tune(r.PostForm, "")
	report, err := v.try(r, t, Settings{})
	if err != nil {
		return err
	}
	o := Outcome{Against: v.againstID(), Changes: t.changes}
	o.Ranks, o.Levels = report.Moved()
	by := criteria.By{Actor: access.ActorOf(v.ctx), Reason: strings.TrimSpace(r.PostForm.Get("reason"))}
	adopt := r.PostForm.Get("act") == "adopt"
	revision, _ := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64) // what is no number is no revision, and refused as such
	err = p.DB.Write(v.ctx, func(tx *db.Tx) (err error) {
		if adopt {
			_, _, err = p.Desk.Adopt(tx, by, v.version.ID, revision, o)
		} else {
			_, err = p.Desk.Record(tx, by, v.version.ID, o)
		}
		return err
	})
	if err != nil {
		return err
	}
	if adopt {
		p.Site.Tell(w, "calibration.done.adopted")
	} else {
		p.Site.Tell(w, "calibration.done.recorded")
	}
	http.Redirect(w, r, v.at(placeStudy), http.StatusSeeOther)
	return nil
}

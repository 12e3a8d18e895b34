package assessment

import (
	"net/http"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// remindView is what would be sent.
type remindView struct {
	Action    string
	Agencies  []string
	Note      string
	Letters   web.Table
	Unreached []string
	Sends     bool // a server is configured and there is somebody to write to
	Unset     bool
	Back      web.Button
	Fault     string
	Example   []string // of the first letter
}

// takeRemind shows the letters to the agencies that were chosen, and sends them
// when they have been looked at.
func (p *Pages) takeRemind(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	actor := access.ActorOf(ctx)
	may := p.DB.Read(ctx, func(tx *db.Tx) error {
		on := access.Resource{}
		one, err := round.Get(tx, r.PathValue("id"))
		if err == nil {
			on.Phase = one.Phase
		}
		if refused := p.Gate.Ask(tx, actor, access.RoundManage, on); refused != nil {
			return refused
		}
		return err
	})
	if may != nil {
		return may
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	agencies, note := r.PostForm["agency"], r.PostForm.Get("note")
	at := BoardPath(r.PathValue("id"))
	unset := p.Mail == nil || !p.Mail.Sends()
	v := remindView{Action: at + "/remind", Agencies: agencies, Note: note, Unset: unset, Back: web.Button{Text: web.Say(ctx, "assessment.remind.back"), Href: at}}
	var one *round.Round
	var err error
	if r.PostForm.Get("sure") != "" && !unset {
		err = p.DB.Write(ctx, func(tx *db.Tx) error {
			if one, err = round.Get(tx, r.PathValue("id")); err != nil {
				return err
			}
			_, err := p.Desk.Remind(tx, By{Actor: actor}, p.Mail.Post, one, agencies, note)
			return err
		})
		if err == nil {
			p.Site.Tell(w, "assessment.remind.done")
			http.Redirect(w, r, at, http.StatusSeeOther)
			return nil
		}
		if !readFaults(err) {
			return err
		}
	}
	wrong := err
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		if one, err = round.Get(tx, r.PathValue("id")); err != nil {
			return err
		}
		letters, unreached, err := p.Desk.Preview(tx, one, agencies, note)
		if err != nil {
			return err
		}
		v.Letters = web.Table{Caption: web.Say(ctx, "assessment.remind.table", "count", web.Count(ctx, len(letters))), Columns: []web.Column{{Title: web.Say(ctx, "assessment.letters.to")}, {Title: web.Say(ctx, "assessment.remind.about")}}}
		for i, l := range letters {
			cell := web.Cell{Text: l.Letter.Lines[0]}
			if len(l.Letter.Lines) > 1 {
				cell = web.Cell{Part: lineList(l.Letter.Lines)}
			}
			v.Letters.Rows = append(v.Letters.Rows, web.Row{Cells: []web.Cell{{Text: l.Letter.To.Name, Note: l.Letter.To.Address}, cell}})
			if i == 0 {
				v.Example = p.example(&l)
			}
		}
		for _, s := range unreached {
			v.Unreached = append(v.Unreached, s.Form.Member.Name.In(langOf(ctx)))
		}
		v.Sends = len(letters) > 0 && !unset
		return nil
	})
	if wrong == nil {
		wrong = err
	}
	if wrong != nil {
		all := faultsOf(wrong)
		if len(all) == 0 || one == nil {
			return wrong
		}
		v.Fault = p.told(ctx, all[0])
	}
	page := web.Page{Title: web.Say(ctx, "assessment.remind.title"), Lead: one.Name.In(langOf(ctx)), Crumbs: boardCrumbs(ctx, one, web.Link{Text: web.Say(ctx, "assessment.board.title"), Href: at})}
	if v.Fault != "" {
		return p.Site.ShowFaulty(w, r, page, remindBody(v))
	}
	return p.Site.Show(w, r, page, remindBody(v))
}

// example is a letter in words: its subject, then its text.
func (p *Pages) example(l *Reminder) []string {
	keys := []string{"assessment.reminder.subject", "assessment.reminder.text"}
	if l.Letter.Template == templateNoted {
		keys = []string{"assessment.reminderNoted.subject", "assessment.reminderNoted.text"}
	}
	for i, key := range keys {
		keys[i] = p.Site.Words.Text(l.Letter.Lang, key, l.Letter.Args)
	}
	return keys
}

package assessment

import (
	"context"
	"net/http"
	"net/url"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const (
	pathQuestions = pathForm + "/questions/{node}"
	pathWorklist  = "/rounds/{id}/questions"
)

// QuestionsPath is the address of the questions about a criterion of a form.
func QuestionsPath(roundID, agency, node string) string {
	return Path(roundID, agency) + "/questions/" + url.PathEscape(node)
}

// WorklistPath is the address of all questions of a round.
func WorklistPath(roundID string) string { return round.Path(roundID) + "/questions" }

func (p *Pages) mountQuestions(m *web.Mux) {
	m.Handle("GET "+pathQuestions, web.Signed, p.showQuestions)
	m.Handle("POST "+pathQuestions, web.Signed, p.takeQuestion)
	m.Handle("GET "+pathWorklist, web.Signed, p.showWorklist)
	m.Handle("POST "+pathWorklist+"/{agency}/{question}", web.Signed, p.takeReply)
}

// asked is one question as it is shown.
type asked struct {
	Question
	Who, Whose, Replier, Criterion string
	Own                            bool
	Reply                          *web.Form // nil for who may not answer
	Open                           bool
	Href                           string
}

// asked words a question; f is the form of its agency, nil where it is not known.
func (p *Pages) asked(ctx context.Context, q Question, criterion, whose string, own bool) asked {
	a := asked{Question: q, Own: own, Criterion: criterion, Whose: whose}
	if own || whose != "" {
		a.Who = p.nameOf(ctx, q.Person)
	}
	if q.Answer != "" {
		a.Replier = p.nameOf(ctx, q.By)
	}
	return a
}

func replyTitle(ctx context.Context, q asked) string {
	if q.Answer == "" {
		return web.Say(ctx, "assessment.question.reply")
	}
	return web.Say(ctx, "assessment.question.replyAnew")
}

// leavesOf gives the criteria of a framework.
func leavesOf(p *Program) (all []*scoring.Node) {
	var walk func(n *scoring.Node)
	walk = func(n *scoring.Node) {
		if n == nil {
			return
		}
		if len(n.Children) == 0 {
			all = append(all, n)
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(p.Version.Framework.Root)
	return all
}

// criterionName is the code and name of a criterion.
func (f *Form) criterionName(ctx context.Context, node string) string {
	if n := f.Program.criterion(node); n != nil {
		return node + ". " + n.Name.In(langOf(ctx))
	}
	return node
}

// questionsPage is what has been asked about a criterion, and the form to ask.
func (p *Pages) questionsPage(r *http.Request, wrong, typed string) (page web.Page, all []asked, form *web.Form, err error) {
	ctx, node := r.Context(), r.PathValue("node")
	var f *Form
	var found []Question
	may := false
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		if f, _, err = p.formIn(tx, r); err != nil {
			return err
		}
		if f.Program.criterion(node) == nil {
			return fault.New(fault.Missing, "assessment.evidence.criterion", fault.Args{"node": node})
		}
		_, refused := p.Desk.asks(tx, By{Actor: access.ActorOf(ctx)}, f.Round, f.Member)
		may = refused == nil
		found, err = QuestionsAbout(tx, f.Round.ID, f.Member.Agency, node)
		return err
	})
	if err != nil {
		return page, nil, nil, err
	}
	for _, q := range found {
		all = append(all, p.asked(ctx, q, "", "", q.Agency == f.Member.Agency))
	}
	page = web.Page{Title: web.Say(ctx, "assessment.question.title"), Lead: f.criterionName(ctx, node), Crumbs: bookCrumbs(ctx, f)}
	if may {
		form = &web.Form{Action: QuestionsPath(f.Round.ID, f.Member.Agency, node), Submit: web.Say(ctx, "assessment.question.send"), Fields: []web.Field{
			{Kind: web.Lines, Name: "question", Label: web.Say(ctx, "assessment.question.label"), Hint: web.Say(ctx, "assessment.question.hint"), Rows: 4, Max: mostQuestion, Required: true, Value: typed, Fault: wrong}}}
	}
	return page, all, form, nil
}

func (p *Pages) showQuestions(w http.ResponseWriter, r *http.Request) error {
	page, all, form, err := p.questionsPage(r, "", "")
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, questionsBody(all, form))
}

func (p *Pages) takeQuestion(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	words := r.PostForm.Get("question")
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := p.Desk.AskQuestion(tx, By{Actor: access.ActorOf(ctx)}, r.PathValue("round"), r.PathValue("agency"), r.PathValue("node"), words)
		return err
	})
	if readFaults(err) {
		page, all, form, again := p.questionsPage(r, p.told(ctx, err), words)
		if again != nil {
			return again
		}
		return p.Site.ShowFaulty(w, r, page, questionsBody(all, form))
	}
	if err != nil {
		return err
	}
	p.Site.Tell(w, "assessment.question.done")
	http.Redirect(w, r, QuestionsPath(r.PathValue("round"), r.PathValue("agency"), r.PathValue("node")), http.StatusSeeOther)
	return nil
}

// worklist is all questions of a round for who may read every form.
func (p *Pages) worklist(r *http.Request, failed string, wrong, typed string) (page web.Page, open, done []asked, err error) {
	ctx := r.Context()
	var one *round.Round
	var found []Question
	names, criteria := map[string]string{}, map[string]string{}
	manage := false
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		on := access.Resource{}
		var missing error
		if one, missing = round.Get(tx, r.PathValue("id")); missing == nil {
			on.Phase = one.Phase
		}
		actor := access.ActorOf(ctx)
		if err := p.Gate.Ask(tx, actor, access.AnswerRead, on); err != nil {
			return err
		}
		if missing != nil {
			return missing
		}
		verdict, err := p.Gate.Explain(tx, actor.Person, access.RoundManage, on)
		if err != nil {
			return err
		}
		manage = verdict.Allowed
		members, err := round.Members(tx, one.ID)
		if err != nil {
			return err
		}
		for i := range members {
			m := &members[i]
			names[m.Agency] = m.Name.In(langOf(ctx))
			if program, err := p.Desk.programs.of(tx, m.Version); err == nil {
				for _, n := range leavesOf(program) {
					criteria[m.Agency+" "+n.Code] = n.Code + ". " + n.Name.In(langOf(ctx))
				}
			}
		}
		found, err = Questions(tx, one.ID)
		return err
	})
	if err != nil {
		return page, nil, nil, err
	}
	for _, q := range found {
		a := p.asked(ctx, q, criteria[q.Agency+" "+q.Node], names[q.Agency], false)
		a.Href = Path(one.ID, q.Agency)
		if manage {
			a.Reply = &web.Form{Action: WorklistPath(one.ID) + "/" + url.PathEscape(q.Agency) + "/" + q.ID, Key: q.ID, Submit: web.Say(ctx, "assessment.question.reply"), Fields: []web.Field{
				{Kind: web.Lines, Name: "answer", Label: web.Say(ctx, "assessment.question.answer"), Rows: 3, Max: mostQuestion, Required: true, Value: q.Answer},
				{Kind: web.Check, Name: "shared", Label: web.Say(ctx, "assessment.question.share"), Value: yes(q.Shared)}}}
			if q.ID == failed {
				a.Reply.Fields[0].Fault, a.Reply.Fields[0].Value, a.Open = wrong, typed, true
			}
		}
		if q.Answer == "" {
			open = append(open, a)
		} else {
			done = append(done, a)
		}
	}
	page = web.Page{Title: web.Say(ctx, "assessment.question.worklist"), Lead: one.Name.In(langOf(ctx)), Crumbs: boardCrumbs(ctx, one)}
	return page, open, done, nil
}

func (p *Pages) showWorklist(w http.ResponseWriter, r *http.Request) error {
	page, open, done, err := p.worklist(r, "", "", "")
	if err != nil {
		return err
	}
	return p.Site.Show(w, r, page, worklistBody(open, done))
}

func (p *Pages) takeReply(w http.ResponseWriter, r *http.Request) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	ctx := r.Context()
	var post Post
	if p.Mail != nil && p.Mail.Sends() {
		post = p.Mail.Post
	}
	words := r.PostForm.Get("answer")
	err := p.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := p.Desk.AnswerQuestion(tx, By{Actor: access.ActorOf(ctx)}, post, r.PathValue("id"), r.PathValue("agency"), r.PathValue("question"), words, r.PostForm.Get("shared") != "")
		return err
	})
	if readFaults(err) {
		page, open, done, again := p.worklist(r, r.PathValue("question"), p.told(ctx, err), words)
		if again != nil {
			return again
		}
		return p.Site.ShowFaulty(w, r, page, worklistBody(open, done))
	}
	if err != nil {
		return err
	}
	p.Site.Tell(w, "assessment.question.replied")
	http.Redirect(w, r, WorklistPath(r.PathValue("id")), http.StatusSeeOther)
	return nil
}

package assessment

import (
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Question is what an agency asks the secretariat about a criterion, with the
// answer.
type Question struct {
	ID, Round, Agency string
	Node              string // code of the criterion
	Text              string
	Person            string // who asked
	At                time.Time
	Answer            string // "" while nobody has answered
	By                string // who answered
	Answered          time.Time
	Shared            bool // the answer is shown to every agency of the round
}

// lettersReply begins the sentences of the letter that tells of an answer.
const lettersReply = "assessment.replied."

// mostQuestion is how long a question and its answer may be, in characters.
const mostQuestion = 2_000

// mostOpen is how many questions of one agency may wait at a time.
const mostOpen = 50

// questionText makes the words of people fit to be kept.
func questionText(s, field string) (string, error) {
	s = plainText(s)
	at := fault.Place{Field: field}
	if s == "" {
		return "", fault.New(fault.Invalid, "assessment.question.blank", nil).WithPlace(at)
	}
	if n := utf8.RuneCountInString(s); n > mostQuestion {
		return "", fault.New(fault.Limit, "assessment.value.long", fault.Args{"count": n, "limit": mostQuestion}).WithPlace(at)
	}
	return s, nil
}

// asks asks whether somebody may ask for an agency: its officers from the opening
// on, and its heads while they may submit.
func (d *Desk) asks(tx *db.Tx, by By, r *round.Round, m *round.Member) (audit.Actor, error) {
	who, err := d.gate.As(tx, by.Actor, access.AnswerDraft, m.Resource(r))
	if err != nil && fault.KindOf(err) == fault.Denied {
		if head, other := d.gate.As(tx, by.Actor, access.FormSubmit, m.Resource(r)); other == nil {
			return head, nil
		}
	}
	return who, err
}

// AskQuestion puts a question about a criterion of the agency's framework.
func (d *Desk) AskQuestion(tx *db.Tx, by By, roundID, agency, node, words string) (*Question, error) {
	r, err := round.Get(tx, roundID)
	if err != nil {
		return nil, err
	}
	m, err := round.MemberOf(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	who, err := d.asks(tx, by, r, m)
	if err != nil {
		return nil, err
	}
	program, err := d.programs.of(tx, m.Version)
	if err != nil {
		return nil, err
	}
	if program.criterion(node) == nil {
		return nil, fault.New(fault.Missing, "assessment.evidence.criterion", fault.Args{"node": node})
	}
	if words, err = questionText(words, "question"); err != nil {
		return nil, err
	}
	all, err := questionsOf(tx, roundID, agency)
	if err != nil {
		return nil, err
	}
	open := 0
	for _, q := range all {
		if q.Answer == "" {
			open++
		}
	}
	if open >= mostOpen {
		return nil, fault.New(fault.Limit, "assessment.question.many", fault.Args{"limit": mostOpen})
	}
	q := &Question{ID: newID(), Round: roundID, Agency: agency, Node: node, Text: words, Person: who.Person, At: tx.Now()}
	if err := insertQuestion(tx, q); err != nil {
		return nil, err
	}
	return q, d.note(tx, who, by, "assessment.question.asked", "form:"+roundID, agency, []audit.Change{{Field: "criterion", After: node}, {Field: "question", After: words}})
}

// AnswerQuestion answers, or answers anew: the log keeps what was said before. Whoever
// asked gets a letter when they have an address; post is nil where no server is.
func (d *Desk) AnswerQuestion(tx *db.Tx, by By, post Post, roundID, agency, id, words string, shared bool) (*Question, error) {
	r, err := round.Get(tx, roundID)
	if err != nil {
		return nil, err
	}
	who, err := d.gate.As(tx, by.Actor, access.RoundManage, access.Resource{Phase: r.Phase})
	if err != nil {
		return nil, err
	}
	q, err := questionOf(tx, roundID, agency, id)
	if err != nil {
		return nil, err
	}
	if words, err = questionText(words, "answer"); err != nil {
		return nil, err
	}
	before := *q
	if q.Answer, q.Shared, q.By, q.Answered = words, shared, who.Person, tx.Now(); q.Answer == before.Answer && q.Shared == before.Shared {
		return &before, nil
	}
	if err := putReply(tx, q); err != nil {
		return nil, err
	}
	if person, err := d.gate.Person(tx, q.Person); err != nil {
		return nil, err
	} else if post != nil && person.Mail != "" && person.Closed.IsZero() && before.Answer != words {
		_, err := post(tx, mail.Letter{Template: strings.TrimSuffix(lettersReply, "."), Args: fault.Args{"round": r.Name.In(string(text.Vi)), "criterion": q.Node, "question": text.Clip(strings.ReplaceAll(q.Text, "\n", " "), 300), "answer": words},
			To: mail.Address{Name: person.Name, Address: person.Mail}, Lang: text.Vi, Page: QuestionsPath(roundID, agency, q.Node), Series: roundID, About: agency})
		if err != nil {
			return nil, err
		}
	}
	return q, d.note(tx, who, by, "assessment.question.answered", "form:"+roundID, agency, []audit.Change{{Field: "criterion", After: q.Node}, {Field: "question", After: q.Text},
		{Field: "answer", Before: before.Answer, After: words}, {Field: "shared", Before: yes(before.Shared), After: yes(shared)}})
}

// QuestionsAbout gives what somebody who reads the form of an agency reads about
// a criterion: its own questions and the answers to others that are shown to all,
// the latest first. node "" is every criterion.
func QuestionsAbout(tx *db.Tx, roundID, agency, node string) ([]Question, error) {
	all, err := questionsFor(tx, roundID, agency)
	var some []Question
	for _, q := range all {
		if node == "" || q.Node == node {
			some = append(some, q)
		}
	}
	return some, err
}

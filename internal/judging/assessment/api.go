package assessment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// offered is the open interface of this slice.
type offered struct {
	gate *access.Gate
	desk *Desk
}

// Offer adds what programs may read of forms and save into them.
func Offer(a *api.API, gate *access.Gate, desk *Desk) {
	o := &offered{gate, desk}
	api.Read(a, api.Operation{ID: "getForm", Path: "/forms/{round}/{agency}", Tag: "forms", Summary: "The form of an agency in a round: what is asked, the answers with their versions, the points"}, o.one)
	api.Write(a, api.Operation{ID: "saveAnswers", Method: "POST", Path: "/forms/{round}/{agency}/answers", Tag: "forms", Summary: "Save answers of a form, all or none; what comes too late is kept as a draft that counts for nothing"}, o.maySave, o.save)
}

// FormInput names a form in an address; public because huma passes over what is
// not.
type FormInput struct {
	Round  string `path:"round" maxLength:"50"`
	Agency string `path:"agency" maxLength:"50"`
}

// open reads a form for who may read it; that it is there is told to nobody else.
func (o *offered) open(ctx context.Context, tx *db.Tx, in FormInput) (*Form, error) {
	f, err := o.desk.Open(tx, in.Round, in.Agency)
	on := access.Resource{Agency: in.Agency}
	if err == nil {
		on = f.Member.Resource(f.Round)
	}
	if refused := o.gate.Ask(tx, access.ActorOf(ctx), access.AnswerRead, on); refused != nil {
		return nil, refused
	}
	return f, err
}

// writer tells on what ground the caller may save: as the agency, on its behalf,
// or only drafts.
func (o *offered) writer(ctx context.Context, tx *db.Tx, in FormInput) (f *Form, behalf bool, err error) {
	if f, err = o.open(ctx, tx, in); err != nil {
		return nil, false, err
	}
	actor, on := access.ActorOf(ctx), f.Member.Resource(f.Round)
	refused := o.gate.Ask(tx, actor, access.AnswerEdit, on)
	switch {
	case refused == nil, o.gate.Ask(tx, actor, access.AnswerDraft, on) == nil:
		return f, false, nil
	case o.gate.Ask(tx, actor, access.FormBehalf, on) == nil:
		return f, true, nil
	}
	return nil, false, refused
}

type formText struct {
	Vi string `json:"vi"`
	En string `json:"en,omitempty"`
}

// FormItem is a data item of a form in the open interface, with its answer.
type FormItem struct {
	Item         string     `json:"item" doc:"Code"`
	Name         formText   `json:"name"`
	Type         string     `json:"type"`
	Unit         *formText  `json:"unit,omitempty"`
	Options      []string   `json:"options,omitempty" nullable:"false" doc:"Codes of a choice"`
	Value        string     `json:"value" doc:"Exact, with a decimal point; 1 or 0 of yes or no, a code of a choice; empty is not answered"`
	Inapplicable bool       `json:"inapplicable,omitempty" doc:"The agency claims that the item does not apply"`
	Reason       string     `json:"reason,omitempty"`
	Version      int64      `json:"version" doc:"To be sent as base by whoever changes the answer; 0 is never answered"`
	At           *time.Time `json:"at,omitempty"`
}

// FormPoints is what a node of the framework comes to by the answers of the agency
// alone.
type FormPoints struct {
	Node    string `json:"node"`
	Points  string `json:"points" doc:"Exact"`
	Max     string `json:"max"`
	Pending bool   `json:"pending,omitempty" doc:"The node compares agencies: known when the round has closed"`
}

// FormShape is a form in the open interface.
type FormShape struct {
	Round     string       `json:"round"`
	Agency    string       `json:"agency"`
	Framework string       `json:"framework" doc:"Id of the version, for getFramework"`
	State     State        `json:"state" enum:"draft,submitted,returned,appraised,explained,decided"`
	Due       *time.Time   `json:"due,omitempty" doc:"First moment at which an answer is too late"`
	Given     int          `json:"given"`
	Asked     int          `json:"asked"`
	Items     []FormItem   `json:"items" nullable:"false"`
	Points    []FormPoints `json:"points" nullable:"false"`
}

type formAnswer struct {
	ETag string `header:"ETag"`
	Body FormShape
}

func (o *offered) one(ctx context.Context, tx *db.Tx, in *FormInput) (*formAnswer, error) {
	f, err := o.open(ctx, tx, *in)
	if err != nil {
		return nil, err
	}
	out := &formAnswer{}
	if out.Body, err = f.shape(); err != nil {
		return nil, err
	}
	out.ETag, err = api.TagOf(out.Body)
	return out, err
}

// shape gives the form as programs read it.
func (f *Form) shape() (FormShape, error) {
	progress, _ := f.Progress()
	s := FormShape{Round: f.Round.ID, Agency: f.Member.Agency, Framework: f.Member.Version, State: f.State, Given: progress.Given, Asked: progress.Asked, Items: []FormItem{}, Points: []FormPoints{}}
	if due := f.Due().UTC(); !due.IsZero() {
		s.Due = &due
	}
	items, _ := f.asked()
	for _, code := range items {
		s.Items = append(s.Items, f.shapeItem(f.Item(code)))
	}
	result, err := f.Points()
	if err != nil {
		return s, err
	}
	var walk func(n *scoring.Node)
	walk = func(n *scoring.Node) {
		if i, ok := f.Program.Program.Node(n.Code); ok {
			score := result.Score(0, i)
			s.Points = append(s.Points, FormPoints{Node: n.Code, Points: score.Points.String(), Max: score.Max.String(), Pending: f.Pending(n.Code)})
		}
		for _, c := range n.Children {
			walk(c)
		}
	}
	walk(f.Program.Version.Framework.Root)
	return s, nil
}

func (f *Form) shapeItem(it *scoring.Item) FormItem {
	a := f.Answers[it.Code]
	one := FormItem{Item: it.Code, Name: formText(it.Name), Type: fmt.Sprint(it.Type), Value: a.Value, Inapplicable: a.Inapplicable, Reason: a.Reason, Version: a.Version}
	if it.Unit != (scoring.Text{}) {
		unit := formText(it.Unit)
		one.Unit = &unit
	}
	for _, option := range it.Options {
		one.Options = append(one.Options, option.Code)
	}
	if !a.At.IsZero() {
		at := a.At.UTC()
		one.At = &at
	}
	return one
}

// FormEdit is one answer to be saved.
type FormEdit struct {
	Item         string `json:"item" minLength:"1" maxLength:"100"`
	Base         int64  `json:"base" minimum:"0" doc:"The version that getForm told; 0 is never answered"`
	Value        string `json:"value,omitempty" maxLength:"20000" doc:"With a decimal point; not told clears the answer"`
	Inapplicable bool   `json:"inapplicable,omitempty" doc:"With reason, without value"`
	Reason       string `json:"reason,omitempty" maxLength:"5000"`
	Op           string `json:"op,omitempty" maxLength:"100" doc:"Names the edit for good: an edit that comes again is not applied twice, however late"`
}

type answersInput struct {
	FormInput
	api.Keyed
	Body struct {
		Answers []FormEdit `json:"answers" minItems:"1" maxItems:"1000" nullable:"false"`
		Reason  string     `json:"reason,omitempty" maxLength:"2000" doc:"Kept in the log"`
	}
}

// FormSaved is what became of an answer.
type FormSaved struct {
	Item    string `json:"item"`
	Value   string `json:"value"`
	Version int64  `json:"version"`
	Late    string `json:"late,omitempty" enum:"due,phase,submitted" doc:"Why it is kept as a draft that counts for nothing: the deadline had passed, the round had closed, the form was submitted"`
	Again   bool   `json:"again,omitempty" doc:"It had been applied before"`
}

type savedAnswer struct {
	Body struct {
		Answers []FormSaved `json:"answers" nullable:"false"`
	}
}

func (o *offered) maySave(ctx context.Context, tx *db.Tx, in *answersInput) error {
	_, _, err := o.writer(ctx, tx, in.FormInput)
	return err
}

// save saves all answers or none; all that is wrong is told at once, of an answer
// that somebody else changed with both values.
func (o *offered) save(ctx context.Context, tx *db.Tx, in *answersInput) (*savedAnswer, error) {
	f, behalf, err := o.writer(ctx, tx, in.FormInput)
	if err != nil {
		return nil, err
	}
	out := &savedAnswer{}
	by := By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason, Behalf: behalf, Decimal: text.PointDecimal}
	var wrong fault.List
	for i, e := range in.Body.Answers {
		s, err := o.desk.Save(tx, by, f.Round.ID, f.Member.Agency, Edit{Op: e.Op, Item: e.Item, Base: e.Base, Value: e.Value, Inapplicable: e.Inapplicable, Reason: e.Reason})
		at := fault.Place{Field: fmt.Sprintf("body.answers[%d]", i)}
		var lost *Lost
		switch k := fault.KindOf(err); {
		case err == nil:
			out.Body.Answers = append(out.Body.Answers, FormSaved{Item: e.Item, Value: s.Value, Version: s.Version, Late: s.Late, Again: s.Again})
		case errors.As(err, &lost):
			wrong.Add(fault.Wrap(fault.Conflict, lost, "assessment.api.lost", fault.Args{
				"item": e.Item, "theirs": shownLost(lost.Theirs.Value, lost.Theirs.Reason), "version": lost.Theirs.Version,
			}).WithPlace(at).WithFound(shownLost(lost.Mine.Value, lost.Mine.Reason)))
		case k == fault.Missing && f.Item(e.Item) == nil: // it is the request that is wrong
			wrong.Add(fault.New(fault.Invalid, "assessment.edit.item", fault.Args{"item": e.Item}).WithPlace(at))
		case k == fault.Invalid, k == fault.Limit:
			wrong = append(wrong, placed(err, at)...)
		default:
			return nil, err
		}
	}
	return out, wrong.Err()
}

// placed are faults of one answer, each at its place in the request.
func placed(err error, at fault.Place) (all fault.List) {
	var one *fault.Fault
	if !errors.As(err, &all) && errors.As(err, &one) {
		all = fault.List{one}
	}
	for i, f := range all {
		all[i] = f.WithPlace(at)
	}
	return all
}

// shownLost is an answer in a problem: its value, or why it does not apply.
func shownLost(value, reason string) string {
	if value == "" {
		value = reason
	}
	return text.Clip(value, 200)
}

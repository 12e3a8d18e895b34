package round

import (
	"context"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/scoring"
)

// offered is the open interface of this slice.
type offered struct {
	gate     *access.Gate
	calendar *Calendar
}

// Offer adds what programs may read of rounds and do with them.
func Offer(a *api.API, gate *access.Gate, calendar *Calendar) {
	o := &offered{gate, calendar}
	api.Read(a, api.Operation{ID: "listRounds", Path: "/rounds", Tag: "rounds", Summary: "Rounds, the latest first"}, o.list)
	api.Read(a, api.Operation{ID: "getRound", Path: "/rounds/{id}", Tag: "rounds", Summary: "One round with its phases and their ends"}, o.one)
	api.Read(a, api.Operation{ID: "listMembers", Path: "/rounds/{id}/members", Tag: "rounds", Summary: "The cohort of a round, with exemptions, deadlines, and in a past round what was published"}, o.members)
	api.Write(a, api.Operation{ID: "prepareRound", Method: "POST", Path: "/rounds", Tag: "rounds", Summary: "Prepare a round; its cohort is taken from the directory"}, manages[prepareInput](o), o.prepare)
	api.Write(a, api.Operation{ID: "stepRound", Method: "POST", Path: "/rounds/{id}/step", Tag: "rounds", Summary: "Lead a round to another phase"}, o.leads, o.step)
	api.Write(a, api.Operation{ID: "extendMember", Method: "POST", Path: "/rounds/{id}/members/{agency}/extension", Tag: "rounds", Summary: "Give an agency more time for a phase"}, manages[extendInput](o), o.extend)
}

func manages[I any](o *offered) func(context.Context, *db.Tx, *I) error {
	return func(ctx context.Context, tx *db.Tx, _ *I) error {
		return o.gate.Ask(tx, access.ActorOf(ctx), access.RoundManage, access.Resource{Phase: Prepare})
	}
}

type roundText struct {
	Vi string `json:"vi"`
	En string `json:"en,omitempty"`
}

// RoundSpan is when a phase ends; public because huma passes over what is not.
type RoundSpan struct {
	Phase access.Phase `json:"phase" enum:"open,appraising,explaining,council"`
	Until time.Time    `json:"until" doc:"The first moment that is too late"`
}

// RoundVariant says which framework version a group answers.
type RoundVariant struct {
	Group   string `json:"group,omitempty" doc:"Empty is every group that no other variant names"`
	Version string `json:"version"`
}

// RoundHead is a round in the open interface.
type RoundHead struct {
	ID       string         `json:"id"`
	Name     roundText      `json:"name"`
	Year     int            `json:"year"`
	Phase    access.Phase   `json:"phase" enum:"prepare,open,closed,appraising,provisional,explaining,council,approved,published"`
	Training bool           `json:"training,omitempty"`
	Imported bool           `json:"imported,omitempty" doc:"A past round that was loaded from a table"`
	Set      string         `json:"set" doc:"Set of ranking groups"`
	AsOf     string         `json:"asOf" format:"date" doc:"Day of the directory for the cohort"`
	Variants []RoundVariant `json:"variants" nullable:"false"`
	Plan     []RoundSpan    `json:"plan" nullable:"false"`
	Officer  bool           `json:"officer,omitempty" doc:"Officers may submit with the signed document"`
	Previous string         `json:"previous,omitempty" doc:"The round that gives last year's answers"`
	Created  time.Time      `json:"created"`
}

func shapeOf(r *Round) RoundHead {
	out := RoundHead{ID: r.ID, Name: roundText(r.Name), Year: r.Year, Phase: r.Phase, Training: r.Training, Imported: r.Imported, Set: r.Set, AsOf: string(r.AsOf),
		Variants: []RoundVariant{}, Plan: []RoundSpan{}, Officer: r.Officer, Previous: r.Previous, Created: r.Created.UTC()}
	for _, v := range r.Variants {
		out.Variants = append(out.Variants, RoundVariant(v))
	}
	for _, s := range r.Plan {
		out.Plan = append(out.Plan, RoundSpan{s.Phase, s.Until.UTC()})
	}
	return out
}

func (o *offered) reads(ctx context.Context, tx *db.Tx) error {
	return o.gate.Ask(tx, access.ActorOf(ctx), access.AgencyRead, access.Resource{})
}

type roundsInput struct{ api.Paged }

// roundPlace is where a round lies in the order of the list.
type roundPlace struct {
	Year    int
	Created int64
	ID      string
}

func placeOf(h *RoundHead) any { return roundPlace{h.Year, db.Micros(h.Created), h.ID} }

// behind tells whether p comes after q: the list goes from the latest on.
func (p roundPlace) behind(q roundPlace) bool {
	switch {
	case p.Year != q.Year:
		return p.Year < q.Year
	case p.Created != q.Created:
		return p.Created < q.Created
	}
	return p.ID < q.ID
}

func (o *offered) list(ctx context.Context, tx *db.Tx, in *roundsInput) (*api.Page[RoundHead], error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	var last roundPlace
	begun, err := in.After(&last)
	if err != nil {
		return nil, err
	}
	all, err := List(tx)
	if err != nil {
		return nil, err
	}
	var heads []RoundHead
	for _, r := range all {
		one := shapeOf(r)
		if here, _ := placeOf(&one).(roundPlace); begun && !here.behind(last) {
			continue
		}
		heads = append(heads, one)
	}
	return api.PageOf(ctx, in.Paged, heads, placeOf)
}

// RoundInput names a round in an address.
type RoundInput struct {
	ID string `path:"id" maxLength:"50"`
}

type roundAnswer struct {
	ETag string `header:"ETag"`
	Body RoundHead
}

func (o *offered) one(ctx context.Context, tx *db.Tx, in *RoundInput) (*roundAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	r, err := Get(tx, in.ID)
	if err != nil {
		return nil, err
	}
	return &roundAnswer{api.Tag(r.Revision), shapeOf(r)}, nil
}

type memberExemption struct {
	Criterion string `json:"criterion,omitempty" doc:"Empty is the whole agency"`
	Reason    string `json:"reason"`
	Approver  string `json:"approver"`
}

// RoundMember is an agency of a cohort in the open interface.
type RoundMember struct {
	Agency     string            `json:"agency"`
	Name       roundText         `json:"name"`
	Group      string            `json:"group"`
	Version    string            `json:"version,omitempty" doc:"Of the framework that it answers"`
	Due        *time.Time        `json:"due,omitempty" doc:"The first moment that is too late for its answers"`
	Exemptions []memberExemption `json:"exemptions" nullable:"false"`
	Points     string            `json:"points,omitempty" doc:"As published, in a past round that was loaded"`
	Rank       int               `json:"rank,omitempty"`
	Level      string            `json:"level,omitempty"`
}

type membersAnswer struct{ Body api.Items[RoundMember] }

// members tells why an agency is exempted to who may read it only.
func (o *offered) members(ctx context.Context, tx *db.Tx, in *RoundInput) (*membersAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	r, err := Get(tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := o.gate.Ask(tx, access.ActorOf(ctx), access.RoundRead, access.Resource{Phase: r.Phase}); err != nil {
		return nil, err
	}
	all, err := Members(tx, r.ID)
	if err != nil {
		return nil, err
	}
	results, err := Results(tx, r.ID)
	if err != nil {
		return nil, err
	}
	out := &membersAnswer{}
	out.Body.Items = []RoundMember{}
	for i := range all {
		m := &all[i]
		one := RoundMember{Agency: m.Agency, Name: roundText(m.Name), Group: m.Group, Version: m.Version, Exemptions: []memberExemption{}}
		if due := m.Due(r, Open); !due.IsZero() {
			due = due.UTC()
			one.Due = &due
		}
		for _, e := range m.Exemptions {
			one.Exemptions = append(one.Exemptions, memberExemption{e.Node, e.Reason, e.Approver})
		}
		if p, is := results[m.Agency]; is {
			if one.Rank, one.Level = p.Rank, p.Level; p.Points != nil {
				one.Points = p.Points.String()
			}
		}
		out.Body.Items = append(out.Body.Items, one)
	}
	return out, nil
}

type prepareInput struct {
	api.Keyed
	Body struct {
		Name     roundText      `json:"name"`
		Year     int            `json:"year"`
		Training bool           `json:"training,omitempty"`
		Set      string         `json:"set" maxLength:"50"`
		AsOf     string         `json:"asOf" format:"date"`
		Variants []RoundVariant `json:"variants" minItems:"1" maxItems:"100"`
		Plan     []RoundSpan    `json:"plan" maxItems:"10"`
		Officer  bool           `json:"officer,omitempty"`
		Previous string         `json:"previous,omitempty" maxLength:"50"`
		Reason   string         `json:"reason,omitempty" maxLength:"2000"`
	}
}

type preparedAnswer struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     RoundHead
}

func (o *offered) prepare(ctx context.Context, tx *db.Tx, in *prepareInput) (*preparedAnswer, error) {
	b := &in.Body
	r := Round{Name: scoring.Text(b.Name), Year: b.Year, Training: b.Training, Set: b.Set, AsOf: agency.Day(b.AsOf), Officer: b.Officer, Previous: b.Previous}
	for _, v := range b.Variants {
		r.Variants = append(r.Variants, Variant(v))
	}
	for _, s := range b.Plan {
		r.Plan = append(r.Plan, Span(s))
	}
	made, err := o.calendar.Prepare(tx, By{Actor: access.ActorOf(ctx), Reason: b.Reason}, r)
	if err != nil {
		return nil, err
	}
	return &preparedAnswer{api.Tag(made.Revision), api.Prefix + Path(made.ID), shapeOf(made)}, nil
}

type stepInput struct {
	RoundInput
	api.Keyed
	api.Matched
	Body struct {
		To     access.Phase `json:"to" enum:"prepare,open,closed,appraising,provisional,explaining,council,approved,published"`
		Reason string       `json:"reason,omitempty" maxLength:"2000"`
	}
}

// leads asks what the step asks, and of a step that there is not whether the
// caller manages rounds.
func (o *offered) leads(ctx context.Context, tx *db.Tx, in *stepInput) error {
	r, err := Get(tx, in.ID)
	if err != nil {
		if refused := o.gate.Ask(tx, access.ActorOf(ctx), access.RoundManage, access.Resource{Phase: Prepare}); refused != nil {
			return refused
		}
		return err
	}
	w, wrong := r.way(in.Body.To)
	action := w.Ask
	if wrong != nil {
		action = access.RoundManage
	}
	return o.gate.Ask(tx, access.ActorOf(ctx), action, access.Resource{Phase: r.Phase})
}

func (o *offered) step(ctx context.Context, tx *db.Tx, in *stepInput) (*roundAnswer, error) {
	r, err := Get(tx, in.ID)
	if err != nil {
		return nil, err
	}
	if err := in.Check(r.Revision); err != nil {
		return nil, err
	}
	if r, err = o.calendar.Step(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, r.ID, r.Revision, in.Body.To); err != nil {
		return nil, err
	}
	return &roundAnswer{api.Tag(r.Revision), shapeOf(r)}, nil
}

type extendInput struct {
	RoundInput
	Agency string `path:"agency" maxLength:"50"`
	api.Keyed
	Body struct {
		Phase    access.Phase `json:"phase" enum:"open,appraising,explaining,council"`
		Until    time.Time    `json:"until"`
		Approver string       `json:"approver" minLength:"1" maxLength:"300"`
		Reason   string       `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type extendedAnswer struct {
	Body struct {
		Agency string    `json:"agency"`
		Until  time.Time `json:"until"`
	}
}

func (o *offered) extend(ctx context.Context, tx *db.Tx, in *extendInput) (*extendedAnswer, error) {
	e, err := o.calendar.Extend(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, in.ID, in.Agency, in.Body.Phase, in.Body.Until, in.Body.Approver)
	if err != nil {
		return nil, err
	}
	out := &extendedAnswer{}
	out.Body.Agency, out.Body.Until = in.Agency, e.Until.UTC()
	return out, nil
}

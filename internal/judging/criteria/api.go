package criteria

import (
	"bytes"
	"context"
	"encoding/json"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

// offered is the open interface of this slice.
type offered struct {
	gate    *access.Gate
	library *Library
}

// Offer adds what programs may read and do with frameworks.
func Offer(a *api.API, gate *access.Gate, library *Library) {
	o := &offered{gate, library}
	api.Read(a, api.Operation{ID: "listFrameworks", Path: "/frameworks", Tag: "frameworks", Summary: "Versions of frameworks that the caller may read, the latest first"}, o.list)
	api.Read(a, api.Operation{ID: "getFramework", Path: "/frameworks/{id}", Tag: "frameworks", Summary: "One version with its whole content"}, o.one)
	api.Read(a, api.Operation{ID: "getFrameworkYAML", Path: "/frameworks/{id}/yaml", Tag: "frameworks", Summary: "One version as the YAML file that can be read in again"}, o.plain)
	api.Write(a, api.Operation{ID: "draftFramework", Method: "POST", Path: "/frameworks", Tag: "frameworks", Summary: "Make a draft of a YAML file"}, manages[draftInput](o), o.draft)
	api.Write(a, api.Operation{ID: "replaceFramework", Method: "PUT", Path: "/frameworks/{id}/yaml", Tag: "frameworks", Summary: "Put a YAML file in the place of a draft's content; of cross-checks it may say nothing"}, manages[replaceInput](o), o.put)
	api.Write(a, api.Operation{ID: "cloneFramework", Method: "POST", Path: "/frameworks/{id}/clone", Tag: "frameworks", Summary: "Begin a draft from a version"}, manages[cloneInput](o), o.clone)
	api.Write(a, api.Operation{ID: "withdrawFramework", Method: "POST", Path: "/frameworks/{id}/withdraw", Tag: "frameworks", Summary: "Withdraw an issued version"}, manages[withdrawInput](o), o.withdraw)
	api.Write(a, api.Operation{ID: "issueFramework", Method: "POST", Path: "/frameworks/{id}/issue", Tag: "frameworks", Summary: "Freeze a draft by a decision"}, manages[issueInput](o), o.issue)
}

func manages[I any](o *offered) func(context.Context, *db.Tx, *I) error {
	return func(ctx context.Context, tx *db.Tx, _ *I) error {
		return o.gate.Ask(tx, access.ActorOf(ctx), access.FrameworkManage, access.Resource{})
	}
}

type frameworkText struct {
	Vi string `json:"vi"`
	En string `json:"en,omitempty"`
}

// FrameworkDecision is the decision by which a version is issued, in the open
// interface; public because huma passes over what is not.
type FrameworkDecision struct {
	Number string `json:"number" minLength:"1" maxLength:"100" doc:"Such as 1187/QĐ-UBND"`
	Date   string `json:"date" format:"date"`
	Issuer string `json:"issuer,omitempty" maxLength:"300"`
}

// FrameworkHead is a version of a framework in the open interface, without its
// content; public because huma passes over what is not.
type FrameworkHead struct {
	ID       string             `json:"id"`
	Code     string             `json:"code"`
	Number   string             `json:"number" doc:"Of the version, such as 2026"`
	Name     frameworkText      `json:"name"`
	State    State              `json:"state" enum:"draft,issued,withdrawn,discarded"`
	Source   string             `json:"source,omitempty" doc:"The version that it was copied from"`
	Amends   string             `json:"amends,omitempty" doc:"The issued version that it replaces in open rounds"`
	Decision *FrameworkDecision `json:"decision,omitempty"`
	Created  time.Time          `json:"created"`
	Issued   *time.Time         `json:"issued,omitempty"`
	Criteria int                `json:"criteria" doc:"Those that have a rule"`
	Items    int                `json:"items"`
}

func shapeOf(h *Head) FrameworkHead {
	out := FrameworkHead{ID: h.ID, Code: h.Code, Number: h.Number, Name: frameworkText(h.Name), State: h.State, Source: h.Source, Amends: h.Amends,
		Created: h.Created.UTC(), Criteria: h.Leaves, Items: h.Items}
	if h.Decision != (Decision{}) {
		d := FrameworkDecision(h.Decision)
		out.Decision = &d
	}
	if !h.Issued.IsZero() {
		issued := h.Issued.UTC()
		out.Issued = &issued
	}
	return out
}

type frameworksInput struct {
	api.Paged
	State string `query:"state" enum:"draft,issued,withdrawn"`
}

// versionPlace is where a version lies in the order of the list.
type versionPlace struct {
	Created    int64
	Number, ID string
}

func placeOf(h *FrameworkHead) any { return versionPlace{db.Micros(h.Created), h.Number, h.ID} }

// behind tells whether p comes after q: the list goes from the latest on.
func (p versionPlace) behind(q versionPlace) bool {
	switch {
	case p.Created != q.Created:
		return p.Created < q.Created
	case p.Number != q.Number:
		return p.Number < q.Number
	}
	return p.ID < q.ID
}

func (o *offered) list(ctx context.Context, tx *db.Tx, in *frameworksInput) (*api.Page[FrameworkHead], error) {
	actor := access.ActorOf(ctx)
	if err := MayRead(tx, o.gate, actor, Issued); err != nil {
		return nil, err
	}
	drafts := MayRead(tx, o.gate, actor, Draft) == nil
	var last versionPlace
	begun, err := in.After(&last)
	if err != nil {
		return nil, err
	}
	all, err := List(tx)
	if err != nil {
		return nil, err
	}
	var heads []FrameworkHead
	for i := range all {
		h := &all[i]
		if h.State == Draft && !drafts || in.State != "" && string(h.State) != in.State {
			continue
		}
		one := shapeOf(h)
		if here, _ := placeOf(&one).(versionPlace); begun && !here.behind(last) {
			continue
		}
		heads = append(heads, one)
	}
	return api.PageOf(ctx, in.Paged, heads, placeOf)
}

// FrameworkInput names a version in an address.
type FrameworkInput struct {
	ID string `path:"id" maxLength:"50"`
}

type frameworkCheck struct {
	Code     string        `json:"code"`
	Name     frameworkText `json:"name"`
	Require  string        `json:"require"`
	Severity Severity      `json:"severity" enum:"block,warn"`
	Hint     frameworkText `json:"hint"`
	Groups   []string      `json:"groups,omitempty" nullable:"false"`
}

type frameworkAnswer struct {
	ETag string `header:"ETag"`
	Body struct {
		FrameworkHead
		Framework any              `json:"framework" doc:"The content, with the keys of the YAML file; numbers are exact"`
		Checks    []frameworkCheck `json:"checks" nullable:"false" doc:"Cross-checks between answers"`
	}
}

func answerOf(v *Version) (*frameworkAnswer, error) {
	h := v.Head()
	out := &frameworkAnswer{ETag: api.Tag(v.Revision)}
	out.Body.FrameworkHead = shapeOf(&h)
	out.Body.Checks = []frameworkCheck{}
	for _, c := range v.Checks {
		out.Body.Checks = append(out.Body.Checks, frameworkCheck{c.Code, frameworkText(c.Name), c.Require, c.Severity, frameworkText(c.Hint), c.Groups})
	}
	content, err := contentOf(v.Framework)
	out.Body.Framework = content
	return out, err
}

func (o *offered) one(ctx context.Context, tx *db.Tx, in *FrameworkInput) (*frameworkAnswer, error) {
	v, err := lookUp(tx, o.gate, access.ActorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	return answerOf(v)
}

type yamlAnswer struct {
	ETag string `header:"ETag"`
	Body struct {
		YAML string `json:"yaml" doc:"As draftFramework takes it"`
	}
}

func (o *offered) plain(ctx context.Context, tx *db.Tx, in *FrameworkInput) (*yamlAnswer, error) {
	v, err := lookUp(tx, o.gate, access.ActorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	var b bytes.Buffer
	if err := WriteYAML(&b, v.Document()); err != nil {
		return nil, err
	}
	out := &yamlAnswer{ETag: api.Tag(v.Revision)}
	out.Body.YAML = b.String()
	return out, nil
}

type draftInput struct {
	api.Keyed
	Body struct {
		YAML   string `json:"yaml" minLength:"1" maxLength:"900000" doc:"A framework as getFrameworkYAML gives it; its cross-checks are a second YAML document"`
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

type draftedAnswer struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     FrameworkHead
}

// draftName is what a framework that was sent is called in places of faults.
const draftName = "yaml"

func (o *offered) draft(ctx context.Context, tx *db.Tx, in *draftInput) (*draftedAnswer, error) {
	d, _, err := Open(draftName, []byte(in.Body.YAML), sheet.Options{})
	if err != nil {
		return nil, err
	}
	v, err := o.library.New(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, d.Framework, d.Checks)
	if err != nil {
		return nil, err
	}
	h := v.Head()
	return &draftedAnswer{api.Tag(v.Revision), api.Prefix + Path(v.ID), shapeOf(&h)}, nil
}

type replaceInput struct {
	FrameworkInput
	api.Matched
	Body struct {
		YAML   string `json:"yaml" minLength:"1" maxLength:"900000" doc:"A framework as getFrameworkYAML gives it"`
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

func (o *offered) put(ctx context.Context, tx *db.Tx, in *replaceInput) (*issuedAnswer, error) {
	v, err := o.seen(ctx, tx, in.ID, &in.Matched)
	if err != nil {
		return nil, err
	}
	d, _, err := Open(draftName, []byte(in.Body.YAML), sheet.Options{})
	if err != nil {
		return nil, err
	}
	return told(o.library.Edit(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, v.ID, v.Revision, func(v *Version) error {
		v.Framework = d.Framework
		if d.Checks != nil {
			v.Checks = d.Checks
		}
		return nil
	}))
}

type cloneInput struct {
	FrameworkInput
	api.Keyed
	Body struct {
		Number string `json:"number" minLength:"1" maxLength:"50" doc:"Of the new version, such as 2027"`
		Amends bool   `json:"amends,omitempty" doc:"The draft is to replace the version in open rounds by an amending decision"`
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

func (o *offered) clone(ctx context.Context, tx *db.Tx, in *cloneInput) (*draftedAnswer, error) {
	v, err := lookUp(tx, o.gate, access.ActorOf(ctx), in.ID)
	if err != nil {
		return nil, err
	}
	if v, err = o.library.Clone(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, v.ID, in.Body.Number, in.Body.Amends); err != nil {
		return nil, err
	}
	h := v.Head()
	return &draftedAnswer{api.Tag(v.Revision), api.Prefix + Path(v.ID), shapeOf(&h)}, nil
}

type withdrawInput struct {
	FrameworkInput
	api.Keyed
	api.Matched
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (o *offered) withdraw(ctx context.Context, tx *db.Tx, in *withdrawInput) (*issuedAnswer, error) {
	v, err := o.seen(ctx, tx, in.ID, &in.Matched)
	if err != nil {
		return nil, err
	}
	return told(o.library.Withdraw(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, v.ID, v.Revision))
}

// seen gives a version that is as the caller has seen it.
func (o *offered) seen(ctx context.Context, tx *db.Tx, id string, m *api.Matched) (*Version, error) {
	v, err := lookUp(tx, o.gate, access.ActorOf(ctx), id)
	if err != nil {
		return nil, err
	}
	return v, m.Check(v.Revision)
}

// told is the answer to a change.
func told(v *Version, err error) (*issuedAnswer, error) {
	if err != nil {
		return nil, err
	}
	h := v.Head()
	return &issuedAnswer{api.Tag(v.Revision), shapeOf(&h)}, nil
}

type issueInput struct {
	FrameworkInput
	api.Keyed
	api.Matched
	Body struct {
		FrameworkDecision
		Reason string `json:"reason,omitempty" maxLength:"2000"`
	}
}

type issuedAnswer struct {
	ETag string `header:"ETag"`
	Body FrameworkHead
}

func (o *offered) issue(ctx context.Context, tx *db.Tx, in *issueInput) (*issuedAnswer, error) {
	v, err := o.seen(ctx, tx, in.ID, &in.Matched)
	if err != nil {
		return nil, err
	}
	return told(o.library.Issue(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, v.ID, v.Revision, Decision(in.Body.FrameworkDecision)))
}

// contentOf gives a framework as JSON with the keys and order of its YAML.
// Numbers keep every digit.
func contentOf(f *scoring.Framework) (json.RawMessage, error) {
	var file bytes.Buffer
	if err := scoring.WriteYAML(&file, f); err != nil {
		return nil, err
	}
	var doc yaml.Node
	if err := yaml.Unmarshal(file.Bytes(), &doc); err != nil {
		return nil, fault.Wrap(fault.Internal, err, "criteria.version.broken", fault.Args{"id": f.Code})
	}
	var b bytes.Buffer
	err := writeJSON(&b, doc.Content[0])
	return b.Bytes(), err
}

func writeJSON(b *bytes.Buffer, n *yaml.Node) error {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			b.WriteByte("{,"[min(i, 1)])
			key, err := json.Marshal(n.Content[i].Value)
			if err != nil {
				return err
			}
			b.Write(append(key, ':'))
			if err := writeJSON(b, n.Content[i+1]); err != nil {
				return err
			}
		}
		if len(n.Content) == 0 {
			b.WriteByte('{')
		}
		b.WriteByte('}')
		return nil
	case yaml.SequenceNode:
		b.WriteByte('[')
		for i, one := range n.Content {
			if i > 0 {
				b.WriteByte(',')
			}
			if err := writeJSON(b, one); err != nil {
				return err
			}
		}
		b.WriteByte(']')
		return nil
	}
	var value any = n.Value
	switch n.Tag {
	case "!!int", "!!float":
		value = json.Number(n.Value)
	case "!!bool":
		value = n.Value == "true"
	case "!!null":
		value = nil
	}
	data, err := json.Marshal(value)
	b.Write(data)
	return err
}

package agency

import (
	"context"
	"fmt"
	"math/big"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// offered is the open interface of this slice. Contacts are personal and no part of
// it: what a program changes leaves them as they are.
type offered struct {
	gate      *access.Gate
	directory *Directory
}

// Offer adds what programs may read and do.
func Offer(a *api.API, gate *access.Gate, directory *Directory) {
	o := &offered{gate, directory}
	api.Read(a, api.Operation{ID: "listAgencies", Path: "/agencies", Tag: "agencies", Summary: "Agencies as they are on a day, in Vietnamese order"}, o.list)
	api.Read(a, api.Operation{ID: "getAgency", Path: "/agencies/{code}", Tag: "agencies", Summary: "One agency with its history"}, o.one)
	api.Read(a, api.Operation{ID: "getLineage", Path: "/agencies/{code}/lineage", Tag: "agencies", Summary: "What an agency came from and what became of it"}, o.lineage)
	api.Read(a, api.Operation{ID: "getTree", Path: "/tree", Tag: "agencies", Summary: "The agencies of a day under each other"}, o.tree)
	api.Read(a, api.Operation{ID: "listSets", Path: "/agency-groups", Tag: "agencies", Summary: "The sets of groups of agencies"}, o.sets)
	api.Write(a, api.Operation{ID: "createAgency", Method: "POST", Path: "/agencies", Tag: "agencies", Summary: "Note an agency that is new"}, manages[createInput](o), o.create)
	api.Write(a, api.Operation{ID: "amendAgency", Method: "PUT", Path: "/agencies/{code}", Tag: "agencies", Summary: "Correct an agency: versions and groups as a whole"}, manages[amendInput](o), o.amend)
	api.Write(a, api.Operation{ID: "reorganise", Method: "POST", Path: "/reorganisations", Tag: "agencies", Summary: "Carry out a decision: what opens, and who follows whom"}, manages[orderInput](o), o.reorganise)
}

func manages[I any](o *offered) func(context.Context, *db.Tx, *I) error {
	return func(ctx context.Context, tx *db.Tx, _ *I) error {
		return o.gate.Ask(tx, access.ActorOf(ctx), access.AgencyManage, access.Resource{})
	}
}

func (o *offered) reads(ctx context.Context, tx *db.Tx, code string) error {
	return o.gate.Ask(tx, access.ActorOf(ctx), access.AgencyRead, access.Resource{Agency: code})
}

type agencyName struct {
	Vi    string `json:"vi" maxLength:"300"`
	En    string `json:"en,omitempty" maxLength:"300"`
	Short string `json:"short,omitempty" maxLength:"100"`
}

type agencyDecision struct {
	Number string `json:"number" maxLength:"100" doc:"Such as 1658/NQ-UBTVQH15"`
	Date   Day    `json:"date" maxLength:"10" doc:"yyyy-mm-dd"`
}

// AgencyVersion is a version in the open interface. Like the other types here that
// others hold, it is public because huma passes over what is not.
type AgencyVersion struct {
	From     Day             `json:"from" maxLength:"10" doc:"First day, yyyy-mm-dd"`
	To       Day             `json:"to,omitempty" maxLength:"10" doc:"First day on which it does not hold any more"`
	Name     agencyName      `json:"name"`
	Official string          `json:"official,omitempty" maxLength:"50" doc:"Code in public systems"`
	Kind     Kind            `json:"kind" enum:"province,department,unit,district,commune,ward,township,other"`
	Parent   string          `json:"parent,omitempty" maxLength:"50"`
	Address  string          `json:"address,omitempty" maxLength:"500"`
	Basis    *agencyDecision `json:"basis,omitempty"`
}

type agencyEntry struct {
	Code string `json:"code"`
	AgencyVersion
}

type agencyMember struct {
	Set   string `json:"set" maxLength:"50"`
	Group string `json:"group" maxLength:"50"`
	From  Day    `json:"from" maxLength:"10"`
	To    Day    `json:"to,omitempty" maxLength:"10"`
}

// AgencyShape is an agency in the open interface, without contacts.
type AgencyShape struct {
	Code     string          `json:"code" minLength:"1" maxLength:"50"`
	Versions []AgencyVersion `json:"versions" minItems:"1" maxItems:"500" nullable:"false"`
	Members  []agencyMember  `json:"members,omitempty" maxItems:"500" nullable:"false"`
}

func versionOf(v Version) AgencyVersion {
	out := AgencyVersion{From: v.From, To: v.To, Name: agencyName(v.Name), Official: v.Official, Kind: v.Kind, Parent: v.Parent, Address: v.Address}
	if v.Basis != (Decision{}) {
		basis := agencyDecision(v.Basis)
		out.Basis = &basis
	}
	return out
}

func (b *AgencyShape) agency() Agency {
	a := Agency{Code: b.Code}
	for _, v := range b.Versions {
		version := Version{From: v.From, To: v.To, Name: Name(v.Name), Official: v.Official, Kind: v.Kind, Parent: v.Parent, Address: v.Address}
		if v.Basis != nil {
			version.Basis = Decision(*v.Basis)
		}
		a.Versions = append(a.Versions, version)
	}
	for _, m := range b.Members {
		a.Members = append(a.Members, Member(m))
	}
	return a
}

func bodyOf(a *Agency) AgencyShape {
	b := AgencyShape{Code: a.Code, Versions: []AgencyVersion{}}
	for _, v := range a.Versions {
		b.Versions = append(b.Versions, versionOf(v))
	}
	for _, m := range a.Members {
		b.Members = append(b.Members, agencyMember(m))
	}
	return b
}

// DayInput says of which day something is wanted.
type DayInput struct {
	On string `query:"on" format:"date" doc:"Day, yyyy-mm-dd; today when it is not told"`
}

func (i DayInput) day(tx *db.Tx) Day {
	if i.On == "" {
		return today(tx)
	}
	return Day(i.On)
}

type listInput struct {
	DayInput
	api.Paged
	Words  string `query:"words" maxLength:"200" doc:"Beginnings of words of name or code, with or without marks"`
	Kind   string `query:"kind" enum:"province,department,unit,district,commune,ward,township,other"`
	Parent string `query:"parent" maxLength:"50" doc:"Directly under this agency"`
	Set    string `query:"set" maxLength:"50" doc:"With group"`
	Group  string `query:"group" maxLength:"50"`
}

// entryPlace is where an entry lies in the order of the list.
type entryPlace struct {
	Key, Code string
	From      Day
}

func placeOf(e *agencyEntry) any { return entryPlace{text.SortKey(e.Name.Vi), e.Code, e.From} }

func (p entryPlace) before(q entryPlace) bool {
	if c := strings.Compare(p.Key, q.Key); c != 0 {
		return c < 0
	}
	if p.Code != q.Code {
		return p.Code < q.Code
	}
	return p.From < q.From
}

// mostEntries bounds a list that is cut in memory: a province has some thousand
// agencies over all times.
const mostEntries = 100_000

func (o *offered) list(ctx context.Context, tx *db.Tx, in *listInput) (*api.Page[agencyEntry], error) {
	if err := o.reads(ctx, tx, ""); err != nil {
		return nil, err
	}
	var last entryPlace
	begun, err := in.After(&last)
	if err != nil {
		return nil, err
	}
	found, err := List(tx, Filter{On: in.day(tx), Words: in.Words, Kind: Kind(in.Kind), Parent: in.Parent, Set: in.Set, Group: in.Group, Limit: mostEntries})
	if err != nil {
		return nil, err
	}
	var entries []agencyEntry
	for _, e := range found {
		entry := agencyEntry{e.Code, versionOf(e.Version)}
		if here, _ := placeOf(&entry).(entryPlace); begun && !last.before(here) {
			continue
		}
		if entries = append(entries, entry); len(entries) > in.Limit {
			break
		}
	}
	return api.PageOf(ctx, in.Paged, entries, placeOf)
}

// CodeInput names an agency in an address.
type CodeInput struct {
	Code string `path:"code" maxLength:"50"`
}

type agencyAnswer struct {
	ETag string `header:"ETag"`
	Body AgencyShape
}

func answerOf(tx *db.Tx, code string) (*agencyAnswer, error) {
	a, err := Get(tx, code)
	if err != nil {
		return nil, err
	}
	return &agencyAnswer{ETag: api.Tag(a.Revision), Body: bodyOf(a)}, nil
}

func (o *offered) one(ctx context.Context, tx *db.Tx, in *CodeInput) (*agencyAnswer, error) {
	if err := o.reads(ctx, tx, in.Code); err != nil {
		return nil, err
	}
	return answerOf(tx, in.Code)
}

type lineageInput struct {
	CodeInput
	Depth int `query:"depth" minimum:"0" maximum:"50" default:"0" doc:"Steps either way; 0 is all"`
}

type lineageNode struct {
	Code  string     `json:"code"`
	Name  agencyName `json:"name"`
	From  Day        `json:"from"`
	To    Day        `json:"to,omitempty"`
	Depth int        `json:"depth" doc:"0 is the agency itself, -1 its predecessors, 1 its successors"`
}

type lineageEdge struct {
	Succession string         `json:"succession"`
	How        How            `json:"how" enum:"merge,split,abolish,transfer,rename,reparent"`
	On         Day            `json:"on"`
	Decision   agencyDecision `json:"decision"`
	From       string         `json:"from"`
	To         string         `json:"to,omitempty" doc:"Not there when nobody took over"`
	Share      string         `json:"share,omitempty" doc:"Exact, such as 1/3; not there when nobody told it"`
}

type lineageAnswer struct {
	Body struct {
		Nodes []lineageNode `json:"nodes" nullable:"false"`
		Edges []lineageEdge `json:"edges" nullable:"false"`
	}
}

func (o *offered) lineage(ctx context.Context, tx *db.Tx, in *lineageInput) (*lineageAnswer, error) {
	if err := o.reads(ctx, tx, in.Code); err != nil {
		return nil, err
	}
	if _, err := Get(tx, in.Code); err != nil {
		return nil, err
	}
	p, err := Load(tx)
	if err != nil {
		return nil, err
	}
	graph := p.Lineage(in.Code, in.Depth)
	out := &lineageAnswer{}
	out.Body.Nodes, out.Body.Edges = []lineageNode{}, []lineageEdge{}
	for _, n := range graph.Nodes {
		out.Body.Nodes = append(out.Body.Nodes, lineageNode{n.Code, agencyName(n.Name), n.From, n.To, n.Depth})
	}
	for _, e := range graph.Edges {
		edge := lineageEdge{Succession: e.Succession, How: e.How, On: e.On, Decision: agencyDecision(e.Decision), From: e.From, To: e.To}
		if e.Share != nil {
			edge.Share = e.Share.RatString()
		}
		out.Body.Edges = append(out.Body.Edges, edge)
	}
	return out, nil
}

type treeBranch struct {
	Code  string       `json:"code"`
	Name  agencyName   `json:"name"`
	Kind  Kind         `json:"kind"`
	Under []treeBranch `json:"under,omitempty" nullable:"false"`
}

type treeAnswer struct {
	Body struct {
		On    Day          `json:"on"`
		Under []treeBranch `json:"under" nullable:"false"`
	}
}

func (o *offered) tree(ctx context.Context, tx *db.Tx, in *DayInput) (*treeAnswer, error) {
	if err := o.reads(ctx, tx, ""); err != nil {
		return nil, err
	}
	out := &treeAnswer{}
	out.Body.On = in.day(tx)
	branches, err := Tree(tx, out.Body.On)
	out.Body.Under = branchesOf(branches)
	return out, err
}

func branchesOf(from []*Branch) []treeBranch {
	out := []treeBranch{}
	for _, b := range from {
		out = append(out, treeBranch{b.Code, agencyName(b.Name), b.Kind, branchesOf(b.Under)})
	}
	return out
}

type setGroup struct {
	Code   string `json:"code"`
	Vi     string `json:"vi"`
	En     string `json:"en,omitempty"`
	Parent string `json:"parent,omitempty"`
}

type groupSet struct {
	Code   string     `json:"code"`
	Vi     string     `json:"vi"`
	En     string     `json:"en,omitempty"`
	Groups []setGroup `json:"groups" nullable:"false"`
}

type setsAnswer struct{ Body api.Items[groupSet] }

func (o *offered) sets(ctx context.Context, tx *db.Tx, _ *struct{}) (*setsAnswer, error) {
	if err := o.reads(ctx, tx, ""); err != nil {
		return nil, err
	}
	sets, err := Sets(tx)
	out := &setsAnswer{Body: api.Items[groupSet]{Items: []groupSet{}}}
	for _, s := range sets {
		one := groupSet{s.Code, s.Name.Vi, s.Name.En, []setGroup{}}
		for _, g := range s.Groups {
			one.Groups = append(one.Groups, setGroup{g.Code, g.Name.Vi, g.Name.En, g.Parent})
		}
		out.Body.Items = append(out.Body.Items, one)
	}
	return out, err
}

// byOf is who acts and why.
func byOf(ctx context.Context, reason string) By {
	return By{Actor: access.ActorOf(ctx), Reason: reason}
}

type createInput struct {
	api.Keyed
	Body struct {
		AgencyShape
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type createdAnswer struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     AgencyShape
}

func (o *offered) create(ctx context.Context, tx *db.Tx, in *createInput) (*createdAnswer, error) {
	if err := o.directory.Amend(tx, byOf(ctx, in.Body.Reason), in.Body.agency()); err != nil {
		return nil, err
	}
	answer, err := answerOf(tx, in.Body.Code)
	if err != nil {
		return nil, err
	}
	return &createdAnswer{answer.ETag, api.Prefix + Path(in.Body.Code), answer.Body}, nil
}

type amendInput struct {
	CodeInput
	api.Matched
	Body struct {
		AgencyShape
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (o *offered) amend(ctx context.Context, tx *db.Tx, in *amendInput) (*agencyAnswer, error) {
	old, err := Get(tx, in.Code)
	if err != nil {
		return nil, err
	}
	if err := in.Check(old.Revision); err != nil {
		return nil, err
	}
	changed := in.Body.agency()
	if changed.Code != in.Code {
		return nil, fault.New(fault.Invalid, "agency.api.code", fault.Args{"code": in.Code}).WithPlace(fault.Place{Field: "body.code"}).WithFound(changed.Code)
	}
	changed.Revision, changed.Contacts = old.Revision, old.Contacts
	if err := o.directory.Amend(tx, byOf(ctx, in.Body.Reason), changed); err != nil {
		return nil, err
	}
	return answerOf(tx, in.Code)
}

type orderLink struct {
	From  string `json:"from" maxLength:"50"`
	To    string `json:"to,omitempty" maxLength:"50" doc:"Not told when nobody takes over"`
	Share string `json:"share,omitempty" pattern:"^[0-9]{1,12}(/[0-9]{1,12})?$" doc:"Exact, such as 1/3"`
}

type orderStep struct {
	How    How         `json:"how" enum:"merge,split,abolish,transfer,rename,reparent"`
	Links  []orderLink `json:"links" minItems:"1" maxItems:"500" nullable:"false"`
	Name   *agencyName `json:"name,omitempty" doc:"Of a rename"`
	Parent string      `json:"parent,omitempty" maxLength:"50" doc:"Of a reparent"`
	Note   string      `json:"note,omitempty" maxLength:"2000"`
}

type orderInput struct {
	api.Keyed
	Body struct {
		On       Day              `json:"on" format:"date" doc:"First day of the new state"`
		Decision agencyDecision   `json:"decision"`
		Found    []AgencyShape    `json:"found,omitempty" maxItems:"2000" nullable:"false" doc:"Agencies that offered"`
		Steps    []orderStep      `json:"steps,omitempty" maxItems:"2000" nullable:"false"`
		Seen     map[string]int64 `json:"seen,omitempty" doc:"Revision of each agency that the steps name, as its ETag told it"`
		Reason   string           `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type orderAnswer struct {
	Body struct {
		On       Day    `json:"on"`
		Decision string `json:"decision"`
	}
}

func (o *offered) reorganise(ctx context.Context, tx *db.Tx, in *orderInput) (*orderAnswer, error) {
	b := &in.Body
	order := Order{On: b.On, Decision: Decision(b.Decision), Seen: b.Seen}
	for i := range b.Found {
		order.Found = append(order.Found, b.Found[i].agency())
	}
	var faults fault.List
	for i, s := range b.Steps {
		step := Step{How: s.How, Parent: s.Parent, Note: s.Note}
		if s.Name != nil {
			step.Name = Name(*s.Name)
		}
		for j, l := range s.Links {
			link := Link{From: l.From, To: l.To}
			if l.Share != "" {
				share, ok := new(big.Rat).SetString(l.Share)
				if !ok { // a denominator of 0
					faults.Add(fault.New(fault.Invalid, "agency.api.share", nil).WithFound(l.Share).WithPlace(fault.Place{Field: fmt.Sprintf("body.steps[%d].links[%d].share", i, j)}))
					continue
				}
				link.Share = share
			}
			step.Links = append(step.Links, link)
		}
		order.Steps = append(order.Steps, step)
	}
	if err := faults.Err(); err != nil {
		return nil, err
	}
	if err := o.directory.Reorganise(tx, byOf(ctx, b.Reason), order); err != nil {
		return nil, err
	}
	out := &orderAnswer{}
	out.Body.On, out.Body.Decision = b.On, b.Decision.Number
	return out, nil
}

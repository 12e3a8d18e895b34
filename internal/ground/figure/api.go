package figure

import (
	"context"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

type offered struct {
	gate *access.Gate
	book *Book
}

// Offer adds what programs may read and do with the dictionary. Who is signed in
// reads it, as the directory of agencies.
func Offer(a *api.API, gate *access.Gate, book *Book) {
	o := &offered{gate, book}
	api.Read(a, api.Operation{ID: "listItems", Path: "/items", Tag: "items", Summary: "Data items that hold on a day, by code"}, o.list)
	api.Read(a, api.Operation{ID: "getItem", Path: "/items/{code}", Tag: "items", Summary: "All versions of a data item"}, o.one)
	api.Write(a, api.Operation{ID: "defineItem", Method: "POST", Path: "/items", Tag: "items", Summary: "Define a data item"},
		func(ctx context.Context, tx *db.Tx, _ *defineInput) error {
			return gate.Ask(tx, access.ActorOf(ctx), access.FigureManage, access.Resource{})
		}, o.define)
	api.Write(a, api.Operation{ID: "reviseItem", Method: "PUT", Path: "/items/{code}", Tag: "items", Summary: "Have a data item mean something else from a day on, or nothing any more"},
		func(ctx context.Context, tx *db.Tx, _ *reviseInput) error {
			return gate.Ask(tx, access.ActorOf(ctx), access.FigureManage, access.Resource{})
		}, o.revise)
}

func (o *offered) reads(ctx context.Context, tx *db.Tx) error {
	return o.gate.Ask(tx, access.ActorOf(ctx), access.AgencyRead, access.Resource{})
}

type itemOption struct {
	Code string `json:"code" maxLength:"50"`
	Vi   string `json:"vi" maxLength:"300"`
	En   string `json:"en,omitempty" maxLength:"300"`
}

type itemText struct {
	Vi string `json:"vi" maxLength:"2000"`
	En string `json:"en,omitempty" maxLength:"2000"`
}

// ItemShape is a version of a data item in the open interface; public because huma
// passes over what is not.
type ItemShape struct {
	Code        string       `json:"code" minLength:"1" maxLength:"50"`
	From        string       `json:"from" format:"date" doc:"First day on which it holds"`
	To          string       `json:"to,omitempty" format:"date" doc:"First day on which it does not hold any more"`
	Name        itemText     `json:"name"`
	Definition  itemText     `json:"definition"`
	Unit        itemText     `json:"unit"`
	Kind        Kind         `json:"kind" enum:"count,number,percent,ratio,yesno,choice,level,text"`
	Min         string       `json:"min,omitempty" maxLength:"50" doc:"Exact, such as 1/3"`
	Max         string       `json:"max,omitempty" maxLength:"50"`
	Options     []itemOption `json:"options,omitempty" maxItems:"200" nullable:"false"`
	Numerator   string       `json:"numerator,omitempty" maxLength:"50"`
	Denominator string       `json:"denominator,omitempty" maxLength:"50"`
	Per         int64        `json:"per,omitempty" minimum:"0"`
	Owner       itemText     `json:"owner"`
	Source      itemText     `json:"source"`
	Basis       string       `json:"basis,omitempty" maxLength:"300"`
}

type itemVersion struct {
	ItemShape
	Version int `json:"version"`
}

func versionOf(it Item) itemVersion {
	v := itemVersion{Version: it.Version, ItemShape: ItemShape{Code: it.Code, From: it.From.ISO(), To: it.To.ISO(), Name: itemText(it.Name), Definition: itemText(it.Definition),
		Unit: itemText(it.Unit), Kind: it.Kind, Numerator: it.Numerator, Denominator: it.Denominator, Per: it.Per,
		Owner: itemText(it.Owner), Source: itemText(it.Source), Basis: it.Basis}}
	if it.Min != nil {
		v.Min = it.Min.String()
	}
	if it.Max != nil {
		v.Max = it.Max.String()
	}
	for _, o := range it.Options {
		v.Options = append(v.Options, itemOption{o.Code, o.Name.Vi, o.Name.En})
	}
	return v
}

// item reads what was sent; faults are told all at once, each with its field.
func (b *ItemShape) item() (Item, error) {
	it := Item{Code: b.Code, Name: Text(b.Name), Definition: Text(b.Definition), Unit: Text(b.Unit), Kind: b.Kind, Numerator: b.Numerator,
		Denominator: b.Denominator, Per: b.Per, Owner: Text(b.Owner), Source: Text(b.Source), Basis: b.Basis}
	var faults fault.List
	day := func(field, value string) (d text.Date) {
		if value == "" {
			return d
		}
		d, err := text.ParseISODate(value)
		if err != nil {
			faults.Add(fault.At(err, fault.Place{Field: field}))
		}
		return d
	}
	number := func(field, value string) *Num {
		if value == "" {
			return nil
		}
		n, err := ParseNum(value)
		if err != nil {
			faults.Add(fault.At(err, fault.Place{Field: field}))
		}
		return &n
	}
	it.From, it.To = day("body.from", b.From), day("body.to", b.To)
	it.Min, it.Max = number("body.min", b.Min), number("body.max", b.Max)
	for _, o := range b.Options {
		it.Options = append(it.Options, Option{Code: o.Code, Name: Text{Vi: o.Vi, En: o.En}})
	}
	return it, faults.Err()
}

type itemsInput struct {
	api.Paged
	On    string `query:"on" format:"date" doc:"Today when it is not told"`
	Words string `query:"words" maxLength:"200"`
}

func placeOf(v *itemVersion) any { return v.Code }

func (o *offered) list(ctx context.Context, tx *db.Tx, in *itemsInput) (*api.Page[itemVersion], error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	last := ""
	if _, err := in.After(&last); err != nil {
		return nil, err
	}
	day := calendar.DayAt(tx.Now()).Date()
	if in.On != "" {
		var err error
		if day, err = text.ParseISODate(in.On); err != nil {
			return nil, err
		}
	}
	d, err := o.book.Dictionary(tx)
	if err != nil {
		return nil, err
	}
	found := map[string]bool{}
	for _, it := range d.Search(in.Words, day) {
		found[it.Code] = true
	}
	var items []itemVersion
	for _, it := range d.Valid(day) {
		if found[it.Code] && it.Code > last {
			items = append(items, versionOf(it))
		}
	}
	return api.PageOf(ctx, in.Paged, items, placeOf)
}

// ItemInput names a data item in an address; public because huma passes over what is
// not.
type ItemInput struct {
	Code string `path:"code" maxLength:"50"`
}

type itemAnswer struct {
	ETag string `header:"ETag"`
	Body api.Items[itemVersion]
}

func (o *offered) one(ctx context.Context, tx *db.Tx, in *ItemInput) (*itemAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	d, err := o.book.Dictionary(tx)
	if err != nil {
		return nil, err
	}
	return answerOf(d, in.Code)
}

func answerOf(d *Dictionary, code string) (*itemAnswer, error) {
	history := d.History(code)
	if len(history) == 0 {
		return nil, fault.New(fault.Missing, "figure.api.missing", nil).WithFound(code)
	}
	out := &itemAnswer{ETag: api.Tag(revisionOf(history))}
	for _, it := range history {
		out.Body.Items = append(out.Body.Items, versionOf(it))
	}
	return out, nil
}

// revisionOf numbers the states of an item: versions are only added, and each ends
// only once.
func revisionOf(history []Item) (n int64) {
	for i := range history {
		if n++; !history[i].To.Blank() {
			n++
		}
	}
	return n
}

type reviseInput struct {
	ItemInput
	api.Matched
	Body struct {
		ItemShape
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

// revise brings an item to where it has the version that was sent, as an import
// does: a later first day revises it, a last day alone ends it.
func (o *offered) revise(ctx context.Context, tx *db.Tx, in *reviseInput) (*itemAnswer, error) {
	d, err := o.book.Dictionary(tx)
	if err != nil {
		return nil, err
	}
	before, err := answerOf(d, in.Code)
	if err != nil {
		return nil, err
	}
	if err := in.Check(revisionOf(d.History(in.Code))); err != nil {
		return nil, err
	}
	it, err := in.Body.item()
	if err != nil {
		return nil, err
	}
	if it.Code != in.Code {
		return nil, fault.New(fault.Invalid, "figure.api.code", fault.Args{"code": in.Code}).WithPlace(fault.Place{Field: "body.code"}).WithFound(it.Code)
	}
	changes, err := o.book.Import(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, []Item{it})
	if err != nil || len(changes) == 0 {
		return before, err
	}
	if d, err = o.book.Dictionary(tx); err != nil {
		return nil, err
	}
	return answerOf(d, in.Code)
}

type defineInput struct {
	api.Keyed
	Body struct {
		ItemShape
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

type definedAnswer struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     itemVersion
}

func (o *offered) define(ctx context.Context, tx *db.Tx, in *defineInput) (*definedAnswer, error) {
	it, err := in.Body.item()
	if err != nil {
		return nil, err
	}
	if it, err = o.book.Define(tx, By{Actor: access.ActorOf(ctx), Reason: in.Body.Reason}, it); err != nil {
		return nil, err
	}
	d, err := o.book.Dictionary(tx)
	if err != nil {
		return nil, err
	}
	return &definedAnswer{api.Tag(revisionOf(d.History(it.Code))), api.Prefix + "/items/" + it.Code, versionOf(it)}, nil
}

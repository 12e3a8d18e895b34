package calendar

import (
	"context"
	"fmt"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

type open struct {
	gate *access.Gate
	book *Book
}

// Offer adds what programs may read and do. Who is signed in reads the calendar,
// as the directory.
func Offer(a *api.API, gate *access.Gate, book *Book) {
	o := &open{gate, book}
	api.Read(a, api.Operation{ID: "getCalendarYear", Path: "/calendar/{year}", Tag: "calendar", Summary: "Days of a year that are not what their weekday makes them"}, o.year)
	api.Read(a, api.Operation{ID: "countWorkingDays", Path: "/working-days", Tag: "calendar", Summary: "Working days after one day up to and with another"}, o.count)
	api.Read(a, api.Operation{ID: "getDeadline", Path: "/deadline", Tag: "calendar", Summary: "The last day of a term"}, o.deadline)
	api.Write(a, api.Operation{ID: "setCalendarDay", Method: "PUT", Path: "/calendar/{year}/{day}", Tag: "calendar", Summary: "Make a day special, or replace what it was"},
		func(ctx context.Context, tx *db.Tx, _ *dayInput) error {
			return gate.Ask(tx, access.ActorOf(ctx), access.CalendarManage, access.Resource{})
		}, o.setDay)
}

func (o *open) reads(ctx context.Context, tx *db.Tx) error {
	return o.gate.Ask(tx, access.ActorOf(ctx), access.AgencyRead, access.Resource{})
}

// YearInput names a year in an address; public because huma passes over what is
// not.
type YearInput struct {
	Year int `path:"year" minimum:"1900" maximum:"2199"`
}

type specialDay struct {
	Day     string `json:"day" format:"date"`
	Kind    Kind   `json:"kind" enum:"holiday,in_lieu,swapped,make_up,open"`
	Vi      string `json:"vi"`
	En      string `json:"en,omitempty"`
	Basis   string `json:"basis,omitempty"`
	Assumed bool   `json:"assumed,omitempty" doc:"Somebody decides it every year and nobody has yet"`
}

type yearAnswer struct {
	ETag string `header:"ETag"`
	Body struct {
		Year      int          `json:"year"`
		Origin    Origin       `json:"origin" enum:"weekends,computed,shipped,stored"`
		Confirmed bool         `json:"confirmed" doc:"All decisions of the year are in"`
		Basis     string       `json:"basis,omitempty"`
		Days      []specialDay `json:"days" nullable:"false"`
	}
}

func yearOf(t *Table) *yearAnswer {
	out := &yearAnswer{ETag: api.Tag(t.Version)}
	b := &out.Body
	b.Year, b.Origin, b.Confirmed, b.Basis, b.Days = t.Year, t.Origin, t.Confirmed, t.Basis, []specialDay{}
	for _, s := range t.Days {
		b.Days = append(b.Days, specialDay{s.Day.String(), s.Kind, s.Name.Vi, s.Name.En, s.Basis, s.Assumed})
	}
	return out
}

func tableOf(tx *db.Tx, year int) (*Table, error) {
	c, err := Load(tx)
	if err != nil {
		return nil, err
	}
	return c.Table(year), nil
}

func (o *open) year(ctx context.Context, tx *db.Tx, in *YearInput) (*yearAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	t, err := tableOf(tx, in.Year)
	if err != nil {
		return nil, err
	}
	return yearOf(t), nil
}

// dayAt reads a day that the schema has found to be a date.
func dayAt(field, value string) (Day, error) {
	var d Day
	if err := d.UnmarshalText([]byte(value)); err != nil {
		return 0, fault.At(err, fault.Place{Field: field})
	}
	return d, nil
}

type countInput struct {
	From  string `query:"from" required:"true" format:"date" doc:"Does not count itself"`
	Until string `query:"until" required:"true" format:"date"`
}

type countAnswer struct {
	Body struct {
		From        string `json:"from" format:"date"`
		Until       string `json:"until" format:"date"`
		WorkingDays int    `json:"working_days" doc:"Negative when until lies before from"`
	}
}

func (o *open) count(ctx context.Context, tx *db.Tx, in *countInput) (*countAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	from, err := dayAt("query.from", in.From)
	if err != nil {
		return nil, err
	}
	until, err := dayAt("query.until", in.Until)
	if err != nil {
		return nil, err
	}
	c, err := Load(tx)
	if err != nil {
		return nil, err
	}
	out := &countAnswer{}
	out.Body.From, out.Body.Until, out.Body.WorkingDays = in.From, in.Until, c.CountWorking(from, until)
	return out, nil
}

type deadlineInput struct {
	Start string `query:"start" required:"true" format:"date" doc:"Day on which the term begins; it does not count itself"`
	Count int    `query:"count" required:"true" minimum:"-14610" maximum:"14610" doc:"Negative: ahead of start"`
	Unit  string `query:"unit" enum:"working,calendar" default:"working"`
}

type deadlineAnswer struct {
	Body struct {
		Day      string   `json:"day" format:"date"`
		Moved    bool     `json:"moved" doc:"The last day was a day of rest (Bộ luật Dân sự 2015, art. 148.5)"`
		Warnings []string `json:"warnings" nullable:"false" doc:"Keys of what may still change the day"`
	}
}

func (o *open) deadline(ctx context.Context, tx *db.Tx, in *deadlineInput) (*deadlineAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	start, err := dayAt("query.start", in.Start)
	if err != nil {
		return nil, err
	}
	c, err := Load(tx)
	if err != nil {
		return nil, err
	}
	d, err := c.Due(start, in.Count, Unit(in.Unit))
	if err != nil {
		return nil, err
	}
	out := &deadlineAnswer{}
	out.Body.Day, out.Body.Moved, out.Body.Warnings = d.Day.String(), d.Moved, []string{}
	for _, w := range d.Warnings {
		out.Body.Warnings = append(out.Body.Warnings, w.Key)
	}
	return out, nil
}

type dayInput struct {
	YearInput
	api.Matched
	Day  string `path:"day" format:"date"`
	Body struct {
		Kind   Kind   `json:"kind" enum:"holiday,in_lieu,swapped,make_up,open"`
		Vi     string `json:"vi" minLength:"1" maxLength:"200"`
		En     string `json:"en,omitempty" maxLength:"200"`
		Basis  string `json:"basis" maxLength:"300" doc:"The law or notice"`
		Reason string `json:"reason" minLength:"1" maxLength:"2000"`
	}
}

func (o *open) setDay(ctx context.Context, tx *db.Tx, in *dayInput) (*yearAnswer, error) {
	day, err := dayAt("path.day", in.Day)
	if err != nil {
		return nil, err
	}
	if !strings.HasPrefix(in.Day, fmt.Sprint(in.Year)) {
		return nil, fault.New(fault.Missing, "calendar.api.year", fault.Args{"year": fmt.Sprint(in.Year)}).WithFound(in.Day)
	}
	t, err := tableOf(tx, in.Year)
	if err != nil {
		return nil, err
	}
	if err := in.Check(t.Version); err != nil {
		return nil, err
	}
	b := in.Body
	t, err = o.book.SetDay(tx, By{Actor: access.ActorOf(ctx), Reason: b.Reason}, t.Version, Special{Day: day, Kind: b.Kind, Name: Name{Vi: b.Vi, En: b.En}, Basis: b.Basis})
	if err != nil {
		return nil, err
	}
	return yearOf(t), nil
}

package web

import (
	"context"
	"io"
	"slices"
	"strconv"

	"github.com/a-h/templ"
)

// Field is one question of a form: label above, hint under it, fault beside the
// input, which is named by both for those who listen.
type Field struct {
	Kind  Input
	Name  string // of the value sent; unique in the form
	Label string
	Hint  string
	Fault string // what is wrong with what was typed, "" when nothing is
	Value string // as typed; never written back for passwords and files

	Required     bool
	Autocomplete string   // token of HTML ("username", "current-password"); "" means off
	Options      []Option // of Choice and Radios
	Unit         string   // behind a number
	Ghost        string   // last year's or the measured value, under the input
	Rows         int      // of Lines; 4 when 0
	Max          int      // length in characters, 0 for no limit
	Accept       string   // of File: ".xlsx,.csv"
	Many         bool     // File: several at once
	Pattern      string   // of the browser's own check
	// List is the ID of the Suggestions on the page that a Line offers.
	List string
	// Code turns off spelling and capitals: account names, one-time codes.
	Code  bool
	short bool // in a filter: nothing said about optional
	form  string
}

// Input is the kind of a field.
type Input uint8

const (
	Line     Input = iota
	Lines          // several lines of text
	Number         // typed as text, right-aligned: 1.234,5 is not a browser's number
	Date           // dd/mm/yyyy typed as text, as it is read everywhere else
	Mail           // an e-mail address
	Password       // never shown
	Digits         // a one-time code: digits on a telephone's keyboard
	Choice         // one of many, in a list
	Radios         // one of few, all seen
	Check          // yes or no
	File           // from the person's machine
	Hidden         // carried along
)

// Option is one answer of Choice and Radios.
type Option struct {
	Value, Text string
}

// Suggestions are what fields with their ID as List offer while somebody types;
// they stand once on a page. Value is what is filled in, Text what is said
// beside it.
type Suggestions struct {
	ID      string
	Options []Option
}

// Form is fields with their buttons.
type Form struct {
	Action string
	// Key tells the forms of one page apart where their fields have the same
	// names; "" for the only one.
	Key string
	// Get sends the fields in the address, for what changes nothing.
	Get    bool
	Fields []Field
	Submit string // words of the one primary button
	Cancel *Link
	// Faults are those that belong to no field; together with the fields'
	// own they are listed at the top, each leading to its place.
	Faults []string
	// Extra are further attributes, of htmx for example.
	Extra templ.Attributes
}

// Button is something that can be done.
type Button struct {
	Text    string
	Href    string // a link; else it sends its form
	Primary bool   // at most one a page
	Danger  bool
	Name    string // with Value, tells a form's buttons apart
	Value   string
	Extra   templ.Attributes
}

// Confirm is an act that needs a reason, folded away until it is wanted:
// nobody is asked whether they are sure.
type Confirm struct {
	Summary string // what unfolds it: "Thu hồi …"
	Explain string // what then happens, and what cannot be undone
	Action  string // address that a form posts to; the reason is sent as "reason"
	Submit  string
	Fault   string // of the reason as it was sent
	Reason  string // as it was sent
	Hidden  []Field
}

// Filter narrows a list down: fields in a row, sent in the address.
type Filter struct {
	Action string
	Fields []Field
	// Active are the filters in force; each address is the list without it.
	Active []Link
	Clear  string // address without any
}

// Render writes the part.
func (f Field) Render(ctx context.Context, w io.Writer) error { return field(f).Render(ctx, w) }

// Render writes the part.
func (s Suggestions) Render(ctx context.Context, w io.Writer) error {
	return suggestions(s).Render(ctx, w)
}

// Render writes the part.
func (f Form) Render(ctx context.Context, w io.Writer) error { return form(f).Render(ctx, w) }

// Render writes the part.
func (b Button) Render(ctx context.Context, w io.Writer) error { return button(b).Render(ctx, w) }

// Render writes the part.
func (c Confirm) Render(ctx context.Context, w io.Writer) error { return confirm(c).Render(ctx, w) }

// Render writes the part.
func (f Filter) Render(ctx context.Context, w io.Writer) error { return filter(f).Render(ctx, w) }

// Around is the form with what stands between the braces, after its fields:
// @form.Around() { … }
func (f Form) Around() templ.Component { return form(f) }

func (f Field) id() string {
	if f.form != "" {
		return "f-" + f.form + "-" + f.Name
	}
	return "f-" + f.Name
}

// asked are the fields as they stand in this form.
func (f Form) asked() []Field {
	all := slices.Clone(f.Fields)
	for i := range all {
		all[i].form = f.Key
	}
	return all
}

func (f Field) rows() string {
	if f.Rows > 0 {
		return strconv.Itoa(f.Rows)
	}
	return "4"
}

func (f Field) inputType() string {
	switch f.Kind {
	case Mail:
		return "email"
	case Password:
		return "password"
	case File:
		return "file"
	case Hidden:
		return "hidden"
	}
	return "text"
}

// attributes are what all inputs of the field share.
func (f Field) attributes() templ.Attributes {
	a := templ.Attributes{"name": f.Name}
	if f.Kind != Radios {
		a["id"] = f.id()
	}
	described := ""
	if f.Hint != "" {
		described += f.id() + "-hint "
	}
	if f.Ghost != "" {
		described += f.id() + "-ghost "
	}
	if f.Fault != "" {
		described += f.id() + "-fault "
		a["aria-invalid"] = "true"
	}
	if described != "" {
		a["aria-describedby"] = described[:len(described)-1]
	}
	if f.Required {
		a["required"] = true
	}
	if f.List != "" {
		a["list"] = f.List
	}
	switch f.Kind {
	case Check, Radios, File, Choice:
	default:
		a["autocomplete"] = "off"
		if f.Max > 0 {
			a["maxlength"] = strconv.Itoa(f.Max)
		}
	}
	if f.Autocomplete != "" {
		a["autocomplete"] = f.Autocomplete
	}
	switch f.Kind {
	case Number:
		a["inputmode"] = "decimal"
	case Digits:
		a["inputmode"] = "numeric"
	case Date:
		a["placeholder"] = "dd/mm/yyyy"
		a["maxlength"] = "10"
	case File:
		if f.Accept != "" {
			a["accept"] = f.Accept
		}
		if f.Many {
			a["multiple"] = true
		}
	}
	if f.Pattern != "" {
		a["pattern"] = f.Pattern
	}
	if f.Code || f.Kind == Digits || f.Kind == Password {
		a["spellcheck"], a["autocapitalize"], a["autocorrect"] = "false", "none", "off"
	}
	return a
}

// value is what is written back.
func (f Field) value() string {
	if f.Kind == Password || f.Kind == File {
		return ""
	}
	return f.Value
}

func (f Form) method() string {
	if f.Get {
		return "get"
	}
	return "post"
}

// files reports whether the form must be sent in parts.
func (f Form) files() bool {
	for _, field := range f.Fields {
		if field.Kind == File {
			return true
		}
	}
	return false
}

func (f Form) wrong() bool {
	if len(f.Faults) > 0 {
		return true
	}
	for _, field := range f.Fields {
		if field.Fault != "" {
			return true
		}
	}
	return false
}

// submit says what the button does: a form in which words are typed searches,
// one in which is only chosen narrows down.
func (f Filter) submit(ctx context.Context) string {
	if slices.ContainsFunc(f.Fields, func(one Field) bool { return one.Kind == Line }) {
		return Say(ctx, "web.filter.search")
	}
	return Say(ctx, "web.filter.apply")
}

func (f Field) asFilter() Field {
	f.short, f.Required = true, false
	return f
}

func (b Button) kind() string {
	switch {
	case b.Primary:
		return "btn btn-primary"
	case b.Danger:
		return "btn btn-danger"
	}
	return "btn"
}

func (b Button) attributes() templ.Attributes {
	a := templ.Attributes{}
	if b.Name != "" {
		a["name"], a["value"] = b.Name, b.Value
	}
	for k, v := range b.Extra {
		a[k] = v
	}
	return a
}

func (c Confirm) reason() Field {
	return Field{Kind: Lines, Name: "reason", Rows: 3, Required: true, Value: c.Reason, Fault: c.Fault, Max: 2000}
}

package text

import (
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Telling is a fault in words, part by part, for whoever lays them out.
// Every part but Sentence may be empty.
type Telling struct {
	Place    string // "a1.xlsx, trang tính Bảng 1, ô B7 (Điểm)"
	Sentence string // what is wrong
	Found    string // as it stands in the input
	Expected string
	Hint     string // what to do
	Choices  []Reading
	Warning  bool
}

// Reading is one answer to a question.
type Reading struct {
	Option string // "decimal"
	Value  string // "comma"
	Text   string // what the input says then
}

// Tell puts a fault into words.
func (c *Catalogue) Tell(lang Lang, f *fault.Fault) Telling {
	t := Telling{Place: c.Place(lang, f.At), Found: f.Found, Warning: f.Warning}
	key := f.Key
	if key == "" {
		key = "fault.unknown"
	}
	t.Sentence = c.Text(lang, key, f.Args)
	if f.Expected != "" {
		t.Expected = c.Text(lang, f.Expected, f.Args)
	}
	if f.Hint != "" {
		t.Hint = c.Text(lang, f.Hint, f.Args)
	}
	if f.Ask != nil {
		for _, choice := range f.Ask.Choices {
			t.Choices = append(t.Choices, Reading{f.Ask.Option, choice.Value, c.Text(lang, choice.Key, choice.Args)})
		}
	}
	return t
}

// Place puts a place into words; "" when nothing is known. Numbers of rows and
// lines have no thousands signs, as programs show them.
func (c *Catalogue) Place(lang Lang, p fault.Place) string {
	var parts []string
	add := func(key, name, value string) {
		parts = append(parts, c.Text(lang, key, fault.Args{name: value}))
	}
	if p.File != "" {
		parts = append(parts, p.File)
	}
	if p.Sheet != "" {
		add("text.place.sheet", "sheet", p.Sheet)
	}
	switch {
	case p.Cell() != "":
		add("text.place.cell", "cell", p.Cell())
	case p.Row > 0:
		add("text.place.row", "row", strconv.Itoa(p.Row))
	case p.Line > 0:
		add("text.place.line", "line", strconv.Itoa(p.Line))
		fallthrough
	default:
		if p.Col > 0 {
			add("text.place.column", "column", strconv.Itoa(p.Col))
		}
	}
	s := strings.Join(parts, ", ")
	switch {
	case p.Field == "":
		return s
	case s == "":
		return p.Field
	}
	return s + " (" + p.Field + ")"
}

// Fault returns a fault as one paragraph: place, what is wrong, what was found
// and expected, what to do; the answers to a question one a line below it.
func (c *Catalogue) Fault(lang Lang, f *fault.Fault) string {
	t := c.Tell(lang, f)
	var b strings.Builder
	if t.Place != "" {
		b.WriteString(t.Place + ": ")
	}
	if t.Warning {
		b.WriteString(c.Text(lang, "text.fault.warning", nil) + " ")
	}
	b.WriteString(t.Sentence)
	for _, more := range []struct{ key, value string }{
		{"text.fault.found", t.Found}, {"text.fault.expected", t.Expected}, {"", t.Hint},
	} {
		switch {
		case more.value == "":
		case more.key == "":
			b.WriteString(" " + more.value)
		default:
			b.WriteString(" " + c.Text(lang, more.key, fault.Args{"value": more.value}))
		}
	}
	for _, r := range t.Choices {
		b.WriteString("\n    --" + r.Option + " " + r.Value + ": " + r.Text)
	}
	return b.String()
}

// List returns what an error says to a person, a paragraph each fault: a
// fault, the members of a list; anything else is our own defect and named as
// such. nil gives nothing.
func (c *Catalogue) List(lang Lang, err error) []string {
	if err == nil {
		return nil
	}
	var list fault.List
	list.Add(err)
	told := make([]string, len(list))
	for i, f := range list {
		told[i] = c.Fault(lang, f)
	}
	return told
}

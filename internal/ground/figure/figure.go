package figure

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Way is how a figure came about. A measured figure stands beside a declared one
// and never replaces it.
type Way string

const (
	Declared Way = "declared" // the agency or a register says so
	Measured Way = "measured" // a probe or connector saw it
)

var ways = []Way{Declared, Measured}

// Coverage says how much of what there is was looked at: Seen of All, such as 18
// of 20 servers. The zero value is not stated, as in a declared figure.
type Coverage struct {
	Seen int64 `json:"seen"`
	All  int64 `json:"all"`
}

// Stated tells whether there is a coverage.
func (c Coverage) Stated() bool { return c != Coverage{} }

// Share gives Seen/All; false when it is not stated.
func (c Coverage) Share() (Num, bool) { return Frac(c.Seen, c.All) }

// String gives "18/20", "" when not stated. It is not reduced.
func (c Coverage) String() string {
	if !c.Stated() {
		return ""
	}
	return strconv.FormatInt(c.Seen, 10) + "/" + strconv.FormatInt(c.All, 10)
}

// ParseCoverage reads what String writes.
func ParseCoverage(s string) (Coverage, error) {
	if s == "" {
		return Coverage{}, nil
	}
	top, bottom, _ := strings.Cut(s, "/")
	seen, err := strconv.ParseInt(top, 10, 64)
	all, err2 := strconv.ParseInt(bottom, 10, 64)
	c := Coverage{seen, all}
	if errors.Join(err, err2) != nil || c.String() != s {
		return Coverage{}, fault.New(fault.Invalid, "figure.coverage.form", nil).WithFound(text.Clip(s, 40))
	}
	return c, nil
}

// Figure is what the wings exchange: one item of one agency on one day.
type Figure struct {
	Agency   string // opaque id
	Item     string // code of the dictionary
	Date     text.Date
	Value    Value
	Way      Way
	Source   string // where it was taken from: a register, a report with its number, a probe
	Coverage Coverage
}

// Equal tells whether two figures say the same.
func (f Figure) Equal(g Figure) bool {
	return f.Agency == g.Agency && f.Item == g.Item && f.Date == g.Date && f.Value.Equal(g.Value) &&
		f.Way == g.Way && f.Source == g.Source && f.Coverage == g.Coverage
}

// Check holds a figure against its item, which is the version of the dictionary
// on the figure's day. All faults are told, each with the field.
func (f Figure) Check(it *Item) error {
	var faults fault.List
	bad := func(field, key string, args fault.Args) {
		faults.Add(fault.New(fault.Invalid, key, args).WithPlace(fault.Place{Field: field}))
	}
	if strings.TrimSpace(f.Agency) == "" {
		bad("agency", "figure.figure.agency", nil)
	}
	if f.Item != it.Code {
		bad("item", "figure.figure.item", fault.Args{"item": f.Item, "expected": it.Code})
	}
	switch {
	case !realDay(f.Date):
		bad("date", "figure.figure.date", nil)
	case !it.ValidOn(f.Date):
		bad("date", "figure.figure.validity", fault.Args{"item": it.Code, "date": text.FormatDate(f.Date)})
	}
	if !slices.Contains(ways, f.Way) {
		bad("way", "figure.figure.way", nil)
	}
	if strings.TrimSpace(f.Source) == "" && f.Value.Known() {
		bad("source", "figure.figure.source", nil)
	}
	for field, s := range map[string]string{"agency": f.Agency, "source": f.Source} {
		if strings.ContainsFunc(s, forbidden) || !text.IsNFC(s) || len(s) > maxWords {
			bad(field, "figure.text.signs", nil)
		}
	}
	c := f.Coverage
	switch {
	case c.Seen < 0 || c.All < 0 || c.Seen > c.All:
		bad("coverage", "figure.coverage.range", fault.Args{"seen": c.Seen, "all": c.All})
	case f.Way == Measured && c.All == 0 && f.Value.Known():
		bad("coverage", "figure.coverage.none", nil)
	case c.Stated() && c.Seen == 0 && f.Value.Known():
		bad("coverage", "figure.coverage.unseen", fault.Args{"all": c.All})
	}
	faults.Add(fault.At(it.CheckValue(f.Value), fault.Place{Field: "value"}))
	return faults.Err()
}

type figureJSON struct {
	Agency   string    `json:"agency"`
	Item     string    `json:"item"`
	Date     string    `json:"date"` // yyyy-mm-dd
	Value    Value     `json:"value"`
	Way      Way       `json:"way"`
	Source   string    `json:"source,omitempty"`
	Coverage *Coverage `json:"coverage,omitempty"`
}

// MarshalJSON writes the figure with its date as yyyy-mm-dd.
func (f Figure) MarshalJSON() ([]byte, error) {
	j := figureJSON{f.Agency, f.Item, f.Date.ISO(), f.Value, f.Way, f.Source, nil}
	if f.Coverage.Stated() {
		j.Coverage = &f.Coverage
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON writes; a field that is not known is
// refused.
func (f *Figure) UnmarshalJSON(b []byte) error {
	var j figureJSON
	if err := readStrictly(b, &j); err != nil {
		return err
	}
	g, err := ReadRow([]string{j.Agency, j.Item, j.Date, j.Value.String(), string(j.Way), j.Source, ""})
	if err != nil {
		return err
	}
	if j.Coverage != nil {
		g.Coverage = *j.Coverage
	}
	*f = g
	return nil
}

// Columns are the headings of a figure as a plain row.
var Columns = []string{"agency", "item", "date", "value", "way", "source", "coverage"}

// Row gives the figure as plain text under Columns, exactly.
func (f Figure) Row() []string {
	return []string{f.Agency, f.Item, f.Date.ISO(), f.Value.String(), string(f.Way), f.Source, f.Coverage.String()}
}

// ReadRow reads what Row gives. Faults name the column as their field; whether
// the figure fits its item is told by Check.
func ReadRow(row []string) (Figure, error) {
	var faults fault.List
	if len(row) != len(Columns) {
		return Figure{}, fault.New(fault.Invalid, "figure.row.columns", fault.Args{"columns": len(Columns), "found": len(row)})
	}
	at := func(column int, err error) { faults.Add(fault.At(err, fault.Place{Field: Columns[column]})) }
	f := Figure{Agency: text.NFC(row[0]), Item: row[1], Way: Way(row[4]), Source: text.NFC(row[5])}
	var err error
	f.Date, err = readDay(row[2])
	at(2, err)
	f.Value, err = ParseValue(row[3])
	at(3, err)
	if f.Way != "" && !slices.Contains(ways, f.Way) {
		at(4, fault.New(fault.Invalid, "figure.figure.way", nil).WithFound(text.Clip(row[4], 40)))
	}
	f.Coverage, err = ParseCoverage(row[6])
	at(6, err)
	if err := faults.Err(); err != nil {
		return Figure{}, err
	}
	return f, nil
}

// readStrictly decodes one JSON value without unknown fields and without
// anything behind it.
func readStrictly(b []byte, into any) error {
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	err := d.Decode(into)
	if err == nil {
		if _, more := d.Token(); more != io.EOF {
			err = errors.New("more than one JSON value")
		}
	}
	var own *fault.Fault
	if err == nil || errors.As(err, &own) {
		return err
	}
	return fault.Wrap(fault.Invalid, err, "figure.json.form", nil).WithFound(text.Clip(string(b), 80))
}

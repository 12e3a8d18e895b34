package criteria

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// mostRows is how many lines of one kind a form may send: a table of steps or a
// list of references of real frameworks has a dozen.
const mostRows = 200

// sent is a form as it was typed, with what is wrong by field. Fields of a line
// are named list.N.field, N from 0; lines that are blank are none.
type sent struct {
	url.Values
	lang   text.Lang
	faults map[string]*fault.Fault
	other  []*fault.Fault // of no field
}

func newSent(v url.Values, lang text.Lang) *sent {
	return &sent{Values: v, lang: lang, faults: map[string]*fault.Fault{}}
}

func (s *sent) get(name string) string { return tidyText(s.Get(name)) }

func (s *sent) yes(name string) bool { return s.Get(name) != "" }

func (s *sent) wrong() bool { return len(s.faults) > 0 || len(s.other) > 0 }

// bad notes a fault at a field; the first one of a field stays.
func (s *sent) bad(name, key string) {
	if s.faults[name] == nil {
		s.faults[name] = fault.New(fault.Invalid, key, nil)
	}
}

// refuse notes what an edit has refused.
func (s *sent) refuse(err error) {
	for _, one := range faultsOf(err) {
		if !one.Warning {
			s.other = append(s.other, one)
		}
	}
}

// words reads a text in both languages.
func (s *sent) words(name string) scoring.Text {
	return scoring.Text{Vi: s.get(name), En: s.get(name + "En")}
}

func (s *sent) putWords(name string, t scoring.Text) {
	s.put(name, t.Vi)
	s.put(name+"En", t.En)
}

// put fills a field; what is blank is not there.
func (s *sent) put(name, value string) {
	if value != "" {
		s.Set(name, value)
	}
}

func (s *sent) putYes(name string, yes bool) {
	if yes {
		s.Set(name, "yes")
	}
}

func (s *sent) putNum(name string, n *scoring.Num) {
	if n != nil {
		s.Set(name, plain(*n, s.lang))
	}
}

// num reads an exact number as people write it: "4,5", "1.234", "1/3"; nil when
// nothing was typed or it was noted as wrong.
func (s *sent) num(name string) *scoring.Num {
	typed := s.get(name)
	if typed == "" {
		return nil
	}
	n, ok := readNum(typed, s.lang)
	if !ok {
		s.bad(name, "criteria.sent.number")
		return nil
	}
	return &n
}

// must reads a number that has to be there.
func (s *sent) must(name string) scoring.Num {
	if s.get(name) == "" {
		s.bad(name, "criteria.sent.numberNone")
	}
	if n := s.num(name); n != nil {
		return *n
	}
	return scoring.Num{}
}

// readNum reads a number or fraction with the decimal sign of a language.
func readNum(typed string, lang text.Lang) (scoring.Num, bool) {
	above, below, fraction := strings.Cut(typed, "/")
	n, ok := readDecimal(strings.TrimSpace(above), lang)
	if !fraction || !ok {
		return n, ok
	}
	d, ok := readDecimal(strings.TrimSpace(below), lang)
	if !ok {
		return n, false
	}
	return n.Quo(d)
}

func readDecimal(typed string, lang text.Lang) (scoring.Num, bool) {
	n, err := text.ParseNumber(typed, lang.Decimal())
	if err == nil && n.Unit == text.NoUnit {
		x, err := scoring.ParseNum(n.Text)
		return x, err == nil
	}
	// Numbers longer than people write are tried in the machine's form.
	machine := typed
	if lang.Decimal() == text.CommaDecimal {
		machine = strings.Replace(typed, ",", ".", 1)
	}
	if len(machine) < 16 {
		return scoring.Num{}, false
	}
	x, err := scoring.ParseNum(machine)
	return x, err == nil
}

// day reads a date as it is kept, ISO 8601.
func (s *sent) day(name string) string {
	typed := s.get(name)
	if typed == "" {
		return ""
	}
	d, err := text.ParseDate(typed)
	if err != nil {
		s.bad(name, "criteria.sent.day")
		return typed
	}
	return d.ISO()
}

func (s *sent) putDay(name, iso string) {
	if d, err := text.ParseISODate(iso); err == nil {
		iso = text.FormatDate(d)
	}
	s.put(name, iso)
}

// lines gives the numbers of the lines of a list in which something was typed,
// in order. Fields named in but are not taken as typed: a choice always has a
// value.
func (s *sent) lines(list string, but ...string) []int {
	var all []int
	for name, values := range s.Values {
		rest, ok := strings.CutPrefix(name, list+".")
		if !ok || strings.TrimSpace(strings.Join(values, "")) == "" {
			continue
		}
		digits, _, _ := strings.Cut(rest, ".")
		n, err := strconv.Atoi(digits)
		if err != nil || n < 0 || n >= mostRows || slices.Contains(but, rest[strings.LastIndexByte(rest, '.')+1:]) || slices.Contains(all, n) {
			continue
		}
		all = append(all, n)
	}
	slices.Sort(all)
	return all
}

// lineOf names a field of a line of a list.
func lineOf(list string, n int, field string) string {
	return list + "." + strconv.Itoa(n) + "." + field
}

// tooMany notes a list with more lines than are read: nothing is left out
// silently.
func (s *sent) tooMany(list string) {
	for name := range s.Values {
		rest, ok := strings.CutPrefix(name, list+".")
		digits, _, _ := strings.Cut(rest, ".")
		if n, err := strconv.Atoi(digits); ok && err == nil && n >= mostRows {
			s.other = append(s.other, fault.New(fault.Limit, "criteria.sent.lines", fault.Args{"most": mostRows}))
			return
		}
	}
}

// faultsOf gives the single faults of an error.
func faultsOf(err error) []*fault.Fault {
	if err == nil {
		return nil
	}
	var list fault.List
	list.Add(err)
	return list
}

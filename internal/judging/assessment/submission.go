package assessment

import (
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Way is how a form came to be submitted.
type Way string

// The ways.
const (
	ByHead     Way = "head"     // by the head, signed in
	ByDocument Way = "document" // by an officer with the document that the head has signed
	OnBehalf   Way = "behalf"   // by the secretariat for the agency
)

// Document is a signed paper by which a form was submitted.
type Document struct {
	Number string `json:"number,omitempty"`
	Date   string `json:"date,omitempty"` // ISO 8601
}

// Submission is a form as it was submitted. It never changes; withdrawn it
// stands no more.
type Submission struct {
	ID, Round, Agency, Version string
	Way                        Way
	Content                    []byte // JSON of Content
	Hash                       string // SHA-256 of Content, hexadecimal
	Statement                  string // to which whoever submitted agreed
	Document                   Document
	Person, Name, Role, Behalf string
	Record                     string // id of the audit record
	At                         time.Time
	Withdrawn                  time.Time // zero while it stands
}

// Content is what is submitted, in the order of the codes: the same answers give
// the same bytes.
type Content struct {
	Round   string          `json:"round"`
	Agency  string          `json:"agency"`
	Version string          `json:"version"` // id of the framework version
	Answers []ContentAnswer `json:"answers"`
	// Evidence are the files that were given, in the order of hash and name; none in
	// submissions of an earlier program.
	Evidence []ContentEvidence `json:"evidence,omitempty"`
}

// ContentEvidence is one file in a Content: its bytes by their hash, what is said
// of the document, and the criteria that it speaks for.
type ContentEvidence struct {
	Name    string        `json:"name"`
	Hash    string        `json:"hash"` // SHA-256, hexadecimal
	Size    int64         `json:"size"` // bytes
	Number  string        `json:"number,omitempty"`
	Date    string        `json:"date,omitempty"` // ISO 8601
	Issuer  string        `json:"issuer,omitempty"`
	Extract string        `json:"extract,omitempty"`
	For     []ContentLink `json:"for"`
}

// ContentLink is a criterion that a file speaks for, and where in it to look.
type ContentLink struct {
	Criterion string `json:"criterion"`
	Pointer   string `json:"pointer,omitempty"`
}

// ContentAnswer is one answer in a Content.
type ContentAnswer struct {
	Item         string `json:"item"`
	Value        string `json:"value,omitempty"`
	Inapplicable bool   `json:"inapplicable,omitempty"`
	Reason       string `json:"reason,omitempty"`
	Revision     int64  `json:"revision"`
}

// content gives what would be submitted now, and its hash. The form must know its
// evidence.
func (f *Form) content() (data []byte, hash string, err error) {
	c := Content{Round: f.Round.ID, Agency: f.Member.Agency, Version: f.Member.Version, Answers: []ContentAnswer{}}
	asked, _ := f.asked()
	slices.Sort(asked)
	for _, code := range asked {
		if a := f.Answers[code]; a.Given() {
			c.Answers = append(c.Answers, ContentAnswer{code, a.Value, a.Inapplicable, a.Reason, a.Version})
		}
	}
	for _, e := range f.Evidence {
		one := ContentEvidence{Name: e.Name, Hash: e.Hash, Size: e.Size, Number: e.Number, Date: e.Date, Issuer: e.Issuer, Extract: e.Extract, For: []ContentLink{}}
		for _, l := range e.Links {
			one.For = append(one.For, ContentLink{l.Node, l.Pointer})
		}
		slices.SortFunc(one.For, func(a, b ContentLink) int { return cmp.Compare(a.Criterion, b.Criterion) })
		c.Evidence = append(c.Evidence, one)
	}
	slices.SortFunc(c.Evidence, func(a, b ContentEvidence) int {
		return cmp.Or(cmp.Compare(a.Hash, b.Hash), cmp.Compare(a.Name, b.Name))
	})
	if data, err = json.Marshal(c); err != nil {
		return nil, "", err
	}
	sum := sha256.Sum256(data)
	return data, hex.EncodeToString(sum[:]), nil
}

// Review is what is said about a form before it is submitted.
type Review struct {
	Progress Progress
	Missing  []string // items without an answer
	// Stops keep the form from being submitted, Warnings do not.
	Stops, Warnings fault.List
	Findings        []criteria.Finding // cross-checks that do not hold
}

// Review looks at the form as submission does. What checks ask of the group is
// known to forms that OpenWhole read.
func (f *Form) Review() *Review {
	r := &Review{}
	r.Progress, r.Missing = f.Progress()
	at := func(item string) fault.Place { return fault.Place{Field: item} }
	name := func(item string) scoring.Text { return f.Program.items[item].Name }
	blocks := f.Program.Version.Framework.Missing == scoring.MissingBlock
	for _, item := range r.Missing {
		one := fault.New(fault.Invalid, "assessment.review.missing", fault.Args{"item": name(item)}).WithPlace(at(item))
		if one.Warning = !blocks; blocks {
			r.Stops.Add(one)
		} else {
			r.Warnings.Add(one)
		}
	}
	for _, item := range f.Unfit() {
		r.Stops.Add(fault.New(fault.Invalid, "assessment.review.unfit", fault.Args{"item": name(item)}).WithPlace(at(item)))
	}
	r.judgeEvidence(f)
	for _, found := range f.Program.Checks.Ask(f.facts()) {
		if !found.Judged || found.Holds {
			continue
		}
		r.Findings = append(r.Findings, found)
		place := fault.Place{Field: "check " + found.Check.Code}
		if len(found.Reads) > 0 {
			place = at(found.Reads[0])
		}
		one := fault.New(fault.Invalid, "assessment.review.check", fault.Args{"name": found.Check.Name, "hint": found.Check.Hint}).WithPlace(place)
		if found.Check.Severity == criteria.Blocks {
			r.Stops.Add(one)
		} else {
			one.Warning = true
			r.Warnings.Add(one)
		}
	}
	return r
}

// judgeEvidence tells which criteria ask for evidence that is not there, and files
// that nobody will be given. A form that was read without its evidence says
// nothing.
func (r *Review) judgeEvidence(f *Form) {
	if !f.evidenced {
		return
	}
	here := map[string]bool{}
	for _, e := range f.Evidence {
		for _, l := range e.Links {
			here[l.Node] = true
		}
		if e.Scan == file.Infected {
			r.Stops.Add(fault.New(fault.Invalid, "assessment.review.infected", fault.Args{"name": text.Clip(e.Name, 120)}))
		}
	}
	_, lines := f.asked()
	for _, l := range lines {
		given := slices.ContainsFunc(append(slices.Clone(l.Items), l.Above...), func(item string) bool {
			a := f.Answers[item]
			return a.Value != "" && a.Value != "0"
		})
		if l.Code != "" && !l.Evidence.IsZero() && given && !here[l.Code] && f.Program.criterion(l.Code) != nil {
			one := fault.New(fault.Invalid, "assessment.review.evidence", fault.Args{"criterion": scoring.Text{Vi: l.name(text.Vi), En: l.name(text.En)}}).WithPlace(fault.Place{Field: placeNode + l.Code})
			one.Warning = true
			r.Warnings.Add(one)
		}
	}
}

// placeNode begins the place of a fault that belongs to a criterion.
const placeNode = "node "

// facts gives the answers as cross-checks read them. Claims that an item does
// not apply are no values.
func (f *Form) facts() *criteria.Facts {
	facts := &criteria.Facts{Now: map[string]float64{}, Last: map[string]float64{}, Group: f.Member.Group}
	if f.peers != nil {
		facts.First, facts.Median, facts.Third = f.peers.First, f.peers.Median, f.peers.Third
	}
	for _, set := range []struct {
		from map[string]Answer
		into map[string]float64
	}{{f.Answers, facts.Now}, {f.Last, facts.Last}} {
		for code, a := range set.from {
			it := f.Program.items[code]
			if it == nil || it.Type == scoring.Words {
				continue
			}
			if v, err := a.Scoring(it); err == nil && v.State == scoring.Given {
				set.into[code] = v.Num.Float64()
			}
		}
	}
	return facts
}

// check tells what is wrong with the paper of a submission.
func (d *Document) check() error {
	var list fault.List
	if d.Number == "" || len(d.Number) > 200 {
		list.Add(fault.New(fault.Invalid, "assessment.document.number", nil).WithPlace(fault.Place{Field: "number"}))
	}
	if _, err := time.Parse(time.DateOnly, d.Date); err != nil {
		list.Add(fault.New(fault.Invalid, "assessment.document.date", nil).WithPlace(fault.Place{Field: "date"}).WithFound(d.Date))
	}
	return list.Err()
}

func (d *Document) String() string {
	if d.Number == "" {
		return ""
	}
	return fmt.Sprintf("%s %s", d.Number, d.Date)
}

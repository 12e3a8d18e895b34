package assessment

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Evidence is a file with which an agency shows that its answers are true.
type Evidence struct {
	ID     string
	Name   string // as the person's machine called it
	Hash   string // of its bytes in the file store
	Size   int64  // bytes
	Type   kind.Type
	Locked bool // a PDF that needs a password: no scanner sees into it
	Details
	Scan    file.State
	Finding string // what the scanner found in an infected file
	Source  string // id of the round from which it was taken over; "" for none
	Person  string // who uploaded or took it over
	At      time.Time
	Removed time.Time // zero while it stands
	// Revision is for who changes what is said of the file.
	Revision int64
	Links    []Link // in the order in which they were made
}

// Details are what people say of a document: all of it may be empty.
type Details struct {
	Number  string // số, ký hiệu: "62/QĐ-BTTTT"
	Date    string // ISO
	Issuer  string // cơ quan ban hành
	Extract string // trích yếu
}

// Link says that a file speaks for a criterion, and where in it to look: a page,
// a section, an item.
type Link struct {
	Node    string
	Pointer string
	Person  string
	At      time.Time
}

// Link gives the link to a criterion; nil for none.
func (e *Evidence) Link(node string) *Link {
	for i := range e.Links {
		if e.Links[i].Node == node {
			return &e.Links[i]
		}
	}
	return nil
}

// EvidenceFor gives the files that speak for a criterion, in their order.
func EvidenceFor(all []Evidence, node string) (some []Evidence) {
	for _, e := range all {
		if e.Link(node) != nil {
			some = append(some, e)
		}
	}
	return some
}

// Bounds of the evidence of one agency in one round. A set of 70 criteria with
// ten files of 3 MB each comes to a seventh of the bytes.
const (
	mostEvidence      = 1_000
	mostEvidenceBytes = 15 << 30
	mostForCriterion  = 100
)

// The longest texts, in characters: a number and an issuer fit a line of the
// register of documents, an extract its longest entry.
const (
	mostNumber  = 100
	mostIssuer  = 200
	mostExtract = 1_000
	mostPointer = 200
)

// check reads what was typed, the date as people write it or as ISO, and says all
// that is wrong. The fields are number, date, issuer, extract.
func (d *Details) check() error {
	var list fault.List
	for _, f := range []struct {
		name  string
		value *string
		most  int
	}{{"number", &d.Number, mostNumber}, {"issuer", &d.Issuer, mostIssuer}, {"extract", &d.Extract, mostExtract}} {
		*f.value = strings.TrimSpace(*f.value)
		list.Add(tooLong(*f.value, f.most, f.name))
	}
	if d.Date = strings.TrimSpace(d.Date); d.Date != "" {
		day, err := text.ParseISODate(d.Date)
		if err != nil {
			day, err = text.ParseDate(d.Date)
		}
		if err != nil {
			list.Add(fault.At(err, fault.Place{Field: "date"}))
		} else {
			d.Date = day.ISO()
		}
	}
	return list.Err()
}

func tooLong(s string, most int, field string) error {
	if n := utf8.RuneCountInString(s); n > most {
		return fault.New(fault.Limit, "assessment.value.long", fault.Args{"count": n, "limit": most}).WithPlace(fault.Place{Field: field})
	}
	return nil
}

func checkPointer(p *string) error {
	*p = strings.TrimSpace(*p)
	return tooLong(*p, mostPointer, "pointer")
}

// room tells whether another file fits.
func room(all []Evidence, node string, size int64) error {
	var bytes int64
	hashes := map[string]bool{}
	for _, e := range all {
		if !hashes[e.Hash] {
			hashes[e.Hash] = true
			bytes += e.Size
		}
	}
	switch {
	case len(all) >= mostEvidence || bytes+size > mostEvidenceBytes:
		return fault.New(fault.Limit, "assessment.evidence.full", fault.Args{"count": mostEvidence, "limit": mostEvidenceBytes >> 30}).WithHint("assessment.evidence.fullHint")
	case len(EvidenceFor(all, node)) >= mostForCriterion:
		return fault.New(fault.Limit, "assessment.evidence.many", fault.Args{"limit": mostForCriterion}).WithHint("assessment.evidence.fullHint")
	}
	return nil
}

// criterion finds a leaf of the framework; nil for none.
func (p *Program) criterion(code string) *scoring.Node {
	var find func(n *scoring.Node) *scoring.Node
	find = func(n *scoring.Node) *scoring.Node {
		if n.Code == code && len(n.Children) == 0 {
			return n
		}
		for _, c := range n.Children {
			if found := find(c); found != nil {
				return found
			}
		}
		return nil
	}
	return find(p.Version.Framework.Root)
}

// sameBytes finds a file with the same bytes.
func sameBytes(all []Evidence, hash string) *Evidence {
	if i := slices.IndexFunc(all, func(e Evidence) bool { return e.Hash == hash }); i >= 0 {
		return &all[i]
	}
	return nil
}

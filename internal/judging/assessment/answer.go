package assessment

import (
	"fmt"
	"time"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// Answer is what an agency declares for one data item of a round.
type Answer struct {
	Item         string
	Value        string // as Item.ParseValue reads it; words of a text item; "" is not answered
	Inapplicable bool   // claimed by the agency, with its reason
	Reason       string
	Version      int64 // 1 with the first edit
	Person       string
	At           time.Time
}

// Same tells whether two answers say the same.
func (a *Answer) Same(b *Answer) bool {
	return a.Value == b.Value && a.Inapplicable == b.Inapplicable && a.Reason == b.Reason
}

// Given tells whether there is an answer, be it that the item does not apply.
func (a *Answer) Given() bool { return a.Value != "" || a.Inapplicable }

// Scoring gives the value as the engine takes it.
func (a *Answer) Scoring(it *scoring.Item) (scoring.Value, error) {
	if a.Inapplicable {
		return scoring.NotApplicable(), nil
	}
	return it.ParseValue(a.Value)
}

// Edit is one answer to be saved.
type Edit struct {
	// Op names the edit for good, by whoever sends it: an edit that comes again,
	// after a broken line or a second click, is applied once. "" is named here.
	Op           string
	Item         string
	Base         int64 // the version that the person saw; 0: none
	Value        string
	Inapplicable bool
	Reason       string
}

// Saved is what became of an edit.
type Saved struct {
	Answer
	Before Answer // what the edit found
	Again  bool   // it had been applied before
	// Late says why the edit is kept as a draft and counts for nothing: "due" the
	// deadline had passed, "phase" the round had closed, "submitted" the form was.
	Late string
}

// The reasons for which an edit is kept as a draft.
const (
	LateDue       = "due"
	LatePhase     = "phase"
	LateSubmitted = "submitted"
)

// Lost is the cause of the fault assessment.answer.lost: somebody else was
// first, and nothing was written over.
type Lost struct {
	Mine   Edit
	Theirs Answer
}

func (l *Lost) Error() string {
	return fmt.Sprintf("answer %s: version %d was seen, %d is there", l.Mine.Item, l.Mine.Base, l.Theirs.Version)
}

// Bounds of an edit's name.
const mostOp = 100

// read makes an edit fit to be kept: the value in the engine's form, texts
// without what nobody sees. The fault has the item as its field.
func (e *Edit) read(it *scoring.Item, decimal text.Decimal) error {
	at := fault.Place{Field: e.Item}
	var list fault.List
	e.Reason = plainText(e.Reason)
	if n := utf8.RuneCountInString(e.Reason); n > maxReason {
		list.Add(fault.New(fault.Limit, "assessment.value.long", fault.Args{"count": n, "limit": maxReason}).WithPlace(at))
	}
	switch value, err := ReadValue(it, e.Value, decimal); {
	case err != nil:
		list.Add(fault.At(err, at))
	case e.Inapplicable && value != "":
		list.Add(fault.New(fault.Invalid, "assessment.edit.both", nil).WithPlace(at))
	case e.Inapplicable && e.Reason == "":
		list.Add(fault.New(fault.Invalid, "assessment.edit.reason", nil).WithPlace(at))
	default:
		e.Value = value
		if !e.Inapplicable {
			e.Reason = ""
		}
	}
	return list.Err()
}

// ReadValue reads what a person typed for an item and gives it as the engine
// reads it: "" for nothing. A number like 1.234 that can be read in two ways is
// a question unless decimal answers it or only one way is a value of the item.
func ReadValue(it *scoring.Item, typed string, decimal text.Decimal) (string, error) {
	typed = plainText(typed)
	if typed == "" {
		return "", nil
	}
	switch it.Type {
	case scoring.Words:
		if n := utf8.RuneCountInString(typed); n > maxWords {
			return "", fault.New(fault.Limit, "assessment.value.long", fault.Args{"count": n, "limit": maxWords})
		}
		return typed, nil
	case scoring.YesNo, scoring.Choice:
		v, err := it.ParseValue(typed)
		if err != nil || v.State != scoring.Given {
			return "", fault.New(fault.Invalid, "assessment.edit.option", nil).WithFound(typed)
		}
		return it.FormatValue(v), nil
	}
	n, err := text.ParseNumber(typed, decimal)
	if err != nil && decimal == text.AskDecimal && it.Type == scoring.Count {
		// Of things that are counted only one of the two readings is a value.
		if whole, other := text.ParseNumber(typed, text.CommaDecimal); other == nil {
			if _, wrong := it.ParseValue(whole.Text); wrong == nil {
				n, err = whole, nil
			}
		}
	}
	if err != nil {
		return "", err
	}
	if n.Unit != text.NoUnit && it.Type != scoring.Percent {
		return "", fault.New(fault.Invalid, "assessment.edit.unit", nil).WithFound(typed)
	}
	v, err := it.ParseValue(n.Text)
	if err != nil {
		return "", boundsFault(it, err, typed)
	}
	return it.FormatValue(v), nil
}

// boundsFault says in the platform's words what the engine refuses.
func boundsFault(it *scoring.Item, err error, typed string) error {
	f, ok := err.(*scoring.Fault)
	if !ok {
		return err
	}
	bare := *f
	bare.Source, bare.Line, bare.Column, bare.Path = "", 0, 0, ""
	out := fault.New(fault.Invalid, "assessment.edit.value", fault.Args{"what": scoring.Text{Vi: bare.Text("vi"), En: bare.Text("en")}})
	out.Cause = f
	return out.WithFound(typed)
}

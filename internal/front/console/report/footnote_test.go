package report

import (
	"reflect"
	"testing"
)

func TestFootnotes(t *testing.T) {
	rows := []Row{{Notes: []string{"x"}}, {}, {Notes: []string{"y", "x"}}}
	marks, notes := footnotes(rows)
	if !reflect.DeepEqual(marks, [][]int{{1}, nil, {1, 2}}) || !reflect.DeepEqual(notes, []string{"x", "y"}) {
		t.Errorf("%v %v", marks, notes)
	}
	if _, notes := footnotes(rows[:2]); notes != nil {
		t.Errorf("one note is not beside its agency: %v", notes)
	}
	var many []Row
	for range fewNotes + 1 {
		many = append(many, Row{Notes: []string{"x"}})
	}
	if _, notes := footnotes(many); len(notes) != 1 {
		t.Errorf("%v", notes)
	}
}

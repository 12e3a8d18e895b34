package demo

import (
	"errors"
	"fmt"

	"github.com/sansang-project/sansang/scoring"
)

// Round is one invented round: a cohort with its answers for the items of a
// framework, and the figures that a report would print about it.
type Round struct {
	Code      string       // "2017", "2026": fit for the name of a file
	Name      scoring.Text // of the round
	Framework string       // code of the shipped framework by which it is scored
	Notice    scoring.Text // that the data are invented; to be printed wherever they are shown
	Origin    scoring.Text // where the names and the figures come from
	Seed      uint64       // of the generator

	// Agencies stand in the order of the official list: by group, then as the
	// list has them.
	Agencies []scoring.Agency
	// Items are the codes of the items, in the order of the framework.
	Items []string
	// Answers has one row an agency and one cell an item.
	Answers     [][]Answer
	Adjustments []scoring.Adjustment
	// Figures are computed from the answers; none where no report exists.
	Figures []Figure
}

// Answer is what an agency answered for one item.
type Answer struct {
	Value  scoring.Value
	Reason string // why it is not applicable, in Vietnamese; "" otherwise
}

// Answer gives an answer by codes; false when a code is unknown.
func (r *Round) Answer(agency, item string) (Answer, bool) {
	for i := range r.Agencies {
		if r.Agencies[i].Code != agency {
			continue
		}
		for j, code := range r.Items {
			if code == item {
				return r.Answers[i][j], true
			}
		}
	}
	return Answer{}, false
}

// Cohort fills a cohort of the program with the round. The error joins every
// answer that the program does not take; an item that the program does not know
// is one of them.
func (r *Round) Cohort(p *scoring.Program) (*scoring.Cohort, error) {
	cohort, err := scoring.NewCohort(p, r.Agencies)
	if err != nil {
		return nil, fmt.Errorf("demo round %s: %w", r.Code, err)
	}
	var faults []error
	for i := range r.Agencies {
		for j, item := range r.Items {
			if err := cohort.Answer(r.Agencies[i].Code, item, r.Answers[i][j].Value); err != nil {
				faults = append(faults, err)
			}
		}
	}
	if err := errors.Join(faults...); err != nil {
		return nil, fmt.Errorf("demo round %s: %w", r.Code, err)
	}
	return cohort, nil
}

// invented is the notice of every round of this package.
var invented = scoring.Text{
	Vi: "Số liệu giả định, chỉ để minh họa",
	En: "Invented data, for illustration only",
}

package criteria

import (
	"strings"

	"github.com/sansang-project/sansang/scoring"
)

// checks is the table of cross-checks between answers.
var checks = table[Check]{
	name: "check", code: func(c *Check) string { return c.Code },
	columns: []column[Check]{
		words("code", func(c *Check) *string { return &c.Code }).wide(20).needed(),
		own("name", func(c *Check) *scoring.Text { return &c.Name }).wide(40),
		words("expression", func(c *Check) *string { return &c.Require }).wide(48).needed(),
		choice("unmet", "criteria.check.", severities, func(c *Check) *Severity { return &c.Severity }).wide(16).needed(),
		own("hint", func(c *Check) *scoring.Text { return &c.Hint }).wide(48),
		codes("groups", func(c *Check) *[]string { return &c.Groups }).wide(20),
		other("otherName", func(c *Check) *scoring.Text { return &c.Name }).wide(40),
		other("otherHint", func(c *Check) *scoring.Text { return &c.Hint }).wide(48),
	},
}

// judgeChecks gives the checks of the lines, each fault at its cell; nil when the
// book has no sheet of them.
func (r *reading) judgeChecks(lines []line[Check], f *scoring.Framework) []Check {
	if lines == nil {
		return nil
	}
	all := append([]Check{}, values(lines)...)
	tidy(&all)
	if f.Root == nil {
		return all
	}
	_, err := CompileChecks(all, f)
	for _, one := range faultsOf(err) {
		code := strings.TrimPrefix(one.At.Field, "check ")
		at, ok := r.rows["check "+code]
		if !ok {
			r.add(one)
			continue
		}
		key := "expression"
		if one.Key == "criteria.check.severity" {
			key = "unmet"
		}
		cell, ok := at.found.cell(at.row, key)
		if !ok || r.spoilt[cell.Place().String()] || one.Key == "criteria.check.item" && r.spoiltKeys["item.code"] {
			continue
		}
		r.add(one.WithPlace(cell.Place()))
	}
	return all
}

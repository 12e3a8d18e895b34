package app

import (
	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/scoring"
)

// demonstration hands an invented round to the command line.
func demonstration(code string) (*console.Demonstration, error) {
	round := demo.Round2017()
	if code == "2026" {
		round = demo.Cohort2026()
	}
	d := &console.Demonstration{Title: round.Name, Notice: round.Notice, Origin: round.Origin, Framework: round.Framework,
		Fill: func(p *scoring.Program) (*answers.Set, error) { return fill(round, p) }}
	for _, f := range round.Figures {
		d.Figures = append(d.Figures, console.DemonstrationFigure{Name: f.Name, Mean: f.Mean, Value: f.Value, Percent: f.Percent, Reported: f.Printed})
	}
	if code == "2026" {
		return d, nil // the example of an index is one of 2017
	}
	files, err := demo.IndexFiles()
	if err != nil {
		return nil, err
	}
	for _, f := range files {
		d.Files = append(d.Files, console.DemonstrationFile{Name: "index/" + f.Name, Data: f.Data})
	}
	return d, nil
}

func fill(round *demo.Round, p *scoring.Program) (*answers.Set, error) {
	cohort, err := round.Cohort(p)
	if err != nil {
		return nil, err
	}
	set := &answers.Set{Cohort: cohort, Adjustments: round.Adjustments, Reasons: map[[2]int]string{}}
	for a := range round.Agencies {
		for j, code := range round.Items {
			if i, ok := p.Item(code); ok && round.Answers[a][j].Reason != "" {
				set.Reasons[[2]int{a, i}] = round.Answers[a][j].Reason
			}
		}
	}
	return set, nil
}

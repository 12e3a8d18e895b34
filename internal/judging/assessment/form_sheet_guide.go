package assessment

import (
	"strconv"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// guideColumns are the number of a step and the step.
var guideColumns = []sheet.Column{{Width: 6}, {Width: 84}}

// guideSteps are what a person must know to fill the workbook in.
var guideSteps = []string{
	"assessment.guide.where", "assessment.guide.numbers", "assessment.guide.choices", "assessment.guide.blank",
	"assessment.guide.inapplicable", "assessment.guide.last", "assessment.guide.evidence", "assessment.guide.structure",
	"assessment.guide.upload", "assessment.guide.twice",
}

// writeFormGuide writes the first sheet, how to fill the form in, and gives its
// name.
func writeFormGuide(out *sheet.Workbook, f SheetForm, items int) (name string) {
	p := out.Page(say(f.Lang, "assessment.sheet.guide"), sheet.Layout{Columns: guideColumns, Portrait: true, Locked: true})
	p.Line(sheet.Title, say(f.Lang, "assessment.guide.title"))
	p.Line(sheet.Subtitle, plainText(f.Title))
	p.Line(sheet.Subtitle, plainText(f.AgencyName))
	p.Skip()
	args := fault.Args{"items": items, "sheet": say(f.Lang, "assessment.sheet.answers")}
	for i, key := range guideSteps {
		p.Row(sheet.Body, sheet.Text(strconv.Itoa(i+1)).Center(), sheet.Text(catalogue.Text(f.Lang, key, args)))
	}
	return p.Name()
}

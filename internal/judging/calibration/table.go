package calibration

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// Table is a plain table agency × item: what a framework is tried on. It names
// items by their codes and knows no framework, so that two versions can be tried
// on the same table.
type Table struct {
	Name     string // of the file or the round that it comes from
	Notice   string // what must be said wherever it is shown: that the data are invented; "" for nothing
	Agencies []scoring.Agency
	Items    []string
	// Cells has one row an agency and one cell an item, as Item.ParseValue reads
	// it: "" missing, "n/a" not applicable, "97.5", the code of an option.
	Cells [][]string
	// Published has one entry a row where the table says what was published; nil
	// where it does not.
	Published []Published `json:",omitempty"`
}

// Size tells how many agencies, items and values the table has.
func (t *Table) Size() (agencies, items, values int) {
	for _, row := range t.Cells {
		for _, c := range row {
			if c != "" {
				values++
			}
		}
	}
	return len(t.Agencies), len(t.Items), values
}

// cohort fills a cohort of a program with the table. version names the framework
// in faults. Warnings tell what a version does not take: items it does not have,
// exemptions it does not allow.
func (t *Table) cohort(p *scoring.Program, version string) (*scoring.Cohort, fault.List, error) {
	var faults, notes fault.List
	agencies := make([]scoring.Agency, len(t.Agencies))
	for i, a := range t.Agencies {
		agencies[i] = a
		agencies[i].Exemptions = nil
		for _, e := range a.Exemptions {
			n, known := p.Node(e.Node)
			if known && p.Nodes()[n].Applies != nil && p.Nodes()[n].Applies.Exempt {
				agencies[i].Exemptions = append(agencies[i].Exemptions, e)
			} else {
				notes.Add(fault.Warn("calibration.table.exemption", fault.Args{"agency": a.Name, "node": e.Node, "version": version}))
			}
		}
	}
	c, err := scoring.NewCohort(p, agencies)
	if err != nil {
		return nil, notes, ofScoring(err, version)
	}
	var unknown []string
	seen := map[string]bool{}
	for j, code := range t.Items {
		seen[code] = true
		k, ok := p.Item(code)
		if !ok {
			unknown = append(unknown, code)
			continue
		}
		item := &p.Framework().Items[k]
		for i := range t.Cells {
			if t.Cells[i][j] == "" {
				continue
			}
			v, err := item.ParseValue(t.Cells[i][j])
			if err == nil {
				err = c.Set(i, k, v)
			}
			if err != nil {
				faults.Add(fault.Wrap(fault.Invalid, err, "calibration.table.refused", fault.Args{
					"agency": t.Agencies[i].Name, "item": code, "version": version, "what": inWords(err)}).WithFound(t.Cells[i][j]))
			}
		}
	}
	if len(unknown) > 0 {
		notes.Add(fault.Warn("calibration.table.unknown", fault.Args{"items": strings.Join(unknown, ", "), "count": len(unknown), "version": version}))
	}
	var absent []string
	for _, k := range p.NodeItems(0) {
		if code := p.Framework().Items[k].Code; !seen[code] && !slices.Contains(absent, code) {
			absent = append(absent, code)
		}
	}
	if len(absent) > 0 {
		notes.Add(fault.Warn("calibration.table.absent", fault.Args{"items": strings.Join(absent, ", "), "count": len(absent), "version": version}))
	}
	return c, notes, faults.Err()
}

// inWords is what scoring says about one fault, in both languages.
func inWords(err error) scoring.Text {
	if f, ok := err.(*scoring.Fault); ok {
		bare := *f
		bare.Source, bare.Line, bare.Column, bare.Agency = "", 0, 0, ""
		return scoring.Text{Vi: bare.Text("vi"), En: bare.Text("en")}
	}
	return scoring.Text{Vi: err.Error(), En: err.Error()}
}

// ofScoring tells the faults of scoring with the version that they lie in; what
// only warns is left out.
func ofScoring(err error, version string) error {
	if err == nil {
		return nil
	}
	fs, ok := err.(scoring.Faults)
	if !ok {
		return fault.Wrap(fault.Invalid, err, "calibration.version.unsound", fault.Args{"version": version, "what": inWords(err)})
	}
	var list fault.List
	for _, f := range fs {
		if f.Severity == scoring.Stops {
			list.Add(fault.Wrap(fault.Invalid, f, "calibration.version.unsound", fault.Args{"version": version, "what": inWords(f)}).WithPlace(fault.Place{Field: f.Path}))
		}
	}
	return list.Err()
}

package console

import (
	"bytes"
	"fmt"
	"math"
	"path/filepath"
	"slices"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/platform/sheet"
)

// indexRunCommand builds an index from files.
type indexRunCommand struct {
	Spec   string `arg:"" help:"console.index.spec"`
	Out    string `placeholder:"DIR" help:"console.indexRun.out"`
	Report string `placeholder:"R.html" help:"console.indexRun.report"`
	showing
}

// Run builds the index and shows or writes the result.
func (c *indexRunCommand) Run(s *session) error {
	source, err := s.openIndex(c.Spec)
	if err != nil {
		return err
	}
	b, err := source.run()
	if err != nil {
		return err
	}
	if err := b.show(c.Format); err != nil {
		return err
	}
	var written []string
	if c.Out != "" {
		if written, err = b.writeFolder(c.Out); err != nil {
			return err
		}
	}
	if c.Report != "" {
		page, err := b.page()
		if err == nil {
			err = writeFile(c.Report, page)
		}
		if err != nil {
			return err
		}
		written = append(written, c.Report)
	}
	s.tellWritten(written, c.Format)
	return nil
}

// built is an index that was built, with what every way of showing it needs.
type built struct {
	*composite
	*index.Built
	order   []int // rows of the tables, the best first
	pillars []int // the children of the index
	places  int   // decimals that are shown
	groups  []string
}

// run builds the index and puts its units in order.
func (c *composite) run() (*built, error) {
	made, err := c.build()
	if err != nil {
		return nil, err
	}
	return c.wrap(made), nil
}

// wrap puts the units of an index in order: by rank, those without one last, in
// the order of the data.
func (c *composite) wrap(made *index.Built) *built {
	root := made.Tree.Root()
	b := &built{composite: c, Built: made, pillars: made.Tree.Nodes[root].Children, groups: made.Spec.Rank.Groups}
	for i := range made.Scores.Units {
		b.order = append(b.order, i)
	}
	ranks := made.Ranks.Cols[root]
	slices.SortStableFunc(b.order, func(x, y int) int { return compareRanks(ranks[x], ranks[y]) })
	b.places = shownDecimals(made.Scores, append([]int{root}, b.pillars...))
	return b
}

// compareRanks puts what has no rank last.
func compareRanks(a, b float64) int {
	switch {
	case a == b, math.IsNaN(a) && math.IsNaN(b):
		return 0
	case math.IsNaN(b), a < b:
		return -1
	}
	return 1
}

// shownDecimals is two where scores reach ten, four below: enough to tell units
// apart, on the scales that normalisation gives (0 to 100, 0 to 1, z).
func shownDecimals(t *index.Table, cols []int) int {
	for _, k := range cols {
		for _, v := range t.Cols[k] {
			if math.Abs(v) >= 10 {
				return 2
			}
		}
	}
	return 4
}

// name is the name of a node, its code where it has none.
func (b *built) name(node int) string {
	if n := b.Tree.Nodes[node].Name; n != "" {
		return n
	}
	return b.Tree.Nodes[node].Code
}

// unit is the name of a unit, its code where it has none.
func (b *built) unit(row int) string {
	if row < len(b.Data.Names) && b.Data.Names[row] != "" {
		return b.Data.Names[row]
	}
	return b.Scores.Units[row]
}

func (b *built) title() string {
	if b.Spec.Title != "" {
		return b.Spec.Title
	}
	return b.name(b.Tree.Root())
}

// subtitle says what was built of what.
func (b *built) subtitle() string {
	return b.say("console.indexRun.by", "units", len(b.Scores.Units), "indicators", b.Tree.NumIndicators(),
		"levels", b.Tree.MaxLevel(), "weights", b.Weights.Use, "engine", b.Engine)
}

// tied tells whether another unit of the group has the same rank; labels nil is
// one group.
func tied(ranks []float64, labels []string, row int) bool {
	n := 0
	for i, r := range ranks {
		if r == ranks[row] && (labels == nil || labels[i] == labels[row]) {
			n++
		}
	}
	return n > 1
}

// writeFolder writes the results as CSV, JSON and a workbook with every step.
func (b *built) writeFolder(dir string) (paths []string, err error) {
	for _, f := range []struct {
		name string
		make func() ([]byte, error)
	}{
		{"index.xlsx", b.workbook},
		{"index.csv", b.csv},
		{"index.json", b.jsonFile},
	} {
		data, err := f.make()
		if err == nil {
			err = writeFile(filepath.Join(dir, f.name), data)
		}
		if err != nil {
			return paths, err
		}
		paths = append(paths, filepath.Join(dir, f.name))
	}
	return paths, nil
}

// show writes the result to the standard output.
func (b *built) show(format string) error {
	switch format {
	case formatCSV:
		return b.writeCSV(b.Out, sheet.CSV{})
	case formatJSON:
		return b.writeJSON(b.json())
	}
	_, err := fmt.Fprint(b.Out, b.tables())
	return err
}

// csv is the file: with the mark by which Excel knows UTF-8.
func (b *built) csv() ([]byte, error) {
	var buf bytes.Buffer
	err := b.writeCSV(&buf, sheet.CSV{BOM: true})
	return buf.Bytes(), err
}

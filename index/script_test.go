package index

import (
	"errors"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// The scripts of testdata/scripts tell what the engine does, one case at a time,
// in the language that the README there describes: five verbs (tree, data, spec,
// change, build) and expect.

// TestScripts runs every script.
func TestScripts(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "scripts", "*.test"))
	if err != nil || len(files) < 10 {
		t.Fatalf("%d scripts, %v", len(files), err)
	}
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".test"), func(t *testing.T) {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			expectations, err := runScript(string(text))
			if err != nil {
				t.Error(err)
			}
			if expectations == 0 {
				t.Error("the script expects nothing")
			}
		})
	}
}

// script is the state between two commands.
type script struct {
	tree, data []scriptLine
	spec       string
	built      *Built
	err        error // of the last build
	ran        bool  // a build has run
	looked     bool  // something was expected of it
	failed     []error
	checks     int
}

// scriptLine is a line of a block: the words of a table's row.
type scriptLine struct {
	number int
	words  []string
	text   string
}

// runScript runs the commands and gives every expectation that was not met.
func runScript(text string) (expectations int, err error) {
	s := &script{}
	lines := strings.Split(text, "\n")
	for i := 0; i < len(lines); {
		command, number := strings.TrimSpace(withoutComment(lines[i])), i+1
		indented := strings.HasPrefix(lines[i], " ") || strings.HasPrefix(lines[i], "\t")
		i++
		if command == "" {
			continue
		}
		if indented {
			return s.checks, fmt.Errorf("line %d: an indented line without a command", number)
		}
		var block []scriptLine
		first := i
		for ; i < len(lines); i++ {
			if lines[i] != "" && !strings.HasPrefix(lines[i], " ") && !strings.HasPrefix(lines[i], "\t") {
				break
			}
			if bare := withoutComment(lines[i]); strings.TrimSpace(bare) != "" {
				block = append(block, scriptLine{i + 1, strings.Fields(bare), strings.TrimSpace(lines[i])})
			}
		}
		words := strings.Fields(command)
		if err := s.command(words, block, lines[first:i]); err != nil {
			s.failed = append(s.failed, fmt.Errorf("line %d: %s: %w", number, command, err))
		}
	}
	s.failed = append(s.failed, s.unlooked())
	return s.checks, errors.Join(s.failed...)
}

func withoutComment(line string) string {
	before, _, _ := strings.Cut(line, "#")
	return before
}

func (s *script) command(words []string, block []scriptLine, raw []string) error {
	switch {
	case len(words) == 1 && words[0] == "tree":
		s.tree = block
	case len(words) == 1 && words[0] == "data":
		s.data = block
	case len(words) == 1 && words[0] == "spec":
		s.spec = strings.Join(raw, "\n")
	case len(words) == 4 && words[0] == "change":
		return s.change(words[1], words[2], words[3])
	case len(words) == 1 && words[0] == "build":
		err := s.unlooked()
		s.build()
		return err
	case len(words) > 1 && words[0] == "expect":
		if !s.ran {
			return errors.New("nothing was built before")
		}
		s.checks++
		s.looked = true
		return s.expect(words[1:], block)
	default:
		return errors.New("not a command of the language")
	}
	return nil
}

// unlooked finds a build of which nothing was expected: a script must not pass
// because it does not look.
func (s *script) unlooked() error {
	if s.ran && !s.looked {
		return errors.New("nothing is expected of the last build")
	}
	return nil
}

// change puts another value into one cell of the data.
func (s *script) change(unit, column, to string) error {
	if len(s.data) == 0 {
		return errors.New("no data")
	}
	c := slices.Index(s.data[0].words, column)
	for i, row := range s.data {
		if i > 0 && c > 0 && c < len(row.words) && row.words[0] == unit {
			row.words[c] = to
			return nil
		}
	}
	return errors.New("no such cell")
}

func (s *script) build() {
	s.ran, s.looked, s.built, s.err = true, false, nil, nil
	meta, err := s.meta()
	if err == nil {
		var tree *Tree
		var d *Data
		var spec *Spec
		var faults Faults
		tree, err = NewTree(meta)
		faults.join(err)
		d, err = s.dataOf(meta)
		faults.join(err)
		spec, err = ReadSpec(strings.NewReader(s.spec))
		faults.join(err)
		if err = faults.err(); err == nil {
			s.built, err = Build(d, tree, spec)
		}
	}
	s.err = err
}

// meta is the tree's table as iMeta: a node that is nobody's parent is an
// indicator; columns of the data that are no node are denominators or groups.
func (s *script) meta() ([]MetaRow, error) {
	if len(s.tree) == 0 || len(s.data) == 0 {
		return nil, errors.New("a build needs a tree and data")
	}
	header := s.tree[0].words
	parents := map[string]bool{}
	var rows []MetaRow
	known := map[string]bool{"unit": true, "time": true}
	for _, line := range s.tree[1:] {
		row := MetaRow{Line: line.number, Direction: 1, Weight: 1, Target: math.NaN()}
		for c, word := range line.words {
			if c >= len(header) {
				return nil, fmt.Errorf("line %d: more words than the header has", line.number)
			}
			if word == "." {
				continue // as if the column were not there
			}
			var err error
			switch header[c] {
			case "node":
				row.Code = word
			case "parent":
				row.Parent = word
			case "denominator":
				row.Denominator = word
			case "weight":
				row.Weight, err = strconv.ParseFloat(word, 64)
			case "direction":
				row.Direction, err = strconv.ParseFloat(word, 64)
			case "target":
				row.Target, err = strconv.ParseFloat(word, 64)
			default:
				err = errors.New("a tree has no such column")
			}
			if err != nil {
				return nil, fmt.Errorf("line %d: %s %s: %w", line.number, header[c], word, err)
			}
		}
		parents[row.Parent], known[row.Code] = true, true
		rows = append(rows, row)
	}
	for k := range rows {
		if rows[k].Type = TypeIndicator; parents[rows[k].Code] || rows[k].Parent == "" {
			rows[k].Type = TypeAggregate
		}
	}
	for c, code := range s.data[0].words {
		if known[code] {
			continue
		}
		kind := TypeDenominator
		for _, line := range s.data[1:] {
			if c < len(line.words) && line.words[c] != "." {
				if _, ok := parseNumber(line.words[c]); !ok {
					kind = TypeGroup
				}
			}
		}
		rows = append(rows, MetaRow{Code: code, Type: kind})
	}
	return rows, nil
}

// dataOf reads the data's table as iData.
func (s *script) dataOf(meta []MetaRow) (*Data, error) {
	var b strings.Builder
	for i, line := range s.data {
		words := slices.Clone(line.words)
		for c, word := range words {
			switch {
			case i == 0 && word == "unit":
				words[c] = "uCode"
			case i == 0 && word == "time":
				words[c] = "Time"
			case word == ".":
				words[c] = ""
			}
		}
		b.WriteString(strings.Join(words, ",") + "\n")
	}
	return ReadData(strings.NewReader(b.String()), meta)
}

// expect holds the last build to what the script says.
func (s *script) expect(words []string, block []scriptLine) error {
	what := strings.Join(words, " ")
	if what == "faults" {
		return expectSentences(s.err, block)
	}
	if s.err != nil {
		return fmt.Errorf("the build failed:\n%w", s.err)
	}
	if what == "notes" {
		return expectSentences(s.built.Notes.err(), block)
	}
	if what == "weights" {
		weights := NewTable(s.built.Tree.Codes(), []string{"weight"})
		weights.Cols[0] = s.built.Weights.Values
		return expectTable(weights, "node", block, false)
	}
	if len(words) == 3 && words[0] == "ranks" && words[1] == "within" {
		t := s.built.GroupRanks[words[2]]
		if t == nil {
			return errors.New("the spec ranks within no such group")
		}
		return expectTable(t, "unit", block, true)
	}
	for _, step := range s.built.Steps() {
		if step.Name == what {
			return expectTable(step.Table, "unit", block, true)
		}
	}
	return errors.New("no such table was built")
}

// expectSentences compares all sentences of the faults, in order.
func expectSentences(err error, block []scriptLine) error {
	want := make([]string, len(block))
	for i, line := range block {
		want[i] = line.text
	}
	got := ""
	if err != nil {
		got = err.Error()
	}
	if all := strings.Join(want, "\n"); got != all {
		return fmt.Errorf("got\n%s\nwant\n%s", got, all)
	}
	return nil
}

// expectTable compares the columns that the block names. With every, all rows of
// the table must be there and in order.
func expectTable(t *Table, corner string, block []scriptLine, every bool) error {
	if len(block) < 2 || block[0].words[0] != corner {
		return fmt.Errorf("expected a table below, beginning with %q", corner)
	}
	var wrong []error
	header := block[0].words[1:]
	rows := block[1:]
	for k, line := range rows {
		i := slices.Index(t.Units, line.words[0])
		if i < 0 || len(line.words) != len(header)+1 || every && i != k {
			wrong = append(wrong, fmt.Errorf("line %d: row %s is not there, not in its place, or not as long as the header", line.number, line.words[0]))
			continue
		}
		for c, code := range header {
			col := t.Col(code)
			if col == nil {
				return fmt.Errorf("there is no column %s", code)
			}
			if word := line.words[c+1]; !agrees(col[i], word) {
				wrong = append(wrong, fmt.Errorf("line %d: %s %s is %v, not %s", line.number, line.words[0], code, col[i], word))
			}
		}
	}
	if every && len(rows) != t.Rows() {
		wrong = append(wrong, fmt.Errorf("%d rows, there are %d", len(rows), t.Rows()))
	}
	return errors.Join(wrong...)
}

// agrees tells whether the number is what the word says, to the decimals that it
// has; "." is missing.
func agrees(x float64, word string) bool {
	if word == "." {
		return math.IsNaN(x)
	}
	want, err := strconv.ParseFloat(word, 64)
	if err != nil {
		return false
	}
	within := 1e-9
	if _, decimals, ok := strings.Cut(word, "."); ok {
		within += math.Pow(10, -float64(len(decimals))) / 2
	}
	return math.Abs(x-want) <= within
}

// A script whose expectation is wrong, or that says what the language does not
// have, does not pass.
func TestScriptsCanFail(t *testing.T) {
	const good = "tree\n  node parent\n  x all\n  all .\ndata\n  unit x\n  A 1\n  B 3\nbuild\nexpect scores\n  unit x all\n  A 0 0\n  B 100 100\n"
	if n, err := runScript(good); n != 1 || err != nil {
		t.Fatal(n, err)
	}
	for _, change := range [][2]string{
		{"A 0 0", "A 0 1"}, {"A 0 0", "A . 0"}, {"  A 0 0\n", ""}, {"A 0 0", "C 0 0"}, {"A 0 0\n  B 100 100", "B 100 100\n  A 0 0"},
		{"expect scores", "expect marks"}, {"unit x all\n", "unit x y\n"}, {"expect scores", "expect faults"}, {"expect scores", "expect notes"},
		{"B 3", "B 1"}, {"B 3", "B no"}, {"x all", "x none"}, {"build\n", ""}, {"build", "make"}, {"node parent", "node mother"}, {"build", "change A y 3\nbuild"},
		{"build", "build\nbuild"}, {"100 100\n", "100 100\nbuild\n"}, {"build", "spec\n  norm: {}\nbuild"}, {"expect scores", "expect ranks within zone"}, {"tree", "  tree"},
	} {
		text := strings.Replace(good, change[0], change[1], 1)
		if text == good {
			t.Fatalf("%q is not in the script", change[0])
		}
		if _, err := runScript(text); err == nil {
			t.Errorf("passes with %q for %q", change[1], change[0])
		}
	}
}

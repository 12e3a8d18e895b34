package index

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// goldenOps are the operations that cases name; every golden_*_test.go registers
// its own in init. A case with an unregistered op is a failure.
var goldenOps = map[string]func(*goldenCase){}

// goldenCase is one case of a golden folder and the count of what it checked.
type goldenCase struct {
	ID       string          `json:"id"`
	Op       string          `json:"op"`
	Params   json.RawMessage `json:"params"`
	Input    string          `json:"input"`
	TolRel   float64         `json:"tol_rel"`
	Note     string          `json:"note"`
	Expected json.RawMessage `json:"expected"`

	t                *testing.T
	dir              string
	checks, failures int
}

// TestGolden replays the committed folder and those of SANSANG_GOLDEN
// (separated like PATH). Each folder ends with one line: path, cases, checks,
// failures.
func TestGolden(t *testing.T) {
	dirs := []string{filepath.Join("testdata", "golden", "synthetic")}
	for _, dir := range filepath.SplitList(os.Getenv("SANSANG_GOLDEN")) {
		if _, err := os.Stat(dir); err != nil && !filepath.IsAbs(dir) {
			dir = filepath.Join("..", dir) // meant from the root of the module
		}
		dirs = append(dirs, dir)
	}
	for _, dir := range dirs {
		t.Run(filepath.Base(dir), func(t *testing.T) { replayGolden(t, dir) })
	}
}

func replayGolden(t *testing.T, dir string) {
	files, err := filepath.Glob(filepath.Join(dir, "cases", "*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%s: no cases found (%v)", dir, err)
	}
	checks, failures := 0, 0
	var closing string
	for _, f := range files {
		t.Run(strings.TrimSuffix(filepath.Base(f), ".json"), func(t *testing.T) {
			text, err := os.ReadFile(f)
			if err != nil {
				t.Fatal(err)
			}
			c := &goldenCase{t: t, dir: dir}
			if err := json.Unmarshal(text, c); err != nil {
				t.Fatal(err)
			}
			defer func() { // counted also when the case gives up with Fatal
				checks += c.checks
				failures += c.failures
				if c.failures == 0 && t.Failed() {
					failures++
				}
			}()
			run, ok := goldenOps[c.Op]
			if !ok {
				t.Fatalf("nobody registered the operation %q", c.Op)
			}
			run(c)
			if c.checks == 0 {
				t.Error("the case checked nothing")
			}
		})
	}
	closing = fmt.Sprintf("golden %s: %d cases, %d checks, %d failures", dir, len(files), checks, failures)
	t.Log(closing)
	fmt.Println(closing) // seen without -v too
}

// --- numbers and tables as the cases write them ---

// gnum is a JSON number, or null / "NaN" / "Inf" / "-Inf".
type gnum float64

func (x *gnum) UnmarshalJSON(b []byte) error {
	switch string(b) {
	case "null", `"NaN"`:
		*x = gnum(math.NaN())
	case `"Inf"`:
		*x = gnum(math.Inf(1))
	case `"-Inf"`:
		*x = gnum(math.Inf(-1))
	default:
		var f float64
		if err := json.Unmarshal(b, &f); err != nil {
			return err
		}
		*x = gnum(f)
	}
	return nil
}

// glist reads a JSON list, or a scalar as a list of one (R writes it so).
type glist[T any] []T

func (l *glist[T]) UnmarshalJSON(b []byte) error {
	if b = bytes.TrimSpace(b); len(b) > 0 && b[0] == '[' {
		var v []T
		if err := json.Unmarshal(b, &v); err != nil {
			return err
		}
		*l = v
		return nil
	}
	var v T
	if err := json.Unmarshal(b, &v); err != nil {
		return err
	}
	*l = glist[T]{v}
	return nil
}

func floats(l glist[gnum]) []float64 {
	out := make([]float64, len(l))
	for i, x := range l {
		out[i] = float64(x)
	}
	return out
}

// gtable is a data frame.
type gtable struct {
	Columns glist[string]              `json:"columns"`
	NRow    int                        `json:"nrow"`
	Data    map[string]json.RawMessage `json:"data"`
}

func (g *gtable) has(col string) bool { _, ok := g.Data[col]; return ok }

// gcolumn decodes one column of a data frame.
func gcolumn[T any](c *goldenCase, g *gtable, col string) []T {
	raw, ok := g.Data[col]
	if !ok {
		c.t.Fatalf("expected table has no column %q", col)
	}
	var v glist[T]
	if err := json.Unmarshal(raw, &v); err != nil {
		c.t.Fatalf("column %q: %v", col, err)
	}
	return v
}

func (c *goldenCase) nums(g *gtable, col string) []float64 { return floats(gcolumn[gnum](c, g, col)) }
func (c *goldenCase) strs(g *gtable, col string) []string  { return gcolumn[string](c, g, col) }

// gmatrix is a matrix with names of its rows and columns.
type gmatrix struct {
	Rownames glist[string] `json:"rownames"`
	Colnames glist[string] `json:"colnames"`
	Data     [][]gnum      `json:"data"`
}

// --- inputs ---

// params decodes the case's parameters into v. R writes an empty list as [].
func (c *goldenCase) params(v any) {
	if len(c.Params) > 0 && c.Params[0] == '[' {
		return
	}
	c.decode(c.Params, v)
}

func (c *goldenCase) expected(v any) { c.decode(c.Expected, v) }

func (c *goldenCase) decode(raw json.RawMessage, v any) {
	c.t.Helper()
	if err := json.Unmarshal(raw, v); err != nil {
		c.t.Fatal(err)
	}
}

// meta reads data/meta.csv, tree makes its tree.
func (c *goldenCase) meta() []MetaRow {
	c.t.Helper()
	rows, err := ReadMeta(c.open("meta.csv"))
	if err != nil {
		c.t.Fatal(err)
	}
	return rows
}

func (c *goldenCase) tree() *Tree {
	c.t.Helper()
	tree, err := NewTree(c.meta())
	if err != nil {
		c.t.Fatal(err)
	}
	return tree
}

// input is data/input.csv, sorted by unit code as the expected tables are.
func (c *goldenCase) input() *Data {
	c.t.Helper()
	d, err := ReadData(c.open("input.csv"), c.meta())
	if err != nil {
		c.t.Fatal(err)
	}
	return d.SortByUnit()
}

// plain reads data/NAME.csv without a meta, in the order of the file.
func (c *goldenCase) plain(name string) *Data {
	c.t.Helper()
	d, err := ReadData(c.open(name+".csv"), nil)
	if err != nil {
		c.t.Fatal(err)
	}
	return d
}

// table reads data/NAME.csv, sorted by unit code.
func (c *goldenCase) table(name string) *Table {
	c.t.Helper()
	return c.plain(name).SortByUnit().Values
}

// inputTable is the table that the case's input names: "data/raw.csv" or
// "data/raw.csv + …".
func (c *goldenCase) inputTable() *Table {
	c.t.Helper()
	first, _, _ := strings.Cut(c.Input, " ")
	return c.table(strings.TrimSuffix(strings.TrimPrefix(first, "data/"), ".csv"))
}

func (c *goldenCase) open(name string) *bytes.Reader {
	c.t.Helper()
	b, err := os.ReadFile(filepath.Join(c.dir, "data", name))
	if err != nil {
		c.t.Fatal(err)
	}
	return bytes.NewReader(b)
}

// --- checks ---

// tol is the case's tolerance, at least 1e-9: sums run in another order than R's.
func (c *goldenCase) tol() float64 { return max(c.TolRel, 1e-9) }

func (c *goldenCase) fail(format string, args ...any) {
	c.t.Helper()
	if c.failures++; c.failures <= 10 {
		c.t.Errorf(format, args...)
	}
}

// near checks |got-want| <= tol*max(1,|want|); NaN equals NaN only.
func (c *goldenCase) near(got, want float64, where ...any) {
	c.t.Helper()
	c.checks++
	if math.IsNaN(want) && math.IsNaN(got) || got == want {
		return
	}
	if !(math.Abs(got-want) <= c.tol()*math.Max(1, math.Abs(want))) {
		c.fail("%v: got %v, want %v", fmt.Sprint(where...), got, want)
	}
}

// same checks equality: ranks, flags, texts.
func same[T comparable](c *goldenCase, got, want T, where ...any) {
	c.t.Helper()
	if c.checks++; got != want {
		c.fail("%v: got %v, want %v", fmt.Sprint(where...), got, want)
	}
}

// nearAll compares two vectors by near.
func (c *goldenCase) nearAll(got, want []float64, where ...any) {
	c.t.Helper()
	if len(got) != len(want) {
		c.checks++
		c.fail("%v: got %d values, want %d", fmt.Sprint(where...), len(got), len(want))
		return
	}
	for i := range want {
		c.near(got[i], want[i], fmt.Sprint(where...), "[", i, "]")
	}
}

// nearTable compares the numeric columns that the expected table gives, by unit
// code, whatever the order of the rows.
func (c *goldenCase) nearTable(got *Table, want *gtable) {
	c.t.Helper()
	row := make(map[string]int, got.Rows())
	for i, u := range got.Units {
		row[u] = i
	}
	units := c.strs(want, "uCode")
	same(c, got.Rows(), len(units), "rows")
	for _, col := range want.Columns {
		if col == "uCode" {
			continue
		}
		g := got.Col(col)
		if g == nil {
			c.checks++
			c.fail("no column %s", col)
			continue
		}
		for k, w := range c.nums(want, col) {
			i, ok := row[units[k]]
			if !ok {
				c.checks++
				c.fail("no unit %s", units[k])
				continue
			}
			c.near(g[i], w, units[k], " ", col)
		}
	}
}

// unchanged checks that every column of the input that the expected table does
// not name is bit-identical in got.
func (c *goldenCase) unchanged(got, input *Table, want *gtable) {
	c.t.Helper()
	for j, code := range input.Codes {
		if slices.Contains(want.Columns, code) {
			continue
		}
		g := got.Col(code)
		same(c, len(g), got.Rows(), code, " present")
		for i := range g {
			if math.Float64bits(g[i]) != math.Float64bits(input.Cols[j][i]) && !(math.IsNaN(g[i]) && math.IsNaN(input.Cols[j][i])) {
				c.fail("%s %s: changed from %v to %v", got.Units[i], code, input.Cols[j][i], g[i])
			}
			c.checks++
		}
	}
}

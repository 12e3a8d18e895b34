package index

import (
	"math"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/sansang-project/sansang/index/internal/stat"
)

// bench is the scratch of one worker on columns; its zero value is ready. It
// keeps its buffers, so that a rebuild allocates nothing. One bench belongs to
// one goroutine.
type bench struct {
	sorter *stat.Sorter // made when first needed: it is large
	first  []float64    // values of a column, a row or a group
	second []float64    // values in order
	column []float64    // a column in the making
	powers [4][]float64 // cumulated powers of deviations
	counts []int32      // of ranks
	ranks  []uint32     // of a unit in all draws
}

func (b *bench) order() *stat.Sorter {
	if b.sorter == nil {
		b.sorter = new(stat.Sorter)
	}
	return b.sorter
}

// sideBySide is the number of values from which columns are worked on by several
// goroutines: starting them costs about as much as 20,000 values.
const sideBySide = 50_000

// eachColumn calls work for every column 0 … n-1 of the given length. The calls
// may run side by side, so work writes only what belongs to its column; the
// result does not depend on the number of workers.
func eachColumn(n, rows int, work func(j int, b *bench)) {
	workers := min(runtime.GOMAXPROCS(0), n)
	if n*rows < sideBySide || workers < 2 {
		var b bench
		for j := range n {
			work(j, &b)
		}
		return
	}
	var next atomic.Int64
	var all sync.WaitGroup
	for range workers {
		all.Go(func() {
			var b bench
			for {
				j := int(next.Add(1)) - 1
				if j >= n {
					return
				}
				work(j, &b)
			}
		})
	}
	all.Wait()
}

// keep copies a column, unless dst is x: a column that is shared is not written.
func keep(dst, x []float64) {
	if len(x) > 0 && &dst[0] != &x[0] {
		copy(dst, x)
	}
}

// emptyLike makes a table of the same units and columns whose values are still
// to be written, its columns in one block of memory.
func (t *Table) emptyLike() *Table {
	n := len(t.Units)
	block := make([]float64, n*len(t.Codes))
	out := &Table{Units: t.Units, Codes: t.Codes, Cols: make([][]float64, len(t.Codes))}
	for j := range out.Cols {
		out.Cols[j] = block[j*n : (j+1)*n : (j+1)*n]
	}
	return out
}

// withoutColumns is emptyLike for a table whose columns eachColumn writes, each
// beginning with room(j): large ones are made by their workers, since clearing
// fresh memory takes as long as filling it.
func (t *Table) withoutColumns() *Table {
	if len(t.Codes)*len(t.Units) < sideBySide {
		return t.emptyLike()
	}
	return &Table{Units: t.Units, Codes: t.Codes, Cols: make([][]float64, len(t.Codes))}
}

// room makes column j unless it is there.
func (t *Table) room(j int) []float64 {
	if t.Cols[j] == nil {
		t.Cols[j] = make([]float64, len(t.Units))
	}
	return t.Cols[j]
}

// spread gives the bounds of the values and whether there are two different ones.
func spread(x []float64) (lo, hi float64, differ bool) {
	lo, hi, _ = stat.MinMax(x)
	return lo, hi, lo < hi
}

// scaleFor is 1, or for values of extreme size the power of two that brings them to
// about 1: their squares and fourth powers would leave the range of a float, and a
// power of two loses no digit.
func scaleFor(lo, hi float64) float64 {
	far := math.Max(math.Abs(lo), math.Abs(hi))
	if far < 1e70 && far > 1e-70 || !(far > 0) {
		return 1
	}
	_, e := math.Frexp(far)
	return math.Ldexp(1, min(max(-e, -1020), 1020))
}

// sortedKeys gives the keys of a map of a spec in order, so that faults come in
// the same order each time.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

// checkIndicators reports the keys of a spec's indicators map that are no
// indicator of the tree.
func checkIndicators[V any](m map[string]V, step string, tree *Tree, faults *Faults) {
	for _, code := range sortedKeys(m) {
		if j := tree.Index(code); j < 0 || j >= tree.NumIndicators() {
			faults.add("step.indicator_unknown", Place{Source: step, Path: step + ".indicators." + code}, code)
		}
	}
}

var _ = addTexts(map[Code]sentence{
	"step.indicator_unknown": {"%q is not an indicator of the tree; correct the code or take it out", "%q không phải chỉ tiêu của cây; sửa lại mã hoặc bỏ đi"},
	"step.method":            {"the method %q is not known; expected one of: %s", "không có phương pháp %q; cần một trong: %s"},
	"step.number":            {"%s is %v; expected %s", "%s là %v; cần %s"},
})

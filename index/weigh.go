package index

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// WeightsSpec names sets of weights and the one that a build uses.
type WeightsSpec struct {
	// Use is the set in use: a name of Sets, "original" (default: the weights of
	// iMeta) or "equal" (1 for every node).
	Use string `yaml:"use,omitempty"`
	// Sets are further sets by name.
	Sets map[string]WeightSet `yaml:"sets,omitempty"`
}

// WeightSet says how one set of weights comes about. A parameter that its method
// does not have is a fault.
type WeightSet struct {
	// Method is a name of the table below: explicit (default), equal, pca, balance,
	// information.
	Method string `yaml:"method,omitempty"`
	// From is the set whose weights stay where this one says nothing; default
	// "original".
	From string `yaml:"from,omitempty"`
	// Level is the level whose weights are set: equal: 0 = all (default); pca: 1
	// (default), the indicators; balance and information: 0 = the one below the index
	// (default).
	Level int `yaml:"level,omitempty"`
	// Nodes are weights by code (explicit); they go before Levels.
	Nodes map[string]float64 `yaml:"nodes,omitempty"`
	// Levels are the weights of all nodes of a level in the order of the tree
	// (explicit).
	Levels map[int][]float64 `yaml:"levels,omitempty,flow"`
	// Targets are the importances wanted, by code; default 1 (balance).
	Targets map[string]float64 `yaml:"targets,omitempty"`
	// Correlation is pearson (default), spearman or kendall (balance, information).
	Correlation string `yaml:"correlation,omitempty"`
}

// The sets that are always there.
const (
	originalWeights = "original"
	equalWeights    = "equal"
)

// standing tells whether the set of this name is always there.
func standing(name string) bool { return name == originalWeights || name == equalWeights }

// weighMethod is one way to set weights: the parameters it reads, what is wrong
// with them for a tree, and the weights, beginning from those of another set.
type weighMethod struct {
	parameters []string
	check      func(w *weighing, set *WeightSet, path string)
	weigh      func(w *weighing, name string, from []float64, out *Weights) ([]float64, error)
}

// weighMethods are the methods by name, each in a file of its own.
var weighMethods = map[string]weighMethod{
	"explicit":    explicitWeights,
	"equal":       levelWeights,
	"pca":         componentWeights,
	"balance":     optimisedWeights,
	"information": optimisedWeights,
}

// Weights is one weight for every node, with where it comes from.
type Weights struct {
	Use string
	// Values are one a node, at least 0 and not normalised: the children of a parent
	// count in proportion.
	Values []float64
	// Optimised is what an optimised set achieved, by the name of the set; nil
	// without one.
	Optimised map[string]*OptimisedWeights
	// Notes are what a person should look at: components that run against their
	// group, groups without a component.
	Notes Faults
}

// weighing is what a method may look at.
type weighing struct {
	tree   *Tree
	spec   *WeightsSpec
	t      *Table
	plan   *aggregatePlan
	faults Faults
}

// Weigh gives the weights of the set in use (OECD/JRC 2008, step 6). t holds the
// tree's normalised indicators, and aggregate says how they are combined: both
// matter to pca and to optimised weights only.
//
// All sets are checked, those not in use too: unknown methods, nodes and levels,
// parameters of another method, weights below 0, sets that begin from each other.
func Weigh(t *Table, tree *Tree, spec WeightsSpec, aggregate AggregateSpec) (*Weights, error) {
	var faults Faults
	faults.join(t.fitsTree("weigh", tree))
	faults.join(spec.check(tree))
	plan, err := planAggregate(tree, aggregate, nil)
	faults.join(err)
	if err := faults.err(); err != nil {
		return nil, err
	}
	return spec.weigh(t, plan)
}

// weigh is Weigh for what has been checked.
func (spec *WeightsSpec) weigh(t *Table, plan *aggregatePlan) (*Weights, error) {
	w := &weighing{tree: plan.tree, spec: spec, t: t, plan: plan}
	out := &Weights{Use: spec.Use}
	if out.Use == "" {
		out.Use = originalWeights
	}
	values, err := w.set(out.Use, out)
	if err != nil {
		return nil, err
	}
	out.Values = values
	return out, nil
}

// set gives the weights of the set of the name.
func (w *weighing) set(name string, out *Weights) ([]float64, error) {
	set, declared := w.spec.Sets[name]
	if !declared {
		values := w.tree.Weights()
		if name == equalWeights {
			for k := range values {
				values[k] = 1
			}
		}
		return values, nil
	}
	from, err := w.set(set.from(), out)
	if err != nil {
		return nil, err
	}
	notes := len(out.Notes)
	values, err := weighMethods[set.method()].weigh(w, name, from, out)
	path := "weights.sets." + name
	for _, f := range out.Notes[notes:] {
		f.Place.Path = path
	}
	if fs, ok := err.(Faults); ok {
		for _, f := range fs {
			if f.Place.Path == "" {
				f.Place.Path = path
			}
		}
	}
	return values, err
}

func (s *WeightSet) method() string { return orDefault(s.Method, "explicit") }

func (s *WeightSet) from() string { return orDefault(s.From, originalWeights) }

func orDefault(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// check finds the faults of all sets for a tree.
func (spec *WeightsSpec) check(tree *Tree) error {
	w := &weighing{tree: tree, spec: spec}
	known := func(name string) bool {
		_, ok := spec.Sets[name]
		return ok || name == "" || standing(name)
	}
	names := slices.Sorted(maps.Keys(spec.Sets))
	choice := listSome(append([]string{originalWeights, equalWeights}, names...))
	if !known(spec.Use) {
		w.fault("look.method", "weights.use", spec.Use, choice)
	}
	for _, name := range names {
		set := spec.Sets[name]
		path := "weights.sets." + name
		if name == "" || standing(name) {
			w.fault("weigh.reserved", path, name)
		}
		if !known(set.From) {
			w.fault("look.method", path+".from", set.From, choice)
		}
		method, ok := weighMethods[set.method()]
		if !ok {
			w.fault("look.method", path+".method", set.Method, sortedNames(weighMethods))
			continue
		}
		for _, p := range []struct {
			key   string
			given bool
		}{
			{"level", set.Level != 0}, {"nodes", set.Nodes != nil}, {"levels", set.Levels != nil},
			{"targets", set.Targets != nil}, {"correlation", set.Correlation != ""},
		} {
			if p.given && !slices.Contains(method.parameters, p.key) {
				w.fault("weigh.parameter", path+"."+p.key, set.method(), p.key, listSome(method.parameters))
			}
		}
		method.check(w, &set, path)
		at, steps := name, 0
		for ; steps <= len(spec.Sets); steps++ {
			next, ok := spec.Sets[at]
			if !ok || standing(at) {
				break
			}
			at = next.from()
		}
		if steps > len(spec.Sets) {
			w.fault("weigh.cycle", path+".from", name)
		}
	}
	return w.faults.err()
}

func (w *weighing) fault(code Code, path string, args ...any) {
	w.faults.add(code, Place{Source: "weigh", Path: path}, args...)
}

// checkLevel finds a level that has no nodes below the index.
func (w *weighing) checkLevel(level int, path string) {
	if level < 0 || level >= w.tree.MaxLevel() {
		w.fault("look.level", path+".level", level, 1, w.tree.MaxLevel()-1)
	}
}

// checkValue finds a weight that is not a finite number of at least 0.
func (w *weighing) checkValue(x float64, path string) {
	if !(x >= 0) || math.IsInf(x, 0) {
		w.fault("meta.weight", path, x)
	}
}

// scores are those of every node under the weights, turned so that higher is
// better for the parent: what correlations with the index are taken of.
func (w *weighing) scores(weights []float64, s *aggregateScratch) (*Table, error) {
	t, err := w.plan.table(w.t, weights, s)
	if err != nil {
		return nil, err
	}
	for k := w.tree.NumIndicators(); k < w.tree.Root(); k++ {
		if w.tree.Nodes[k].Direction < 0 {
			for i, x := range t.Cols[k] {
				t.Cols[k][i] = -x // a column that table made
			}
		}
	}
	return t, nil
}

// levelPath is the path of a level of a map.
func levelPath(path string, level int) string { return fmt.Sprintf("%s.levels.%d", path, level) }

var _ = addTexts(map[Code]sentence{
	"weigh.reserved":  {"the name %q is that of a set which is always there; choose another", "tên %q là của bộ trọng số có sẵn; hãy chọn tên khác"},
	"weigh.parameter": {"the method %s has no parameter %s; it has: %s", "phương pháp %s không có tham số %s; các tham số của phương pháp: %s"},
	"weigh.cycle":     {"the set %q begins from itself, by way of the others", "bộ trọng số %q kế thừa chính nó qua các bộ khác"},
	"weigh.level":     {"%d weights; the level has %d nodes: %s", "có %d trọng số; cấp này có %d mục: %s"},
	"weigh.node":      {"the tree has no node %q", "cây không có mục %q"},
})

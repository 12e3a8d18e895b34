package index

import (
	"maps"
	"math"
	"slices"
)

// optimisedWeights are sought for balance or information (see Optimise), with
// everything before the aggregation held fixed. None is negative.
var optimisedWeights = weighMethod{
	parameters: []string{"level", "targets", "correlation"},
	check: func(w *weighing, set *WeightSet, path string) {
		w.checkLevel(set.Level, path)
		if _, err := correlator(set.Correlation, "weigh"); err != nil {
			w.fault("look.method", path+".correlation", set.Correlation, sortedNames(correlators))
		}
		if set.Targets != nil && set.Method != "balance" {
			w.fault("weigh.parameter", path+".targets", set.Method, "targets", "level, correlation")
		}
		level := set.Level
		if level == 0 {
			level = w.tree.MaxLevel() - 1
		}
		for _, code := range slices.Sorted(maps.Keys(set.Targets)) {
			if k := w.tree.Index(code); k < 0 || w.tree.Nodes[k].Level != level {
				w.fault("weigh.target", path+".targets."+code, code, level)
			}
			if x := set.Targets[code]; !(x > 0) || math.IsInf(x, 0) {
				w.fault("optimise.target", path+".targets."+code, x)
			}
		}
	},
	weigh: func(w *weighing, name string, from []float64, out *Weights) ([]float64, error) {
		set := w.spec.Sets[name]
		var s aggregateScratch
		spec := OptimiseSpec{Goal: set.Method, Level: set.Level, Targets: set.Targets, Method: set.Correlation}
		o, err := Optimise(w.tree, from, spec, func(weights []float64) (*Table, error) { return w.scores(weights, &s) })
		if err != nil {
			return nil, err
		}
		if out.Optimised == nil {
			out.Optimised = make(map[string]*OptimisedWeights)
		}
		out.Optimised[name] = o
		return o.Weights, nil
	},
}

var _ = addTexts(map[Code]sentence{
	"weigh.target": {"the tree has no node %q at level %d", "cây không có mục %q ở cấp %d"},
})

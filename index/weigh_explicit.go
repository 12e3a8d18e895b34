package index

import (
	"maps"
	"slices"
)

// explicitWeights are those written into the spec, by level or by node.
var explicitWeights = weighMethod{
	parameters: []string{"nodes", "levels"},
	check: func(w *weighing, set *WeightSet, path string) {
		for _, l := range slices.Sorted(maps.Keys(set.Levels)) {
			list := set.Levels[l]
			nodes := w.tree.AtLevel(l)
			if len(list) != len(nodes) {
				codes := make([]string, len(nodes))
				for i, k := range nodes {
					codes[i] = w.tree.Nodes[k].Code
				}
				w.fault("weigh.level", levelPath(path, l), len(list), len(nodes), listSome(codes))
			}
			for _, x := range list {
				w.checkValue(x, levelPath(path, l))
			}
		}
		for _, code := range slices.Sorted(maps.Keys(set.Nodes)) {
			if w.tree.Index(code) < 0 {
				w.fault("weigh.node", path+".nodes."+code, code)
			}
			w.checkValue(set.Nodes[code], path+".nodes."+code)
		}
	},
	weigh: func(w *weighing, name string, from []float64, _ *Weights) ([]float64, error) {
		set := w.spec.Sets[name]
		for l, list := range set.Levels {
			for i, k := range w.tree.AtLevel(l) {
				from[k] = list[i]
			}
		}
		for code, x := range set.Nodes {
			from[w.tree.Index(code)] = x
		}
		return from, nil
	},
}

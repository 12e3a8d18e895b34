package index

// levelWeights are 1 for every node, or for those of one level.
var levelWeights = weighMethod{
	parameters: []string{"level"},
	check:      func(w *weighing, set *WeightSet, path string) { w.checkLevel(set.Level, path) },
	weigh: func(w *weighing, name string, from []float64, _ *Weights) ([]float64, error) {
		set := w.spec.Sets[name]
		for k := range from {
			if set.Level == 0 || w.tree.Nodes[k].Level == set.Level {
				from[k] = 1
			}
		}
		return from, nil
	},
}

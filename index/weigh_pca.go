package index

// componentWeights are the loadings of each group's first component at one level
// (see ComponentWeights), of the indicators unless the set says otherwise.
var componentWeights = weighMethod{
	parameters: []string{"level"},
	check:      func(w *weighing, set *WeightSet, path string) { w.checkLevel(set.Level, path) },
	weigh: func(w *weighing, name string, from []float64, out *Weights) ([]float64, error) {
		level := max(w.spec.Sets[name].Level, 1)
		t := w.t
		if level > 1 {
			var err error
			if t, err = w.scores(from, &aggregateScratch{}); err != nil {
				return nil, err
			}
		}
		values, notes, err := ComponentWeights(t, w.tree, from, level)
		out.Notes = append(out.Notes, notes...)
		return values, err
	},
}

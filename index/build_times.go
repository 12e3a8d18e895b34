package index

// BuildTimes builds every time of a panel by one spec, in ascending order, after
// the gaps were filled over time where the spec has a section panel; its key time is
// not looked at. scores is a panel of the scores of all nodes, for Trends.
//
// Each time is built by itself: min-max, z-scores and ranks say how a unit stands
// among the others of its time. Scores that are to be followed over time need
// goalposts, which are the same in all.
//
// The first time with faults ends it; a fault that names the time comes first.
func BuildTimes(d *Data, tree *Tree, spec *Spec) (builds []*Built, scores *Data, err error) {
	one := Spec{}
	if spec != nil {
		one = *spec
	}
	if d == nil || d.Values == nil {
		return nil, nil, oneFault("data.none", Place{Source: "iData"})
	}
	if len(d.Time) != d.Rows() || len(d.Times()) == 0 {
		return nil, nil, oneFault("build.no_times", Place{Source: "iData", Column: "Time"})
	}
	if tree == nil || len(tree.Nodes) == 0 {
		return nil, nil, oneFault("meta.no_indicator", Place{Source: "iMeta"})
	}
	var panel *ImputeReport
	if one.Panel != nil {
		if d, panel, err = ImputePanel(d, *one.Panel); err != nil {
			var faults Faults
			faults.join(err)
			return nil, nil, one.withLines(faults)
		}
		one.Panel = nil
	}
	scores = &Data{Values: &Table{Codes: tree.Codes(), Cols: make([][]float64, len(tree.Nodes))}}
	for _, time := range d.Times() {
		atTime := one
		atTime.Time = &time
		b, err := Build(d, tree, &atTime)
		if err != nil {
			faults := Faults{{Code: "build.at_time", Place: Place{Source: "iData", Column: "Time"}, Args: []any{time}}}
			faults.join(err)
			return nil, nil, faults
		}
		b.Panel = panel
		builds = append(builds, b)
		scores.Values.Units = append(scores.Values.Units, b.Scores.Units...)
		scores.Names = append(scores.Names, b.Data.Names...)
		for k, col := range b.Scores.Cols {
			scores.Values.Cols[k] = append(scores.Values.Cols[k], col...)
		}
		for range b.Scores.Units {
			scores.Time = append(scores.Time, time)
		}
	}
	if len(scores.Names) != scores.Rows() {
		scores.Names = scores.Values.Units
	}
	return builds, scores, nil
}

var _ = addTexts(map[Code]sentence{
	"build.no_times": {"the data have no times; following an index needs a column Time", "số liệu không có kỳ nào; theo dõi chỉ số qua các kỳ cần cột Time"},
	"build.at_time":  {"the build of the time %v failed:", "không tính được chỉ số kỳ %v:"},
})

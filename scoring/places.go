package scoring

import "slices"

// places are the ranks of one node.
type places struct {
	group, overall         []int32 // rank by agency; 0 = not ranked
	groupTied, overallTied []int32
	groupOf                []int32 // how many are ranked, by group
	of                     int32
}

// standing is one agency in a sort: its score as float64 to decide most
// comparisons, and exactly for the rest.
type standing struct {
	agency int32
	near   float64
	points Num
	max    Num
}

// closeEnough bounds the relative error of near: two correctly rounded float64
// and their quotient are off by less than 2^-50.
const closeEnough = 1e-14

// compare orders two standings from the best down, exactly.
func (s *standing) compare(t *standing) int {
	if d := s.near - t.near; d > closeEnough*(1+s.near) || -d > closeEnough*(1+s.near) {
		if d > 0 {
			return -1
		}
		return 1
	}
	if s.max.Equal(t.max) {
		return t.points.Cmp(s.points)
	}
	return t.points.Mul(s.max).Cmp(s.points.Mul(t.max))
}

// rank orders the agencies that have a score at a node, in each group and, if
// the framework allows it, over all.
func (r *Result) rank(node int) places {
	n := len(r.cohort.agencies)
	list := make([]standing, 0, n)
	for a := range n {
		s := r.Score(a, node)
		if s.Max.Sign() <= 0 || s.State != StateScored && s.State != StateMissing {
			continue
		}
		st := standing{agency: int32(a), points: s.Points, max: s.Max}
		if r.program.framework.Rounding != nil {
			st.points, _ = r.Scaled(a, node)
			st.max = one
		}
		st.near = st.points.Float64() / st.max.Float64()
		list = append(list, st)
	}
	slices.SortFunc(list, func(a, b standing) int { return a.compare(&b) })
	out := places{group: make([]int32, n), groupTied: make([]int32, n), groupOf: make([]int32, len(r.cohort.groups))}
	if r.program.framework.Ranking.Overall {
		out.overall, out.overallTied = make([]int32, n), make([]int32, n)
		out.of = int32(len(list))
		rankRun(list, out.overall, out.overallTied)
	}
	byGroup := make([][]standing, len(r.cohort.groups))
	for _, s := range list {
		g := r.cohort.groupOf[s.agency]
		byGroup[g] = append(byGroup[g], s)
	}
	for g, l := range byGroup {
		out.groupOf[g] = int32(len(l))
		rankRun(l, out.group, out.groupTied)
	}
	return out
}

// rankRun gives places to a sorted list: 1, 2, 2, 4.
func rankRun(list []standing, rank, tied []int32) {
	for i := 0; i < len(list); {
		j := i + 1
		for j < len(list) && list[i].compare(&list[j]) == 0 {
			j++
		}
		for _, s := range list[i:j] {
			rank[s.agency], tied[s.agency] = int32(i+1), int32(j-i)
		}
		i = j
	}
}

package index

import (
	"math"
	"slices"
)

type imputePillar struct {
	name      string
	method    estimator
	code      string // the aggregate, "" = the whole row
	leaves    []int
	sign      []float64 // one a leaf
	normalise bool
}

// pillarsOf gathers the indicators below the same aggregate of a level.
func pillarsOf(tree *Tree, level int) []imputePillar {
	var out []imputePillar
	at := make(map[int]int)
	for j := range tree.NumIndicators() {
		node, code := -1, ""
		if level > 0 {
			for node = j; node >= 0 && tree.Nodes[node].Level < level; {
				node = tree.Nodes[node].Parent
			}
			if node >= 0 {
				code = tree.Nodes[node].Code
			}
		}
		k, ok := at[node]
		if !ok {
			k = len(out)
			at[node] = k
			out = append(out, imputePillar{code: code})
		}
		out[k].leaves = append(out[k].leaves, j)
		out[k].sign = append(out[k].sign, tree.Nodes[j].Direction)
	}
	return out
}

// fill estimates the gaps of the rows of one pillar. An indicator whose values are
// all equal has no place in [0,1]: it counts for nothing in the average, and its
// gaps get the value that all have.
func (p *imputePillar) fill(dst, src [][]float64, b *bench) {
	rows, gaps := 0, false
	for _, j := range p.leaves {
		rows = len(src[j])
		gaps = gaps || slices.ContainsFunc(src[j], math.IsNaN)
		keep(dst[j], src[j])
	}
	if p.method == nil || !gaps {
		return
	}
	n := len(p.leaves)
	b.second = sized(b.second, 3*n)
	lows, highs, widths := b.second[:n], b.second[n:2*n], b.second[2*n:]
	for k, j := range p.leaves {
		lo, hi, _ := spread(src[j])
		if p.sign[k] == -1 {
			lo, hi = -hi, -lo
		}
		lows[k], highs[k], widths[k] = lo, hi, hi/2-lo/2 // halves: a width may be out of range
	}
	for i := range rows {
		b.first = b.first[:0]
		gap := false
		for k, j := range p.leaves {
			v := src[j][i]
			switch {
			case v != v:
				gap = true
			case !p.normalise:
				b.first = append(b.first, v)
			case widths[k] > 0:
				b.first = append(b.first, (p.sign[k]*v/2-lows[k]/2)/widths[k])
			}
		}
		if !gap || len(b.first) == 0 {
			continue
		}
		estimate := p.method(b.first, b)
		for k, j := range p.leaves {
			if v := src[j][i]; v == v {
				continue
			}
			if !p.normalise {
				dst[j][i] = estimate
				continue
			}
			back := estimate*widths[k] + lows[k] + estimate*widths[k]
			dst[j][i] = p.sign[k] * min(max(back, lows[k]), highs[k])
		}
	}
}

package stat

import (
	"math"

	"gonum.org/v1/gonum/mat"
)

// Components are the principal components of p columns over n complete rows.
type Components struct {
	N        int         // complete rows used
	SD       []float64   // standard deviation of each component, descending; min(n,p) of them
	Loadings [][]float64 // Loadings[c][j] is the weight of column j in component c; each of length 1
}

// PrincipalComponents of the columns on the rows without a missing value, each
// column centred and scaled to variance 1: the eigenvectors of the correlation
// matrix, found by singular values, which keeps small ones exact (OECD/JRC 2008,
// step 4; Jolliffe, Principal component analysis, 2002, §3.5).
//
// The sign of a component is arbitrary; here its loadings sum to at least 0.
// ok is false with fewer than two complete rows, no column, a column that is
// constant over the complete rows, or values that are not finite.
func PrincipalComponents(cols [][]float64) (c Components, ok bool) {
	rows := completeRows(cols)
	n, p := len(rows), len(cols)
	c.N = n
	if n < 2 || p == 0 {
		return c, false
	}
	z := mat.NewDense(n, p, nil)
	x := make([]float64, n)
	for j, col := range cols {
		for k, i := range rows {
			x[k] = col[i]
		}
		rescale(x)
		m := Dense(x)
		if !(m.SD > 0) || math.IsInf(m.SD, 0) {
			return c, false
		}
		for k, v := range x {
			z.Set(k, j, (v-m.Mean)/m.SD)
		}
	}
	var svd mat.SVD
	if !svd.Factorize(z, mat.SVDThinV) {
		return c, false
	}
	var v mat.Dense
	svd.VTo(&v)
	for k, s := range svd.Values(nil) {
		c.SD = append(c.SD, s/math.Sqrt(float64(n-1)))
		loading := mat.Col(nil, k, &v)
		if facesDown(loading) {
			for j := range loading {
				loading[j] = -loading[j]
			}
		}
		c.Loadings = append(c.Loadings, loading)
	}
	return c, true
}

// Explained is the share of the variance that each component carries.
func (c *Components) Explained() []float64 {
	total := 0.0
	for _, s := range c.SD {
		total += s * s
	}
	out := make([]float64, len(c.SD))
	for k, s := range c.SD {
		out[k] = s * s / total
	}
	return out
}

// balanced is the sum of loadings below which rounding would decide the sign:
// far above the error of p terms of size 1, far below a sum that means something.
const balanced = 1e-9

// facesDown says whether the loadings sum to less than 0; when they cancel out,
// whether the first that is not 0 is negative.
func facesDown(x []float64) bool {
	if sum := Sum(x); math.Abs(sum) > balanced {
		return sum < 0
	}
	for _, v := range x {
		if math.Abs(v) > balanced {
			return v < 0
		}
	}
	return false
}

// completeRows lists the rows in which no column is missing.
func completeRows(cols [][]float64) []int {
	var rows []int
	if len(cols) == 0 {
		return nil
	}
next:
	for i := range cols[0] {
		for _, col := range cols {
			if i >= len(col) || col[i] != col[i] {
				continue next
			}
		}
		rows = append(rows, i)
	}
	return rows
}

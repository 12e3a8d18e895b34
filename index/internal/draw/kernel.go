package draw

// Lanes is how many draws Scores sums side by side. Their sums, one value and the
// products fill the 16 registers of amd64: with eight sums, whether of eight draws
// and one unit or of four and two, the compiler of Go 1.26 spills one to memory and
// the loop takes more than twice as long (BenchmarkScores).
const Lanes = 7

// Block is how many draws are scored, ranked and stored together: whole Lanes, few
// enough that their weights stay in the first cache.
const Block = 2 * Lanes

// Lane is one number for each of seven draws.
type Lane [Lanes]float64

// Panel is a table of values laid out for Scores: the values of one unit together,
// in the order of the rows.
type Panel struct {
	units, rows int
	x           []float64 // value of row i for unit k: x[k*rows+i]
}

// Pack lays out columns (one an indicator) with the units in the given order.
func Pack(cols [][]float64, order []int32) *Panel {
	p := NewPanel(len(order), len(cols))
	p.Fill(cols, order, 0, len(order))
	return p
}

// NewPanel makes a panel to be filled.
func NewPanel(units, rows int) *Panel {
	return &Panel{units: units, rows: rows, x: make([]float64, units*rows)}
}

// Fill lays out the units order[from:to]; parts may be filled side by side.
func (p *Panel) Fill(cols [][]float64, order []int32, from, to int) {
	const line = 8 // columns at a time, which fill a cache line of each unit
	for i := 0; i < len(cols); i += line {
		part := cols[i:min(i+line, len(cols))]
		for k := from; k < to; k++ {
			u := order[k]
			x := p.x[k*p.rows+i:][:len(part)]
			for c, col := range part {
				x[c] = col[u]
			}
		}
	}
}

// Units is the number of units of the panel.
func (p *Panel) Units() int { return p.units }

// Scores writes the product of weights and values: the score of draw r and unit k
// is Σ_i w_r,i · x_i,k, summed over i in order, into dst[r*units+k]. The weight of
// row i in the draws 7q … 7q+6 stands at weights[q*rows+i]; dst has room for seven
// draws a lane.
//
// The explicit conversions forbid fused products, which differ between processors.
func (p *Panel) Scores(dst []float64, weights []Lane) {
	n, rows := p.units, p.rows
	if rows == 0 {
		clear(dst)
		return
	}
	for k := range n {
		x := p.x[k*rows : (k+1)*rows]
		for q := range len(weights) / rows {
			w := weights[q*rows : (q+1)*rows]
			x := x[:len(w)]
			var s0, s1, s2, s3, s4, s5, s6 float64
			for i := range w {
				w, x := &w[i], x[i]
				s0 += float64(w[0] * x)
				s1 += float64(w[1] * x)
				s2 += float64(w[2] * x)
				s3 += float64(w[3] * x)
				s4 += float64(w[4] * x)
				s5 += float64(w[5] * x)
				s6 += float64(w[6] * x)
			}
			d := dst[q*Lanes*n+k:]
			d[0], d[n], d[2*n], d[3*n], d[4*n], d[5*n], d[6*n] = s0, s1, s2, s3, s4, s5, s6
		}
	}
}

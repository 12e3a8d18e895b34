package scoring

import "math/big"

// column holds many Nums in 16 bytes each and without pointers, so that a
// cohort of 100,000 agencies costs the collector nothing. Numbers that do not
// fit stand in a heap of their writer: one heap a worker, so that workers fill
// one column together without a lock.
type column struct {
	n     []int64
	d     []int64 // denominator minus one; -1-w: number n of heap w
	heaps [][]*big.Rat
}

func newColumn(size, writers int) column {
	return column{make([]int64, size), make([]int64, size), make([][]*big.Rat, writers)}
}

func (c *column) set(writer, i int, x Num) {
	if x.b == nil {
		c.n[i], c.d[i] = x.n, x.d
		return
	}
	c.n[i], c.d[i] = int64(len(c.heaps[writer])), int64(-1-writer)
	c.heaps[writer] = append(c.heaps[writer], x.b)
}

func (c *column) get(i int) Num {
	if d := c.d[i]; d >= 0 {
		return Num{n: c.n[i], d: d}
	} else {
		return Num{b: c.heaps[-1-d][c.n[i]]}
	}
}

package draw

// latin is a Latin hypercube (McKay, Beckman and Conover, Technometrics 21, 1979):
// in every dimension each of the n equal cells of (0, 1) has one of the n points,
// at a random place within the cell.
type latin struct {
	seed   uint64
	points int
	cell   []int32 // the cell of point n in dimension d is cell[d*points+n]
}

func newLatin(seed uint64, points, dims int) *latin {
	l := &latin{seed: seed, points: points, cell: make([]int32, points*dims)}
	var s Stream
	rng := s.Rand()
	for d := range dims {
		s.Seed(seed, ForOrder, uint64(d))
		order := l.cell[d*points : (d+1)*points]
		for n := range order { // Fisher and Yates, from the front
			k := rng.IntN(n + 1)
			order[n] = order[k]
			order[k] = int32(n)
		}
	}
	return l
}

// belowOne is the largest float64 below 1.
const belowOne = 1 - 1.0/(1<<53)

func (l *latin) Point(n int, dst []float64) {
	var s Stream
	s.Seed(l.seed, ForJitter, uint64(n))
	width := 1 / float64(l.points)
	for d := range dst {
		// The sum can round up to the next cell only at its very edge; at 1 that edge
		// is not in the cube.
		dst[d] = min((float64(l.cell[d*l.points+n])+s.Uniform())*width, belowOne)
	}
}

package draw

// Sampler gives points of the open unit cube. Point n depends on the seed and on
// n only, so that workers may take points in any order; it is safe to use from
// several goroutines.
type Sampler interface {
	// Point writes the first len(dst) coordinates of point n >= 0; dst is at most as
	// long as the cube has dimensions.
	Point(n int, dst []float64)
}

// The names of the samplers.
const (
	Sobol = "sobol"
	Latin = "latin"
	Plain = "plain"
)

// samplers is the table of samplers by name: the one place where one is added.
var samplers = map[string]func(seed uint64, points, dims int) Sampler{
	Sobol: func(seed uint64, points, dims int) Sampler { return NewSequence(seed, points, dims) },
	Latin: func(seed uint64, points, dims int) Sampler { return newLatin(seed, points, dims) },
	Plain: func(seed uint64, points, dims int) Sampler { return plain{seed} },
}

// NewSampler makes the sampler of that name for a number of points in a number of
// dimensions. It is nil when the name is unknown or Room says no.
func NewSampler(name string, seed uint64, points, dims int) Sampler {
	make, ok := samplers[name]
	if !ok || points < 0 || dims < 0 || dims > Room(name, points) {
		return nil
	}
	return make(seed, points, dims)
}

// Known says whether there is a sampler of that name.
func Known(name string) bool { return samplers[name] != nil }

// MaxLatin bounds the permutations that a Latin hypercube keeps: points times
// dimensions, four bytes each (200 MB).
const MaxLatin = 50_000_000

// Room is the largest number of dimensions that the sampler has for that many
// points.
func Room(name string, points int) int {
	switch name {
	case Sobol:
		return MaxDimensions
	case Latin:
		return MaxLatin / max(points, 1)
	}
	return MaxLatin
}

// plain is independent uniform numbers, a stream a point.
type plain struct{ seed uint64 }

func (p plain) Point(n int, dst []float64) {
	var s Stream
	s.Seed(p.seed, ForPoint, uint64(n))
	for d := range dst {
		dst[d] = s.Uniform()
	}
}

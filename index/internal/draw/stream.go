package draw

import "math/rand/v2"

// Purpose keeps apart the random numbers that one seed gives to different ends.
type Purpose uint64

// The purposes. Their values are part of every result: never renumber them.
const (
	ForPoint     Purpose = 1 + iota // coordinates of a plain point
	ForScramble                     // digits and shift of a Sobol' dimension
	ForOrder                        // permutation of a Latin hypercube's dimension
	ForJitter                       // place within the cells of a Latin hypercube
	ForBootstrap                    // rows of a resample
	ForError                        // measurement errors of a draw
)

// Stream is the random numbers of one purpose and number under a seed: O'Neill's
// PCG-DXSM (math/rand/v2), its two words of state mixed so that neighbouring
// numbers share nothing. The zero Stream must be seeded before use.
type Stream struct{ pcg rand.PCG }

// Seed starts the stream of that seed, purpose and number.
func (s *Stream) Seed(seed uint64, purpose Purpose, number uint64) {
	a := mix(seed + golden*uint64(purpose))
	s.pcg.Seed(mix(a^number), mix(a+golden*(number+1)))
}

// Uint64 is the next 64 bits.
func (s *Stream) Uint64() uint64 { return s.pcg.Uint64() }

// Uniform is the next number of the open interval (0, 1), a multiple of 2^-53.
func (s *Stream) Uniform() float64 { return open(s.pcg.Uint64() >> 12) }

// Rand is a generator that continues this stream, for gonum and for normal
// numbers; seeding the stream again starts it again.
func (s *Stream) Rand() *rand.Rand { return rand.New(&s.pcg) }

// golden is 2^64 divided by the golden ratio, odd: the step of SplitMix64.
const golden = 0x9e3779b97f4a7c15

// mix is the finaliser of SplitMix64 (Steele, Lea and Flood, Fast splittable
// pseudorandom number generators, OOPSLA 2014, with Stafford's constants): every
// bit of x changes about half of the bits.
func mix(x uint64) uint64 {
	x += golden
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return x ^ x>>31
}

// digits is the number of binary digits of a coordinate: with the half that
// keeps it off 0 and 1 it fills the 53 bits of a float64.
const digits = 52

// open maps 52 bits to the middle of their cell of (0, 1).
func open(x uint64) float64 { return (float64(x) + 0.5) * (1.0 / (1 << digits)) }

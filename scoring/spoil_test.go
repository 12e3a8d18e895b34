package scoring

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// spoil changes one field, drawn at random, somewhere below v: to zero, to a
// word that means nothing, or to an odd number.
func spoil(rng *rand.Rand, v reflect.Value) {
	for range 40 {
		switch v.Kind() {
		case reflect.Pointer, reflect.Interface:
			if v.IsNil() {
				return
			}
			if v.CanSet() && rng.IntN(12) == 0 {
				v.SetZero()
				return
			}
			v = v.Elem()
		case reflect.Slice:
			if v.Len() == 0 {
				return
			}
			if v.CanSet() && rng.IntN(10) == 0 {
				v.Set(v.Slice(0, v.Len()-1))
				return
			}
			v = v.Index(rng.IntN(v.Len()))
		case reflect.Struct:
			if v.Type() == reflect.TypeFor[Num]() {
				if v.CanSet() {
					odd := []Num{{}, Int(-1), Int(7), half, MustNum("1000000000000000000000"), MustNum("-1/3")}
					v.Set(reflect.ValueOf(odd[rng.IntN(len(odd))]))
				}
				return
			}
			if v.NumField() == 0 {
				return
			}
			v = v.Field(rng.IntN(v.NumField()))
		case reflect.String:
			if v.CanSet() {
				words := []string{"", "?", "i0", "i1", "T", "T.0", "low", "points_full", "mean", "full", "block", "percent", "level"}
				v.SetString(words[rng.IntN(len(words))])
			}
			return
		case reflect.Int:
			if v.CanSet() {
				v.SetInt(rng.Int64N(50) - 10)
			}
			return
		case reflect.Bool:
			if v.CanSet() {
				v.SetBool(!v.Bool())
			}
			return
		default:
			return
		}
	}
}

// checkSpoiled spoils a framework: it must be refused with faults, or be
// computed with points inside the maximum; never a panic.
func checkSpoiled(t *testing.T, seed uint64) (refused bool) {
	g, agencies, _ := rough(t, seed)
	rng := rand.New(rand.NewPCG(seed, 17))
	for range 1 + rng.IntN(3) {
		spoil(rng, reflect.ValueOf(g.f))
	}
	Lint(g.f)
	p, err := Compile(g.f)
	if err != nil {
		if s := err.(Faults).Text("vi"); s == "" {
			t.Fatalf("seed %d: refused without a word", seed)
		}
		return true
	}
	for i := range agencies {
		agencies[i].Group = "so"
	}
	c, err := NewCohort(p, agencies)
	if err != nil {
		return true
	}
	for a := range agencies {
		for i := range g.f.Items {
			if it := &g.f.Items[i]; it.Type != Number || it.Max != nil {
				_ = c.Set(a, i, g.any(it)) // what the item does not take stays missing
			}
		}
	}
	r := ranked(t, c, Options{})
	for a := range agencies {
		for _, n := range p.Nodes() {
			s := r.Score(a, n.Index)
			if orText(n.Role, Scored) == Scored && !n.Overflow && (s.Points.Sign() < 0 || s.Max.Less(s.Points)) {
				t.Fatalf("seed %d: %s has %v of %v\n%+v", seed, n.Code, s.Points, s.Max, n.Rule)
			}
			r.Level(a, n.Index)
			r.Trace(agencies[a].Code, n.Code)
		}
	}
	return false
}

func TestSpoiledFrameworks(t *testing.T) {
	n, refused := rounds(2000), 0
	for seed := range uint64(n) {
		if checkSpoiled(t, seed) {
			refused++
		}
	}
	if refused < n/10 || refused > n*9/10 {
		t.Errorf("%d of %d were refused: the test does not reach both ends", refused, n)
	}
}

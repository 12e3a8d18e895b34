package scoring

// Sum (R4): the points of the parts added up, each part by its own rule. A part
// that is not applicable leaves the maximum; a missing part is treated as the
// node says, alone.
type Sum struct {
	Parts []Part `yaml:"parts"`
}

// Kind is "sum".
func (*Sum) Kind() string { return "sum" }

func (r *Sum) check(k *checker, path string, _ Num) { k.parts(path+".parts", r.Parts, false) }

func (r *Sum) span(k *reader, _ Num) span {
	out := span{}
	for i := range r.Parts {
		s := k.partSpan(&r.Parts[i])
		out.lo, out.hi = out.lo.Add(s.lo), out.hi.Add(s.hi)
	}
	return out
}

func (r *Sum) moves(k *reader, item string) Monotone { return k.partsMove(r.Parts, item) }
func (r *Sum) items() []string                       { return nil }
func (r *Sum) inner() []Rule                         { return rulesOf(r.Parts) }

func (r *Sum) build(b *builder, _ Num) scorer { return &sum{b.parts(r.Parts)} }

type sum struct{ parts []part }

func (r *sum) score(e *env) outcome {
	points, maxima := e.adder(), e.adder()
	var all tally
	var args []Num
	for i := range r.parts {
		o := e.within(&r.parts[i])
		if all.add(o); o.counts() {
			points.add(o.points)
			maxima.add(o.max)
			if e.trace != nil {
				args = append(args, o.points)
			}
		}
	}
	out := all.outcome()
	if out.counts() {
		out.points, out.max = points.sum(), maxima.sum()
		if e.trace != nil {
			e.step(TraceStep{Op: OpAdd, Args: args, Result: out.points})
		}
	}
	e.free(points)
	e.free(maxima)
	return out
}

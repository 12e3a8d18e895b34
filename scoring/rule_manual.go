package scoring

// Manual: the Council's points as they are, within [0, maximum], held against
// the node's Rubric. The item carries the points; its type is number.
type Manual struct {
	Item string `yaml:"item"`
}

// Kind is "manual".
func (*Manual) Kind() string { return "manual" }

func (r *Manual) check(k *checker, path string, max Num) {
	it := k.item(path+".item", r.Item, Number)
	if it == nil {
		return
	}
	if lo, _ := it.bounds(); lo == nil || lo.Sign() < 0 {
		k.fault("manual.range", "item "+it.Code+".min", it.Code, max)
	}
	if _, hi := it.bounds(); hi == nil || max.Less(*hi) {
		k.fault("manual.range", "item "+it.Code+".max", it.Code, max)
	}
}

func (r *Manual) span(k *reader, max Num) span {
	out := span{Num{}, max}
	if it := k.byCode[r.Item]; it != nil {
		lo, hi := it.bounds()
		out = span{orNum(lo, out.lo), orNum(hi, out.hi)}
	}
	return out
}

func (r *Manual) moves(_ *reader, item string) Monotone {
	if item == r.Item {
		return Rising
	}
	return Constant
}

func (r *Manual) items() []string { return []string{r.Item} }
func (r *Manual) inner() []Rule   { return nil }

func (r *Manual) build(b *builder, max Num) scorer { return &manual{b.index(r.Item), max} }

type manual struct {
	item int
	max  Num
}

func (r *manual) score(e *env) outcome {
	x, out, ok := e.value(r.item, r.max)
	if !ok {
		return out
	}
	if e.trace != nil {
		e.step(TraceStep{Op: OpManual, Item: e.itemCode(r.item), Result: x})
	}
	return outcome{points: x, max: r.max}
}

package scoring

// LevelRule (R10): a maturity level earns level · Each, or what the table says.
// Source: SPBE, PermenPANRB 59/2020: index = Σ level·weight.
type LevelRule struct {
	Item string      `yaml:"item"`           // of type level
	Each *Num        `yaml:"each,omitempty"` // points for one level; nil = maximum / highest level
	Map  []LevelCase `yaml:"map,omitempty"`  // instead of Each; a level without a line earns 0
}

// LevelCase is what one level earns.
type LevelCase struct {
	Level int `yaml:"level"`
	Award `yaml:",inline"`
}

// Kind is "level".
func (*LevelRule) Kind() string { return "level" }

func (r *LevelRule) check(k *checker, path string, _ Num) {
	it := k.item(path+".item", r.Item, Level)
	if r.Each != nil && len(r.Map) > 0 {
		k.fault("level.both", path)
	}
	k.positive(path+".each", r.Each)
	seen := map[int]bool{}
	for i, c := range r.Map {
		at := place(path+".map", i)
		k.award(at, c.Award)
		if seen[c.Level] {
			k.fault("level.twice", at, c.Level)
		}
		seen[c.Level] = true
		if it != nil && !it.allows(Int(int64(c.Level))) {
			k.fault("level.unreachable", at, c.Level, it.Code)
		}
	}
}

// points gives what a level earns.
func (r *LevelRule) points(it *Item, level, max Num) Num {
	if len(r.Map) == 0 {
		return level.Mul(r.each(it, max))
	}
	for _, c := range r.Map {
		if level.Equal(Int(int64(c.Level))) {
			return c.of(max)
		}
	}
	return Num{}
}

func (r *LevelRule) each(it *Item, max Num) Num {
	if r.Each != nil {
		return *r.Each
	}
	_, hi := it.bounds()
	if hi == nil {
		return Num{}
	}
	e, _ := max.Quo(*hi)
	return e
}

// levels gives the levels that an item takes, lowest first; none when the item
// is not usable as one.
func (it *Item) levels() []Num {
	lo, hi := it.bounds()
	if lo == nil || hi == nil {
		return nil
	}
	var out []Num
	for l := *lo; !hi.Less(l) && len(out) <= maxLevels; l = l.Add(one) {
		out = append(out, l)
	}
	return out
}

// maxLevels bounds the levels of one item; real models have 3 to 6.
const maxLevels = 100

func (r *LevelRule) span(k *reader, max Num) span {
	it := k.byCode[r.Item]
	if it == nil {
		return span{}
	}
	var out span
	for i, l := range it.levels() {
		p := r.points(it, l, max)
		if i == 0 {
			out = span{p, p}
		}
		out = out.with(p)
	}
	return out
}

func (r *LevelRule) moves(k *reader, item string) Monotone {
	it := k.byCode[r.Item]
	if item != r.Item || it == nil {
		return Constant
	}
	points := 0
	for _, c := range r.Map {
		if c.Points != nil {
			points++
		}
	}
	if points > 0 && points < len(r.Map) {
		return Neither
	}
	up, down := true, true
	var prev Num
	for i, l := range it.levels() {
		p := r.points(it, l, one)
		if i > 0 {
			up, down = up && !p.Less(prev), down && !prev.Less(p)
		}
		prev = p
	}
	switch {
	case up:
		return Rising
	case down:
		return Falling
	}
	return Neither
}

func (r *LevelRule) items() []string { return []string{r.Item} }
func (r *LevelRule) inner() []Rule   { return nil }

func (r *LevelRule) build(b *builder, max Num) scorer {
	it := b.byCode[r.Item]
	return &level{r, it, b.index(r.Item), r.each(it, max), max}
}

type level struct {
	rule      *LevelRule
	it        *Item
	item      int
	each, max Num
}

func (r *level) score(e *env) outcome {
	x, out, ok := e.value(r.item, r.max)
	if !ok {
		return out
	}
	var p Num
	s := TraceStep{Op: OpLevel, Args: []Num{x, r.each}}
	if len(r.rule.Map) > 0 {
		p = r.rule.points(r.it, x, r.max)
		s = TraceStep{Op: OpLevelMap, Args: []Num{x}}
	} else {
		p = x.Mul(r.each)
	}
	if e.trace != nil {
		s.Item, s.Result = r.it.Code, p
		e.step(s)
	}
	return outcome{points: p, max: r.max}
}

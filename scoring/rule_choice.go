package scoring

// ChoiceRule (R3): each option of an item of type choice earns its award. An
// option without a case earns 0. Source: Cao Lãnh, "Trưởng ban … = max; Phó =
// ½ max; else 0".
type ChoiceRule struct {
	Item  string `yaml:"item"`
	Cases []Case `yaml:"cases"`
}

// Case is what one option earns.
type Case struct {
	Option string `yaml:"option"`
	Award  `yaml:",inline"`
}

// Kind is "choice".
func (*ChoiceRule) Kind() string { return "choice" }

func (r *ChoiceRule) check(k *checker, path string, _ Num) {
	it := k.item(path+".item", r.Item, Choice)
	if len(r.Cases) == 0 {
		k.fault("rule.no_cases", path+".cases")
	}
	seen := map[string]bool{}
	for i, c := range r.Cases {
		at := place(path+".cases", i)
		k.award(at, c.Award)
		if seen[c.Option] {
			k.fault("choice.twice", at, c.Option)
		}
		seen[c.Option] = true
		if it != nil && it.option(c.Option) == 0 {
			k.fault("choice.unknown_option", at, c.Option, it.Code)
		}
	}
}

func (r *ChoiceRule) span(k *reader, max Num) span {
	out := span{}
	first := true
	add := func(p Num) {
		if first {
			out, first = span{p, p}, false
		}
		out = out.with(p)
	}
	for _, c := range r.Cases {
		add(c.of(max))
	}
	if it := k.byCode[r.Item]; it != nil && len(it.Options) > len(r.Cases) {
		add(Num{})
	}
	return out
}

// moves promises nothing: options have no order.
func (r *ChoiceRule) moves(_ *reader, item string) Monotone {
	if item == r.Item {
		return Neither
	}
	return Constant
}

func (r *ChoiceRule) items() []string { return []string{r.Item} }
func (r *ChoiceRule) inner() []Rule   { return nil }

func (r *ChoiceRule) build(b *builder, max Num) scorer {
	it := b.byCode[r.Item]
	s := &choice{item: b.index(r.Item), options: it.Options, points: make([]Num, len(it.Options)), max: max}
	for _, c := range r.Cases {
		s.points[it.option(c.Option)-1] = c.of(max)
	}
	return s
}

type choice struct {
	item    int
	options []Option
	points  []Num // by option
	max     Num
}

func (r *choice) score(e *env) outcome {
	x, out, ok := e.value(r.item, r.max)
	if !ok {
		return out
	}
	i, _ := x.Int64()
	p := r.points[i-1]
	if e.trace != nil {
		e.step(TraceStep{Op: OpOption, Item: e.itemCode(r.item), Code: r.options[i-1].Code, Args: []Num{x}, Result: p})
	}
	return outcome{points: p, max: r.max}
}

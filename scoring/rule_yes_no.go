package scoring

// YesNoRule (R11): yes earns the maximum, no earns 0; or the other way round.
type YesNoRule struct {
	Item   string `yaml:"item"` // of type yesno
	Invert bool   `yaml:"invert,omitempty"`
}

// Kind is "yes_no".
func (*YesNoRule) Kind() string { return "yes_no" }

func (r *YesNoRule) check(k *checker, path string, _ Num) { k.item(path+".item", r.Item, YesNo) }

func (r *YesNoRule) span(_ *reader, max Num) span { return span{Num{}, max} }

func (r *YesNoRule) moves(_ *reader, item string) Monotone {
	if item != r.Item {
		return Constant
	}
	return Rising.turned(r.Invert)
}

func (r *YesNoRule) items() []string { return []string{r.Item} }
func (r *YesNoRule) inner() []Rule   { return nil }

func (r *YesNoRule) build(b *builder, max Num) scorer {
	return &yesNo{b.index(r.Item), r.Invert, max}
}

type yesNo struct {
	item   int
	invert bool
	max    Num
}

func (r *yesNo) score(e *env) outcome {
	x, out, ok := e.value(r.item, r.max)
	if !ok {
		return out
	}
	var p Num
	if x.IsZero() == r.invert {
		p = r.max
	}
	if e.trace != nil {
		e.step(TraceStep{Op: OpYesNo, Item: e.itemCode(r.item), Args: []Num{x}, Result: p})
	}
	return outcome{points: p, max: r.max}
}

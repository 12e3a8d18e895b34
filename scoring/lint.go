package scoring

import (
	"cmp"
	"slices"
	"time"
)

// Lint gives everything Check finds and warns about what can be computed but is
// probably not meant: items that nothing reads, steps and options that cannot
// count, one code for a criterion and an item, names that are missing, dates that
// are none, criteria scored by hand without a rubric. Faults of a framework read
// by ReadYAML carry its file, line and column.
func Lint(f *Framework) Faults {
	fs := Check(f)
	k := &checker{reader: newReader(f), f: f, nodes: map[string]*Node{}, found: len(fs), stopped: fs.Stop() != nil}
	read := map[string]bool{}
	k.references("framework.basis", f.Basis)
	k.lintNode(f.Root, read, 0)
	for i := range f.Bands {
		k.own(&f.Bands[i], "band "+f.Bands[i].Code)
		k.name("band "+f.Bands[i].Code, f.Bands[i].Name)
		readBy(read, f.Bands[i].Require)
	}
	for i := range f.Gates {
		k.own(&f.Gates[i], "gate "+f.Gates[i].Code)
		k.name("gate "+f.Gates[i].Code, f.Gates[i].Name)
		readBy(read, f.Gates[i].Require)
	}
	for i := range f.Groups {
		k.own(&f.Groups[i], "group "+f.Groups[i].Code)
		k.name("group "+f.Groups[i].Code, f.Groups[i].Name)
	}
	k.lintItems(read)
	f.places.mark(k.fs)
	fs = append(fs, k.fs...)
	fs.sort()
	return fs
}

// sort puts faults of a file into the order of its lines; others stay as found.
func (fs Faults) sort() {
	slices.SortStableFunc(fs, func(a, b *Fault) int {
		last := func(f *Fault) int {
			if f.Code == "faults.more" {
				return 1
			}
			return 0
		}
		return cmp.Or(cmp.Compare(last(a), last(b)), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
}

func readBy(read map[string]bool, cs []Condition) {
	for i := range cs {
		read[cs[i].Item] = true
	}
}

func (k *checker) name(at string, name Text) {
	if name.Vi == "" {
		k.warn("name.missing", at)
	}
}

func (k *checker) lintItems(read map[string]bool) {
	for i := range k.f.Items {
		it := &k.f.Items[i]
		at := "item " + it.Code
		k.own(it, at)
		k.name(at, it.Name)
		if !read[it.Code] && !it.Context {
			k.warn("item.unused", at, it.Code)
		}
		if k.nodes[it.Code] != nil {
			k.warn("code.two_meanings", at, it.Code)
		}
	}
}

func (k *checker) lintNode(n *Node, read map[string]bool, depth int) {
	if n == nil || depth > maxDepth {
		return
	}
	at := "node " + n.Code
	k.own(n, at)
	k.name(at, n.Name)
	k.nodes[n.Code] = n
	if n.Applies != nil {
		readBy(read, n.Applies.When)
	}
	for _, code := range RuleItems(n.Rule) {
		read[code] = true
	}
	k.lintRule(at+".rule", n.Rule)
	k.references(at+".references", n.References)
	byHand := false
	walkRules(n.Rule, func(r Rule) {
		_, is := r.(*Manual)
		byHand = byHand || is
	})
	if byHand && len(n.Rubric) == 0 {
		k.warn("manual.no_rubric", at)
	}
	for _, c := range n.Children {
		k.lintNode(c, read, depth+1)
	}
}

// references looks for dates that no calendar has, and for laws that end before
// they begin.
func (k *checker) references(at string, refs []Reference) {
	for i, r := range refs {
		at := place(at, i)
		for _, d := range []struct{ key, date string }{{".date", r.Date}, {".from", r.From}, {".to", r.To}} {
			if _, err := time.Parse(time.DateOnly, d.date); d.date != "" && err != nil {
				k.warn("date.form", at+d.key, d.date)
			}
		}
		if r.From != "" && r.To != "" && r.To <= r.From {
			k.warn("date.order", at+".to", r.To, r.From)
		}
	}
}

// lintRule looks for steps out of reach and options without a case, in the rule
// and in those inside it.
func (k *checker) lintRule(at string, r Rule) {
	if isNil(r) {
		return
	}
	parts := func(key string, ps []Part) {
		for i := range ps {
			k.lintRule(place(at+key, i)+".rule", ps[i].Rule)
		}
	}
	switch r := r.(type) {
	case *Steps:
		reach := k.reach(&r.Of)
		for i, s := range r.Steps {
			if !reach.meets(&s.From, r.end(i)) {
				k.warn("steps.unreachable", place(at+".steps", i), s.From)
			}
		}
	case *ChoiceRule:
		k.lintOptions(at, r)
	case *Sum:
		parts(".parts", r.Parts)
	case *Mean:
		parts(".parts", r.Parts)
	case *Best:
		parts(".cases", r.Cases)
	case *BaseBest:
		k.lintRule(at+".base.rule", r.Base.Rule)
		parts(".cases", r.Cases)
	case *Cap:
		k.lintRule(at+".rule", r.Rule)
	case *Floor:
		k.lintRule(at+".rule", r.Rule)
	}
}

func (k *checker) lintOptions(at string, r *ChoiceRule) {
	it := k.byCode[r.Item]
	if it == nil {
		return
	}
	cased := map[string]bool{}
	for _, c := range r.Cases {
		cased[c.Option] = true
	}
	for _, o := range it.Options {
		if !cased[o.Code] {
			k.warn("choice.no_case", at+".cases", o.Code)
			cased[o.Code] = true // once, also where the option stands twice
		}
	}
}

var _ = addSentences(map[FaultCode]Text{
	"name.missing":      {En: "the Vietnamese name is missing", Vi: "thiếu tên tiếng Việt"},
	"date.form":         {En: "%q is not a date; expected such as 2017-01-19", Vi: "%q không phải là ngày; cần dạng như 2017-01-19"},
	"date.order":        {En: "no longer in force from %s, which is not after %s, when it came into force", Vi: "hết hiệu lực từ %s, không sau ngày có hiệu lực %s"},
	"manual.no_rubric":  {En: "points are given by hand; say in a rubric what deserves how many", Vi: "điểm do Hội đồng chấm; hãy ghi thang chấm (rubric) để nêu rõ mức điểm"},
	"item.unused":       {En: "no rule and no condition reads the item %q; use it, or mark it context: true", Vi: "không có quy tắc hay điều kiện nào dùng chỉ tiêu số liệu %q; hãy dùng hoặc ghi context: true"},
	"code.two_meanings": {En: "the code %q names both a criterion and an item", Vi: "mã %q vừa chỉ tiêu chí vừa chỉ chỉ tiêu số liệu"},
	"steps.unreachable": {En: "no value that the items allow reaches the step from %v", Vi: "không giá trị nào của chỉ tiêu số liệu đạt tới bậc từ %v"},
	"choice.no_case":    {En: "the option %q has no case and earns 0; say so with points: 0", Vi: "phương án %q chưa có trường hợp nên được 0 điểm; hãy ghi rõ points: 0"},
})

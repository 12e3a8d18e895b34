package index

import (
	"fmt"
	"math"

	"github.com/sansang-project/sansang/index/internal/draw"
)

// UncertaintySpec names what could have been decided or measured otherwise
// (OECD/JRC 2008, step 7). Each entry is one factor of a sensitivity analysis. What
// is not named stays as in the rest of the spec.
type UncertaintySpec struct {
	// Weights moves the weights, one entry a level.
	Weights []WeightNoise `yaml:"weights,omitempty"`
	// Impute, Treat, Normalise and Aggregate are further ways to take a step, beside
	// that of the spec itself: all are equally likely. Each is a whole section, to
	// which nothing is added from the spec.
	Impute    []ImputeSpec    `yaml:"impute,omitempty"`
	Treat     []TreatSpec     `yaml:"treat,omitempty"`
	Normalise []NormaliseSpec `yaml:"normalise,omitempty"`
	Aggregate []AggregateSpec `yaml:"aggregate,omitempty"`
	// LeaveOut leaves out single indicators or aggregates.
	LeaveOut *LeaveOutSpec `yaml:"leave_out,omitempty"`
	// Errors are measurement errors of the values as they came in.
	Errors *ErrorSpec `yaml:"errors,omitempty"`

	// Node is the aggregate whose ranks are looked at; default the index.
	Node string `yaml:"node,omitempty"`
	// Levels are bands whose probability is reported for every unit, the best first.
	Levels []LevelBand `yaml:"levels,omitempty"`
}

// WeightNoise moves the weights of the nodes of a level: by Noise or by Dirichlet,
// one of them.
type WeightNoise struct {
	// Level of the nodes: 1 the indicators, below that of the index.
	Level int `yaml:"level"`
	// Noise is the largest share, from 0 to 1, by which a weight moves up or down,
	// evenly (COINr's noise factor).
	Noise *float64 `yaml:"noise,omitempty"`
	// Dirichlet draws the weights within each parent around the given ones; the larger
	// the number, the closer: a share s has the variance s(1-s)/(number + 1). More
	// than 0.
	Dirichlet *float64 `yaml:"dirichlet,omitempty"`
}

// LeaveOutSpec leaves out at most one node a draw.
type LeaveOutSpec struct {
	// Nodes that may be left out, by code; none: all of Level.
	Nodes []string `yaml:"nodes,omitempty"`
	// Level whose nodes may be left out when Nodes is empty; 0 = 1, the indicators.
	Level int `yaml:"level,omitempty"`
	// Probability that a node is left out at all, from 0 to 1, each being as likely as
	// the others. Default n/(n+1) for n nodes: leaving out none is as likely as each.
	Probability *float64 `yaml:"probability,omitempty"`
}

// ErrorSpec says how exactly the indicators are measured.
type ErrorSpec struct {
	ErrorRule `yaml:",inline"`
	// Indicators gives single indicators a rule of their own, which replaces the
	// general one whole.
	Indicators map[string]ErrorRule `yaml:"indicators,omitempty"`
}

// ErrorRule adds an independent normal error to every value: SD or Relative, one of
// them; without both the values are exact. A missing value stays missing.
type ErrorRule struct {
	// SD is the standard deviation in the unit of the indicator, at least 0.
	SD *float64 `yaml:"sd,omitempty"`
	// Relative is the standard deviation as a share of the value, at least 0.
	Relative *float64 `yaml:"relative,omitempty"`
	// Min and Max are the bounds of what the indicator can be, such as 0 and 100 of a
	// percentage: an error never leads beyond them.
	Min *float64 `yaml:"min,omitempty"`
	Max *float64 `yaml:"max,omitempty"`
}

// LevelBand is one level: of the scores from From on, or of the ranks down to
// Rank. All bands of a spec use the same of the two.
type LevelBand struct {
	Name string   `yaml:"name"`
	From *float64 `yaml:"from,omitempty"`
	Rank *int     `yaml:"rank,omitempty"`
}

// Factor is one thing that varies.
type Factor struct {
	Name string // such as "normalise" or "weights 2"
	Path string // its key in the spec, such as "uncertainty.weights.1"
	// Choices is the number of ways between which the factor chooses, 0 when it varies
	// continuously.
	Choices int
	// Dimensions is the number of coordinates of a point that it takes.
	Dimensions int
}

// The most draws of one analysis, evaluations of a sensitivity analysis included:
// more than enough for a probability to three digits, and a table of results that
// still fits into memory.
const maxDraws = 10_000_000

// check finds the faults that show without the data: numbers out of range, levels
// and nodes that the tree lacks, a spec in which nothing varies.
func (u *UncertaintySpec) check(tree *Tree, faults *Faults) {
	fault := func(code Code, path string, args ...any) {
		faults.add(code, Place{Source: "spec", Path: "uncertainty" + path}, args...)
	}
	if u.varies() == 0 {
		fault("uncertainty.nothing", "")
	}
	seen := make(map[int]bool)
	for k, w := range u.Weights {
		path := fmt.Sprintf(".weights.%d", k+1)
		if w.Level < 1 || w.Level >= tree.MaxLevel() || len(tree.AtLevel(w.Level)) == 0 {
			fault("look.level", path+".level", w.Level, 1, tree.MaxLevel()-1)
		} else if seen[w.Level] {
			fault("uncertainty.level_double", path+".level", w.Level)
		}
		seen[w.Level] = true
		if (w.Noise == nil) == (w.Dirichlet == nil) {
			fault("uncertainty.one_of", path, "noise", "dirichlet")
		}
		if w.Noise != nil && !(*w.Noise >= 0 && *w.Noise <= 1) {
			fault("aggregate.range", path+".noise", *w.Noise, 0, 1)
		}
		if w.Dirichlet != nil && !(*w.Dirichlet > 0 && !math.IsInf(*w.Dirichlet, 1)) {
			fault("uncertainty.positive", path+".dirichlet", *w.Dirichlet)
		}
	}
	u.checkLeaveOut(tree, fault)
	if u.Errors != nil {
		checkIndicators(u.Errors.Indicators, "uncertainty.errors", tree, faults)
		u.Errors.ErrorRule.check(".errors", fault)
		for _, code := range sortedKeys(u.Errors.Indicators) {
			r := u.Errors.Indicators[code]
			r.check(".errors.indicators."+code, fault)
		}
	}
	if k := tree.Index(u.Node); u.Node != "" && k < tree.NumIndicators() {
		fault("aggregate.node", ".node", u.Node)
	}
	u.checkLevels(fault)
}

// varies is the number of factors.
func (u *UncertaintySpec) varies() int {
	n := len(u.Weights)
	for _, varies := range []bool{len(u.Impute) > 0, len(u.Treat) > 0, len(u.Normalise) > 0, len(u.Aggregate) > 0, u.LeaveOut != nil, u.Errors != nil} {
		if varies {
			n++
		}
	}
	return n
}

func (u *UncertaintySpec) checkLeaveOut(tree *Tree, fault func(Code, string, ...any)) {
	l := u.LeaveOut
	if l == nil {
		return
	}
	seen := make(map[string]bool)
	for k, code := range l.Nodes {
		path := fmt.Sprintf(".leave_out.nodes.%d", k+1)
		if at := tree.Index(code); at < 0 || at == tree.Root() {
			fault("weigh.node", path, code)
		} else if seen[code] {
			fault("uncertainty.node_double", path, code)
		}
		seen[code] = true
	}
	if len(l.Nodes) > 0 && l.Level != 0 {
		fault("uncertainty.one_of", ".leave_out", "nodes", "level")
	}
	if level := max(l.Level, 1); l.Level < 0 || level >= tree.MaxLevel() || len(l.Nodes) == 0 && len(tree.AtLevel(level)) == 0 {
		fault("look.level", ".leave_out.level", l.Level, 1, tree.MaxLevel()-1)
	}
	if p := l.Probability; p != nil && !(*p >= 0 && *p <= 1) {
		fault("aggregate.range", ".leave_out.probability", *p, 0, 1)
	}
}

// nodes are the positions of what may be left out.
func (l *LeaveOutSpec) nodes(tree *Tree) []int {
	if len(l.Nodes) == 0 {
		return tree.AtLevel(max(l.Level, 1))
	}
	out := make([]int, len(l.Nodes))
	for k, code := range l.Nodes {
		out[k] = tree.Index(code)
	}
	return out
}

func (r *ErrorRule) check(path string, fault func(Code, string, ...any)) {
	if r.SD != nil && r.Relative != nil {
		fault("uncertainty.one_of", path, "sd", "relative")
	}
	if r.SD != nil && !(*r.SD >= 0 && !math.IsInf(*r.SD, 1)) {
		fault("uncertainty.not_negative", path+".sd", *r.SD)
	}
	if r.Relative != nil && !(*r.Relative >= 0 && !math.IsInf(*r.Relative, 1)) {
		fault("uncertainty.not_negative", path+".relative", *r.Relative)
	}
	for _, bound := range []struct {
		key string
		x   *float64
	}{{"min", r.Min}, {"max", r.Max}} {
		if bound.x != nil && (math.IsNaN(*bound.x) || math.IsInf(*bound.x, 0)) {
			fault("look.number", path+"."+bound.key, *bound.x)
		}
	}
	if r.Min != nil && r.Max != nil && *r.Min >= *r.Max {
		fault("normalise.interval", path+".min", []float64{*r.Min, *r.Max})
	}
}

func (u *UncertaintySpec) checkLevels(fault func(Code, string, ...any)) {
	seen := make(map[string]bool)
	for k, l := range u.Levels {
		path := fmt.Sprintf(".levels.%d", k+1)
		if l.Name == "" || seen[l.Name] {
			fault("uncertainty.level_name", path+".name", l.Name)
		}
		seen[l.Name] = true
		first := u.Levels[0]
		if (l.From == nil) == (l.Rank == nil) {
			fault("uncertainty.one_of", path, "from", "rank")
			continue
		} else if (l.From == nil) != (first.From == nil) {
			fault("uncertainty.level_kind", path)
			continue
		}
		switch {
		case l.From != nil && (math.IsNaN(*l.From) || math.IsInf(*l.From, 0)):
			fault("look.number", path+".from", *l.From)
		case l.Rank != nil && *l.Rank < 1:
			fault("uncertainty.positive", path+".rank", *l.Rank)
		case k == 0:
		case l.From != nil && u.Levels[k-1].From != nil && *l.From >= *u.Levels[k-1].From:
			fault("uncertainty.level_order", path+".from", *l.From, *u.Levels[k-1].From)
		case l.Rank != nil && u.Levels[k-1].Rank != nil && *l.Rank <= *u.Levels[k-1].Rank:
			fault("uncertainty.level_order", path+".rank", *l.Rank, *u.Levels[k-1].Rank)
		}
	}
}

// sampling is what both analyses are asked.
type sampling struct {
	draws, evaluations int // points of the sampler, and rebuilds made from them
	kept               int // numbers kept of each rebuild: by unit,
	outputs            int // and besides
	halves             int // coordinates of a point, in multiples of the factors'
	seed               uint64
	sampler            string
	workers            int
	maxCost            float64
	progress           func(done, total int)
}

// MaxCost is the default bound of an analysis: units times indicators times
// rebuilds, which is the number of multiplications when only weights vary. About a
// second on one core then, minutes when every draw treats and normalises anew.
const MaxCost = 2e9

// maxKept bounds the ranks, outputs and values of alternative tables that an
// analysis keeps: 400 MB of ranks, 800 MB of the others.
const maxKept = 100_000_000

// check finds what is wrong with the numbers of an analysis of a study with that
// many units, indicators and dimensions; zero ones are not known.
func (s *sampling) check(units, indicators, dims int, faults *Faults) {
	place := func(column string) Place { return Place{Source: "draws", Column: column} }
	if s.draws < 1 || s.evaluations > maxDraws {
		faults.add("uncertainty.draws", place("draws"), s.draws, maxDraws/max(s.evaluations/max(s.draws, 1), 1))
		return
	}
	if !draw.Known(s.sampler) {
		faults.add("look.method", place("sampler"), s.sampler, draw.Sobol+", "+draw.Latin+", "+draw.Plain)
	} else if room := draw.Room(s.sampler, s.draws); s.halves*dims > room {
		faults.add("uncertainty.dimensions", place("sampler"), s.sampler, s.halves*dims, room)
	}
	if s.workers < 0 {
		faults.add("uncertainty.not_negative", place("workers"), s.workers)
	}
	if kept := s.kept*units + s.outputs; kept > maxKept/s.evaluations {
		faults.add("uncertainty.memory", place("draws"), float64(kept)*float64(s.evaluations), maxKept)
	}
	if !(s.maxCost > 0) {
		faults.add("uncertainty.positive", place("cost"), s.maxCost)
	} else if cost := float64(units) * float64(indicators) * float64(s.evaluations); cost > s.maxCost {
		most := int(s.maxCost / float64(units) / float64(indicators) / float64(s.evaluations/s.draws))
		faults.add("uncertainty.cost", place("draws"), units, indicators, s.evaluations, cost, s.maxCost, most)
	}
}

var _ = addTexts(map[Code]sentence{
	"uncertainty.nothing":      {"nothing varies; name at least one of weights, impute, treat, normalise, aggregate, leave_out, errors", "chưa có yếu tố nào thay đổi; hãy khai báo ít nhất một trong: weights, impute, treat, normalise, aggregate, leave_out, errors"},
	"uncertainty.none":         {"the spec has no section uncertainty, so nothing is said about what varies", "đặc tả không có mục uncertainty nên chưa rõ yếu tố nào thay đổi"},
	"uncertainty.level_double": {"level %d stands here twice", "cấp %d được khai báo hai lần"},
	"uncertainty.node_double":  {"the node %q stands here twice", "mục %q được khai báo hai lần"},
	"uncertainty.one_of":       {"expected exactly one of %s and %s", "cần đúng một trong hai khóa %s và %s"},
	"uncertainty.positive":     {"%v; expected a number above 0", "%v; cần một số lớn hơn 0"},
	"uncertainty.not_negative": {"%v; expected a number of at least 0", "%v; cần một số không âm"},
	"uncertainty.level_name":   {"the name %q is empty or that of another level", "tên %q để trống hoặc trùng với mức khác"},
	"uncertainty.level_kind":   {"all levels are given by from, or all by rank", "các mức phải cùng khai báo bằng from hoặc cùng bằng rank"},
	"uncertainty.level_order":  {"%v after %v; levels stand from the best to the lowest", "%v đứng sau %v; các mức phải xếp từ cao nhất đến thấp nhất"},
	"uncertainty.draws":        {"%d draws; expected from 1 to %d", "%d lượt mô phỏng; cần từ 1 đến %d"},
	"uncertainty.dimensions":   {"the sampler %s is asked for %d dimensions and has %d for so many draws; vary fewer weights or choose plain", "cách lấy mẫu %s cần %d chiều nhưng chỉ có %d với số lượt này; hãy giảm số trọng số thay đổi hoặc chọn plain"},
	"uncertainty.memory":       {"%.3g numbers would have to be kept, and at most %d can be; take fewer draws, outputs or alternatives", "phải lưu %.3g số trong khi chỉ lưu được tối đa %d; hãy giảm số lượt, số đầu ra hoặc số phương án"},
	"uncertainty.ways":         {"the alternatives of impute, treat, normalise and aggregate combine in %.3g ways; expected at most %d", "các phương án của impute, treat, normalise và aggregate kết hợp thành %.3g cách; cần không quá %d"},
	"uncertainty.cost":         {"%d units × %d indicators × %d rebuilds = %.3g exceeds the bound of %.3g; take at most %d draws or raise the bound", "%d đơn vị × %d chỉ tiêu × %d lần tính lại = %.3g vượt giới hạn %.3g; hãy giảm còn nhiều nhất %d lượt hoặc nâng giới hạn"},
})

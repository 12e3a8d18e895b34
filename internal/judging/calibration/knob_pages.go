package calibration

import (
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// rangePrefix begins the names of sliders: what a slider says counts only in the
// request that it makes itself.
const rangePrefix = "r."

// dial is one knob on the page: a number that can be typed, and a slider beside it.
type dial struct {
	Knob
	id, name  string // of the number
	label     string
	value     string // as typed, or as it stands
	now       string // what the draft has
	low, high string // of the slider, in the machine's form
	step, at  string
	wrong     string
	changed   bool
}

// dials are the knobs under one field.
type dials struct {
	title string
	all   []dial
	open  bool
}

// tuning is what was asked to be tried.
type tuning struct {
	changes Changes
	fields  []dials
	faults  fault.List
	hidden  []web.Field // the changes, for other forms of the page
}

func prefixOf(k KnobKind) string {
	return map[KnobKind]string{MaximumKnob: "m.", WeightKnob: "w.", TargetKnob: "t."}[k]
}

// tune reads the knobs of a query. moved is the name of the slider that made the
// request.
func (v *view) tune(q url.Values, moved string) *tuning {
	t := &tuning{changes: Changes{Maxima: map[string]scoring.Num{}, Weights: map[string]scoring.Num{}, Targets: map[string]scoring.Num{}}}
	into := map[KnobKind]map[string]scoring.Num{MaximumKnob: t.changes.Maxima, WeightKnob: t.changes.Weights, TargetKnob: t.changes.Targets}
	for i, k := range Knobs(v.version.Framework) {
		d := dial{Knob: k, id: "knob-" + strconv.Itoa(i), name: prefixOf(k.Kind) + k.Key, now: v.exact(k.Now), value: v.exact(k.Now), at: decimalOf(k.Now)}
		d.label = v.say("calibration.knob."+string(k.Kind), "node", k.Node, "name", k.Name.In(string(v.lang())))
		d.low, d.high, d.step = span(k.Now)
		decimal := v.lang().Decimal()
		sent := strings.TrimSpace(q.Get(d.name))
		if moved == rangePrefix+d.name {
			sent, decimal = q.Get(moved), text.En.Decimal()
		}
		if sent != "" && sent != d.value {
			d.value = sent
			n, err := text.ParseNumber(sent, decimal)
			if x, bad := scoring.ParseNum(n.Text); err == nil && bad == nil && n.Unit == 0 && x.Sign() > 0 {
				d.value, d.at = v.exact(x), decimalOf(x)
				if !x.Equal(k.Now) {
					into[k.Kind][k.Key], d.changed = x, true
					t.hidden = append(t.hidden, web.Field{Kind: web.Hidden, Name: d.name, Value: d.value})
				}
			} else {
				d.wrong = v.say("calibration.knob.wrong")
				t.faults.Add(fault.New(fault.Invalid, "calibration.change.positive", fault.Args{"code": k.Key}).WithFound(sent))
			}
		}
		if k.Deep <= 1 || len(t.fields) == 0 {
			title := strings.TrimSpace(k.Node + ". " + k.Name.In(string(v.lang())))
			if last := len(t.fields) - 1; last < 0 || t.fields[last].title != title {
				t.fields = append(t.fields, dials{title: title})
			}
		}
		last := &t.fields[len(t.fields)-1]
		last.all = append(last.all, d)
		last.open = last.open || d.changed || d.wrong != ""
	}
	return t
}

// span is where a slider begins and ends, and its step: from a twentieth to twice
// the number, in steps of a twentieth.
func span(now scoring.Num) (low, high, step string) {
	twentieth, _ := now.Quo(scoring.Int(20))
	return decimalOf(twentieth), decimalOf(now.Add(now)), decimalOf(twentieth)
}

// decimalOf is a number in a form that a slider takes.
func decimalOf(n scoring.Num) string {
	if p, ends := n.IsFinite(); ends && p <= 6 {
		return n.String()
	}
	return n.Decimal(6, scoring.HalfEven)
}

// list says the changes in words, one a line.
func (v *view) list(c Changes, from *scoring.Framework) []string {
	knobs := map[string]Knob{}
	for _, k := range Knobs(from) {
		knobs[prefixOf(k.Kind)+k.Key] = k
	}
	var out []string
	for _, set := range c.sets() {
		for _, key := range slices.Sorted(maps.Keys(set.of)) {
			node, _, _ := strings.Cut(key, "#")
			name := ""
			if k, ok := knobs[prefixOf(set.kind)+key]; ok {
				name = k.Name.In(string(v.lang()))
			}
			out = append(out, v.say("calibration.change."+string(set.kind), "node", node, "name", name, "value", v.exact(set.of[key])))
		}
	}
	return out
}

package calibration_test

import (
	"bytes"
	"errors"
	"slices"
	"testing"

	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/scoring"
)

// keysOf gives the keys of all faults in an error.
func keysOf(err error) []string {
	var list fault.List
	var one *fault.Fault
	switch {
	case errors.As(err, &list):
	case errors.As(err, &one):
		list = fault.List{one}
	}
	var keys []string
	for _, f := range list {
		keys = append(keys, f.Key)
	}
	return keys
}

func yamlOf(t *testing.T, f *scoring.Framework) string {
	t.Helper()
	var b bytes.Buffer
	if err := scoring.WriteYAML(&b, f); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func apply(t *testing.T, f *scoring.Framework, c calibration.Changes) *scoring.Framework {
	t.Helper()
	before := yamlOf(t, f)
	out, err := calibration.Apply(f, c)
	if err != nil {
		t.Fatal(err)
	}
	if yamlOf(t, f) != before {
		t.Error("Apply changed what it was given")
	}
	return out
}

func TestApplyAddsUp(t *testing.T) {
	f := small("1", "5", "5", "10")
	max := func(f *scoring.Framework, code string) string {
		n, _ := criteria.Find(f, code)
		return n.Max.String()
	}
	for name, c := range map[string]struct {
		maxima map[string]scoring.Num
		want   map[string]string
	}{
		"nothing":           {nil, map[string]string{"A1": "5", "A2": "5", "A": "10", "B1": "10", "T": "20"}},
		"a criterion":       {map[string]scoring.Num{"A1": num("8")}, map[string]string{"A1": "8", "A2": "5", "A": "13", "B1": "10", "T": "23"}},
		"a field":           {map[string]scoring.Num{"A": num("4")}, map[string]string{"A1": "2", "A2": "2", "A": "4", "T": "14"}},
		"within a field":    {map[string]scoring.Num{"A": num("10"), "A1": num("8")}, map[string]string{"A1": "8", "A2": "2", "A": "10", "T": "20"}},
		"the total":         {map[string]scoring.Num{"T": num("100")}, map[string]string{"A1": "25", "A2": "25", "B1": "50", "B": "50", "T": "100"}},
		"total and a field": {map[string]scoring.Num{"T": num("100"), "A": num("10")}, map[string]string{"A": "10", "B": "90", "B1": "90", "T": "100"}},
	} {
		out := apply(t, f, calibration.Changes{Maxima: c.maxima})
		if fs := scoring.Check(out); fs.Stop() != nil {
			t.Errorf("%s: %v", name, fs)
		}
		for code, want := range c.want {
			if got := max(out, code); got != want {
				t.Errorf("%s: %s has %s, want %s", name, code, got, want)
			}
		}
	}
	out := apply(t, f, calibration.Changes{Maxima: map[string]scoring.Num{"B1": num("5")}, Targets: map[string]scoring.Num{"A1": num("1/2")}})
	b1, _ := criteria.Find(out, "B1")
	a1, _ := criteria.Find(out, "A1")
	if each := b1.Rule.(*scoring.Counted).Each.String(); each != "0.5" {
		t.Errorf("points for one: %s", each)
	}
	if target := a1.Rule.(*scoring.Ratio).Target; target == nil || target.String() != "0.5" {
		t.Errorf("target: %v", target)
	}
}

func TestApplyRefuses(t *testing.T) {
	f := small("1", "5", "5", "10")
	manual := small("1", "5", "5", "10")
	manual.Items = append(manual.Items, scoring.Item{Code: "m", Type: scoring.Number})
	manual.Root.Children[1].Children[0].Rule = &scoring.Manual{Item: "m"}
	for name, c := range map[string]struct {
		f       *scoring.Framework
		changes calibration.Changes
		keys    []string
	}{
		"unknown":     {f, calibration.Changes{Maxima: map[string]scoring.Num{"Z": num("1")}, Targets: map[string]scoring.Num{"A2": num("1")}, Weights: map[string]scoring.Num{"A": num("1")}}, []string{"calibration.change.unknown", "calibration.change.unknown", "calibration.change.unknown"}},
		"zero":        {f, calibration.Changes{Maxima: map[string]scoring.Num{"A1": {}}}, []string{"calibration.change.positive"}},
		"too narrow":  {f, calibration.Changes{Maxima: map[string]scoring.Num{"A": num("4"), "A1": num("5")}}, []string{"calibration.change.sum"}},
		"all decided": {f, calibration.Changes{Maxima: map[string]scoring.Num{"B": num("4"), "B1": num("5")}}, []string{"calibration.change.sum"}},
		"by hand":     {manual, calibration.Changes{Maxima: map[string]scoring.Num{"B1": num("5")}}, []string{"calibration.change.manual"}},
	} {
		if _, err := calibration.Apply(c.f, c.changes); !slices.Equal(keysOf(err), c.keys) {
			t.Errorf("%s: %v, want %v", name, err, c.keys)
		}
	}
}

// Scaling all maxima changes no score and no rank; every rule of the shipped
// frameworks is rescaled whole.
func TestScalingChangesNothing(t *testing.T) {
	for _, name := range criteria.Shipped() {
		f := shipped(t, name)
		root := f.Root.Max
		out, err := calibration.Apply(f, calibration.Changes{Maxima: map[string]scoring.Num{f.Root.Code: root.Mul(num("7/3"))}})
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		r := trial(t, out, f, drawn(f, 30, 11), calibration.Settings{})
		for _, g := range r.Groups {
			for _, m := range g.Movers {
				if m.Climb != 0 || !m.Change.IsZero() || m.Before.Level != m.After.Level {
					t.Errorf("%s: %s moved %d places by %s", name, m.Code, m.Climb, m.Change)
				}
			}
		}
	}
}

// Every knob can be turned to where it stands, and that changes nothing.
func TestKnobs(t *testing.T) {
	for _, name := range criteria.Shipped() {
		f := shipped(t, name)
		c := calibration.Changes{Maxima: map[string]scoring.Num{}, Weights: map[string]scoring.Num{}, Targets: map[string]scoring.Num{}}
		knobs := calibration.Knobs(f)
		for _, k := range knobs {
			into := map[calibration.KnobKind]map[string]scoring.Num{calibration.MaximumKnob: c.Maxima, calibration.WeightKnob: c.Weights, calibration.TargetKnob: c.Targets}[k.Kind]
			if _, twice := into[k.Key]; twice {
				t.Errorf("%s: two knobs %s %s", name, k.Kind, k.Key)
			}
			into[k.Key] = k.Now
		}
		if len(knobs) < 20 {
			t.Errorf("%s: %d knobs", name, len(knobs))
		}
		r := trial(t, apply(t, f, c), f, drawn(f, 10, 2), calibration.Settings{})
		if ranks, _ := r.Moved(); ranks != 0 {
			t.Errorf("%s: %d moved", name, ranks)
		}
	}
}

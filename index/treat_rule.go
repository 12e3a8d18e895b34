package index

import (
	"math"
	"strconv"
)

// TreatRule is how one indicator is checked and treated.
type TreatRule struct {
	// First is tried when the check fails, Second when it still fails: "winsorise",
	// "log", "log_CT", "log_CT_orig", "log_CT_plus", "log_GII", "boxcox" or "none", which
	// skips; "" = "winsorise" and "log_CT".
	First  string `yaml:"first,omitempty"`
	Second string `yaml:"second,omitempty"`
	// Skew and Kurt are the limits of the check: a column passes when |skewness| < Skew
	// or kurtosis < Kurt; nil = 2 and 3.5.
	Skew *float64 `yaml:"skew,omitempty"`
	Kurt *float64 `yaml:"kurt,omitempty"`
	// WinMax is how many points may be winsorised, nil = 5. Values that tie are drawn
	// together, so the last step may go beyond it.
	WinMax *WinLimit `yaml:"winmax,omitempty"`
	// WinSkew and WinKurt are the limits at which winsorising stops; nil = Skew and
	// Kurt.
	WinSkew *float64 `yaml:"win_skew,omitempty"`
	WinKurt *float64 `yaml:"win_kurt,omitempty"`
	// Force applies the first treatment whatever the check says, and winsorises up to
	// WinMax, which must be a number then.
	Force *bool `yaml:"force,omitempty"`
	// Lambda of boxcox; required there.
	Lambda *float64 `yaml:"lambda,omitempty"`
	// Shift makes boxcox move the values so that the least is 1; nil = true. Without it
	// all values must be above 0.
	Shift *bool `yaml:"shift,omitempty"`
}

// Defaults of treatment, as COINr has them. The limits of skewness and kurtosis are
// those of the JRC's audits, which take 3.5 from Groeneveld and Meeden, Measuring
// skewness and kurtosis, The Statistician 33 (1984), and relax their 1 to 2 for the
// small number of units.
const (
	defaultSkew   = 2.0
	defaultKurt   = 3.5
	defaultWinMax = 5
)

// WinLimit is a number of points, or Unlimited.
type WinLimit int

// Unlimited winsorises until the check passes or two values are left. In YAML it is
// the word "unlimited".
const Unlimited WinLimit = -1

// MarshalYAML writes a number or the word.
func (w WinLimit) MarshalYAML() (any, error) {
	if w == Unlimited {
		return "unlimited", nil
	}
	return int(w), nil
}

// UnmarshalYAML reads a number of at least 0 or the word.
func (w *WinLimit) UnmarshalYAML(unmarshal func(any) error) error {
	var s string
	if err := unmarshal(&s); err != nil {
		return err
	}
	if s == "unlimited" {
		*w = Unlimited
		return nil
	}
	n, err := strconv.Atoi(s)
	if err != nil || n < 0 {
		return &Fault{Code: "treat.winmax", Args: []any{s}}
	}
	*w = WinLimit(n)
	return nil
}

// treatRule is a TreatRule in force: everything filled in.
type treatRule struct {
	first, second    string
	skew, kurt       float64
	winSkew, winKurt float64
	winMax           WinLimit
	force, shift     bool
	lambda           float64
	applyFirst       treatment
	applySecond      treatment
}

// with gives the rule as changed by one for a single indicator.
func (r TreatRule) with(own TreatRule) TreatRule {
	if own.First != "" {
		r.First = own.First
	}
	if own.Second != "" {
		r.Second = own.Second
	}
	instead(&r.Skew, own.Skew)
	instead(&r.Kurt, own.Kurt)
	instead(&r.WinMax, own.WinMax)
	instead(&r.WinSkew, own.WinSkew)
	instead(&r.WinKurt, own.WinKurt)
	instead(&r.Force, own.Force)
	instead(&r.Lambda, own.Lambda)
	instead(&r.Shift, own.Shift)
	return r
}

func instead[T any](p **T, own *T) {
	if own != nil {
		*p = own
	}
}

// given is the value, or the default for nil.
func given[T any](p *T, otherwise T) T {
	if p == nil {
		return otherwise
	}
	return *p
}

// fillIn checks a rule and gives it with all defaults.
func (r TreatRule) fillIn(path string, faults *Faults) treatRule {
	fault := func(code Code, key string, args ...any) {
		faults.add(code, Place{Source: "treat", Path: path + "." + key}, args...)
	}
	out := treatRule{
		first: r.First, second: r.Second, skew: given(r.Skew, defaultSkew), kurt: given(r.Kurt, defaultKurt),
		winMax: given(r.WinMax, defaultWinMax), force: given(r.Force, false), shift: given(r.Shift, true), lambda: given(r.Lambda, 1),
	}
	out.winSkew, out.winKurt = given(r.WinSkew, out.skew), given(r.WinKurt, out.kurt)
	if out.first == "" {
		out.first = "winsorise"
	}
	if out.second == "" {
		out.second = "log_CT"
	}
	var ok bool
	if out.applyFirst, ok = treatments[out.first]; !ok {
		fault("step.method", "first", r.First, sortedNames(treatments))
	}
	if out.applySecond, ok = treatments[out.second]; !ok {
		fault("step.method", "second", r.Second, sortedNames(treatments))
	}
	for _, limit := range []struct {
		key string
		x   float64
	}{{"skew", out.skew}, {"kurt", out.kurt}, {"win_skew", out.winSkew}, {"win_kurt", out.winKurt}, {"lambda", out.lambda}} {
		if math.IsNaN(limit.x) || math.IsInf(limit.x, 0) {
			fault("treat.number", limit.key, limit.x)
		} else if limit.x < 0 && (limit.key == "skew" || limit.key == "win_skew") {
			fault("step.number", limit.key, limit.key, limit.x, ">= 0")
		}
	}
	if out.winMax < Unlimited {
		fault("step.number", "winmax", "winmax", int(out.winMax), ">= 0, \"unlimited\"")
	}
	if out.force && out.winMax == Unlimited && (out.first == "winsorise") {
		fault("treat.force_unlimited", "force")
	}
	if r.Lambda == nil && (out.first == "boxcox" || out.second == "boxcox") {
		fault("treat.lambda", "lambda")
	}
	return out
}

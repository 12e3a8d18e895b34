package scoring

import (
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestRulesAreReadBackFromOneLine(t *testing.T) {
	for seed := range uint64(rounds(200)) {
		g := newGen(seed)
		g.tree()
		eachNode(g.f.Root, func(n *Node) {
			if isNil(n.Rule) {
				return
			}
			s, err := FormatRule(n.Rule)
			if err != nil || strings.Contains(s, "\n") || strings.HasPrefix(s, "{") {
				t.Fatalf("seed %d, %s: %q %v", seed, n.Code, s, err)
			}
			for _, form := range []string{s, "{" + s + "}", "  " + s + "\n"} {
				back, err := ParseRule(form)
				if err != nil || !reflect.DeepEqual(back, n.Rule) {
					t.Fatalf("seed %d, %s: %q gives %#v %v", seed, n.Code, form, back, err)
				}
			}
		})
	}
}

func eachNode(n *Node, visit func(*Node)) {
	visit(n)
	for _, c := range n.Children {
		eachNode(c, visit)
	}
}

func TestOneLineOfEachForm(t *testing.T) {
	for _, line := range []string{
		"ratio: {of: may_tinh / cbccvc}",
		"steps: {of: so_hop, steps: [{from: 1, points: 5}, {from: 4, points: 20}]}",
		`sum: {parts: [{name: Kết nối, max: 4.5, rule: {yes_no: {item: lan}}}, {name: {vi: "Ứng dụng\nnội bộ", en: Applications}, max: 0.5, rule: {count: {of: so_ung_dung, each: 0.1}}}]}`,
	} {
		r, err := ParseRule(line)
		if err != nil {
			t.Errorf("%s: %v", line, err)
			continue
		}
		if back, err := FormatRule(r); err != nil || back != line {
			t.Errorf("%s is written %s (%v)", line, back, err)
		}
	}
}

func TestBadRulesInACell(t *testing.T) {
	for line, code := range map[string]FaultCode{
		"":                                  "yaml.want_rule",
		"tỷ lệ":                             "yaml.rule_unknown",
		"rate: {of: a}":                     "yaml.rule_unknown",
		"ratio: {of: a /}":                  "yaml.quantity",
		"ratio: {of: a, target: 0,5}":       "yaml.key_unknown",
		"ratio: {of: a}, yes_no: {item: b}": "yaml.want_rule",
		"ratio: {of: a":                     "yaml.syntax",
		"ratio: &x {of: a}":                 "yaml.alias",
	} {
		r, err := ParseRule(line)
		if r != nil || !errors.Is(err, &Fault{Code: code}) {
			t.Errorf("%q: %v %v, want %s", line, r, err, code)
		}
	}
	if _, err := FormatRule((*Sum)(nil)); err == nil {
		t.Error("no rule was written")
	}
}

func FuzzParseRule(f *testing.F) {
	f.Add("ratio: {of: may_tinh / cbccvc}")
	f.Add("{sum: {parts: [{max: 1, rule: {yes_no: {item: a}}}]}}")
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ParseRule(s)
		if err != nil {
			return
		}
		line, err := FormatRule(r)
		if err != nil {
			return
		}
		if back, err := ParseRule(line); err != nil || !reflect.DeepEqual(back, r) {
			t.Fatalf("%q → %q → %v %v", s, line, back, err)
		}
	})
}

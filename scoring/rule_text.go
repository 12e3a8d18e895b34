package scoring

import (
	"bytes"
	"strings"

	"go.yaml.in/yaml/v3"
)

// FormatRule writes a rule on one line as a cell of a table takes it: the flow
// form of its YAML without the outer braces, such as
//
//	ratio: {of: may_tinh / cbccvc}
//
// ParseRule reads it back. The error is Faults when something in the rule has
// no form: a rule that is nil, a text that is not UTF-8.
func FormatRule(r Rule) (string, error) {
	e := &yamlWriter{fields: yamlFields{}}
	n := e.rule(r, "rule")
	if len(e.fs) > 0 {
		return "", e.fs
	}
	s, err := onOneLine(n)
	if err != nil {
		return "", err
	}
	return strings.TrimSuffix(strings.TrimPrefix(s, "{"), "}"), nil
}

// onOneLine writes a node in the flow form.
func onOneLine(n *yaml.Node) (string, error) {
	oneLine(n)
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	if err := enc.Encode(n); err != nil {
		return "", err
	}
	if err := enc.Close(); err != nil {
		return "", err
	}
	return strings.TrimSpace(b.String()), nil
}

// oneLine turns a node and all in it to the flow form.
func oneLine(n *yaml.Node) {
	switch n.Kind {
	case yaml.ScalarNode:
		if n.Style == yaml.LiteralStyle {
			n.Style = yaml.DoubleQuotedStyle
		}
	default:
		n.Style = yaml.FlowStyle
	}
	for _, c := range n.Content {
		oneLine(c)
	}
}

// ParseRule reads what FormatRule writes, with or without the outer braces. The
// error is Faults: everything that is wrong with the form, without lines, since
// the text is one cell. What the rule means is not checked here: see Check.
func ParseRule(s string) (Rule, error) {
	if !strings.HasPrefix(strings.TrimSpace(s), "{") {
		s = "{" + s + "}"
	}
	d := &yamlReader{fields: yamlFields{}, places: &sourceMap{at: map[placeKey]position{}, heads: map[string]any{}}}
	var r Rule
	if doc := d.parse("", strings.NewReader(s)); doc != nil {
		d.rule(doc, &r, spot{head: "rule"}, 0)
	}
	for _, f := range d.fs {
		f.Source, f.Line, f.Column = "", 0, 0
	}
	if len(d.fs) > 0 {
		return nil, d.fs
	}
	return r, nil
}

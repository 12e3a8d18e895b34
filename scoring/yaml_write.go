package scoring

import (
	"bytes"
	"io"
	"reflect"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// WriteYAML writes a framework so that ReadYAML gives it back: the same keys in
// the same order, the same bytes for the same framework. It does not ask whether
// the framework is sound. The error is Faults when something has no form in a
// file (a text that is not UTF-8, an empty place in the tree), or that of w.
func WriteYAML(w io.Writer, f *Framework) error {
	e := &yamlWriter{fields: yamlFields{}}
	n := e.value(reflect.ValueOf(f).Elem(), "framework")
	if len(e.fs) > 0 {
		return e.fs
	}
	n.HeadComment = "# Khung tiêu chí của Sansang / a framework of Sansang.\n# The format: docs/framework-format.md."
	var b bytes.Buffer
	enc := yaml.NewEncoder(&b)
	enc.SetIndent(2)
	if err := enc.Encode(n); err != nil {
		return err
	}
	if err := enc.Close(); err != nil {
		return err
	}
	_, err := w.Write(b.Bytes())
	return err
}

// Equal tells whether two frameworks say the same: whether they would be
// written as the same file. Where they were read from plays no part.
func (f *Framework) Equal(g *Framework) bool {
	var a, b bytes.Buffer
	return WriteYAML(&a, f) == nil && WriteYAML(&b, g) == nil && bytes.Equal(a.Bytes(), b.Bytes())
}

// flowWidth is how wide a mapping of one line may be.
const flowWidth = 100

type yamlWriter struct {
	fs     Faults
	fields yamlFields
}

func (e *yamlWriter) value(v reflect.Value, path string) *yaml.Node {
	switch x := v.Interface().(type) {
	case Num:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: x.String()}
	case Text:
		if x.En == "" {
			return e.text(x.Vi, path)
		}
	case Quantity:
		if s, ok := shortQuantity(&x); ok {
			return e.text(s, path)
		}
	case []Term:
		if s, ok := shortTerms(x); ok {
			return e.text(s, path)
		}
	case Condition:
		if s, ok := shortCondition(&x); ok {
			return e.text(s, path)
		}
	}
	switch v.Kind() {
	case reflect.Pointer:
		if v.IsNil() {
			e.fs.add("yaml.hole", path)
			return &yaml.Node{Kind: yaml.MappingNode}
		}
		return e.value(v.Elem(), path)
	case reflect.Interface:
		return e.rule(v.Interface().(Rule), path)
	case reflect.Struct:
		return e.mapping(v, path)
	case reflect.Slice:
		return e.list(v, path)
	case reflect.Bool:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatBool(v.Bool())}
	case reflect.Int:
		return &yaml.Node{Kind: yaml.ScalarNode, Value: strconv.FormatInt(v.Int(), 10)}
	}
	return e.text(v.String(), path)
}

// text writes words, quoted where YAML would read something else. Lines stand
// as lines where nothing can be lost by it.
func (e *yamlWriter) text(s, path string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.ScalarNode, Tag: "!!str", Value: s}
	if !utf8.ValidString(s) {
		e.fs.add("yaml.utf8", path)
		n.Value = ""
	}
	lines := strings.Split(s, "\n")
	safe := true
	for _, l := range lines {
		safe = safe && l != "" && strings.TrimFunc(l, unicode.IsSpace) == l
	}
	for _, c := range s {
		safe = safe && (c == '\n' || unicode.IsPrint(c))
	}
	switch {
	case !safe:
		n.Style = yaml.DoubleQuotedStyle
	case len(lines) > 1:
		n.Style = yaml.LiteralStyle
	}
	return n
}

func (e *yamlWriter) mapping(v reflect.Value, path string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	for _, f := range e.fields.of(v.Type()) {
		x := v.FieldByIndex(f.index)
		if f.omit && empty(x) {
			continue
		}
		e.put(n, f.name, e.value(x, path+"."+f.name))
	}
	switch v.Interface().(type) {
	case Framework, Node, Item, Option, Group, Band, Gate, Part, Text, Reference, RubricLine:
	default:
		flow(n)
	}
	if len(n.Content) == 0 {
		n.Style = yaml.FlowStyle
	}
	return n
}

func (e *yamlWriter) put(n *yaml.Node, key string, value *yaml.Node) {
	n.Content = append(n.Content, &yaml.Node{Kind: yaml.ScalarNode, Value: key}, value)
}

// empty tells whether there is nothing to write; an interface with a nil
// pointer in it is empty too.
func empty(v reflect.Value) bool {
	switch v.Kind() {
	case reflect.Slice:
		return v.Len() == 0
	case reflect.Interface:
		return v.IsNil() || v.Elem().IsNil()
	}
	if n, ok := v.Interface().(Num); ok {
		return n.IsZero()
	}
	return v.IsZero()
}

func (e *yamlWriter) list(v reflect.Value, path string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.SequenceNode}
	short := true
	for i := range v.Len() {
		c := e.value(v.Index(i), place(path, i))
		short = short && c.Kind == yaml.ScalarNode && !strings.Contains(c.Value, " ")
		n.Content = append(n.Content, c)
	}
	if short {
		flow(n)
	}
	return n
}

func (e *yamlWriter) rule(r Rule, path string) *yaml.Node {
	n := &yaml.Node{Kind: yaml.MappingNode}
	if isNil(r) {
		e.fs.add("yaml.hole", path)
		return n
	}
	e.put(n, r.Kind(), e.mapping(reflect.ValueOf(r).Elem(), path))
	flow(n)
	return n
}

// flow puts a small node on one line: {from: 1, points: 5}.
func flow(n *yaml.Node) {
	if w, ok := width(n); ok && w <= flowWidth {
		n.Style = yaml.FlowStyle
	}
}

// width gives how long a node would be on one line; false when it holds a list
// of more than words, or lines, and so cannot be.
func width(n *yaml.Node) (int, bool) {
	if n.Kind == yaml.ScalarNode {
		return utf8.RuneCountInString(n.Value) + 2, n.Style != yaml.LiteralStyle
	}
	total := 2
	for _, c := range n.Content {
		w, ok := width(c)
		if !ok || n.Kind == yaml.SequenceNode && c.Kind != yaml.ScalarNode {
			return 0, false
		}
		total += w
	}
	return total, true
}

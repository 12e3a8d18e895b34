package scoring

import (
	"fmt"
	"io"
	"reflect"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// The bounds of a file. The sample framework, 30 criteria with all their texts,
// has 80 kB; the size allows fifty times that. Anchors and aliases are refused,
// so a small file cannot become a large framework. The table of a rule with a
// thousand lines is a mistake; the tree and the items have bounds in Check.
const (
	maxYAML      = 4 << 20
	maxYAMLDepth = 100
	maxYAMLList  = 1000
)

// ReadYAML reads a framework; name is the file's, for the faults. The error is
// Faults: everything that is wrong with the form, in one pass, each with its
// line and column. What the framework means is not checked here: see Lint and
// Compile, whose faults carry the lines of this file.
func ReadYAML(name string, r io.Reader) (*Framework, error) {
	f, fs := readYAML(name, r)
	if len(fs) > 0 {
		return nil, fs
	}
	return f, nil
}

// LintYAML reads a framework and gives all that is wrong with it, form and
// meaning, in one pass. The framework is nil when it cannot be used.
func LintYAML(name string, r io.Reader) (*Framework, Faults) {
	f, fs := readYAML(name, r)
	if f != nil {
		fs = append(fs, without(Lint(f), fs)...)
		fs.sort()
	}
	if fs.Stop() != nil {
		f = nil
	}
	return f, fs
}

// without leaves out what only follows from a fault of form at the same place:
// a number that could not be read is not also "not above 0".
func without(found, form Faults) Faults {
	var out Faults
	for _, f := range found {
		follows := false
		for _, g := range form {
			rest, inside := strings.CutPrefix(f.Path, g.Path)
			follows = follows || inside && g.Path != "" && (rest == "" || rest[0] == '.' || rest[0] == '[') ||
				f.Code == "node.max_sum" && strings.HasSuffix(g.Path, ".max") ||
				strings.HasPrefix(g.Path, f.Path+".rule") || f.Code == "tree.none" && g.Path == "tree"
		}
		if !follows {
			out = append(out, f)
		}
	}
	return out
}

// yamlReader turns the nodes of a file into a framework by the yaml tags of its
// types, remembers their places, and collects what does not fit.
type yamlReader struct {
	fs     Faults
	fields yamlFields
	places *sourceMap
}

func readYAML(name string, r io.Reader) (*Framework, Faults) {
	d := &yamlReader{fields: yamlFields{}, places: &sourceMap{source: name, at: map[placeKey]position{}, heads: map[string]any{}}}
	doc := d.parse(name, r)
	if doc == nil {
		return nil, d.fs
	}
	f := &Framework{places: d.places}
	d.value(doc, reflect.ValueOf(f).Elem(), spot{}, 0)
	return f, d.fs
}

// parse gives the one document of the file; nil with a fault when there is none.
func (d *yamlReader) parse(name string, r io.Reader) *yaml.Node {
	stop := func(line int, code FaultCode, args ...any) *yaml.Node {
		f := d.fs.add(code, "", args...)
		f.Source, f.Line = name, line
		return nil
	}
	b, err := io.ReadAll(io.LimitReader(r, maxYAML+1))
	if err != nil {
		return stop(0, "yaml.read", err)
	}
	if len(b) > maxYAML {
		return stop(0, "yaml.size", maxYAML>>20)
	}
	for line, rest := 1, b; len(rest) > 0; {
		c, n := utf8.DecodeRune(rest)
		if c == utf8.RuneError && n == 1 {
			return stop(line, "yaml.utf8")
		}
		if c == '\n' {
			line++
		}
		rest = rest[n:]
	}
	var docs [2]yaml.Node
	n, err := decodeAll(b, docs[:])
	if err != nil {
		line, words := splitYAMLError(err)
		return stop(line, "yaml.syntax", syntaxText(words))
	}
	switch {
	case n == 0 || len(docs[0].Content) == 0:
		return stop(0, "yaml.nothing")
	case n > 1:
		return stop(docs[1].Line, "yaml.documents")
	}
	return docs[0].Content[0]
}

// decodeAll parses up to len(docs) documents. The parser is a library's: should
// it ever panic on a strange file, that file is refused like any other.
func decodeAll(b []byte, docs []yaml.Node) (n int, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%v", r)
		}
	}()
	dec := yaml.NewDecoder(strings.NewReader(string(b)))
	for n < len(docs) {
		switch err := dec.Decode(&docs[n]); {
		case err == io.EOF:
			return n, nil
		case err != nil:
			return n, err
		}
		n++
	}
	return n, nil
}

var yamlLine = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// splitYAMLError takes the line out of the words of the library.
func splitYAMLError(err error) (line int, words string) {
	s := err.Error()
	if m := yamlLine.FindStringSubmatch(s); m != nil {
		line, _ = strconv.Atoi(m[1])
		s = s[len(m[0]):]
	}
	return line, s
}

func (d *yamlReader) fault(n *yaml.Node, at spot, code FaultCode, args ...any) {
	if len(d.fs) >= maxFaults {
		if len(d.fs) == maxFaults {
			d.fs.add("faults.more", "")
		}
		return
	}
	f := d.fs.add(code, at.path(), args...)
	f.Source, f.Line, f.Column = d.places.source, n.Line, n.Column
}

// value reads one node into v.
func (d *yamlReader) value(n *yaml.Node, v reflect.Value, at spot, depth int) {
	if !d.plain(n, at, depth) {
		return
	}
	at = d.own(n, v, at)
	d.places.at[placeKey{at.owner, at.rest}] = position{n.Line, n.Column}
	switch p := v.Addr().Interface().(type) {
	case *Num:
		d.number(n, p, at)
		return
	case *Text:
		if n.Kind == yaml.ScalarNode { // a text alone is Vietnamese
			p.Vi = n.Value
			return
		}
	case *Quantity:
		if n.Kind == yaml.ScalarNode {
			d.quantity(n, p, at)
			return
		}
	case *[]Term:
		if n.Kind == yaml.ScalarNode {
			d.terms(n, p, at)
			return
		}
	case *Condition:
		if n.Kind == yaml.ScalarNode {
			d.condition(n, p, at)
			return
		}
	case *Rule:
		d.rule(n, p, at, depth)
		return
	}
	switch v.Kind() {
	case reflect.Pointer:
		p := reflect.New(v.Type().Elem())
		d.value(n, p.Elem(), at, depth)
		v.Set(p)
	case reflect.Struct:
		d.mapping(n, v, at, depth)
	case reflect.Slice:
		d.sequence(n, v, at, depth)
	default:
		d.scalar(n, v, at)
	}
}

// plain refuses what a framework does not need: anchors, aliases, tags, nothing.
func (d *yamlReader) plain(n *yaml.Node, at spot, depth int) bool {
	switch {
	case depth > maxYAMLDepth:
		d.fault(n, at, "yaml.depth", maxYAMLDepth)
	case n.Kind == yaml.AliasNode || n.Anchor != "":
		d.fault(n, at, "yaml.alias")
	case n.Style&yaml.TaggedStyle != 0:
		d.fault(n, at, "yaml.tag", n.Tag)
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		d.fault(n, at, "yaml.empty")
	default:
		return true
	}
	return false
}

// own makes a node, item, group, band or gate the owner of the places in it.
func (d *yamlReader) own(n *yaml.Node, v reflect.Value, at spot) spot {
	word, ok := headOf(v.Type())
	if !ok || n.Kind != yaml.MappingNode {
		return at
	}
	head := at.path()
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == "code" && n.Content[i+1].Kind == yaml.ScalarNode {
			head = word + " " + n.Content[i+1].Value
		}
	}
	owner := v.Addr().Interface()
	if _, twice := d.places.heads[head]; !twice {
		d.places.heads[head] = owner
	}
	if at.path() == "tree" {
		d.places.at[placeKey{nil, "tree"}] = position{n.Line, n.Column}
	}
	return spot{owner: owner, head: head}
}

func (d *yamlReader) mapping(n *yaml.Node, v reflect.Value, at spot, depth int) {
	if n.Kind != yaml.MappingNode {
		d.fault(n, at, "yaml.want_mapping", d.fields.names(v.Type()))
		return
	}
	seen := map[string]int{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, val := n.Content[i], n.Content[i+1]
		if !d.key(key, at, seen) {
			continue
		}
		field, ok := d.fields.named(v, key.Value)
		if !ok {
			d.fault(key, at.in(key.Value), "yaml.key_unknown", key.Value, d.fields.names(v.Type()))
			continue
		}
		d.value(val, field, at.in(key.Value), depth+1)
	}
	for _, f := range d.fields.of(v.Type()) {
		if f.required && seen[f.name] == 0 {
			d.fault(n, at.in(f.name), "yaml.key_missing", f.name)
		}
	}
}

// key checks that a key is a plain word that stands once.
func (d *yamlReader) key(key *yaml.Node, at spot, seen map[string]int) bool {
	if key.Kind != yaml.ScalarNode || key.Anchor != "" || key.Style&yaml.TaggedStyle != 0 {
		d.fault(key, at, "yaml.key_form")
		return false
	}
	if line := seen[key.Value]; line > 0 {
		d.fault(key, at.in(key.Value), "yaml.key_twice", key.Value, line)
		return false
	}
	seen[key.Value] = key.Line
	return true
}

func (d *yamlReader) sequence(n *yaml.Node, v reflect.Value, at spot, depth int) {
	if n.Kind != yaml.SequenceNode {
		d.fault(n, at, "yaml.want_list")
		return
	}
	if len(n.Content) == 0 {
		return
	}
	if t := v.Type().Elem(); len(n.Content) > maxYAMLList && t != reflect.TypeFor[Item]() && t != reflect.TypeFor[*Node]() {
		d.fault(n, at, "yaml.list", len(n.Content), maxYAMLList)
		return
	}
	v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
	for i, c := range n.Content {
		d.value(c, v.Index(i), at.nth(i), depth+1)
	}
}

// rule reads {KIND: {…}}.
func (d *yamlReader) rule(n *yaml.Node, p *Rule, at spot, depth int) {
	if n.Kind != yaml.MappingNode || len(n.Content) != 2 || n.Content[0].Kind != yaml.ScalarNode {
		d.fault(n, at, "yaml.want_rule", strings.Join(RuleKinds(), ", "))
		return
	}
	key, val := n.Content[0], n.Content[1]
	r, ok := NewRule(key.Value)
	if !ok {
		d.fault(key, at, "yaml.rule_unknown", key.Value, strings.Join(RuleKinds(), ", "))
		return
	}
	*p = r
	if d.plain(key, at, depth) && d.plain(val, at, depth+1) {
		d.mapping(val, reflect.ValueOf(r).Elem(), at, depth+1)
	}
}

func (d *yamlReader) number(n *yaml.Node, p *Num, at spot) {
	x, err := ParseNum(n.Value)
	if n.Kind != yaml.ScalarNode || err != nil {
		d.fault(n, at, "yaml.number", shown(n))
		return
	}
	*p = x
}

func (d *yamlReader) scalar(n *yaml.Node, v reflect.Value, at spot) {
	if n.Kind != yaml.ScalarNode {
		d.fault(n, at, "yaml.want_text", shown(n))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(n.Value)
	case reflect.Bool:
		if n.Value != "true" && n.Value != "false" {
			d.fault(n, at, "yaml.bool", shown(n))
		}
		v.SetBool(n.Value == "true")
	case reflect.Int:
		i, err := strconv.ParseInt(n.Value, 10, 32)
		if err != nil {
			d.fault(n, at, "yaml.int", shown(n))
		}
		v.SetInt(i)
	}
}

// shown gives what stands there, for a sentence.
func shown(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "{…}"
	case yaml.SequenceNode:
		return "[…]"
	}
	if s := []rune(n.Value); len(s) > 60 {
		return strconv.Quote(string(s[:60]) + "…")
	}
	return strconv.Quote(n.Value)
}

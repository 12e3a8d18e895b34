package index

import (
	"errors"
	"math"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// specDecoder fills a struct from YAML by its yaml tags. yaml's own decoder stops
// at the first fault of a value, tells types of Go and knows no path; a person who
// writes a spec needs all faults, each with line, path, what was found and what is
// expected.
type specDecoder struct {
	lines  map[string]int
	faults Faults
}

// maxNesting bounds how deep a spec is looked into; ours has five floors.
const maxNesting = 50

func (d *specDecoder) fault(code Code, n *yaml.Node, path string, args ...any) {
	d.faults.add(code, Place{Source: "spec", Line: n.Line, Path: path}, args...)
}

func (d *specDecoder) document(doc *yaml.Node, into any) {
	if len(doc.Content) == 1 {
		d.value(doc.Content[0], reflect.ValueOf(into).Elem(), "", 0)
	}
}

// selfDecoding is a type that reads its own YAML.
type selfDecoding interface {
	UnmarshalYAML(decode func(any) error) error
}

// value fills v from the node. A section without anything under it is an empty
// section: its step is done with its defaults.
func (d *specDecoder) value(n *yaml.Node, v reflect.Value, path string, depth int) {
	if n.Kind == yaml.AliasNode || n.Anchor != "" {
		d.fault("spec.alias", n, path)
		return
	}
	if v.CanAddr() {
		if self, ok := v.Addr().Interface().(selfDecoding); ok {
			d.own(n, self, path)
			return
		}
	}
	null := n.Kind == yaml.ScalarNode && n.Tag == "!!null"
	switch v.Kind() {
	case reflect.Pointer:
		if null && v.Type().Elem().Kind() != reflect.Struct {
			d.scalarFault(n, v.Type().Elem().Kind(), path)
			return
		}
		v.Set(reflect.New(v.Type().Elem()))
		d.value(n, v.Elem(), path, depth)
	case reflect.Struct, reflect.Map:
		switch {
		case null:
		case n.Kind != yaml.MappingNode || depth > maxNesting:
			d.fault("spec.map", n, path, found(n))
		case v.Kind() == reflect.Struct:
			d.structure(n, v, path, depth)
		default:
			d.mapping(n, v, path, depth)
		}
	case reflect.Slice:
		if n.Kind != yaml.SequenceNode || depth > maxNesting {
			d.fault("spec.list", n, path, found(n))
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), len(n.Content), len(n.Content)))
		for i, item := range n.Content {
			at := path + "." + strconv.Itoa(i+1)
			d.lines[at] = item.Line
			d.value(item, v.Index(i), at, depth+1)
		}
	default:
		d.scalar(n, v, path)
	}
}

// own lets a type read its own value; a fault it gives keeps both its languages.
func (d *specDecoder) own(n *yaml.Node, self selfDecoding, path string) {
	err := self.UnmarshalYAML(n.Decode)
	var known *Fault
	if errors.As(err, &known) {
		d.fault(known.Code, n, path, known.Args...)
	} else if err != nil {
		d.fault("spec.value", n, path, found(n), err)
	}
}

// structure fills the fields of a struct by their tags.
func (d *specDecoder) structure(n *yaml.Node, v reflect.Value, path string, depth int) {
	fields := make(map[string]reflect.Value)
	collectFields(v, fields)
	d.pairs(n, path, func(key, value *yaml.Node, at string) {
		field, ok := fields[key.Value]
		if !ok {
			d.fault("spec.key_unknown", key, at, key.Value, sortedNames(fields))
			return
		}
		d.value(value, field, at, depth+1)
	})
}

// collectFields lists the fields by their yaml names, those of inlined structs
// among them.
func collectFields(v reflect.Value, into map[string]reflect.Value) {
	for i := range v.NumField() {
		tag, tagged := v.Type().Field(i).Tag.Lookup("yaml")
		name, options, _ := strings.Cut(tag, ",")
		switch {
		case !tagged || name == "-":
		case slices.Contains(strings.Split(options, ","), "inline"):
			collectFields(v.Field(i), into)
		default:
			into[name] = v.Field(i)
		}
	}
}

// mapping fills a map whose keys are texts or whole numbers.
func (d *specDecoder) mapping(n *yaml.Node, v reflect.Value, path string, depth int) {
	v.Set(reflect.MakeMapWithSize(v.Type(), len(n.Content)/2))
	d.pairs(n, path, func(key, value *yaml.Node, at string) {
		k := reflect.New(v.Type().Key()).Elem()
		before := len(d.faults)
		if k.Kind() == reflect.String {
			k.SetString(key.Value)
		} else {
			d.scalar(key, k, at)
		}
		item := reflect.New(v.Type().Elem()).Elem()
		d.value(value, item, at, depth+1)
		if len(d.faults) == before {
			v.SetMapIndex(k, item)
		}
	})
}

// pairs visits the keys of a mapping, each once.
func (d *specDecoder) pairs(n *yaml.Node, path string, visit func(key, value *yaml.Node, at string)) {
	first := make(map[string]int)
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		if key.Kind != yaml.ScalarNode {
			d.fault("spec.key_text", key, path)
			continue
		}
		at := key.Value
		if path != "" {
			at = path + "." + key.Value
		}
		if line, twice := first[key.Value]; twice {
			d.fault("spec.key_double", key, at, key.Value, line)
			continue
		}
		first[key.Value] = key.Line
		d.lines[at] = key.Line
		visit(key, value, at)
	}
}

// scalar fills a number, a truth value or a text. Any unbroken text is taken where
// a text is wanted: codes such as 2017, no or 1e5 need no quotes.
func (d *specDecoder) scalar(n *yaml.Node, v reflect.Value, path string) {
	ok := n.Kind == yaml.ScalarNode && (n.Tag != "!!null" || v.Kind() == reflect.String && n.Value != "")
	if ok {
		switch v.Kind() {
		case reflect.String:
			v.SetString(n.Value)
		case reflect.Bool:
			if ok = n.Tag == "!!bool"; ok {
				v.SetBool(strings.EqualFold(n.Value, "true"))
			}
		case reflect.Float64:
			var x float64
			ok = (n.Tag == "!!int" || n.Tag == "!!float") && n.Decode(&x) == nil && !math.IsNaN(x) && !math.IsInf(x, 0)
			v.SetFloat(x)
		case reflect.Int, reflect.Int64:
			var x int64
			ok = n.Tag == "!!int" && n.Decode(&x) == nil && !v.OverflowInt(x)
			v.SetInt(x)
		case reflect.Uint64:
			var x uint64
			ok = n.Tag == "!!int" && n.Decode(&x) == nil
			v.SetUint(x)
		default:
			ok = false
		}
	}
	if !ok {
		d.scalarFault(n, v.Kind(), path)
	}
}

func (d *specDecoder) scalarFault(n *yaml.Node, kind reflect.Kind, path string) {
	code := Code("spec.text")
	switch kind {
	case reflect.Bool:
		code = "spec.truth"
	case reflect.Float64:
		code = "spec.number"
	case reflect.Int, reflect.Int64, reflect.Uint64:
		code = "spec.integer"
	case reflect.Slice:
		code = "spec.list"
	}
	d.fault(code, n, path, found(n))
}

// found shows a value as it stands in the file, shortened.
func found(n *yaml.Node) string {
	const most = 40
	switch n.Kind {
	case yaml.MappingNode:
		return "{…}"
	case yaml.SequenceNode:
		return "[…]"
	}
	if r := []rune(n.Value); len(r) > most {
		return string(r[:most]) + "…"
	}
	return n.Value
}

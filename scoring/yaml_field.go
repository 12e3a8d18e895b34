package scoring

import (
	"reflect"
	"strings"
)

// yamlField is one key of a mapping.
type yamlField struct {
	name     string
	index    []int
	omit     bool // left out when it has nothing to say
	required bool // its absence would be read as 0 or ""
}

// yamlFields remembers the keys of the types that were asked for.
type yamlFields map[reflect.Type][]yamlField

func (fs yamlFields) of(t reflect.Type) []yamlField {
	out, ok := fs[t]
	if !ok {
		out = fieldsOf(t)
		fs[t] = out
	}
	return out
}

func (fs yamlFields) named(v reflect.Value, name string) (reflect.Value, bool) {
	for _, f := range fs.of(v.Type()) {
		if f.name == name {
			return v.FieldByIndex(f.index), true
		}
	}
	return reflect.Value{}, false
}

func (fs yamlFields) names(t reflect.Type) string {
	var out []string
	for _, f := range fs.of(t) {
		out = append(out, f.name)
	}
	return strings.Join(out, ", ")
}

// fieldsOf gives the keys of a type in the order of its fields, by their yaml
// tags; an inlined struct gives its own.
func fieldsOf(t reflect.Type) []yamlField {
	var out []yamlField
	for i := range t.NumField() {
		f := t.Field(i)
		name, option, _ := strings.Cut(f.Tag.Get("yaml"), ",")
		if option == "inline" {
			for _, in := range fieldsOf(f.Type) {
				in.index = append([]int{i}, in.index...)
				out = append(out, in)
			}
			continue
		}
		if name == "" {
			continue
		}
		k := f.Type.Kind()
		number := f.Type == reflect.TypeFor[Num]()
		out = append(out, yamlField{
			name:     name,
			index:    []int{i},
			omit:     option == "omitempty" || k == reflect.Slice || k == reflect.Struct && !number || k == reflect.Pointer || k == reflect.Interface,
			required: option != "omitempty" && (number || k == reflect.String || k == reflect.Int),
		})
	}
	return out
}

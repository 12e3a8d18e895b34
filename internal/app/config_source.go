package app

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/knadh/koanf/parsers/yaml"
	"github.com/knadh/koanf/providers/env/v2"
	"github.com/knadh/koanf/providers/file"
	"github.com/knadh/koanf/v2"
	goyaml "go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// foreign are variables of this prefix that speak to others: the language of the
// command line, and the tests (CONTRIBUTING.md).
var foreign = []string{"SANSANG_LANG", "SANSANG_LARGER", "SANSANG_GOLDEN", "SANSANG_PICTURES"}

// readEnvironment takes the variables SANSANG_*.
func readEnvironment(environ []string, wrong *fault.List) layer {
	l := layer{FromEnvironment, map[string]string{}, map[string]fault.Place{}}
	read := env.Provider("", env.Opt{Prefix: "SANSANG_", EnvironFunc: func() []string { return environ },
		TransformFunc: func(name, value string) (string, any) {
			if slices.Contains(foreign, name) || strings.HasPrefix(name, "SANSANG_TEST_") {
				return "", nil
			}
			return name, value
		}})
	values, err := read.Read()
	wrong.Add(err)
	for name, value := range values {
		i := slices.IndexFunc(settings, func(s setting) bool { return variableOf(s.key) == name })
		if i < 0 {
			wrong.Add(fault.New(fault.Invalid, "app.config.variable", fault.Args{"name": name}).WithHint("app.config.keys"))
			continue
		}
		key := settings[i].key
		l.values[key], l.at[key] = fmt.Sprint(value), fault.Place{Field: name}
	}
	return l
}

// readConfigFile reads a file of YAML. One that nobody named may be missing.
func readConfigFile(path string, wanted bool, wrong *fault.List) layer {
	l := layer{FromFile, map[string]string{}, map[string]fault.Place{}}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !wanted {
		return l
	}
	place := fault.Place{File: filepath.Base(path)}
	if err != nil {
		wrong.Add(fault.Wrap(fault.Missing, err, "app.config.unreadable", fault.Args{"path": path}))
		return l
	}
	k := koanf.New(".")
	if err := k.Load(file.Provider(path), yaml.Parser()); err != nil {
		wrong.Add(fault.Wrap(fault.Invalid, err, "app.config.syntax", fault.Args{"error": strings.TrimPrefix(err.Error(), "yaml: ")}).WithPlace(place))
		return l
	}
	lines := linesOf(data)
	for _, key := range k.Keys() {
		at := fault.Place{File: place.File, Line: lines[key], Field: key}
		if !slices.ContainsFunc(settings, func(s setting) bool { return s.key == key }) {
			wrong.Add(fault.New(fault.Invalid, "app.config.key", fault.Args{"key": key}).WithPlace(at).WithHint("app.config.keys"))
			continue
		}
		l.at[key] = at
		switch v := k.Get(key).(type) {
		case nil:
			l.values[key] = ""
		case []any:
			var parts []string
			for _, part := range v {
				parts = append(parts, fmt.Sprint(part))
			}
			l.values[key] = strings.Join(parts, ",")
		case map[string]any:
			wrong.Add(fault.New(fault.Invalid, "app.config.key", fault.Args{"key": key}).WithPlace(at).WithHint("app.config.keys"))
		default:
			l.values[key] = fmt.Sprint(v)
		}
	}
	return l
}

// linesOf tells the line of every key, which koanf does not keep.
func linesOf(data []byte) map[string]int {
	lines := map[string]int{}
	var root goyaml.Node
	if goyaml.Unmarshal(data, &root) != nil || len(root.Content) == 0 {
		return lines
	}
	var walk func(n *goyaml.Node, prefix string)
	walk = func(n *goyaml.Node, prefix string) {
		for i := 0; n.Kind == goyaml.MappingNode && i+1 < len(n.Content); i += 2 {
			key := prefix + n.Content[i].Value
			lines[key] = n.Content[i].Line
			walk(n.Content[i+1], key+".")
		}
	}
	walk(root.Content[0], "")
	return lines
}

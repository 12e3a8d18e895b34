package index

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Spec says how an index is built: one section a step. Screening, denominating,
// imputing and treating are done when their section is there, even an empty one;
// normalising, weighing, aggregating and ranking are always done, with their
// defaults where their section is not there.
type Spec struct {
	// Title is for people.
	Title string `yaml:"title,omitempty"`
	// Data and Meta name the tables iData and iMeta for whoever opens files; this
	// package opens none.
	Data string `yaml:"data,omitempty"`
	Meta string `yaml:"meta,omitempty"`

	// Panel fills gaps of data with several times from other times of a unit.
	Panel *PanelSpec `yaml:"panel,omitempty"`
	// Time is the time that is built, of data with several.
	Time *float64 `yaml:"time,omitempty"`

	Screen     *ScreenSpec     `yaml:"screen,omitempty"`
	Denominate *DenominateSpec `yaml:"denominate,omitempty"`
	Impute     *ImputeSpec     `yaml:"impute,omitempty"`
	Treat      *TreatSpec      `yaml:"treat,omitempty"`
	Normalise  NormaliseSpec   `yaml:"normalise,omitempty"`
	Weights    WeightsSpec     `yaml:"weights,omitempty"`
	Aggregate  AggregateSpec   `yaml:"aggregate,omitempty"`
	Rank       RankSpec        `yaml:"rank,omitempty"`

	// Uncertainty says what varies in Uncertainty and Sobol; Build does not look at it.
	Uncertainty *UncertaintySpec `yaml:"uncertainty,omitempty"`

	lines map[string]int // of every key read, by its path
}

// maxSpec bounds what ReadSpec reads. A spec that names every indicator of a
// hundred in every section has some 50 KiB.
const maxSpec = 4 << 20

// ReadSpec reads a spec written in YAML. Every fault is found in one pass, with its
// line and the path of its key: unknown and doubled keys, values of another kind
// than the key takes, more than one document, anchors and aliases. Whether names and
// numbers fit the data is found by Build.
func ReadSpec(r io.Reader) (*Spec, error) {
	text, err := io.ReadAll(io.LimitReader(r, maxSpec+1))
	if err != nil {
		return nil, oneFault("csv.read", Place{Source: "spec"}, err)
	}
	if len(text) > maxSpec {
		return nil, oneFault("spec.size", Place{Source: "spec"}, maxSpec>>20)
	}
	dec := yaml.NewDecoder(bytes.NewReader(text))
	spec := &Spec{lines: make(map[string]int)}
	var doc yaml.Node
	if err := dec.Decode(&doc); errors.Is(err, io.EOF) {
		return spec, nil // nothing said: all defaults
	} else if err != nil {
		return nil, syntaxFault(err)
	}
	d := specDecoder{lines: spec.lines}
	d.document(&doc, spec)
	var more yaml.Node
	if err := dec.Decode(&more); err == nil {
		d.fault("spec.documents", &more, "")
	} else if !errors.Is(err, io.EOF) {
		d.faults.join(syntaxFault(err))
	}
	if err := d.faults.err(); err != nil {
		return nil, err
	}
	return spec, nil
}

// WriteSpec writes the spec as ReadSpec reads it. What is at its default is left
// out.
func WriteSpec(w io.Writer, spec *Spec) error {
	enc := yaml.NewEncoder(w)
	enc.SetIndent(2)
	if err := enc.Encode(spec); err != nil {
		return err
	}
	return enc.Close()
}

// syntaxFault takes the line out of the parser's message.
func syntaxFault(err error) error {
	place, message := Place{Source: "spec"}, strings.TrimPrefix(err.Error(), "yaml: ")
	if m := syntaxLine.FindStringSubmatch(message); m != nil {
		place.Line, _ = strconv.Atoi(m[1])
		message = message[len(m[0]):]
	}
	return oneFault("spec.syntax", place, message)
}

var syntaxLine = regexp.MustCompile(`^line (\d+): `)

// withLines gives faults of a step the line at which their key stands.
func (spec *Spec) withLines(faults Faults) Faults {
	for _, f := range faults {
		for path := f.Place.Path; f.Place.Line == 0 && path != ""; {
			f.Place.Line = spec.lines[path]
			path = path[:max(strings.LastIndexByte(path, '.'), 0)]
		}
	}
	return faults
}

var _ = addTexts(map[Code]sentence{
	"spec.syntax":      {"this is not valid YAML: %s", "không đúng cú pháp YAML: %s"},
	"spec.size":        {"the file is larger than %d MiB", "tệp lớn hơn %d MiB"},
	"spec.documents":   {"a second document begins here; a spec is one document", "tại đây bắt đầu một tài liệu thứ hai; mỗi tệp đặc tả chỉ có một tài liệu"},
	"spec.alias":       {"anchors and aliases are not used here; write the value out", "không dùng neo và bí danh (anchor, alias) ở đây; hãy viết đầy đủ giá trị"},
	"spec.key_unknown": {"the key %q is not known here; expected one of: %s", "không có khóa %q ở đây; cần một trong: %s"},
	"spec.key_double":  {"the key %q stands here twice; first in line %d", "khóa %q lặp lại; lần đầu ở dòng %d"},
	"spec.key_text":    {"a key must be a single word or number", "khóa phải là một từ hoặc một số"},
	"spec.map":         {"found %q; expected keys with values below this one", "thấy %q; cần các khóa kèm giá trị bên dưới"},
	"spec.list":        {"found %q; expected a list, such as [1, 2]", "thấy %q; cần một danh sách, ví dụ [1, 2]"},
	"spec.number":      {"found %q; expected a finite number", "thấy %q; cần một số hữu hạn"},
	"spec.integer":     {"found %q; expected a whole number", "thấy %q; cần một số nguyên"},
	"spec.truth":       {"found %q; expected true or false", "thấy %q; cần true hoặc false"},
	"spec.text":        {"found %q; expected a single text", "thấy %q; cần một chuỗi văn bản"},
	"spec.value":       {"%q does not fit here: %v", "%q không hợp lệ ở đây: %v"},
})

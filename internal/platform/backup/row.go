package backup

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"math"
	"strconv"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// A value is written so that it comes back as it was: null, true and false,
// whole numbers as JSON numbers, text as a JSON string, a decimal number as
// {"f": its 64 bits in hexadecimal}, and text that is no UTF-8, which only
// SQLite can hold, as {"b": base64}.
type special struct {
	F string `json:"f,omitempty"`
	B string `json:"b,omitempty"`
}

// writeRow writes one row as a line.
func writeRow(b *bytes.Buffer, t *table, values []any) error {
	b.WriteByte('[')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		if err := writeValue(b, &t.columns[i], v); err != nil {
			return fault.Wrap(fault.Internal, err, "backup.value.strange", fault.Args{"table": t.name, "column": t.columns[i].Name})
		}
	}
	b.WriteString("]\n")
	return nil
}

func writeValue(b *bytes.Buffer, c *column, v any) error {
	if v == nil {
		b.WriteString("null")
		return nil
	}
	switch c.Kind {
	case whole:
		n, ok := v.(int64)
		if !ok {
			return errKind
		}
		b.WriteString(strconv.FormatInt(n, 10))
	case truth:
		is, ok := v.(bool)
		if n, number := v.(int64); number {
			is, ok = n != 0, true
		}
		if !ok {
			return errKind
		}
		b.WriteString(strconv.FormatBool(is))
	case decimal:
		f, ok := v.(float64)
		if n, number := v.(int64); number {
			f, ok = float64(n), true
		}
		if !ok {
			return errKind
		}
		if f == 0 {
			f = 0 // SQLite keeps no negative zero
		}
		return writeJSON(b, special{F: strconv.FormatUint(math.Float64bits(f), 16)})
	default:
		s, ok := v.(string)
		if raw, bytes := v.([]byte); bytes {
			s, ok = string(raw), true
		}
		if !ok {
			return errKind
		}
		if !utf8.ValidString(s) {
			return writeJSON(b, special{B: base64.StdEncoding.EncodeToString([]byte(s))})
		}
		return writeJSON(b, s)
	}
	return nil
}

var errKind = fault.New(fault.Internal, "backup.value.kind", nil)

func writeJSON(b *bytes.Buffer, v any) error {
	e := json.NewEncoder(b)
	e.SetEscapeHTML(false)
	err := e.Encode(v)
	if err == nil {
		b.Truncate(b.Len() - 1) // the line's end comes after the row
	}
	return err
}

// readRow reads a line back.
func readRow(line []byte, t *table) ([]any, error) {
	var raw []json.RawMessage
	if err := json.Unmarshal(line, &raw); err != nil || len(raw) != len(t.columns) {
		return nil, errKind
	}
	values := make([]any, len(raw))
	for i, one := range raw {
		v, err := readValue(one, t.columns[i].Kind)
		if err != nil {
			return nil, err
		}
		values[i] = v
	}
	return values, nil
}

func readValue(one json.RawMessage, k kind) (any, error) {
	if string(one) == "null" {
		return nil, nil
	}
	var s special
	switch k {
	case whole:
		n, err := strconv.ParseInt(string(one), 10, 64)
		if err != nil {
			return nil, errKind
		}
		return n, nil
	case truth:
		is, err := strconv.ParseBool(string(one))
		if err != nil {
			return nil, errKind
		}
		return is, nil
	case decimal:
		if json.Unmarshal(one, &s) != nil {
			return nil, errKind
		}
		bits, err := strconv.ParseUint(s.F, 16, 64)
		if err != nil {
			return nil, errKind
		}
		return math.Float64frombits(bits), nil
	}
	if len(one) > 0 && one[0] == '{' {
		if json.Unmarshal(one, &s) != nil {
			return nil, errKind
		}
		raw, err := base64.StdEncoding.DecodeString(s.B)
		if err != nil {
			return nil, errKind
		}
		return string(raw), nil
	}
	var text string
	if json.Unmarshal(one, &text) != nil {
		return nil, errKind
	}
	return text, nil
}

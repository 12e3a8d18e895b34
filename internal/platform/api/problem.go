package api

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Problem is the form of every answer that is an error, for the document; what
// is sent is written by web.
type Problem struct{ web.Problem }

// Error gives the first sentence.
func (p *Problem) Error() string { return p.Detail }

// GetStatus gives the status.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType gives that of problems.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

// huma knows one way to make errors, for the whole program.
func init() {
	huma.NewError = func(status int, _ string, _ ...error) huma.StatusError {
		return &Problem{web.Problem{Status: status}}
	}
	huma.NewErrorWithContext = func(ctx huma.Context, status int, message string, errs ...error) huma.StatusError {
		if c := callOf(ctx.Context()); c != nil && c.err == nil {
			c.err = refused(status, message, errs)
		}
		return huma.NewError(status, message, errs...)
	}
}

// refused is the error of a request that did not fit, or what a handler gave.
func refused(status int, message string, errs []error) error {
	var list fault.List
	for _, err := range errs {
		var detail *huma.ErrorDetail
		switch {
		case err == nil:
		case errors.As(err, &detail):
			list.Add(misfit(detail))
		case status == http.StatusInternalServerError:
			return err
		default:
			list.Add(fault.Wrap(fault.Invalid, err, "api.body.unreadable", nil))
		}
	}
	switch status {
	case http.StatusRequestEntityTooLarge:
		return fault.New(fault.Limit, "api.body.large", fault.Args{"limit": web.MaxBody >> 10})
	case http.StatusUnsupportedMediaType, http.StatusNotAcceptable:
		return &refusal{status, fault.New(fault.Invalid, "api.body.kind", nil)}
	case http.StatusInternalServerError:
		return fault.Wrap(fault.Internal, errors.New(message), "fault.unknown", nil)
	}
	if len(list) == 0 {
		key := "api.body.unreadable"
		if strings.Contains(message, "body is required") {
			key = "api.body.missing"
		}
		list.Add(fault.Wrap(fault.Invalid, errors.New(message), key, nil))
	}
	if status == http.StatusUnprocessableEntity {
		return list
	}
	return &refusal{status, list}
}

// misfits are the beginnings of huma's messages with the keys of ours. What
// follows the beginning is told as the argument.
var misfits = []struct{ begins, key string }{
	{"unexpected property", "api.value.unknown"},
	{"unknown query parameter", "api.value.unknown"},
	{"expected required property ", "api.value.missing"},
	{"required query parameter", "api.value.missing"},
	{"required header parameter", "api.value.missing"},
	{"expected value to be one of ", "api.value.oneOf"},
	{"expected number >= ", "api.value.least"},
	{"expected number <= ", "api.value.most"},
	{"expected length >= ", "api.value.longer"},
	{"expected length <= ", "api.value.shorter"},
	{"expected array length >= ", "api.value.moreItems"},
	{"expected array length <= ", "api.value.fewerItems"},
	{"expected string to match pattern ", "api.value.pattern"},
	{"expected string to be RFC 3339 date-time", "api.value.time"},
	{"expected string to be RFC 3339 date", "api.value.date"},
	{"expected string", "api.value.string"},
	{"expected boolean", "api.value.boolean"},
	{"invalid boolean", "api.value.boolean"},
	{"expected integer", "api.value.integer"},
	{"invalid integer", "api.value.integer"},
	{"expected number", "api.value.number"},
	{"expected array", "api.value.array"},
	{"expected object", "api.value.object"},
}

// misfit is what does not fit the schema, as a fault with its field.
func misfit(d *huma.ErrorDetail) *fault.Fault {
	key, arg := "api.value.wrong", ""
	if d.Location == "body" && !strings.HasPrefix(d.Message, "expected") {
		key = "api.body.json"
		if strings.Contains(d.Message, errDeep.Error()) {
			key = "api.body.deep"
		}
	}
	for _, m := range misfits {
		if rest, ok := strings.CutPrefix(d.Message, m.begins); ok {
			key, arg = m.key, strings.Trim(strings.TrimSuffix(rest, " to be present"), `" `)
			break
		}
	}
	f := fault.New(fault.Invalid, key, fault.Args{"what": arg}).WithPlace(fault.Place{Field: d.Location})
	switch v := d.Value.(type) {
	case string:
		if d.Location != "body" {
			f = f.WithFound(text.Clip(v, mostFound))
		}
	case bool, float64, int, int64:
		f = f.WithFound(text.Clip(fmt.Sprint(v), mostFound))
	}
	return f
}

// mostFound is how much of a wrong value is told back, in runes: enough to
// recognise it.
const mostFound = 80

// mostDepth is how deep a body may lie; the deepest of ours has six levels.
const mostDepth = 32

var errDeep = errors.New("nested too deeply")

// bounded is JSON that is not deeper than mostDepth.
var bounded = huma.Format{
	Marshal: func(w io.Writer, v any) error {
		e := json.NewEncoder(w)
		e.SetEscapeHTML(false)
		return e.Encode(v)
	},
	Unmarshal: func(data []byte, v any) error {
		if depthOf(data) > mostDepth {
			return errDeep
		}
		return json.Unmarshal(data, v)
	},
}

// depthOf is how deep arrays and objects lie in each other.
func depthOf(data []byte) (deepest int) {
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '[' || c == '{':
			depth++
			deepest = max(deepest, depth)
		case c == ']' || c == '}':
			depth--
		}
	}
	return deepest
}

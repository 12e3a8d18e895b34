package web

import (
	"encoding/json"
	"errors"
	"net/http"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Problem is an error as the API tells it (RFC 9457). Type is "about:blank", so
// Title is the name of the status; Detail and Errors are sentences in the
// language of the request; Kind, Number and Errors are additions of ours.
type Problem struct {
	Type     string         `json:"type"`
	Title    string         `json:"title"`
	Status   int            `json:"status"`
	Detail   string         `json:"detail,omitempty"`
	Instance string         `json:"instance,omitempty"`
	Kind     string         `json:"kind"`
	Number   string         `json:"number,omitempty"`
	Errors   []ProblemFault `json:"errors,omitempty"`
}

// ProblemFault is one of several faults of a request.
type ProblemFault struct {
	Key      string `json:"key"`
	Detail   string `json:"detail"`
	Place    string `json:"place,omitempty"`
	Field    string `json:"field,omitempty"`
	Found    string `json:"found,omitempty"`
	Expected string `json:"expected,omitempty"`
	Hint     string `json:"hint,omitempty"`
	Warning  bool   `json:"warning,omitempty"`
}

// NewProblem puts an error into the form of the API. number is the request's.
func NewProblem(words *text.Catalogue, lang text.Lang, err error, path, number string) Problem {
	status := fault.Status(err)
	p := Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status,
		Instance: path, Kind: fault.KindOf(err).String(), Number: number,
	}
	for _, f := range faultsOf(err) {
		t := words.Tell(lang, f)
		p.Errors = append(p.Errors, ProblemFault{
			Key: f.Key, Detail: t.Sentence, Place: t.Place, Field: f.At.Field,
			Found: t.Found, Expected: t.Expected, Hint: t.Hint, Warning: t.Warning,
		})
	}
	if len(p.Errors) > 0 {
		p.Detail = p.Errors[0].Detail
	}
	return p
}

// WriteProblem answers with an error in the form of the API.
func (s *Site) WriteProblem(w http.ResponseWriter, r *http.Request, err error) {
	p := NewProblem(s.Words, LangOf(r.Context()), err, r.URL.Path, NumberOf(r.Context()))
	p.Status = statusOf(w, err)
	p.Title = http.StatusText(p.Status)
	data, jsonErr := json.Marshal(p)
	if jsonErr != nil {
		data = []byte(`{"type":"about:blank","status":500}`)
	}
	s.sayFailure(w, r, err)
	w.Header().Set("Content-Type", "application/problem+json")
	writeAll(w, r, p.Status, data)
}

// faultsOf returns the faults in err; an error that holds none is our own
// defect.
func faultsOf(err error) []*fault.Fault {
	var list fault.List
	if errors.As(err, &list) && len(list) > 0 {
		return list
	}
	var f *fault.Fault
	if errors.As(err, &f) {
		return []*fault.Fault{f}
	}
	return []*fault.Fault{fault.Wrap(fault.Internal, err, "fault.unknown", nil)}
}

// wantsProblem reports whether the client reads JSON rather than pages.
func wantsProblem(r *http.Request) bool {
	accept := r.Header.Get("Accept")
	return strings.HasPrefix(r.URL.Path, "/api/") ||
		strings.Contains(accept, "json") && !strings.Contains(accept, "text/html")
}

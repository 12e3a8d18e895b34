package api

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Tag is the strong entity tag of a revision.
func Tag(revision int64) string { return strconv.Quote(strconv.FormatInt(revision, 10)) }

// TagOf is the strong entity tag of what has no revision of its own: of the bytes
// that are sent. Reading it costs a hash, so nothing that is matched uses it.
func TagOf(body any) (string, error) {
	data, err := json.Marshal(body)
	sum := sha256.Sum256(data)
	return strconv.Quote(hex.EncodeToString(sum[:16])), err
}

// Matched is the part of an input by which a change says which revision it saw.
type Matched struct {
	IfMatch string `header:"If-Match" maxLength:"200" doc:"ETag of the resource as it was seen; 428 without it, 412 when it has changed"`
}

// Check refuses a change that has not seen the revision. It is asked in the
// transaction of the change.
func (m Matched) Check(revision int64) error {
	if m.IfMatch == "" {
		return &refusal{http.StatusPreconditionRequired, fault.New(fault.Invalid, "api.revision.unnamed", nil).WithHint("api.revision.hint")}
	}
	for part := range strings.SplitSeq(m.IfMatch, ",") {
		if part = strings.TrimSpace(part); part == "*" || part == Tag(revision) { // strong comparison: no W/
			return nil
		}
	}
	return &refusal{http.StatusPreconditionFailed, fault.New(fault.Conflict, "api.revision.other", nil).WithFound(m.IfMatch).WithHint("api.revision.hint")}
}

// refusal is an error whose status HTTP alone tells apart.
type refusal struct {
	status int
	error
}

// HTTPStatus gives the status, for web.
func (r *refusal) HTTPStatus() int { return r.status }

func (r *refusal) Unwrap() error { return r.error }

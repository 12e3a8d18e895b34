package web

import (
	"context"
	"errors"
	"io"
	"mime"
	"net/http"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// MaxBody is how many bytes a request may send unless its handler allows more:
// a form of several hundred fields is a tenth of it.
const MaxBody = 1 << 20

type bodyKey struct{}

func limitBody(w http.ResponseWriter, r *http.Request) *http.Request {
	if r.Body == nil || r.Body == http.NoBody {
		return r
	}
	raw := r.Body
	r = r.WithContext(context.WithValue(r.Context(), bodyKey{}, raw))
	r.Body = http.MaxBytesReader(w, raw, MaxBody)
	return r
}

// AllowBody lets this request send up to limit bytes within the given time, for
// a handler that takes files. It must be called before the body is read.
func AllowBody(w http.ResponseWriter, r *http.Request, limit int64, within time.Duration) error {
	raw, ok := r.Context().Value(bodyKey{}).(io.ReadCloser)
	if !ok {
		return nil
	}
	r.Body = http.MaxBytesReader(w, raw, limit)
	err := http.NewResponseController(w).SetReadDeadline(time.Now().Add(within))
	if errors.Is(err, http.ErrNotSupported) { // a recorder in a test
		return nil
	}
	return err
}

// ReadForm reads the fields of a form, sent plainly or with files, into r.Form
// and r.PostForm. What is too large is a fault of kind Limit, what is no form
// of kind Invalid.
func ReadForm(r *http.Request) error {
	var err error
	kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if kind == "multipart/form-data" {
		err = r.ParseMultipartForm(MaxBody)
	} else {
		err = r.ParseForm()
	}
	return BodyFault(err)
}

// BodyFault makes the fault of an error that reading a request's body gave.
func BodyFault(err error) error {
	var large *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &large):
		return fault.Wrap(fault.Limit, err, "web.body.large", fault.Args{"limit": (large.Limit + 1023) / 1024}).WithHint("web.body.largeHint")
	default:
		return fault.Wrap(fault.Invalid, err, "web.body.unreadable", nil)
	}
}

package upload

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Door is the shelf as a browser sees it: tus 1.0 at Path. What is uploaded is
// the person's own until an act of a slice takes it.
type Door struct {
	Shelf *Shelf
	// Owner tells who asks; "" is refused.
	Owner func(context.Context) string
}

// Path is where uploads begin; each has the address Path/ID.
const Path = "/uploads"

const (
	version = "1.0.0"
	// slowest is the rate under which a part is given up, 4 kB a second (reliability: uploads).
	slowest = 4 << 10
)

// Mount adds the routes.
func (d *Door) Mount(m *web.Mux) {
	m.Handle("POST "+Path, web.Signed, d.begin)
	m.Handle("GET "+Path+"/{id}", web.Signed, d.tell) // and HEAD
	m.Handle("PATCH "+Path+"/{id}", web.Signed, d.add)
	m.Handle("DELETE "+Path+"/{id}", web.Signed, d.drop)
}

// enter sets what every answer says and tells who asks.
func (d *Door) enter(w http.ResponseWriter, r *http.Request) (string, error) {
	h := w.Header()
	h.Set("Tus-Resumable", version)
	h.Set("Tus-Version", version)
	h.Set("Tus-Extension", "creation,checksum,expiration,termination")
	h.Set("Tus-Checksum-Algorithm", "sha1,sha256")
	h.Set("Tus-Max-Size", strconv.FormatInt(d.Shelf.Most(), 10))
	if v := r.Header.Get("Tus-Resumable"); v != version && r.Method != http.MethodGet {
		w.WriteHeader(http.StatusPreconditionFailed)
		return "", nil
	}
	owner := d.Owner(r.Context())
	if owner == "" {
		return "", fault.New(fault.Denied, "upload.person.unknown", nil)
	}
	return owner, nil
}

func (d *Door) begin(w http.ResponseWriter, r *http.Request) error {
	owner, err := d.enter(w, r)
	if owner == "" {
		return err
	}
	size, err := strconv.ParseInt(r.Header.Get("Upload-Length"), 10, 64)
	if err != nil || size < 0 {
		return fault.New(fault.Invalid, "upload.file.unnamed", nil)
	}
	u, err := d.Shelf.Begin(owner, nameIn(r.Header.Get("Upload-Metadata")), size)
	if err != nil {
		return err
	}
	d.describe(w, u)
	w.Header().Set("Location", Path+"/"+u.ID)
	w.WriteHeader(http.StatusCreated)
	return nil
}

// nameIn reads the file's name from "filename BASE64,…".
func nameIn(metadata string) string {
	for pair := range strings.SplitSeq(metadata, ",") {
		key, encoded, _ := strings.Cut(strings.TrimSpace(pair), " ")
		if name, err := base64.StdEncoding.DecodeString(encoded); key == "filename" && err == nil {
			return string(name)
		}
	}
	return ""
}

func (d *Door) describe(w http.ResponseWriter, u Upload) {
	h := w.Header()
	h.Set("Upload-Offset", strconv.FormatInt(u.Offset, 10))
	h.Set("Upload-Length", strconv.FormatInt(u.Size, 10))
	h.Set("Upload-Expires", d.Shelf.Expires(u).Format(http.TimeFormat))
}

func (d *Door) tell(w http.ResponseWriter, r *http.Request) error {
	owner, err := d.enter(w, r)
	if owner == "" {
		return err
	}
	u, err := d.Shelf.Find(r.Context(), owner, r.PathValue("id"))
	if err != nil {
		return err
	}
	d.describe(w, u)
	w.WriteHeader(http.StatusOK)
	return nil
}

func (d *Door) add(w http.ResponseWriter, r *http.Request) error {
	owner, err := d.enter(w, r)
	if owner == "" {
		return err
	}
	if r.Header.Get("Content-Type") != "application/offset+octet-stream" {
		w.WriteHeader(http.StatusUnsupportedMediaType)
		return nil
	}
	offset, err := strconv.ParseInt(r.Header.Get("Upload-Offset"), 10, 64)
	if err != nil || offset < 0 {
		return fault.New(fault.Invalid, "upload.part.unplaced", nil)
	}
	sum, err := ParseSum(r.Header.Get("Upload-Checksum"))
	if err != nil {
		return err
	}
	most := d.Shelf.Most()
	if r.ContentLength > 0 {
		most = min(most, r.ContentLength)
	}
	within := time.Minute + time.Duration(most/slowest)*time.Second
	if err := web.AllowBody(w, r, most+1, within); err != nil {
		return err
	}
	control := http.NewResponseController(w)
	control.SetWriteDeadline(time.Now().Add(within + time.Minute)) // a recorder in a test has none
	u, err := d.Shelf.Append(r.Context(), owner, r.PathValue("id"), offset, line{r.Body, control}, sum)
	if u.ID != "" {
		d.describe(w, u)
	}
	var f *fault.Fault
	switch {
	case err == nil:
		w.WriteHeader(http.StatusNoContent)
	case errors.As(err, &f) && f.Key == keySum:
		w.WriteHeader(460) // tus 1.0, checksum
	case errors.As(err, &f) && f.Key == keyOffset:
		w.WriteHeader(http.StatusConflict)
	default:
		return err
	}
	return nil
}

// line is a body whose reading can be ended from elsewhere.
type line struct {
	io.Reader
	control *http.ResponseController
}

func (l line) SetReadDeadline(t time.Time) error { return l.control.SetReadDeadline(t) }

func (d *Door) drop(w http.ResponseWriter, r *http.Request) error {
	owner, err := d.enter(w, r)
	if owner == "" {
		return err
	}
	if _, err := d.Shelf.Find(r.Context(), owner, r.PathValue("id")); err != nil {
		return err
	}
	if err := d.Shelf.Drop(r.Context(), owner, r.PathValue("id")); err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}

package upload

import (
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

type ownerKey struct{}

// newDoor serves the routes; the header X-Owner says who asks.
func newDoor(t *testing.T, b Bounds) *httptest.Server {
	t.Helper()
	words, err := text.NewCatalogue(web.Texts, Texts)
	if err != nil {
		t.Fatal(err)
	}
	site := &web.Site{Words: words, Plain: true, Log: slog.New(slog.DiscardHandler)}
	mux := web.NewMux(site, func(_ web.Door, h web.Handler) web.Handler {
		return func(w http.ResponseWriter, r *http.Request) error {
			return h(w, r.WithContext(context.WithValue(r.Context(), ownerKey{}, r.Header.Get("X-Owner"))))
		}
	})
	(&Door{Shelf: newShelf(t, b), Owner: func(ctx context.Context) string { s, _ := ctx.Value(ownerKey{}).(string); return s }}).Mount(mux)
	server := httptest.NewServer(site.Wrap(mux))
	t.Cleanup(server.Close)
	return server
}

func ask(t *testing.T, s *httptest.Server, method, path, body string, headers ...string) *http.Response {
	t.Helper()
	r, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Owner", "an")
	r.Header.Set("Tus-Resumable", "1.0.0")
	r.Header.Set("Accept", "application/problem+json")
	for i := 0; i < len(headers); i += 2 {
		if headers[i+1] == "" {
			r.Header.Del(headers[i])
		} else {
			r.Header.Set(headers[i], headers[i+1])
		}
	}
	got, err := s.Client().Do(r)
	if err != nil {
		t.Fatal(err)
	}
	io.Copy(io.Discard, got.Body)
	got.Body.Close()
	return got
}

func TestDoorSpeaksTus(t *testing.T) {
	s := newDoor(t, Bounds{File: 100})
	const octets = "application/offset+octet-stream"
	name := "filename YS5wZGY="
	for _, c := range []struct {
		what   string
		got    *http.Response
		status int
	}{
		{"no length", ask(t, s, "POST", Path, "", "Upload-Metadata", name), 422},
		{"no name", ask(t, s, "POST", Path, "", "Upload-Length", "11"), 422},
		{"too large", ask(t, s, "POST", Path, "", "Upload-Length", "101", "Upload-Metadata", name), 413},
		{"another version", ask(t, s, "POST", Path, "", "Tus-Resumable", "0.2", "Upload-Length", "11", "Upload-Metadata", name), 412},
		{"another site", ask(t, s, "POST", Path, "", "Sec-Fetch-Site", "cross-site", "Upload-Length", "11", "Upload-Metadata", name), 403},
		{"nobody", ask(t, s, "POST", Path, "", "X-Owner", "", "Upload-Length", "11", "Upload-Metadata", name), 403},
	} {
		if c.got.StatusCode != c.status {
			t.Errorf("%s: %s", c.what, c.got.Status)
		}
	}
	made := ask(t, s, "POST", Path, "", "Upload-Length", "11", "Upload-Metadata", name)
	at := made.Header.Get("Location")
	if made.StatusCode != http.StatusCreated || !strings.HasPrefix(at, Path+"/") || made.Header.Get("Upload-Expires") == "" || made.Header.Get("Tus-Max-Size") != "100" {
		t.Fatal(made.Status, made.Header)
	}
	for _, c := range []struct {
		what, method, body string
		headers            []string
		status             int
		offset             string
	}{
		{"how far", "HEAD", "", nil, 200, "0"},
		{"wrong offset", "PATCH", "hello", []string{"Content-Type", octets, "Upload-Offset", "3"}, 409, "0"},
		{"no offset", "PATCH", "hello", []string{"Content-Type", octets}, 422, ""},
		{"wrong type", "PATCH", "hello", []string{"Content-Type", "text/plain", "Upload-Offset", "0"}, 415, ""},
		{"wrong sum", "PATCH", "hello", []string{"Content-Type", octets, "Upload-Offset", "0", "Upload-Checksum", "sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0="}, 460, "0"},
		{"unknown sum", "PATCH", "hello", []string{"Content-Type", octets, "Upload-Offset", "0", "Upload-Checksum", "md5 aaaa"}, 422, ""},
		{"right sum", "PATCH", "hello ", []string{"Content-Type", octets, "Upload-Offset", "0", "Upload-Checksum", "sha1 xNhxrROtAP3pp7t/9+0lQ67FQkE="}, 204, "6"},
		{"somebody else asks", "HEAD", "", []string{"X-Owner", "binh"}, 404, ""},
		{"somebody else adds", "PATCH", "hello", []string{"X-Owner", "binh", "Content-Type", octets, "Upload-Offset", "6"}, 404, ""},
		{"somebody else drops", "DELETE", "", []string{"X-Owner", "binh"}, 404, ""},
		{"more than announced", "PATCH", "worlds!!", []string{"Content-Type", octets, "Upload-Offset", "6"}, 413, "6"},
		{"last part", "PATCH", "world", []string{"Content-Type", octets, "Upload-Offset", "6"}, 204, "11"},
		{"how far", "HEAD", "", nil, 200, "11"},
		{"drop", "DELETE", "", nil, 204, ""},
		{"gone", "HEAD", "", nil, 404, ""},
	} {
		got := ask(t, s, c.method, at, c.body, c.headers...)
		if got.StatusCode != c.status || got.Header.Get("Upload-Offset") != c.offset {
			t.Errorf("%s: %s, offset %q", c.what, got.Status, got.Header.Get("Upload-Offset"))
		}
	}
}

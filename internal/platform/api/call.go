package api

import (
	"context"
	"io"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// call is one request on its way through huma. What goes wrong is kept here and
// told by the site, as for every other route; huma's own answer is dropped.
type call struct {
	humaContext
	request *http.Request
	err     error
	tag     string // of the answer
	mute    bool   // the reader has it already
}

// humaContext is huma.Context under a name that is not the one of its method.
type humaContext huma.Context

type callKey struct{}

func callOf(ctx context.Context) *call {
	c, _ := ctx.Value(callKey{}).(*call)
	return c
}

func (c *call) SetHeader(name, value string) {
	if c.err != nil {
		return
	}
	if name == "Etag" || name == "ETag" {
		c.tag = value
	}
	c.humaContext.SetHeader(name, value)
}

func (c *call) AppendHeader(name, value string) {
	if c.err == nil {
		c.humaContext.AppendHeader(name, value)
	}
}

// SetStatus answers 304 where the reader has what would be sent (RFC 9110
// §13.1.2).
func (c *call) SetStatus(status int) {
	if c.err != nil {
		return
	}
	c.humaContext.SetHeader("Cache-Control", "private, no-cache")
	if status == http.StatusOK && c.request.Method == http.MethodGet && c.tag != "" && names(c.request.Header.Get("If-None-Match"), c.tag) {
		status, c.mute = http.StatusNotModified, true
	}
	c.humaContext.SetStatus(status)
}

func (c *call) BodyWriter() io.Writer {
	if c.err != nil || c.mute {
		return io.Discard
	}
	return c.humaContext.BodyWriter()
}

// names tells whether a list of entity tags has one.
func names(list, tag string) bool {
	for part := range strings.SplitSeq(list, ",") {
		if part = strings.TrimSpace(part); part == "*" || strings.TrimPrefix(part, "W/") == tag {
			return true
		}
	}
	return false
}

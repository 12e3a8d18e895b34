package api

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"sync"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Prefix is where all operations stand.
const Prefix = "/api/v1"

// DocumentPath is where the OpenAPI document stands.
const DocumentPath = "/api/openapi.json"

// Config is what an interface is made of. All must be there.
type Config struct {
	Mux *web.Mux
	DB  *db.DB
	// Caller names the person of a request, "" for nobody: to whom an idempotency
	// key belongs.
	Caller func(context.Context) string
}

// API is the interface that operations are added to.
type API struct {
	Config
	huma huma.API
}

// New makes an interface without operations, and the route of its document.
func New(c Config) *API {
	config := huma.DefaultConfig("Sansang", "1")
	config.Info.Description = "Sẵn sàng: đơn vị, số liệu, lịch làm việc, tài khoản và nhật ký của một tỉnh. / Agencies, data items, the calendar, people and the audit log of a province."
	config.OpenAPIPath, config.DocsPath, config.SchemasPath = "", "", ""
	config.CreateHooks = nil // no $schema in answers
	config.RejectUnknownQueryParameters = true
	config.Formats = map[string]huma.Format{"application/json": bounded, "json": bounded}
	config.Components.SecuritySchemes = map[string]*huma.SecurityScheme{
		"token":   {Type: "http", Scheme: "bearer", Description: "An API token of the own account"},
		"session": {Type: "apiKey", In: "cookie", Name: "__Host-session"},
	}
	a := &API{Config: c}
	a.huma = huma.NewAPI(config, &adapter{mux: c.Mux})
	document := sync.OnceValues(a.Document)
	c.Mux.Handle("GET "+DocumentPath, web.Open, func(w http.ResponseWriter, r *http.Request) error {
		data, err := document()
		if err != nil {
			return err
		}
		w.Header().Set("Content-Type", "application/json")
		_, err = w.Write(data)
		return err
	})
	return a
}

// Document is the OpenAPI document of all operations.
func (a *API) Document() ([]byte, error) {
	data, err := json.Marshal(a.huma.OpenAPI())
	if err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = json.Indent(&out, data, "", "  ")
	out.WriteByte('\n')
	return out.Bytes(), err
}

// Operation is one operation of the interface.
type Operation struct {
	ID      string // "listAgencies"
	Method  string // GET for Read, else told
	Path    string // below Prefix
	Tag     string // of the slice
	Summary string
	Door    web.Door // 0 is web.Program
}

// doorKey is under which an operation carries its door to the router.
const doorKey = "x-door"

func (o Operation) of(status int, errors ...int) huma.Operation {
	op := huma.Operation{OperationID: o.ID, Method: o.Method, Path: Prefix + o.Path, Summary: o.Summary, DefaultStatus: status,
		Errors: errors, Metadata: map[string]any{doorKey: o.Door}, MaxBodyBytes: web.MaxBody}
	if o.Tag != "" {
		op.Tags = []string{o.Tag}
	}
	if o.Door != web.Open {
		op.Security = []map[string][]string{{"token": {}}, {"session": {}}}
	}
	return op
}

// Handler answers an operation within a transaction.
type Handler[I, O any] func(ctx context.Context, tx *db.Tx, in *I) (*O, error)

// Read adds an operation that changes nothing.
func Read[I, O any](a *API, o Operation, h Handler[I, O]) {
	o.Method = http.MethodGet
	if o.Door == web.Shut {
		o.Door = web.Program
	}
	huma.Register(a.huma, o.of(http.StatusOK, 401, 403, 404, 422), func(ctx context.Context, in *I) (out *O, err error) {
		err = a.DB.Read(ctx, func(tx *db.Tx) (err error) {
			out, err = h(ctx, tx, in)
			return err
		})
		return out, err
	})
}

// Write adds an operation that changes something. ask says, in the transaction,
// whether the caller may; it is asked before a kept answer is given again, and
// the act asks as well. Of a POST the input holds a Keyed.
func Write[I, O any](a *API, o Operation, ask func(ctx context.Context, tx *db.Tx, in *I) error, h Handler[I, O]) {
	o.Door = web.Program
	status := http.StatusOK
	if o.Method == http.MethodPost {
		status = http.StatusCreated
	}
	huma.Register(a.huma, o.of(status, 401, 403, 404, 409, 412, 422, 428, 503), func(ctx context.Context, in *I) (*O, error) {
		var out *O
		err := a.DB.Write(ctx, func(tx *db.Tx) (err error) {
			if err = ask(ctx, tx, in); err != nil {
				return err
			}
			out, err = once(a, ctx, tx, o.ID, in, h)
			return err
		})
		return out, err
	})
}

// adapter puts huma's operations on the router that knows its routes.
type adapter struct{ mux *web.Mux }

func (a *adapter) Handle(op *huma.Operation, handle func(huma.Context)) {
	door, _ := op.Metadata[doorKey].(web.Door)
	a.mux.Handle(op.Method+" "+op.Path, door, func(w http.ResponseWriter, r *http.Request) error {
		c := &call{}
		r = r.WithContext(context.WithValue(r.Context(), callKey{}, c))
		c.humaContext, c.request = humago.NewContext(op, r, w), r
		handle(c)
		return c.err
	})
}

func (a *adapter) ServeHTTP(w http.ResponseWriter, r *http.Request) { a.mux.ServeHTTP(w, r) }

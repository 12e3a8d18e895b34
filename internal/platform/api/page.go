package api

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"net/url"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Paged is the part of an input by which a list is read in pages.
type Paged struct {
	Cursor string `query:"cursor" maxLength:"1000" doc:"Where to go on, as the page before told it"`
	Limit  int    `query:"limit" minimum:"1" maximum:"200" default:"50" doc:"Most items of the page"`
}

// After reads the cursor into the place that PageOf was given; false on the
// first page.
func (p Paged) After(place any) (bool, error) {
	if p.Cursor == "" {
		return false, nil
	}
	data, err := base64.RawURLEncoding.DecodeString(p.Cursor)
	if err == nil {
		err = json.Unmarshal(data, place)
	}
	if err != nil {
		return false, fault.Wrap(fault.Invalid, err, "api.page.cursor", nil).WithPlace(fault.Place{Field: "query.cursor"})
	}
	return true, nil
}

// Items is a page of a list.
type Items[T any] struct {
	Items []T    `json:"items" nullable:"false"`
	Next  string `json:"next,omitempty" doc:"cursor of the next page; not there on the last one"`
}

// Page is the answer with a page of a list.
type Page[T any] struct {
	Link string `header:"Link" doc:"Address of the next page (rel=next)"`
	Body Items[T]
}

// PageOf makes the answer of items after the cursor, of which there may be more
// than the limit; place gives where an item lies in the order of the list.
func PageOf[T any](ctx context.Context, p Paged, items []T, place func(*T) any) (*Page[T], error) {
	page := &Page[T]{Body: Items[T]{Items: items}}
	if items == nil {
		page.Body.Items = []T{}
	}
	if len(items) <= p.Limit {
		return page, nil
	}
	page.Body.Items = items[:p.Limit]
	data, err := json.Marshal(place(&items[p.Limit-1]))
	if err != nil {
		return nil, err
	}
	page.Body.Next = base64.RawURLEncoding.EncodeToString(data)
	if c := callOf(ctx); c != nil {
		query := c.request.URL.Query()
		query.Set("cursor", page.Body.Next)
		next := url.URL{Path: c.request.URL.Path, RawQuery: query.Encode()}
		page.Link = "<" + next.String() + `>; rel="next"`
	}
	return page, nil
}

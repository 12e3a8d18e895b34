package web

import (
	"context"
	"io"
	"net/url"
	"strconv"
)

// Pager leads through a long list. NewPager makes it.
type Pager struct {
	First, Last, Total int // of the lines shown, from 1
	Page, Pages        int
	Address            *url.URL // whose ?page= is set
}

// NewPager is the pager of page (from 1) of total lines, size a page; a page
// that is not there becomes the nearest.
func NewPager(total, size, page int, address *url.URL) Pager {
	size = max(size, 1)
	pages := max((total+size-1)/size, 1)
	page = min(max(page, 1), pages)
	return Pager{
		First: min((page-1)*size+1, total), Last: min(page*size, total), Total: total,
		Page: page, Pages: pages, Address: address,
	}
}

// Render writes the part.
func (p Pager) Render(ctx context.Context, w io.Writer) error { return pager(p).Render(ctx, w) }

func (p Pager) to(page int) string {
	u := url.URL{}
	if p.Address != nil {
		u = *p.Address
	}
	q := u.Query()
	if page == 1 {
		q.Del("page")
	} else {
		q.Set("page", strconv.Itoa(page))
	}
	u.RawQuery = q.Encode()
	if u.RawQuery == "" && u.Path == "" {
		return "?"
	}
	return u.RequestURI()
}

// shown are the pages that are named: the ends, and those around this one; 0
// stands for a gap.
func (p Pager) shown() []int {
	var out []int
	for i := 1; i <= p.Pages; i++ {
		if i == 1 || i == p.Pages || (i >= p.Page-1 && i <= p.Page+1) {
			out = append(out, i)
		} else if out[len(out)-1] != 0 {
			out = append(out, 0)
		}
	}
	return out
}

package home

import (
	"net/http"

	"github.com/sansang-project/sansang/internal/platform/web"
)

// work shows what waits for who is there.
func (p *Pages) work(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "home.work.title")},
		web.Empty{Title: web.Say(ctx, "home.work.none"), Text: web.Say(ctx, "home.work.noneText")})
}

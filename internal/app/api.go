package app

import (
	"context"

	"github.com/sansang-project/sansang/internal/front/home"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/web"
)

type versionAnswer struct {
	Body struct {
		Version string `json:"version"`
	}
}

// offer puts the open interface of all slices on a router.
func (p *Program) offer(mux *web.Mux) *api.API {
	a := api.New(api.Config{Mux: mux, DB: p.DB, Caller: func(ctx context.Context) string { return access.ActorOf(ctx).Person }})
	api.Read(a, api.Operation{ID: "getVersion", Path: "/version", Tag: "version", Summary: "The version of the program", Door: web.Open},
		func(context.Context, *db.Tx, *struct{}) (*versionAnswer, error) {
			out := &versionAnswer{}
			out.Body.Version = Version().Version
			return out, nil
		})
	access.Offer(a, p.Gate)
	agency.Offer(a, p.Gate, agency.NewDirectory(p.Log, p.Gate))
	figure.Offer(a, p.Gate, figure.Open(p.Log, p.Gate))
	criteria.Offer(a, p.Gate, criteria.NewLibrary(p.Log, p.Gate))
	round.Offer(a, p.Gate, round.NewCalendar(p.Log, p.Gate))
	assessment.Offer(a, p.Gate, assessment.NewDesk(p.Log, p.Gate))
	calendar.Offer(a, p.Gate, calendar.NewBook(p.Log, p.Gate))
	home.OfferAudit(a, p.Gate, p.Log)
	return a
}

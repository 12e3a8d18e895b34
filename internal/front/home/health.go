package home

import (
	"context"
	"net/http"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Finding is what one check of the installation found, in words.
type Finding struct{ Name, Health, Found, Hint string }

// Setting is one value of the configuration, in words and without secrets.
type Setting struct{ Key, Meaning, Value, Source string }

// Running is what the program that serves tells of itself; app joins it. Each
// function may be nil where nothing is served.
type Running struct {
	Health   func(context.Context, text.Lang) []Finding
	Settings func(text.Lang) []Setting
}

// health answers whether the installation is well.
func (p *Pages) health(w http.ResponseWriter, r *http.Request) error {
	if err := p.askSettings(r); err != nil {
		return err
	}
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "home.health.caption"), HideCaption: true,
		Columns: []web.Column{{Title: web.Say(ctx, "home.health.check")}, {Title: web.Say(ctx, "home.health.state")}, {Title: web.Say(ctx, "home.health.found")}},
		Empty:   web.Empty{Text: web.Say(ctx, "home.health.none")}}
	worst := "fine"
	if p.Running.Health != nil {
		for _, f := range p.Running.Health(ctx, web.LangOf(ctx)) {
			if f.Health == "fault" || f.Health == "warning" && worst == "fine" {
				worst = f.Health
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: f.Name}, {Part: healthMark(ctx, f.Health)}, {Text: f.Found, Note: f.Hint}}})
		}
	}
	m := web.Message{Tone: healthTone(worst), Text: web.Say(ctx, "home.health.all."+worst)}
	page := web.Page{Title: web.Say(ctx, "home.health.title"), Lead: web.Say(ctx, "home.health.lead")}
	if len(t.Rows) > 0 {
		page.Messages = []web.Message{m}
	}
	return p.Site.Show(w, r, page, t)
}

func healthTone(health string) web.Tone {
	switch health {
	case "fine":
		return web.Good
	case "warning":
		return web.Middle
	}
	return web.Low
}

func healthMark(ctx context.Context, health string) templ.Component {
	return web.Mark{Tone: healthTone(health), Text: web.Say(ctx, "home.health.is."+health)}
}

// settings shows how the program runs, and where each value was said. It is
// changed by whoever runs it, not here.
func (p *Pages) settings(w http.ResponseWriter, r *http.Request) error {
	if err := p.askSettings(r); err != nil {
		return err
	}
	ctx := r.Context()
	t := web.Table{Caption: web.Say(ctx, "home.setting.caption"), HideCaption: true,
		Columns: []web.Column{{Title: web.Say(ctx, "home.setting.name")}, {Title: web.Say(ctx, "home.setting.value")}, {Title: web.Say(ctx, "home.setting.source")}},
		Empty:   web.Empty{Text: web.Say(ctx, "home.setting.none")}}
	if p.Running.Settings != nil {
		for _, s := range p.Running.Settings(web.LangOf(ctx)) {
			value := s.Value
			if value == "" {
				value = web.Say(ctx, "home.setting.empty")
			}
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: s.Meaning, Note: s.Key}, {Text: value}, {Text: s.Source}}})
		}
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "home.setting.title"), Lead: web.Say(ctx, "home.setting.lead")}, t)
}

func (p *Pages) askSettings(r *http.Request) error {
	return p.DB.Read(r.Context(), func(tx *db.Tx) error {
		return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.SettingsRead, access.Resource{})
	})
}

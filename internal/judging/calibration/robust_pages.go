package calibration

import (
	"math"
	"net/http"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// showRobustness shows how far the ranks hang on the weights.
func (p *Pages) showRobustness(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	return p.robustness(w, r, v, nil)
}

func (p *Pages) robustness(w http.ResponseWriter, r *http.Request, v *view, refused error) error {
	if v.study == nil {
		return fault.New(fault.Missing, "calibration.study.none", nil)
	}
	set := v.study.Settings
	report, err := v.try(r, v.tune(r.URL.Query(), ""), set)
	if err != nil {
		return err
	}
	noise := set.Noise
	if noise == 0 {
		noise = DefaultNoise
	}
	page := v.page(v.say("calibration.robust.title"), v.say("calibration.robust.lead", "noise", v.float(100*noise, 0), "draws", web.Count(v.ctx, set.Draws)))
	var parts []robustGroup
	for i := range report.Groups {
		g := &report.Groups[i]
		var rows []Interval
		for _, x := range report.Intervals {
			if x.Group == g.Code {
				rows = append(rows, x)
			}
		}
		if len(rows) > 0 {
			parts = append(parts, robustGroup{v.whiskers(report, g, rows), v.steady(rows)})
		}
	}
	var form *web.Form
	if v.manage {
		form = v.settingsForm(r, set, refused)
	}
	if refused != nil {
		return p.Site.ShowFaulty(w, r, page, robustBody(v, parts, form))
	}
	return p.Site.Show(w, r, page, robustBody(v, parts, form))
}

// robustGroup is a group with its chart and what it says in a sentence.
type robustGroup struct {
	chart web.Chart
	words string
}

func (v *view) steady(rows []Interval) string {
	steady, widest := 0, 0
	for i, x := range rows {
		if x.High-x.Low <= 2 {
			steady++
		}
		if x.High-x.Low > rows[widest].High-rows[widest].Low {
			widest = i
		}
	}
	x := rows[widest]
	return v.say("calibration.robust.words", "steady", web.Count(v.ctx, steady), "of", web.Count(v.ctx, len(rows)), "agency", x.Name, "low", v.float(math.Floor(x.Low), 0), "high", v.float(math.Ceil(x.High), 0))
}

// whiskers draws each rank with its interval.
func (v *view) whiskers(r *Report, g *Group, rows []Interval) web.Chart {
	var names []string
	var low, wide, now []any
	twin := web.Table{Caption: g.Name.In(string(v.lang())), HideCaption: true, Wide: true, Columns: []web.Column{{Title: v.say("calibration.column.agency")}, {Title: v.say("calibration.column.rank"), Number: true},
		{Title: v.say("calibration.column.interval"), Number: true}, {Title: v.say("calibration.column.extreme"), Number: true}}}
	for _, b := range r.Bands {
		twin.Columns = append(twin.Columns, web.Column{Title: v.levelName(b.Name), Unit: "%", Number: true})
	}
	for _, m := range g.Movers { // by their places
		for _, x := range rows {
			if x.Code != m.Code {
				continue
			}
			names, low, wide, now = append(names, x.Name), append(low, x.Low), append(wide, x.High-x.Low), append(now, x.Rank)
			row := web.Row{Cells: []web.Cell{{Text: x.Name}, {Text: web.Count(v.ctx, x.Rank)}, {Text: v.float(x.Low, 0) + "–" + v.float(x.High, 0)}, {Text: v.float(x.Best, 0) + "–" + v.float(x.Worst, 0)}}}
			for b := range r.Bands {
				cell := web.Cell{}
				if b < len(x.Levels) {
					cell.Text = v.percent(x.Levels[b])
				}
				row.Cells = append(row.Cells, cell)
			}
			twin.Rows = append(twin.Rows, row)
		}
	}
	step := 0
	if len(names) > mostCells {
		step = len(names) / mostCells
	}
	return web.Chart{Title: v.say("calibration.robust.chart", "group", g.Name.In(string(v.lang()))), Twin: twin, Option: object{
		"grid":    object{"left": 240, "right": 24, "top": 8, "bottom": 32},
		"xAxis":   object{"type": "value", "min": 1, "minInterval": 1},
		"yAxis":   object{"type": "category", "inverse": true, "data": names, "axisLabel": object{"interval": step, "fontSize": 11, "width": 220, "overflow": "truncate"}},
		"tooltip": object{"trigger": "axis"},
		"series": []object{
			{"type": "bar", "stack": "interval", "name": v.say("calibration.column.low"), "data": low, "itemStyle": object{"color": "transparent"}, "silent": true},
			{"type": "bar", "stack": "interval", "name": v.say("calibration.column.width"), "data": wide, "itemStyle": object{"color": colourSame}, "barMaxWidth": 10},
			{"type": "scatter", "name": v.say("calibration.column.rank"), "data": now, "symbolSize": 6, "itemStyle": object{"color": colourGain}, "z": 3},
		},
	}}
}

func (v *view) settingsForm(r *http.Request, set Settings, refused error) *web.Form {
	noise := set.Noise
	if noise == 0 {
		noise = DefaultNoise
	}
	sent := func(name, now string) string {
		if r.PostForm.Has(name) {
			return r.PostForm.Get(name)
		}
		return now
	}
	f := &web.Form{Action: v.at(placeRobust), Submit: v.say("calibration.setting.save"), Fields: []web.Field{
		{Kind: web.Number, Name: "draws", Label: v.say("calibration.setting.drawsName"), Hint: v.say("calibration.setting.drawsHint", "most", MostDraws), Value: sent("draws", strconv.Itoa(set.Draws)), Required: true},
		{Kind: web.Number, Name: "noise", Label: v.say("calibration.setting.noiseName"), Unit: "%", Value: sent("noise", v.float(100*noise, 0)), Required: true},
		{Kind: web.Number, Name: "seed", Label: v.say("calibration.setting.seedName"), Hint: v.say("calibration.setting.seedHint"), Value: sent("seed", strconv.FormatUint(set.Seed, 10)), Required: true},
		{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(v.study.Revision, 10)}, v.reasonField(sent("reason", ""), "")}}
	var list fault.List
	list.Add(refused)
	for _, one := range list {
		for i := range f.Fields {
			if f.Fields[i].Name == one.At.Field {
				f.Fields[i].Fault = v.say(one.Key, "most", MostDraws)
			}
		}
	}
	return f
}

// takeSettings changes how the study is tried.
func (p *Pages) takeSettings(w http.ResponseWriter, r *http.Request) error {
	v, err := p.manager(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	if v.study == nil {
		return fault.New(fault.Missing, "calibration.study.none", nil)
	}
	var list fault.List
	number := func(name, key string) float64 {
		n, err := text.ParseNumber(strings.TrimSpace(r.PostForm.Get(name)), v.lang().Decimal())
		if err != nil || n.Rat == nil {
			list.Add(fault.New(fault.Invalid, key, fault.Args{"most": MostDraws}).WithPlace(fault.Place{Field: name}))
			return 0
		}
		x, _ := n.Rat.Float64()
		return x
	}
	set := Settings{Draws: int(math.Min(number("draws", "calibration.setting.draws"), math.MaxInt32)), Noise: number("noise", "calibration.setting.noise") / 100}
	seed, err := strconv.ParseUint(strings.TrimSpace(r.PostForm.Get("seed")), 10, 64)
	if err != nil {
		list.Add(fault.New(fault.Invalid, "calibration.setting.seed", nil).WithPlace(fault.Place{Field: "seed"}))
	}
	set.Seed = seed
	reason := strings.TrimSpace(r.PostForm.Get("reason"))
	if reason == "" {
		list.Add(fault.New(fault.Invalid, "calibration.minute.reasonless", nil).WithPlace(fault.Place{Field: "reason"}))
	}
	if len(list) == 0 {
		list.Add(set.check())
	}
	if err := list.Err(); err != nil {
		return p.robustness(w, r, v, err)
	}
	revision, _ := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64) // what is no number is no revision, and refused as such
	err = p.DB.Write(v.ctx, func(tx *db.Tx) error {
		_, err := p.Desk.Tune(tx, criteria.By{Actor: access.ActorOf(v.ctx), Reason: reason}, v.version.ID, revision, set)
		return err
	})
	if err != nil {
		return err
	}
	p.Site.Tell(w, "calibration.done.tuned")
	http.Redirect(w, r, v.at(placeRobust), http.StatusSeeOther)
	return nil
}

package calibration

import (
	"math"

	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// Colours of the house: blue for what the draft gives, grey for what stays or
// stood before, brown for what is lost.
const (
	colourGain = "#1d5fb4"
	colourLoss = "#8a5a00"
	colourSame = "#b4bec9"
)

// mostNamed is how many lines of a slope chart carry a name: more lie on top of
// each other.
const mostNamed = 8

type object = map[string]any

// slope draws the ranks of a group under both versions.
func (v *view) slope(r *Report, g *Group) web.Chart {
	var series []object
	worst := 1
	for i := range g.Movers {
		worst = max(worst, g.Movers[i].Before.Rank, g.Movers[i].After.Rank)
	}
	named := farthest(g.Movers)
	for i := range g.Movers {
		m := &g.Movers[i]
		if m.Before.Rank == 0 || m.After.Rank == 0 {
			continue
		}
		colour, width := colourSame, 1
		switch {
		case m.Climb > 0:
			colour, width = colourGain, 2
		case m.Climb < 0:
			colour, width = colourLoss, 2
		}
		end := object{"value": m.After.Rank}
		if named[m.Code] {
			end["label"] = object{"show": true, "position": "right", "formatter": "{a}", "color": colour, "fontSize": 12}
		}
		series = append(series, object{"type": "line", "name": m.Name, "data": []any{m.Before.Rank, end}, "symbol": "circle", "symbolSize": 5, "showAllSymbol": true,
			"lineStyle": object{"color": colour, "width": width}, "itemStyle": object{"color": colour}, "z": 2 + width})
	}
	return web.Chart{Title: v.say("calibration.chart.slope", "group", g.Name.In(string(v.lang()))), Twin: v.moverTable(r, g, true), Option: object{
		"grid":    object{"left": 48, "right": 240, "top": 16, "bottom": 32},
		"xAxis":   object{"type": "category", "boundaryGap": false, "data": []string{r.Issued, r.Draft}},
		"yAxis":   object{"type": "value", "inverse": true, "min": 1, "max": worst, "minInterval": 1, "name": v.say("calibration.column.rank"), "nameLocation": "start"},
		"tooltip": object{"trigger": "item"},
		"series":  series,
	}}
}

// farthest gives the agencies that move most.
func farthest(all []Mover) map[string]bool {
	out := map[string]bool{}
	for len(out) < mostNamed {
		best := -1
		for i := range all {
			if !out[all[i].Code] && all[i].Climb != 0 && (best < 0 || abs(all[i].Climb) > abs(all[best].Climb)) {
				best = i
			}
		}
		if best < 0 {
			break
		}
		out[all[best].Code] = true
	}
	return out
}

func abs(x int) int { return max(x, -x) }

// mostCells is how many criteria a heat map shows at once, mostNumbers how many it
// writes the numbers of into its cells.
const (
	mostCells   = 40
	mostNumbers = 12
)

// heat draws the correlations of the criteria of a field, or of all where they are
// few enough.
func (v *view) heat(r *Report, field string) web.Chart {
	var at []int
	for i := range r.Criteria {
		if r.Criteria[i].Field == field || field == "" {
			at = append(at, i)
		}
	}
	var codes []string
	var cells []object
	twin := web.Table{Caption: v.say("calibration.chart.heat"), HideCaption: true, Wide: true, Columns: []web.Column{{Title: v.say("calibration.column.criterion")}}}
	for _, i := range at {
		codes = append(codes, r.Correlations.Codes[i])
		twin.Columns = append(twin.Columns, web.Column{Title: r.Correlations.Codes[i], Number: true})
	}
	for y, i := range at {
		row := web.Row{Cells: []web.Cell{{Text: r.Correlations.Codes[i], Note: r.Correlations.Names[i].In(string(v.lang()))}}}
		for x, j := range at {
			c := r.Correlations.R[i][j]
			row.Cells = append(row.Cells, web.Cell{Text: v.float(c, 2)})
			if !math.IsNaN(c) {
				cells = append(cells, object{"value": []any{x, y, math.Round(c*100) / 100}, "name": v.float(c, 2)})
			}
		}
		twin.Rows = append(twin.Rows, row)
	}
	return web.Chart{Title: v.say("calibration.chart.heat"), Twin: twin, Option: object{
		"grid":      object{"left": 56, "right": 16, "top": 8, "bottom": 72},
		"xAxis":     object{"type": "category", "data": codes, "axisLabel": object{"interval": 0, "rotate": 60, "fontSize": 11}},
		"yAxis":     object{"type": "category", "data": codes, "inverse": true, "axisLabel": object{"interval": 0, "fontSize": 11}},
		"visualMap": object{"min": -1, "max": 1, "calculable": false, "orient": "horizontal", "left": "center", "bottom": 0, "itemHeight": 120, "itemWidth": 10, "inRange": object{"color": []string{"#8a5a00", "#f7f4ee", "#1d5fb4"}}},
		"tooltip":   object{"trigger": "item"},
		"series":    []object{{"type": "heatmap", "data": cells, "label": object{"show": len(at) <= mostNumbers, "formatter": "{b}"}, "itemStyle": object{"borderColor": "#fff", "borderWidth": 1}}},
	}}
}

// dots draws what was meant beside what is, of the criteria or, where they are
// many, of the fields.
func (v *view) dots(title string, all []Weight) web.Chart {
	var codes []string
	var meant, is []any
	twin := web.Table{Caption: title, HideCaption: true, Columns: []web.Column{
		{Title: v.say("calibration.column.criterion")}, {Title: v.say("calibration.column.intended"), Unit: "%", Number: true}, {Title: v.say("calibration.column.effective"), Unit: "%", Number: true},
		{Title: v.say("calibration.column.times"), Number: true}, {Title: v.say("calibration.column.correlation"), Number: true}, {Title: v.say("calibration.column.squares"), Unit: "%", Number: true}}}
	for i := range all {
		w := &all[i]
		codes = append(codes, w.Code)
		meant, is = append(meant, dot(w.Intended)), append(is, dot(w.Effective))
		twin.Rows = append(twin.Rows, web.Row{Cells: []web.Cell{{Text: w.Code, Note: w.Name.In(string(v.lang()))}, {Text: v.percent(w.Intended)}, {Text: v.percent(w.Effective)},
			{Text: v.float(w.Effective/w.Intended, 2)}, {Text: v.float(w.Correlation, 2)}, {Text: v.percent(w.Ratio)}}})
	}
	name := func(key string) string { return v.say("calibration.column." + key) }
	return web.Chart{Title: title, Twin: twin, Option: object{
		"grid":    object{"left": 56, "right": 24, "top": 32, "bottom": 32},
		"legend":  object{"top": 0, "left": 0, "data": []string{name("intended"), name("effective")}},
		"xAxis":   object{"type": "value", "name": "%", "nameLocation": "end"},
		"yAxis":   object{"type": "category", "inverse": true, "data": codes, "axisLabel": object{"interval": 0, "fontSize": 11}, "splitLine": object{"show": true}},
		"tooltip": object{"trigger": "axis"},
		"series": []object{
			{"type": "scatter", "name": name("intended"), "data": meant, "symbol": "emptyCircle", "symbolSize": 9, "itemStyle": object{"color": "#5b6b7d"}},
			{"type": "scatter", "name": name("effective"), "data": is, "symbol": "circle", "symbolSize": 9, "itemStyle": object{"color": colourGain}},
		},
	}}
}

// dot is a share as a chart takes it; nil where it is not defined.
func dot(x float64) any {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return nil
	}
	return math.Round(x*1000) / 10
}

// columnsOf draws how many agencies reach each level under both versions.
func (v *view) levelChart(r *Report) web.Chart {
	var names []string
	var before, after []any
	for _, l := range r.Levels {
		if l.Group == "" {
			names, before, after = append(names, v.levelName(l.Name)), append(before, l.Before), append(after, l.After)
		}
	}
	series := []object{{"type": "bar", "name": r.Draft, "data": after, "itemStyle": object{"color": colourGain}, "label": object{"show": true, "position": "top"}}}
	if r.Issued != "" {
		series = append([]object{{"type": "bar", "name": r.Issued, "data": before, "itemStyle": object{"color": colourSame}, "label": object{"show": true, "position": "top"}}}, series...)
	}
	return web.Chart{Title: v.say("calibration.chart.levels"), Twin: v.levelTable(r), Option: object{
		"grid":    object{"left": 48, "right": 16, "top": 40, "bottom": 32},
		"legend":  object{"top": 0, "left": 0},
		"xAxis":   object{"type": "category", "data": names},
		"yAxis":   object{"type": "value", "minInterval": 1},
		"tooltip": object{"trigger": "axis"},
		"series":  series,
	}}
}

func (v *view) levelName(t scoring.Text) string {
	if t.IsZero() {
		return v.say("calibration.level.none")
	}
	return t.In(string(v.lang()))
}

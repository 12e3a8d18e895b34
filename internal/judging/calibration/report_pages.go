package calibration

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// studyView is the page of a calibration.
type studyView struct {
	*view
	tuned     *tuning
	filter    web.Filter
	facts     web.Facts
	carried   []web.Field // what else the address says, for the form of the knobs
	wrong     *web.Table  // why nothing could be tried
	notes     *web.Table
	report    *Report
	group     *Group
	summary   string
	changes   []string
	field     string
	charts    []web.Chart
	slope     web.Chart
	levels    web.Chart
	criteria  web.Table
	redundant web.Table
	alpha     web.Table
	heat      web.Chart
	heatNote  string
	edges     web.Table
	gaps      web.Table
	silent    web.Table
	minutes   web.Timeline
	minute    *web.Form
	adopt     bool
}

// showStudy shows what a draft does, with whatever the address says is to be tried.
func (p *Pages) showStudy(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	page := v.page(v.title(), v.say("calibration.page.lead"))
	if v.study == nil {
		page.Charts = false
		return p.Site.Show(w, r, page, begin(v))
	}
	if v.manage {
		page.Acts = web.Button{Text: v.say("calibration.import.title"), Href: v.at(placeImport)}
	}
	s, err := p.study(r, v)
	if err != nil {
		return err
	}
	if s.wrong != nil {
		return p.Site.ShowFaulty(w, r, page, studyBody(s))
	}
	return p.Site.Show(w, r, page, studyBody(s))
}

// asked is what is tried, as the address of another page has it.
func (v *view) asked(t *tuning) string {
	q := url.Values{"against": {againstValue(v)}}
	for _, f := range t.hidden {
		q.Set(f.Name, f.Value)
	}
	return "?" + q.Encode()
}

func (p *Pages) study(r *http.Request, v *view) (*studyView, error) {
	q := r.URL.Query()
	s := &studyView{view: v, tuned: v.tune(q, r.Header.Get("HX-Trigger-Name")), minutes: v.timeline()}
	v.query = v.asked(s.tuned)
	s.facts = web.Facts{
		{Name: v.say("calibration.study.table"), Text: v.study.Table.Name, Href: v.at(placeTable)},
		{Name: v.say("calibration.study.source"), Text: v.say("calibration.source." + string(v.study.Source))},
		{Name: v.say("calibration.study.since"), Text: v.time(v.study.Created)},
	}
	report, err := v.try(r, s.tuned, Settings{})
	if err != nil && !wrong(err) {
		return nil, err
	}
	if err != nil {
		t := p.Site.FaultTable(v.ctx, v.say("calibration.page.wrong"), err)
		s.wrong = &t
		s.filter = s.filterOf(q, nil)
		return s, nil
	}
	s.show(q, report)
	if len(report.Notes) > 0 {
		t := p.Site.FaultTable(v.ctx, v.say("calibration.import.notes"), report.Notes)
		s.notes = &t
	}
	return s, nil
}

// try tries the draft with the changes of a tuning.
func (v *view) try(r *http.Request, t *tuning, set Settings) (*Report, error) {
	if err := t.faults.Err(); err != nil {
		return nil, err
	}
	f, err := Apply(v.version.Framework, t.changes)
	if err != nil {
		return nil, err
	}
	return Trial(r.Context(), f, v.issued(), v.study.Table, set)
}

func (s *studyView) show(q url.Values, r *Report) {
	v := s.view
	s.report, s.group = r, liveliest(r)
	for i := range r.Groups {
		if q.Has("group") && r.Groups[i].Code == q.Get("group") {
			s.group = &r.Groups[i]
		}
	}
	s.filter = s.filterOf(q, r)
	for _, key := range []string{"against", "group", "field"} {
		if x := q.Get(key); x != "" {
			s.carried = append(s.carried, web.Field{Kind: web.Hidden, Name: key, Value: x})
		}
	}
	ranks, levels := r.Moved()
	s.summary = v.say("calibration.report.alone", "agencies", web.Count(v.ctx, r.Agencies), "draft", r.Draft)
	if r.Issued != "" {
		s.summary = v.say("calibration.report.moved", "agencies", web.Count(v.ctx, r.Agencies), "draft", r.Draft, "issued", r.Issued, "ranks", web.Count(v.ctx, ranks), "levels", web.Count(v.ctx, levels))
		s.slope = v.slope(r, s.group)
	}
	s.changes = v.list(s.tuned.changes, v.version.Framework)
	s.levels, s.edges = v.levelChart(r), v.edgeTable(r)
	s.criteria, s.redundant, s.alpha = v.criterionTable(r), v.pairTable(r), v.alphaTable(r)
	s.field = q.Get("field")
	if s.field == "" && len(r.Criteria) > mostCells {
		s.field, s.heatNote = r.Fields[0].Code, v.say("calibration.chart.heatNote", "most", mostCells)
	}
	s.heat = v.heat(r, s.field)
	s.charts = []web.Chart{v.dots(v.say("calibration.chart.fields"), r.Fields)}
	s.charts = append(s.charts, v.dots(v.say("calibration.chart.weights"), r.Weights))
	s.gaps, s.silent = v.gapTable(r), v.silentTable(r)
	if v.manage {
		s.minute = &web.Form{Action: v.at(placeMinutes), Key: "minute", Fields: append(slices.Clone(s.tuned.hidden),
			web.Field{Kind: web.Hidden, Name: "against", Value: againstValue(v)}, web.Field{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(v.version.Revision, 10)}, v.reasonField("", ""))}
		s.adopt = v.version.State == criteria.Draft && !s.tuned.changes.IsZero()
	}
}

// liveliest is the group in which most agencies move, the first of several.
func liveliest(r *Report) *Group {
	best, most := 0, -1
	for i := range r.Groups {
		moved := 0
		for _, m := range r.Groups[i].Movers {
			if m.Climb != 0 {
				moved++
			}
		}
		if moved > most {
			best, most = i, moved
		}
	}
	return &r.Groups[best]
}

// againstValue is the version beside the draft as the address has it.
func againstValue(v *view) string {
	if v.against == nil {
		return "-"
	}
	return v.against.ID
}

// filterOf chooses what is shown: the version beside the draft, the group, the
// field of the heat map.
func (s *studyView) filterOf(q url.Values, r *Report) web.Filter {
	v := s.view
	beside := web.Field{Kind: web.Choice, Name: "against", Label: v.say("calibration.filter.against"), Value: againstValue(v), Options: []web.Option{{Value: "-", Text: v.say("calibration.filter.none")}}}
	for _, h := range v.others {
		beside.Options = append(beside.Options, web.Option{Value: h.ID, Text: strings.TrimSpace(h.Name.In(string(v.lang())) + " " + h.Number)})
	}
	f := web.Filter{Action: v.at(placeStudy), Fields: []web.Field{beside}}
	if r != nil {
		group := web.Field{Kind: web.Choice, Name: "group", Label: v.say("calibration.filter.group"), Value: s.group.Code}
		for _, g := range r.Groups {
			group.Options = append(group.Options, web.Option{Value: g.Code, Text: g.Name.In(string(v.lang()))})
		}
		field := web.Field{Kind: web.Choice, Name: "field", Label: v.say("calibration.filter.field"), Value: q.Get("field"), Options: []web.Option{{Text: v.say("calibration.filter.all")}}}
		for _, w := range r.Fields {
			field.Options = append(field.Options, web.Option{Value: w.Code, Text: w.Code + ". " + w.Name.In(string(v.lang()))})
		}
		f.Fields = append(f.Fields, group, field)
	}
	f.Fields = append(f.Fields, s.tuned.hidden...)
	return f
}

// showAgency shows every cause of one agency's change, with exact numbers.
func (p *Pages) showAgency(w http.ResponseWriter, r *http.Request) error {
	v, err := p.load(r)
	if err != nil {
		return err
	}
	if v.study == nil {
		return fault.New(fault.Missing, "calibration.study.none", nil)
	}
	report, err := v.try(r, v.tune(r.URL.Query(), ""), Settings{})
	if err != nil {
		return err
	}
	for i := range report.Groups {
		for j := range report.Groups[i].Movers {
			if m := &report.Groups[i].Movers[j]; m.Code == r.PathValue("code") {
				page := v.page(m.Name, v.say("calibration.agency.lead", "draft", report.Draft, "issued", report.Issued))
				return p.Site.Show(w, r, page, agencyBody(v, v.agencyFacts(report, m), v.causeTable(report, m)))
			}
		}
	}
	return fault.New(fault.Missing, "calibration.agency.unknown", nil)
}

func (v *view) agencyFacts(r *Report, m *Mover) web.Facts {
	facts := web.Facts{}
	for _, side := range []struct {
		version string
		s       Standing
	}{{r.Issued, m.Before}, {r.Draft, m.After}} {
		if side.version != "" {
			facts = append(facts, web.Fact{Name: side.version, Text: v.standing(r, side.s)})
		}
	}
	if m.Before.Scored && m.After.Scored {
		facts = append(facts, web.Fact{Name: v.say("calibration.column.change"), Text: v.signed(m.Change, 4)})
	}
	return facts
}

func (v *view) standing(r *Report, s Standing) string {
	if !s.Scored {
		return v.say("calibration.standing.none")
	}
	return v.say("calibration.standing.full", "score", v.num(s.Score, 2), "rank", s.Rank, "of", s.Of, "level", v.levelOf(r, s.Level))
}

func (v *view) levelOf(r *Report, code string) string {
	for _, l := range r.Levels {
		if l.Code == code {
			return v.levelName(l.Name)
		}
	}
	return v.levelName(scoring.Text{})
}

package console

import (
	"bytes"
	"encoding/json"

	"github.com/sansang-project/sansang/scoring"
)

// scoreJSON is the result for programs. Every number stands twice: exactly, as
// a decimal or a fraction in a string, and as the nearest float.
type scoreJSON struct {
	Framework frameworkJSON `json:"framework"`
	Engine    string        `json:"engine"`
	Inputs    []input       `json:"inputs"`
	Notice    string        `json:"notice,omitempty"`
	Scale     scoring.Num   `json:"scale"`
	Levels    []levelJSON   `json:"levels"`
	Agencies  []agencyJSON  `json:"agencies"`
	Figures   []figure      `json:"figures,omitempty"`
}

type frameworkJSON struct {
	Code    string `json:"code"`
	Version string `json:"version"`
	Status  string `json:"status"`
	Name    string `json:"name"`
}

type levelJSON struct {
	Code string      `json:"code"`
	Name string      `json:"name"`
	From scoring.Num `json:"from"`
	To   scoring.Num `json:"to"`
}

type agencyJSON struct {
	Code    string     `json:"code"`
	Name    string     `json:"name"`
	Group   string     `json:"group"`
	Missing []string   `json:"missing_items"`
	Nodes   []nodeJSON `json:"nodes"`
}

type nodeJSON struct {
	Code   string      `json:"code"`
	State  string      `json:"state"`
	Reason string      `json:"reason,omitempty"`
	Points *numberJSON `json:"points,omitempty"`
	Max    *numberJSON `json:"max,omitempty"`
	Score  *numberJSON `json:"score,omitempty"`
	Level  string      `json:"level,omitempty"`
	Rank   *placeJSON  `json:"rank,omitempty"`
	All    *placeJSON  `json:"rank_overall,omitempty"`
}

type numberJSON struct {
	Exact   scoring.Num `json:"exact"`
	Decimal float64     `json:"decimal"`
}

type placeJSON struct {
	Rank int `json:"rank"`
	Of   int `json:"of"`
	Tied int `json:"tied"`
}

func number(x scoring.Num) *numberJSON { return &numberJSON{x, x.Float64()} }

func place(p scoring.Place) *placeJSON {
	if p.Rank == 0 {
		return nil
	}
	return &placeJSON{p.Rank, p.Of, p.Tied}
}

func (st *standing) json() scoreJSON {
	f := st.framework
	out := scoreJSON{
		Framework: frameworkJSON{f.Code, f.Version, string(f.Status), f.Name.In(string(st.lang))},
		Engine:    "scoring " + scoring.EngineVersion, Inputs: st.inputs, Notice: st.notice,
		Scale: st.result.Program().Scale(), Levels: []levelJSON{}, Agencies: []agencyJSON{}, Figures: st.figures,
	}
	for _, i := range st.bands {
		b := f.Bands[i]
		out.Levels = append(out.Levels, levelJSON{b.Code, b.Name.In(string(st.lang)), b.From, b.To})
	}
	for _, l := range st.leagues() {
		for _, a := range l.agencies {
			out.Agencies = append(out.Agencies, st.agencyJSON(a))
		}
	}
	return out
}

func (st *standing) agencyJSON(a int) agencyJSON {
	agency := st.set.Cohort.Agencies()[a]
	out := agencyJSON{Code: agency.Code, Name: agency.Name, Group: agency.Group, Missing: []string{}}
	for _, i := range st.result.MissingItems(a, 0) {
		out.Missing = append(out.Missing, st.framework.Items[i].Code)
	}
	for n := range st.result.Program().Nodes() {
		score := st.result.Score(a, n)
		node := nodeJSON{Code: st.node(n).Code, State: score.State.String(), Reason: score.Reason.String(),
			Rank: place(st.result.PlaceInGroup(a, n)), All: place(st.result.PlaceOverall(a, n))}
		if score.State == scoring.StateScored || score.State == scoring.StateMissing {
			node.Points, node.Max = number(score.Points), number(score.Max)
		}
		if x, ok := st.result.Scaled(a, n); ok {
			node.Score = number(x)
		}
		if x, ok := st.level(a, n); ok {
			node.Level = x.code
		}
		out.Nodes = append(out.Nodes, node)
	}
	return out
}

func (st *standing) jsonFile() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetIndent("", " ")
	e.SetEscapeHTML(false)
	err := e.Encode(st.json())
	return b.Bytes(), err
}

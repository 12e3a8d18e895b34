package scoring

import (
	"bufio"
	"encoding/json"
	"io"
	"slices"
)

// The names of states and reasons in files.
var (
	stateNames  = [...]string{"scored", "missing", "not_applicable", "excluded", "blocked", "context"}
	reasonNames = [...]string{"", "missing", "group", "condition", "exempt", "item", "zero", "equal", "children"}
)

// String gives the name of the state in files.
func (s State) String() string { return stateNames[s] }

// String gives the name of the reason in files; "" for none.
func (r Reason) String() string { return reasonNames[r] }

type jsonResult struct {
	Engine    string `json:"engine"`
	Framework string `json:"framework"`
	Version   string `json:"version"`
}

type jsonAgency struct {
	Code  string     `json:"code"`
	Name  string     `json:"name,omitempty"`
	Group string     `json:"group,omitempty"`
	Nodes []jsonNode `json:"nodes"`
}

type jsonNode struct {
	Code        string `json:"code"`
	State       string `json:"state"`
	Reason      string `json:"reason,omitempty"`
	Points      *Num   `json:"points,omitempty"`
	Max         *Num   `json:"max,omitempty"`
	Score       *Num   `json:"score,omitempty"`
	Level       string `json:"level,omitempty"`
	RankGroup   int    `json:"rank_group,omitempty"`
	OfGroup     int    `json:"of_group,omitempty"`
	RankOverall int    `json:"rank_overall,omitempty"`
	OfOverall   int    `json:"of_overall,omitempty"`
}

// WriteJSON writes the whole result in one fixed form: agencies by code, nodes
// in the order of the tree, numbers as exact strings.
func (r *Result) WriteJSON(w io.Writer) error {
	b := bufio.NewWriter(w)
	order := make([]int, len(r.cohort.agencies))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(x, y int) int {
		if r.cohort.agencies[x].Code < r.cohort.agencies[y].Code {
			return -1
		}
		return 1
	})
	head, err := json.Marshal(jsonResult{EngineVersion, r.program.framework.Code, r.program.framework.Version})
	if err != nil {
		return err
	}
	b.Write(head[:len(head)-1])
	b.WriteString(`,"agencies":[`)
	for i, a := range order {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteByte('\n')
		text, err := json.Marshal(r.jsonAgency(a))
		if err != nil {
			return err
		}
		b.Write(text)
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

func (r *Result) jsonAgency(a int) jsonAgency {
	g := &r.cohort.agencies[a]
	out := jsonAgency{Code: g.Code, Name: g.Name, Group: g.Group}
	for n := range r.program.nodes {
		s := r.Score(a, n)
		j := jsonNode{Code: r.program.nodes[n].Code, State: s.State.String(), Reason: s.Reason.String()}
		if s.State == StateScored || s.State == StateMissing {
			j.Points, j.Max = &s.Points, &s.Max
			if x, ok := r.Scaled(a, n); ok {
				j.Score = &x
			}
		}
		if slices.Contains(r.program.ranked, n) {
			if l, ok := r.Level(a, n); ok {
				j.Level = r.program.framework.Bands[l].Code
			}
			p, q := r.PlaceInGroup(a, n), r.PlaceOverall(a, n)
			j.RankGroup, j.RankOverall = p.Rank, q.Rank
			if p.Rank > 0 {
				j.OfGroup = p.Of
			}
			if q.Rank > 0 {
				j.OfOverall = q.Of
			}
		}
		out.Nodes = append(out.Nodes, j)
	}
	return out
}

package console

import (
	"cmp"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// standing is a ranked cohort with what is said about it wherever it is shown.
type standing struct {
	*session
	result    *scoring.Result
	framework *scoring.Framework
	set       *answers.Set
	inputs    []input
	title     string
	notice    string   // of the set, such as that the data are invented; "" when there is none
	figures   []figure // under the ranking; none where nobody counted them
	bands     []int    // indexes of the framework's bands, the best first
	ranked    []int    // nodes that are ranked besides the total: the fields first
}

// figure is one figure of the summary.
type figure struct {
	Name    string      `json:"name"`
	Mean    string      `json:"mean"` // what is divided by what, and the kind of mean
	Value   scoring.Num `json:"value"`
	Decimal float64     `json:"value_decimal"`
	Shown   string      `json:"shown"`
	Note    string      `json:"note,omitempty"`
}

// newStanding ranks a set.
func newStanding(s *session, set *answers.Set, inputs []input, workers int) (*standing, error) {
	result, err := scoring.Rank(set.Cohort, scoring.Options{Workers: workers, Adjustments: set.Adjustments})
	if err != nil {
		return nil, err
	}
	f := set.Cohort.Program().Framework()
	st := &standing{session: s, result: result, framework: f, set: set, inputs: inputs, title: nameOf(f, s.lang), notice: set.Notice}
	for i := range f.Bands {
		st.bands = append(st.bands, i)
	}
	slices.SortStableFunc(st.bands, func(a, b int) int { return f.Bands[b].From.Cmp(f.Bands[a].From) })
	for _, n := range result.Ranked() {
		if n != 0 {
			st.ranked = append(st.ranked, n)
		}
	}
	return st, nil
}

// nameOf is the name of a framework, its code where it has none.
func nameOf(f *scoring.Framework, lang text.Lang) string {
	return cmp.Or(f.Name.In(string(lang)), f.Code)
}

func (st *standing) node(i int) scoring.NodeInfo { return st.result.Program().Nodes()[i] }

// name is the name of a node, its code where it has none.
func (st *standing) name(node int) string {
	n := st.node(node)
	return cmp.Or(n.Name.In(string(st.lang)), n.Code)
}

// league is the agencies that are ranked against each other, in the order of
// their rank; those without a rank last.
type league struct {
	code, name string
	agencies   []int
}

func (st *standing) leagues() []league {
	var all []league
	at := map[string]int{}
	for _, g := range st.framework.Groups {
		at[g.Code] = len(all)
		all = append(all, league{code: g.Code, name: cmp.Or(g.Name.In(string(st.lang)), g.Code)})
	}
	for i, a := range st.set.Cohort.Agencies() {
		j, ok := at[a.Group]
		if !ok {
			j = len(all)
			at[a.Group] = j
			all = append(all, league{code: a.Group, name: cmp.Or(a.Group, st.say("console.ranking.everybody"))})
		}
		all[j].agencies = append(all[j].agencies, i)
	}
	all = slices.DeleteFunc(all, func(l league) bool { return len(l.agencies) == 0 })
	for _, l := range all {
		st.sortByRank(l.agencies, func(a int) scoring.Place { return st.result.PlaceInGroup(a, 0) })
	}
	return all
}

// sortByRank puts the best first; ties stay in the order of the cohort.
func (st *standing) sortByRank(agencies []int, place func(int) scoring.Place) {
	slices.SortStableFunc(agencies, func(a, b int) int {
		p, q := place(a).Rank, place(b).Rank
		if (p == 0) != (q == 0) {
			return cmp.Compare(q, p)
		}
		return cmp.Compare(p, q)
	})
}

// everybody is the whole cohort by overall rank; nil where the framework does
// not rank over all groups, or there is one group only.
func (st *standing) everybody() []int {
	if !st.framework.Ranking.Overall || len(st.leagues()) < 2 {
		return nil
	}
	var all []int
	for i := range st.set.Cohort.Agencies() {
		all = append(all, i)
	}
	st.sortByRank(all, func(a int) scoring.Place { return st.result.PlaceOverall(a, 0) })
	return all
}

// shapes are the marks of the levels from best to worst, so that a level is
// never a colour or a word alone. They are those of the HTML report.
var shapes = []string{"●", "▲", "■", "◆", "▼"}

// level is the level of an agency at a node.
type level struct {
	place int // 0 is the best
	code  string
	name  string
	shape string
}

func (st *standing) levelAt(place int) level {
	b := st.framework.Bands[st.bands[place]]
	return level{place, b.Code, cmp.Or(b.Name.In(string(st.lang)), b.Code), shapes[min(place, len(shapes)-1)]}
}

// level is false where the agency reached none, and for what is not ranked: a
// criterion has points and no level.
func (st *standing) level(agency, node int) (level, bool) {
	if node != 0 && !slices.Contains(st.ranked, node) {
		return level{}, false
	}
	band, ok := st.result.Level(agency, node)
	if !ok {
		return level{}, false
	}
	return st.levelAt(slices.Index(st.bands, band)), true
}

func (l level) String() string { return l.shape + " " + l.name }

// bandRange is the half-open interval of a band in words; the highest is open
// above.
func (st *standing) bandRange(band int) string {
	b := st.framework.Bands[band]
	if band == st.bands[0] {
		return st.say("console.method.levelTop", "from", st.text(b.From))
	}
	return st.say("console.method.levelFrom", "from", st.text(b.From), "to", st.text(b.To))
}

// shownPlaces is how many decimals are shown of points and percentages; ranks
// compare what was computed.
const shownPlaces = 2

// num shows a number with a fixed count of decimals.
func (s *session) num(x scoring.Num, places int) string {
	return text.FormatDecimal(x.Decimal(places, scoring.HalfUp), s.lang)
}

// scaled shows the score of a node on the framework's scale, or why there is
// none.
func (st *standing) scaled(agency, node int) string {
	score := st.result.Score(agency, node)
	if x, ok := st.result.Scaled(agency, node); ok {
		return st.num(x, st.scalePlaces())
	}
	return st.state(score)
}

// scalePlaces shows a scale up to 10 with two decimals more than one of 100.
func (st *standing) scalePlaces() int {
	if st.result.Program().Scale().Less(scoring.Int(10)) {
		return shownPlaces + 2
	}
	return shownPlaces
}

// state is the word for a node without a score.
func (st *standing) state(score scoring.Score) string {
	switch score.State {
	case scoring.StateNotApplicable:
		return st.say("console.ranking.inapplicable")
	case scoring.StateExcluded:
		return st.say("console.ranking.excluded")
	case scoring.StateBlocked:
		return st.say("console.ranking.blocked")
	}
	return "–"
}

// outOf is the points of a node and its maximum; false where it has none: what
// is not scored is not 0 of 0.
func (st *standing) outOf(score scoring.Score) (points, max string, ok bool) {
	if score.State != scoring.StateScored && score.State != scoring.StateMissing {
		return "", "", false
	}
	return st.num(score.Points, shownPlaces), st.num(score.Max, shownPlaces), true
}

// scaleHead heads the column of scaled.
func (st *standing) scaleHead() string {
	scale := st.result.Program().Scale()
	if scale.Equal(scoring.Int(100)) {
		return st.say("console.ranking.percent")
	}
	return st.say("console.ranking.scale", "scale", st.text(scale))
}

// text shows a number exactly where it has a short decimal.
func (s *session) text(x scoring.Num) string {
	return text.FormatDecimal(x.String(), s.lang)
}

// rank shows a place; a shared one has the sign of a tie.
func rank(p scoring.Place) string {
	switch {
	case p.Rank == 0:
		return "–"
	case p.Tied > 1:
		return strconv.Itoa(p.Rank) + "="
	}
	return strconv.Itoa(p.Rank)
}

// agency finds an agency, and node a node, by the code that somebody typed.
func (st *standing) find(agency, node string) (a, n int, err error) {
	var list fault.List
	a, ok := st.set.Cohort.Agency(agency)
	if !ok {
		list.Add(fault.New(fault.Missing, "console.explain.agency", fault.Args{"code": agency, "codes": st.codes()}))
	}
	n, ok = st.result.Program().Node(node)
	if !ok {
		list.Add(fault.New(fault.Missing, "console.explain.node", fault.Args{"code": node, "codes": st.nodeCodes()}))
	}
	return a, n, list.Err()
}

// codes lists what may be typed, as far as a line holds it.
func (st *standing) codes() string {
	var all []string
	for _, a := range st.set.Cohort.Agencies() {
		all = append(all, a.Code)
	}
	return listed(all)
}

func (st *standing) nodeCodes() string {
	var all []string
	for _, n := range st.result.Program().Nodes() {
		all = append(all, n.Code)
	}
	return listed(all)
}

// listedMost is how many codes a sentence lists.
const listedMost = 40

func listed(codes []string) string {
	more := ""
	if len(codes) > listedMost {
		codes, more = codes[:listedMost], ", …"
	}
	out := ""
	for i, c := range codes {
		if i > 0 {
			out += ", "
		}
		out += c
	}
	return out + more
}

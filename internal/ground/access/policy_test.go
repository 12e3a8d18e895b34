package access

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

var noon = time.Date(2026, 11, 25, 5, 0, 0, 0, time.UTC)

// pen is a gate that only decides.
func pen(t testing.TB, file []byte) *Gate {
	t.Helper()
	p, err := readPolicy(file)
	if err != nil {
		t.Fatal(err)
	}
	return &Gate{rules: ASVS(), policy: p}
}

// stands is somebody with a full, fresh session and roles. For a role that is
// not an agency's, formerly names an agency whose officer the person once was.
func stands(r Role, formerly string) *standing {
	s := &standing{person: "me", session: &Session{Second: true, Stepped: noon}}
	switch {
	case r == "":
	case r == Officer || r == Head:
		s.grants = []Grant{{Role: r, Scope: Scope{OverAgency, "A"}, From: noon.AddDate(-1, 0, 0)}}
	default:
		s.grants = []Grant{{Role: r, Scope: Province, From: noon.AddDate(-1, 0, 0)},
			{Role: Officer, Scope: Scope{OverAgency, formerly}, From: noon.AddDate(-3, 0, 0), To: noon.AddDate(-2, 0, 0)}}
	}
	return s
}

func (g *Gate) says(t testing.TB, s *standing, a Action, on Resource) bool {
	t.Helper()
	f, _ := g.facts(s, a, on, noon)
	allowed, by, err := g.policy.decide(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(by) == 1 && !alone[by[0]] {
		alone[by[0]] = allowed || slices.ContainsFunc(g.policy.statements, func(s *statement) bool { return s.permits && g.policy.matches(s, f) })
	}
	return allowed
}

// alone notes the statements that decided some question by themselves: without
// one of them the answer would have been another.
var alone = map[string]bool{}

// matrix is who may do what: own and other agency, every phase.
func matrix(t testing.TB, g *Gate) string {
	var b strings.Builder
	b.WriteString(`# Who may do what: role x action x own/other agency x phase of the round.
# Whoever is not named is refused. "own" is the agency whose officer or head
# one is or once was. Phases: - outside of a round, 1 prepare, 2 open, 3 closed,
# 4 appraising, 5 provisional, 6 explaining, 7 council, 8 approved, 9 published.
# Written by go test ./internal/ground/access -run Matrix -update
`)
	for _, a := range Actions() {
		fmt.Fprintf(&b, "\n%s (%s)\n", a, strings.Join(groups[a], ", "))
		people := append([]Role{"public", "signed in"}, Roles...)
		for _, r := range people {
			line := ""
			for _, agency := range []string{"A", "B"} {
				var s *standing
				switch r {
				case "public":
				case "signed in":
					s = stands("", "")
				default:
					s = stands(r, "A")
				}
				where := map[string]string{"A": "own", "B": "other"}[agency]
				marks := ""
				for i, phase := range append([]Phase{""}, Phases...) {
					if g.says(t, s, a, Resource{Agency: agency, Phase: phase}) {
						marks += "-123456789"[i : i+1]
					} else {
						marks += "."
					}
				}
				if marks != ".........." {
					line += fmt.Sprintf("  %-5s %s", where, marks)
				} else {
					line += fmt.Sprintf("  %-5s %-10s", where, "no")
				}
			}
			if strings.ContainsAny(line, "-123456789") {
				fmt.Fprintf(&b, "  %-12s%s\n", r, strings.TrimRight(line, " "))
			}
		}
	}
	return b.String()
}

// accounts is who may do what to whose account, and what a session lacks.
func accounts(t testing.TB, g *Gate) string {
	var b strings.Builder
	b.WriteString(`# Who may do what to an account, by the roles that its owner holds or is given.
# "me" is the own account. Outside of rounds and of agencies.
# Written by go test ./internal/ground/access -run Matrix -update
`)
	owners := []struct {
		name string
		on   Resource
	}{{"me", Resource{Owner: "me", Roles: []Role{Officer}}}, {"nobody", Resource{Owner: "x"}}}
	for _, r := range Roles {
		owners = append(owners, struct {
			name string
			on   Resource
		}{string(r), Resource{Owner: "x", Roles: []Role{r}}})
	}
	for _, a := range Actions() {
		if !slices.Contains(groups[a], groupAccount) && a != TokenCreate && a != AccountRead && a != RoleDelegate {
			continue
		}
		fmt.Fprintf(&b, "\n%s\n", a)
		for _, r := range append([]Role{""}, Roles...) {
			var may []string
			for _, o := range owners {
				on := o.on
				if r == Head {
					on.Agency = "A"
				}
				if g.says(t, stands(r, "A"), a, on) {
					may = append(may, o.name)
				}
			}
			if len(may) > 0 {
				fmt.Fprintf(&b, "  %-12s %s\n", cmp.Or(string(r), "signed in"), strings.Join(may, " "))
			}
		}
	}
	b.WriteString("\n# What a session or token that lacks something still does, of all that the\n# person may do outside of rounds.\n")
	lacking := []struct {
		name string
		make func(s *standing)
	}{
		{"the second factor", func(s *standing) { s.session.Second = false }},
		{"a confirmation moments before", func(s *standing) { s.session.Stepped = noon.Add(-time.Hour) }},
		{"a password that is not expired", func(s *standing) { s.has, s.since = true, noon.AddDate(-1, 0, 0) }},
		{"a session: an API token to read", func(s *standing) { s.session, s.token = nil, &Token{Scopes: []string{groupRead}} }},
		{"a session: an API token to manage", func(s *standing) { s.session, s.token = nil, &Token{Scopes: []string{groupManage}} }},
	}
	aged := *g
	aged.rules.Password.MaxAge = 90 * 24 * time.Hour
	for _, l := range lacking {
		for _, r := range []Role{Secretariat, Admin} {
			var may []string
			for _, a := range Actions() {
				s := stands(r, "A")
				l.make(s)
				if aged.says(t, s, a, Resource{Owner: "x"}) {
					may = append(may, string(a))
				}
			}
			fmt.Fprintf(&b, "\n%s without %s\n  %s\n", r, l.name, strings.Join(may, " "))
		}
	}
	b.WriteString("\n# Two roles at once: what remains, of everything in every phase.\n")
	for _, pair := range [][2]Role{{Admin, Chair}, {Auditor, Secretariat}, {Head, Secretariat}} {
		s := stands(pair[0], "B")
		s.grants = append(s.grants, stands(pair[1], "B").grants[0])
		var may []string
		for _, a := range Actions() {
			if slices.ContainsFunc(Phases, func(p Phase) bool { return g.says(t, s, a, Resource{Agency: "A", Phase: p, Owner: "x"}) }) {
				may = append(may, string(a))
			}
		}
		fmt.Fprintf(&b, "\n%s and %s\n  %s\n", pair[0], pair[1], strings.Join(may, " "))
	}
	return b.String()
}

func TestMatrix(t *testing.T) {
	g := pen(t, policyText)
	golden(t, "matrix.txt", matrix(t, g))
	golden(t, "accounts.txt", accounts(t, g))
	for _, s := range g.policy.statements {
		if !alone[s.id] {
			t.Errorf("no cell of the tables changes without %q", s.id)
		}
	}
}

// What the design says in words, apart from the tables.
func TestSeparationOfDuties(t *testing.T) {
	g := pen(t, policyText)
	for _, phase := range []Phase{"", "open", "appraising", "explaining", "council", "approved"} { // in which scores are touched
		for _, a := range Actions() {
			for _, r := range append([]Role{""}, Roles...) {
				for _, agency := range []string{"A", "B"} {
					on := Resource{Agency: agency, Phase: phase}
					s := stands(r, "A")
					// Every role at once, but for the one that is asked about.
					all := stands(r, "A")
					for _, more := range Roles {
						if more != Admin && more != Auditor {
							all.grants = append(all.grants, stands(more, "A").grants...)
						}
					}
					may, mayAll := g.says(t, s, a, on), g.says(t, all, a, on)
					switch judges := a == ScoreAppraise || a == ScoreAdjudicate || a == ProjectAppraise; {
					case agency == "A" && judges && (may || mayAll) && r != "":
						t.Errorf("%s does %s to the own agency", r, a)
					case r == Admin && slices.Contains(groups[a], groupScore) && mayAll:
						t.Errorf("an admin does %s", a)
					case r == Auditor && slices.Contains(groups[a], groupChange) && mayAll:
						t.Errorf("an auditor does %s", a)
					case r == Auditor && slices.Contains(groups[a], groupRead) && !may:
						t.Errorf("an auditor does not %s", a)
					case r == "" && slices.Contains(groups[a], groupChange) && may:
						t.Errorf("somebody without a role does %s", a)
					}
					if g.says(t, nil, a, on) != (a == PublishedRead) {
						t.Errorf("a citizen and %s", a)
					}
				}
			}
		}
	}
	if g.says(t, stands(Admin, "A"), "score.invent", Resource{}) {
		t.Error("an action that is not known is permitted")
	}
}

// A group's secretariat reaches what lies in the group, and nothing else.
func TestScopes(t *testing.T) {
	g := pen(t, policyText)
	s := stands("", "")
	s.grants = []Grant{{Role: Secretariat, Scope: Scope{OverGroup, "communes"}, From: noon}}
	for _, c := range []struct {
		on   Resource
		want bool
	}{
		{Resource{Agency: "A", Groups: []string{"all", "communes"}}, true},
		{Resource{Agency: "A", Groups: []string{"departments"}}, false},
		{Resource{Agency: "communes"}, false},
		{Resource{}, false},
		{Resource{Groups: []string{""}}, false},
	} {
		if got := g.says(t, s, AgencyManage, c.on); got != c.want {
			t.Errorf("%+v: %v", c.on, got)
		}
	}
}

func TestPolicyFileIsHeldToItsForm(t *testing.T) {
	for _, bad := range []string{
		`permit (principal, action, resource);`,
		`@id("a") @vi("a") permit (principal, action, resource);`,
		`@id("a") @vi("a") @en("a") permit (principal, action, resource); @id("a") @vi("b") @en("b") permit (principal, action, resource);`,
		`permit (`,
	} {
		if _, err := readPolicy([]byte(bad)); err == nil {
			t.Errorf("%s: was read", bad)
		}
	}
	broken := pen(t, []byte(`@id("a") @vi("a") @en("a") permit (principal, action, resource);
		@id("b") @vi("b") @en("b") forbid (principal, action, resource) when { resource.nothing };`))
	f, _ := broken.facts(stands(Admin, "A"), AgencyRead, Resource{}, noon)
	if allowed, _, err := broken.policy.decide(f); allowed || err == nil {
		t.Error("a forbid that fails lets through")
	}
	for a, in := range groups {
		if slices.Contains(in, groupRead) == slices.Contains(in, groupChange) {
			t.Errorf("%s is in %v", a, in)
		}
	}
	known := Actions()
	for _, quoted := range strings.Split(PolicyText(), `Action::"`)[1:] {
		name, _, _ := strings.Cut(quoted, `"`)
		isGroup := slices.Contains([]string{groupRead, groupChange, groupScore, groupFacts, groupManage, groupAccount, groupGrave}, name)
		if !isGroup && !slices.Contains(known, Action(name)) {
			t.Errorf("the policy speaks of %q, which nobody asks for", name)
		}
	}
	for _, quoted := range strings.Split(PolicyText(), `Role::"`)[1:] {
		if name, _, _ := strings.Cut(quoted, `"`); name != "x" && !slices.Contains(Roles, Role(name)) {
			t.Errorf("the policy speaks of the role %q", name)
		}
	}
}

func TestExplain(t *testing.T) {
	c, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	each(t, light(), func(w *world) {
		b.Reset()
		officer := w.with(role(Officer, "so-y-te"))
		head := w.with(role(Head, "so-y-te"))
		deputy := w.with()
		both := w.with(role(Appraiser, ""), role(Officer, "so-y-te"))
		chief := w.with(role(Admin, ""), role(Chair, ""))
		w.write(func(tx *db.Tx) error {
			grants, err := w.g.Grants(tx, head.ID)
			if err != nil {
				return err
			}
			_, err = w.g.Delegate(tx, head.actor(), grants[0].ID, deputy.ID, time.Time{}, tx.Now().AddDate(0, 0, 7), nil, "đi công tác")
			return err
		})
		for _, q := range []struct {
			name   string
			person string
			action Action
			on     Resource
		}{
			{"an officer fills in", officer.ID, AnswerEdit, Resource{Agency: "so-y-te", Phase: "open"}},
			{"an officer fills in too late", officer.ID, AnswerEdit, Resource{Agency: "so-y-te", Phase: "council"}},
			{"an officer fills in for others", officer.ID, AnswerEdit, Resource{Agency: "so-noi-vu", Phase: "open"}},
			{"a deputy submits", deputy.ID, FormSubmit, Resource{Agency: "so-y-te", Phase: "open"}},
			{"an appraiser scores the own agency", both.ID, ScoreAppraise, Resource{Agency: "so-y-te", Phase: "appraising"}},
			{"an admin who is chair adjudicates", chief.ID, ScoreAdjudicate, Resource{Agency: "so-y-te", Phase: "council"}},
			{"an officer approves too early", officer.ID, RankingApprove, Resource{Phase: "open"}},
			{"a citizen reads the directory", "", AgencyRead, Resource{}},
			{"an unknown act", officer.ID, "score.invent", Resource{}},
		} {
			w.write(func(tx *db.Tx) error {
				v, err := w.g.Explain(tx, q.person, q.action, q.on)
				if err != nil {
					return err
				}
				fmt.Fprintf(&b, "== %s\n", q.name)
				for _, lang := range text.Langs {
					for _, l := range v.Lines() {
						fmt.Fprintf(&b, "%s  %s\n", lang, c.Text(lang, l.Key, l.Args))
					}
				}
				return nil
			})
		}
		today := time.Now().In(text.Zone)
		said := strings.NewReplacer(today.Format("02/01/2006"), "TODAY", today.AddDate(0, 0, 7).Format("02/01/2006"), "IN A WEEK").Replace(b.String())
		golden(w, "explain.txt", said)
	})
}

// TestRolesOfStatements: what a page says a role allows, the policy does permit
// with that role, in some phase, and not without it.
func TestRolesOfStatements(t *testing.T) {
	p, err := readPolicy(policyText)
	if err != nil {
		t.Fatal(err)
	}
	permits := func(s *statement, r Role) bool {
		for _, a := range Actions() {
			for _, phase := range append([]Phase{""}, Phases...) {
				for _, granted := range [][]Role{nil, {Officer}, {Head}} {
					f := facts{person: "somebody", holds: []Role{r}, second: true, fresh: true, action: a, on: Resource{Agency: "a", Owner: "another", Phase: phase, Roles: granted}}
					without := p.matches(s, &f)
					f.roles = []Role{r}
					if !without && p.matches(s, &f) {
						return true
					}
				}
			}
		}
		return false
	}
	spoken := map[Role]int{}
	for _, s := range p.statements {
		for _, r := range s.roles {
			if s.permits && !permits(s, r) {
				t.Errorf("%s speaks of %s and permits nothing with it", s.id, r)
			}
			if s.permits {
				spoken[r]++
			}
		}
	}
	for _, r := range Roles {
		if spoken[r] == 0 {
			t.Errorf("nothing is told of what %s allows", r)
		}
	}
}

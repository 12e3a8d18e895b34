package access

import (
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Role is what a person is in the province's assessment.
type Role string

// The roles. Whoever has none of them is a citizen, who reads what is published.
const (
	Secretariat Role = "secretariat" // cơ quan thường trực
	Officer     Role = "officer"     // cán bộ đầu mối đơn vị
	Head        Role = "head"        // thủ trưởng đơn vị
	Appraiser   Role = "appraiser"   // thành viên Hội đồng, tổ thẩm định
	Chair       Role = "chair"       // chủ tịch Hội đồng
	Leader      Role = "leader"      // Trưởng Ban Chỉ đạo
	Reviewer    Role = "reviewer"    // đơn vị thẩm định dự án
	Auditor     Role = "auditor"     // cán bộ kiểm tra
	Admin       Role = "admin"       // quản trị hệ thống
)

// Roles are all that can be granted, in the order of the design's table.
var Roles = []Role{Secretariat, Officer, Head, Appraiser, Chair, Leader, Reviewer, Auditor, Admin}

// In names the role in a language.
func (r Role) In(lang string) string { return word("access.role."+string(r), lang) }

// Level is over what a role is granted.
type Level string

// The levels.
const (
	OverAgency   Level = "agency"
	OverGroup    Level = "group"
	OverProvince Level = "province"
)

// Scope is over what a role is granted: one agency, one group of agencies, or,
// with ID "", the province.
type Scope struct {
	Level Level
	ID    string
}

// Province is the scope over everything.
var Province = Scope{Level: OverProvince}

// levels says which roles may be granted over what. Officer and head speak for
// one agency; leader and admin are there once for the province.
var levels = map[Role][]Level{
	Secretariat: {OverProvince, OverGroup},
	Officer:     {OverAgency},
	Head:        {OverAgency},
	Appraiser:   {OverProvince, OverGroup, OverAgency},
	Chair:       {OverProvince, OverGroup},
	Leader:      {OverProvince},
	Reviewer:    {OverProvince, OverGroup, OverAgency},
	Auditor:     {OverProvince, OverGroup},
	Admin:       {OverProvince},
}

// Grant is a role that a person holds over a scope from a time until another.
type Grant struct {
	ID      string
	Person  string
	Role    Role
	Scope   Scope
	From    time.Time
	To      time.Time // not included; zero for no end
	Source  string    // id of the grant that this one delegates, "" when none
	Behalf  string    // person of the source
	Issuer  string    // who granted it
	Created time.Time
	Revoked time.Time // zero for not

	sourceFrom, sourceTo, sourceRevoked time.Time
}

// NewGrant is a role to be granted.
type NewGrant struct {
	Role   Role
	Scope  Scope
	From   time.Time // zero for at once
	To     time.Time // zero for no end
	Groups []string  // of the agency of the scope, for the policy
}

// within tells whether from ≤ at < to; a zero end is no end.
func within(at, from, to time.Time) bool {
	return !at.Before(from) && (to.IsZero() || at.Before(to))
}

// InForce tells whether the grant holds at a time. One that delegates holds
// only while its source does.
func (g *Grant) InForce(at time.Time) bool {
	if !within(at, g.From, g.To) || !within(at, g.From, g.Revoked) {
		return false
	}
	return g.Source == "" || within(at, g.sourceFrom, g.sourceTo) && within(at, g.sourceFrom, g.sourceRevoked)
}

// held tells whether the grant was in force at some time up to now.
func (g *Grant) held(now time.Time) bool {
	start := g.From
	if g.Source != "" && g.sourceFrom.After(start) {
		start = g.sourceFrom
	}
	return !start.After(now) && g.InForce(start)
}

// covers tells whether what an act concerns lies within the scope.
func (s Scope) covers(on Resource) bool {
	switch s.Level {
	case OverProvince:
		return true
	case OverGroup:
		return s.ID != "" && slices.Contains(on.Groups, s.ID)
	case OverAgency:
		return s.ID != "" && s.ID == on.Agency
	}
	return false
}

// check gives every fault of a grant at once.
func (n *NewGrant) check(now time.Time) error {
	var faults fault.List
	may, known := levels[n.Role]
	switch {
	case !known:
		faults.Add(fault.New(fault.Invalid, "access.grant.role", nil).WithFound(string(n.Role)))
	case !slices.Contains(may, n.Scope.Level), (n.Scope.ID == "") != (n.Scope.Level == OverProvince):
		faults.Add(fault.New(fault.Invalid, "access.grant.scope", fault.Args{"role": n.Role}))
	}
	if !n.To.IsZero() && (!n.To.After(n.From) || !n.To.After(now)) {
		faults.Add(fault.New(fault.Invalid, "access.grant.dates", nil))
	}
	return faults.Err()
}

// resource is what the act of granting concerns.
func (n *NewGrant) resource(owner string) Resource {
	on := Resource{Owner: owner, Roles: []Role{n.Role}, Groups: n.Groups}
	switch n.Scope.Level {
	case OverAgency:
		on.Agency = n.Scope.ID
	case OverGroup:
		on.Groups = []string{n.Scope.ID}
	}
	return on
}

package agency

import "regexp"

// Kind is what an agency is by law.
type Kind string

// Kinds are all kinds. Source: Luật Tổ chức chính quyền địa phương 65/2025/QH15
// (province, commune, ward) and 77/2015/QH13 (district, township) for what was
// before 01/07/2025; the rest as provinces group them.
var Kinds = []Kind{"province", "department", "unit", "district", "commune", "ward", "township", "other"}

// Name is how an agency is called. Short and En may be blank.
type Name struct{ Vi, En, Short string }

// Decision is a legal basis.
type Decision struct {
	Number string // "1658/NQ-UBTVQH15"
	Date   Day    // on which it was signed
}

// Agency is an agency with all its history.
type Agency struct {
	Code     string // for ever
	Revision int64  // for compare-and-swap; 0 before it is saved
	Versions []Version
	Members  []Member
	Contacts []Contact
}

// Version is what an agency is over [From, To).
type Version struct {
	From, To Day
	Name     Name
	Official string // code in public systems; "" when there is none
	Kind     Kind
	Parent   string // code; "" at the top
	Address  string
	Basis    Decision // of this state; blank when it is not known
}

// Member says that an agency belongs to a group of a set over [From, To).
type Member struct {
	Set, Group string
	From, To   Day
}

// Contact is whom to ask. All of it is personal.
type Contact struct{ Name, Title, Phone, Mail string }

// A code is written into addresses and workbooks: no blanks, no marks.
var codeForm = regexp.MustCompile(`^[0-9A-Za-z][0-9A-Za-z._-]{0,63}$`)

// From gives the day on which the agency opened.
func (a *Agency) From() Day {
	if len(a.Versions) == 0 {
		return ""
	}
	return a.Versions[0].From
}

// To gives the first day on which it is no more, "" while it is open.
func (a *Agency) To() Day {
	if len(a.Versions) == 0 {
		return ""
	}
	return a.Versions[len(a.Versions)-1].To
}

// On gives the version of a day, nil when the agency is not there.
func (a *Agency) On(day Day) *Version {
	for i := range a.Versions {
		if v := &a.Versions[i]; Holds(v.From, v.To, day) {
			return v
		}
	}
	return nil
}

// Group gives the group that the agency has in a set on a day, "" when none.
func (a *Agency) Group(set string, day Day) string {
	for _, m := range a.Members {
		if m.Set == set && Holds(m.From, m.To, day) {
			return m.Group
		}
	}
	return ""
}

// Last gives the latest version; a blank one when there is none.
func (a *Agency) Last() Version {
	if len(a.Versions) == 0 {
		return Version{}
	}
	return a.Versions[len(a.Versions)-1]
}

package agency

// Set is a way to group agencies, such as the groups in which a round ranks them.
// An agency has at most one group of a set on a day, a leaf or not.
type Set struct {
	Code     string
	Revision int64
	Name     Name // without Short
	Groups   []Group
}

// Group is a group of a set; groups may lie in each other.
type Group struct {
	Code   string
	Name   Name   // without Short
	Parent string // "" at the top
}

// Find gives a group of the set, nil when there is none of that code.
func (s *Set) Find(code string) *Group {
	for i := range s.Groups {
		if s.Groups[i].Code == code {
			return &s.Groups[i]
		}
	}
	return nil
}

// Within tells whether a group is another one or lies in it at any depth.
func (s *Set) Within(group, other string) bool {
	for range len(s.Groups) + 1 { // ends in a set with a circle, too
		g := s.Find(group)
		if g == nil {
			return false
		}
		if g.Code == other {
			return true
		}
		group = g.Parent
	}
	return false
}

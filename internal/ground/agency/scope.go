package agency

// GroupID names a group of a set for access, which knows groups as opaque ids.
func GroupID(set, group string) string { return set + "/" + group }

// GroupIDs gives the ids of all groups in which an agency is on a day, nested
// ones with all above, for access.Resource.
func (p *Province) GroupIDs(code string, day Day) []string {
	a := p.Agencies[code]
	if a == nil {
		return nil
	}
	var all []string
	for _, s := range sorted(p.Sets) {
		// A set has at most as many steps up as groups.
		for group, steps := a.Group(s.Code, day), 0; group != "" && steps <= len(s.Groups); steps++ {
			all = append(all, GroupID(s.Code, group))
			g := s.Find(group)
			if g == nil {
				break
			}
			group = g.Parent
		}
	}
	return all
}

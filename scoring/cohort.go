package scoring

// Agency is one unit of a cohort as the round froze it.
type Agency struct {
	Code       string
	Name       string
	Group      string // ranking group
	Exemptions []Exemption
}

// Cohort is a closed set of agencies with their values for the items of one
// program. Fill it, then Rank it; while it is being ranked it must not change.
type Cohort struct {
	program  *Program
	agencies []Agency
	index    map[string]int
}

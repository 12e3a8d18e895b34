package index

// Shape is the skewness and kurtosis of a column and whether they pass the check.
type Shape struct {
	Skew, Kurt float64 // G1 and G2; NaN where they are not defined
	Pass       bool    // |Skew| < limit or Kurt < limit
}

// TreatDecision is what was decided for one indicator and why.
type TreatDecision struct {
	Indicator string
	// Outcome: "passed" (nothing done), "treated" (passes now), "failed" (treated as
	// far as the rule goes, still fails), "untreatable" (fewer than four values or
	// fewer than three different ones, so that the check or the treatment has no
	// meaning; nothing done).
	Outcome string
	Before  Shape
	// First is the first treatment when it was applied, "" otherwise; AfterFirst the
	// shape that it gave.
	First      string
	AfterFirst Shape
	// Second is the second treatment when it was applied, to the original values
	// unless Combined; AfterSecond the shape that it gave.
	Second      string
	AfterSecond Shape
	Combined    bool
	// High and Low are how many points the first treatment drew down and up, to Upper
	// and Lower (NaN where none). They do not stand in the result when a second
	// treatment was applied to the original.
	High, Low    int
	Upper, Lower float64
}

// TreatChange is a value that treatment changed.
type TreatChange struct {
	Unit, Indicator string
	From, To        float64
	// How: "winhi" (drawn down), "winlo" (drawn up), the name of a transformation, or
	// both joined by "+".
	How string
}

// TreatReport is the decision about every indicator, in the order of the tree, and
// every changed value, by indicator and then by unit.
type TreatReport struct {
	Decisions []TreatDecision
	Changes   []TreatChange
}

// how names what changed the value x.
func (d *TreatDecision) how(x float64) string {
	drawn := ""
	switch {
	case d.Second != "" && !d.Combined:
		return d.Second
	case d.First != "winsorise":
		drawn = d.First
	case x > d.Upper:
		drawn = "winhi"
	case x < d.Lower:
		drawn = "winlo"
	}
	switch {
	case d.Second == "":
		return drawn
	case drawn == "":
		return d.Second
	}
	return drawn + "+" + d.Second
}

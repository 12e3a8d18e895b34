package scoring

// Band is a level: scores on the framework's Scale within [From, To), from best
// to worst or worst to best in the file, as the author likes. The highest band
// is closed at its top and open above it (bonus points), so that 100 of [80,
// 100] is good. Half-open intervals leave no gap: 84.5 is not in "85 to 100".
type Band struct {
	Code string `yaml:"code"` // "tot"
	Name Text   `yaml:"name"`
	From Num    `yaml:"from"`
	To   Num    `yaml:"to"`
	// Require must all hold for the level of the total; else the next lower band
	// whose conditions hold is given. Conditions on nodes compare their scores
	// on Scale, such as field E >= 50. A field's own level ignores Require.
	Require []Condition `yaml:"require,omitempty"`
}

// Gate is a compulsory condition ("điều kiện bắt buộc"): unless all of Require
// holds, the level of Node is at most Cap. A missing item fails the gate; what
// is not applicable passes it.
type Gate struct {
	Code    string      `yaml:"code"`
	Name    Text        `yaml:"name"`
	Node    string      `yaml:"node,omitempty"` // whose level is capped; "" = the total
	Cap     string      `yaml:"cap"`            // code of the best band still possible
	Groups  []string    `yaml:"groups,omitempty"`
	Require []Condition `yaml:"require"`
}

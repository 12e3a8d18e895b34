package scoring

// Framework is a system of criteria: what is asked (Items), how it is scored
// (the tree under Root), and how scores become levels and ranks. It is plain
// data; Compile checks it and makes it computable.
type Framework struct {
	Code    string      `yaml:"code"`              // "ict-readiness"
	Version string      `yaml:"version"`           // "2026", "2017"
	Status  Status      `yaml:"status,omitempty"`  // sample, draft, issued, withdrawn
	Name    Text        `yaml:"name"`              //
	Note    Text        `yaml:"note,omitempty"`    // what a reader must know, such as "khung mẫu, chờ Hội đồng hiệu chỉnh"
	Basis   []Reference `yaml:"basis,omitempty"`   // legal basis of the whole
	Groups  []Group     `yaml:"groups,omitempty"`  // none declared: any group code is accepted
	Scale   *Num        `yaml:"scale,omitempty"`   // what a full score is shown as; nil = 100 (percent). SPBE: 5. DTI: 1
	Missing Missing     `yaml:"missing,omitempty"` // "" = zero
	// Rounding rounds the score on Scale of every node before levels and ranks.
	// nil: nothing is rounded, the default (OECD/JRC 2008: round only to show).
	Rounding    *Rounding    `yaml:"rounding,omitempty"`
	Bands       []Band       `yaml:"bands,omitempty"`
	Gates       []Gate       `yaml:"gates,omitempty"`
	Ranking     Ranking      `yaml:"ranking,omitempty"`
	Adjustments *Adjustments `yaml:"adjustments,omitempty"` // nil: no manual adjustment is allowed
	Items       []Item       `yaml:"items"`
	Root        *Node        `yaml:"tree"`

	places *sourceMap // where it stands in the file it was read from; nil = from no file
}

// Status is where a framework stands in its life.
type Status string

// The statuses of a framework.
const (
	StatusSample    Status = "sample"    // to be calibrated by a Council
	StatusDraft     Status = "draft"     //
	StatusIssued    Status = "issued"    // frozen by a decision
	StatusWithdrawn Status = "withdrawn" //
)

// Missing says what an unanswered item is worth when the round has closed.
type Missing string

// The treatments of a missing value.
const (
	MissingZero    Missing = "zero"    // 0 points, shown as missing; the maximum stays
	MissingExclude Missing = "exclude" // leaves the maximum, as if not applicable
	MissingBlock   Missing = "block"   // the agency gets no total and no rank
)

// Group is a set of agencies that are ranked among themselves. Each agency has
// one ranking group; a group may lie in another (Parent), and what applies to
// the outer one applies to the inner.
type Group struct {
	Code   string `yaml:"code"`
	Name   Text   `yaml:"name"`
	Parent string `yaml:"parent,omitempty"`
}

// Ranking says what is ranked against what. Ranks within groups, for the total
// and for every field (child of the root), are always made.
type Ranking struct {
	Overall bool     `yaml:"overall,omitempty"` // rank over all groups too
	Nodes   []string `yaml:"nodes,omitempty"`   // further nodes to rank besides the total and the fields
}

// Adjustments bounds the manual deductions and additions with a reason that the
// Council may make (domain rule R16), in points, per agency and node, summed.
type Adjustments struct {
	Min   Num      `yaml:"min"`             // such as -2
	Max   Num      `yaml:"max"`             // such as 0
	Nodes []string `yaml:"nodes,omitempty"` // where they may be made; none = anywhere
}

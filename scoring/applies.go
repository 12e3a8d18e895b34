package scoring

// Applies says to whom a node applies. All that is declared must hold.
type Applies struct {
	Groups []string `yaml:"groups,omitempty"` // only agencies of these groups or of groups within them
	Except []string `yaml:"except,omitempty"` // not those of these groups
	// When must all hold for the node to apply, such as may_chu > 0. A condition
	// on a missing item does not make a node inapplicable: then the node's
	// treatment of missing values decides.
	When []Condition `yaml:"when,omitempty"`
	// Exempt allows the round to exempt single agencies, with a reason.
	Exempt bool `yaml:"exempt,omitempty"`
}

// Condition compares an item's value, or a node's score on the framework's
// Scale, with a constant. Exactly one of Item and Node is set; Node is allowed
// in bands and gates only.
type Condition struct {
	Item  string   `yaml:"item,omitempty"`
	Node  string   `yaml:"node,omitempty"`
	Op    Operator `yaml:"op"`
	Value Num      `yaml:"value,omitempty"` // of yes/no: 1 or 0
	// Option is the code of an option, instead of Value, for an item of type
	// choice; Op is then = or !=.
	Option string `yaml:"option,omitempty"`
}

// Operator compares.
type Operator string

// The operators of a condition.
const (
	Eq Operator = "="
	Ne Operator = "!="
	Lt Operator = "<"
	Le Operator = "<="
	Gt Operator = ">"
	Ge Operator = ">="
)

// holds tells whether x op y; false for an unknown operator.
func (op Operator) holds(x, y Num) bool {
	switch c := x.Cmp(y); op {
	case Eq:
		return c == 0
	case Ne:
		return c != 0
	case Lt:
		return c < 0
	case Le:
		return c <= 0
	case Gt:
		return c > 0
	case Ge:
		return c >= 0
	}
	return false
}

// Exemption frees one agency from one node, as the round accepted it.
type Exemption struct {
	Node      string `yaml:"node"`
	Reason    string `yaml:"reason"`
	Reference string `yaml:"reference,omitempty"` // document that accepted it
}

package scoring

// Trace is how one score came about: a tree like the tree of nodes and parts,
// with the steps of the arithmetic in order.
type Trace struct {
	Code   string // of the node; "" for a part of a rule
	Name   Text
	Agency string
	Rule   Rule // nil where children are combined
	Score  Score
	Steps  []TraceStep
	Parts  []*Trace // children of the node or parts of the rule
}

// TraceStep is one step of the arithmetic with its numbers. Which fields are
// set is said at each Op.
type TraceStep struct {
	Op     Op
	Terms  []TraceTerm // OpQuantity: the terms above the line
	Per    []TraceTerm // OpQuantity: the terms below the line
	Args   []Num
	Result Num
	Item   string // OpItem, OpOption, OpMissing, OpInapplicable, OpCondition: code of the item
	Code   string // code of an option, group, peer agency, node or band
	Text   string // words of a person: reason of an exemption or adjustment
	Mode   RoundMode
	Places int
	Zero   Zero
	Equal  Equal
	Cond   *Condition
}

// TraceTerm is one term of a quantity with its value.
type TraceTerm struct {
	Item   string
	Factor Num
	Value  Value
}

// Op is what a step does.
type Op string

// The steps.
const (
	OpQuantity     Op = "quantity"     // Terms, Per; Args = {Σ above[, Σ below]}; Result
	OpZero         Op = "zero"         // a denominator is 0; Zero is the outcome
	OpEqual        Op = "equal"        // the peers do not differ; Equal is the outcome
	OpItem         Op = "item"         // Item; Result its value
	OpOption       Op = "option"       // Item, Code of the option; Args = {its place}; Result points
	OpStep         Op = "step"         // Args = {value, from[, to]}; Result points
	OpNoStep       Op = "no_step"      // Args = {value}; Result 0
	OpLevel        Op = "level"        // Item; Args = {level, each}; Result = level · each
	OpLevelMap     Op = "level_map"    // Item; Args = {level}; Result points
	OpYesNo        Op = "yes_no"       // Item; Args = {0 or 1}; Result points
	OpManual       Op = "manual"       // Item; Result points of the Council
	OpDivide       Op = "divide"       // Args = {a, b}; Result = a/b (share of a target)
	OpInvert       Op = "invert"       // Args = {share}; Result = 1 - share
	OpCap          Op = "cap"          // Args = {x, limit}; Result = min
	OpFloor        Op = "floor"        // Args = {x, limit}; Result = max
	OpTimesMax     Op = "times_max"    // Args = {share, maximum}; Result points
	OpTimesEach    Op = "times_each"   // Args = {quantity, each}; Result points
	OpBestPeer     Op = "best_peer"    // Code of the group ("" = cohort); Args = {how many peers}; Result the reference
	OpWorstPeer    Op = "worst_peer"   // likewise
	OpLeader       Op = "leader"       // Args = {x, target, largest, share at target}; Result share
	OpPlusMinus    Op = "plus_minus"   // Args = {plus, each, minus, each}; Result
	OpMinMax       Op = "minmax"       // Args = {x, low, high}; Result = (x-low)/(high-low)
	OpZScore       Op = "z"            // Args = {x, mean, deviation}; Result z
	OpAdd          Op = "add"          // Args the points of the parts; Result Σ
	OpBest         Op = "best"         // Args the points of the cases; Result the largest
	OpMean         Op = "mean"         // Args = {share, weight, share, weight …}; Result the mean share
	OpMin          Op = "min"          // Args the shares; Result the smallest
	OpFull         Op = "full"         // Args = {points, applicable max, max}; Result = points/applicable·max
	OpRound        Op = "round"        // Args = {x}; Mode, Places; Result
	OpAdjust       Op = "adjust"       // Args = {points}; Text reason; Code reference; Result new points
	OpMissing      Op = "missing"      // Item has no value
	OpInapplicable Op = "inapplicable" // Item was accepted as not applicable
	OpGroup        Op = "group"        // does not apply to the group Code
	OpCondition    Op = "condition"    // Cond does not hold; Args = {value}
	OpExempt       Op = "exempt"       // Text the reason, Code the reference
	OpScore        Op = "score"        // Args = {points, max, scale}; Result = points/max·scale
	OpBand         Op = "band"         // Args = {score, from, to}; Code of the band
	OpRequire      Op = "require"      // band Code lost because Cond fails; Args = {value} when there is one
	OpGate         Op = "gate"         // Code of the gate; Text code of the cap; Cond that fails
)

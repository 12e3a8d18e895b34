package report

// Report is everything that the file shows. Strings are ready to be read:
// numbers carry the decimal mark of the language. What is empty or nil leaves
// its part of the file out; a ranking needs Lang, Title and Groups only.
type Report struct {
	Lang string // "vi" or "en": the language of the file's own words
	// NamesLang is the language of the agencies' names where it is not Lang, as "vi"
	// in an English report, so that a screen reader pronounces them.
	NamesLang string
	Title     string
	Subtitle  string
	Notice    string // framed above everything and at the foot of every printed page, for instance that the data are invented
	Facts     []Fact
	Findings  []string // sentences, the most important first
	// Nouns name what is ranked and by what; empty ones are "cơ quan", "lĩnh vực"
	// ("agency", "agencies", "field").
	Nouns Nouns
	// Scale heads the column of Row.Percent, as "Chỉ số (0–100)"; "" is the
	// percentage of the applicable maximum.
	Scale string
	// Levels are the levels that there are, best first, with what each asks for.
	Levels []LevelKey
	// CellNote says what the numbers of the cells are, as a sentence; "" is
	// percentages of the maximum.
	CellNote string
	// Relative says that the shares run from the lowest to the highest value and not
	// from zero, as those of z-scores do: profiles then draw dots, for a bar begins
	// at zero.
	Relative bool
	Fields   []Field
	Groups   []Group
	// IntervalNote says how the intervals of the ranks were found: what varied, how
	// often, from which seed. Empty where no Row has an Interval.
	IntervalNote string
	Robustness   *Robustness
	Correlation  *Matrix
	Method       []Pair
}

// Nouns are in the language of the file and in lower case; Vietnamese has one
// form for Unit and Units.
type Nouns struct{ Unit, Units, Field string }

// Fact is one figure of the summary.
type Fact struct {
	Label string
	Value string
	Note  string // the definition: numerator, denominator, kind of mean
}

// Pair is one line of the account of the method.
type Pair struct{ Name, Value string }

// Field is a column of the heat map and a row of the profiles. Up to ten fields
// are shown by their names; more, as criteria are, by their codes with a key.
type Field struct {
	Code string
	Name string
	Max  string // maximum points, formatted; empty where points mean nothing
}

// Group is the set of agencies that are ranked against each other.
type Group struct {
	Name   string
	Rows   []Row     // in the order of their rank, those without a rank last
	Median []float64 // one a field: share in [0, 1] of the group's median, NaN where there is none
	// MedianText is the same for a reader; nil writes the shares as percentages
	// with one decimal.
	MedianText []string
	Levels     []LevelCount
}

// LevelCount says how many agencies of a group reached a level.
type LevelCount struct {
	Level Level
	Count int
}

// Level is a word with its place in the order of the levels.
type Level struct {
	Word  string // empty: no level
	Place int    // 0 is the best
}

// LevelKey explains a level.
type LevelKey struct {
	Level   Level
	Meaning string // as "từ 80 %"
	// From is the share in [0, 1] at which the level begins; the bars of the ranking
	// carry a mark there. 0 draws none.
	From float64
}

// Row is one agency in its group. Rows of a group with the same Rank are shown
// as a tie.
type Row struct {
	Code     string
	Name     string
	Rank     string  // "" or "–": not ranked; Notes say why. A "=" of a tie may end it
	Points   string  // empty in all rows: the column is left out
	Of       string  // the applicable maximum, formatted
	Percent  string  // formatted, without the sign
	Share    float64 // the same in [0, 1]; NaN where there is no total; in all rows: no bars
	Level    Level
	Fields   []Cell // one a field
	Interval *Interval
	// Chances are the probabilities of the Report's Levels, in their order.
	Chances []float64
	Notes   []string
}

// Cell is the result of one agency in one field.
type Cell struct {
	Text  string  // the percentage, or the word for "not applicable"
	Share float64 // in [0, 1]; NaN leaves the cell without shade
	Level Level
	Rank  string // within the group; empty in all cells: no ranking by field
}

// Interval is where the rank of an agency lies when the method varies: from
// the 5th to the 95th percentile, with the median. Ranks count from 1.
type Interval struct {
	Low, Median, High float64
	Official          float64 // the rank in the table; NaN or 0 draws no ring
	Text              string  // the same for a reader, as "1–3"
}

// Robustness says what other fair choices of method would say.
type Robustness struct {
	Reading []string // paragraphs in words, first of all
	Varied  []Pair   // what varied and how; draws; seed
	// Close are pairs of agencies whose order the draws do not settle.
	Close []ClosePair
	// CloseNote says how many there are when Close lists only the closest.
	CloseNote string
	// Choices say which varied choice moves the result, the strongest first.
	Choices []Choice
	// ChoicesNote says of what the shares are shares, and whether they have settled.
	ChoicesNote string
}

// ClosePair is two agencies, the one that ranks better first.
type ClosePair struct {
	Group, Better, Worse string
	Share                float64 // of the draws in which Better is before Worse, in [0, 1]
	Text                 string
}

// Choice is one varied choice with its Sobol' indices.
type Choice struct {
	Name         string
	First, Total Estimate // its own share of the variance; with all it does together with others
}

// Estimate is a number with its interval, for drawing and for a reader.
type Estimate struct {
	Value, Low, High float64 // NaN where there is none
	Text             string
	Range            string // as "0,12–0,20"; may be empty
}

// Matrix is a square table of correlations in [-1, 1]; NaN where undefined.
type Matrix struct {
	Names  []string
	Values [][]float64
	Text   [][]string
}

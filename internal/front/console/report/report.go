package report

// Report is everything that the file shows. Strings are ready to be read:
// numbers carry the decimal mark of the language.
type Report struct {
	Lang     string // "vi" or "en": the language of the file's own words
	Title    string
	Subtitle string
	Notice   string // shown in a frame above everything, for instance that the data are invented
	Facts    []Fact
	Findings []string // sentences, the most important first
	Fields   []Field
	Groups   []Group
	// Median says how far the ranks of Groups may be read: how the intervals
	// were found. Empty where no Row has an Interval.
	IntervalNote string
	Correlation  *Matrix
	Method       []Pair
}

// Fact is one figure of the summary.
type Fact struct {
	Label string
	Value string
	Note  string // the definition: numerator, denominator, kind of mean
}

// Pair is one line of the account of the method.
type Pair struct{ Name, Value string }

// Field is a column of the heat map and a row of the profiles.
type Field struct {
	Code string
	Name string
	Max  string // maximum points, formatted; empty where points mean nothing
}

// Group is the set of agencies that are ranked against each other.
type Group struct {
	Name   string
	Rows   []Row     // in the order of their rank
	Median []float64 // one a field: share in [0, 1] of the group's median, NaN where there is none
	Levels []LevelCount
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

// Row is one agency in its group.
type Row struct {
	Code     string
	Name     string
	Rank     string
	Points   string
	Of       string  // the applicable maximum, formatted
	Percent  string  // formatted, without the sign
	Share    float64 // the same in [0, 1]; NaN where there is no total
	Level    Level
	Fields   []Cell
	Interval *Interval
	Notes    []string
}

// Cell is the result of one agency in one field.
type Cell struct {
	Text  string  // the percentage, or the word for "not applicable"
	Share float64 // in [0, 1]; NaN leaves the cell without shade
	Level Level
	Rank  string
}

// Interval is where the rank of an agency lies when the method varies: from
// the 5th to the 95th percentile, with the median. Ranks count from 1.
type Interval struct {
	Low, Median, High float64
	Official          float64
	Text              string // the same for a reader, as "1–3"
}

// Matrix is a square table of correlations in [-1, 1]; NaN where undefined.
type Matrix struct {
	Names  []string
	Values [][]float64
	Text   [][]string
}

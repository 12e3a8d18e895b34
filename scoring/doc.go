// Package scoring turns answers into exact points, levels and ranks. It is pure:
// no clock, files, logs or randomness; the same input gives the same bytes on
// every machine, with one worker or many.
//
//	Framework  the criteria as data: a tree of any depth, items, rules, bands,
//	           gates, legal basis (ReadYAML, WriteYAML, Lint, Diff)
//	Program    a framework compiled once: codes resolved to indexes (Compile)
//	Cohort     agencies and their values for the items of a program (NewCohort)
//	Result     points, maxima, levels and ranks of the whole cohort (Rank)
//	Trace      how one score came about, readable in Vietnamese and English
//
// A leaf of the tree has a Rule: a typed struct over data items, never a script.
// The rules stand one a file in rule_*.go and in one table in rule.go.
//
// Invariants:
//
//   - Num is an exact rational. Nothing is rounded unless the framework
//     declares it (Rounding), with two outcomes that need a declared precision
//     because they are irrational or unbounded: see Standardise.
//   - A missing value is never zero. What it is worth is declared (Missing), and
//     the state says so beside the points.
//   - What is not applicable leaves the maximum, with its reason.
//   - A division by zero is an outcome that the rule declares (Zero), never a
//     panic and never an infinity.
//   - Ties are compared exactly and stay ties (standard competition ranking).
//   - The order of agencies, items and criteria never changes a number.
//   - Every fault of an input is reported in one pass (Faults).
package scoring

// EngineVersion names the arithmetic of this package. A result carries it; it
// changes whenever the same framework and answers could give another number.
const EngineVersion = "1"

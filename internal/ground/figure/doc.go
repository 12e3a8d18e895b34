// Package figure owns the dictionary of data items and the one value type
// through which the wings exchange figures.
//
// # The dictionary
//
// An Item is one version of what a code means, from a day until another. Book
// keeps all versions; Dictionary is the pure side, on which every rule works.
//
//	future     From lies ahead
//	valid      the day lies in [From, To)
//	ended      To has come; what was said under the code keeps its meaning
//	withdrawn  replaced from its own first day, so that it never held
//
// # Figures
//
// A Figure is one item of one agency on one day: its Value, declared or
// measured, the source, and how much of what there is was seen. A value may be
// missing, or not applicable with a reason; neither is ever 0. A ratio keeps
// numerator and denominator as they were given: 987 of 1000.
//
// A Request asks for figures and its Answer names every gap. An Aggregation says
// which kind of mean is taken and how many must have a number; the Aggregate
// carries that definition, what stands above and below the line, how many
// agencies are in it, and who is left out and why.
//
// # Invariants
//
//   - A version is never overwritten. To alone is set, once.
//   - A code has one meaning at a time and one kind for ever; a name has one code.
//   - A ratio's two items are there as long as the ratio is.
//   - Numbers are exact, as numerator/denominator; rounding is for showing.
//   - No aggregate without a declared kind of mean. "Not applicable" leaves what
//     its shares are taken of; missing does not.
//   - Text and JSON forms give back what was written, and equal values have
//     equal text.
//   - Every act asks access first (figure.manage) and appends its record in the
//     same transaction. Who may read is asked by the pages.
package figure

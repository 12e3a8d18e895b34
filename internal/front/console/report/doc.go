// Package report writes one assessment, or one composite index, as a single
// HTML file that opens without a network, without scripts and on paper.
//
// It owns the look of the file: the ranking by group, the heat map of fields,
// the intervals of the ranks, the profile of every agency against the median of
// its group, the correlations, and the account of the method. It computes
// nothing: the caller hands it a Report whose numbers are already formatted for
// the reader's language, and beside each number the share or position at which
// it is drawn.
//
// Invariants:
//   - every chart has a title that asks its question, a text alternative and
//     the same numbers as a table;
//   - a level is always a word and a shape, never a colour alone, so that a grey
//     print says as much as the screen;
//   - all text is escaped by html/template; nothing is loaded from elsewhere;
//   - the same Report gives the same bytes.
//
// Drawings stand in rows of tables whose cells say the same in figures; only the
// small profiles of many fields stand alone, and their figures are in the heat
// map. The font is named, not embedded: Be Vietnam Pro where the reader has it,
// else a font of the system with Vietnamese letters and tabular figures; two
// embedded weights would add more than all text of a round has.
package report

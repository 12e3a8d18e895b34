// Package stat is the arithmetic under the steps of an index: moments,
// quantiles, order and ranks of one column.
//
// Missing values are NaN and are left out. Sums run in a fixed order, so the
// same column gives the same bits. Nothing here allocates when the caller
// brings the scratch.
package stat

// Package stat is the arithmetic under the steps of an index and the looks into
// it: moments, quantiles, order and ranks of a column; correlations of two;
// reliability and principal components of several; a downhill simplex.
//
// Missing values are NaN and are left out: pairwise where two columns meet, by
// row for principal components. What cannot be computed is NaN or a false ok,
// never a panic. Sums run in a fixed order, so the same column gives the same
// bits. What works on one column or a pair allocates nothing when the caller
// brings the scratch.
package stat

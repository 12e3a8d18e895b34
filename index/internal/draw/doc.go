// Package draw makes the draws of an uncertainty analysis and what must be fast
// under them: points of the unit cube (Sobol' sequence, Latin hypercube, plain
// random numbers), perturbed weights, scores of many draws as a matrix product,
// ranks of one draw, and Sobol' sensitivity indices with bootstrap intervals.
//
// Everything about a draw follows from the seed and the number of the draw
// (Stream, Sampler.Point), never from who computes it or what was computed
// before: one and many workers give the same bits. Sums run in a fixed order, and
// no product is fused with a sum, so that processors agree.
//
// What is called once a draw allocates nothing when the caller brings the room,
// but for the search within gonum's gamma quantile.
//
// Looked at and not used: gonum's samplemv has a Latin hypercube, but fills a
// whole batch from one stream, so that a draw depends on all others; its product
// of matrices fixes neither the order of sums nor their fusion. Quantiles of the
// normal and the gamma distribution are gonum's.
package draw

// Package app joins the parts of Sansang into one program and says which
// build of it is running.
//
// Invariants:
//   - nothing is decided here: app opens, builds, joins and starts what the
//     other folders own,
//   - a build can always be named: version, commit and the versions of the
//     engines that computed a result.
package app

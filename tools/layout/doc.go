// Package layout holds the repository to ARCHITECTURE.md: who may import
// whom, what a slice's files are called, how long a file may grow, and what a
// public package must not touch.
//
// Check is a pure function over a tree of files, so the same rules run in the
// layout test at the module root, in tools/check, and over small trees in
// memory with planted faults.
//
// Invariants:
//   - the table in ARCHITECTURE.md is the only list of folders; nothing here
//     repeats one,
//   - every fault is found in one pass and carries a file, a line where there
//     is one, what was found and what to do,
//   - the order of faults depends only on the tree.
package layout

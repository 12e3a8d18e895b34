// Command check is the one command that says whether the repository holds:
//
//	go run ./tools/check            every step
//	go run ./tools/check --list     the steps, the generators, the machine
//	go run ./tools/check --only layout,documents
//	go run ./tools/check --race     tests under the race detector
//	go run ./tools/check --larger   tests with larger counts (SANSANG_LARGER=1)
//	go run ./tools/check --cross    also compile for the other systems
//
// It needs Go and nothing else. What else would help and is not on the
// machine is named in one line each; it is installed only when
// SANSANG_TEST_INSTALL=1 says so.
//
// Invariants:
//   - no step changes the tree: generators run in a copy,
//   - every step runs even when an earlier one failed, and the exit code is 1
//     when any failed, 2 when the command line was wrong,
//   - the last line counts tests: "N passed, N failed, N skipped".
package main

// Package round owns the rounds of assessment: the year, the cohort frozen from
// the registry of agencies, which framework version each group answers, the
// calendar of phases, exemptions and extensions.
//
// # Phases
//
//	prepare → open → closed → appraising → provisional → explaining → council → approved → published
//
// A phase begins by an act of the secretariat (the last two: of the leader), not
// by the clock. Way names every step there is, Round.Next those that are open
// now; a step back needs a reason. A training round counts for nothing: it is
// never published.
//
// # Deadlines
//
// The calendar gives phases their ends. What reaches the server before the end
// is in time (Round.Due, Member.Due): the receipt decides, no other clock. The
// end of a phase stops nobody from going on; what is late is kept as such by who
// takes it. An extension moves one agency's end, with reason and approver.
//
// # Invariants
//
//   - While a round is prepared the cohort is taken from the registry as of a day
//     as often as wanted; from open on its names and groups stay what they were.
//   - Every member has an issued version of a framework that knows its group. An
//     amending version takes the place of the one it amends, in every member that
//     has it, and only while agencies answer.
//   - Steps, exemptions, extensions and amendments are appended, never changed.
package round

// Package audit is the log of everything that was changed: who, in which role,
// on whose behalf, what, before and after, why, when, and from where.
//
// An act appends its record in the transaction in which it changes something:
//
//	err := log.Append(tx, audit.Record{Actor: actor, Act: "agency.renamed", Object: "agency:so-y-te", …})
//
// # States of a record
//
//	appended   it lies in the database, in the transaction of its change
//	placed     one sequencer gave it its place, a whole number from 0 without
//	           gaps, and hashed it into the tree: on SQLite in the same commit,
//	           on PostgreSQL within a second (Sequence)
//	witnessed  a signed checkpoint over a tree that holds it lies outside of the
//	           database (Keeper, Checkpoint)
//
// # Invariants
//
//   - Nothing is changed without its record in the same transaction; a record is
//     never changed or deleted.
//   - The tree is that of RFC 6962 over the records' bodies, as in Go's
//     golang.org/x/mod/sumdb/tlog, whose CheckRecord and CheckTree check our
//     proofs without our code. A checkpoint is a signed note over tlog's
//     FormatTree.
//   - A personal field never stands in the log: it is noted as changed, with a
//     keyed hash before and after (Log.Seal). Without the key it says nothing.
//   - Only hashes are stored of the tree, in tiles. Log keeps its right edge in
//     memory, and goes on with it only while the stored size and root are the same.
//   - What is noted of blocks of records only serves Find; Verify compares it.
//   - Whoever holds a checkpoint can find every record up to it that was
//     changed, swapped, deleted or cut off (Verify).
package audit

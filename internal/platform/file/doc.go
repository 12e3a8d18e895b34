// Package file keeps files by their content: what is stored is named by its
// SHA-256, so the same file is kept once, cannot be changed unseen, and its name
// says nothing of who sent it.
//
//	blob, err := store.Put(ctx, upload, file.Limit(50<<20))
//	err = db.Write(…)                    // the row that names blob.Hash
//	r, err := store.Open(ctx, blob.Hash) // fails at its end if the bytes are not those
//
// Files lie in a folder or in a bucket of an S3 server.
//
// # Invariants
//
//   - Put returns after the bytes, and in a folder their name, are on disk: a row
//     may name them then, and never before. What a crash leaves without a row is
//     taken away by Sweep, which asks whoever knows the rows.
//   - Content is never overwritten: a second Put of the same bytes finds them, and
//     makes them young again. A row may name a blob only within a week of its Put.
//   - A name is 64 hexadecimal digits and nothing else; no text of a user becomes
//     part of a path.
//   - Whoever reads gets the bytes that were stored or an error, never others.
package file

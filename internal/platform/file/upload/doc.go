// Package upload takes files that come in parts over bad lines, and makes of
// whatever came a blob that was judged and scanned.
//
//	shelf, err := upload.OpenShelf(dir, upload.Bounds{})
//	u, err := shelf.Begin(owner, "Báo cáo.pdf", size)
//	u, err = shelf.Append(ctx, owner, u.ID, u.Offset, chunk, upload.Sum{})
//	taken, err := intake.Take(ctx, owner, u.ID) // kind, scan, store: then write the row
//
// Door speaks tus 1.0 to browsers (core, creation, checksum, expiration,
// termination): POST begins, HEAD tells the offset, PATCH appends. tusd was looked
// at: it knows neither checksums nor expiry, and acknowledges before the disk.
//
// # States of an upload
//
//	begun → whole (offset = size) → taken away (Take succeeded, or Drop)
//	begun, whole → gone (Sweep, a day after the last part)
//
// # Invariants
//
//   - An offset that was told is on disk: a part is synced, then its end is
//     written down and synced; what lies behind that end after a crash is cut off.
//   - An upload belongs to who began it. To everybody else it is not there.
//   - A part with a wrong checksum leaves nothing.
//   - One part at a time: a new one ends the one before, whose line is dead.
//   - Nothing of a user becomes part of a path: folders are named by the hash of
//     the owner, uploads by 128 random bits.
//   - A person holds at most Bounds.Uploads of them and Bounds.Bytes together.
package upload

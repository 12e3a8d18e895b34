// Package backup writes everything of an installation into one file and brings
// it back, on either engine: what was saved from SQLite can be restored into
// PostgreSQL and the other way round.
//
//	s, err := backup.Write(ctx, d, files, "sansang.backup", head, migrations...)
//	s, err  = backup.Verify(ctx, "sansang.backup", check, migrations...)
//	s, err  = backup.Restore(ctx, "sansang.backup", d, files, migrations...)
//
// # The file
//
// A tar under zstd, to be read by anybody: head.json (form, product, engine,
// schema, time), table/NAME/NNNNNN.jsonl (a first line with the columns, then one
// JSON array a row, in the order of the key), file/SHA256 for every file, and
// manifest.json at the end, with the rows and the SHA-256 of every table and the
// names of all files. Behind it a frame that unpackers pass over has the SHA-256
// of all bytes before it. Equal rows have equal bytes on both engines. Tables come
// after those that they refer to. Keys and configuration are not in it: they
// belong into another place than the data.
//
// # Invariants
//
//   - All tables are read in one transaction, the files after it: files are
//     written before the rows that name them, so every row has its file.
//   - No table can be forgotten: they are asked of the database itself.
//   - The name that was asked for appears only when the file is whole and on disk.
//   - What is cut off, flipped, left out or put in is found. Verify restores into
//     a database of its own and compares; nothing less says that it can be done.
//   - What a row names is never taken for unused: Named looks into every column.
//   - Only an empty database is restored into, and what failed leaves a mark by
//     which it is refused (Unfinished), by backups, too.
package backup

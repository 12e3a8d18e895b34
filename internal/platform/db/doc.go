// Package db is the one door to the database: SQLite by default, PostgreSQL
// when one machine is no longer enough. What is written above it is the same
// for both.
//
//	d, err := db.Open(ctx, db.Config{URL: "sqlite:data/sansang.db"})
//	err = d.Migrate(ctx, migrations...)
//	err = d.Write(ctx, func(tx *db.Tx) error { … tx.Exec(…) … })
//	err = d.Read(ctx, func(tx *db.Tx) error { … tx.Query(…) … })
//
// # Transactions
//
// The function given to Write or Read sees one consistent state. It has no
// effect outside its transaction and it may run twice: on PostgreSQL when it
// met another writer, on SQLite when a neighbour of its commit broke the whole
// transaction. It must not keep the Tx, nor start goroutines that use it. A
// transaction carries the clock (Tx.Now), which never runs backwards between
// the writes of one process.
//
// # SQLite
//
// One writer gathers the waiting writes into one commit, each under its own
// savepoint, in the order in which they came, and acknowledges all of them
// after the fsync (WAL, synchronous=FULL). A write that fails does not touch
// its neighbours. The queue is bounded twice: in length, and in time, so that a
// write that would wait longer than Config.MaxWait is refused at once with a
// fault of kind unavailable. After a failed fsync nobody knows what is on disk:
// the database takes no further writes until the program starts anew.
//
// # PostgreSQL
//
// Write is a serializable transaction, tried again while the server reports
// that it met another; Read is a read-only one of a repeatable snapshot.
//
// # SQL
//
// One text for both engines: columns BIGINT, TEXT, BOOLEAN, DOUBLE PRECISION;
// placeholders $1, $2 …; each statement a named constant, which is prepared
// once a connection. Times are BIGINT microseconds UTC (see Micros).
package db

// Package job does work after commit: what an act wants done outside of its own
// transaction, such as a message that is sent.
//
//	q := job.New(d, job.Config{Log: log})
//	q.Handle("assessment.reminder", func(ctx context.Context, j job.Job) error { … })
//	go q.Run(ctx)
//
//	err = d.Write(ctx, func(tx *db.Tx) error {
//		…                                              // the act
//		_, err := q.Add(tx, "assessment.reminder", payload) // and what follows from it
//		return err
//	})
//
// # What holds
//
//   - A job is a row that the act writes in its own transaction. So no job runs
//     without its act's commit, and none is lost once that is on disk, whatever
//     is killed when.
//   - A job runs at least once. It may run again after a crash between its effect
//     and the note that it is done; a handler therefore asks by Job.ID whether its
//     effect is there already. One whose effect is in the database writes it and
//     calls Job.Done in the same transaction, and then has it exactly once.
//   - An error is tried again after a growing pause, for about four days; then the
//     job has failed, its row and reason stay, and its slice is told in the same
//     commit (HandleFailure). GiveUp fails it at once.
//   - At the end of the context nothing new begins, what runs may end, and after a
//     few seconds is cut off and taken up again at the next start.
//
// # Several programs
//
// A program that took a job holds it by a lease, which it renews while it works.
// On PostgreSQL another takes up what a killed one held after the lease is over.
// On SQLite there is one program (serve keeps a second out), so that at its start
// it takes up at once whatever an earlier one held. Who is cut off from the
// database for longer than a lease may still be at work on a job when another
// begins it.
package job

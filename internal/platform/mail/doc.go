// Package mail sends letters: made from sentences in the reader's language, left
// in the transaction of an act, sent by a job after its commit, and noted in a
// log.
//
//	office := mail.NewOffice(d, queue, words, sender, address)
//	…
//	id, err := office.Post(tx, mail.Letter{
//		Template: "assessment.reminder", // assessment.reminder.subject and .text
//		Args:     fault.Args{"round": "2026"},
//		To:       mail.Address{Name: "Nguyễn Văn An", Address: "an@example.vn"},
//		Lang:     text.Vi, Page: "/assessment", Series: round, About: agency,
//	})
//	sent, err := mail.Sent(tx, mail.Search{Series: round})
//
// # What holds
//
//   - A letter is worded when it is posted: what the log names is what was sent,
//     whatever changes before the server answers.
//   - Nothing is called but the server of the configuration. Without one, letters
//     end as unset: noted, not sent, not sent later either.
//   - A letter is sent at least once. Where the program dies between the server's
//     answer and its note it is sent again, under the same Message-ID and date, by
//     which servers and readers know it.
//   - What the server refuses for good (5xx about the recipient or the content) ends
//     the letter; all else is tried again: a server that is away, slow or busy, and
//     also a wrong password or certificate, which its operator can put right.
//   - What comes from people cannot add a header, a recipient or markup: names and
//     subjects are one line, addresses plain, and HTML is escaped by its template.
//   - A password is sent under TLS or to this machine, and never logged.
package mail

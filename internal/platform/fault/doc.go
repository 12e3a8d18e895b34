// Package fault is the one way in which this program says that something is
// wrong.
//
// A Fault carries facts, never a sentence: a kind, the key of a message, named
// arguments, the place (file, sheet, cell or line, field), what was found and
// the keys of what was expected and of what to do. The sentence is made from
// these by the catalogue of package text, in the language of the reader; the
// operator's log prints Fault.Error, which is terse and in English.
//
// # Kinds
//
// There are seven kinds, and one table (see kind.go) maps each to its HTTP
// status and to the exit code of the command line:
//
//	kind         HTTP  exit  meaning
//	internal      500     1  our own defect; the zero value, so that an
//	                         unknown error is never mistaken for the user's
//	invalid       422     3  what was sent is wrong and must be corrected
//	missing       404     4  what was asked for does not exist (or must not be
//	                         known to exist)
//	conflict      409     5  it changed meanwhile, or its state forbids this
//	denied        403     6  this person may not
//	limit         413     7  too large, too many, too long
//	unavailable   503     8  a part we depend on does not answer; try again
//
// Exit code 0 is success and 2 is wrong usage of the command line, which is
// found before any fault can arise.
//
// # Questions
//
// Nothing is guessed silently. Where an input has two readings (is `1.234` one
// thousand two hundred and thirty-four, or one point two three four?) the
// fault is a question: Fault.Ask names the option that answers it and the
// choices. It stays of kind invalid, HTTP 422, but has the exit code 9, so that
// a script can tell "correct the file" from "say which".
//
// # Invariants
//
//   - All faults of an input are reported in one pass: a List collects them and
//     sorts them by place. List.Err is nil when only warnings were collected.
//   - errors.Is and errors.As look through a Fault (its cause) and a List (its
//     members).
//   - This package imports the standard library only and knows no language.
package fault

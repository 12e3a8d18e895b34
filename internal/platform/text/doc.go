// Package text reads and writes what people write: Vietnamese letters in every
// encoding still met, numbers and dates in both styles, and the catalogue of
// sentences.
//
// # What it owns
//
//   - number.go, date.go, format.go: ParseNumber, ParseDate and their inverses.
//     Results are exact (big.Rat and canonical decimal text). A text with two
//     readings is a question (fault.Ask), never a guess; blank is not zero.
//   - fold.go, sort.go: NFC, and keys for search, sorting and telling look-alikes
//     apart.
//   - encoding.go and beside it one file a family: TCVN3, VNI, VIQR,
//     Windows-1258, UTF-8 and UTF-16 in any normal form, decoded to NFC;
//     detection with a confidence, or a question.
//   - catalogue.go, telling.go: sentences in Vietnamese and English by key, and
//     faults put into words. A package with sentences offers its files as Texts.
//   - width.go: columns in a terminal.
//
// # Invariants
//
//   - Text that leaves a decoder is NFC and valid UTF-8.
//   - ParseNumber(FormatDecimal(x, lang), lang.Decimal()) = x, and
//     ParseDate(FormatDate(d)) = d.
//   - A declared decimal style decides only what has two readings.
//   - No sentence stands in Go code; all stand in text.vi.yaml and
//     text.en.yaml, key by key the same with the same placeholders.
package text

// Package kind tells what an uploaded file is, and refuses what is not plainly
// one thing: its name, its first bytes and its structure must say the same.
//
//	k, err := kind.Of("Báo cáo.pdf", r, size) // err is a fault.List: every reason at once
//
// # What is taken
//
//	pdf                      also one that needs a password (Kind.Locked says so)
//	png, jpg, webp           one picture, of at most 100 megapixels
//	docx, xlsx, pptx         without macros and without a password
//	odt, ods                 likewise
//	txt, csv                 no control characters, no markup of pages
//
// Everything else is refused with a sentence that says what to send instead. No
// archives, no pages (svg, html), no programs, no formats of before 2007.
//
// # Invariants
//
//   - A file is never changed and never drawn: headers are read, the structure is
//     walked, and members of a container are inflated into nothing, counted.
//   - A container costs at most 256 MiB of inflating, 2,000 members, and nothing
//     is inflated before its directory has been judged. Everything else is read
//     once, in blocks.
//   - What one reader takes for a picture or PDF is not an archive to another:
//     no file of a kind other than a container ends as a zip does, and a
//     container begins with its first member and ends with its directory.
//   - Whoever serves a file takes the media type from Type.Media, never from the
//     name or from what a browser said.
package kind

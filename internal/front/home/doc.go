// Package home holds the pages that look over many folders: my work, the audit
// log, search, health, settings, the first run; and the frame around all pages,
// since only from here all wings are seen.
//
// Invariants:
//   - a link of the navigation is shown to whom its page will open, by the same
//     question to the policy that the page asks,
//   - nothing is changed here except through the acts of the folder that owns it.
package home

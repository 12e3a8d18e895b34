// Package agency owns the agencies of the province: who they are on any day, in
// which groups they are ranked, and how one follows another.
//
//	d := agency.NewDirectory(log, gate)
//	err = d.Reorganise(tx, by, order)          // merge, split, rename, …
//	list, err := agency.List(tx, agency.Filter{On: "2025-07-01", Words: "dong tien"})
//	p, err := agency.Load(tx)                  // all of it, as a value
//	parts := p.Carry("2025-06-30", "2025-07-01")
//	q, notes, err := p.After(order)             // shown before it is done: p.Compare(q)
//
// # What it holds
//
// A Province is everything as one value. Every act makes a new one of the old,
// holds it against all rules, and writes the difference: rows, and one audit
// record for each agency, succession or set that changed, in the transaction of
// the change. The preview of an import is that same difference, not written.
//
// An agency is known by its code, which names it for ever; the code that public
// systems use may pass to a successor and is a dated field. Its versions (names,
// kind, parent, address, legal basis) follow each other without gap over
// [from, to); so do its groups, one in each set. Days are those of
// Asia/Ho_Chi_Minh. Contacts are personal: the log holds seals of them.
//
// # Invariants
//
//   - Nothing is deleted. What ends has its succession of that day (merge, split
//     or abolition), with the decision's number and date, and no succession ends
//     what goes on.
//   - A predecessor was there on the day before; a successor is there on the day.
//     So time has no cycle. All that happens on one day happens at once, to what
//     was there before: two agencies may exchange parts.
//   - Shares are exact. Those of a split are all told and come to 1, or none is
//     told and none is guessed; those of partial transfers stay below 1.
//   - A parent is there as long as its child says, and nobody is under itself.
//   - An agency has at most one group in each set on any day.
//   - Whoever changes something says which revision was seen (compare-and-swap).
//
// Acts load the whole province: some thousand agencies are some ten milliseconds,
// and a province is reorganised seldom. Lists and searches ask the database.
//
// A page that imports shows Preview with its Digest, gets it back with the consent,
// plans the same file again, and calls Import when the digest is still the same.
//
// Pages (pages.go and the templates beside each) show the directory, the tree, an
// agency with its history as timeline, drawing and table, reorganisations and
// groups, to everybody signed in; forms and imports to who may change them, and
// what would change before it does. A Drawing (drawing.go) is laid out here, so
// that it is there without JavaScript and on paper.
//
// Acts ask access first (agency.manage). Reading functions do not: the page or
// the API that calls them asks (agency.read).
package agency

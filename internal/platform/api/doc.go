// Package api is what the open interface of every slice stands on: huma on the
// router of package web, so that each operation is a route of the authorisation
// matrix, and one OpenAPI document is made of all.
//
//	a := api.New(api.Config{Mux: mux, Site: site, DB: d, Caller: …})
//	api.Read(a, api.Operation{ID: "listAgencies", Path: "/agencies", …}, handler)
//	api.Write(a, api.Operation{Method: "PUT", …}, ask, handler)
//
// A handler gets the transaction in which it reads or changes, and only maps
// between the words of the interface and the acts of its slice.
//
// # What it holds
//
//   - Whatever goes wrong becomes a problem (RFC 9457) in the language of the
//     request, also what does not fit the schema: all faults at once, each with
//     its field.
//   - A single resource has a strong ETag made of its revision. A change names it
//     in If-Match: without it 428, after somebody else's change 412. A reader who
//     has it gets 304.
//   - A POST with Idempotency-Key commits its answer with its change. The same
//     request again within a day gives that answer and changes nothing; another
//     request under the same key is 422. Of two at once one waits for the other,
//     so that both get the same answer. What may be done is asked again before a
//     kept answer is given.
//   - A list goes on after the last thing that was seen (cursor), so that nothing
//     is passed over or told twice while others insert; the address of the next
//     page stands in Link.
//   - Parameters and fields that are not known are refused, bodies are at most
//     1 MiB and 32 levels deep.
package api

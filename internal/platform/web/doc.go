// Package web is what all pages have in common: the frame with its navigation,
// the parts from which pages are put together, forms, language, headers, and
// the files that a browser loads. It knows no word of the domain: app hands it
// a Chrome of plain values, slices hand it structs in which numbers are already
// written out.
//
// # What it owns
//
//   - site.go: Site wraps a handler (number of the request, log, recovery,
//     headers, origin, body limit, language), shows a Page, and turns an error
//     into a page, a fragment or a problem.
//   - chrome.go, shell.templ: the frame around every page.
//   - table.go, form.go, mark.go, chart.go, pager.go, part.go and the template
//     beside each: parts. Every part is a struct that is a templ.Component, so
//     a template writes @web.Table{…}.
//   - asset.go: the embedded files under names that hold their hash; made by
//     tools/assets from look/.
//   - language.go, voice.go: which language, and Say, by which a template finds
//     its sentence.
//   - header.go, cookie.go, body.go, server.go, problem.go: the rest of HTTP.
//   - gallery.go: the page /_components with every part.
//
// # Invariants
//
//   - Every page can be read and every plain form sent without JavaScript.
//   - No page names another host, holds an inline script or an event attribute.
//   - An unsafe request from another origin is refused before a handler sees it.
//   - A fault page says what, where, what now, and a number that is in the log.
//   - What a person gets is never the text of an error, only sentences of the
//     catalogue.
package web

//go:generate go tool templ generate

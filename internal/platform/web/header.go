package web

import "net/http"

// policy is the content security policy of every page: everything from this
// host, no script in a page. Style attributes stay open because ECharts and
// Tabulator set them; a style element must come from this host.
const policy = "default-src 'self'; script-src 'self'; style-src 'self'; style-src-attr 'unsafe-inline'; " +
	"img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

// policyWatched is only reported by the browser until htmx and Tabulator pass.
const policyWatched = "require-trusted-types-for 'script'"

// PolicySandbox is for files that people uploaded: no script of theirs runs,
// whatever they are. Serve them with Content-Disposition: attachment as well.
const PolicySandbox = "sandbox; default-src 'none'"

// setHeaders writes what every answer carries; a handler may say more, for
// example how long its answer may be kept.
func (s *Site) setHeaders(h http.Header) {
	h.Set("Content-Security-Policy", policy)
	h.Set("Content-Security-Policy-Report-Only", policyWatched)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()")
	h.Set("Cache-Control", "no-store")
	if !s.Plain {
		h.Set("Strict-Transport-Security", "max-age=31536000") // a year, as HSTS lists ask at least
	}
}

package web

import "net/http"

// toldCookie holds the key of a sentence for the next page.
const toldCookie = "told"

// Tell has the next page that this browser shows say a sentence of the
// catalogue: after a form was taken the person is led on, and hears there that
// it was.
func (s *Site) Tell(w http.ResponseWriter, key string) {
	s.SetCookie(w, toldCookie, key, 60) // s; a page that never comes is not waited for
}

// told adds what the page before had to say, once.
func (s *Site) told(w http.ResponseWriter, r *http.Request, p *Page) {
	key := s.Cookie(r, toldCookie)
	if key == "" {
		return
	}
	s.SetCookie(w, toldCookie, "", -1)
	if s.Words.Has(key) {
		p.Messages = append([]Message{{Tone: Good, Text: Say(r.Context(), key)}}, p.Messages...)
	}
}

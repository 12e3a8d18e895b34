package agency

import (
	"net/http"
	"testing"
)

// BenchmarkPages is how long a page takes from the request to its last byte, of a
// province with 440 agencies, most of which have ended.
func BenchmarkPages(b *testing.B) {
	s := makeSurface(b, true)
	for name, at := range map[string]string{
		"list": "/agencies", "search": "/agencies?q=dong+tien&on=2025-06-30", "tree": "/organisation?on=2025-06-30", "agency": "/agencies/so-noi-vu",
		"events": "/reorganisations", "edit": "/agencies/so-noi-vu/edit", "workbook": "/agencies/-/workbook",
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				if w := s.ask("secretariat", http.MethodGet, at, nil); w.Code != http.StatusOK {
					b.Fatal(w.Code)
				}
			}
		})
	}
}

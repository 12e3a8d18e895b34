package agency

import (
	"testing"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// Agencies are found by what they are and were called; those that are there
// come first.
func TestSearch(t *testing.T) {
	s := makeSurface(t, true)
	for _, c := range []struct {
		words string
		limit int
		want  string
	}{
		{"", 5, ""}, {"dân tộc", 5, "ban-dan-toc"}, {"ban dan toc", 5, "ban-dan-toc as Ban Dân tộc"}, {"SO-NOI-VU", 5, "so-noi-vu"},
		{"lao dong", 5, "so-ldtbxh ended 2026-03-01"}, {"tinh bac ninh", 5, "bac-ninh bac-ninh-2024 ended 2025-07-01"},
		{"22113099", 2, "22113099"}, {"so", 4, "ban-dan-toc so-khcn so-noi-vu so-tai-chinh"}, {"khong co", 3, ""},
	} {
		read(t, s.db, func(tx *db.Tx) error {
			hits, count, err := Search(tx, c.words, c.limit)
			got := ""
			for i, h := range hits {
				if i > 0 {
					got += " "
				}
				got += h.Code
				if h.As.Vi != "" {
					got += " as " + h.As.Vi
				}
				if h.State == Ended {
					got += " ended " + string(h.Ended)
				}
				if h.Path != "/agencies/"+h.Code {
					t.Errorf("%s leads to %s", h.Code, h.Path)
				}
			}
			if n := len(hits); count != n && c.words != "so" || c.words == "so" && count <= n {
				t.Errorf("%q: %d found, counted as %d", c.words, n, count)
			}
			if got != c.want {
				t.Errorf("%q: %s, want %s", c.words, got, c.want)
			}
			return err
		})
	}
}

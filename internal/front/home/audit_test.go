package home

import (
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// TestEveryActHasWords: whatever the province's history noted is said in words,
// in both languages, and not by the sentence of a fault.
func TestEveryActHasWords(t *testing.T) {
	h := settled(t, dbtest.SQLite(t, tables))
	acts := map[string]bool{}
	err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		search := audit.Search{Limit: 1000}
		for {
			found, err := h.Log.Find(tx, search)
			if err != nil {
				return err
			}
			for _, one := range found {
				acts[one.Act] = true
			}
			if len(found) < search.Limit || found[len(found)-1].Place == 0 {
				return nil
			}
			search.Before = found[len(found)-1].Place
		}
	})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range text.Langs {
		ctx := web.WithVoice(t.Context(), h.Site.Words, lang)
		for act := range acts {
			if said := h.actName(ctx, act); said == act || strings.ContainsAny(said, "{}.;") {
				t.Errorf("%s: the act %s is said as %q", lang, act, said)
			}
		}
	}
	if len(acts) < 8 {
		t.Errorf("the history has only the acts %v", acts)
	}
}

package assessment

import (
	"context"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// before says what each predecessor answered to an item, with its name.
func (f *Form) before(ctx context.Context, it *scoring.Item) (lines []string) {
	for _, b := range f.Before {
		a := b.Answers[it.Code]
		if !a.Given() {
			continue
		}
		args := []any{"agency", b.Name.In(web.LangOf(ctx)), "value", strings.TrimSpace(f.shown(ctx, it, a))}
		if b.Parts > 1 {
			lines = append(lines, web.Say(ctx, "assessment.form.forebearPart", append(args, "parts", b.Parts)...))
		} else {
			lines = append(lines, web.Say(ctx, "assessment.form.forebear", args...))
		}
	}
	return lines
}

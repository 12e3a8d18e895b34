package web

import (
	"context"
	"math/big"
	"time"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// voice is what a page needs to speak, carried by the context that templates
// are rendered with.
type voice struct {
	lang   text.Lang
	words  *text.Catalogue
	number string // of the request
}

type voiceKey struct{}

// WithVoice returns a context in which Say finds its sentences. Site does this
// for every request; tests and e-mails do it themselves.
func WithVoice(ctx context.Context, words *text.Catalogue, lang text.Lang) context.Context {
	v := voiceOf(ctx)
	v.words, v.lang = words, lang
	return context.WithValue(ctx, voiceKey{}, v)
}

func voiceOf(ctx context.Context) voice {
	v, ok := ctx.Value(voiceKey{}).(voice)
	if !ok {
		v.lang = text.Vi
	}
	return v
}

// Say returns the sentence of a key in the language of the context. Arguments
// come in pairs: Say(ctx, "web.pages.range", "first", 1, "last", 20).
func Say(ctx context.Context, key string, pairs ...any) string {
	v := voiceOf(ctx)
	if v.words == nil {
		return key
	}
	args := map[string]any{}
	for i := 0; i+1 < len(pairs); i += 2 {
		if name, ok := pairs[i].(string); ok {
			args[name] = pairs[i+1]
		}
	}
	return v.words.Text(v.lang, key, args)
}

// LangOf returns the language of the context, Vietnamese where none is known.
func LangOf(ctx context.Context) text.Lang { return voiceOf(ctx).lang }

// NumberOf returns the number of the request, by which the operator finds it in
// the log; "" outside a request.
func NumberOf(ctx context.Context) string { return voiceOf(ctx).number }

// Count writes a whole number as the language of the context does.
func Count(ctx context.Context, n int) string {
	return text.FormatRat(new(big.Rat).SetInt64(int64(n)), 0, LangOf(ctx))
}

// Until writes when something ends or is due, not included: what ends with the
// first moment of a day reads as the end of the day before it, so that nobody
// takes 01/01/2027 00:00 for a day that is still left. "" for no end.
func Until(ctx context.Context, t time.Time) string {
	if t.IsZero() {
		return ""
	}
	t = t.In(text.Zone)
	if t.Hour() == 0 && t.Minute() == 0 && t.Second() == 0 {
		return Say(ctx, "web.time.endOf", "day", t.AddDate(0, 0, -1).Format("02/01/2006"))
	}
	return t.Format("02/01/2006 15:04")
}

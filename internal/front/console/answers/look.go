package answers

import (
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// lookalikes are the Cyrillic and Greek small letters that print like Latin
// ones, as far as a keyboard or a copied table brings them into a code; from the
// single letters of confusables.txt of Unicode UTS 39.
var lookalikes = strings.NewReplacer(
	"а", "a", "с", "c", "е", "e", "һ", "h", "і", "i", "ј", "j", "о", "o", "р", "p", "ѕ", "s", "х", "x", "у", "y",
	"α", "a", "ι", "i", "ο", "o", "ρ", "p", "ν", "v", "ϲ", "c",
)

// lookOf is the same for codes that a reader takes for one: letter case, Unicode
// form and the script of a letter do not count.
func lookOf(code string) string { return lookalikes.Replace(text.Fold(norm.NFKC.String(code))) }

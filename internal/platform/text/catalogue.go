package text

import (
	"embed"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"math/big"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"go.yaml.in/yaml/v3"
)

// Texts are the sentences of this package; every package with sentences offers
// its own under this name.
//
//go:embed text.vi.yaml text.en.yaml
var Texts embed.FS

// Catalogue is every sentence of the program by language and key. It never
// changes once made.
type Catalogue struct {
	sentences map[Lang]map[string]string
}

// NewCatalogue joins the files text.vi.yaml and text.en.yaml that stand at the
// top of each file system. A file is a flat map of keys to sentences with
// placeholders:
//
//	sheet.file.sheets: "Tệp có hơn {limit} trang tính"
//
// The sentences of this package are always there. The error tells every key
// that stands twice or in one language only, and every sentence whose two
// languages have different placeholders.
func NewCatalogue(files ...fs.FS) (*Catalogue, error) {
	c := &Catalogue{sentences: map[Lang]map[string]string{}}
	var faults []error
	for _, lang := range Langs {
		all := map[string]string{}
		for _, from := range append([]fs.FS{Texts}, files...) {
			part, err := readSentences(from, lang)
			if err != nil {
				faults = append(faults, err)
			}
			for _, key := range slices.Sorted(maps.Keys(part)) {
				if _, twice := all[key]; twice && part[key] != all[key] {
					faults = append(faults, fmt.Errorf("%s: %s stands twice", lang, key))
				}
				all[key] = part[key]
			}
		}
		c.sentences[lang] = all
	}
	return c, errors.Join(append(faults, c.compare()...)...)
}

func readSentences(from fs.FS, lang Lang) (map[string]string, error) {
	name := "text." + string(lang) + ".yaml"
	data, err := fs.ReadFile(from, name)
	if err != nil {
		return nil, err
	}
	var part map[string]string
	if err := yaml.Unmarshal(data, &part); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	for key, sentence := range part {
		if strings.TrimSpace(sentence) == "" || !IsNFC(sentence) {
			err = errors.Join(err, fmt.Errorf("%s: %s is blank or not NFC", name, key))
		}
	}
	return part, err
}

// compare holds the languages against each other.
func (c *Catalogue) compare() (faults []error) {
	vi, en := c.sentences[Vi], c.sentences[En]
	for _, key := range c.Keys() {
		v, inVi := vi[key]
		e, inEn := en[key]
		switch {
		case !inVi:
			faults = append(faults, fmt.Errorf("vi: %s is not there", key))
		case !inEn:
			faults = append(faults, fmt.Errorf("en: %s is not there", key))
		case !slices.Equal(namesIn(v), namesIn(e)):
			faults = append(faults, fmt.Errorf("%s: placeholders %v in vi, %v in en", key, namesIn(v), namesIn(e)))
		}
	}
	return faults
}

// Keys returns the keys of both languages in order.
func (c *Catalogue) Keys() []string {
	keys := map[string]bool{}
	for _, sentences := range c.sentences {
		for key := range sentences {
			keys[key] = true
		}
	}
	return slices.Sorted(maps.Keys(keys))
}

// Has reports whether there is a sentence under the key.
func (c *Catalogue) Has(key string) bool {
	_, ok := c.sentences[Vi][key]
	return ok
}

// placeholder is {name}, or {name:plain} for a number without thousands signs,
// where these would be read as a decimal sign.
var placeholder = regexp.MustCompile(`\{([a-zA-Z]+)(:plain)?\}`)

func namesIn(sentence string) []string {
	var names []string
	for _, m := range placeholder.FindAllStringSubmatch(sentence, -1) {
		names = append(names, m[1])
	}
	slices.Sort(names)
	return slices.Compact(names)
}

// Text returns the sentence of a key with its placeholders filled. Whole
// numbers and *big.Rat are written as the language does; what has its own words
// for each language (In) is asked for them; a string stands as it is. A language that is not known is Vietnamese, a key that is not known comes
// back itself, and so does a placeholder without an argument: what is wrong
// with the program must not hide what it has to say.
func (c *Catalogue) Text(lang Lang, key string, args map[string]any) string {
	sentences, ok := c.sentences[lang]
	if !ok {
		lang, sentences = Vi, c.sentences[Vi]
	}
	sentence, ok := sentences[key]
	if !ok {
		return key
	}
	return placeholder.ReplaceAllStringFunc(sentence, func(hole string) string {
		name, plain := strings.CutSuffix(strings.Trim(hole, "{}"), ":plain")
		value, ok := args[name]
		if !ok {
			return hole
		}
		if plain {
			return plainNumber(fmt.Sprint(value), lang)
		}
		return formatArgument(value, lang)
	})
}

func formatArgument(value any, lang Lang) string {
	switch v := value.(type) {
	case string:
		return v
	case interface{ In(lang string) string }:
		return v.In(string(lang))
	case int:
		return FormatDecimal(strconv.Itoa(v), lang)
	case int64:
		return FormatDecimal(strconv.FormatInt(v, 10), lang)
	case *big.Rat:
		if v == nil {
			return ""
		}
		if n, exact := v.FloatPrec(); exact {
			return FormatRat(v, n, lang)
		}
		return v.String()
	}
	return fmt.Sprint(value)
}

// plainNumber writes a canonical number, perhaps with a sign of a unit behind
// it, with the decimal sign of the language and nothing between the thousands.
func plainNumber(s string, lang Lang) string {
	if lang.Decimal() == CommaDecimal {
		return strings.Replace(s, ".", ",", 1)
	}
	return s
}

package criteria

import (
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// column is one column of a table whose rows are T, or one setting: how it is
// written and how it is read. Most are made from one accessor, so that what is
// written is what is read back.
type column[T any] struct {
	key      string  // of its heading: criteria.column.KEY
	width    float64 // in digits of the body font; 0 is measured
	required bool    // the table is not there without it
	shared   bool    // a merged cell speaks for all rows it covers
	choices  func(text.Lang) []string
	put      func(*T, text.Lang) sheet.Out
	get      func(*reading, *T, sheet.Cell, text.Lang) // nil: written only
}

func (c column[T]) wide(width float64) column[T] { c.width = width; return c }
func (c column[T]) needed() column[T]            { c.required = true; return c }
func (c column[T]) spread() column[T]            { c.shared = true; return c }

// words is a column of plain text.
func words[T any](key string, at func(*T) *string) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, _ text.Lang) sheet.Out { return textOut(*at(row)) },
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) { *at(row) = r.text(c) },
	}
}

// own is a column of text in the language of the book, and other in the
// language that it is not in.
func own[T any](key string, at func(*T) *scoring.Text) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, lang text.Lang) sheet.Out { return textOut(*side(at(row), lang)) },
		get: func(r *reading, row *T, c sheet.Cell, lang text.Lang) { *side(at(row), lang) = r.text(c) },
	}
}

func other[T any](key string, at func(*T) *scoring.Text) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, lang text.Lang) sheet.Out { return textOut(*side(at(row), turned(lang))) },
		get: func(r *reading, row *T, c sheet.Cell, lang text.Lang) { *side(at(row), turned(lang)) = r.text(c) },
	}
}

func side(t *scoring.Text, lang text.Lang) *string {
	if lang == text.En {
		return &t.En
	}
	return &t.Vi
}

func turned(lang text.Lang) text.Lang {
	if lang == text.En {
		return text.Vi
	}
	return text.En
}

// number is a column of exact numbers that are always there.
func number[T any](key string, at func(*T) *scoring.Num) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, _ text.Lang) sheet.Out { return numberOut(*at(row)) },
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) {
			if n, ok := r.number(c); ok {
				*at(row) = n
			} else if c.Blank() {
				r.wrong(c, "criteria.number.none")
			}
		},
	}
}

// perhaps is a column of exact numbers that may be blank.
func perhaps[T any](key string, at func(*T) **scoring.Num) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, lang text.Lang) sheet.Out {
			if n := *at(row); n != nil {
				return numberOut(*n)
			}
			return sheet.Empty()
		},
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) {
			if n, ok := r.number(c); ok {
				*at(row) = &n
			}
		},
	}
}

// choice is a column of one of a few words. Blank is the value "".
func choice[T any, W ~string](key, kind string, values []W, at func(*T) *W) column[T] {
	return column[T]{
		key:     key,
		choices: func(lang text.Lang) []string { return wordsOf(lang, kind, values) },
		put: func(row *T, lang text.Lang) sheet.Out {
			v := *at(row)
			if _, known := wordFor(kind, string(v), values); !known {
				return textOut(string(v))
			}
			return sheet.Text(say(lang, kind+string(v)))
		},
		get: func(r *reading, row *T, c sheet.Cell, lang text.Lang) {
			word := r.text(c)
			v, known := wordFor(kind, word, values)
			if word != "" && !known {
				r.add(c.Wrong("criteria.word.unknown", fault.Args{"words": strings.Join(wordsOf(lang, kind, values), ", ")}))
				return
			}
			*at(row) = v
		},
	}
}

// yes is a column that is marked with x or left blank.
func yes[T any](key string, at func(*T) *bool) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, _ text.Lang) sheet.Out {
			if *at(row) {
				return sheet.Text("x").Center()
			}
			return sheet.Empty()
		},
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) { *at(row) = r.yes(c) },
	}
}

// codes is a column of codes with commas between them.
func codes[T any](key string, at func(*T) *[]string) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, _ text.Lang) sheet.Out { return textOut(strings.Join(*at(row), ", ")) },
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) {
			*at(row) = nil
			for _, code := range strings.FieldsFunc(r.text(c), func(s rune) bool { return s == ',' || s == ';' || s == '\n' }) {
				if code = strings.TrimSpace(code); code != "" {
					*at(row) = append(*at(row), code)
				}
			}
		},
	}
}

// day is a column of dates, which scoring keeps as ISO 8601.
func day[T any](key string, at func(*T) *string) column[T] {
	return column[T]{
		key: key, width: 12,
		put: func(row *T, _ text.Lang) sheet.Out {
			if d, err := text.ParseISODate(*at(row)); err == nil {
				return sheet.Day(d)
			}
			return textOut(*at(row))
		},
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) { *at(row) = r.day(c) },
	}
}

func textOut(s string) sheet.Out {
	if s == "" {
		return sheet.Empty()
	}
	return sheet.Text(s)
}

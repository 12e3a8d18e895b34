package criteria

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// ruleColumn is the rule of a leaf on one line, in the form that scoring's YAML
// has for it.
var ruleColumn = column[nodeRow]{
	key: "rule",
	put: func(n *nodeRow, _ text.Lang) sheet.Out { return textOut(n.rule) },
	get: func(r *reading, n *nodeRow, c sheet.Cell, _ text.Lang) {
		s := r.text(c)
		if s == "" {
			return
		}
		rule, err := scoring.ParseRule(s)
		if err != nil {
			r.addScoring(err, c)
			return
		}
		n.Rule = rule
	},
}

// rounding is a column of "nửa lên 2": a mode and a number of places.
func rounding[T any](key string, at func(*T) **scoring.Rounding) column[T] {
	modes := []scoring.RoundMode{scoring.HalfUp, scoring.HalfEven, scoring.Down, scoring.Up}
	return column[T]{
		key: key,
		put: func(row *T, lang text.Lang) sheet.Out {
			r := *at(row)
			if r == nil {
				return sheet.Empty()
			}
			mode := string(r.Mode)
			if _, known := wordFor("criteria.rounding.", mode, modes); known {
				mode = say(lang, "criteria.rounding."+mode)
			}
			return sheet.Text(mode + " " + strconv.Itoa(r.Places))
		},
		get: func(r *reading, row *T, c sheet.Cell, lang text.Lang) {
			s := r.text(c)
			if s == "" {
				return
			}
			cut := strings.LastIndex(s, " ")
			mode, known := wordFor("criteria.rounding.", s[:max(cut, 0)], modes)
			places, err := strconv.Atoi(s[cut+1:])
			if !known || err != nil {
				r.add(c.Wrong("criteria.rounding.form", fault.Args{"words": strings.Join(wordsOf(lang, "criteria.rounding.", modes), ", ")}))
				return
			}
			*at(row) = &scoring.Rounding{Mode: mode, Places: places}
		},
	}
}

// conditions is a column of "may_chu > 0; điểm E >= 50": comparisons that must
// all hold, with semicolons between them.
func conditions[T any](key string, at func(*T) *[]scoring.Condition) column[T] {
	return column[T]{
		key: key,
		put: func(row *T, lang text.Lang) sheet.Out {
			var parts []string
			for _, c := range *at(row) {
				parts = append(parts, formatCondition(c, lang))
			}
			return textOut(strings.Join(parts, "; "))
		},
		get: func(r *reading, row *T, c sheet.Cell, _ text.Lang) {
			*at(row) = nil
			for _, s := range strings.FieldsFunc(r.text(c), func(s rune) bool { return s == ';' || s == '\n' }) {
				if s = strings.TrimSpace(s); s == "" {
					continue
				}
				if x, ok := r.condition(c, s); ok {
					*at(row) = append(*at(row), x)
				}
			}
		},
	}
}

// formatCondition writes a comparison. What compares the score of a node has
// the word "điểm" in front, so that it is never taken for an item.
func formatCondition(c scoring.Condition, lang text.Lang) string {
	left, right := c.Item, c.Option
	if c.Node != "" {
		left = say(lang, "criteria.condition.node") + " " + c.Node
	}
	if c.Option == "" {
		right = plain(c.Value, lang)
	}
	return left + " " + string(c.Op) + " " + right
}

var comparison = regexp.MustCompile(`^(?:(\p{L}+)\s+)?([A-Za-z0-9_.-]+)\s*(!=|<=|>=|=|<|>|≠|≤|≥)\s*(?:option\s+)?(\S+)$`)

// condition reads a comparison in a cell. Items have been read before, so that
// an option named 1 is told from the number.
func (r *reading) condition(c sheet.Cell, s string) (scoring.Condition, bool) {
	m := comparison.FindStringSubmatch(text.NFC(s))
	ofNode := m != nil && m[1] != ""
	if m == nil || ofNode && !ofScore(m[1]) {
		r.add(c.Wrong("criteria.condition.form", nil).WithFound(text.Clip(s, 80)))
		return scoring.Condition{}, false
	}
	op := strings.NewReplacer("≠", "!=", "≤", "<=", "≥", ">=").Replace(m[3])
	x := scoring.Condition{Op: scoring.Operator(op)}
	if ofNode {
		x.Node = m[2]
	} else {
		x.Item = m[2]
		if it := r.items[x.Item]; it != nil && it.Type == scoring.Choice {
			x.Option = m[4]
			return x, true
		}
	}
	n, err := text.ParseNumber(m[4], r.decimal)
	if err == nil && n.Unit == text.NoUnit {
		x.Value, err = scoring.ParseNum(n.Text)
	} else if asks(err) {
		r.add(fault.At(err, c.Place()))
		return x, false
	} else {
		x.Value, err = scoring.ParseNum(m[4])
	}
	if err != nil {
		r.add(c.Wrong("criteria.condition.form", nil).WithFound(text.Clip(s, 80)))
		return x, false
	}
	return x, true
}

// ofScore tells the word before a node: "điểm", "score", or that of the YAML.
func ofScore(word string) bool {
	return slices.Contains([]string{"node", text.Fold(say(text.Vi, "criteria.condition.node")), text.Fold(say(text.En, "criteria.condition.node"))}, text.Fold(word))
}

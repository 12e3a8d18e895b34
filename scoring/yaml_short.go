package scoring

import (
	"strings"

	"go.yaml.in/yaml/v3"
)

// Quantities and conditions have a short form, one line as people write them:
//
//	may_tinh / cbccvc
//	(0.4*a + 0.6*b - c) / (d + e)
//	may_chu > 0        node E >= 50        chuc_vu = option truong-ban
//
// It holds codes that begin with a letter or _; others take the long form.

// token is one word or sign of a short form.
type token struct {
	text string
	at   int // bytes before it
}

// tokens splits a short form. A word is a run of letters, digits, "_", "." and,
// but for its first, "-"; every other character is a sign.
func tokens(s string) []token {
	var out []token
	for i := 0; i < len(s); {
		if s[i] == ' ' || s[i] == '\t' || s[i] == '\n' {
			i++
			continue
		}
		j := i + 1
		for wordByte(s[i]) && j < len(s) && (wordByte(s[j]) || s[j] == '-') {
			j++
		}
		out = append(out, token{s[i:j], i})
		i = j
	}
	return out
}

func letter(c byte) bool { return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' }

func wordByte(c byte) bool { return letter(c) || c >= '0' && c <= '9' || c == '.' }

// plainCode tells whether a code can stand in a short form.
func plainCode(code string) bool {
	ts := tokens(code)
	return len(ts) == 1 && ts[0].text == code && letter(code[0])
}

// parser reads tokens one after another.
type parser struct {
	ts []token
	i  int
	ok bool
}

func (p *parser) peek() string {
	if p.i < len(p.ts) {
		return p.ts[p.i].text
	}
	return ""
}

func (p *parser) take(sign string) bool {
	if p.peek() == sign {
		p.i++
		return true
	}
	return false
}

// sum reads [-] term {(+|-) term}, with the place of each item.
func (p *parser) sum() (out []Term, at []int) {
	minus := p.take("-")
	for p.ok {
		t, a := p.term(minus)
		out, at = append(out, t), append(at, a)
		if minus = p.take("-"); !minus && !p.take("+") {
			return out, at
		}
	}
	return out, at
}

// term reads [number [/ number] *] code.
func (p *parser) term(minus bool) (Term, int) {
	var factor *Num
	if w := p.peek(); w != "" && w[0] >= '0' && w[0] <= '9' {
		p.i++
		if p.take("/") {
			w += "/" + p.peek()
			p.i++
		}
		n, err := ParseNum(w)
		if err != nil || !p.take("*") {
			p.ok = false
		}
		factor = &n
	}
	w := p.peek()
	if !plainCode(w) {
		p.ok = false
		return Term{}, 0
	}
	at := p.ts[p.i].at
	p.i++
	if minus {
		n := orNum(factor, one).Neg()
		factor = &n
	}
	return Term{Item: w, Factor: factor}, at
}

// side reads a sum, in brackets where it has more than one term and stands
// beside a line.
func (p *parser) side() (out []Term, at []int, bare bool) {
	if !p.take("(") {
		out, at = p.sum()
		return out, at, len(out) > 1
	}
	out, at = p.sum()
	p.ok = p.ok && p.take(")")
	return out, at, false
}

func (p *parser) done() bool { return p.ok && p.i == len(p.ts) }

func (d *yamlReader) quantity(n *yaml.Node, q *Quantity, at spot) {
	p := &parser{ts: tokens(n.Value), ok: true}
	sum, sumAt, bareSum := p.side()
	var per []Term
	var perAt []int
	if p.take("/") {
		var barePer bool
		per, perAt, barePer = p.side()
		p.ok = p.ok && !bareSum && !barePer && len(per) > 0
	}
	if !p.done() {
		d.fault(n, at, "yaml.quantity", shown(n))
		return
	}
	q.Sum, q.Per = sum, per
	d.termPlaces(n, at.in("sum"), sumAt)
	d.termPlaces(n, at.in("per"), perAt)
}

func (d *yamlReader) terms(n *yaml.Node, ts *[]Term, at spot) {
	p := &parser{ts: tokens(n.Value), ok: true}
	sum, sumAt, _ := p.side()
	if !p.done() {
		d.fault(n, at, "yaml.quantity", shown(n))
		return
	}
	*ts = sum
	d.termPlaces(n, at, sumAt)
}

// termPlaces gives each item of a short form its own column.
func (d *yamlReader) termPlaces(n *yaml.Node, at spot, offsets []int) {
	if n.Style != 0 || strings.Contains(n.Value, "\n") {
		return
	}
	for i, o := range offsets {
		t := at.nth(i)
		d.places.at[placeKey{t.owner, t.rest}] = position{n.Line, n.Column + o}
	}
}

// condition reads "ITEM OP VALUE", "node NODE OP VALUE" or "ITEM OP option CODE".
func (d *yamlReader) condition(n *yaml.Node, c *Condition, at spot) {
	words := strings.Fields(n.Value)
	op := -1
	for i, w := range words {
		if operator(w) {
			op = i
			break
		}
	}
	var out Condition
	ok := op == 1 || op == 2 && words[0] == "node"
	if ok {
		out.Op = Operator(words[op])
		if op == 1 {
			out.Item = words[0]
		} else {
			out.Node = words[1]
		}
		switch rest := words[op+1:]; {
		case len(rest) == 1:
			x, err := ParseNum(rest[0])
			out.Value, ok = x, err == nil
		case len(rest) == 2 && rest[0] == "option":
			out.Option = rest[1]
		default:
			ok = false
		}
	}
	if !ok {
		d.fault(n, at, "yaml.condition", shown(n))
		return
	}
	*c = out
}

func operator(w string) bool {
	switch Operator(w) {
	case Eq, Ne, Lt, Le, Gt, Ge:
		return true
	}
	return false
}

// shortTerms gives the short form of a sum; false when it has none.
func shortTerms(ts []Term) (string, bool) {
	var b strings.Builder
	for i, t := range ts {
		if !plainCode(t.Item) {
			return "", false
		}
		minus := t.Factor != nil && t.Factor.Sign() < 0
		switch {
		case i == 0 && minus:
			b.WriteString("-")
		case minus:
			b.WriteString(" - ")
		case i > 0:
			b.WriteString(" + ")
		}
		if t.Factor != nil && !(minus && t.Factor.Equal(Int(-1))) {
			b.WriteString(t.Factor.Abs().String() + "*")
		}
		b.WriteString(t.Item)
	}
	return b.String(), len(ts) > 0
}

// shortQuantity gives the short form of a quantity; false when it has none.
func shortQuantity(q *Quantity) (string, bool) {
	sum, ok := shortTerms(q.Sum)
	if !ok || q.Zero != "" {
		return "", false
	}
	if len(q.Per) == 0 {
		return sum, true
	}
	per, ok := shortTerms(q.Per)
	side := func(s string, n int) string {
		if n > 1 {
			return "(" + s + ")"
		}
		return s
	}
	return side(sum, len(q.Sum)) + " / " + side(per, len(q.Per)), ok
}

// shortCondition gives the short form of a condition; false when it has none.
func shortCondition(c *Condition) (string, bool) {
	subject := c.Item
	if c.Node != "" {
		subject = c.Node
	}
	if !operator(string(c.Op)) || (c.Item == "") == (c.Node == "") || !plainCode(subject) {
		return "", false
	}
	if c.Node != "" {
		subject = "node " + subject
	}
	switch {
	case c.Option == "":
		return subject + " " + string(c.Op) + " " + c.Value.String(), true
	case c.Value.IsZero() && plainCode(c.Option):
		return subject + " " + string(c.Op) + " option " + c.Option, true
	}
	return "", false
}

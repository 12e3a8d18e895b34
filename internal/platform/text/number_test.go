package text

import (
	"errors"
	"math/big"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Readings of one text under the three styles: the canonical number, "?" for a
// question, "!" for a refusal, "" for blank. A single reading holds under all.
type numberCase struct{ text, ask, comma, point string }

func once(text, reading string) numberCase { return numberCase{text, reading, reading, reading} }

// numberCases builds the table: what people write in forms, in both styles, with
// every sign and blank that keyboards and spreadsheets put in.
func numberCases() []numberCase {
	var cases []numberCase
	add := func(c ...numberCase) { cases = append(cases, c...) }
	// No separator, or one that cannot be a thousands sign: one reading.
	for text, reading := range map[string]string{
		"": "", " ": "", "\t\n": "", "\u00a0": "", "0": "0", "-0": "0", "+0": "0", "00": "0", "007": "7", "7": "7", "12": "12", "123": "123",
		"1234": "1234", "123456789012345678901234567890": "123456789012345678901234567890",
		"97,5": "97.5", "97.5": "97.5", "0,5": "0.5", "0.5": "0.5", ",5": "0.5", ".5": "0.5", "00,5": "0.5", "0,50": "0.5", "97,50": "97.5",
		"1,2345": "1.2345", "1.2345": "1.2345", "12,3456": "12.3456", "1234,567": "1234.567", "1234.567": "1234.567", "0,123": "0.123", "0.123": "0.123",
		"0,001": "0.001", "00.125": "0.125", "12345,678": "12345.678", ",125": "0.125", ".125": "0.125", "1,5": "1.5", "1,25": "1.25", "3,14159": "3.14159",
	} {
		add(once(text, reading))
		if text != "" && strings.TrimSpace(text) != "" && text[0] != '-' && text[0] != '+' && reading != "0" {
			add(once("-"+text, "-"+reading), once("−"+text, "-"+reading), once("+"+text, reading), once(" "+text+" ", reading), once(text+"\u00a0", reading))
		}
	}
	// Two kinds of separator, or one repeated: one reading.
	for text, reading := range map[string]string{
		"1.234,5": "1234.5", "1,234.5": "1234.5", "12.345,67": "12345.67", "12,345.67": "12345.67", "1.234.567": "1234567", "1,234,567": "1234567",
		"1.234.567,8": "1234567.8", "1,234,567.8": "1234567.8", "1.234,567": "1234.567", "1,234.567": "1234.567", "123.456.789,01": "123456789.01",
		"1 234": "1234", "1 234,5": "1234.5", "1 234.5": "1234.5", "12 345 678": "12345678", "1 234 567,89": "1234567.89", "1\u00a0234,5": "1234.5", "1\u202f234": "1234",
		"999.999,999": "999999.999", "100.000.000": "100000000",
	} {
		add(once(text, reading), once("-"+text, "-"+reading), once(text+"%", reading), once(text+" %", reading))
	}
	// One separator before exactly three digits: asked, unless told.
	for _, text := range []string{"1.234", "12.345", "123.456", "1.000", "9.999", "10.100", "999.000", "2.500"} {
		large, small := strings.ReplaceAll(text, ".", ""), strings.TrimRight(strings.TrimRight(text, "0"), ".")
		for _, c := range []numberCase{{text, "?", large, small}, {strings.ReplaceAll(text, ".", ","), "?", small, large}} {
			add(c, numberCase{"-" + c.text, "?", "-" + c.comma, "-" + c.point}, numberCase{c.text + "%", "?", c.comma, c.point}, numberCase{" " + c.text, "?", c.comma, c.point})
		}
	}
	// Units, full-width signs, exponents.
	for text, reading := range map[string]string{
		"97,5%": "97.5", "97,5 %": "97.5", "97.5\u00a0%": "97.5", "100%": "100", "0%": "0", "5‰": "5", "5,5 ‰": "5.5", "９７，５": "97.5", "９７．５％": "97.5", "－５": "-5", "＋５": "5",
		"1E2": "100", "1e2": "100", "1,5E3": "1500", "1.5E3": "1500", "1.234E3": "1234", "2E-3": "0.002", "1E+2": "100", "-1E2": "-100", "１Ｅ２": "100", "1E308": "1" + strings.Repeat("0", 308),
	} {
		add(once(text, reading))
	}
	// What is no number.
	for _, text := range []string{
		"-", "+", "%", "‰", ",", ".", " - ", "1,,2", "1..2", "1.2.3", "1,2,3", "1.23,4,5", "1.2345.678", "1,23,456", "1 23", "12 34", "1 2345", "1.234 567", "1 234.567,8",
		"1.", "1,", "1.234.", "--1", "+-1", "1-", "(1)", "1+1", "=1+1", "1/2", "½", "²", "9²", "⁹", "x", "mười", "12 máy", "12m", "m12", "12%%", "%12", "12 % 3", "12%‰", "NaN", "Inf", "-Inf", "∞",
		"0x1F", "0b1", "1_000", "1'234", "1e", "e5", "1E", "1E2,5", "1E999", "1E+", "1,234,5", "1.234,5,6", "0.123.456", "0,123,456", "1.234.56", "1,234.5.6", "#REF!", "#DIV/0!", "n/a", "-/-", "03/04/2026",
		"٣", "१", "１２３，４５６，７", "1\n2", "1\t2", "12,3 45", "TRUE", "x", "…", "1…2", "$5", "5 đ", "5đ", "USD 5", strings.Repeat("9", 101),
	} {
		add(once(text, "!"))
	}
	return cases
}

func (c numberCase) under(style Decimal) string {
	return map[Decimal]string{AskDecimal: c.ask, CommaDecimal: c.comma, PointDecimal: c.point}[style]
}

func TestNumbersAsPeopleWriteThem(t *testing.T) {
	cases := numberCases()
	if len(cases) < 300 {
		t.Fatalf("only %d cases", len(cases))
	}
	for _, c := range cases {
		for _, style := range []Decimal{AskDecimal, CommaDecimal, PointDecimal} {
			n, err := ParseNumber(c.text, style)
			got := n.Text
			switch {
			case asked(err):
				got = "?"
			case err != nil:
				got = "!"
			case n.Blank() != (n.Text == ""):
				t.Errorf("%q: blank and not: %+v", c.text, n)
			}
			if want := c.under(style); got != want {
				t.Errorf("%q under %s: %q, want %q", c.text, style, got, want)
			}
			if err == nil && !n.Blank() {
				if r, ok := new(big.Rat).SetString(n.Text); !ok || r.Cmp(n.Rat) != 0 {
					t.Errorf("%q: %s is not %s", c.text, n.Rat, n.Text)
				}
			}
		}
	}
	t.Logf("%d texts under three styles", len(cases))
}

func TestTheQuestionShowsBothReadings(t *testing.T) {
	_, err := ParseNumber("1.234%", AskDecimal)
	var f *fault.Fault
	if !errors.As(err, &f) || f.Ask == nil || f.Ask.Option != OptionDecimal || len(f.Ask.Choices) != 2 {
		t.Fatalf("%v", err)
	}
	if a, b := f.Ask.Choices[0], f.Ask.Choices[1]; a.Value != "comma" || a.Args["value"] != "1234%" || b.Value != "point" || b.Args["value"] != "1.234%" {
		t.Errorf("%+v", f.Ask.Choices)
	}
	for _, c := range f.Ask.Choices {
		if style, err := ParseDecimal(c.Value); err != nil || style.String() != c.Value {
			t.Errorf("%s is no answer: %v", c.Value, err)
		}
	}
	if _, err := ParseDecimal("dot"); err == nil {
		t.Error("dot is taken")
	}
}

func TestUnitsAndStyles(t *testing.T) {
	for text, want := range map[string]string{"97,5 %": "39/40", "5‰": "1/200", "3": "3/1"} {
		if n, err := ParseNumber(text, AskDecimal); err != nil || n.Value().String() != want {
			t.Errorf("%q is worth %v (%v), want %s", text, n.Value(), err, want)
		}
	}
	for text, want := range map[string]Decimal{"1.234,5": CommaDecimal, "1,234.5": PointDecimal, "97,5": CommaDecimal, "97.5": PointDecimal, "12": AskDecimal, "1 234": AskDecimal, "1.234.567": CommaDecimal} {
		if n, err := ParseNumber(text, AskDecimal); err != nil || n.Seen != want {
			t.Errorf("%q shows %s (%v), want %s", text, n.Seen, err, want)
		}
	}
	if n := NumberOf("0.975", Percent); n.Text != "97.5" || n.Value().String() != "39/40" {
		t.Errorf("%+v", n)
	}
	for _, bad := range []string{"", "x", "1.", ".5", "1,5", "--1"} {
		if n := NumberOf(bad, NoUnit); !n.Blank() {
			t.Errorf("%q: %+v", bad, n)
		}
	}
}

// randomDecimal is a canonical decimal of any length that people write.
func randomDecimal(rng *rand.Rand) string {
	digits := func(n int) string {
		var b strings.Builder
		for range n {
			b.WriteByte(byte('0' + rng.IntN(10)))
		}
		return b.String()
	}
	s := strings.TrimLeft(digits(1+rng.IntN(15)), "0")
	if s == "" {
		s = "0"
	}
	if part := strings.TrimRight(digits(rng.IntN(8)), "0"); part != "" {
		s += "." + part
	}
	if rng.IntN(3) == 0 && strings.Trim(s, "0.") != "" {
		s = "-" + s
	}
	return s
}

func TestParseIsTheInverseOfFormat(t *testing.T) {
	rounds := 3000
	if os.Getenv("SANSANG_LARGER") == "1" {
		rounds *= 100
	}
	rng := rand.New(rand.NewPCG(4, 2))
	for range rounds {
		x := randomDecimal(rng)
		for _, lang := range Langs {
			shown := FormatDecimal(x, lang)
			if n, err := ParseNumber(shown, lang.Decimal()); err != nil || n.Text != x {
				t.Fatalf("%s is shown %q in %s and read %q (%v)", x, shown, lang, n.Text, err)
			}
			// Without the style it is the same number or a question, never another.
			if n, err := ParseNumber(shown, AskDecimal); err == nil && n.Text != x || err != nil && !asked(err) {
				t.Fatalf("%s is shown %q in %s and read %q unasked (%v)", x, shown, lang, n.Text, err)
			}
		}
	}
}

func TestFormat(t *testing.T) {
	for _, c := range []struct{ got, want string }{
		{FormatDecimal("-1234567.5", Vi), "-1.234.567,5"}, {FormatDecimal("-1234567.5", En), "-1,234,567.5"}, {FormatDecimal("123", Vi), "123"},
		{FormatDecimal("0.0001", Vi), "0,0001"}, {FormatDecimal("1e5", Vi), "1e5"}, {FormatDecimal("", Vi), ""}, {FormatDecimal("1.", Vi), "1."},
		{FormatRat(big.NewRat(1, 3), 2, Vi), "0,33"}, {FormatRat(big.NewRat(-1, 200), 2, Vi), "-0,01"}, {FormatRat(big.NewRat(-1, 1000), 2, Vi), "0,00"},
		{FormatRat(big.NewRat(5, 2), 0, En), "3"}, {FormatRat(nil, 2, Vi), ""}, {FormatRat(big.NewRat(1234, 1), -1, Vi), "1.234"},
		{FormatPercent(big.NewRat(39, 40), 2, Vi), "97,50%"}, {FormatPercent(big.NewRat(39, 40), 2, En), "97.50%"}, {FormatPercent(nil, 2, Vi), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}

func FuzzParseNumber(f *testing.F) {
	for _, c := range numberCases() {
		f.Add(c.text)
	}
	f.Fuzz(func(t *testing.T, s string) {
		readings := map[Decimal]string{}
		for _, style := range []Decimal{AskDecimal, CommaDecimal, PointDecimal} {
			n, err := ParseNumber(s, style)
			switch {
			case asked(err):
				readings[style] = "?"
			case err != nil:
				readings[style] = "!"
			default:
				readings[style] = n.Text
				if back := NumberOf(n.Text, NoUnit); n.Text != "" && (back.Text != n.Text || back.Rat.Cmp(n.Rat) != 0) {
					t.Errorf("%q: %q is not canonical", s, n.Text)
				}
			}
		}
		// A style only decides between readings; it never makes or changes one.
		a, c, p := readings[AskDecimal], readings[CommaDecimal], readings[PointDecimal]
		if a == "?" && (c == p || c == "?" || p == "?") || a != "?" && (a != c || a != p) {
			t.Errorf("%q: %q %q %q", s, a, c, p)
		}
	})
}

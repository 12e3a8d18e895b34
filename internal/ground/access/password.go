package access

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/trustelem/zxcvbn"
	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Words that people here put into passwords and that the lists of zxcvbn, which
// are English, do not know. Own choice; ASVS 6.1.2, 6.2.11.
var localWords = strings.Fields(`matkhau matkhaumoi vietnam sansang hanoi saigon hochiminh nguyen
	anhyeuem emyeuanh yeuem yeuanh giadinh hanhphuc congtac vanphong sotttt sokhcn ubnd tinhuy hoidong
	chuyendoiso congnghe thongtin quantri canbo thutruong xinchao`)

// estimated is how many runes of a password are weighed: the estimate of a very
// long one takes a tenth of a second, and what is hard in 48 runes stays hard.
const estimated = 48

// check holds a new password to the rules and gives every fault at once. words
// are those that others know about the person: login, name, mail, agency.
func (r *PasswordRules) check(password string, words ...string) error {
	var faults fault.List
	bad := func(key string, args fault.Args) {
		faults.Add(fault.New(fault.Invalid, key, args).WithPlace(fault.Place{Field: "password"}))
	}
	password = spell(password)
	n := utf8.RuneCountInString(password)
	switch {
	case !utf8.ValidString(password):
		bad("access.password.letters", nil)
	case n < r.Least:
		bad("access.password.short", fault.Args{"least": r.Least, "found": n})
	case n > r.Most:
		bad("access.password.long", fault.Args{"most": r.Most, "found": n})
	}
	if got := classes(password); got < r.Classes {
		bad("access.password.classes", fault.Args{"wanted": r.Classes, "found": got})
	}
	if r.Guesses > 0 && guesses(password, words) < r.Guesses {
		bad("access.password.guessable", nil)
	}
	return faults.Err()
}

// guesses estimates how many an attacker needs who knows lists of passwords,
// keyboards, dates and the words about the person.
func guesses(password string, words []string) float64 {
	known := append([]string{}, localWords...)
	for _, w := range words {
		parts := strings.Fields(text.Plain(w))
		known = append(append(known, strings.Join(parts, "")), parts...)
	}
	weighed := []rune(unmarked(password))
	return zxcvbn.PasswordStrength(string(weighed[:min(len(weighed), estimated)]), known).Guesses
}

// classes counts which of large letter, small letter, digit and sign occur.
func classes(password string) int {
	var seen [4]bool
	for _, r := range password {
		switch {
		case unicode.IsUpper(r):
			seen[0] = true
		case unicode.IsLetter(r):
			seen[1] = true
		case unicode.IsDigit(r):
			seen[2] = true
		default:
			seen[3] = true
		}
	}
	n := 0
	for _, s := range seen {
		if s {
			n++
		}
	}
	return n
}

// unmarked takes the marks from letters and leaves all else: the words of the
// lists are written without marks.
func unmarked(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == 'đ':
			return 'd'
		case r == 'Đ':
			return 'D'
		case unicode.Is(unicode.Mn, r):
			return -1
		}
		return r
	}, norm.NFD.String(s))
}

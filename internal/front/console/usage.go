package console

import (
	"errors"
	"fmt"
	"regexp"
	"strings"

	"github.com/alecthomas/kong"
)

// usages are what the parser of the command line says, in its words, and the
// sentence that says it in ours. The names of the groups are the placeholders.
var usages = []struct {
	form *regexp.Regexp
	key  string
}{
	{regexp.MustCompile(`^unknown flag (?P<flag>\S+?)(, did you mean .*)?$`), "console.usage.flag"},
	{regexp.MustCompile(`^unexpected argument (?P<word>\S+?)(, did you mean .*)?$`), "console.usage.word"},
	{regexp.MustCompile(`^missing flags: (?P<flags>.*)$`), "console.usage.required"},
	{regexp.MustCompile(`^missing positional arguments (?P<words>.*)$`), "console.usage.argument"},
	{regexp.MustCompile(`^expected "(?P<args><.*)"$`), "console.usage.argument"},
	{regexp.MustCompile(`^expected (one of )?"?(?P<words>.*?)"?$`), "console.usage.command"},
	{regexp.MustCompile(`^(?P<flag>--\S+?)(=\S+)? must be one of (?P<choices>.*) but got "(?P<found>.*)"$`), "console.usage.choice"},
	{regexp.MustCompile(`^(?P<flag>--\S+?)(=\S+)?: (missing value|expected \S+ value).*$`), "console.usage.value"},
	{regexp.MustCompile(`^(?P<flag>--\S+?)(=\S+)?: expected a valid .* but got "(?P<found>.*)"$`), "console.usage.number"},
}

var (
	flagAlone = regexp.MustCompile(`^--[a-z][a-z-]*$`)
	negative  = regexp.MustCompile(`^-[0-9.,]`)
)

// joinNegatives writes --draws -5 as --draws=-5: the parser takes -5 for a flag
// and would say that the value is missing. No flag of ours is a digit.
func joinNegatives(args []string) []string {
	var out []string
	for _, arg := range args {
		if last := len(out) - 1; last >= 0 && flagAlone.MatchString(out[last]) && negative.MatchString(arg) {
			out[last] += "=" + arg
			continue
		}
		out = append(out, arg)
	}
	return out
}

// tellUsage says what is wrong with the command line and where help is.
func (s *session) tellUsage(err error) {
	said := err.Error()
	for _, u := range usages {
		m := u.form.FindStringSubmatch(err.Error())
		if m == nil {
			continue
		}
		var args []any
		for i, name := range u.form.SubexpNames() {
			switch name {
			case "":
			case "args": // <from> <to>, which the help writes FROM TO
				args = append(args, "words", strings.ToUpper(strings.NewReplacer("<", "", ">", "", " ...", "").Replace(m[i])))
			default:
				args = append(args, name, strings.ReplaceAll(m[i], `"`, ""))
			}
		}
		said = s.say(u.key, args...)
		break
	}
	path := ""
	var parse *kong.ParseError
	if errors.As(err, &parse) && parse.Context.Selected() != nil {
		path = " " + pathOf(parse.Context.Selected())
	}
	fmt.Fprint(s.Err, wrapped("✗ "+said, 2, s.errColumns()))
	fmt.Fprintln(s.Err, s.say("console.usage.help", "command", "sansang"+path+" --help"))
}

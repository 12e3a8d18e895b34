package console

import (
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// languageOf finds the language before, or in spite of, a failed parse: help
// and complaints are to be in the language that was asked for.
func languageOf(args []string) text.Lang {
	lang := os.Getenv("SANSANG_LANG")
	for i, arg := range args {
		switch value, ok := strings.CutPrefix(arg, "--lang="); {
		case ok:
			lang = value
		case arg == "--lang" && i+1 < len(args):
			lang = args[i+1]
		}
	}
	if lang == string(text.En) {
		return text.En
	}
	return text.Vi
}

// helpWidth bounds the lines of help: longer ones are hard to read on any
// terminal.
const helpWidth = 96

func (s *session) helpColumns() int {
	if s.OutColumns == 0 {
		return helpWidth
	}
	return max(40, min(helpWidth, s.OutColumns))
}

// help writes the help of the command that was selected, or of the program.
func (s *session) help(k *kong.Context) error {
	node := k.Selected()
	if node == nil {
		node = k.Model.Node
	}
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s\n\n", s.say("console.help.usage"), usageOf(node))
	about := node.Tag.Get("about")
	if node.Parent == nil {
		about = "console.help.about"
	}
	if node.Help != "" {
		b.WriteString(wrapped(s.say(node.Help), 0, s.helpColumns()))
	}
	if about != "" {
		b.WriteString(wrapped(s.say(about), 0, s.helpColumns()))
	}
	if len(node.Positional) > 0 {
		var rows [][2]string
		for _, p := range node.Positional {
			rows = append(rows, [2]string{strings.ToUpper(p.Name), s.say(p.Help)})
		}
		s.helpRows(&b, "console.help.arguments", rows)
	}
	var below [][2]string
	for _, leaf := range node.Leaves(true) {
		if leaf != node {
			below = append(below, [2]string{pathOf(leaf), s.say(leaf.Help)})
		}
	}
	s.helpRows(&b, "console.help.commands", below)
	s.helpRows(&b, "console.help.flags", s.flagRows(node))
	examples := node.Tag.Get("examples")
	if node.Parent == nil {
		examples = "console.help.examples"
	}
	if examples != "" {
		fmt.Fprintf(&b, "\n%s\n", s.say("console.help.exampleHead"))
		for line := range strings.Lines(s.say(examples)) {
			b.WriteString("  " + line)
		}
		b.WriteString("\n")
	}
	if node.Parent == nil {
		fmt.Fprintf(&b, "\n%s\n", s.say("console.help.exitHead"))
		for line := range strings.Lines(s.say("console.help.exits")) {
			b.WriteString("  " + line)
		}
		fmt.Fprintf(&b, "\n\n%s\n", s.say("console.help.other"))
	}
	_, err := fmt.Fprint(s.Out, b.String())
	return err
}

// usageOf is the line to type, with what must be there unbracketed.
func usageOf(node *kong.Node) string {
	parts := []string{pathOf(node)}
	if len(node.Children) > 0 {
		return "sansang " + strings.TrimSpace(parts[0]+" <…> [--…]")
	}
	for _, flag := range flagsOf(node) {
		if flag.Required {
			parts = append(parts, "--"+flag.Name+" "+placeholderOf(flag))
		}
	}
	for _, p := range node.Positional {
		parts = append(parts, strings.ToUpper(p.Name))
	}
	return "sansang " + strings.Join(append(parts, "[--…]"), " ")
}

func pathOf(node *kong.Node) string {
	var names []string
	for ; node != nil && node.Parent != nil; node = node.Parent {
		names = append(names, node.Name)
	}
	slices.Reverse(names)
	return strings.Join(names, " ")
}

func flagsOf(node *kong.Node) (flags []*kong.Flag) {
	for _, group := range node.AllFlags(true) {
		flags = append(flags, group...)
	}
	return flags
}

func (s *session) flagRows(node *kong.Node) (rows [][2]string) {
	for _, flag := range flagsOf(node) {
		name := "--" + flag.Name
		help := flag.Help
		switch {
		case flag.Name == "help":
			name, help = "-h, --help", "console.flag.help"
		case !flag.IsBool():
			name += " " + placeholderOf(flag)
		}
		line := s.say(help)
		if flag.Default != "" && !flag.IsBool() {
			line += " " + s.say("console.help.default", "value", flag.Default)
		}
		rows = append(rows, [2]string{name, line})
	}
	return rows
}

func placeholderOf(flag *kong.Flag) string {
	if flag.PlaceHolder != "" {
		return flag.PlaceHolder
	}
	return strings.ToUpper(strings.ReplaceAll(flag.Name, "-", "_"))
}

// helpRows writes a titled list of names with their meaning.
func (s *session) helpRows(b *strings.Builder, title string, rows [][2]string) {
	if len(rows) == 0 {
		return
	}
	fmt.Fprintf(b, "\n%s\n", s.say(title))
	width := 0
	for _, row := range rows {
		width = max(width, min(30, text.Width(row[0])))
	}
	for _, row := range rows {
		head := "  " + text.PadRight(row[0], width) + "  "
		body := wrapped(row[1], width+4, s.helpColumns())
		if text.Width(row[0]) > width {
			b.WriteString("  " + row[0] + "\n" + strings.Repeat(" ", width+4) + body)
			continue
		}
		b.WriteString(head + body)
	}
}

// wrapped breaks words at a width; lines after the first are indented. Blank
// lines stay. It ends with a line break.
func wrapped(s string, indent, width int) string {
	var b strings.Builder
	for i, paragraph := range strings.Split(strings.TrimRight(s, "\n"), "\n") {
		if i > 0 {
			b.WriteString("\n")
			if paragraph != "" {
				b.WriteString(strings.Repeat(" ", indent))
			}
		}
		b.WriteString(strings.Join(wrapWords(paragraph, width-indent), "\n"+strings.Repeat(" ", indent)))
	}
	return b.String() + "\n"
}

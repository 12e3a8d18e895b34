package mail

import (
	_ "embed"
	"html/template"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Letter is what an act wants sent to one person.
type Letter struct {
	// Template is the beginning of two keys of the catalogue: TEMPLATE.subject, one
	// line, and TEMPLATE.text, paragraphs with an empty line between them.
	Template string
	Args     fault.Args // of both
	// Lines are told under the text, one a line: the agencies of a digest, what is
	// still missing.
	Lines []string
	To    Address
	Lang  text.Lang
	// Page is where the letter leads, "/assessment"; "" for nowhere.
	Page string
	// Series and About are ids of the slice, opaque here, under which it finds the
	// letter in the log: of a round, of an agency.
	Series, About string
	// Once wants no second letter under this key (job.Once); "" for as many as are
	// posted.
	Once string
}

// worded is a letter in words, for its two forms.
type worded struct {
	Lang, Subject, Greeting string
	Paragraphs, Lines       []string
	Open, Link, Automatic   string
}

//go:embed letter.gohtml
var letterHTML string

var letterPage = template.Must(template.New("letter").Parse(letterHTML))

// word puts a letter into words. address is by which browsers reach the program,
// "" when that is not known: the letter then names no page.
func word(words *text.Catalogue, l Letter, address string) (Message, error) {
	args := fault.Args{}
	for name, value := range l.Args {
		if s, ok := value.(string); ok {
			value = oneLine(s)
		}
		args[name] = value
	}
	w := worded{Lang: string(l.Lang), Subject: oneLine(words.Text(l.Lang, l.Template+".subject", args)),
		Greeting:  words.Text(l.Lang, "mail.frame.greetingNobody", nil),
		Automatic: words.Text(l.Lang, "mail.frame.automatic", nil)}
	if name := oneLine(l.To.Name); name != "" {
		w.Greeting = words.Text(l.Lang, "mail.frame.greeting", fault.Args{"name": name})
	}
	for paragraph := range strings.SplitSeq(words.Text(l.Lang, l.Template+".text", args), "\n\n") {
		if paragraph = oneLine(paragraph); paragraph != "" {
			w.Paragraphs = append(w.Paragraphs, paragraph)
		}
	}
	for _, line := range l.Lines {
		w.Lines = append(w.Lines, oneLine(line))
	}
	if address != "" && l.Page != "" {
		w.Link = strings.TrimSuffix(address, "/") + "/" + strings.TrimPrefix(oneLine(l.Page), "/")
		w.Open = words.Text(l.Lang, "mail.frame.open", nil)
	}
	var html strings.Builder
	if err := letterPage.Execute(&html, w); err != nil {
		return Message{}, fault.Wrap(fault.Internal, err, "mail.letter.unmade", nil)
	}
	return Message{To: l.To, Lang: l.Lang, Subject: w.Subject, Text: w.plain(), HTML: html.String()}, nil
}

// plain is the form for those who read text.
func (w *worded) plain() string {
	parts := append([]string{w.Greeting}, w.Paragraphs...)
	if len(w.Lines) > 0 {
		parts = append(parts, "- "+strings.Join(w.Lines, "\n- "))
	}
	if w.Link != "" {
		parts = append(parts, w.Open+":\n"+w.Link)
	}
	// RFC 3676 §4.3: what follows is not the letter.
	return strings.Join(append(parts, "-- \n"+w.Automatic), "\n\n") + "\n"
}

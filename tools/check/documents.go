package main

import (
	"bytes"
	"io/fs"
	"net/url"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// addresses are those a document may name. Each must be known to answer and
// to stay; there is none yet. Examples on the reader's own machine are free.
var addresses []string

var (
	// [text](target) and ![text](target "title"); <img src="target">.
	mdLink  = regexp.MustCompile(`\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)`)
	refLink = regexp.MustCompile(`(?m)^\s{0,3}\[[^\]]+\]:\s+<?(\S+?)>?(?:\s|$)`)
	imgTag  = regexp.MustCompile(`<(?:img|a|source)\b[^>]*\b(?:src|href|srcset)="([^"]+)"`)
	address = regexp.MustCompile(`https?://[^\s)>"'` + "`" + `]+`)
	ownHost = regexp.MustCompile(`^https?://(localhost|127\.0\.0\.1|\[::1\])([:/]|$)`)
	heading = regexp.MustCompile(`^#{1,6}\s+(.+?)\s*#*$`)
	anchor  = regexp.MustCompile(`<a\b[^>]*\b(?:id|name)="([^"]+)"`)
	inline  = regexp.MustCompile("`[^`]*`")
	// Folders where people and build machines keep their checkouts.
	homePath  = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.~$}*-])(/(?:home|Users|root|farm)/[A-Za-z0-9_.-]+|[A-Za-z]:\\Users\\\w+)`)
	buildPath = regexp.MustCompile(`(?:^|[^A-Za-z0-9_.~$}*-])(/(?:work|workspace|builds)/[A-Za-z0-9_.-]*)`)
)

// documents follows the links of every Markdown file and looks through every
// text for paths that only this machine has.
func (c *check) documents(r *report) {
	home, _ := os.UserHomeDir()
	var mine []string
	for _, p := range []string{c.root, home} {
		// A path of one element ("/root", "/src") is also an ordinary word.
		if strings.Count(filepath.ToSlash(p), "/") > 1 {
			mine = append(mine, p)
		}
	}
	for _, p := range c.files {
		data, err := fs.ReadFile(c.fsys, p)
		if err != nil {
			r.fault("%v", err)
			continue
		}
		if !isText(data) {
			continue
		}
		// What tools/assets bundles is the work of others: a path in it names no
		// machine of ours.
		if !strings.HasPrefix(filepath.ToSlash(p), "internal/platform/web/assets/") {
			c.machinePaths(r, p, string(data), mine)
		}
		if path.Ext(p) == ".md" && !inTestdata(p) {
			c.markdown(r, p, string(data))
		}
	}
}

func (c *check) machinePaths(r *report, p, text string, mine []string) {
	n := 0
	for line := range strings.Lines(text) {
		n++
		if m := homePath.FindStringSubmatch(line); m != nil {
			r.fault("%s:%d: a path of one machine: %s", p, n, m[1])
		}
		// In code, such a path may be a page of the program.
		if path.Ext(p) != ".go" && path.Ext(p) != ".templ" {
			if m := buildPath.FindStringSubmatch(line); m != nil {
				r.fault("%s:%d: a path of one machine: %s", p, n, m[1])
			}
		}
		for _, m := range mine {
			if strings.Contains(line, m) {
				r.fault("%s:%d: a path of this machine: %s", p, n, m)
			}
		}
	}
}

func (c *check) markdown(r *report, p, text string) {
	for _, l := range links(text) {
		if strings.HasPrefix(l.to, "mailto:") || address.MatchString(l.to) {
			continue
		}
		c.follow(r, p, l)
	}
	n := 0
	for line := range strings.Lines(text) {
		n++
		for _, a := range address.FindAllString(line, -1) {
			if !ownHost.MatchString(a) && !slices.Contains(addresses, strings.TrimRight(a, ".,;:")) {
				r.fault("%s:%d: the address %s is not among those known to last: name the source instead", p, n, a)
			}
		}
	}
}

// follow checks that a link leads to a file of the repository, or a folder of
// it, and its part after # to a heading.
func (c *check) follow(r *report, from string, l link) {
	to, err := url.PathUnescape(l.to)
	if err != nil {
		r.fault("%s:%d: unreadable link %s", from, l.line, l.to)
		return
	}
	to, part, _ := strings.Cut(to, "#")
	target := from
	switch {
	case strings.HasPrefix(to, "/"):
		r.fault("%s:%d: %s: write links from the document's own folder", from, l.line, l.to)
		return
	case to != "":
		target = path.Join(path.Dir(from), to)
	}
	isFile := slices.Contains(c.files, target)
	isFolder := slices.ContainsFunc(c.files, func(f string) bool { return target == "." || strings.HasPrefix(f, target+"/") })
	if !isFile && !isFolder {
		r.fault("%s:%d: %s leads nowhere", from, l.line, l.to)
		return
	}
	if part == "" || path.Ext(target) != ".md" {
		return
	}
	data, err := fs.ReadFile(c.fsys, target)
	if err != nil {
		r.fault("%v", err)
		return
	}
	if !slices.Contains(anchors(string(data)), part) {
		r.fault("%s:%d: %s has no heading for #%s", from, l.line, target, part)
	}
}

type link struct {
	to   string
	line int
}

// prose blanks fenced code, and inline code too unless fencesOnly, keeping
// line numbers.
func prose(text string, fencesOnly bool) []string {
	var out []string
	fence := ""
	for line := range strings.SplitSeq(text, "\n") {
		mark := strings.TrimLeft(line, " ")
		switch {
		case fence == "" && (strings.HasPrefix(mark, "```") || strings.HasPrefix(mark, "~~~")):
			fence, line = mark[:3], ""
		case fence != "" && strings.HasPrefix(mark, fence):
			fence, line = "", ""
		case fence != "":
			line = ""
		case !fencesOnly:
			line = inline.ReplaceAllString(line, "")
		}
		out = append(out, line)
	}
	return out
}

func links(text string) []link {
	var out []link
	for i, line := range prose(text, false) {
		for _, re := range []*regexp.Regexp{mdLink, refLink, imgTag} {
			for _, m := range re.FindAllStringSubmatch(line, -1) {
				out = append(out, link{m[1], i + 1})
			}
		}
	}
	return out
}

// anchors gives the names under which headings are reached: small letters,
// spaces as hyphens, punctuation dropped, repeated ones numbered; and those
// set by hand.
func anchors(text string) []string {
	var out []string
	seen := map[string]int{}
	for _, line := range prose(text, true) {
		for _, m := range anchor.FindAllStringSubmatch(line, -1) {
			out = append(out, m[1])
		}
		m := heading.FindStringSubmatch(line)
		if m == nil {
			continue
		}
		name := slug(m[1])
		if n := seen[name]; n > 0 {
			out = append(out, name+"-"+string(rune('0'+n)))
		} else {
			out = append(out, name)
		}
		seen[name]++
	}
	return out
}

func slug(title string) string {
	var b bytes.Buffer
	for _, c := range strings.ToLower(title) {
		switch {
		case c == ' ':
			b.WriteByte('-')
		case c == '-' || c == '_' || unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.IsMark(c):
			b.WriteRune(c)
		}
	}
	return b.String()
}

package layout

import (
	"fmt"
	"path"
	"regexp"
	"slices"
	"strings"
)

// MapFile is where the table of folders stands.
const MapFile = "ARCHITECTURE.md"

// Row is one folder of the table.
type Row struct {
	Folder    string // slash-separated; "." is the module root
	Below     bool   // written "folder/…": the folder and all below it
	Kind      string // first word of the kind column
	Traits    []string
	Line      int
	Imports   []string // folders and patterns the package may import, words resolved
	TestAlso  []string // what its tests may import beyond Imports
	rawImport []string
	rawTest   []string
}

// Map is the table of folders and the words it uses.
type Map struct {
	Rows  []*Row
	words map[string][]string
	lines map[string]int
}

var (
	kinds  = []string{"pure", "platform", "slice", "front", "program", "tools", "tests", "data"}
	traits = []string{"context", "sql"}
	ticked = regexp.MustCompile("`([^`]+)`")
)

// ParseMap reads the table of folders (header "folder") and the table of
// words (header "word") from ARCHITECTURE.md. Faults of the text come back
// beside whatever could be read.
func ParseMap(text string) (*Map, []Fault) {
	m := &Map{words: map[string][]string{}, lines: map[string]int{}}
	var faults []Fault
	bad := func(line int, format string, args ...any) {
		faults = append(faults, Fault{RuleTable, MapFile, line, fmt.Sprintf(format, args...)})
	}
	var head []string
	for i, l := range strings.Split(text, "\n") {
		n := i + 1
		cells, ok := tableCells(l)
		switch {
		case !ok:
			head = nil
		case head == nil:
			head = cells
		case strings.Trim(strings.Join(cells, ""), "-: ") == "":
		case head[0] == "folder" || head[0] == "word":
			if len(cells) != len(head) {
				bad(n, "the row has %d cells, its header %d: give every cell, an empty one as –", len(cells), len(head))
				continue
			}
			if head[0] == "word" {
				m.word(cells, n, bad)
			} else {
				m.row(head, cells, n, bad)
			}
		}
	}
	if len(m.Rows) == 0 {
		bad(0, "no table with the header `| folder | kind | holds | may import | its tests also |` found")
	}
	for _, r := range m.Rows {
		r.Imports = m.resolve(r, r.rawImport, bad)
		r.TestAlso = m.resolve(r, r.rawTest, bad)
	}
	return m, append(faults, m.floors()...)
}

// tableCells splits a line of a Markdown table. A pipe inside back quotes is
// text.
func tableCells(line string) ([]string, bool) {
	line = strings.TrimSpace(line)
	if len(line) < 2 || line[0] != '|' || line[len(line)-1] != '|' {
		return nil, false
	}
	var cells []string
	var cell strings.Builder
	quoted := false
	for _, c := range line[1:] {
		switch {
		case c == '|' && !quoted:
			cells = append(cells, strings.TrimSpace(cell.String()))
			cell.Reset()
			continue
		case c == '`':
			quoted = !quoted
		}
		cell.WriteRune(c)
	}
	return cells, true
}

func inTicks(cell string) []string {
	var out []string
	for _, m := range ticked.FindAllStringSubmatch(cell, -1) {
		out = append(out, m[1])
	}
	return out
}

func (m *Map) word(cells []string, line int, bad func(int, string, ...any)) {
	name := inTicks(cells[0])
	if len(name) != 1 {
		bad(line, "a word stands alone in back quotes, found %q", cells[0])
		return
	}
	if _, twice := m.words[name[0]]; twice {
		bad(line, "the word %q is explained twice", name[0])
	}
	m.words[name[0]] = inTicks(cells[1])
	m.lines[name[0]] = line
}

func (m *Map) row(head, cells []string, line int, bad func(int, string, ...any)) {
	name := inTicks(cells[0])
	if len(name) != 1 {
		bad(line, "a folder stands alone in back quotes, found %q", cells[0])
		return
	}
	r := &Row{Line: line}
	r.Folder, r.Below = strings.CutSuffix(name[0], "/…")
	if path.Clean(r.Folder) != r.Folder || strings.HasPrefix(r.Folder, "/") {
		bad(line, "write the folder %q plainly, from the module root", name[0])
	}
	if slices.ContainsFunc(m.Rows, func(o *Row) bool { return o.Folder == r.Folder }) {
		bad(line, "the folder %q has two rows", r.Folder)
	}
	for i, h := range head {
		switch h {
		case "kind":
			words := strings.Split(cells[i], ",")
			for j := range words {
				words[j] = strings.TrimSpace(words[j])
			}
			r.Kind, r.Traits = words[0], words[1:]
		case "may import":
			r.rawImport = inTicks(cells[i])
		case "its tests also":
			r.rawTest = inTicks(cells[i])
		}
	}
	if !slices.Contains(kinds, r.Kind) {
		bad(line, "%q is no kind of folder: one of %s", r.Kind, strings.Join(kinds, ", "))
	}
	for _, t := range r.Traits {
		if !slices.Contains(traits, t) {
			bad(line, "%q is no mark of a kind: one of %s", t, strings.Join(traits, ", "))
		}
	}
	m.Rows = append(m.Rows, r)
}

// resolve turns the names of a cell into folders ("internal/app") and
// patterns ("internal/front/…"). A name is a word, a folder's path, or the
// last word of one folder's path.
func (m *Map) resolve(r *Row, names []string, bad func(int, string, ...any)) []string {
	var out []string
	open := map[string]bool{}
	var add func(name string, line int)
	add = func(name string, line int) {
		if open[name] {
			bad(line, "the word %q explains itself", name)
			return
		}
		if parts, ok := m.words[name]; ok {
			open[name] = true
			for _, p := range parts {
				add(p, m.lines[name])
			}
			open[name] = false
			return
		}
		if prefix, below := strings.CutSuffix(name, "/…"); below {
			if !slices.ContainsFunc(m.Rows, func(o *Row) bool {
				return o.Folder == prefix || strings.HasPrefix(o.Folder, prefix+"/")
			}) {
				bad(line, "%q: no folder of the table lies there", name)
			}
			out = append(out, name)
			return
		}
		var found []string
		for _, o := range m.Rows {
			if o.Folder == name {
				found = []string{o.Folder}
				break
			}
			if path.Base(o.Folder) == name {
				found = append(found, o.Folder)
			}
		}
		switch len(found) {
		case 1:
			out = append(out, found[0])
		case 0:
			bad(line, "%q is neither a folder of the table nor a word of it", name)
		default:
			bad(line, "%q could be %s: write the path", name, strings.Join(found, " or "))
		}
	}
	for _, n := range names {
		add(n, r.Line)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// Find gives the row of a folder: its own, else the nearest "…" row above it.
func (m *Map) Find(folder string) *Row {
	var best *Row
	for _, r := range m.Rows {
		if r.Folder == folder {
			return r
		}
		if r.Below && strings.HasPrefix(folder, r.Folder+"/") && (best == nil || len(r.Folder) > len(best.Folder)) {
			best = r
		}
	}
	return best
}

// Has reports whether the row carries a mark such as "sql".
func (r *Row) Has(trait string) bool { return slices.Contains(r.Traits, trait) }

// matches reports whether a resolved name covers a folder.
func matches(name, folder string) bool {
	if prefix, below := strings.CutSuffix(name, "/…"); below {
		return folder == prefix || strings.HasPrefix(folder, prefix+"/")
	}
	return name == folder
}

// allows reports whether the resolved names cover a folder.
func allows(names []string, folder string) bool {
	return slices.ContainsFunc(names, func(n string) bool { return matches(n, folder) })
}

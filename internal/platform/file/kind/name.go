package kind

import (
	"path"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mostNameBytes is what file systems take (POSIX NAME_MAX of ext4, NTFS in UTF-16).
const mostNameBytes = 255

// reserved are names that Windows takes for devices, whatever their extension
// (Microsoft, "Naming Files, Paths, and Namespaces").
var reserved = []string{"con", "prn", "aux", "nul",
	"com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9",
	"lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9"}

// separators are characters that are, or look like, those between folders.
const separators = "/\\\u2044\u2215\u29f5\u29f8\u29f9\ufe68\uff0f\uff3c"

// CheckName refuses a name that some system would read as another than people
// see: every reason at once, or nil. Nothing here becomes part of a path; the
// name is shown, and is given back with the file.
func CheckName(name string) error {
	var list fault.List
	add := func(key string, args fault.Args) {
		list.Add(fault.New(fault.Invalid, key, args).WithFound(quoted(name)).WithHint("kind.name.hint"))
	}
	stem, _, _ := strings.Cut(name, ".")
	lower := strings.ToLower(name)
	switch {
	case strings.Trim(name, " .") == "":
		add("kind.name.empty", nil)
		return list.Err()
	case len(name) > mostNameBytes:
		add("kind.name.long", fault.Args{"limit": mostNameBytes})
		return list.Err()
	case !utf8.ValidString(name):
		add("kind.name.coding", nil)
		return list.Err()
	}
	if strings.ContainsFunc(name, hidden) {
		add("kind.name.hidden", nil)
	}
	if strings.ContainsAny(name, separators) || strings.Contains(name, "..") ||
		strings.Contains(lower, "%2f") || strings.Contains(lower, "%5c") || strings.Contains(lower, "%2e") || strings.Contains(lower, "%00") {
		add("kind.name.folder", nil)
	}
	if strings.ContainsAny(name, `<>:"|?*`) || strings.HasSuffix(name, ".") || strings.HasSuffix(name, " ") || strings.HasPrefix(name, ".") || strings.HasPrefix(name, " ") {
		add("kind.name.sign", nil)
	}
	if slices.Contains(reserved, strings.ToLower(strings.TrimSpace(stem))) {
		add("kind.name.reserved", fault.Args{"word": stem})
	}
	if parts := strings.Split(lower, "."); len(parts) > 2 {
		for _, part := range parts[1 : len(parts)-1] {
			if slices.Contains(running, strings.TrimSpace(part)) {
				add("kind.name.double", fault.Args{"word": "." + part})
				break
			}
		}
	}
	return list.Err()
}

// hidden tells of characters that people do not see and that change what they
// see: control characters, marks of direction, characters without width. A
// joiner has no use in Vietnamese.
func hidden(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
}

// showable tells whether a name can stand in a sentence as it is.
func showable(name string) bool {
	return name != "" && len(name) <= mostNameBytes && utf8.ValidString(name) && !strings.ContainsFunc(name, hidden)
}

// quoted shows a name with what is hidden in it made visible.
func quoted(name string) string {
	if showable(name) {
		return name
	}
	if len(name) > 100 {
		name = name[:100] + "…"
	}
	q := strconv.QuoteToGraphic(name)
	return strings.Map(func(r rune) rune {
		if hidden(r) {
			return '\u00b7'
		}
		return r
	}, q[1:len(q)-1])
}

// typeOf reads the extension; the fault says what to send instead.
func typeOf(name string) (Type, error) {
	ext := strings.ToLower(strings.TrimPrefix(path.Ext(strings.TrimRight(name, " .")), "."))
	switch t := Type(ext); t {
	case PDF, PNG, JPEG, WebP, DOCX, XLSX, PPTX, ODT, ODS, TXT, CSV:
		return t, nil
	case "jpeg":
		return JPEG, nil
	case "":
		return "", fault.New(fault.Invalid, "kind.type.none", nil).WithExpected("kind.type.taken")
	}
	for _, g := range refused {
		if slices.Contains(g.extensions, ext) {
			return "", fault.New(fault.Invalid, g.key, fault.Args{"type": ext}).WithExpected("kind.type.taken").WithHint(g.hint)
		}
	}
	return "", fault.New(fault.Invalid, "kind.type.other", fault.Args{"type": ext}).WithExpected("kind.type.taken")
}

// running are extensions of what runs, when opened or on a server, and so have no
// place before another one in a name.
var running = []string{"exe", "scr", "pif", "bat", "cmd", "msi", "msp", "ps1", "vbs", "vbe", "js", "jse", "mjs", "wsf", "wsh", "hta", "jar", "lnk", "cpl", "dll",
	"sh", "py", "php", "phtml", "asp", "aspx", "jsp", "cgi", "pl", "html", "htm", "xhtml", "shtml", "svg", "svgz", "mht", "mhtml", "swf", "reg", "iso", "img",
	"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"}

// refused are extensions that people have reason to try, each with what helps.
var refused = []struct {
	key, hint  string
	extensions []string
}{
	{"kind.type.macro", "kind.type.macroHint", []string{"docm", "dotm", "xlsm", "xltm", "xlam", "xlsb", "pptm", "potm", "ppsm", "ppam"}},
	{"kind.type.old", "kind.type.oldHint", []string{"doc", "xls", "ppt", "dot", "xlt", "pps", "rtf", "odp"}},
	{"kind.type.archive", "kind.type.archiveHint", []string{"zip", "rar", "7z", "gz", "tar", "tgz", "bz2", "xz", "zst", "iso"}},
	{"kind.type.picture", "kind.type.pictureHint", []string{"heic", "heif", "gif", "bmp", "tif", "tiff", "avif", "jfif"}},
	{"kind.type.page", "kind.type.pageHint", []string{"svg", "svgz", "html", "htm", "xhtml", "mht", "mhtml", "xml"}},
	{"kind.type.program", "", running},
}

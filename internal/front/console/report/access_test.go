package report

import (
	"encoding/xml"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// inspect walks the elements of a page.
func inspect(n *html.Node, visit func(*html.Node)) {
	if n.Type == html.ElementNode {
		visit(n)
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		inspect(c, visit)
	}
}

func attr(n *html.Node, key string) string {
	for _, a := range n.Attr {
		if a.Key == key {
			return a.Val
		}
	}
	return ""
}

func within(n *html.Node, tag string) *html.Node {
	for ; n != nil; n = n.Parent {
		if n.Type == html.ElementNode && n.Data == tag {
			return n
		}
	}
	return nil
}

func wordsIn(n *html.Node) string {
	if n.Type == html.TextNode {
		return n.Data
	}
	var b strings.Builder
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		b.WriteString(wordsIn(c))
	}
	return b.String()
}

// TestPagesStandAloneAndAreAccessible holds every file to what the package
// promises: nothing from elsewhere and no script, text escaped, one title, no
// heading skipped, links that lead somewhere, tables with captions and heads,
// every drawing beside its figures or with words in place of it.
func TestPagesStandAloneAndAreAccessible(t *testing.T) {
	for name, r := range every() {
		s := written(t, r)
		if *lookInto != "" {
			if err := os.WriteFile(filepath.Join(*lookInto, name+".html"), []byte(s), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		for _, bad := range []string{"http:", "https:", "//", "<script", "</script", "url(", "@import", " src=", "NaN", "ZgotmplZ", "%!", "<no value>", "<nil>"} {
			if strings.Contains(s, bad) {
				t.Errorf("%s: the file contains %q", name, bad)
			}
		}
		if strings.Count(s, "</style>") != 1 {
			t.Errorf("%s: text ended the style sheet", name)
		}
		doc, err := html.Parse(strings.NewReader(s))
		if err != nil {
			t.Fatal(err)
		}
		ids, links := map[string]bool{}, map[string]bool{}
		heading := 0
		inspect(doc, func(n *html.Node) {
			if id := attr(n, "id"); id != "" {
				if ids[id] {
					t.Errorf("%s: two elements are %q", name, id)
				}
				ids[id] = true
			}
			switch n.Data {
			case "html":
				if attr(n, "lang") != r.Lang {
					t.Errorf("%s: lang=%q", name, attr(n, "lang"))
				}
			case "h1", "h2", "h3", "h4":
				level := int(n.Data[1] - '0')
				if level > heading+1 || level == 1 && heading > 0 {
					t.Errorf("%s: h%d after h%d: %s", name, level, heading, wordsIn(n))
				}
				heading = level
				if level == 2 && !strings.HasSuffix(strings.TrimSpace(wordsIn(n)), "?") {
					t.Errorf("%s: a part without its question: %s", name, wordsIn(n))
				}
			case "a":
				links[strings.TrimPrefix(attr(n, "href"), "#")] = true
			case "table":
				if n.FirstChild == nil || n.FirstChild.Data != "caption" || strings.TrimSpace(wordsIn(n.FirstChild)) == "" {
					t.Errorf("%s: a table without a caption: %.60s", name, wordsIn(n))
				}
			case "th":
				if attr(n, "scope") == "" || strings.TrimSpace(wordsIn(n)) == "" {
					t.Errorf("%s: a head of a table without scope or words: %q", name, wordsIn(n))
				}
			case "svg":
				hidden, label := attr(n, "aria-hidden") == "true", attr(n, "aria-label")
				if hidden == (label != "") || hidden && within(n, "table") == nil {
					t.Errorf("%s: a drawing that has neither figures beside it nor words in place of it", name)
				}
			}
			if attr(n, "role") == "img" && attr(n, "aria-label") == "" {
				t.Errorf("%s: a picture without words", name)
			}
		})
		for id := range links {
			if !ids[id] {
				t.Errorf("%s: a link leads to %q, which is not there", name, id)
			}
		}
		for _, d := range regexp.MustCompile(`(?s)<svg.*?</svg>`).FindAllString(s, -1) {
			if err := xml.Unmarshal([]byte(d), new(struct{ XMLName xml.Name })); err != nil {
				t.Errorf("%s: not well formed: %v: %.120s", name, err, d)
			}
		}
	}
}

// TestLevelsSpeakWithoutColour: wherever a level is, its word is, too.
func TestLevelsSpeakWithoutColour(t *testing.T) {
	doc, err := html.Parse(strings.NewReader(written(t, province("vi"))))
	if err != nil {
		t.Fatal(err)
	}
	colour := regexp.MustCompile(`(^| )l[0-4]( |$)`)
	seen := 0
	inspect(doc, func(n *html.Node) {
		if colour.MatchString(attr(n, "class")) {
			seen++
			said := wordsIn(n) + attr(n, "aria-label")
			if !strings.Contains(said, "Tốt") && !strings.Contains(said, "Khá") && !strings.Contains(said, "Trung bình") {
				t.Errorf("a level without its word: %q", said)
			}
			if !strings.ContainsAny(wordsIn(n), "●▲■") {
				t.Errorf("a level without its shape: %q", said)
			}
		}
	})
	if seen < 27 {
		t.Errorf("%d levels seen", seen)
	}
}

// luminance and contrast are those of WCAG 2.2.
func luminance(hex string) float64 {
	if len(hex) == 3 {
		hex = string([]byte{hex[0], hex[0], hex[1], hex[1], hex[2], hex[2]})
	}
	l := 0.0
	for i, w := range []float64{0.2126, 0.7152, 0.0722} {
		n, _ := strconv.ParseUint(hex[2*i:2*i+2], 16, 8)
		c := float64(n) / 255
		if c <= 0.04045 {
			c /= 12.92
		} else {
			c = math.Pow((c+0.055)/1.055, 2.4)
		}
		l += w * c
	}
	return l
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (math.Max(x, y) + 0.05) / (math.Min(x, y) + 0.05)
}

// TestContrast: text on every ground that text stands on, at least 4.5 : 1
// (WCAG 2.2, 1.4.3), and the heat must grow darker step by step in grey print.
func TestContrast(t *testing.T) {
	find := func(re string) string {
		m := regexp.MustCompile(re).FindStringSubmatch(style)
		if m == nil {
			t.Fatalf("the style sheet has no %s", re)
		}
		return m[1]
	}
	ink, soft := find(`--ink:#([0-9a-f]+)`), find(`--soft:#([0-9a-f]+)`)
	hold := func(what, text, ground string) {
		if c := contrast(text, ground); c < 4.5 {
			t.Errorf("%s: %s on %s is %.2f : 1", what, text, ground, c)
		}
	}
	hold("soft on white", soft, "ffffff")
	hold("link on white", find(`--blue:#([0-9a-f]+)`), "ffffff")
	hold("soft on empty cells", soft, find(`\.h-none\{background:#([0-9a-f]+)`))
	hold("notice", find(`\.notice\{[^}]*[^-]color:#([0-9a-f]+)`), find(`\.notice\{[^}]*background:#([0-9a-f]+)`))
	last := 2.0
	for i := range 10 {
		ground := find(fmt.Sprintf(`\.h%d\{background:#([0-9a-f]+)`, i))
		hold("heat", ink, ground)
		if l := luminance(ground); l >= last {
			t.Errorf("heat step %d is not darker than the one before", i)
		} else {
			last = l
		}
	}
	for _, side := range []string{"pos", "neg"} {
		for i := range 5 {
			hold(side, ink, find(fmt.Sprintf(`\.%s%d\{background:#([0-9a-f]+)`, side, i)))
		}
	}
	for i := range len(shapes) {
		hold("level", find(fmt.Sprintf(`\.l%d\{color:#([0-9a-f]+)`, i)), "ffffff")
		text := ink
		if i == 0 {
			text = "ffffff"
		}
		hold("stack", text, find(fmt.Sprintf(`\.s%d\{fill:#([0-9a-f]+)`, i)))
	}
}

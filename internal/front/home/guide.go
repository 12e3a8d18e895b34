package home

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net/http"
	"regexp"
	"strings"

	"github.com/a-h/templ"
	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	table "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// guidePrefix begins the names of the guides for people at their desks; all
// other pages of the folder are for who runs or checks the program.
const guidePrefix = "guide-"

// markdown renders what is embedded. HTML in it is not passed on.
var markdown = goldmark.New(
	goldmark.WithExtensions(extension.Table, extension.Strikethrough),
	goldmark.WithParserOptions(parser.WithAutoHeadingID(), parser.WithASTTransformers(util.Prioritized(guideLinks{}, 100))),
)

// guideLinks leads from guide to guide by the addresses of this site, and makes
// tables, which scroll in their own box, reachable by the keyboard.
type guideLinks struct{}

var guideName = regexp.MustCompile(`^([a-z0-9-]+)\.md(#.*)?$`)

// Transform changes the links of one guide.
func (guideLinks) Transform(doc *ast.Document, _ text.Reader, _ parser.Context) {
	_ = ast.Walk(doc, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if link, ok := n.(*ast.Link); ok && entering {
			if m := guideName.FindSubmatch(link.Destination); m != nil {
				link.Destination = []byte("/guides/" + string(m[1]) + string(m[2]))
			}
		}
		if n.Kind() == table.KindTable && entering {
			n.SetAttributeString("tabindex", []byte("0"))
		}
		return ast.WalkContinue, nil
	})
}

// titled splits a guide into its title, which the page shows, and the rest.
func titled(data []byte) (title string, rest []byte) {
	first, rest, _ := bytes.Cut(data, []byte("\n"))
	return strings.TrimSpace(strings.TrimPrefix(string(first), "# ")), rest
}

// guides lists what there is to read.
func (p *Pages) guides(w http.ResponseWriter, r *http.Request) error {
	names, err := fs.Glob(p.Guides, "*.md")
	if err != nil {
		return err
	}
	ctx := r.Context()
	list := func(key string, wanted bool) web.Table {
		t := web.Table{Caption: web.Say(ctx, key), Columns: []web.Column{{Title: web.Say(ctx, "home.guide.name")}}}
		for _, name := range names {
			if strings.HasPrefix(name, guidePrefix) != wanted || name == "README.md" {
				continue
			}
			data, err := fs.ReadFile(p.Guides, name)
			if err != nil {
				continue
			}
			title, _ := titled(data)
			t.Rows = append(t.Rows, web.Row{Cells: []web.Cell{{Text: title, Href: "/guides/" + strings.TrimSuffix(name, ".md")}}})
		}
		return t
	}
	return p.Site.Show(w, r, web.Page{Title: web.Say(ctx, "home.guide.title"), Lead: web.Say(ctx, "home.guide.lead")},
		templ.Join(list("home.guide.people", true), list("home.guide.technical", false)))
}

// guide shows one.
func (p *Pages) guide(w http.ResponseWriter, r *http.Request) error {
	data, err := fs.ReadFile(p.Guides, r.PathValue("name")+".md")
	if err != nil {
		return fault.New(fault.Missing, "home.guide.none", nil)
	}
	title, rest := titled(data)
	var b bytes.Buffer
	if err := markdown.Convert(rest, &b); err != nil {
		return err
	}
	ctx := r.Context()
	return p.Site.Show(w, r, web.Page{Title: title, Crumbs: []web.Link{{Text: web.Say(ctx, "home.guide.title"), Href: "/guides"}}},
		templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
			_, err := io.WriteString(w, `<div class="guide">`+b.String()+`</div>`)
			return err
		}))
}

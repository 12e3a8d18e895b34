package web

import "github.com/a-h/templ"

// Chrome is the frame around a page, of plain values that app hands in: words
// in the language of the request, addresses of this site.
type Chrome struct {
	Product string // "Sansang"
	Owner   string // who runs it, under the product's name: "Tỉnh …"
	Home    string // address of the brand, "/" when ""

	Wings   []Wing // the navigation, in order
	Context []Fact // what everything on the page belongs to: round, "as of" date
	Search  string // address that answers ?q=…; "" shows no search
	Person  *Person
	Guide   *Link  // the guide of who is there
	Version string // of the program, at the foot

	// Bare leaves out navigation and search: sign-in, first run, faults.
	Bare bool

	back string // where the language switch leads back to
}

// Wing is one part of the navigation.
type Wing struct {
	Name  string
	Links []Link
}

// Link is an address with its words.
type Link struct {
	Text, Href string
	Current    bool
	Count      string // what waits there, "" for nothing
}

// Person is who is signed in.
type Person struct {
	Name, Role string
	Links      []Link
	SignOut    string // address that a form posts to
}

// Fact is a name with a value: in the top bar and in Facts.
type Fact struct {
	Name, Text, Href string
	Part             templ.Component // instead of Text
}

// Page is what a handler says about its page.
type Page struct {
	Title    string
	Lead     string // one sentence under the title
	Crumbs   []Link // from the top, without the page itself
	Messages []Message
	Acts     templ.Component // buttons beside the title; at most one primary
	Charts   bool            // load ECharts
	Grid     bool            // load Tabulator
	Keep     bool            // load what keeps the answers of a form one by one
	Scripts  []string        // bundled scripts that this page alone needs: "pdf.js", "upload.js"
}

func (c Chrome) home() string {
	if c.Home == "" {
		return "/"
	}
	return c.Home
}

func (c Chrome) titleOf(p Page) string {
	switch {
	case c.Product == "":
		return p.Title
	case p.Title == "":
		return c.Product
	}
	return p.Title + " · " + c.Product
}

func current(l Link) templ.Attributes {
	if l.Current {
		return templ.Attributes{"aria-current": "page"}
	}
	return nil
}

package kind

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// mainParts are the content types of the part that makes a container a document
// (ECMA-376 part 1 §11.3, §12.3, §13.3).
var mainParts = map[Type]string{
	DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
	XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml",
	PPTX: "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml",
}

type contentTypes struct {
	Default []struct {
		Extension   string `xml:",attr"`
		ContentType string `xml:",attr"`
	}
	Override []struct {
		PartName    string `xml:",attr"`
		ContentType string `xml:",attr"`
	}
}

func (t *contentTypes) of(part string) string {
	for _, o := range t.Override {
		if strings.EqualFold(strings.TrimPrefix(o.PartName, "/"), part) {
			return o.ContentType
		}
	}
	for _, d := range t.Default {
		if strings.EqualFold(d.Extension, strings.TrimPrefix(path.Ext(part), ".")) {
			return d.ContentType
		}
	}
	return ""
}

type relations struct {
	Relationship []struct {
		Type       string `xml:",attr"`
		Target     string `xml:",attr"`
		TargetMode string `xml:",attr"`
	}
}

// office checks a document of ECMA-376: the main part that its relations name
// has the content type of its extension, and nothing in it runs or is fetched.
func (f *source) office(t Type) error {
	c, err := f.container(t)
	if err != nil {
		return err
	}
	var types contentTypes
	if err := c.understand("[Content_Types].xml", &types); err != nil {
		if c.has("mimetype") {
			return differs(t, "odt")
		}
		return err
	}
	if c.runs(&types) {
		return fault.New(fault.Invalid, "kind.type.macro", fault.Args{"type": string(t)}).WithHint("kind.type.macroHint")
	}
	var top relations
	if err := c.understand("_rels/.rels", &top); err != nil {
		return err
	}
	main := ""
	for _, r := range top.Relationship {
		if strings.HasSuffix(r.Type, "/officeDocument") {
			main = strings.TrimPrefix(r.Target, "/")
		}
	}
	if main == "" || !c.has(main) {
		return broken(t, errors.New("no main part"))
	}
	if kind := types.of(main); kind != mainParts[t] {
		for other, want := range mainParts {
			if kind == want {
				return differs(t, string(other))
			}
		}
		return broken(t, errors.New("main part of another kind"))
	}
	return c.fetches()
}

// runs looks for programs: of Visual Basic, and the macro sheets of Excel 4.
func (c *container) runs(types *contentTypes) bool {
	active := func(kind string) bool {
		kind = strings.ToLower(kind)
		return strings.Contains(kind, "macroenabled") || strings.Contains(kind, "vbaproject") || strings.Contains(kind, "macrosheet") || strings.Contains(kind, "activex")
	}
	for _, d := range types.Default {
		// Word declares the extension bin of printer settings and embedded
		// objects so, too; only a member makes it a program.
		if active(d.ContentType) && !strings.EqualFold(d.Extension, "bin") {
			return true
		}
	}
	for _, o := range types.Override {
		if active(o.ContentType) {
			return true
		}
	}
	for name := range c.members {
		if strings.HasSuffix(name, "vbaproject.bin") || strings.HasSuffix(name, "vbadata.xml") || strings.Contains(name, "/macrosheets/") || strings.Contains(name, "/activex/") {
			return true
		}
	}
	return false
}

// fetches looks for what a program would get from elsewhere when it opens the
// document and run or embed: a template, an object, a frame.
func (c *container) fetches() error {
	for name := range c.members {
		if !strings.HasSuffix(name, ".rels") {
			continue
		}
		var r relations
		if err := c.understand(name, &r); err != nil {
			return err
		}
		for _, one := range r.Relationship {
			kind := one.Type[strings.LastIndex(one.Type, "/")+1:]
			target := strings.ToLower(strings.TrimSpace(one.Target))
			far := strings.HasPrefix(target, "http:") || strings.HasPrefix(target, "https:") || strings.HasPrefix(target, "ftp:") ||
				strings.HasPrefix(target, `\\`) || strings.HasPrefix(target, "//") || strings.HasPrefix(target, "file://///") || strings.HasPrefix(target, `file:///\\`)
			if strings.EqualFold(one.TargetMode, "External") && far && (kind == "attachedTemplate" || kind == "oleObject" || kind == "frame" || kind == "subDocument") {
				return fault.New(fault.Invalid, "kind.office.fetches", nil).WithFound(quoted(one.Target)).WithHint("kind.office.fetchesHint")
			}
		}
	}
	return nil
}

// understand reads a member of XML. A declaration of entities or of a document
// type is refused before it is read.
func (c *container) understand(name string, into any) error {
	b, err := c.read(name)
	if err != nil {
		return err
	}
	if b == nil {
		return broken(c.t, errors.New("no member "+name))
	}
	if bytes.Contains(b, []byte("<!DOCTYPE")) || bytes.Contains(b, []byte("<!ENTITY")) {
		return broken(c.t, errors.New("document type in "+quoted(name)))
	}
	d := xml.NewDecoder(bytes.NewReader(b))
	d.CharsetReader = func(string, io.Reader) (io.Reader, error) { return nil, errors.New("coding") }
	if err := d.Decode(into); err != nil {
		return broken(c.t, errors.New("member "+quoted(name)+" is no XML"))
	}
	return nil
}

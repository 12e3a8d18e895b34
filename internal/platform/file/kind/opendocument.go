package kind

import (
	"archive/zip"
	"errors"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// The media types of OpenDocument (OASIS OpenDocument 1.3 part 3, appendix).
const (
	odfText  = "application/vnd.oasis.opendocument.text"
	odfSheet = "application/vnd.oasis.opendocument.spreadsheet"
)

type manifest struct {
	Entry []struct {
		Path      string    `xml:"full-path,attr"`
		Encrypted *struct{} `xml:"encryption-data"`
	} `xml:"file-entry"`
}

// openDocument checks a document of OpenDocument: its first member names its
// kind, the manifest has its content, and nothing in it runs.
func (f *source) openDocument(t Type) error {
	c, err := f.container(t)
	if err != nil {
		return err
	}
	if c.has("[Content_Types].xml") {
		return differs(t, "docx")
	}
	if len(c.order) == 0 || c.order[0].Name != "mimetype" || c.order[0].Method != zip.Store {
		return broken(t, errors.New("no kind"))
	}
	kind, err := c.read("mimetype")
	if err != nil {
		return err
	}
	if string(kind) != t.Media() {
		switch string(kind) {
		case odfText:
			return differs(t, string(ODT))
		case odfSheet:
			return differs(t, string(ODS))
		}
		return broken(t, errors.New("another kind"))
	}
	var m manifest
	if err := c.understand("META-INF/manifest.xml", &m); err != nil {
		return err
	}
	for _, e := range m.Entry {
		if e.Encrypted != nil {
			return fault.New(fault.Invalid, "kind.office.locked", nil)
		}
	}
	if !c.has("content.xml") {
		return broken(t, errors.New("no content"))
	}
	for name := range c.members {
		// The indexes of libraries are there without any macro, too.
		index := strings.HasSuffix(name, "/script-lc.xml") || strings.HasSuffix(name, "/script-lb.xml") || strings.HasSuffix(name, "/")
		if (strings.HasPrefix(name, "basic/") || strings.HasPrefix(name, "scripts/")) && !index {
			return fault.New(fault.Invalid, "kind.type.macro", fault.Args{"type": string(t)}).WithHint("kind.type.macroHint")
		}
	}
	return nil
}

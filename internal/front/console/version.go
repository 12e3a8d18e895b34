package console

import (
	"encoding/json"
	"fmt"
)

// versionCommand says which program this is.
type versionCommand struct {
	Format string `enum:"text,json" default:"text" placeholder:"text|json" help:"console.version.format"`
}

// Run prints one fact a line, or JSON.
func (c *versionCommand) Run(s *session) error {
	if c.Format == formatJSON {
		return s.writeJSON(s.Build)
	}
	_, err := fmt.Fprint(s.Out, s.Build)
	return err
}

// writeJSON writes a value to the standard output, indented for the eye.
func (s *session) writeJSON(value any) error {
	e := json.NewEncoder(s.Out)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(value)
}

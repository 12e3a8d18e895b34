package console

import "fmt"

// Wanted says which records of the audit log are wanted; what is empty takes all.
type Wanted struct{ Person, Agency, Object, Act, From, To string }

// auditCommands are about the audit log.
type auditCommands struct {
	Export exportAuditCommand `cmd:"" help:"console.exportAudit.help" about:"console.exportAudit.about" examples:"console.exportAudit.examples"`
}

type exportAuditCommand struct {
	configuring
	Person string `placeholder:"ID" help:"console.exportAudit.person"`
	Agency string `placeholder:"CODE" help:"console.exportAudit.agency"`
	Object string `placeholder:"NOUN:ID" help:"console.exportAudit.object"`
	Act    string `placeholder:"ACT" help:"console.exportAudit.act"`
	From   string `placeholder:"DD/MM/YYYY" help:"console.exportAudit.from"`
	To     string `placeholder:"DD/MM/YYYY" help:"console.exportAudit.to"`
}

// Run writes the records to the standard output.
func (c *exportAuditCommand) Run(s *session) error {
	n, err := s.ExportAudit(s.ctx, c.configuration(), Wanted{c.Person, c.Agency, c.Object, c.Act, c.From, c.To}, s.Out)
	if err != nil {
		return err
	}
	fmt.Fprintln(s.Err, s.say("console.exportAudit.done", "count", n))
	return nil
}

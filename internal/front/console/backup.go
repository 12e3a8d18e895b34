package console

import (
	"fmt"
	"time"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Saved says what a backup holds.
type Saved struct {
	File      string    `json:"file"`
	Origin    string    `json:"origin,omitempty"` // code of the province
	Product   string    `json:"product"`
	Engine    string    `json:"engine"`
	Taken     time.Time `json:"taken"`
	Tables    int       `json:"tables"`
	Rows      int64     `json:"rows"`
	Files     int       `json:"files"`
	FileBytes int64     `json:"file_bytes"`
	Bytes     int64     `json:"bytes"` // of the backup
}

// Looked says what a look at the audit log went over.
type Looked struct {
	Records     int64  `json:"records"`
	Waiting     int64  `json:"waiting"`
	Checkpoints int    `json:"checkpoints"`
	Root        string `json:"root"`
}

// Verified says what a verification of a backup went over.
type Verified struct {
	Saved
	Log     Looked `json:"log"`
	Later   int    `json:"later_checkpoints"` // taken after the backup, not compared
	Keyless bool   `json:"keyless"`           // nothing that is signed was looked at
	Keys    string `json:"-"`                 // folder in which the keys were looked for
}

// backupCommand saves everything of an installation into one file.
type backupCommand struct {
	configuring
	To     string `placeholder:"FILE" help:"console.backup.to"`
	Format string `enum:"text,json" default:"text" placeholder:"text|json" help:"console.doctor.format"`
}

// Run saves.
func (c *backupCommand) Run(s *session) error {
	saved, err := s.Backup(s.ctx, c.configuration(), c.To)
	if err != nil {
		return err
	}
	return s.tellSaved(saved, "console.backup.done", c.Format, "console.backup.keys")
}

// restoreCommand brings a backup back into an empty installation.
type restoreCommand struct {
	configuring
	File   string `arg:"" help:"console.backup.file"`
	Format string `enum:"text,json" default:"text" placeholder:"text|json" help:"console.doctor.format"`
}

// Run restores.
func (c *restoreCommand) Run(s *session) error {
	saved, err := s.Restore(s.ctx, c.configuration(), c.File)
	if err != nil {
		return err
	}
	return s.tellSaved(saved, "console.restore.done", c.Format, "console.restore.keys")
}

// verifyCommands prove that what was kept is whole.
type verifyCommands struct {
	Backup  verifyBackupCommand  `cmd:"" help:"console.verifyBackup.help" about:"console.verifyBackup.about" examples:"console.verifyBackup.examples"`
	Audit   verifyAuditCommand   `cmd:"" help:"console.verifyAudit.help" about:"console.verifyAudit.about" examples:"console.verifyAudit.examples"`
	Receipt verifyReceiptCommand `cmd:"" help:"console.verifyReceipt.help" about:"console.verifyReceipt.about" examples:"console.verifyReceipt.examples"`
}

type verifyBackupCommand struct {
	configuring
	File       string   `arg:"" help:"console.backup.file"`
	Checkpoint []string `placeholder:"FILE" help:"console.verifyBackup.checkpoint"`
	Format     string   `enum:"text,json" default:"text" placeholder:"text|json" help:"console.doctor.format"`
}

// Run restores into a scratch database and compares.
func (c *verifyBackupCommand) Run(s *session) error {
	v, err := s.VerifyBackup(s.ctx, c.configuration(), c.File, c.Checkpoint)
	if err != nil {
		return err
	}
	if c.Format == formatJSON {
		return s.writeJSON(v)
	}
	if err := s.tellSaved(&v.Saved, "console.verifyBackup.done", c.Format, ""); err != nil {
		return err
	}
	fmt.Fprintln(s.Out, s.say("console.verifyBackup.log", "records", v.Log.Records, "checkpoints", v.Log.Checkpoints))
	if v.Later > 0 {
		fmt.Fprintln(s.Out, s.say("console.verifyBackup.later", "count", v.Later))
	}
	if v.Keyless {
		fmt.Fprintln(s.Out, s.say("console.verifyBackup.keyless", "dir", v.Keys))
	}
	return nil
}

type verifyAuditCommand struct {
	configuring
	Checkpoint []string `placeholder:"FILE" help:"console.verifyAudit.checkpoint"`
	Format     string   `enum:"text,json" default:"text" placeholder:"text|json" help:"console.doctor.format"`
}

// Run recomputes the audit log.
func (c *verifyAuditCommand) Run(s *session) error {
	looked, err := s.VerifyAudit(s.ctx, c.configuration(), c.Checkpoint)
	if err != nil {
		return err
	}
	if c.Format == formatJSON {
		return s.writeJSON(looked)
	}
	fmt.Fprintln(s.Out, s.say("console.verifyAudit.done", "records", looked.Records, "checkpoints", looked.Checkpoints))
	fmt.Fprintln(s.Out, s.say("console.verifyAudit.root", "root", looked.Root))
	if looked.Waiting > 0 {
		fmt.Fprintln(s.Out, s.say("console.verifyAudit.waiting", "waiting", looked.Waiting))
	}
	return nil
}

// tellSaved prints what a backup holds, and what else to do.
func (s *session) tellSaved(saved *Saved, key, format, more string) error {
	if format == formatJSON {
		return s.writeJSON(saved)
	}
	fmt.Fprintln(s.Out, s.say(key, "file", saved.File))
	size := text.FormatDecimal(fmt.Sprintf("%.1f", float64(saved.Bytes)/(1<<20)), s.lang)
	fmt.Fprintln(s.Out, s.say("console.backup.holds", "tables", saved.Tables, "rows", saved.Rows, "files", saved.Files, "size", size,
		"taken", saved.Taken.In(text.Zone).Format("02/01/2006 15:04:05")))
	if more != "" {
		fmt.Fprintln(s.Out, s.say(more))
	}
	return nil
}

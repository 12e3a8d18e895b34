package console

// commands are all commands: a file each, a line each. Help stands in the
// catalogue under the keys of the tags: `help` is one line, `about` a paragraph
// or more, `examples` lines to copy.
type commands struct {
	Score     scoreCommand      `cmd:"" help:"console.score.help" about:"console.score.about" examples:"console.score.examples"`
	Framework frameworkCommands `cmd:"" help:"console.framework.help" about:"console.framework.about" examples:"console.framework.examples"`
	Serve     serveCommand      `cmd:"" help:"console.serve.help" about:"console.serve.about" examples:"console.serve.examples"`
	Doctor    doctorCommand     `cmd:"" help:"console.doctor.help" about:"console.doctor.about" examples:"console.doctor.examples"`
	Backup    backupCommand     `cmd:"" help:"console.backup.help" about:"console.backup.about" examples:"console.backup.examples"`
	Restore   restoreCommand    `cmd:"" help:"console.restore.help" about:"console.restore.about" examples:"console.restore.examples"`
	Verify    verifyCommands    `cmd:"" help:"console.verify.help" about:"console.verify.about" examples:"console.verify.examples"`
	Audit     auditCommands     `cmd:"" help:"console.audit.help" about:"console.audit.about" examples:"console.exportAudit.examples"`
	Demo      demoCommand       `cmd:"" help:"console.demo.help" about:"console.demo.about" examples:"console.demo.examples"`
	Version   versionCommand    `cmd:"" help:"console.version.help" about:"console.version.about" examples:"console.version.examples"`

	Index indexCommands `cmd:"" help:"console.index.help" about:"console.index.about" examples:"console.index.examples"`

	Lang string `enum:"vi,en" default:"vi" env:"SANSANG_LANG" placeholder:"vi|en" help:"console.flag.lang"`
}

// showing is for commands whose result is a table.
type showing struct {
	Format string `enum:"table,csv,json" default:"table" placeholder:"table|csv|json" help:"console.flag.format"`
}

// The formats of showing.
const (
	formatCSV  = "csv"
	formatJSON = "json"
)

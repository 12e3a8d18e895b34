package console

import (
	"context"
	"fmt"
	"io"
	"io/fs"

	"github.com/alecthomas/kong"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// World is what the program outside lends to the command line.
type World struct {
	Out, Err io.Writer
	// Columns of the terminals behind Out and Err; 0 where there is none.
	OutColumns, ErrColumns int
	Build                  fmt.Stringer // which program this is; written to JSON as it is
	// Demo gives an invented round by its code.
	Demo func(round string) (*Demonstration, error)
	// Demonstrate serves invented data until the context ends; ready is told where,
	// and who can sign in.
	Demonstrate func(ctx context.Context, site DemonstrationSite, ready func(address string, accounts []DemonstrationAccount)) error
	// Serve runs an installation until the context ends; ready is told the address
	// that a browser is given, and the code that founds a new installation, "" for
	// one that is founded.
	Serve func(ctx context.Context, c Configuration, ready func(address, setupCode string)) error
	// Doctor looks whether an installation is well, and changes nothing.
	Doctor func(ctx context.Context, c Configuration, lang text.Lang) ([]Finding, error)
	// Backup saves everything into a new file, "" for one named by the time; Restore
	// brings a file into an empty installation.
	Backup, Restore func(ctx context.Context, c Configuration, file string) (*Saved, error)
	// VerifyBackup shows that a file could be restored, and holds the log in it
	// against checkpoints, those of the configuration when none are named.
	VerifyBackup func(ctx context.Context, c Configuration, file string, checkpoints []string) (*Verified, error)
	// VerifyAudit recomputes the audit log and holds it against checkpoints, those
	// of the configuration when none are named.
	VerifyAudit func(ctx context.Context, c Configuration, checkpoints []string) (*Looked, error)
	// ExportAudit writes records of the audit log as lines of JSON and tells how
	// many.
	ExportAudit func(ctx context.Context, c Configuration, wanted Wanted, w io.Writer) (int64, error)
	// Texts are the sentences of what runs behind these functions.
	Texts []fs.FS
}

// session is one run of the command line.
type session struct {
	World
	ctx   context.Context
	lang  text.Lang
	texts *text.Catalogue
}

// Run does what the arguments say and returns the exit code of the process.
// Cancelling ctx ends long work.
func Run(ctx context.Context, args []string, w World) int {
	texts, err := text.NewCatalogue(append([]fs.FS{Texts, answers.Texts, criteria.Texts, assessment.Texts, sheet.Texts}, w.Texts...)...)
	if err != nil {
		fmt.Fprintln(w.Err, err)
		return fault.Internal.Exit()
	}
	s := &session{World: w, ctx: ctx, lang: text.Vi, texts: texts}
	var all commands
	helped := false
	parser, err := kong.New(&all,
		kong.Name("sansang"),
		kong.Writers(w.Out, w.Err),
		kong.Help(func(_ kong.HelpOptions, k *kong.Context) error {
			helped = true
			s.lang = languageOf(args)
			return s.help(k)
		}),
		kong.Exit(func(int) {}),
		kong.Bind(s),
	)
	if err != nil {
		fmt.Fprintln(w.Err, err)
		return fault.Internal.Exit()
	}
	args = joinNegatives(args)
	k, err := parser.Parse(args)
	switch {
	case helped:
		return 0
	case err != nil:
		s.lang = languageOf(args)
		s.tellUsage(err)
		return fault.ExitUsage
	}
	s.lang = text.Lang(all.Lang)
	if err := k.Run(s); err != nil {
		s.tell(err)
		return exitOf(err)
	}
	return 0
}

// say returns a sentence of the catalogue in the language of the run.
func (s *session) say(key string, args ...any) string {
	named := fault.Args{}
	for i := 0; i+1 < len(args); i += 2 {
		named[args[i].(string)] = args[i+1]
	}
	return s.texts.Text(s.lang, key, named)
}

package app

import (
	"context"
	"io/fs"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/platform/backup"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/mail"
)

// Main runs the command line and returns the exit code of the process. An
// interrupt ends long work; a second one ends the process.
func Main(args []string) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop)
	return console.Run(ctx, args, console.World{
		Out: os.Stdout, OutColumns: columnsOf(os.Stdout),
		Err: os.Stderr, ErrColumns: columnsOf(os.Stderr),
		Build: Version(),
		Demo:  demonstration,
		Serve: serve, Demonstrate: demonstrate, Doctor: doctor,
		Backup: saveBackup, Restore: restoreBackup, VerifyBackup: verifyBackup, VerifyAudit: verifyAudit, ExportAudit: exportAudit,
		Texts: consoleTexts,
	})
}

// consoleTexts are the sentences of what the command line cannot say by itself.
var consoleTexts = []fs.FS{db.Texts, file.Texts, backup.Texts, audit.Texts, access.Texts, calendar.Texts, agency.Texts, figure.Texts, mail.Texts, Texts}

// serve is the command of that name.
func serve(ctx context.Context, conf console.Configuration, ready func(address, setupCode string)) error {
	c, err := LoadConfig(Given{File: conf.File, Flags: conf.Flags, Environment: os.Environ()})
	if err != nil {
		return err
	}
	return Serve(ctx, c, c.Logger(os.Stderr), ready)
}

// columnsOf is the width of the terminal behind a file, 0 when there is none.
func columnsOf(f *os.File) int {
	if !term.IsTerminal(int(f.Fd())) {
		return 0
	}
	width, _, err := term.GetSize(int(f.Fd()))
	if err != nil || width <= 0 {
		return 80 // a terminal that does not tell, such as a serial line
	}
	return width
}

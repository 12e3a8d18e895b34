package app

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/term"

	"github.com/sansang-project/sansang/internal/front/console"
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
	})
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

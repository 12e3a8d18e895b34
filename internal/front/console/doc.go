// Package console is the command line of Sansang: it reads what was typed,
// asks the engines, and writes tables, files and the HTML report of a run.
//
// # What it owns
//
//   - console.go: Run, from arguments to an exit code; session: what a command
//     needs to speak to the person who typed it.
//   - commands.go: the table of commands. A command, or a group of them, is one
//     file with one line there.
//   - help.go, usage.go: help with examples and complaints about usage, in both
//     languages; the words stand in text.vi.yaml and text.en.yaml.
//   - table.go, bar.go, tell.go: tables aligned for Vietnamese, progress, faults.
//   - score*.go, trace.go: a scoring.Result as tables, CSV, JSON, workbook and
//     report, and the explanation of one score.
//   - serve.go: the commands that work on an installation; what they do is lent
//     by the program outside.
//   - index*.go: building an index and asking how far it can be trusted;
//     robustness.go: the same question beside an official ranking.
//
// # Invariants
//
//   - Results go to the standard output, everything else (faults, notes,
//     progress) to the standard error.
//   - Same arguments, same files, same bytes. The language is never taken from
//     the computer's settings, so that a command copied from a letter prints
//     the same everywhere; only --lang and SANSANG_LANG change it.
//   - Exit codes: those of package fault; 2 is wrong usage.
//   - Nothing is rounded but what is shown.
package console

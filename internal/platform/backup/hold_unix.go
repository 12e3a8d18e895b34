//go:build unix

package backup

import (
	"os"
	"syscall"
)

// hold keeps others from taking a file for one that nobody writes any more, until
// it is closed or the process ends.
func hold(f *os.File) error { return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }

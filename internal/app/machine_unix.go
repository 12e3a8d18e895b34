//go:build unix

package app

import (
	"os"
	"syscall"
)

// lockFile holds a file against other processes until it is released or the
// process ends.
func lockFile(path string) (release func(), err error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return func() { f.Close() }, nil
}

// freeSpace is how many bytes a folder's disk still takes, and of how many.
func freeSpace(dir string) (free, total int64, err error) {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return 0, 0, err
	}
	return int64(s.Bavail) * int64(s.Bsize), int64(s.Blocks) * int64(s.Bsize), nil
}

// keepPrivate lets files that this process makes be read by its own account only.
func keepPrivate() { syscall.Umask(0o077) }

// isPrivate tells whether only its owner may read a file or enter a folder.
func isPrivate(info os.FileInfo) bool { return info.Mode().Perm()&0o077 == 0 }

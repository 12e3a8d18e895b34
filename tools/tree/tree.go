package tree

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
)

// List gives the files under root, slash-separated and sorted, and whether git
// was asked. Files that git tracks but that are deleted on disk are left out,
// and so are symbolic links.
func List(root string) (files []string, git bool, err error) {
	files, git = listGit(root)
	if !git {
		if files, err = walk(os.DirFS(root)); err != nil {
			return nil, false, err
		}
	}
	files = slices.DeleteFunc(files, func(p string) bool {
		st, err := os.Lstat(filepath.Join(root, filepath.FromSlash(p)))
		return err != nil || !st.Mode().IsRegular()
	})
	slices.Sort(files)
	return slices.Compact(files), git, nil
}

// Root is the nearest folder at or above dir that holds go.mod.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		if _, err := os.Stat(filepath.Join(dir, "go.mod")); err == nil {
			return dir, nil
		}
		up := filepath.Dir(dir)
		if up == dir {
			return "", errors.New("no go.mod here or above: run this inside the repository")
		}
		dir = up
	}
}

func listGit(root string) ([]string, bool) {
	// Without its own .git the folder may lie, unpacked, inside another
	// repository that ignores it.
	if _, err := os.Stat(filepath.Join(root, ".git")); err != nil {
		return nil, false
	}
	out, err := exec.Command("git", "-C", root, "ls-files", "-z", "--cached", "--others", "--exclude-standard").Output()
	if err != nil {
		return nil, false
	}
	var files []string
	for p := range bytes.SplitSeq(out, []byte{0}) {
		if len(p) > 0 {
			files = append(files, string(p))
		}
	}
	return files, true
}

func walk(fsys fs.FS) ([]string, error) {
	var ignore []string
	if data, err := fs.ReadFile(fsys, ".gitignore"); err == nil {
		ignore = strings.Split(strings.ReplaceAll(string(data), "\r", ""), "\n")
	}
	var files []string
	err := fs.WalkDir(fsys, ".", func(p string, d fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case p == ".":
		case d.IsDir() && (d.Name() == ".git" || ignored(ignore, p, true)):
			return fs.SkipDir
		case !d.IsDir() && d.Name() != ".git" && !ignored(ignore, p, false):
			files = append(files, p)
		}
		return nil
	})
	return files, err
}

// ignored understands what the repository's one .gitignore uses: comments,
// a leading slash (anchored), a trailing slash (folders), and the stars of
// path.Match.
func ignored(patterns []string, p string, dir bool) bool {
	for _, g := range patterns {
		g = strings.TrimSpace(g)
		if g == "" || g[0] == '#' {
			continue
		}
		g, onlyDir := strings.CutSuffix(g, "/")
		if onlyDir && !dir {
			continue
		}
		name := p
		if !strings.Contains(g, "/") {
			name = path.Base(p)
		}
		if ok, _ := path.Match(strings.TrimPrefix(g, "/"), name); ok {
			return true
		}
	}
	return false
}

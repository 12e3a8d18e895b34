package layout

import (
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Size says how long the Go files people wrote are.
type Size struct {
	Files, Folders  int
	Median, Longest int // lines
	LongestAt       string
}

// Measure counts the Go files among files, without generated ones and those
// under testdata.
func Measure(fsys fs.FS, files []string) (Size, error) {
	var s Size
	var all []int
	folders := map[string]bool{}
	for _, p := range files {
		if !strings.HasSuffix(p, ".go") || slices.Contains(strings.Split(p, "/"), "testdata") {
			continue
		}
		data, err := fs.ReadFile(fsys, p)
		if err != nil {
			return s, err
		}
		if generatedLine.Match(data[:min(len(data), 2000)]) {
			continue
		}
		n := lines(data)
		all = append(all, n)
		folders[path.Dir(p)] = true
		if n > s.Longest {
			s.Longest, s.LongestAt = n, p
		}
	}
	slices.Sort(all)
	s.Files, s.Folders = len(all), len(folders)
	if len(all) > 0 {
		s.Median = all[len(all)/2]
	}
	return s, nil
}

package app

import (
	"fmt"
	"runtime"
	"runtime/debug"
	"strings"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

// Set by a release, since a build from an archive has no repository beside it:
//
//	go build -ldflags "-X github.com/sansang-project/sansang/internal/app.version=v1.2.3 -X github.com/sansang-project/sansang/internal/app.commit=<hash>" ./cmd/sansang
var (
	version string
	commit  string
)

// Engine is one of the engines that compute results. Its version changes when
// the same input would give another number.
type Engine struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Build says which program this is.
type Build struct {
	Version  string   `json:"version"`          // "v1.2.3", a pseudo-version, or "dev"
	Commit   string   `json:"commit,omitempty"` // full hash; empty where nobody recorded it
	Modified bool     `json:"modified"`         // built from a tree with changes not committed
	Time     string   `json:"time,omitempty"`   // of the commit, RFC 3339
	Go       string   `json:"go"`
	Platform string   `json:"platform"` // GOOS/GOARCH
	Engines  []Engine `json:"engines"`
}

// Version describes the running program: what a release has set, else what
// the go command recorded at build time.
func Version() Build {
	info, _ := debug.ReadBuildInfo()
	return describe(info, version, commit)
}

func describe(info *debug.BuildInfo, version, commit string) Build {
	b := Build{
		Version:  version,
		Commit:   commit,
		Go:       runtime.Version(),
		Platform: runtime.GOOS + "/" + runtime.GOARCH,
		Engines:  []Engine{{"scoring", scoring.EngineVersion}, {"index", index.EngineVersion}},
	}
	if info != nil {
		// Main is another module when a test or an embedding program runs us.
		if b.Version == "" && info.Main.Version != "(devel)" {
			b.Version = info.Main.Version
		}
		for _, s := range info.Settings {
			switch s.Key {
			case "vcs.revision":
				// A commit set by hand speaks of another tree than the one
				// that git saw here, and so would its time.
				if commit == "" {
					b.Commit = s.Value
				}
			case "vcs.time":
				if commit == "" {
					b.Time = s.Value
				}
			case "vcs.modified":
				b.Modified = commit == "" && s.Value == "true"
			}
		}
	}
	if b.Version == "" {
		b.Version = "dev"
	}
	return b
}

// String is what `sansang version` prints: the name of the program first, one
// fact a line.
func (b Build) String() string {
	var s strings.Builder
	fmt.Fprintf(&s, "sansang %s\n", b.Version)
	if b.Commit != "" {
		changed := ""
		if b.Modified {
			changed = ", with changes not committed"
		}
		fmt.Fprintf(&s, "commit  %s%s\n", b.Commit, changed)
	}
	if b.Time != "" {
		fmt.Fprintf(&s, "time    %s\n", b.Time)
	}
	for _, e := range b.Engines {
		fmt.Fprintf(&s, "%-7s engine %s\n", e.Name, e.Version)
	}
	fmt.Fprintf(&s, "go      %s, %s\n", strings.TrimPrefix(b.Go, "go"), b.Platform)
	return s.String()
}

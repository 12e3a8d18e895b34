package app

import (
	"encoding/json"
	"runtime/debug"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

func recorded(version string, settings ...string) *debug.BuildInfo {
	info := &debug.BuildInfo{Main: debug.Module{Version: version}}
	for i := 0; i < len(settings); i += 2 {
		info.Settings = append(info.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
	}
	return info
}

func TestDescribe(t *testing.T) {
	vcs := []string{"vcs.revision", "abc123", "vcs.time", "2026-11-24T05:00:00Z", "vcs.modified", "true"}
	for _, c := range []struct {
		name            string
		info            *debug.BuildInfo
		version, commit string
		want            Build
	}{
		{"nothing known", nil, "", "", Build{Version: "dev"}},
		{"go run without git", recorded("(devel)"), "", "", Build{Version: "dev"}},
		{"go install of a tag", recorded("v1.2.3"), "", "", Build{Version: "v1.2.3"}},
		{"go build in a repository", recorded("v1.2.4-0.2026", vcs...), "", "", Build{Version: "v1.2.4-0.2026", Commit: "abc123", Time: "2026-11-24T05:00:00Z", Modified: true}},
		{"a release", recorded("(devel)"), "v2.0.0", "fff", Build{Version: "v2.0.0", Commit: "fff"}},
		{"a release built inside another repository", recorded("(devel)", vcs...), "v2.0.0", "fff", Build{Version: "v2.0.0", Commit: "fff"}},
	} {
		got := describe(c.info, c.version, c.commit)
		if got.Version != c.want.Version || got.Commit != c.want.Commit || got.Time != c.want.Time || got.Modified != c.want.Modified {
			t.Errorf("%s: got %+v, want %+v", c.name, got, c.want)
		}
	}
}

func TestVersionNamesEveryEngine(t *testing.T) {
	b := Version()
	if b.Version == "" || b.Go == "" || b.Platform == "" {
		t.Errorf("incomplete: %+v", b)
	}
	want := []Engine{{"scoring", scoring.EngineVersion}, {"index", index.EngineVersion}}
	if !slices.Equal(b.Engines, want) {
		t.Errorf("engines %v, want %v", b.Engines, want)
	}
	data, err := json.Marshal(b)
	if err != nil || !strings.Contains(string(data), `"engines":[{"name":`) {
		t.Errorf("%s (%v)", data, err)
	}
}

func TestBuildPrintsOneFactALine(t *testing.T) {
	b := Build{Version: "v1.2.3", Commit: "abc", Modified: true, Time: "2026-11-24T05:00:00Z", Go: "go1.26.8", Platform: "linux/amd64", Engines: []Engine{{"scoring", "2"}, {"index", "1"}}}
	want := "sansang v1.2.3\ncommit  abc, with changes not committed\ntime    2026-11-24T05:00:00Z\nscoring engine 2\nindex   engine 1\ngo      1.26.8, linux/amd64\n"
	if got := b.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

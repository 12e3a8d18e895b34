package app

import (
	"context"
	"encoding/json"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
)

// degrees gives how grave each check is found.
func degrees(all []Finding) map[string]Health {
	out := map[string]Health{}
	for _, f := range all {
		if out[f.Check] != Faulty {
			out[f.Check] = f.Health
		}
	}
	return out
}

// TestDoctor: a whole installation has no fault; each thing that is spoilt is
// found by its own check, and looking at nothing makes nothing.
func TestDoctor(t *testing.T) {
	ctx := t.Context()
	dir := filepath.Join(t.TempDir(), "data")
	c, err := LoadConfig(Given{Flags: map[string]string{"data": dir}})
	if err != nil {
		t.Fatal(err)
	}
	if d := degrees(c.examine(ctx)); d["keys"] != Faulty || d["database"] != Warning || d["files"] != Faulty {
		t.Errorf("of nothing: %v", d)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Fatal("looking made the data folder")
	}
	release, err := c.holdData()
	if err != nil {
		t.Fatal(err)
	}
	defer release()
	p, err := Open(ctx, c.options(quiet()))
	if err != nil {
		t.Fatal(err)
	}
	defer p.Close()
	write := func(n int) {
		for range n {
			if err := p.DB.Write(ctx, func(tx *db.Tx) error { return p.Log.Append(tx, &audit.Record{Act: "note.made", Object: "note:1"}) }); err != nil {
				t.Fatal(err)
			}
		}
	}
	write(5)
	if err := (&audit.Keeper{Log: p.Log, Dir: c.Checkpoints}).Keep(ctx); err != nil {
		t.Fatal(err)
	}
	write(3)
	for check, health := range degrees(c.examine(ctx)) {
		if health == Faulty || health == Warning && check != "backup" {
			t.Errorf("whole: %s is %s", check, health)
		}
	}

	spoil := func(check string, want Health, do, undo func() error) {
		t.Helper()
		if err := do(); err != nil {
			t.Fatal(err)
		}
		if got := degrees(c.examine(ctx))[check]; got != want {
			t.Errorf("%s is %s, want %s", check, got, want)
		}
		if err := undo(); err != nil {
			t.Fatal(err)
		}
	}
	spoil("keys", Faulty, func() error { return os.Chmod(c.Keys, 0o755) }, func() error { return os.Chmod(c.Keys, 0o700) })
	spoil("data", Warning, func() error { return os.Chmod(dir, 0o750) }, func() error { return os.Chmod(dir, 0o700) })
	away := c.Files + ".away"
	spoil("files", Faulty, func() error { return os.Rename(c.Files, away) }, func() error { return os.Rename(away, c.Files) })
	spoil("backup", Fine, func() error { return os.WriteFile(filepath.Join(dir, backupNote), nil, 0o600) }, func() error { return os.Remove(filepath.Join(dir, backupNote)) })
	listen := c.Listen
	spoil("configuration", Faulty, func() error { c.Listen = ":80"; return nil }, func() error { c.Listen = listen; return nil })
	// A database that is not the one which the checkpoint speaks of.
	other := filepath.Join(dir, "other.db")
	database := c.Database
	spoil("audit", Faulty, func() error {
		c.Database = "sqlite:" + other
		o := c.options(quiet())
		fresh, err := Open(ctx, o)
		if err != nil {
			return err
		}
		return fresh.Close()
	}, func() error { c.Database = database; return nil })
}

// TestDoctorCommand: the exit code and the JSON that a supervisor reads.
func TestDoctorCommand(t *testing.T) {
	var out, errs strings.Builder
	world := console.World{Out: &out, Err: &errs, Build: Version(), Doctor: doctor, Texts: consoleTexts}
	code := console.Run(context.Background(), []string{"doctor", "--data", filepath.Join(t.TempDir(), "no"), "--format", "json"}, world)
	var all []console.Finding
	if err := json.Unmarshal([]byte(out.String()), &all); err != nil || code != 8 || errs.String() != "" {
		t.Errorf("code %d, %v, %s", code, err, errs.String())
	}
	for _, f := range all {
		if f.Name == "" || f.Found == "" || strings.Contains(f.Name+f.Found+f.Hint, "app.") || strings.Contains(f.Found, "{") {
			t.Errorf("without words: %+v", f)
		}
	}
}

// TestHealthPages: the server shows what the doctor finds and its settings, to
// whom they concern, without secrets.
func TestHealthPages(t *testing.T) {
	p := opened(t)
	c, err := LoadConfig(Given{Flags: map[string]string{"data": t.TempDir()}, Environment: []string{"SANSANG_DATABASE=postgres://u:bimat@h/d"}})
	if err != nil {
		t.Fatal(err)
	}
	p.config = c
	server := httptest.NewServer(p.Surface(true, false).Handler)
	defer server.Close()
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	post(t, client, server.URL+"/sign-in?to=%2F", "_login", "quantri", "_password", adminPassword)
	if _, page := get(t, client, server.URL+"/health"); !strings.Contains(page, "journal_mode = wal") || !strings.Contains(page, "Nhật ký kiểm toán") {
		t.Error(page)
	}
	_, page := get(t, client, server.URL+"/settings")
	if !strings.Contains(page, "Biến môi trường SANSANG_DATABASE") || strings.Contains(page, "bimat") || !strings.Contains(page, "u:xxxxx@h") {
		t.Error(page)
	}
	for _, s := range settings {
		if !strings.Contains(page, s.key) || strings.Contains(page, "app.setting."+s.key) {
			t.Errorf("%s is not shown in words", s.key)
		}
	}
}

// TestDoctorPostgreSQL: the private cluster of the tests does not wait for the
// disk, which is just what must be told; its clock is that of this machine.
func TestDoctorPostgreSQL(t *testing.T) {
	d := dbtest.PostgreSQL(t, Migrations)
	c, err := LoadConfig(Given{Flags: map[string]string{"data": t.TempDir()}})
	if err != nil {
		t.Fatal(err)
	}
	got := degrees((&patient{c: c, db: d}).examine(t.Context()))
	for check, want := range map[string]Health{"durability": Faulty, "database": Fine, "schema": Fine, "clock": Fine} {
		if got[check] != want {
			t.Errorf("%s is %s, want %s", check, got[check], want)
		}
	}
	for name, value := range map[string]string{"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "data_checksums": "off"} {
		s := &db.State{Engine: db.PostgreSQL, Settings: map[string]string{"fsync": "on", "full_page_writes": "on", "synchronous_commit": "remote_apply", "data_checksums": "on"}}
		for _, f := range durable(s) {
			if f.Health != Fine {
				t.Errorf("%v is %s", f.Args, f.Health)
			}
		}
		s.Settings[name] = value
		wrong := 0
		for _, f := range durable(s) {
			if f.Health != Fine && f.Args["name"] == name && f.Hint != "" {
				wrong++
			}
		}
		if wrong != 1 {
			t.Errorf("%s = %s: %d findings", name, value, wrong)
		}
	}
}

package app

import (
	"context"
	"crypto/tls"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Health is how grave a finding is.
type Health string

// The degrees. A warning wants a look, a fault an act.
const (
	Fine    Health = "fine"
	Warning Health = "warning"
	Faulty  Health = "fault"
)

// Finding is what one check found, for `sansang doctor` and the page.
type Finding struct {
	Check  string // "disk"
	Health Health
	Key    string // of the sentence that says what was found
	Args   fault.Args
	Hint   string // key of what to do; "" where nothing is to be done
}

// patient is an installation as it is looked at: by the server that runs it, or
// from outside. What is not there could not be opened, for the reason that a
// finding tells.
type patient struct {
	c     *Config
	db    *db.DB
	files *file.Store
	log   *audit.Log
	key   string // public, of the audit log
}

// examine makes every check. It changes nothing.
func (p *patient) examine(ctx context.Context) []Finding {
	all := []Finding{p.configuration(), p.zone()}
	if p.c.Certificate != "" {
		all = append(all, p.certificate())
	}
	if p.key != "" {
		all = append(all, p.permissions(p.c.Keys, "keys"))
	}
	if p.db != nil && p.db.Engine() == db.SQLite {
		all = append(all, p.permissions(filepath.Dir(p.db.Where()), "data"))
	}
	all = append(all, p.disk())
	if p.db != nil {
		all = append(all, p.database(ctx)...)
	}
	if p.files != nil {
		all = append(all, p.reachFiles(ctx), p.scanner(ctx))
	}
	if p.log != nil {
		all = append(all, p.auditLog(ctx)...)
	}
	all = append(all, p.mail(ctx))
	if p.db != nil {
		all = append(all, p.queue(ctx)...)
	}
	return append(all, p.backup())
}

func (p *patient) configuration() Finding {
	said := 0
	for _, s := range p.c.settings {
		if s.Source != FromDefault {
			said++
		}
	}
	if err := p.c.mayListen(); err != nil {
		return Finding{Check: "configuration", Health: Faulty, Key: "app.serve.plain", Args: fault.Args{"address": p.c.Listen}, Hint: "app.serve.plainHint"}
	}
	return Finding{Check: "configuration", Health: Fine, Key: "app.health.configuration", Args: fault.Args{"count": said, "all": len(p.c.settings)}}
}

// zone: days of the calendar are those of Viet Nam, whatever the machine's own.
func (p *patient) zone() Finding {
	f := Finding{Check: "zone", Health: Fine, Key: "app.health.zone", Args: fault.Args{"time": ""}}
	place, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		return Finding{Check: "zone", Health: Warning, Key: "app.health.zoneless", Hint: "app.health.zonelessHint"}
	}
	f.Args["time"] = time.Now().In(place).Format("02/01/2006 15:04:05")
	return f
}

// certificateEnds is how long before its end a certificate is told: authorities
// of the state take weeks.
const certificateEnds = 30 * 24 * time.Hour

func (p *patient) certificate() Finding {
	f := Finding{Check: "certificate", Health: Faulty, Key: "app.certificate.wrong", Args: fault.Args{"file": p.c.Certificate, "key": p.c.Key}, Hint: "app.certificate.wrongHint"}
	pair, err := tls.LoadX509KeyPair(p.c.Certificate, p.c.Key)
	if err != nil || pair.Leaf == nil {
		return f
	}
	f.Key, f.Args, f.Hint = "app.health.certificate", fault.Args{"file": p.c.Certificate, "time": localTime(pair.Leaf.NotAfter)}, "app.health.certificateHint"
	switch left := time.Until(pair.Leaf.NotAfter); {
	case left > certificateEnds:
		f.Health, f.Hint = Fine, ""
	case left > 0:
		f.Health = Warning
	}
	return f
}

// permissions: nobody but the account of the program reads keys and data.
func (p *patient) permissions(dir, what string) Finding {
	f := Finding{Check: what, Health: Fine, Key: "app.health.private", Args: fault.Args{"dir": dir}}
	info, err := os.Stat(dir)
	switch {
	case err != nil:
		f.Health, f.Key, f.Hint = Faulty, "app.health.unreadable", "app.health.unreadableHint"
	case !isPrivate(info):
		f.Health, f.Key, f.Hint = Warning, "app.health.public", "app.health.publicHint"
		if what == "keys" {
			f.Health = Faulty
		}
	}
	return f
}

// scarceDisk is what is told early, when it is less than a tenth of the disk, too:
// time to act before leastFree is reached.
const scarceDisk = 1 << 30 // bytes

func (p *patient) disk() Finding {
	free, total, err := freeSpace(p.c.Data)
	f := Finding{Check: "disk", Health: Fine, Key: "app.health.disk", Args: fault.Args{"dir": p.c.Data, "free": free >> 20, "total": total >> 20}}
	switch {
	case err != nil:
		f.Health, f.Key = Faulty, "app.health.unreadable"
		f.Hint = "app.health.unreadableHint"
	case free < leastFree:
		f.Health, f.Hint = Faulty, "app.health.diskHint"
	case free < scarceDisk && free < total/10:
		f.Health, f.Hint = Warning, "app.health.diskHint"
	}
	return f
}

func (p *patient) reachFiles(ctx context.Context) Finding {
	limited, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	// A name that nothing has: only the answer counts.
	_, err := p.files.Stat(limited, "0000000000000000000000000000000000000000000000000000000000000000")
	f := Finding{Check: "files", Health: Fine, Key: "app.health.files", Args: fault.Args{"where": withoutSecret(p.c.Files)}}
	if err != nil && fault.KindOf(err) != fault.Missing {
		f.Health, f.Key, f.Hint = Faulty, "app.health.filesAway", "app.health.filesAwayHint"
	}
	return f
}

// oldSignatures is after how long a scanner that gets no new signatures is told:
// ClamAV has new ones daily, an intranet brings them in by hand.
const oldSignatures = 14 * 24 * time.Hour

// scanner asks whether uploads are scanned, and by signatures of which day.
func (p *patient) scanner(ctx context.Context) Finding {
	f := Finding{Check: "scanner", Health: Fine, Key: "app.health.scannerNone"}
	s, err := file.NewScanner(p.c.Scan)
	if err != nil || s == nil { // the configuration was checked when it was read
		return f
	}
	version, err := s.Version(ctx)
	if err != nil {
		return Finding{Check: "scanner", Health: Faulty, Key: "app.health.scannerAway", Args: fault.Args{"address": p.c.Scan}, Hint: "app.health.scannerAwayHint"}
	}
	f.Key, f.Args = "app.health.scanner", fault.Args{"version": version}
	if parts := strings.SplitN(version, "/", 3); len(parts) == 3 {
		if day, err := time.Parse(time.ANSIC, strings.TrimSpace(parts[2])); err == nil && time.Since(day) > oldSignatures {
			f.Health, f.Hint = Warning, "app.health.scannerOldHint"
		}
	}
	return f
}

// database looks at what keeping depends on, the schema, and the clock of the
// database's machine.
func (p *patient) database(ctx context.Context) []Finding {
	s, err := p.db.State(ctx, Migrations...)
	if err != nil {
		return []Finding{{Check: "database", Health: Faulty, Key: "app.health.databaseAway", Args: fault.Args{"where": p.db.Where()}, Hint: "app.health.databaseAwayHint"}}
	}
	all := []Finding{{Check: "database", Health: Fine, Key: "app.health.database", Args: fault.Args{"where": p.db.Where(), "version": s.Version}}}
	all = append(all, durable(s)...)
	schema := Finding{Check: "schema", Health: Fine, Key: "app.health.schema", Args: fault.Args{"found": s.Found, "known": s.Known}}
	switch {
	case s.Found > s.Known:
		schema.Health, schema.Key, schema.Hint = Faulty, "app.health.schemaNewer", "app.health.schemaNewerHint"
	case s.Found < s.Known:
		schema.Health, schema.Key, schema.Hint = Warning, "app.health.schemaOlder", "app.health.schemaOlderHint"
	}
	all = append(all, schema)
	if !s.Clock.IsZero() {
		off := time.Since(s.Clock).Abs().Round(time.Millisecond)
		clock := Finding{Check: "clock", Health: Fine, Key: "app.health.clock", Args: fault.Args{"off": off.String()}}
		if off > time.Second { // deadlines are told to the second
			clock.Health, clock.Hint = Warning, "app.health.clockHint"
		}
		all = append(all, clock)
	}
	return all
}

// durable holds the settings to what "saved" promises.
func durable(s *db.State) []Finding {
	wanted := []struct {
		name, value string
		health      Health
	}{{"journal_mode", "wal", Faulty}, {"synchronous", "full", Faulty}}
	if s.Engine == db.PostgreSQL {
		wanted = []struct {
			name, value string
			health      Health
		}{{"fsync", "on", Faulty}, {"full_page_writes", "on", Faulty}, {"synchronous_commit", "", Faulty}, {"data_checksums", "on", Warning}}
	}
	var all []Finding
	for _, w := range wanted {
		got := s.Settings[w.name]
		f := Finding{Check: "durability", Health: Fine, Key: "app.health.setting", Args: fault.Args{"name": w.name, "value": got}}
		// Of synchronous_commit everything but off waits for the disk.
		if got != w.value && (w.value != "" || got == "off" || got == "") {
			f.Health, f.Hint = w.health, "app.health.settingHint"
			if w.name == "data_checksums" {
				f.Hint = "app.health.checksumsHint"
			}
		}
		all = append(all, f)
	}
	return all
}

// oldCheckpoint is after how long without a new checkpoint a growing log is told:
// they are to be kept at least hourly.
const oldCheckpoint = 2 * time.Hour

// auditLog holds the tree of the log against the newest checkpoint that is kept
// outside of the database.
func (p *patient) auditLog(ctx context.Context) []Finding {
	kept, at := newestCheckpoint(p.c.Checkpoints, p.key)
	f := Finding{Check: "audit", Health: Fine, Key: "app.health.audit", Args: fault.Args{"records": int64(0), "kept": kept.N}}
	var now tlog.Tree
	err := p.log.Contains(ctx, kept)
	if err == nil {
		err = p.db.Read(ctx, func(tx *db.Tx) (err error) {
			now, err = p.log.Root(tx)
			return err
		})
	}
	if err != nil {
		f.Health, f.Key, f.Hint = Faulty, "app.health.auditBroken", "app.health.auditBrokenHint"
		return []Finding{f}
	}
	f.Args["records"] = now.N
	if kept.N == 0 {
		f.Key = "app.health.auditAlone"
	}
	c := Finding{Check: "checkpoint", Health: Fine, Key: "app.health.checkpoint", Args: fault.Args{"dir": p.c.Checkpoints, "time": localTime(at)}}
	behind := now.N > kept.N
	switch {
	case kept.N == 0 && !behind:
		c.Key = "app.health.checkpointNone"
	case kept.N == 0:
		c.Health, c.Key, c.Hint = Warning, "app.health.checkpointNone", "app.health.checkpointHint"
	case behind && time.Since(at) > oldCheckpoint:
		c.Health, c.Hint = Warning, "app.health.checkpointHint"
	}
	return []Finding{f, c}
}

// newestCheckpoint gives the largest tree among the checkpoints of a folder that
// the key has signed, and when it was written. By name they lie in the order of
// their sizes, so that of some years of hours the last is read.
func newestCheckpoint(dir, key string) (tlog.Tree, time.Time) {
	files, err := os.ReadDir(dir)
	if err != nil {
		return tlog.Tree{}, time.Time{}
	}
	for _, f := range slices.Backward(files) {
		info, err := f.Info()
		if err != nil || !info.Mode().IsRegular() || info.Size() > 64<<10 { // no checkpoint is larger
			continue
		}
		signed, err := os.ReadFile(filepath.Join(dir, f.Name()))
		if err != nil {
			continue
		}
		if tree, err := audit.OpenCheckpoint(signed, key); err == nil {
			return tree, info.ModTime()
		}
	}
	return tlog.Tree{}, time.Time{}
}

// oldBackup is after how long without a backup the operator is told: a backup is
// made each night, and one may fail.
const oldBackup = 48 * time.Hour

func (p *patient) backup() Finding {
	f := Finding{Check: "backup", Health: Warning, Key: "app.health.backupNone", Hint: "app.health.backupHint"}
	at, err := lastBackup(p.c.Data)
	if err != nil {
		return f
	}
	f.Key, f.Args = "app.health.backup", fault.Args{"time": localTime(at)}
	if time.Since(at) <= oldBackup {
		f.Health, f.Hint = Fine, ""
	}
	return f
}

// backupNote is the file in the data folder whose time says when a backup was
// last finished.
const backupNote = "last-backup"

func lastBackup(data string) (time.Time, error) {
	info, err := os.Stat(filepath.Join(data, backupNote))
	if err != nil {
		return time.Time{}, err
	}
	return info.ModTime(), nil
}

func localTime(t time.Time) string {
	if place, err := time.LoadLocation("Asia/Ho_Chi_Minh"); err == nil {
		t = t.In(place)
	}
	return t.Format("02/01/2006 15:04")
}

// In puts a finding into words: the name of its check, what was found, what to
// do.
func (f *Finding) In(words *text.Catalogue, lang text.Lang) (name, found, hint string) {
	if f.Hint != "" {
		hint = words.Text(lang, f.Hint, f.Args)
	}
	return words.Text(lang, "app.check."+f.Check, nil), words.Text(lang, f.Key, f.Args), hint
}

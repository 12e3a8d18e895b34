package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"strings"

	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/front/home"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// doctor is the command of that name: it looks at an installation from outside,
// running or not, and changes nothing.
func doctor(ctx context.Context, conf console.Configuration, lang text.Lang) ([]console.Finding, error) {
	c, err := LoadConfig(Given{File: conf.File, Flags: conf.Flags, Environment: os.Environ()})
	if err != nil {
		return nil, err
	}
	words, err := Words()
	if err != nil {
		return nil, err
	}
	var all []console.Finding
	for _, f := range c.examine(ctx) {
		name, found, hint := f.In(words, lang)
		all = append(all, console.Finding{Check: f.Check, Name: name, Health: string(f.Health), Found: found, Hint: hint})
	}
	return all, nil
}

// examine opens what is there, makes nothing, and looks.
func (c *Config) examine(ctx context.Context) []Finding {
	p := &patient{c: c}
	var missing []Finding
	keys, err := c.presentKeys()
	if err != nil {
		missing = append(missing, Finding{Check: "keys", Health: Faulty, Key: "app.health.keys", Args: fault.Args{"dir": c.Keys}, Hint: "app.health.keysHint"})
	} else {
		p.key = keys.Audit.Public
	}
	if p.db, err = c.presentDatabase(ctx); err != nil {
		where := withoutSecret(c.Database)
		f := Finding{Check: "database", Health: Faulty, Key: "app.health.databaseAway", Args: fault.Args{"where": where}, Hint: "app.health.databaseAwayHint"}
		if errors.Is(err, fs.ErrNotExist) {
			f.Health, f.Key, f.Hint = Warning, "app.health.databaseNone", "app.health.databaseNoneHint"
		}
		missing = append(missing, f)
	} else {
		defer p.db.Close()
	}
	if p.files, err = c.presentFiles(ctx); err == nil {
		defer p.files.Close()
	} else {
		missing = append(missing, Finding{Check: "files", Health: Faulty, Key: "app.health.filesAway", Args: fault.Args{"where": withoutSecret(c.Files)}, Hint: "app.health.filesAwayHint"})
	}
	if p.db != nil && keys != nil {
		if s, err := p.db.State(ctx, Migrations...); err == nil && s.Found > 0 {
			p.log, _ = audit.Open(p.db, &keys.Audit) // keys that do not fit are told by the checkpoint
		}
	}
	return append(p.examine(ctx), missing...)
}

// presentKeys reads keys that are there; LoadKeys would make new ones.
func (c *Config) presentKeys() (*Keys, error) {
	if _, err := readKey(c.Keys, keyFileSigner); err != nil {
		return nil, err
	}
	return LoadKeys(c.Keys, c.Name)
}

func (c *Config) presentDatabase(ctx context.Context) (*db.DB, error) {
	if path, lite := strings.CutPrefix(c.Database, "sqlite:"); lite || !strings.Contains(c.Database, ":") {
		if _, err := os.Stat(strings.TrimPrefix(path, "//")); err != nil {
			return nil, err
		}
	}
	return db.Open(ctx, db.Config{URL: c.Database, Readers: 2})
}

func (c *Config) presentFiles(ctx context.Context) (*file.Store, error) {
	if !strings.HasPrefix(c.Files, "s3:") {
		if _, err := os.Stat(strings.TrimPrefix(c.Files, "dir:")); err != nil {
			return nil, err
		}
	}
	return file.Open(ctx, file.Config{URL: c.Files})
}

// running is what the pages tell of the program that serves them.
func (p *Program) running() home.Running {
	if p.config == nil {
		return home.Running{}
	}
	return home.Running{
		Health: func(ctx context.Context, lang text.Lang) (all []home.Finding) {
			for _, f := range (&patient{c: p.config, db: p.DB, files: p.Files, log: p.Log, key: p.keys.Audit.Public}).examine(ctx) {
				name, found, hint := f.In(p.Words, lang)
				all = append(all, home.Finding{Name: name, Health: string(f.Health), Found: found, Hint: hint})
			}
			return all
		},
		Settings: func(lang text.Lang) (all []home.Setting) {
			for _, s := range p.config.settings {
				source := p.Words.Text(lang, "app.source."+string(s.Source), fault.Args{"at": s.At})
				all = append(all, home.Setting{Key: s.Key, Meaning: p.Words.Text(lang, "app.setting."+s.Key, nil), Value: s.Value, Source: source})
			}
			return all
		},
	}
}

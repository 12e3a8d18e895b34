package app

import (
	"context"
	"encoding/json"
	"errors"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/front/console"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// The files by which a folder is known as a demonstration's: the mark is written
// first, the accounts with their passwords last, when all the rest is there.
const (
	demoMark     = "demonstration"
	demoAccounts = "accounts.json"
	demoName     = "sansang-demo" // of its audit log
)

// demonstrate serves the invented province from a folder, which is made at the
// first start, kept and used again.
func demonstrate(ctx context.Context, site console.DemonstrationSite, ready func(string, []console.DemonstrationAccount)) error {
	if !isLoopback(site.Listen) {
		return fault.New(fault.Invalid, "app.demo.loopback", fault.Args{"address": site.Listen}).WithHint("app.demo.loopbackHint")
	}
	// What the environment says is meant for a real installation.
	c, err := LoadConfig(Given{Flags: map[string]string{"data": site.Dir, "listen": site.Listen, "name": demoName, "log.level": "warn", "log.format": "text"}})
	if err != nil {
		return err
	}
	c.Preset.Second = nil // offered, not demanded
	// The passwords lie beside their hashes, so nobody needs to guess slowly; a
	// dozen proper ones would take half of the first start.
	c.Preset.Hash.Memory, c.Preset.Hash.Iterations = 1<<10, 1 // KiB
	if err := mayBeDemonstration(c.Data); err != nil {
		return err
	}
	release, err := c.holdData()
	if err != nil {
		return err
	}
	defer release()
	p, accounts, err := openDemonstration(ctx, c, c.Logger(os.Stderr))
	if err != nil {
		return err
	}
	l, err := listen(c.Listen)
	if err != nil && site.Next {
		l, err = listenNext(c.Listen, err)
	}
	if err != nil {
		p.Close()
		return err
	}
	return p.run(ctx, c, l, true, func(string) {
		_, port, _ := net.SplitHostPort(l.Addr().String())
		ready("http://"+net.JoinHostPort("localhost", port), accountsIn(accounts, site.Lang))
	})
}

// listenNext opens the next free port behind one that is taken.
func listenNext(address string, taken error) (net.Listener, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		return nil, err
	}
	n, err := strconv.Atoi(port)
	if err != nil {
		return nil, err
	}
	for next := n + 1; next <= n+100; next++ {
		if l, err := listen(net.JoinHostPort(host, strconv.Itoa(next))); err == nil {
			return l, nil
		}
	}
	return nil, taken
}

// mayBeDemonstration refuses a folder in which something else lies.
func mayBeDemonstration(dir string) error {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) || err == nil && len(entries) == 0 {
		return nil
	}
	if err == nil && slices.ContainsFunc(entries, func(e os.DirEntry) bool { return e.Name() == demoMark }) {
		return nil
	}
	return fault.Wrap(fault.Conflict, err, "app.demo.foreign", fault.Args{"dir": dir}).WithHint("app.demo.foreignHint")
}

// openDemonstration opens what is there, or makes it. A folder with the mark and
// without the accounts is half made: its start was broken off.
func openDemonstration(ctx context.Context, c *Config, log *slog.Logger) (*Program, []demo.Account, error) {
	list := filepath.Join(c.Data, demoAccounts)
	data, err := os.ReadFile(list)
	switch {
	case err == nil:
		var accounts []demo.Account
		if err := json.Unmarshal(data, &accounts); err != nil {
			return nil, nil, fault.Wrap(fault.Invalid, err, "app.demo.accounts", fault.Args{"file": list}).WithHint("app.demo.accountsHint")
		}
		p, err := Open(ctx, c.options(log))
		return p, accounts, err
	case !errors.Is(err, fs.ErrNotExist):
		return nil, nil, fault.Wrap(fault.Unavailable, err, "app.demo.accounts", fault.Args{"file": list})
	}
	if err := clearHalfMade(c); err != nil {
		return nil, nil, fault.Wrap(fault.Unavailable, err, "app.serve.data", fault.Args{"dir": c.Data})
	}
	p, err := Open(ctx, c.options(log))
	if err != nil {
		return nil, nil, err
	}
	accounts, err := demo.Settle(ctx, demo.House{DB: p.DB, Log: p.Log, Gate: p.Gate})
	if err == nil {
		if data, err = json.MarshalIndent(accounts, "", "  "); err == nil {
			err = writeKey(list, string(data))
		}
	}
	if err != nil {
		p.Close()
		return nil, nil, err
	}
	// A dozen passwords were hashed, 19 MiB each, for nobody who waits any more.
	debug.FreeOSMemory()
	return p, accounts, nil
}

// clearHalfMade leaves the mark alone, and takes away only what a demonstration
// makes.
func clearHalfMade(c *Config) error {
	if err := os.WriteFile(filepath.Join(c.Data, demoMark), []byte("Dữ liệu giả định của lệnh sansang demo. Invented data of sansang demo.\n"), 0o600); err != nil {
		return err
	}
	made, err := filepath.Glob(filepath.Join(c.Data, "sansang.db*"))
	if err != nil {
		return err
	}
	for _, path := range append(made, c.Keys, c.Files, c.Checkpoints) {
		if err := os.RemoveAll(path); err != nil {
			return err
		}
	}
	return nil
}

func accountsIn(all []demo.Account, lang text.Lang) []console.DemonstrationAccount {
	var out []console.DemonstrationAccount
	for _, a := range all {
		of := a.Agency.Vi
		if lang == text.En && a.Agency.En != "" {
			of = a.Agency.En
		}
		out = append(out, console.DemonstrationAccount{Login: a.Login, Name: a.Name, Role: a.Role.In(string(lang)), Deputy: a.Deputy, Agency: of, Password: a.Password})
	}
	return out
}

// refuseDemonstration keeps invented data, whose passwords lie in a file, from
// being served to others.
func (p *Program) refuseDemonstration(ctx context.Context, c *Config) error {
	_, err := os.Stat(filepath.Join(c.Data, demoMark))
	marked := err == nil
	if !marked {
		err = p.DB.Read(ctx, func(tx *db.Tx) error {
			i, err := agency.LoadInstallation(tx)
			if err != nil && fault.KindOf(err) == fault.Missing {
				return nil // nobody has founded it yet
			}
			if err != nil || !i.Sample {
				return err
			}
			// The wizard may found with sample data, too; the demo founds from the
			// console.
			founded, err := p.Log.Find(tx, audit.Search{Act: "agency.installation.founded", Limit: 1})
			marked = len(founded) > 0 && founded[0].Origin.Via == "console"
			return err
		})
		if err != nil {
			return err
		}
	}
	if marked {
		return fault.New(fault.Conflict, "app.serve.demo", fault.Args{"dir": c.Data}).WithHint("app.serve.demoHint")
	}
	return nil
}

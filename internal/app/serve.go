package app

import (
	"context"
	"crypto/rand"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"net/netip"
	"os"
	"os/signal"
	"path/filepath"
	"sync"
	"syscall"
	"time"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// How a server stops: requests under way may end, within what systemd and the
// promise of docs/operate.md give it together with what is still to be written.
const drainTime = 8 * time.Second

// Serve runs an installation until ctx ends; then it lets requests under way end
// and closes. ready, when not nil, is told the address that a browser is given,
// and the code of the first-run wizard, "" when somebody has an account.
func Serve(ctx context.Context, c *Config, log *slog.Logger, ready func(address, setupCode string)) error {
	if err := c.mayListen(); err != nil {
		return err
	}
	release, err := c.holdData()
	if err != nil {
		return err
	}
	defer release()
	o := c.options(log)
	if o.Sender, err = c.letterSender(); err != nil {
		return err
	}
	p, err := Open(ctx, o)
	if err != nil {
		return err
	}
	if err := p.refuseDemonstration(ctx, c); err != nil {
		p.Close()
		return err
	}
	if p.setupCode, err = p.newSetupCode(ctx); err != nil {
		p.Close()
		return err
	}
	l, err := listen(c.Listen)
	if err != nil {
		p.Close()
		return err
	}
	return p.run(ctx, c, l, false, func(address string) {
		if ready != nil {
			ready(c.url(address), p.setupCode)
		}
	})
}

// newSetupCode makes what whoever reads the operator's terminal types into the
// first page, so that nobody else founds the installation; "" once its founder
// has chosen a password.
func (p *Program) newSetupCode(ctx context.Context) (code string, err error) {
	err = p.DB.Read(ctx, func(tx *db.Tx) error {
		founder, fresh, err := p.Gate.Founder(tx)
		if err == nil && (fresh || founder != nil) {
			code = rand.Text()[:16] // 80 bits
		}
		return err
	})
	return code, err
}

// listen opens an address.
func listen(address string) (net.Listener, error) {
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "app.serve.listen", fault.Args{"address": address}).WithHint("app.serve.listenHint")
	}
	return l, nil
}

// options are those with which the installation of a configuration is opened.
func (c *Config) options(log *slog.Logger) Options {
	rules := c.Preset
	if c.Address != nil {
		rules.Issuer = "Sansang " + c.Address.Hostname()
	}
	return Options{Database: c.Database, Files: file.Config{URL: c.Files}, Keys: c.Keys, Origin: c.Name, Rules: rules, Log: log, Snapshot: c.snapshot(), Scan: c.Scan, Parts: filepath.Join(c.Data, "parts")}
}

// run serves what is open on a listener and closes both at the end.
// demonstration is as Surface has it.
func (p *Program) run(ctx context.Context, c *Config, l net.Listener, demonstration bool, ready func(string)) error {
	p.Address, p.persons, p.config = c.addressOf, &crowd{most: c.Limits.Person}, c
	p.reached = c.reachedAt(l.Addr().String())
	surface := p.Surface(c.Plain(), demonstration)
	if r, err := http.NewRequest(http.MethodGet, "/setup", nil); err != nil || surface.Mux.Pattern(r) == "" {
		p.setupCode = "" // nobody would ask for it
	}
	front := newGateway(p, c, surface)
	server := web.NewServer(c.Listen, front, p.slog)
	// Requests outlive ctx: they are let end.
	server.BaseContext = func(net.Listener) context.Context { return context.WithoutCancel(ctx) }
	serve := server.Serve
	if c.Certificate != "" {
		pair, err := loadCertificate(c.Certificate, c.Key, p.slog)
		if err != nil {
			l.Close()
			p.Close()
			return err
		}
		server.TLSConfig = pair.config()
		serve = func(l net.Listener) error { return server.ServeTLS(l, "", "") }
		stop := onHangup(func() { pair.reload() })
		defer stop()
	}
	work, endWork := context.WithCancel(context.WithoutCancel(ctx))
	var jobs sync.WaitGroup
	p.startJobs(work, &jobs)
	// Its last jobs may end while requests do.
	queued, endQueue := context.WithCancel(ctx)
	defer endQueue()
	jobs.Go(func() { p.Queue.Run(queued) })
	stopMetrics, err := front.serveMetrics(c.Metrics, p.slog)
	if err != nil {
		l.Close()
		endWork()
		endQueue()
		jobs.Wait()
		p.Close()
		return err
	}
	ended := make(chan error, 1)
	go func() { ended <- serve(l) }()
	p.slog.Info("serving", "address", l.Addr().String(), "database", p.DB.Where(), "version", Version().Version)
	if ready != nil {
		ready(l.Addr().String())
	}
	select {
	case err = <-ended: // never by itself, unless the listener broke
	case <-ctx.Done():
		p.slog.Info("stopping")
		front.stopping.Store(true)
		err = drain(ctx, server)
		<-ended
	}
	if errors.Is(err, http.ErrServerClosed) {
		err = nil
	}
	stopMetrics()
	endWork()
	endQueue()
	jobs.Wait()
	err = errors.Join(err, p.Close())
	p.slog.Info("stopped")
	return err
}

// drain lets requests under way end; who takes longer is cut off, and what such
// a one had asked to write is either saved whole or not at all.
func drain(ctx context.Context, server *http.Server) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), drainTime)
	defer cancel()
	err := server.Shutdown(limited)
	if errors.Is(err, context.DeadlineExceeded) {
		err = server.Close()
	}
	return err
}

// mayListen refuses plain HTTP where others could read passwords.
func (c *Config) mayListen() error {
	if c.Certificate != "" || len(c.Proxies) > 0 || isLoopback(c.Listen) {
		return nil
	}
	return fault.New(fault.Invalid, "app.serve.plain", fault.Args{"address": c.Listen}).WithHint("app.serve.plainHint")
}

// isLoopback tells whether only this machine reaches an address to listen on.
func isLoopback(address string) bool {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return false
	}
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.IsLoopback()
}

// holdData makes the data folder and keeps a second program out of it: two that
// number the records of one SQLite file would each believe to be the only one.
// On PostgreSQL several nodes are meant to run, each with its own folder.
func (c *Config) holdData() (release func(), err error) {
	keepPrivate()
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "app.serve.data", fault.Args{"dir": c.Data})
	}
	release, err = lockFile(filepath.Join(c.Data, "serving.lock"))
	if err != nil {
		return nil, fault.Wrap(fault.Conflict, err, "app.serve.running", fault.Args{"dir": c.Data})
	}
	return release, nil
}

// onHangup runs fn at every SIGHUP.
func onHangup(fn func()) (stop func()) {
	told := make(chan os.Signal, 1)
	signal.Notify(told, syscall.SIGHUP)
	end := make(chan struct{})
	go func() {
		for {
			select {
			case <-told:
				fn()
			case <-end:
				return
			}
		}
	}()
	return func() { signal.Stop(told); close(end) }
}

// sweepEvery is how often what is over is deleted.
const sweepEvery = 24 * time.Hour

// rescanEvery is how often the scanner is asked about what it has not seen.
const rescanEvery = 15 * time.Minute

// remindEvery is how often reminders are looked for; an address gets one a day.
const remindEvery = time.Hour

// remindFrom is the hour of the day from which people are written to.
const remindFrom = 8

// remindDue leaves the reminders of today, where letters are sent at all.
func (p *Program) remindDue(ctx context.Context, now time.Time) error {
	if !p.Mail.Sends() || now.In(text.Zone).Hour() < remindFrom {
		return nil
	}
	return p.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := assessment.NewDesk(p.Log, p.Gate).RemindDue(tx, p.Mail.Post)
		return err
	})
}

// startJobs starts what goes on beside requests, until ctx ends.
func (p *Program) startJobs(ctx context.Context, jobs *sync.WaitGroup) {
	every(ctx, jobs, sweepEvery, func() { p.tellJob("sweep", p.Gate.Sweep(ctx)) })
	every(ctx, jobs, sweepEvery, func() { p.tellJob("files", p.sweepFiles(ctx, time.Now().Add(-unnamedKept))) })
	every(ctx, jobs, sweepEvery, func() {
		_, err := p.Intake.Shelf.Sweep(time.Now())
		p.tellJob("parts", err)
	})
	every(ctx, jobs, rescanEvery, func() {
		p.tellJob("rescan", assessment.NewDesk(p.Log, p.Gate).Rescan(ctx, p.DB, p.Intake.Rescan))
	})
	every(ctx, jobs, remindEvery, func() { p.tellJob("remind", p.remindDue(ctx, time.Now())) })
	keeper := &audit.Keeper{Log: p.Log, Dir: p.config.Checkpoints, Tell: func(err error) { p.tellJob("checkpoint", err) }}
	jobs.Go(func() { keeper.Run(ctx) })
}

// tellJob notes what went wrong in a job; it is tried again in its time.
func (p *Program) tellJob(name string, err error) {
	if err != nil && !errors.Is(err, context.Canceled) {
		p.slog.Error("job", "name", name, "error", err.Error())
	}
}

// every runs fn at once and then after each pause.
func every(ctx context.Context, jobs *sync.WaitGroup, pause time.Duration, fn func()) {
	jobs.Go(func() {
		for {
			fn()
			select {
			case <-ctx.Done():
				return
			case <-time.After(pause):
			}
		}
	})
}

// reachedAt is the address that a letter leads to; "" where the program listens for
// others and was not told by which name they reach it.
func (c *Config) reachedAt(address string) string {
	if c.Address == nil && !isLoopback(c.Listen) {
		return ""
	}
	return c.url(address)
}

// url is the address that a browser is given.
func (c *Config) url(address string) string {
	if c.Address != nil {
		return c.Address.String()
	}
	scheme := "http"
	if c.Certificate != "" {
		scheme = "https"
	}
	return scheme + "://" + address
}

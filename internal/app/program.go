package app

import (
	"context"
	"log/slog"
	"net/http"
	"path/filepath"

	"github.com/sansang-project/sansang/docs"
	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/internal/front/home"
	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/judging/calibration"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/backup"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/paper"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// Migrations are the tables of all slices.
var Migrations = []db.Migrations{
	audit.Migrations,
	access.Migrations,
	calendar.Migrations,
	agency.Migrations,
	figure.Migrations,
	criteria.Migrations,
	round.Migrations,
	assessment.Migrations,
	calibration.Migrations,
	api.Migrations,
	job.Migrations,
	mail.Migrations,
}

// Words are the sentences of all that a page or the API may say.
func Words() (*text.Catalogue, error) {
	return text.NewCatalogue(
		db.Texts,
		file.Texts,
		kind.Texts,
		upload.Texts,
		backup.Texts,
		sheet.Texts,
		web.Texts,
		api.Texts,
		job.Texts,
		mail.Texts, paper.Texts,
		audit.Texts,
		access.Texts,
		calendar.Texts,
		agency.Texts,
		figure.Texts,
		criteria.Texts,
		round.Texts,
		assessment.Texts,
		calibration.Texts,
		home.Texts,
		Texts,
	)
}

// Program is an open installation: its data and what works on them. Nothing of
// it listens yet.
type Program struct {
	DB    *db.DB
	Files *file.Store
	Log   *audit.Log
	Gate  *access.Gate
	Words *text.Catalogue
	Queue *job.Queue   // of what follows commits; it runs while the program is served
	Mail  *mail.Office // takes letters from acts
	// Intake makes blobs of what people upload.
	Intake *upload.Intake

	// Address tells from where a request comes; nil takes the connection's.
	Address func(*http.Request) string

	keys    *Keys
	slog    *slog.Logger
	persons *crowd // requests in flight a person; nil for no limit

	setupCode string  // for who founds the installation, "" when it is founded
	config    *Config // by which it is served; nil when it is not
	reached   string  // URL by which browsers reach it, "" while that is not known
}

// Options are what an installation is opened with.
type Options struct {
	Database string // URL as db.Config has it
	Files    file.Config
	Keys     string // folder of the keys, made when it is empty
	Origin   string // name of the audit log, when its keys are made
	Rules    access.Rules
	Log      *slog.Logger
	Sender   *mail.Sender // of letters; nil where no mail server is configured
	Scan     string       // address of the malware scanner as file.NewScanner has it
	Parts    string       // folder of uploads on their way; "" lies in that of the keys
	// Snapshot keeps a copy before a schema is changed; SQLite has its own.
	Snapshot func(context.Context) (string, error)
}

// Open opens an installation, brings its schema up to this program, and makes
// what is missing. Close it.
func Open(ctx context.Context, o Options) (*Program, error) {
	p := &Program{slog: o.Log}
	var err error
	if p.Words, err = Words(); err != nil {
		return nil, err
	}
	if p.keys, err = LoadKeys(o.Keys, o.Origin); err != nil {
		return nil, err
	}
	if p.DB, err = db.Open(ctx, db.Config{URL: o.Database}); err != nil {
		return nil, err
	}
	if err := p.open(ctx, o); err != nil {
		p.DB.Close()
		return nil, err
	}
	return p, nil
}

func (p *Program) open(ctx context.Context, o Options) (err error) {
	if err = backup.Refuse(ctx, p.DB); err != nil {
		return err
	}
	if _, err = p.DB.Migrate(ctx, o.Snapshot, Migrations...); err != nil {
		return err
	}
	if p.Log, err = audit.Open(p.DB, &p.keys.Audit); err != nil {
		return err
	}
	if p.Gate, err = access.Open(p.DB, p.Log, p.keys.Access, o.Rules); err != nil {
		return err
	}
	p.Queue = job.New(p.DB, job.Config{Log: p.slog})
	p.Mail = mail.NewOffice(p.DB, p.Queue, p.Words, o.Sender, func() string { return p.reached })
	if p.Files, err = file.Open(ctx, o.Files); err != nil {
		return err
	}
	scanner, err := file.NewScanner(o.Scan)
	if err != nil {
		return err
	}
	if o.Parts == "" {
		o.Parts = filepath.Join(o.Keys, "parts")
	}
	shelf, err := upload.OpenShelf(o.Parts, upload.Bounds{})
	p.Intake = &upload.Intake{Files: p.Files, Scanner: scanner, Shelf: shelf}
	return err
}

// Close waits for what was accepted and closes.
func (p *Program) Close() error { return p.DB.Close() }

// Surface is what a program shows to a browser.
type Surface struct {
	Site    *web.Site
	Mux     *web.Mux
	Handler http.Handler // the whole, to be served
}

// Surface makes the surface. plain tells that there is no TLS; demonstration adds
// what only the demo and tests show.
func (p *Program) Surface(plain, demonstration bool) *Surface {
	site := &web.Site{Words: p.Words, Plain: plain, Log: p.slog}
	front := &home.Pages{DB: p.DB, Gate: p.Gate, Log: p.Log, Site: site, Version: Version().Version, Guides: docs.Guides, Running: p.running(), SetupCode: p.setupCode}
	site.Chrome = front.Frame
	site.Main = front.Language
	people := &access.Pages{Gate: p.Gate, DB: p.DB, Site: site, Frame: front.Bare, Address: p.Address, Places: places}
	mux := web.NewMux(site, p.bounded(people.Guard))
	book := calendar.NewBook(p.Log, p.Gate)
	front.Origin = people.Origin
	front.Sample = func(ctx context.Context, admin access.Actor) error {
		return demo.Fill(ctx, demo.House{DB: p.DB, Log: p.Log, Gate: p.Gate}, admin)
	}
	desk := assessment.NewDesk(p.Log, p.Gate)
	front.Due = []func(*db.Tx, *access.Visit) ([]access.Task, error){p.Gate.Due, book.Due, desk.Due}
	people.Mount(mux)
	(&upload.Door{Shelf: p.Intake.Shelf, Owner: func(ctx context.Context) string { return access.ActorOf(ctx).Person }}).Mount(mux)
	front.Mount(mux)
	(&agency.Pages{DB: p.DB, Gate: p.Gate, Site: site, Files: p.Files, Directory: agency.NewDirectory(p.Log, p.Gate)}).Mount(mux)
	p.offer(mux)
	(&calendar.Pages{DB: p.DB, Gate: p.Gate, Site: site, Book: book}).Mount(mux)
	(&figure.Pages{DB: p.DB, Gate: p.Gate, Site: site, Book: figure.Open(p.Log, p.Gate)}).Mount(mux)
	(&criteria.Pages{DB: p.DB, Gate: p.Gate, Site: site, Files: p.Files, Library: criteria.NewLibrary(p.Log, p.Gate), Figures: figure.Open(p.Log, p.Gate)}).Mount(mux)
	(&calibration.Pages{DB: p.DB, Gate: p.Gate, Site: site, Files: p.Files, Desk: calibration.NewDesk(p.Log, p.Gate, criteria.NewLibrary(p.Log, p.Gate)), Calendar: round.NewCalendar(p.Log, p.Gate), Forms: desk}).Mount(mux)
	(&assessment.Pages{DB: p.DB, Gate: p.Gate, Site: site, Files: p.Files, Desk: desk, Mail: p.Mail}).Mount(mux)
	(&round.Pages{DB: p.DB, Gate: p.Gate, Site: site, Calendar: round.NewCalendar(p.Log, p.Gate)}).Mount(mux)
	(&assessment.EvidencePages{DB: p.DB, Gate: p.Gate, Site: site, Desk: desk, Intake: p.Intake}).Mount(mux)
	if demonstration {
		mux.Handle("GET /_components", web.Signed, site.Components)
	}
	return &Surface{Site: site, Mux: mux, Handler: site.Wrap(front.First(mux))}
}

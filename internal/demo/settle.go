package demo

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/ground/calendar"
	"github.com/sansang-project/sansang/internal/ground/figure"
	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

// House is an open installation that nobody has founded yet.
type House struct {
	DB   *db.DB
	Log  *audit.Log
	Gate *access.Gate
}

// firstYear is the first whose calendar the province adopts: that of its
// reorganisation.
const firstYear = 2025

const reason = "Dữ liệu minh họa"

// Settle founds an installation with invented data, through the acts that people
// use: the province with its history, the dictionary of data items, the
// calendar, and an account for every role. It is all there or the error says what failed; what
// was half made is for the caller to throw away.
func Settle(ctx context.Context, h House) ([]Account, error) {
	accounts, err := newAccounts()
	if err != nil {
		return nil, err
	}
	s := &settling{House: h, directory: agency.NewDirectory(h.Log, h.Gate), people: people(), accounts: accounts,
		actor: map[string]access.Actor{}, token: map[string]string{}, id: map[string]string{}}
	for _, step := range []func(context.Context) error{s.found, s.province, s.invite, s.delegate, s.leave} {
		if err := step(ctx); err != nil {
			return nil, fmt.Errorf("settling the demonstration: %w", err)
		}
	}
	return s.accounts, nil
}

type settling struct {
	House
	directory *agency.Directory
	people    []person
	accounts  []Account
	actor     map[string]access.Actor
	token     map[string]string
	id        map[string]string // of persons by their logins
	now       *agency.Province
}

// Waits of 50 ms to 6.4 s are some 13 s in all: a machine on which that is not
// enough serves nobody.
const (
	firstWait   = 50 * time.Millisecond
	longestWait = 128 * firstWait
)

var origin = audit.Origin{Via: "console"}

func (s *settling) password(login string) string {
	i := slices.IndexFunc(s.accounts, func(a Account) bool { return a.Login == login })
	return s.accounts[i].Password
}

func (s *settling) enter(ctx context.Context, login string) error {
	var in *access.SignedIn
	err := patiently(ctx, func() (err error) {
		in, err = s.Gate.SignIn(ctx, access.Attempt{Login: login, Password: s.password(login), Origin: origin})
		return err
	})
	if err != nil {
		return err
	}
	s.actor[login] = access.Actor{Person: in.Session.Person, Session: in.Session.ID, Origin: origin}
	s.token[login] = in.Token
	return nil
}

func (s *settling) useLink(ctx context.Context, link *access.Issued, login string) error {
	return patiently(ctx, func() error {
		_, err := s.Gate.UseLink(ctx, link.Secret, s.password(login), origin)
		return err
	})
}

func (s *settling) write(ctx context.Context, fn func(tx *db.Tx) error) error {
	return patiently(ctx, func() error { return s.DB.Write(ctx, fn) })
}

// patiently tries again what was turned away: after the long writes of a
// province the queue of a slow machine expects long ones, and refuses short ones
// until it has seen some.
func patiently(ctx context.Context, do func() error) error {
	for wait := firstWait; ; wait *= 2 {
		err := do()
		if err == nil || fault.KindOf(err) != fault.Unavailable || wait > longestWait {
			return err
		}
		select {
		case <-ctx.Done():
			return err
		case <-time.After(wait):
		}
	}
}

// found makes the installation with its admin, and the secretary who then makes
// the province.
func (s *settling) found(ctx context.Context) error {
	admin, secretary := s.people[0], s.people[1]
	var link *access.Issued
	err := s.write(ctx, func(tx *db.Tx) (err error) {
		_, link, err = s.directory.Found(tx, agency.Installation{Code: "bac-ninh", Name: agency.Name{Vi: "Tỉnh Bắc Ninh", En: "Bắc Ninh Province"},
			Language: text.Vi, Sample: true}, access.NewPerson{Login: admin.login, Name: admin.name}, origin)
		return err
	})
	if err == nil {
		err = s.useLink(ctx, link, admin.login)
	}
	if err == nil {
		err = s.enter(ctx, admin.login)
	}
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		link, err = s.create(tx, secretary)
		return err
	})
	if err == nil {
		err = s.useLink(ctx, link, secretary.login)
	}
	if err != nil {
		return err
	}
	return s.enter(ctx, secretary.login)
}

func (s *settling) create(tx *db.Tx, p person) (*access.Issued, error) {
	admin := s.actor[s.people[0].login]
	var grants []access.NewGrant
	if p.deputy == "" {
		g := access.NewGrant{Role: p.role, Scope: access.Province}
		if p.agency != "" {
			g.Scope = access.Scope{Level: access.OverAgency, ID: p.agency}
			g.Groups = s.now.GroupIDs(p.agency, dayNew)
		}
		grants = append(grants, g)
	}
	made, err := s.Gate.CreatePerson(tx, admin, access.NewPerson{Login: p.login, Name: p.name}, grants, reason)
	if err != nil {
		return nil, err
	}
	s.id[p.login] = made.ID
	return s.Gate.Invite(tx, admin, made.ID, reason)
}

// province makes the agencies in the order in which history did, the dictionary
// of what the framework of 2026 asks, and the calendar.
func (s *settling) province(ctx context.Context) error {
	by := agency.By{Actor: s.actor[s.people[1].login], Reason: reason}
	items, err := dictionary()
	if err != nil {
		return err
	}
	err = s.write(ctx, func(tx *db.Tx) error {
		for _, set := range []agency.Set{rankingSet(), communeSet()} {
			if err := s.directory.SaveSet(tx, by, set); err != nil {
				return err
			}
		}
		if _, err := figure.Open(s.Log, s.Gate).Import(tx, figure.By{Actor: by.Actor, Reason: reason}, items); err != nil {
			return err
		}
		return s.rest(tx, by)
	})
	if err != nil {
		return err
	}
	if err := s.frameworks(ctx, criteria.By{Actor: by.Actor, Reason: reason}); err != nil {
		return err
	}
	for _, o := range history() {
		if err := s.write(ctx, func(tx *db.Tx) error { return s.reorganise(tx, by, o) }); err != nil {
			return err
		}
	}
	err = s.DB.Read(ctx, func(tx *db.Tx) error {
		s.now, err = agency.Load(tx)
		return err
	})
	if err != nil {
		return err
	}
	return s.rounds(ctx, round.By{Actor: by.Actor, Reason: reason})
}

func (s *settling) reorganise(tx *db.Tx, by agency.By, o agency.Order) error {
	p, err := agency.Load(tx)
	if err != nil {
		return err
	}
	o.Seen = map[string]int64{}
	for code, a := range p.Agencies {
		o.Seen[code] = a.Revision
	}
	return s.directory.Reorganise(tx, by, o)
}

// rest adopts the days of rest of the years whose notices are known; of later
// ones nothing is decided, and the calendar warns.
func (s *settling) rest(tx *db.Tx, by agency.By) error {
	book := calendar.NewBook(s.Log, s.Gate)
	for _, t := range calendar.ShippedTables() {
		if t.Year < firstYear {
			continue
		}
		if _, err := book.SaveTable(tx, calendar.By{Actor: by.Actor, Reason: by.Reason}, t); err != nil {
			return err
		}
	}
	return nil
}

// dictionary gives the entries of the data items that the framework of 2026
// asks, since when the framework that first asked them.
func dictionary() ([]figure.Item, error) {
	f, err := criteria.Load("ict-readiness-2026")
	if err != nil {
		return nil, err
	}
	from := dayOffices.Date()
	var all []figure.Item
	for i := range f.Items {
		it := &f.Items[i]
		entry := figure.Item{Code: it.Code, From: from, Name: figure.Text(it.Name), Definition: figure.Text(it.Definition), Unit: figure.Text(it.Unit),
			Kind: figure.Kind(it.Type), Owner: figure.Text(it.Owner), Source: figure.Text(it.Source)}
		for _, o := range it.Options {
			entry.Options = append(entry.Options, figure.Option{Code: o.Code, Name: figure.Text(o.Name)})
		}
		if entry.Min, err = entryBound(it.Min); err != nil {
			return nil, err
		}
		if entry.Max, err = entryBound(it.Max); err != nil {
			return nil, err
		}
		all = append(all, entry)
	}
	return all, nil
}

func entryBound(n *scoring.Num) (*figure.Num, error) {
	if n == nil {
		return nil, nil
	}
	exact, err := figure.ParseNum(n.String())
	return &exact, err
}

// invite makes all other accounts; their passwords are hashed side by side.
func (s *settling) invite(ctx context.Context) error {
	rest := s.people[2:]
	links := make([]*access.Issued, len(rest))
	err := s.write(ctx, func(tx *db.Tx) (err error) {
		for i, p := range rest {
			if links[i], err = s.create(tx, p); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	errs := make([]error, len(rest))
	var all sync.WaitGroup
	for i, p := range rest {
		all.Go(func() { errs[i] = s.useLink(ctx, links[i], p.login) })
	}
	all.Wait()
	for i, p := range s.people {
		if a := s.now.Agencies[p.agency]; a != nil {
			s.accounts[i].Agency = a.On(dayNew).Name
		}
	}
	return firstOf(errs)
}

func firstOf(errs []error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// delegate has heads lend their role to their deputies for a year.
func (s *settling) delegate(ctx context.Context) error {
	for _, p := range s.people {
		if p.deputy == "" {
			continue
		}
		if err := s.enter(ctx, p.deputy); err != nil {
			return err
		}
		err := s.write(ctx, func(tx *db.Tx) error {
			grants, err := s.Gate.Grants(tx, s.actor[p.deputy].Person)
			if err != nil {
				return err
			}
			from := tx.Now()
			_, err = s.Gate.Delegate(tx, s.actor[p.deputy], grants[0].ID, s.id[p.login], from, from.Add(365*24*time.Hour), s.now.GroupIDs(p.agency, dayNew), "Ủy quyền cho cấp phó khi đi công tác")
			return err
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// leave ends the sessions: the demonstration begins with nobody signed in.
func (s *settling) leave(ctx context.Context) error {
	for _, token := range s.token {
		if err := patiently(ctx, func() error { return s.Gate.SignOut(ctx, token, origin) }); err != nil {
			return err
		}
	}
	return nil
}

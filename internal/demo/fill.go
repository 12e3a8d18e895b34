package demo

import (
	"context"
	"crypto/rand"
	"fmt"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/platform/db"
)

// fillLogin begins the login of the account under which Fill writes.
const fillLogin = "du-lieu-mau-"

// Fill gives an installation that was founded for sample data the invented
// province with its history, the dictionary and the calendar, and no people. It
// acts for an admin, who cannot write them: an account of the secretariat is made
// for it, whose password nobody learns, and closed at the end.
func Fill(ctx context.Context, h House, admin access.Actor) error {
	accounts, err := newAccounts()
	if err != nil {
		return err
	}
	s := &settling{House: h, directory: agency.NewDirectory(h.Log, h.Gate), people: people(), accounts: accounts,
		actor: map[string]access.Actor{}, token: map[string]string{}, id: map[string]string{}}
	writer := &s.people[1]
	writer.login = fillLogin + strings.ToLower(rand.Text()[:8])
	s.accounts[1].Login = writer.login
	s.actor[s.people[0].login] = admin
	if err := s.closeWriters(ctx, admin); err != nil {
		return err
	}
	var link *access.Issued
	err = h.DB.Write(ctx, func(tx *db.Tx) (err error) {
		link, err = s.create(tx, *writer)
		return err
	})
	if err == nil {
		_, err = h.Gate.UseLink(ctx, link.Secret, s.password(writer.login), admin.Origin)
	}
	if err == nil {
		err = s.enter(ctx, writer.login)
	}
	if err == nil {
		err = s.province(ctx)
	}
	if err != nil {
		return fmt.Errorf("filling in sample data: %w", err)
	}
	return s.closeWriters(ctx, admin)
}

// closeWriters closes the accounts under which sample data were written.
func (s *settling) closeWriters(ctx context.Context, admin access.Actor) error {
	return s.DB.Write(ctx, func(tx *db.Tx) error {
		all, err := s.Gate.Persons(tx, nil, 1000)
		if err != nil {
			return err
		}
		for _, one := range all {
			if !strings.HasPrefix(one.Login, fillLogin) || !one.Closed.IsZero() {
				continue
			}
			if err := s.Gate.ClosePerson(tx, admin, one.ID, reason); err != nil {
				return err
			}
		}
		return nil
	})
}

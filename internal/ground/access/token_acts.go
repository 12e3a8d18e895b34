package access

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// mostTokenName is the longest name of a token, in runes.
const mostTokenName = 80

// CreateToken makes a token for the actor and gives its secret, which is told
// only now.
func (g *Gate) CreateToken(tx *db.Tx, actor Actor, name string, scopes []string, expires time.Time) (*Token, string, error) {
	who, err := g.As(tx, actor, TokenCreate, Resource{Owner: actor.Person})
	if err != nil {
		return nil, "", err
	}
	name = strings.TrimSpace(text.NFC(name))
	var faults fault.List
	if n := utf8.RuneCountInString(name); n == 0 || n > mostTokenName {
		faults.Add(fault.New(fault.Invalid, "access.token.name", nil).WithPlace(fault.Place{Field: "name"}))
	}
	if len(scopes) == 0 || slices.ContainsFunc(scopes, func(s string) bool { return !slices.Contains(Scopes, s) }) {
		faults.Add(fault.New(fault.Invalid, "access.token.scopes", fault.Args{"known": strings.Join(Scopes, ", ")}).WithPlace(fault.Place{Field: "scopes"}))
	}
	if !expires.After(tx.Now()) || expires.After(tx.Now().Add(g.rules.Token)) {
		faults.Add(fault.New(fault.Invalid, "access.token.expires", fault.Args{"days": int(g.rules.Token / (24 * time.Hour))}).WithPlace(fault.Place{Field: "expires"}))
	}
	if err := faults.Err(); err != nil {
		return nil, "", err
	}
	scopes = slices.Compact(slices.Sorted(slices.Values(scopes)))
	t := &Token{ID: newID(), Person: actor.Person, Name: name, Scopes: scopes, Created: tx.Now(), Expires: expires.UTC().Truncate(time.Microsecond)}
	secret, hash := newSecret(ofAPI)
	if err := addToken(tx, t, hash); err != nil {
		return nil, "", err
	}
	return t, secret, g.note(tx, who, actor.Origin, "access.token.created", "token:"+t.ID, "", "",
		audit.Change{Field: "scopes", After: strings.Join(scopes, " ")}, audit.Change{Field: "expires", After: stamp(t.Expires)})
}

// EnterToken tells who holds an API token's secret; denied
// (access.session.over) when it does not hold any more.
func (g *Gate) EnterToken(ctx context.Context, secret string, from audit.Origin) (Actor, error) {
	kind, hash, ok := readSecret(secret)
	if !ok || kind != ofAPI {
		return Actor{}, over()
	}
	var actor Actor
	err := g.db.Read(ctx, func(tx *db.Tx) error {
		found, err := eachToken(tx, hashToken, hash)
		if err != nil {
			return err
		}
		if len(found) == 0 {
			return over()
		}
		actor = Actor{Person: found[0].Person, Token: found[0].ID, Origin: from}
		_, err = g.stand(tx, actor)
		return err
	})
	if err != nil {
		return Actor{}, err
	}
	return actor, nil
}

// Tokens lists those of a person, the latest first, also those that are over.
func (g *Gate) Tokens(tx *db.Tx, person string) ([]Token, error) {
	return eachToken(tx, listTokens, person)
}

// RevokeToken ends a token at once: the own ones freely, those of others by
// policy.
func (g *Gate) RevokeToken(tx *db.Tx, actor Actor, id, reason string) error {
	found, err := eachToken(tx, getToken, id)
	if err != nil {
		return err
	}
	owner := ""
	if len(found) == 1 {
		owner = found[0].Person
	}
	who, err := g.selfOr(tx, actor, owner, TokenRevoke)
	if err != nil {
		return err
	}
	if owner == "" {
		return fault.New(fault.Missing, "access.token.missing", nil)
	}
	if err := endToken(tx, id); err != nil {
		return err
	}
	return g.note(tx, who, actor.Origin, "access.token.revoked", "token:"+id, "", reason)
}

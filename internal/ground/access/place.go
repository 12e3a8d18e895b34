package access

import (
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/db"
)

// Place is something over which a role can be granted, in the words of whoever
// knows it: access itself knows opaque ids alone.
type Place struct {
	Scope  Scope
	Name   string   // in the language asked for
	Groups []string // ids of the groups of an agency, nested ones with all above
}

// Places gives the agencies and groups of today in the order of their names, in
// a language.
type Places func(tx *db.Tx, lang string) ([]Place, error)

// key writes a scope as a form sends it: "agency:so-kh-cn", "province:".
func (s Scope) key() string { return string(s.Level) + ":" + s.ID }

// scopeOf reads what key wrote.
func scopeOf(key string) Scope {
	level, id, _ := strings.Cut(key, ":")
	return Scope{Level: Level(level), ID: id}
}

// placeIn finds a scope among places; one that is not there any more has its id
// for a name.
func placeIn(all []Place, s Scope, lang string) Place {
	if i := slices.IndexFunc(all, func(p Place) bool { return p.Scope == s }); i >= 0 {
		return all[i]
	}
	return Place{Scope: s, Name: s.In(lang)}
}

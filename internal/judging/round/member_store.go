package round

import (
	"cmp"
	"database/sql"
	"encoding/json"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

const (
	memberColumns = `agency, round, name_vi, name_en, ranked_in, groups, version, revision`
	listMembers   = `SELECT ` + memberColumns + ` FROM round_member WHERE round = $1 ORDER BY sort, agency`
	getMember     = `SELECT ` + memberColumns + ` FROM round_member WHERE agency = $1 AND round = $2`
	addMember     = `INSERT INTO round_member (agency, round, name_vi, name_en, sort, ranked_in, groups, version, revision) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 1)`
	clearMembers  = `DELETE FROM round_member WHERE round = $1`
	setVersions   = `UPDATE round_member SET version = $1, revision = revision + 1 WHERE round = $2 AND version = $3`
	sizesOfRounds = `SELECT round, count(*) FROM round_member GROUP BY round`
	listRoundsOf  = `SELECT round FROM round_member WHERE agency = $1 ORDER BY round`

	exemptionColumns = `agency, id, node, reason, approver, person, at`
	listExemptions   = `SELECT ` + exemptionColumns + ` FROM round_exemption WHERE round = $1 AND ended = 0 ORDER BY agency, at, id`
	exemptionsOf     = `SELECT ` + exemptionColumns + ` FROM round_exemption WHERE round = $1 AND agency = $2 AND ended = 0 ORDER BY agency, at, id`
	pastExemptions   = `SELECT ` + exemptionColumns + `, ended FROM round_exemption WHERE round = $1 AND agency = $2 AND ended > 0 ORDER BY agency, at, id`
	addExemption     = `INSERT INTO round_exemption (agency, round, id, node, reason, approver, person, at, ended) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 0)`
	endExemption     = `UPDATE round_exemption SET ended = $1 WHERE agency = $2 AND round = $3 AND id = $4 AND ended = 0`

	extensionColumns = `agency, id, phase, until, reason, approver, person, at`
	listExtensions   = `SELECT ` + extensionColumns + ` FROM round_extension WHERE round = $1 ORDER BY agency, at, id`
	extensionsOf     = `SELECT ` + extensionColumns + ` FROM round_extension WHERE round = $1 AND agency = $2 ORDER BY agency, at, id`
	addExtension     = `INSERT INTO round_extension (agency, round, id, phase, until, reason, approver, person, at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
)

func byName(a, b Member) int {
	return cmp.Or(cmp.Compare(text.SortKey(a.Name.Vi), text.SortKey(b.Name.Vi)), cmp.Compare(a.Agency, b.Agency))
}

func scanMember(rows *sql.Rows) (m Member, err error) {
	var groups string
	if err := rows.Scan(&m.Agency, &m.Round, &m.Name.Vi, &m.Name.En, &m.Group, &groups, &m.Version, &m.Revision); err != nil {
		return m, err
	}
	return m, json.Unmarshal([]byte(groups), &m.Groups)
}

// Members gives the cohort in Vietnamese order of the names, with exemptions
// and extensions in force.
func Members(tx *db.Tx, id string) ([]Member, error) {
	var all []Member
	at := map[string]int{}
	err := tx.Each(listMembers, []any{id}, func(rows *sql.Rows) error {
		m, err := scanMember(rows)
		at[m.Agency] = len(all)
		all = append(all, m)
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, attach(tx, listExemptions, listExtensions, []any{id}, func(agency string) *Member {
		if i, is := at[agency]; is {
			return &all[i]
		}
		return nil
	})
}

// MemberOf gives one agency of a round; a fault of kind missing when it is not
// in the cohort.
func MemberOf(tx *db.Tx, id, agency string) (*Member, error) {
	var found *Member
	err := tx.Each(getMember, []any{agency, id}, func(rows *sql.Rows) error {
		m, err := scanMember(rows)
		found = &m
		return err
	})
	if err == nil && found == nil {
		err = fault.New(fault.Missing, "round.member.none", nil)
	}
	if err != nil {
		return nil, err
	}
	return found, attach(tx, exemptionsOf, extensionsOf, []any{id, agency}, func(string) *Member { return found })
}

// attach reads exemptions and extensions into members.
func attach(tx *db.Tx, exemptions, extensions string, args []any, member func(agency string) *Member) error {
	err := tx.Each(exemptions, args, func(rows *sql.Rows) error {
		var e Exemption
		var agency string
		var at int64
		if err := rows.Scan(&agency, &e.ID, &e.Node, &e.Reason, &e.Approver, &e.Person, &at); err != nil {
			return err
		}
		e.At = db.Time(at)
		if m := member(agency); m != nil {
			m.Exemptions = append(m.Exemptions, e)
		}
		return nil
	})
	if err != nil {
		return err
	}
	return tx.Each(extensions, args, func(rows *sql.Rows) error {
		var e Extension
		var agency string
		var until, at int64
		if err := rows.Scan(&agency, &e.ID, &e.Phase, &until, &e.Reason, &e.Approver, &e.Person, &at); err != nil {
			return err
		}
		e.Until, e.At = db.Time(until), db.Time(at)
		if m := member(agency); m != nil {
			m.Extensions = append(m.Extensions, e)
		}
		return nil
	})
}

// countMembers gives the size of every round's cohort.
func countMembers(tx *db.Tx) (map[string]int, error) {
	sizes := map[string]int{}
	return sizes, tx.Each(sizesOfRounds, nil, func(rows *sql.Rows) error {
		var id string
		var n int
		err := rows.Scan(&id, &n)
		sizes[id] = n
		return err
	})
}

// RoundsOf gives the ids of the rounds in which an agency takes part.
func RoundsOf(tx *db.Tx, agency string) (ids []string, err error) {
	err = tx.Each(listRoundsOf, []any{agency}, func(rows *sql.Rows) error {
		var id string
		err := rows.Scan(&id)
		ids = append(ids, id)
		return err
	})
	return ids, err
}

// ended is an exemption that is no longer in force.
type ended struct {
	Exemption
	Ended time.Time
}

// endedExemptions gives those of an agency that were taken back, the first first.
func endedExemptions(tx *db.Tx, id, agency string) (all []ended, err error) {
	err = tx.Each(pastExemptions, []any{id, agency}, func(rows *sql.Rows) error {
		var e ended
		var code string
		var at, end int64
		err := rows.Scan(&code, &e.ID, &e.Node, &e.Reason, &e.Approver, &e.Person, &at, &end)
		e.At, e.Ended = db.Time(at), db.Time(end)
		all = append(all, e)
		return err
	})
	return all, err
}

// replaceMembers puts a cohort in the place of the one before.
func replaceMembers(tx *db.Tx, id string, members []Member) error {
	if _, err := tx.Exec(clearMembers, id); err != nil {
		return err
	}
	for i := range members {
		m := &members[i]
		groups, err := json.Marshal(append([]string{}, m.Groups...))
		if err != nil {
			return err
		}
		if _, err := tx.Exec(addMember, m.Agency, id, m.Name.Vi, m.Name.En, text.SortKey(m.Name.Vi), m.Group, string(groups), m.Version); err != nil {
			return err
		}
	}
	return nil
}

func moveVersion(tx *db.Tx, id, from, to string) (int64, error) {
	return tx.Exec(setVersions, to, id, from)
}

func insertExemption(tx *db.Tx, id, agency string, e Exemption) error {
	_, err := tx.Exec(addExemption, agency, id, e.ID, e.Node, e.Reason, e.Approver, e.Person, db.Micros(e.At))
	return err
}

func closeExemption(tx *db.Tx, id, agency, exemption string) error {
	n, err := tx.Exec(endExemption, db.Micros(tx.Now()), agency, id, exemption)
	return db.One(n, err, "round.exemption.none", nil)
}

func insertExtension(tx *db.Tx, id, agency string, e Extension) error {
	_, err := tx.Exec(addExtension, agency, id, e.ID, string(e.Phase), db.Micros(e.Until), e.Reason, e.Approver, e.Person, db.Micros(e.At))
	return err
}

package agency

import (
	"database/sql"
	"embed"
	"math/big"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

//go:embed migrations/*.sql
var migrationFiles embed.FS

// Migrations are the tables of this slice.
var Migrations = db.Migrations{Slice: "agency", Files: db.Sub(migrationFiles, "migrations")}

// stored writes an open end as the database keeps it, opened reads it.
func stored(to Day) string { return string(to.end()) }

func opened(to Day) Day {
	if to == forever {
		return ""
	}
	return to
}

// Of every list one statement for all and one for a single agency or set: $1 is
// its code or ”.
const (
	listAgencies = `SELECT code, revision FROM agency WHERE $1 = '' OR code = $1`
	listVersions = `SELECT agency, valid_from, valid_to, name_vi, name_en, name_short, official, kind, parent, address, basis_number, basis_date
		FROM agency_version WHERE $1 = '' OR agency = $1 ORDER BY agency, valid_from`
	listMembers  = `SELECT agency, in_set, in_group, valid_from, valid_to FROM agency_member WHERE $1 = '' OR agency = $1 ORDER BY agency, in_set, valid_from`
	listContacts = `SELECT agency, name, title, phone, mail FROM agency_contact WHERE $1 = '' OR agency = $1 ORDER BY agency, place`
)

// readAgencies reads one agency, or all for "".
func readAgencies(tx *db.Tx, code string) (map[string]*Agency, error) {
	all := map[string]*Agency{}
	args := []any{code}
	err := tx.Each(listAgencies, args, func(rows *sql.Rows) error {
		var a Agency
		err := rows.Scan(&a.Code, &a.Revision)
		all[a.Code] = &a
		return err
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(listVersions, args, func(rows *sql.Rows) error {
		var of string
		var v Version
		if err := rows.Scan(&of, &v.From, &v.To, &v.Name.Vi, &v.Name.En, &v.Name.Short, &v.Official, &v.Kind, &v.Parent, &v.Address, &v.Basis.Number, &v.Basis.Date); err != nil {
			return err
		}
		v.To = opened(v.To)
		all[of].Versions = append(all[of].Versions, v)
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = tx.Each(listMembers, args, func(rows *sql.Rows) error {
		var of string
		var m Member
		if err := rows.Scan(&of, &m.Set, &m.Group, &m.From, &m.To); err != nil {
			return err
		}
		m.To = opened(m.To)
		all[of].Members = append(all[of].Members, m)
		return nil
	})
	if err != nil {
		return nil, err
	}
	return all, tx.Each(listContacts, args, func(rows *sql.Rows) error {
		var of string
		var c Contact
		if err := rows.Scan(&of, &c.Name, &c.Title, &c.Phone, &c.Mail); err != nil {
			return err
		}
		all[of].Contacts = append(all[of].Contacts, c)
		return nil
	})
}

const (
	insertAgency   = `INSERT INTO agency (code, revision, opened, ended) VALUES ($1, 1, $2, $3)`
	swapAgency     = `UPDATE agency SET revision = $2 + 1, opened = $3, ended = $4 WHERE code = $1 AND revision = $2`
	deleteVersions = `DELETE FROM agency_version WHERE agency = $1`
	insertVersion  = `INSERT INTO agency_version (agency, valid_from, valid_to, name_vi, name_en, name_short, official, kind, parent, address,
		basis_number, basis_date, search, sort_key) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`
	deleteMembers  = `DELETE FROM agency_member WHERE agency = $1`
	insertMember   = `INSERT INTO agency_member (agency, in_set, in_group, valid_from, valid_to) VALUES ($1, $2, $3, $4, $5)`
	deleteContacts = `DELETE FROM agency_contact WHERE agency = $1`
	insertContact  = `INSERT INTO agency_contact (agency, place, name, title, phone, mail) VALUES ($1, $2, $3, $4, $5, $6)`
)

// writeAgency saves an agency anew, where it still has the revision it says.
// Versions of one that is kept are written again: history is corrected by the
// audit log's leave, and the agency itself is never deleted.
func writeAgency(tx *db.Tx, a *Agency) error {
	var err error
	if a.Revision == 0 {
		_, err = tx.Exec(insertAgency, a.Code, string(a.From()), stored(a.To()))
	} else {
		var n int64
		n, err = tx.Exec(swapAgency, a.Code, a.Revision, string(a.From()), stored(a.To()))
		err = db.One(n, err, "agency.agency.changed", fault.Args{"agency": a.Last().Name.Vi})
	}
	if err != nil {
		return err
	}
	for _, statement := range []string{deleteVersions, deleteMembers, deleteContacts} {
		if a.Revision == 0 {
			break
		}
		if _, err := tx.Exec(statement, a.Code); err != nil {
			return err
		}
	}
	for _, v := range a.Versions {
		if _, err := tx.Exec(insertVersion, a.Code, string(v.From), stored(v.To), v.Name.Vi, v.Name.En, v.Name.Short, v.Official, string(v.Kind), v.Parent,
			v.Address, v.Basis.Number, string(v.Basis.Date), searchText(a.Code, &v), text.SortKey(v.Name.Vi)); err != nil {
			return err
		}
	}
	for _, m := range a.Members {
		if _, err := tx.Exec(insertMember, a.Code, m.Set, m.Group, string(m.From), stored(m.To)); err != nil {
			return err
		}
	}
	for i, c := range a.Contacts {
		if _, err := tx.Exec(insertContact, a.Code, i, c.Name, c.Title, c.Phone, c.Mail); err != nil {
			return err
		}
	}
	return nil
}

const (
	listSets   = `SELECT code, revision, name_vi, name_en FROM agency_set`
	listGroups = `SELECT in_set, code, name_vi, name_en, parent FROM agency_group ORDER BY in_set, place`
)

func readSets(tx *db.Tx) (map[string]*Set, error) {
	all := map[string]*Set{}
	err := tx.Each(listSets, nil, func(rows *sql.Rows) error {
		var s Set
		err := rows.Scan(&s.Code, &s.Revision, &s.Name.Vi, &s.Name.En)
		all[s.Code] = &s
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, tx.Each(listGroups, nil, func(rows *sql.Rows) error {
		var of string
		var g Group
		if err := rows.Scan(&of, &g.Code, &g.Name.Vi, &g.Name.En, &g.Parent); err != nil {
			return err
		}
		all[of].Groups = append(all[of].Groups, g)
		return nil
	})
}

const (
	insertSet    = `INSERT INTO agency_set (code, revision, name_vi, name_en) VALUES ($1, 1, $2, $3)`
	swapSet      = `UPDATE agency_set SET revision = $2 + 1, name_vi = $3, name_en = $4 WHERE code = $1 AND revision = $2`
	deleteGroups = `DELETE FROM agency_group WHERE in_set = $1`
	insertGroup  = `INSERT INTO agency_group (in_set, place, code, name_vi, name_en, parent) VALUES ($1, $2, $3, $4, $5, $6)`
)

func writeSet(tx *db.Tx, s *Set) error {
	var err error
	if s.Revision == 0 {
		_, err = tx.Exec(insertSet, s.Code, s.Name.Vi, s.Name.En)
	} else {
		var n int64
		n, err = tx.Exec(swapSet, s.Code, s.Revision, s.Name.Vi, s.Name.En)
		err = db.One(n, err, "agency.set.changed", fault.Args{"set": s.Code})
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(deleteGroups, s.Code); err != nil {
		return err
	}
	for i, g := range s.Groups {
		if _, err := tx.Exec(insertGroup, s.Code, i, g.Code, g.Name.Vi, g.Name.En, g.Parent); err != nil {
			return err
		}
	}
	return nil
}

const (
	listSuccessions = `SELECT code, revision, how, effective, decision_number, decision_date, note FROM agency_succession`
	listLinks       = `SELECT succession, predecessor, successor, share FROM agency_link ORDER BY succession, predecessor, successor`
)

func readSuccessions(tx *db.Tx) (map[string]*Succession, error) {
	all := map[string]*Succession{}
	err := tx.Each(listSuccessions, nil, func(rows *sql.Rows) error {
		var s Succession
		err := rows.Scan(&s.Code, &s.Revision, &s.How, &s.On, &s.Decision.Number, &s.Decision.Date, &s.Note)
		all[s.Code] = &s
		return err
	})
	if err != nil {
		return nil, err
	}
	return all, tx.Each(listLinks, nil, func(rows *sql.Rows) error {
		var of, share string
		var l Link
		if err := rows.Scan(&of, &l.From, &l.To, &share); err != nil {
			return err
		}
		if share != "" {
			r, ok := new(big.Rat).SetString(share)
			if !ok {
				return fault.New(fault.Internal, "agency.share.stored", fault.Args{"share": share})
			}
			l.Share = r
		}
		all[of].Links = append(all[of].Links, l)
		return nil
	})
}

const (
	insertSuccession = `INSERT INTO agency_succession (code, revision, how, effective, decision_number, decision_date, note) VALUES ($1, 1, $2, $3, $4, $5, $6)`
	swapSuccession   = `UPDATE agency_succession SET revision = $2 + 1, how = $3, effective = $4, decision_number = $5, decision_date = $6, note = $7
		WHERE code = $1 AND revision = $2`
	deleteLinks = `DELETE FROM agency_link WHERE succession = $1`
	insertLink  = `INSERT INTO agency_link (succession, predecessor, successor, share) VALUES ($1, $2, $3, $4)`
)

func writeSuccession(tx *db.Tx, s *Succession) error {
	var err error
	if s.Revision == 0 {
		_, err = tx.Exec(insertSuccession, s.Code, string(s.How), string(s.On), s.Decision.Number, string(s.Decision.Date), s.Note)
	} else {
		var n int64
		n, err = tx.Exec(swapSuccession, s.Code, s.Revision, string(s.How), string(s.On), s.Decision.Number, string(s.Decision.Date), s.Note)
		err = db.One(n, err, "agency.succession.changed", fault.Args{"succession": s.Code})
	}
	if err != nil {
		return err
	}
	if _, err := tx.Exec(deleteLinks, s.Code); err != nil {
		return err
	}
	for _, l := range s.Links {
		share := ""
		if l.Share != nil {
			share = l.Share.String()
		}
		if _, err := tx.Exec(insertLink, s.Code, l.From, l.To, share); err != nil {
			return err
		}
	}
	return nil
}

package home

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// What of somebody's own acts is shown as done.
const (
	doneDays  = 7     // pages.md: a week
	mostDone  = 20    // a screen; what is older is nobody's work of today
	mostRead  = 5_000 // records that are looked at: one import writes hundreds
	readAtOne = 1_000 // of these in one search, as many as it gives
)

// comings are acts that are nobody's work: coming, going, showing who is there.
var comings = []string{"access.session.started", "access.session.confirmed", "access.session.ended", "access.second.refused"}

// done is one thing that somebody has done: an act on an object, or on several in
// one request.
type done struct {
	act     string
	at      time.Time
	objects []string // the first, and whether there are others
	request string
}

// doneBy gives what a person has done in the last days, the latest first, and
// whether that is all of it. What was done to one thing several times is told once.
func (p *Pages) doneBy(tx *db.Tx, person string) (all []*done, whole bool, err error) {
	search := audit.Search{Person: person, From: tx.Now().AddDate(0, 0, -doneDays), Limit: readAtOne}
	for read := 0; read < mostRead; {
		found, err := p.Log.Find(tx, search)
		if err != nil {
			return nil, false, err
		}
		for i := range found {
			one := &found[i]
			if slices.Contains(comings, one.Act) {
				continue
			}
			same := func(d *done) bool {
				return d.act == one.Act && (d.request != "" && d.request == one.Origin.Request || slices.Contains(d.objects, one.Object))
			}
			if at := slices.IndexFunc(all, same); at >= 0 {
				if !slices.Contains(all[at].objects, one.Object) {
					all[at].objects = append(all[at].objects, one.Object)
				}
				continue
			}
			if len(all) == mostDone {
				return all, false, nil
			}
			all = append(all, &done{act: one.Act, at: one.At, objects: []string{one.Object}, request: one.Origin.Request})
		}
		if read += len(found); len(found) < search.Limit || found[len(found)-1].Place <= 0 {
			return all, true, nil
		}
		search.Before = found[len(found)-1].Place
	}
	return all, false, nil
}

// doneRows says in words what was done; what has a page that may be opened leads
// there.
func (p *Pages) doneRows(ctx context.Context, tx *db.Tx, v *access.Visit, all []*done) (rows []web.Row, err error) {
	k := &known{persons: map[string]*access.Person{}, agencies: map[string]string{}}
	for _, one := range all {
		object := one.objects[0]
		if err := k.learn(ctx, p, tx, object); err != nil {
			return nil, err
		}
		what := k.what(ctx, object)
		switch id, isPerson := strings.CutPrefix(object, "person:"); {
		case isPerson && id == v.Person.ID:
			what = web.Cell{Text: web.Say(ctx, "home.place.account"), Href: "/account"}
		case isPerson && p.Gate.Ask(tx, v.Actor, access.AccountRead, access.Resource{}) != nil:
			what.Href = "" // of an agency's own people the head may read; their page asks by itself
		}
		if others := len(one.objects) - 1; others > 0 {
			what.Note = web.Say(ctx, "home.work.others", "count", web.Count(ctx, others))
		}
		rows = append(rows, web.Row{Cells: []web.Cell{{Text: p.actName(ctx, one.act)}, what, {Text: at(one.at)[:len("02/01/2006 15:04")]}}})
	}
	return rows, nil
}

// learn finds the name of one object, where it has one.
func (k *known) learn(ctx context.Context, p *Pages, tx *db.Tx, object string) error {
	noun, id, _ := strings.Cut(object, ":")
	switch noun {
	case "person":
		one, err := p.Gate.Person(tx, id)
		if err == nil {
			k.persons[id] = one
		}
		return unlessMissing(err)
	case "agency":
		one, err := agency.Get(tx, id)
		if err == nil {
			k.agencies[id] = one.Last().Name.In(web.LangOf(ctx))
		}
		return unlessMissing(err)
	}
	return nil
}

func unlessMissing(err error) error {
	if err != nil && fault.KindOf(err) == fault.Missing {
		return nil
	}
	return err
}

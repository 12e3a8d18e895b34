package assessment

import (
	"cmp"
	"slices"
	"time"

	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Stage is how far an agency is, for who chases the late ones.
type Stage string

// The stages, from the one that needs the most attention.
const (
	Untouched Stage = "untouched" // nothing has been answered
	Going     Stage = "going"
	Full      Stage = "full" // everything is answered, nothing submitted
	Sent      Stage = "sent"
	Out       Stage = "out" // takes no part
)

// Stages are all of them, in order.
var Stages = []Stage{Untouched, Going, Full, Sent, Out}

// Standing is how one agency stands in a round.
type Standing struct {
	Form     *Form
	Stage    Stage
	Progress Progress
	Late     bool // not submitted, and the agency's end has passed
	Stops    int  // faults that keep the form from being submitted
	Warnings int
	Drafts   int // answers that came too late and count for nothing
	Open     int // questions that nobody has answered
	Sent     time.Time
	By       string     // who submitted, by name
	Last     time.Time  // of the last answer, submission or draft
	Told     mail.Entry // the last reminder; zero for none
	Contacts []agency.Contact
}

// Board tells how every agency of a round stands, in Vietnamese order of the
// names. It reads the round whole, in few queries.
func (d *Desk) Board(tx *db.Tx, r *round.Round) ([]Standing, error) {
	members, err := round.Members(tx, r.ID)
	if err != nil {
		return nil, err
	}
	answers, err := AllAnswers(tx, r.ID)
	if err != nil {
		return nil, err
	}
	last := map[string]map[string]Answer{}
	if r.Previous != "" {
		if last, err = AllAnswers(tx, r.Previous); err != nil {
			return nil, err
		}
	}
	of, err := formsOf(tx, r.ID)
	if err != nil {
		return nil, err
	}
	province, err := agency.Load(tx)
	if err != nil {
		return nil, err
	}
	told, err := d.told(tx, r.ID)
	if err != nil {
		return nil, err
	}
	all := make([]Standing, 0, len(members))
	for i := range members {
		m := &members[i]
		row := of[m.Agency]
		f := &Form{Round: r, Member: m, State: cmp.Or(row.state, Draft), Answers: answers[m.Agency], Last: last[m.Agency]}
		s := Standing{Form: f, Drafts: row.drafts, Open: row.open, Sent: row.sent, By: row.by, Last: row.last, Told: told[m.Agency]}
		if a := province.Agencies[m.Agency]; a != nil {
			s.Contacts = a.Contacts
		}
		for _, a := range f.Answers {
			if a.At.After(s.Last) {
				s.Last = a.At
			}
		}
		if m.Version != "" {
			if f.Program, err = d.programs.of(tx, m.Version); err != nil {
				return nil, err
			}
			f.peers = peersOf(f, members, answers)
			review := f.Review()
			s.Progress, s.Stops, s.Warnings = review.Progress, len(review.Stops), len(review.Warnings)-len(review.Missing)
			s.Warnings = max(0, s.Warnings)
		}
		s.Stage = stageOf(f, s.Progress)
		due := f.Due()
		s.Late = s.Stage != Sent && s.Stage != Out && r.Phase != round.Prepare && !due.IsZero() && !tx.Now().Before(due)
		all = append(all, s)
	}
	return all, nil
}

// told gives the last reminder of each agency with what became of it.
func (d *Desk) told(tx *db.Tx, roundID string) (map[string]mail.Entry, error) {
	letters, err := mail.Sent(tx, mail.Search{Series: roundID, Limit: 10_000})
	if err != nil {
		return nil, err
	}
	entries := map[string]mail.Entry{}
	for _, e := range letters {
		entries[e.Job] = e
	}
	reminders, err := remindersOf(tx, roundID)
	all := map[string]mail.Entry{}
	for agency, some := range reminders {
		all[agency] = entries[some[0].letter]
	}
	return all, err
}

func stageOf(f *Form, p Progress) Stage {
	_, out := f.Member.Excused()
	switch {
	case f.State != Draft:
		return Sent
	case out || f.Program == nil:
		return Out
	case p.Given == 0:
		return Untouched
	case p.Given < p.Asked:
		return Going
	}
	return Full
}

// Totals counts a board: how many are at each stage, and how many are late.
type Totals struct {
	Of   map[Stage]int
	Late int
	All  int // without those that take no part
}

// Count counts a board.
func Count(all []Standing) Totals {
	t := Totals{Of: map[Stage]int{}}
	for i := range all {
		t.Of[all[i].Stage]++
		if all[i].Late {
			t.Late++
		}
		if all[i].Stage != Out {
			t.All++
		}
	}
	return t
}

// Order is by which column a board is sorted.
type Order string

// The orders.
const (
	ByName     Order = "name"
	ByProgress Order = "progress"
	ByStage    Order = "stage"
	ByDue      Order = "due"
	ByLast     Order = "last"
	ByTold     Order = "told"
)

// SortBoard sorts a board; rows that are equal stand by name.
func SortBoard(all []Standing, by Order, down bool) {
	share := func(s *Standing) float64 {
		if s.Progress.Asked == 0 {
			return 1
		}
		return float64(s.Progress.Given) / float64(s.Progress.Asked)
	}
	compare := func(a, b *Standing) int {
		switch by {
		case ByProgress:
			return cmp.Compare(share(a), share(b))
		case ByStage:
			return cmp.Compare(slices.Index(Stages, a.Stage), slices.Index(Stages, b.Stage))
		case ByDue:
			return a.Form.Due().Compare(b.Form.Due())
		case ByLast:
			return a.Last.Compare(b.Last)
		case ByTold:
			return a.Told.Posted.Compare(b.Told.Posted)
		}
		return cmp.Compare(text.SortKey(a.Form.Member.Name.Vi), text.SortKey(b.Form.Member.Name.Vi))
	}
	slices.SortStableFunc(all, func(a, b Standing) int {
		if c := compare(&a, &b); !down {
			return c
		} else {
			return -c
		}
	})
}

package mail

import (
	"context"
	"errors"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/job"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Kind is the kind of the jobs that send letters.
const Kind = "mail.letter"

// Office takes letters from acts and has them sent.
type Office struct {
	db      *db.DB
	queue   *job.Queue
	words   *text.Catalogue
	sender  *Sender
	address func() string
}

// NewOffice makes an office, which does the jobs of its kind in the queue. sender
// is nil where no server is configured. address is by which browsers reach the
// program, "" while that is not known.
func NewOffice(d *db.DB, q *job.Queue, words *text.Catalogue, sender *Sender, address func() string) *Office {
	o := &Office{db: d, queue: q, words: words, sender: sender, address: address}
	q.Handle(Kind, o.do)
	q.HandleFailure(Kind, o.fail)
	return o
}

// Sends tells whether a server is configured. Without one letters may be posted
// and end as unset; a page says so before it offers to send.
func (o *Office) Sends() bool { return o.sender != nil }

// Post leaves a letter in the transaction of an act; it is sent after the commit.
// The id is that of its job and its row in the log: of the earlier letter where
// Letter.Once found one. The error is a fault of kind invalid for an address that
// is none, and of kind internal for a template that the catalogue does not have.
func (o *Office) Post(tx *db.Tx, l Letter) (id string, err error) {
	if err := checkAddress(l.To.Address); err != nil {
		return "", err
	}
	if l.Lang != text.En {
		l.Lang = text.Vi
	}
	for _, part := range []string{".subject", ".text"} {
		if !o.words.Has(l.Template + part) {
			return "", fault.New(fault.Internal, "mail.letter.template", fault.Args{"key": l.Template + part})
		}
	}
	l.To.Name = oneLine(l.To.Name)
	m, err := word(o.words, l, o.address())
	if err != nil {
		return "", err
	}
	m.Posted = tx.Now()
	var wishes []job.Option
	if l.Once != "" {
		wishes = append(wishes, job.Once(l.Once))
	}
	if id, err = o.queue.Add(tx, Kind, m, wishes...); err != nil {
		return "", err
	}
	return id, insertLetter(tx, id, l, m)
}

// do sends one letter and notes what came of it.
func (o *Office) do(ctx context.Context, j job.Job) error {
	var m Message
	if err := j.Read(&m); err != nil {
		return err
	}
	m.ID = j.ID
	was := Waiting
	err := o.db.Read(ctx, func(tx *db.Tx) (err error) {
		was, err = outcomeOf(tx, j.ID)
		return err
	})
	if err != nil || was != Waiting {
		return err // what was noted is not done again
	}
	if o.sender == nil {
		return o.note(ctx, func(tx *db.Tx) error {
			if err := endLetter(tx, j.ID, Unset, ""); err != nil {
				return err
			}
			return j.Done(tx)
		})
	}
	err = o.sender.Send(ctx, m)
	switch {
	case err == nil:
		return o.note(ctx, func(tx *db.Tx) error {
			if err := endLetter(tx, j.ID, Taken, ""); err != nil {
				return err
			}
			return j.Done(tx)
		})
	case errors.Is(ctx.Err(), context.Canceled):
		return err // the program stops: that says nothing about the letter
	case ForGood(err):
		return job.GiveUp(err)
	case j.Last:
		return err
	}
	if noted := o.note(ctx, func(tx *db.Tx) error { return noteTry(tx, j.ID, reasonOf(err)) }); noted != nil {
		return noted
	}
	return err
}

// fail notes a letter whose job has failed.
func (o *Office) fail(tx *db.Tx, j job.Job, err error) error {
	outcome := Failed
	if fault.KindOf(err) == fault.Invalid {
		outcome = Refused
	}
	return endLetter(tx, j.ID, outcome, reasonOf(err))
}

// noteFor is how long the database may be away before a letter that was sent is
// sent again.
const noteFor = 20 * time.Second

// note writes what came of a letter, also at the end of the program, and tries
// again for a while: what is not noted is sent twice.
func (o *Office) note(ctx context.Context, fn func(tx *db.Tx) error) error {
	limited, cancel := context.WithTimeout(context.WithoutCancel(ctx), noteFor)
	defer cancel()
	for pause := 50 * time.Millisecond; ; pause = min(2*pause, 2*time.Second) {
		err := o.db.Write(limited, fn)
		if err == nil || fault.KindOf(err) != fault.Unavailable {
			return err
		}
		select {
		case <-limited.Done():
			return err
		case <-time.After(pause):
		}
	}
}

// mostReason bounds what is kept of an error, in runes.
const mostReason = 500

func reasonOf(err error) string {
	reason := []rune(oneLine(err.Error()))
	return string(reason[:min(len(reason), mostReason)])
}

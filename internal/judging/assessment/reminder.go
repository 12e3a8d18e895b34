package assessment

import (
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/mail"
	"github.com/sansang-project/sansang/internal/platform/text"
)

const (
	templateReminder = "assessment.reminder"
	templateNoted    = "assessment.reminderNoted" // with words of who sends it
)

// MostNote is how long the words of a reminder may be, in characters.
const MostNote = 1_000

// Post leaves a letter in a transaction; see mail.Office.Post.
type Post func(tx *db.Tx, l mail.Letter) (id string, err error)

// Reminder is one letter to one address, about one agency or several.
type Reminder struct {
	Letter mail.Letter
	About  []Standing
}

// addressesOf gives whom to write to about an agency: its officers and heads who
// have an address, else its contacts.
func (d *Desk) addressesOf(tx *db.Tx, s *Standing) (all []mail.Address, err error) {
	grants, err := d.gate.GrantsOver(tx, access.Scope{Level: access.OverAgency, ID: s.Form.Member.Agency})
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{}
	add := func(name, address string) {
		if key := strings.ToLower(address); address != "" && !seen[key] {
			seen[key] = true
			all = append(all, mail.Address{Name: name, Address: address})
		}
	}
	for i := range grants {
		g := &grants[i]
		if g.Role != access.Officer && g.Role != access.Head || !g.InForce(tx.Now()) {
			continue
		}
		person, err := d.gate.Person(tx, g.Person)
		if err != nil {
			return nil, err
		}
		if person.Closed.IsZero() {
			add(person.Name, person.Mail)
		}
	}
	if len(all) == 0 {
		for _, c := range s.Contacts {
			add(c.Name, c.Mail)
		}
	}
	return all, nil
}

// reminders words the letters about some agencies, an address one letter. unreached
// are the agencies for which nobody has an address.
func (d *Desk) reminders(tx *db.Tx, r *round.Round, about []Standing, note string) (all []Reminder, unreached []Standing, err error) {
	lang := text.Vi
	switch home, err := agency.LoadInstallation(tx); {
	case err == nil && home.Language != "":
		lang = home.Language
	case err != nil && fault.KindOf(err) != fault.Missing:
		return nil, nil, err
	}
	at := map[string]int{}
	for _, s := range about {
		to, err := d.addressesOf(tx, &s)
		if err != nil {
			return nil, nil, err
		}
		if len(to) == 0 {
			unreached = append(unreached, s)
		}
		for _, one := range to {
			key := strings.ToLower(one.Address)
			n, is := at[key]
			if !is {
				n = len(all)
				at[key] = n
				l := mail.Letter{Template: templateReminder, Args: fault.Args{"round": r.Name.In(string(lang))}, To: one, Lang: lang,
					Page: Path(r.ID, s.Form.Member.Agency), Series: r.ID, About: s.Form.Member.Agency}
				if note != "" {
					l.Template, l.Args["note"] = templateNoted, note
				}
				all = append(all, Reminder{Letter: l})
			} else {
				all[n].Letter.Page, all[n].Letter.About = pathForms, ""
			}
			all[n].About = append(all[n].About, s)
			all[n].Letter.Lines = append(all[n].Letter.Lines, s.line(lang))
		}
	}
	return all, unreached, nil
}

// line says how an agency stands, in a letter.
func (s *Standing) line(lang text.Lang) string {
	key := "assessment.reminderLine.due"
	switch {
	case s.Form.Due().IsZero():
		key = "assessment.reminderLine.open"
	case s.Late:
		key = "assessment.reminderLine.over"
	}
	return catalogue.Text(lang, key, fault.Args{"agency": s.Form.Member.Name.In(string(lang)), "given": s.Progress.Given, "asked": s.Progress.Asked, "due": dayText(s.Form.Due())})
}

// dayText is the last moment as people write it: the end of a day by its date.
func dayText(due time.Time) string {
	if due.IsZero() {
		return ""
	}
	t := due.In(text.Zone)
	if t.Hour() == 0 && t.Minute() == 0 {
		return t.AddDate(0, 0, -1).Format("02/01/2006")
	}
	return t.Format("15:04 02/01/2006")
}

// chosen gives the standings of some agencies. The fault names those that have
// nothing to submit.
func chosen(board []Standing, agencies []string) (some []Standing, err error) {
	var list fault.List
	for _, code := range agencies {
		i := slices.IndexFunc(board, func(s Standing) bool { return s.Form.Member.Agency == code })
		switch {
		case i < 0:
			list.Add(fault.New(fault.Missing, "assessment.reminder.unknown", fault.Args{"agency": text.Clip(code, 50)}))
		case board[i].Stage == Sent || board[i].Stage == Out:
			list.Add(fault.New(fault.Conflict, "assessment.reminder.needless", fault.Args{"agency": board[i].Form.Member.Name}))
		default:
			some = append(some, board[i])
		}
	}
	if len(agencies) == 0 {
		list.Add(fault.New(fault.Invalid, "assessment.reminder.nobody", nil))
	}
	return some, list.Err()
}

// Preview words the reminders that Remind would send; unreached are agencies for
// which nobody has an address.
func (d *Desk) Preview(tx *db.Tx, r *round.Round, agencies []string, note string) (all []Reminder, unreached []Standing, err error) {
	if !r.Answering() {
		return nil, nil, fault.New(fault.Conflict, "assessment.reminder.phase", nil)
	}
	if n := utf8.RuneCountInString(note); n > MostNote {
		return nil, nil, fault.New(fault.Limit, "assessment.value.long", fault.Args{"count": n, "limit": MostNote}).WithPlace(fault.Place{Field: "note"})
	}
	board, err := d.Board(tx, r)
	if err != nil {
		return nil, nil, err
	}
	some, err := chosen(board, agencies)
	if err != nil {
		return nil, nil, err
	}
	return d.reminders(tx, r, some, plainText(note))
}

// Remind leaves a reminder for every address of some agencies; the letters and
// the record of the act lie in one transaction.
func (d *Desk) Remind(tx *db.Tx, by By, post Post, r *round.Round, agencies []string, note string) (sent int, err error) {
	who, err := d.gate.As(tx, by.Actor, access.RoundManage, access.Resource{Phase: r.Phase})
	if err != nil {
		return 0, err
	}
	letters, unreached, err := d.Preview(tx, r, agencies, note)
	if err != nil {
		return 0, err
	}
	if len(letters) == 0 {
		return 0, fault.New(fault.Invalid, "assessment.reminder.unreached", fault.Args{"count": len(unreached)})
	}
	for _, l := range letters {
		if err := leave(tx, post, r, l, who.Person); err != nil {
			return 0, err
		}
	}
	return len(letters), d.log.Append(tx, &audit.Record{Actor: who, Origin: by.Actor.Origin, Reason: plainText(note), Act: "assessment.reminder.sent", Object: "round:" + r.ID,
		Change: []audit.Change{{Field: "letters", After: fmt.Sprint(len(letters))}, {Field: "agencies", After: strings.Join(agencies, ", ")}}})
}

// leave leaves a letter and notes which agencies it is about.
func leave(tx *db.Tx, post Post, r *round.Round, l Reminder, person string) error {
	id, err := post(tx, l.Letter)
	if err != nil {
		return err
	}
	for _, s := range l.About {
		if err := noteReminder(tx, r.ID, s.Form.Member.Agency, id, person); err != nil {
			return err
		}
	}
	return nil
}

// remindDays are how many days are left to an agency, its last day being 0, when
// the program reminds it by itself; -1 is the day after.
var remindDays = []int{7, 3, 1, 0, -1}

// RemindDue leaves the reminders that are due today in rounds that are open,
// training rounds aside: each address gets at most one about a round a day,
// however often this runs.
func (d *Desk) RemindDue(tx *db.Tx, post Post) (left int, err error) {
	rounds, err := round.List(tx)
	if err != nil {
		return 0, err
	}
	today := dayNumber(tx.Now())
	for _, r := range rounds {
		if !r.Answering() || r.Training {
			continue
		}
		board, err := d.Board(tx, r)
		if err != nil {
			return left, err
		}
		some := slices.DeleteFunc(board, func(s Standing) bool {
			due := s.Form.Due()
			// The last day is that of the moment before the first which is too late.
			return s.Stage == Sent || s.Stage == Out || due.IsZero() || !slices.Contains(remindDays, dayNumber(due.Add(-time.Microsecond))-today)
		})
		letters, _, err := d.reminders(tx, r, some, "")
		if err != nil {
			return left, err
		}
		for _, l := range letters {
			l.Letter.Once = fmt.Sprintf("remind/%s/%d/%s", r.ID, today, strings.ToLower(l.Letter.To.Address))
			if err := leave(tx, post, r, l, ""); err != nil {
				return left, err
			}
			left++
		}
	}
	return left, nil
}

// dayNumber numbers the days of the calendar that people here live by.
func dayNumber(t time.Time) int {
	t = t.In(text.Zone)
	return int(time.Date(t.Year(), t.Month(), t.Day(), 0, 0, 0, 0, time.UTC).Unix() / 86_400)
}

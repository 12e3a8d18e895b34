package assessment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math/big"
	"mime"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/judging/round"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

// EvidencePages are the pages of the evidence for one criterion of one form. It is
// made once by app.
type EvidencePages struct {
	DB     *db.DB
	Gate   *access.Gate
	Site   *web.Site
	Desk   *Desk
	Intake *upload.Intake
}

const evidenceRoute = "/evidence/{round}/{agency}/{node}"

// EvidencePath is the address of the evidence for a criterion.
func EvidencePath(roundID, agency, node string) string {
	return "/evidence/" + url.PathEscape(roundID) + "/" + url.PathEscape(agency) + "/" + url.PathEscape(node)
}

// Mount adds the pages.
func (p *EvidencePages) Mount(m *web.Mux) {
	m.Handle("GET "+evidenceRoute, web.Signed, p.list)
	m.Handle("POST "+evidenceRoute, web.Signed, p.add)
	m.Handle("GET "+evidenceRoute+"/{id}", web.Signed, p.view)
	m.Handle("POST "+evidenceRoute+"/{id}", web.Signed, p.describe)
	m.Handle("POST "+evidenceRoute+"/{id}/remove", web.Signed, p.remove)
	m.Handle("POST "+evidenceRoute+"/{id}/reuse", web.Signed, p.reuse)
	m.Handle("GET "+evidenceRoute+"/{id}/file", web.Signed, p.file)
}

// spot is what an address names, as it was read for who asks.
type spot struct {
	round     *round.Round
	member    *round.Member
	criterion *scoring.Node
	all, last []Evidence
	may       bool // change it
	own       bool // the agency's own person
}

func address(r *http.Request) (roundID, agency, node, id string) {
	return r.PathValue("round"), r.PathValue("agency"), r.PathValue("node"), r.PathValue("id")
}

func evidencePathOf(r *http.Request) string {
	roundID, agency, node, _ := address(r)
	return EvidencePath(roundID, agency, node)
}

// look reads a spot for who may read the agency's answers.
func (p *EvidencePages) look(tx *db.Tx, r *http.Request) (*spot, error) {
	roundID, agency, node, _ := address(r)
	actor := access.ActorOf(r.Context())
	s := &spot{}
	var err error
	if s.round, err = round.Get(tx, roundID); err == nil {
		s.member, err = round.MemberOf(tx, roundID, agency)
	}
	on := access.Resource{Agency: agency}
	if s.member != nil && err == nil {
		on = s.member.Resource(s.round)
	}
	if ask := p.Gate.Ask(tx, actor, access.AnswerRead, on); ask != nil || err != nil {
		if ask != nil {
			return nil, ask
		}
		return nil, err
	}
	program, err := p.Desk.programs.of(tx, s.member.Version)
	if err != nil {
		return nil, err
	}
	if s.criterion = program.criterion(node); s.criterion == nil {
		return nil, fault.New(fault.Missing, "assessment.evidence.criterion", fault.Args{"node": node})
	}
	if s.all, err = Evidences(tx, roundID, agency); err != nil {
		return nil, err
	}
	if s.round.Previous != "" {
		if s.last, err = Evidences(tx, s.round.Previous, agency); err != nil {
			return nil, err
		}
	}
	s.may = p.Desk.MayGive(tx, p.by(tx, r), roundID, agency) == nil
	if v := access.VisitOf(r.Context()); v != nil {
		for _, g := range v.Grants {
			s.own = s.own || g.Scope == access.Scope{Level: access.OverAgency, ID: agency}
		}
	}
	return s, nil
}

// by is who acts in a request: the secretariat does so for the agency.
func (p *EvidencePages) by(tx *db.Tx, r *http.Request) By {
	roundID, agency, _, _ := address(r)
	own := By{Actor: access.ActorOf(r.Context())}
	behalf := own
	behalf.Behalf = true
	if denied(p.Desk.MayGive(tx, own, roundID, agency)) && !denied(p.Desk.MayGive(tx, behalf, roundID, agency)) {
		return behalf
	}
	return own
}

func (s *spot) find(id, node string) (*Evidence, *Link, error) {
	for i := range s.all {
		if l := s.all[i].Link(node); s.all[i].ID == id && l != nil {
			return &s.all[i], l, nil
		}
	}
	return nil, nil, fault.New(fault.Missing, "assessment.evidence.none", nil)
}

// given tells whether the bytes of a file go out to who asks: an infected one to
// nobody, one that waits for the scanner to the agency's own people only.
func (p *EvidencePages) given(s *spot, e *Evidence) error {
	switch {
	case e.Scan == file.Infected:
		return fault.New(fault.Conflict, "assessment.evidence.infected", fault.Args{"name": e.Finding})
	case e.Scan == file.Unscanned && p.Intake.Scanner != nil && !s.own:
		return fault.New(fault.Unavailable, "assessment.evidence.waiting", nil)
	}
	return nil
}

func (p *EvidencePages) list(w http.ResponseWriter, r *http.Request) error {
	return p.show(w, r, nil, nil)
}

// show answers with the page, or with the panel alone for who asks for a part.
// faults are those of a form that comes back, of the file with id, "" for the new.
func (p *EvidencePages) show(w http.ResponseWriter, r *http.Request, faults error, typed url.Values) error {
	var s *spot
	if err := p.DB.Read(r.Context(), func(tx *db.Tx) (err error) { s, err = p.look(tx, r); return err }); err != nil {
		return err
	}
	panel := p.panel(r, s, faults, typed)
	if r.Header.Get("HX-Request") == "true" && faults == nil {
		return p.Site.ShowPart(w, r, panel)
	}
	page := web.Page{Title: web.Say(r.Context(), "assessment.proof.title"), Lead: s.criterion.Code + " · " + nodeName(r.Context(), s.criterion), Scripts: []string{"upload.js"}}
	page.Crumbs = []web.Link{s.formLink(r.Context())}
	if faults != nil {
		return p.Site.ShowFaulty(w, r, page, panel)
	}
	return p.Site.Show(w, r, page, panel)
}

// formLink leads to the form that the evidence belongs to.
func (s *spot) formLink(ctx context.Context) web.Link {
	return web.Link{Text: s.member.Name.In(string(web.LangOf(ctx))), Href: Path(s.round.ID, s.member.Agency)}
}

func nodeName(ctx context.Context, n *scoring.Node) string { return n.Name.In(string(web.LangOf(ctx))) }

// add takes a file from the shelf or from the form itself and names it.
func (p *EvidencePages) add(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	roundID, agency, node, _ := address(r)
	var by By
	// Asked first: nobody sends 50 MB to be told that they may not.
	err := p.DB.Read(ctx, func(tx *db.Tx) error {
		by = p.by(tx, r)
		return p.Desk.MayGive(tx, by, roundID, agency)
	})
	if err != nil {
		return err
	}
	const within = 30 * time.Minute // 50 MB at 32 kB a second
	if err := web.AllowBody(w, r, p.Intake.Shelf.Most()+web.MaxBody, within); err != nil {
		return err
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(within + 5*time.Minute)) // a recorder in a test has none
	if err := web.ReadForm(r); err != nil {
		return err
	}
	if r.MultipartForm != nil {
		defer r.MultipartForm.RemoveAll()
	}
	taken, err := p.take(r, by.Actor.Person)
	if err == nil {
		err = p.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := p.Desk.AddEvidence(tx, by, roundID, agency, node, taken, documentIn(r), r.PostForm.Get("pointer"))
			return err
		})
	}
	if err != nil {
		return p.back(w, r, err)
	}
	p.Site.Tell(w, "assessment.proof.added")
	http.Redirect(w, r, evidencePathOf(r), http.StatusSeeOther)
	return nil
}

func (p *EvidencePages) take(r *http.Request, owner string) (upload.Taken, error) {
	if id := r.PostForm.Get("upload"); id != "" {
		return p.Intake.Take(r.Context(), owner, id)
	}
	if r.MultipartForm == nil || len(r.MultipartForm.File["file"]) == 0 {
		return upload.Taken{}, fault.New(fault.Invalid, "assessment.proof.fileNone", nil).WithPlace(fault.Place{Field: "file"})
	}
	head := r.MultipartForm.File["file"][0]
	f, err := head.Open()
	if err != nil {
		return upload.Taken{}, web.BodyFault(err)
	}
	defer f.Close()
	return p.Intake.TakeFile(r.Context(), head.Filename, f, head.Size)
}

func documentIn(r *http.Request) Details {
	get := r.PostForm.Get
	return Details{Number: get("number"), Date: get("date"), Issuer: get("issuer"), Extract: get("extract")}
}

// back shows the form again with what was typed when the fault is the person's to
// mend; anything else is told by the site.
func (p *EvidencePages) back(w http.ResponseWriter, r *http.Request, err error) error {
	switch fault.KindOf(err) {
	case fault.Invalid, fault.Limit:
		return p.show(w, r, err, r.PostForm)
	}
	return err
}

func (p *EvidencePages) describe(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "assessment.proof.saved", func(tx *db.Tx, by By) error {
		roundID, agency, node, id := address(r)
		revision, err := strconv.ParseInt(r.PostForm.Get("revision"), 10, 64)
		if err != nil {
			return fault.New(fault.Conflict, "assessment.evidence.changed", nil)
		}
		_, err = p.Desk.DescribeEvidence(tx, by, roundID, agency, node, id, revision, documentIn(r), r.PostForm.Get("pointer"))
		return err
	})
}

func (p *EvidencePages) remove(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "assessment.proof.removed", func(tx *db.Tx, by By) error {
		roundID, agency, node, id := address(r)
		return p.Desk.RemoveEvidence(tx, by, roundID, agency, node, id)
	})
}

func (p *EvidencePages) reuse(w http.ResponseWriter, r *http.Request) error {
	return p.change(w, r, "assessment.proof.reused", func(tx *db.Tx, by By) error {
		roundID, agency, node, id := address(r)
		_, err := p.Desk.ReuseEvidence(tx, by, roundID, agency, node, id)
		return err
	})
}

// change runs an act of a small form and leads back to the list.
func (p *EvidencePages) change(w http.ResponseWriter, r *http.Request, told string, act func(tx *db.Tx, by By) error) error {
	if err := web.ReadForm(r); err != nil {
		return err
	}
	err := p.DB.Write(r.Context(), func(tx *db.Tx) error {
		by := p.by(tx, r)
		by.Reason = strings.TrimSpace(text.Clip(r.PostForm.Get("reason"), 1000))
		return act(tx, by)
	})
	if err != nil {
		return p.back(w, r, err)
	}
	p.Site.Tell(w, told)
	http.Redirect(w, r, evidencePathOf(r), http.StatusSeeOther)
	return nil
}

// file gives the bytes, to be kept and not to be shown: whatever they are, nothing
// in them runs under this site's name.
func (p *EvidencePages) file(w http.ResponseWriter, r *http.Request) error {
	_, _, node, id := address(r)
	var e *Evidence
	err := p.DB.Read(r.Context(), func(tx *db.Tx) error {
		s, err := p.look(tx, r)
		if err != nil {
			return err
		}
		if e, _, err = s.find(id, node); err != nil {
			return err
		}
		return p.given(s, e)
	})
	if err != nil {
		return err
	}
	bytes, size, err := p.Intake.Files.Open(r.Context(), e.Hash)
	if err != nil {
		return err
	}
	defer bytes.Close()
	h := w.Header()
	h.Set("Content-Type", e.Type.Media())
	h.Set("Content-Length", strconv.FormatInt(size, 10))
	h.Set("Content-Security-Policy", web.PolicySandbox)
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": e.Name}))
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(30 * time.Minute))
	w.WriteHeader(http.StatusOK)
	if r.Method == http.MethodHead {
		return nil
	}
	if _, err := io.Copy(w, bytes); err != nil {
		panic(http.ErrAbortHandler) // a damaged file must not look whole
	}
	return nil
}

// view shows a file on our own page: a PDF drawn by pdf.js, a picture as such, of
// everything else what is known of it.
func (p *EvidencePages) view(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	_, _, node, id := address(r)
	var s *spot
	var e *Evidence
	var l *Link
	err := p.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if s, err = p.look(tx, r); err != nil {
			return err
		}
		e, l, err = s.find(id, node)
		return err
	})
	if err != nil {
		return err
	}
	v := proofView{item: p.item(r, s, e, l), facts: p.facts(ctx, e, l)}
	if err := p.given(s, e); err != nil {
		var f *fault.Fault
		if errors.As(err, &f) {
			v.withheld = p.Site.Words.Fault(web.LangOf(ctx), f)
		}
	}
	v.pdf, v.picture = e.Type == kind.PDF && v.withheld == "", e.Type.Picture() && v.withheld == ""
	v.page = pageIn(l.Pointer)
	page := web.Page{Title: e.Name, Lead: s.criterion.Code + " · " + nodeName(ctx, s.criterion),
		Crumbs: []web.Link{s.formLink(ctx), {Text: web.Say(ctx, "assessment.proof.title"), Href: evidencePathOf(r)}}}
	if v.pdf {
		page.Scripts = []string{"pdf.js"}
	}
	return p.Site.Show(w, r, page, proof(v))
}

// pageIn finds the first number behind a word for page in a pointer: "trang 3".
func pageIn(pointer string) int {
	words := strings.FieldsFunc(strings.ToLower(pointer), func(c rune) bool { return strings.ContainsRune(" .,;:()", c) })
	for i := 0; i+1 < len(words); i++ {
		if words[i] == "trang" || words[i] == "tr" || words[i] == "page" || words[i] == "p" {
			if n, err := strconv.Atoi(words[i+1]); err == nil && n > 0 {
				return n
			}
		}
	}
	return 1
}

func (p *EvidencePages) facts(ctx context.Context, e *Evidence, l *Link) web.Facts {
	f := web.Facts{}
	for _, one := range []struct{ key, value string }{
		{"pointer", l.Pointer}, {"number", e.Number}, {"date", shownDate(e.Date)}, {"issuer", e.Issuer}, {"extract", e.Extract},
		{"size", sizeOf(ctx, e.Size)}, {"at", momentOf(e)}, {"hash", e.Hash},
	} {
		if one.value != "" {
			f = append(f, web.Fact{Name: web.Say(ctx, "assessment.proof."+one.key), Text: one.value})
		}
	}
	return append(f, web.Fact{Name: web.Say(ctx, "assessment.proof.scan"), Part: scanMark(ctx, e)})
}

func scanMark(ctx context.Context, e *Evidence) web.Mark {
	tone := web.Middle
	switch e.Scan {
	case file.Clean:
		tone = web.Good
	case file.Infected:
		tone = web.Low
	}
	return web.Mark{Tone: tone, Text: web.Say(ctx, "assessment.scan."+string(e.Scan))}
}

func momentOf(e *Evidence) string { return e.At.In(text.Zone).Format("02/01/2006 15:04") }

func shownDate(iso string) string {
	d, err := text.ParseISODate(iso)
	if err != nil {
		return ""
	}
	return text.FormatDate(d)
}

// sizeOf tells a length as people do: "1,4 MB".
func sizeOf(ctx context.Context, n int64) string {
	unit, name := int64(1000), "kB"
	if n >= 1_000_000 {
		unit, name = 1_000_000, "MB"
	}
	return fmt.Sprintf("%s %s", text.FormatRat(big.NewRat(n, unit), 1, web.LangOf(ctx)), name)
}

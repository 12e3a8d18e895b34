package assessment

import (
	"bytes"
	"context"
	"io"
	"net/http"
	"net/url"
	"path"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
)

const (
	pathWorkbook = pathForm + "/workbook"
	placeBook    = "/workbook"
	xlsxType     = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	// uploadTime is how long a workbook may take over a slow line.
	uploadTime = 2 * time.Minute
)

func (p *Pages) mountWorkbook(m *web.Mux) {
	m.Handle("GET "+pathWorkbook, web.Signed, p.showWorkbook)
	m.Handle("GET "+pathWorkbook+"/file", web.Signed, p.sendBook("phieu", (*Form).WriteForm))
	m.Handle("GET "+pathForm+"/blank", web.Signed, p.sendBook("mau-phieu", (*Form).WriteBlankForm))
	m.Handle("POST "+pathWorkbook, web.Signed, p.takeWorkbook)
	m.Handle("GET "+pathWorkbook+"/{file}", web.Signed, p.showChanges)
	m.Handle("POST "+pathWorkbook+"/{file}", web.Signed, p.takeChanges)
}

// formToWrite reads the form of the address for who may write into it, be it only
// drafts: a workbook that comes after the end is kept as such.
func (p *Pages) formToWrite(r *http.Request) (f *Form, may rights, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		if f, may, err = p.formIn(tx, r); err != nil || may.edit || may.behalf {
			return err
		}
		return p.Gate.Ask(tx, access.ActorOf(r.Context()), access.AnswerDraft, f.Member.Resource(f.Round))
	})
	return f, may, err
}

// sendBook sends the form as a workbook that write makes.
func (p *Pages) sendBook(name string, write func(*Form, io.Writer, text.Lang) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		f, _, err := p.form(r)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := write(f, &b, web.LangOf(r.Context())); err != nil {
			return err
		}
		return sendFile(w, name+"-"+f.Member.Agency+"-"+number(int64(f.Round.Year)), b.Bytes())
	}
}

func sendFile(w http.ResponseWriter, name string, data []byte) error {
	plain := strings.Map(func(r rune) rune {
		if r < '-' || r > 'z' || r == '/' || r == '\\' || r == ';' {
			return '-'
		}
		return r
	}, strings.ToLower(name))
	w.Header().Set("Content-Type", xlsxType)
	w.Header().Set("Content-Disposition", `attachment; filename="`+plain+`.xlsx"`)
	_, _ = w.Write(data) // who has gone away is nobody's fault
	return nil
}

// bookCrumbs lead back to the form.
func bookCrumbs(ctx context.Context, f *Form, more ...web.Link) []web.Link {
	return append([]web.Link{{Text: web.Say(ctx, "assessment.forms.title"), Href: pathForms}, {Text: f.Member.Name.In(langOf(ctx)), Href: Path(f.Round.ID, f.Member.Agency)}}, more...)
}

// bookView is the place of the workbook.
type bookView struct {
	Download, Blank web.Button
	Upload          *web.Form // nil for who may only read
}

func (p *Pages) bookPage(ctx context.Context, f *Form, upload bool, wrong string) (web.Page, bookView) {
	at := Path(f.Round.ID, f.Member.Agency)
	page := web.Page{Title: web.Say(ctx, "assessment.workbook.title"), Lead: f.Member.Name.In(langOf(ctx)) + " · " + f.Round.Name.In(langOf(ctx)), Crumbs: bookCrumbs(ctx, f)}
	v := bookView{Download: web.Button{Text: web.Say(ctx, "assessment.workbook.download"), Href: at + placeBook + "/file"}, Blank: web.Button{Text: web.Say(ctx, "assessment.workbook.blank"), Href: at + "/blank"}}
	if upload {
		v.Upload = uploadForm(ctx, at+placeBook, wrong)
	}
	return page, v
}

func uploadForm(ctx context.Context, action, wrong string) *web.Form {
	return &web.Form{Action: action, Submit: web.Say(ctx, "assessment.workbook.look"), Fields: []web.Field{
		{Kind: web.File, Name: "file", Label: web.Say(ctx, "assessment.workbook.file"), Hint: web.Say(ctx, "assessment.workbook.fileHint"), Accept: ".xlsx", Required: true, Fault: wrong}}}
}

func (p *Pages) showWorkbook(w http.ResponseWriter, r *http.Request) error {
	f, _, err := p.form(r)
	if err != nil {
		return err
	}
	_, _, writes := p.formToWrite(r)
	page, v := p.bookPage(r.Context(), f, writes == nil, "")
	return p.Site.Show(w, r, page, bookBody(v))
}

// takeWorkbook keeps the file under its hash and leads to what it would change.
func (p *Pages) takeWorkbook(w http.ResponseWriter, r *http.Request) error {
	f, _, err := p.formToWrite(r)
	if err != nil {
		return err
	}
	blob, name, wrong, err := p.keepBook(w, r, sheet.Form.FileBytes)
	if err != nil {
		return err
	}
	if wrong != "" {
		page, v := p.bookPage(r.Context(), f, true, wrong)
		return p.Site.ShowFaulty(w, r, page, bookBody(v))
	}
	http.Redirect(w, r, changesPath(Path(f.Round.ID, f.Member.Agency)+placeBook, blob, name, ""), http.StatusSeeOther)
	return nil
}

// keepBook keeps the file that was sent; wrong says what is to be told at its
// field.
func (p *Pages) keepBook(w http.ResponseWriter, r *http.Request, limit int64) (hash, name, wrong string, err error) {
	if err := web.AllowBody(w, r, limit+web.MaxBody, uploadTime); err != nil {
		return "", "", "", err
	}
	if err := web.ReadForm(r); err != nil {
		return "", "", "", err
	}
	sent, head, err := r.FormFile("file")
	if err != nil {
		return "", "", web.Say(r.Context(), "assessment.workbook.missing"), nil
	}
	defer sent.Close()
	blob, err := p.Files.Put(r.Context(), sent, file.Limit(limit))
	if fault.KindOf(err) == fault.Limit {
		return "", "", p.told(r.Context(), err), nil
	}
	return blob.Hash, head.Filename, "", err
}

// changesPath leads to what a workbook would change. Its name is carried along
// for the places of faults.
func changesPath(at, hash, name, decimal string) string {
	q := url.Values{"name": {text.Clip(path.Base(strings.ReplaceAll(name, `\`, "/")), 120)}}
	if decimal != "" {
		q.Set("decimal", decimal)
	}
	return at + "/" + hash + "?" + q.Encode()
}

// book reads a workbook that was kept.
func (p *Pages) book(r *http.Request, limit int64) (*Book, sheet.Options, error) {
	decimal, err := text.ParseDecimal(r.URL.Query().Get("decimal"))
	if err != nil {
		return nil, sheet.Options{}, err
	}
	kept, _, err := p.Files.Open(r.Context(), r.PathValue("file"))
	if err != nil {
		return nil, sheet.Options{}, err
	}
	defer kept.Close()
	data, err := io.ReadAll(io.LimitReader(kept, limit+1))
	return &Book{Name: text.Clip(r.URL.Query().Get("name"), 120), Hash: r.PathValue("file"), Data: data}, sheet.Options{Decimal: decimal}, err
}

// readFaults are faults of the workbook; other errors are ours.
func readFaults(err error) bool {
	k := fault.KindOf(err)
	return err != nil && (k == fault.Invalid || k == fault.Limit)
}

func (p *Pages) showChanges(w http.ResponseWriter, r *http.Request) error {
	f, _, err := p.formToWrite(r)
	if err != nil {
		return err
	}
	b, o, err := p.book(r, sheet.Form.FileBytes)
	if err != nil {
		return err
	}
	changes, notes, err := f.ReadForm(b, o)
	if err != nil && !readFaults(err) {
		return err
	}
	page := changesPage(r.Context(), f, b)
	v := p.changesView(r, map[string]*Form{f.Member.Agency: f}, changes, notes, err)
	v.Again = web.Button{Text: web.Say(r.Context(), "assessment.workbook.again"), Href: Path(f.Round.ID, f.Member.Agency) + placeBook}
	if err != nil {
		return p.Site.ShowFaulty(w, r, page, changesBody(v))
	}
	return p.Site.Show(w, r, page, changesBody(v))
}

func changesPage(ctx context.Context, f *Form, b *Book) web.Page {
	return web.Page{Title: web.Say(ctx, "assessment.workbook.changes"), Lead: f.Member.Name.In(langOf(ctx)) + " · " + b.Name,
		Crumbs: bookCrumbs(ctx, f, web.Link{Text: web.Say(ctx, "assessment.workbook.title"), Href: Path(f.Round.ID, f.Member.Agency) + placeBook})}
}

// takeChanges carries out what was shown, whole; where it is something else by
// now, it shows that instead and writes nothing.
func (p *Pages) takeChanges(w http.ResponseWriter, r *http.Request) error {
	f, may, err := p.formToWrite(r)
	if err != nil {
		return err
	}
	if err := web.ReadForm(r); err != nil {
		return err
	}
	b, o, err := p.book(r, sheet.Form.FileBytes)
	if err != nil {
		return err
	}
	ctx := r.Context()
	var took *Took
	var changes []Change
	var notes fault.List
	err = p.DB.Write(ctx, func(tx *db.Tx) error {
		f, err := p.Desk.Open(tx, r.PathValue("round"), r.PathValue("agency"))
		if err != nil {
			return err
		}
		if changes, notes, err = f.ReadForm(b, o); err != nil {
			return err
		}
		took, err = p.Desk.Take(tx, by(r, may), map[string]*Form{f.Member.Agency: f}, b, changes, r.PostForm.Get("seen"), overOf(r))
		return err
	})
	at := Path(f.Round.ID, f.Member.Agency)
	switch {
	case keyOfFault(err) == "assessment.workbook.moved" && len(changes) == 0: // sent twice: it has been taken
		p.Site.Tell(w, "assessment.workbook.nothing")
	case keyOfFault(err) == "assessment.workbook.moved", readFaults(err):
		v := p.changesView(r, map[string]*Form{f.Member.Agency: f}, changes, notes, err)
		v.Again = web.Button{Text: web.Say(ctx, "assessment.workbook.again"), Href: at + placeBook}
		page := changesPage(ctx, f, b)
		if readFaults(err) {
			return p.Site.ShowFaulty(w, r, page, changesBody(v))
		}
		page.Messages = append(page.Messages, web.Message{Tone: web.Low, Text: web.Say(ctx, "assessment.workbook.moved")})
		return p.Site.ShowConflict(w, r, page, changesBody(v))
	case err != nil:
		return err
	case took.Late != "":
		p.Site.Tell(w, "assessment.workbook.late")
	default:
		p.Site.Tell(w, "assessment.workbook.done")
	}
	http.Redirect(w, r, at, http.StatusSeeOther)
	return nil
}

// overOf are the answers that are to be replaced although somebody else changed
// them.
func overOf(r *http.Request) map[[2]string]bool {
	over := map[[2]string]bool{}
	for _, s := range r.PostForm["over"] {
		if agency, item, ok := strings.Cut(s, "/"); ok {
			over[[2]string{agency, item}] = true
		}
	}
	return over
}

func keyOfFault(err error) string {
	if all := faultsOf(err); len(all) > 0 {
		return all[0].Key
	}
	return ""
}

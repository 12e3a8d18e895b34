package assessment

import (
	"context"
	"io"
	"net/http"
	"net/url"
	"strconv"

	"github.com/a-h/templ"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file/kind"
	"github.com/sansang-project/sansang/internal/platform/file/upload"
	"github.com/sansang-project/sansang/internal/platform/web"
)

// EvidencePanel is the evidence of one criterion: in its page, or beside it in the
// form of the agency. The page around it loads the script "upload.js".
type EvidencePanel struct {
	Path   string // of the criterion's evidence
	Demand string // what the framework asks for, "" for nothing
	Items  []EvidenceItem
	Last   []EvidenceItem // of last year, to be taken over
	Add    *web.Form      // nil for who may not
	Uploads,
	Going, Cut, Failed string
}

// EvidenceItem is one file as it is shown.
type EvidenceItem struct {
	Name, Href string
	Said       string // document and pointer in one line, "" for nothing
	Size, At   string
	Marks      []web.Mark
	Download   string       // "" when it is withheld
	Describe   *web.Form    // nil for who may not
	Remove     *web.Confirm // likewise
	Reuse      string       // address that takes it over, "" for none
	Open       bool         // unfolded: its form came back
}

// Render writes the part.
func (p EvidencePanel) Render(ctx context.Context, w io.Writer) error {
	return evidencePanel(p).Render(ctx, w)
}

// proofView is what the page of one file shows.
type proofView struct {
	item         EvidenceItem
	facts        web.Facts
	withheld     string
	pdf, picture bool
	page         int
}

func (v *proofView) pageText() string { return strconv.Itoa(v.page) }

// panel shows a spot.
func (p *EvidencePages) panel(r *http.Request, s *spot, faults error, typed url.Values) EvidencePanel {
	ctx := r.Context()
	node := s.criterion.Code
	path := evidencePathOf(r)
	v := EvidencePanel{Path: path, Demand: s.criterion.Evidence.In(string(web.LangOf(ctx))), Uploads: upload.Path,
		Going: web.Say(ctx, "assessment.proof.going", "part", "{part}"), Cut: web.Say(ctx, "assessment.proof.cut", "part", "{part}"), Failed: web.Say(ctx, "assessment.proof.failed")}
	wrong, rest := p.wrong(ctx, faults)
	here := map[string]bool{}
	for _, e := range EvidenceFor(s.all, node) {
		here[e.Hash] = true
		item := p.item(r, s, &e, e.Link(node))
		if s.may {
			item.Describe = describeForm(ctx, path, &e, e.Link(node))
			if faults != nil && r.PathValue("id") == e.ID {
				fill(item.Describe, typed, wrong, rest)
				item.Open = true
			}
			item.Remove = &web.Confirm{Summary: web.Say(ctx, "assessment.proof.remove"), Explain: web.Say(ctx, "assessment.proof.removeExplain"), Action: path + "/" + e.ID + "/remove", Submit: web.Say(ctx, "assessment.proof.removeSubmit")}
		}
		v.Items = append(v.Items, item)
	}
	if !s.may {
		return v
	}
	for _, e := range EvidenceFor(s.last, node) {
		if !here[e.Hash] {
			item := p.item(r, s, &e, e.Link(node))
			item.Href, item.Download, item.Reuse = "", "", path+"/"+e.ID+"/reuse"
			v.Last = append(v.Last, item)
		}
	}
	v.Add = newProofForm(ctx, path)
	v.Add.Extra = templ.Attributes{"data-upload": v.Uploads, "data-going": v.Going, "data-cut": v.Cut, "data-failed": v.Failed}
	if faults != nil && r.PathValue("id") == "" {
		fill(v.Add, typed, wrong, rest)
	}
	return v
}

// wrong tells faults by field, and those of the file, which have none.
func (p *EvidencePages) wrong(ctx context.Context, err error) (fields map[string]string, rest []string) {
	fields = map[string]string{}
	var list fault.List
	list.Add(err)
	words, lang := p.Site.Words, web.LangOf(ctx)
	for _, f := range list {
		said := words.Fault(lang, f)
		if f.Hint != "" {
			said += " " + words.Text(lang, f.Hint, f.Args)
		}
		if f.At.Field == "" {
			rest = append(rest, said)
		} else {
			fields[f.At.Field] = said
		}
	}
	return fields, rest
}

func fill(f *web.Form, typed url.Values, wrong map[string]string, rest []string) {
	for i := range f.Fields {
		one := &f.Fields[i]
		one.Fault = wrong[one.Name]
		if one.Kind != web.File && typed.Has(one.Name) {
			one.Value = typed.Get(one.Name)
		}
	}
	f.Faults = rest
}

func (p *EvidencePages) item(r *http.Request, s *spot, e *Evidence, l *Link) EvidenceItem {
	ctx := r.Context()
	path := evidencePathOf(r) + "/" + e.ID
	item := EvidenceItem{Name: e.Name, Href: path, Size: sizeOf(ctx, e.Size), At: web.Say(ctx, "assessment.proof.given", "time", momentOf(e)), Download: path + "/file"}
	said := ""
	for _, part := range []string{e.Number, shownDate(e.Date), e.Issuer, e.Extract, l.Pointer} {
		if part != "" && said != "" {
			said += " · "
		}
		said += part
	}
	item.Said = said
	item.Marks = append(item.Marks, scanMark(ctx, e))
	if e.Locked {
		item.Marks = append(item.Marks, web.Mark{Tone: web.Middle, Text: web.Say(ctx, "assessment.proof.locked")})
	}
	if e.Source != "" {
		item.Marks = append(item.Marks, web.Mark{Tone: web.Info, Text: web.Say(ctx, "assessment.proof.old")})
	}
	if p.given(s, e) != nil {
		item.Download = ""
	}
	return item
}

func documentFields(ctx context.Context, e *Evidence, l *Link) []web.Field {
	return []web.Field{
		{Kind: web.Line, Name: "pointer", Label: web.Say(ctx, "assessment.proof.pointer"), Hint: web.Say(ctx, "assessment.proof.pointerHint"), Value: l.Pointer, Max: mostPointer},
		{Kind: web.Line, Name: "number", Label: web.Say(ctx, "assessment.proof.number"), Value: e.Number, Max: mostNumber},
		{Kind: web.Date, Name: "date", Label: web.Say(ctx, "assessment.proof.date"), Value: shownDate(e.Date)},
		{Kind: web.Line, Name: "issuer", Label: web.Say(ctx, "assessment.proof.issuer"), Value: e.Issuer, Max: mostIssuer},
		{Kind: web.Lines, Rows: 2, Name: "extract", Label: web.Say(ctx, "assessment.proof.extract"), Value: e.Extract, Max: mostExtract},
	}
}

func newProofForm(ctx context.Context, path string) *web.Form {
	file := web.Field{Kind: web.File, Name: "file", Label: web.Say(ctx, "assessment.proof.file"), Hint: web.Say(ctx, "assessment.proof.fileHint"), Accept: kind.Extensions, Required: true}
	return &web.Form{Action: path, Key: "add", Submit: web.Say(ctx, "assessment.proof.add"), Fields: append([]web.Field{file}, documentFields(ctx, &Evidence{}, &Link{})...)}
}

func describeForm(ctx context.Context, path string, e *Evidence, l *Link) *web.Form {
	revision := web.Field{Kind: web.Hidden, Name: "revision", Value: strconv.FormatInt(e.Revision, 10)}
	return &web.Form{Action: path + "/" + e.ID, Key: e.ID, Submit: web.Say(ctx, "assessment.proof.save"), Fields: append([]web.Field{revision}, documentFields(ctx, e, l)...)}
}

func emptyText(ctx context.Context, p EvidencePanel) string {
	if p.Add == nil {
		return web.Say(ctx, "assessment.proof.emptyOther")
	}
	return web.Say(ctx, "assessment.proof.emptyText")
}

package criteria

import (
	"bytes"
	"context"
	"net/http"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/internal/platform/web"
	"github.com/sansang-project/sansang/scoring"
)

const (
	placeAnnex    = "/annex"
	placeWorkbook = "/workbook"
	placeYAML     = "/yaml"
)

const (
	xlsxType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	yamlType = "application/yaml"
)

// mountAnnex adds what leads a version out of the program.
func (p *Pages) mountAnnex(m *web.Mux) {
	at := pathList + "/{id}"
	m.Handle("GET "+at+placeAnnex, web.Signed, p.showAnnex)
	m.Handle("GET "+at+placeWorkbook, web.Signed, p.sendFile(".xlsx", xlsxType, func(ctx context.Context, b *bytes.Buffer, d *Document) error {
		return WriteSheet(b, d, web.LangOf(ctx))
	}))
	m.Handle("GET "+at+placeYAML, web.Signed, p.sendFile(".yaml", yamlType, func(_ context.Context, b *bytes.Buffer, d *Document) error {
		return WriteYAML(b, d)
	}))
}

// readVersion reads the version of an address for who may read it.
func (p *Pages) readVersion(r *http.Request) (v *Version, err error) {
	err = p.DB.Read(r.Context(), func(tx *db.Tx) error {
		v, err = p.version(tx, r, r.PathValue("id"))
		return err
	})
	return v, err
}

// sendFile sends a version as a file that can be read in again.
func (p *Pages) sendFile(ext, kind string, put func(context.Context, *bytes.Buffer, *Document) error) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		v, err := p.readVersion(r)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if err := put(r.Context(), &b, v.Document()); err != nil {
			return err
		}
		w.Header().Set("Content-Type", kind)
		w.Header().Set("Content-Disposition", `attachment; filename="`+fileName(v.Framework)+ext+`"`)
		_, _ = w.Write(b.Bytes()) // who has gone away is nobody's fault
		return nil
	}
}

// fileName names a file of a framework; of code and number, which people choose,
// only what every system takes as a name is kept.
func fileName(f *scoring.Framework) string {
	var b bytes.Buffer
	for _, c := range f.Code + "-" + f.Version {
		switch {
		case c >= 'a' && c <= 'z', c >= 'A' && c <= 'Z', c >= '0' && c <= '9', c == '-', c == '_', c == '.':
			b.WriteRune(c)
		default:
			b.WriteByte('_')
		}
	}
	return text.Clip(b.String(), 100)
}

// annexView is the annex of a decision as it is printed.
type annexView struct {
	name, decision, note string
	heads                []string
	rows                 []annexRow
}

// annexRow is one line.
type annexRow struct {
	cells  [annexColumns]string
	strong bool // a field, or the total
}

func (p *Pages) showAnnex(w http.ResponseWriter, r *http.Request) error {
	v, err := p.readVersion(r)
	if err != nil {
		return err
	}
	ctx := r.Context()
	lang := web.LangOf(ctx)
	rows, err := nodeRows(v.Framework)
	if err != nil {
		return err
	}
	h := v.Head()
	view := annexView{name: v.Framework.Name.In(string(lang)), note: v.Framework.Note.In(string(lang)), decision: say(lang, "criteria.annex.decision")}
	if h.Decision.Number != "" && h.Decision.Issuer != "" {
		view.decision = web.Say(ctx, "criteria.annex.issued", "decision", h.Decision.cited(ctx), "issuer", h.Decision.Issuer)
	}
	for _, c := range nodes.columns[:annexColumns] {
		view.heads = append(view.heads, heading(lang, c.key))
	}
	for i := range rows {
		n := &rows[i]
		in := func(t scoring.Text) string { return t.In(string(lang)) }
		row := annexRow{cells: [annexColumns]string{n.number, in(n.Name), "", in(n.Method), in(n.Evidence), in(n.Source), in(n.Verifier)}, strong: n.depth == 0 || len(n.Children) > 0}
		if !n.Max.IsZero() {
			row.cells[2] = shownNum(ctx, n.Max)
		}
		view.rows = append(view.rows, row)
	}
	page := web.Page{Title: web.Say(ctx, "criteria.annex.title"), Crumbs: crumbs(ctx, &h),
		Acts: web.Button{Text: web.Say(ctx, "criteria.act.workbook"), Href: Path(v.ID) + placeWorkbook}}
	return p.Site.Show(w, r, page, annex(view))
}

package paper

import (
	"fmt"
	"io"
	"strings"
	"time"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"github.com/go-fonts/liberation/liberationserifbold"
	"github.com/go-fonts/liberation/liberationserifregular"
	"github.com/piglig/go-qr"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// Meta is what a document says of itself.
type Meta struct {
	Title, Author string
	Lang          text.Lang
	Made          time.Time // what its date is said to be; the same content and date give the same bytes
	Foot          string    // at the foot of each page, before the number
}

// Column is one column of a table.
type Column struct {
	Title string
	Width float64 // share of the width of the table
	Right bool    // numbers
}

// The measures of a page in millimetres, and of letters in points.
const (
	marginLeft, marginRight, marginTop, marginBottom = 30, 15, 20, 20
	width                                            = 210 - marginLeft - marginRight
	bodySize, smallSize, titleSize, headSize         = 11, 9, 14, 12
	lineHeight                                       = 5.5
	family                                           = "serif"
)

// PDF is a document being laid out, from the top down. Its methods may not be
// called after Write.
type PDF struct{ f *fpdf.Fpdf }

// New begins a document.
func New(m Meta) *PDF {
	f := fpdf.New("P", "mm", "A4", "")
	f.SetCatalogSort(true)
	f.SetCreationDate(m.Made.UTC())
	f.SetModificationDate(m.Made.UTC())
	f.SetProducer("Sansang", true)
	f.SetTitle(plain(m.Title), true)
	f.SetAuthor(plain(m.Author), true)
	f.SetLang(string(m.Lang))
	f.AddUTF8FontFromBytes(family, "", liberationserifregular.TTF)
	f.AddUTF8FontFromBytes(family, "B", liberationserifbold.TTF)
	f.SetMargins(marginLeft, marginTop, marginRight)
	f.SetAutoPageBreak(true, marginBottom)
	f.AliasNbPages("{pages}")
	f.SetFooterFunc(func() {
		f.SetY(-marginBottom + 5)
		f.SetFont(family, "", smallSize)
		f.CellFormat(width-20, lineHeight, plain(m.Foot), "", 0, "L", false, 0, "")
		f.CellFormat(20, lineHeight, fmt.Sprintf("%d/{pages}", f.PageNo()), "", 0, "R", false, 0, "")
	})
	f.AddPage()
	p := &PDF{f}
	p.body()
	return p
}

func (p *PDF) body() { p.f.SetFont(family, "", bodySize) }

// plain leaves out what no letter stands for.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' || r > 0xFFFF {
			return -1
		}
		return r
	}, text.NFC(s))
}

// Title is the name of the document, in the middle.
func (p *PDF) Title(s string) { p.line(s, titleSize, "B", "C", 2) }

// Subtitle stands under the title.
func (p *PDF) Subtitle(s string) { p.line(s, bodySize, "", "C", 4) }

// Heading begins a part.
func (p *PDF) Heading(s string) {
	p.room(3 * lineHeight)
	p.f.Ln(2)
	p.line(s, headSize, "B", "L", 1)
}

// Paragraph is text over the whole width.
func (p *PDF) Paragraph(s string) { p.line(s, bodySize, "", "L", 2) }

// Small is a remark.
func (p *PDF) Small(s string) { p.line(s, smallSize, "", "L", 1.5) }

func (p *PDF) line(s string, size float64, style, align string, after float64) {
	if s = plain(s); s == "" {
		return
	}
	p.f.SetFont(family, style, size)
	p.f.MultiCell(width, size*0.5, s, "", align, false)
	p.f.Ln(after)
	p.body()
}

// room begins a new page when less than so much is left on this one.
func (p *PDF) room(height float64) {
	if p.f.GetY()+height > 297-marginBottom {
		p.f.AddPage()
	}
}

// Facts are names with values, a line each; what has no value is left out.
func (p *PDF) Facts(facts [][2]string) {
	const names = 50.0
	for _, fact := range facts {
		if fact[1] == "" {
			continue
		}
		p.row([]float64{names, width - names}, []string{fact[0], fact[1]}, []string{"L", "L"}, "", false)
	}
	p.f.Ln(2)
}

// Table is a ruled table; its heading stands on every page.
func (p *PDF) Table(columns []Column, rows [][]string) {
	var sum float64
	for _, c := range columns {
		sum += c.Width
	}
	widths, titles, aligns := make([]float64, len(columns)), make([]string, len(columns)), make([]string, len(columns))
	for i, c := range columns {
		widths[i], titles[i], aligns[i] = c.Width/sum*width, c.Title, "L"
		if c.Right {
			aligns[i] = "R"
		}
	}
	p.f.SetFont(family, "", smallSize)
	head := func() {
		p.f.SetFont(family, "B", smallSize)
		p.row(widths, titles, aligns, "1", false)
		p.f.SetFont(family, "", smallSize)
	}
	p.room(4 * lineHeight)
	head()
	for _, r := range rows {
		if page := p.f.PageNo(); p.row(widths, r, aligns, "1", true) && p.f.PageNo() != page {
			head()
			p.row(widths, r, aligns, "1", false)
		}
	}
	p.body()
	p.f.Ln(3)
}

// row draws cells beside each other, as high as the highest. With ask, a row that
// does not fit begins a page and is not drawn yet: true.
func (p *PDF) row(widths []float64, cells, aligns []string, border string, ask bool) bool {
	_, size := p.f.GetFontSize()
	step := size * 1.25
	lines := make([][]string, len(widths))
	most := 1
	for i := range widths {
		if i < len(cells) {
			lines[i] = p.broken(plain(cells[i]), widths[i]-2)
		}
		most = max(most, len(lines[i]))
	}
	height := float64(most)*step + 1.5
	if p.f.GetY()+height > 297-marginBottom && p.f.GetY() > marginTop+1 {
		p.f.AddPage()
		if ask {
			return true
		}
	}
	x, y := float64(marginLeft), p.f.GetY()
	for i, w := range widths {
		if border != "" {
			p.f.Rect(x, y, w, height, "D")
		}
		for n, l := range lines[i] {
			p.f.SetXY(x+1, y+0.75+float64(n)*step)
			p.f.CellFormat(w-2, step, l, "", 0, aligns[i], false, 0, "")
		}
		x += w
	}
	p.f.SetXY(marginLeft, y+height)
	return false
}

// broken cuts a text into lines no wider than w; a word that is wider is cut, too.
func (p *PDF) broken(s string, w float64) (lines []string) {
	for _, part := range strings.Split(s, "\n") {
		line := ""
		for _, word := range strings.Fields(part) {
			for {
				try := strings.TrimLeft(line+" "+word, " ")
				if p.f.GetStringWidth(try) <= w {
					line = try
					break
				}
				if line != "" {
					lines, line = append(lines, line), ""
					continue
				}
				runes := []rune(word)
				n := len(runes) - 1
				for n > 1 && p.f.GetStringWidth(string(runes[:n])) > w {
					n--
				}
				lines, word = append(lines, string(runes[:n])), string(runes[n:])
			}
		}
		lines = append(lines, line)
	}
	return lines
}

// QR draws a code of so many millimetres with a caption beside it. The fault says
// when the content is longer than a code holds, about 2,300 bytes.
func (p *PDF) QR(content string, size float64, caption string) error {
	code, err := go_qr.EncodeText(content, go_qr.Medium)
	if err != nil {
		return fault.Wrap(fault.Limit, err, "paper.code.long", nil)
	}
	p.room(size + 6)
	x, y := float64(marginLeft), p.f.GetY()+2
	n := code.Size()
	module := size / float64(n+8) // four modules of quiet around it
	p.f.SetFillColor(0, 0, 0)
	for row := range n {
		for col := 0; col < n; {
			from := col
			for col < n && code.Module(col, row) {
				col++
			}
			if col > from {
				p.f.Rect(x+float64(from+4)*module, y+float64(row+4)*module, float64(col-from)*module, module, "F")
			}
			if col == from {
				col++
			}
		}
	}
	p.f.SetFont(family, "", smallSize)
	p.f.SetXY(x+size+4, y+4*module)
	p.f.MultiCell(width-size-4, 4.5, plain(caption), "", "L", false)
	p.body()
	p.f.SetXY(marginLeft, y+size+2)
	return nil
}

// Write ends the document.
func (p *PDF) Write(w io.Writer) error { return p.f.Output(w) }

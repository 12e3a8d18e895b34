package kind

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func TestWhatIsTaken(t *testing.T) {
	second := sampleJPEG()
	for _, c := range []struct {
		name string
		data []byte
		want Kind
	}{
		{"Báo cáo số 12.2026 (ký số).pdf", samplePDF("", ""), Kind{Type: PDF}},
		{"a.PDF", samplePDF("/Encrypt 9 0 R", "\r\n\x00\x00"), Kind{Type: PDF, Locked: true}},
		{"quet.docx.pdf", streamPDF(), Kind{Type: PDF, Locked: true}},
		{"a.png", samplePNG(), Kind{Type: PNG, Width: 9, Height: 7}},
		{"a.png", pngWith(pngChunk("tEXt", []byte("Title\x00Ảnh"))), Kind{Type: PNG, Width: 9, Height: 7}},
		{"IMG_1.jpeg", sampleJPEG(), Kind{Type: JPEG, Width: 9, Height: 7}},
		{"IMG_2.jpg", join(sampleJPEG(), second), Kind{Type: JPEG, Width: 9, Height: 7}},
		{"IMG_3.jpg", join(sampleJPEG(), []byte("\x00\x00\x01\x0a0123SEFH0123SEFT")), Kind{Type: JPEG, Width: 9, Height: 7}},
		{"IMG_4.jpg", join(sampleJPEG(), make([]byte, 16)), Kind{Type: JPEG, Width: 9, Height: 7}},
		{"a.webp", sampleWebP(), Kind{Type: WebP, Width: 1, Height: 1}},
		{"a.docx", sampleOffice(DOCX, member{name: "word/embeddings/bang.xlsx", body: "PK\x03\x04"}), Kind{Type: DOCX}},
		{"a.xlsx", sampleOffice(XLSX), Kind{Type: XLSX}},
		{"a.pptx", sampleOffice(PPTX), Kind{Type: PPTX}},
		{"a.odt", sampleODF(ODT, member{name: "Basic/script-lc.xml", body: "<libraries/>"}), Kind{Type: ODT}},
		{"a.ods", sampleODF(ODS), Kind{Type: ODS}},
		{"ghi chú.txt", []byte("Đã họp ngày 03/04/2026; if a < b.\r\n"), Kind{Type: TXT}},
		{"tcvn3.txt", []byte("C\xe9ng h\xdfa x\xb7 h\xe9i"), Kind{Type: TXT}},
		{"MZ.txt", []byte("MZ la hai chu cai"), Kind{Type: TXT}},
		{"a.csv", wideText("mã;tên\r\n1;Sở Y tế\r\n"), Kind{Type: CSV}},
	} {
		got, err := Of(c.name, bytes.NewReader(c.data), int64(len(c.data)))
		if err != nil || got != c.want {
			t.Errorf("%s: %+v %v, want %+v", c.name, got, err, c.want)
		}
	}
}

// hostile are files that must be refused, each with the key that says why.
func hostile() []struct {
	name string
	data []byte
	key  string
} {
	pdf, pic, shot := samplePDF("", ""), samplePNG(), sampleJPEG()
	archive := sampleZip(member{name: "a.txt", body: "một"})
	xmlPart := func(name, body string) []byte {
		all := officeMembers(DOCX, "word/document.xml")
		for i := range all {
			if all[i].name == name {
				all[i].body = body
			}
		}
		return sampleZip(all...)
	}
	types := officeMembers(DOCX, "word/document.xml")[0].body
	bomb := strings.Repeat("0", 32<<20)
	var many []member
	for i := range mostMembers {
		many = append(many, member{name: fmt.Sprintf("word/%d.xml", i), store: true})
	}
	rel := func(kind, target string) member {
		return member{name: "word/_rels/settings.xml.rels", body: `<Relationships><Relationship Type="http://x/` + kind + `" Target="` + target + `" TargetMode="External"/></Relationships>`}
	}
	lying := bytes.Replace(sampleOffice(DOCX), []byte("<document/>"), []byte("<document/>"), 1)
	{ // the directory promises one byte less of the last member than there is
		at := bytes.LastIndex(lying, []byte("PK\x01\x02"))
		binary.LittleEndian.PutUint32(lying[at+24:], le32(lying[at+24:])-1)
	}
	overlap := sampleOffice(DOCX, member{name: "word/a.xml", body: "abcdefgh", store: true}, member{name: "word/b.xml", body: "abcdefgh", store: true})
	{ // both names point at one member
		last := bytes.LastIndex(overlap, []byte("PK\x01\x02"))
		before := bytes.LastIndex(overlap[:last], []byte("PK\x01\x02"))
		copy(overlap[last+42:last+46], overlap[before+42:before+46])
	}
	type row = struct {
		name string
		data []byte
		key  string
	}
	rows := []row{
		// names
		{"", pdf, "kind.name.empty"}, {" . ", pdf, "kind.name.empty"},
		{strings.Repeat("a", 4096) + ".pdf", pdf, "kind.name.long"},
		{"a\xff.pdf", pdf, "kind.name.coding"},
		{"bao\u202efdp.exe.pdf", pdf, "kind.name.hidden"}, {"a\x00.pdf", pdf, "kind.name.hidden"}, {"a\n.pdf", pdf, "kind.name.hidden"},
		{"a\u200b.pdf", pdf, "kind.name.hidden"}, {"a\ufeff.pdf", pdf, "kind.name.hidden"}, {"a\u2066.pdf", pdf, "kind.name.hidden"}, {"a\u2028b.pdf", pdf, "kind.name.hidden"},
		{"../a.pdf", pdf, "kind.name.folder"}, {`..\a.pdf`, pdf, "kind.name.folder"}, {"a/b.pdf", pdf, "kind.name.folder"}, {"a\u2215b.pdf", pdf, "kind.name.folder"},
		{"%2e%2e%2fa.pdf", pdf, "kind.name.folder"}, {"a%00.pdf", pdf, "kind.name.folder"}, {"a..pdf", pdf, "kind.name.folder"},
		{"a.pdf:evil.pdf", pdf, "kind.name.sign"}, {"a.pdf ", pdf, "kind.name.sign"}, {".pdf", pdf, "kind.name.sign"}, {"a<b>.pdf", pdf, "kind.name.sign"},
		{"CON.pdf", pdf, "kind.name.reserved"}, {"com1.bao cao.pdf", pdf, "kind.name.reserved"}, {"nul .pdf", pdf, "kind.name.reserved"},
		{"a.exe.pdf", pdf, "kind.name.double"}, {"a.pdf.html.pdf", pdf, "kind.name.double"}, {"a.docm.docx", sampleOffice(DOCX), "kind.name.double"},
		// extensions
		{"a", pdf, "kind.type.none"}, {"a.pdf.exe", pdf, "kind.type.program"}, {"a.js", []byte("1"), "kind.type.program"},
		{"a.docm", sampleOffice(DOCX), "kind.type.macro"}, {"a.xlsm", sampleOffice(XLSX), "kind.type.macro"}, {"a.xlsb", archive, "kind.type.macro"},
		{"a.doc", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), "kind.type.old"}, {"a.rtf", []byte(`{\rtf1}`), "kind.type.old"},
		{"a.zip", archive, "kind.type.archive"}, {"a.rar", archive, "kind.type.archive"}, {"a.heic", pic, "kind.type.picture"}, {"a.gif", []byte("GIF89a"), "kind.type.picture"},
		{"a.svg", []byte("<svg onload=alert(1)>"), "kind.type.page"}, {"a.html", []byte("<html>"), "kind.type.page"}, {"a.abc", pdf, "kind.type.other"},
		// one thing under the name of another
		{"a.pdf", nil, "kind.file.empty"},
		{"a.pdf", pic, "kind.file.differs"}, {"a.png", pdf, "kind.file.differs"}, {"a.jpg", pic, "kind.file.differs"}, {"a.docx", pdf, "kind.file.differs"},
		{"a.png", []byte("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>"), "kind.file.differs"},
		{"a.pdf", []byte("\n<!DOCTYPE html><script>1</script>"), "kind.file.differs"}, {"a.txt", []byte("\xef\xbb\xbf <HTML>"), "kind.file.differs"},
		{"a.txt", []byte("<?xml version='1.0'?><svg/>"), "kind.file.differs"}, {"a.txt", []byte("<?php system($_GET[0]);"), "kind.file.differs"},
		{"a.txt", []byte("#!/bin/sh\n"), "kind.file.differs"}, {"a.csv", []byte(`{\rtf1}`), "kind.file.differs"}, {"a.txt", pdf, "kind.file.differs"},
		{"a.png", []byte("GIF89a/*"), "kind.file.differs"}, {"a.pdf", []byte("MZ\x90\x00"), "kind.file.differs"}, {"a.txt", []byte("\x7fELF\x02"), "kind.file.differs"},
		{"a.docx", sampleOffice(XLSX), "kind.file.differs"}, {"a.xlsx", sampleOffice(PPTX), "kind.file.differs"}, {"a.docx", sampleODF(ODT), "kind.file.differs"},
		{"a.odt", sampleODF(ODS), "kind.file.differs"}, {"a.ods", sampleOffice(XLSX), "kind.file.differs"}, {"a.docx", []byte("Rar!\x1a\x07\x00"), "kind.file.differs"},
		{"a.jpg", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "kind.file.differs"},
		{"a.docx", []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)), "kind.office.locked"},
		// PDF
		{"a.pdf", pdf[:len(pdf)-30], "kind.file.broken"}, {"a.pdf", []byte("%PDF-1.7\n%%EOF"), "kind.file.broken"}, {"a.pdf", []byte("%PDF-9.9\n" + string(pdf[9:])), "kind.file.broken"},
		{"a.pdf", join([]byte("%PDF-1.4\n"), bytes.Replace(pdf[9:], []byte("xref\n0 4"), []byte("xrof\n0 4"), 1)), "kind.file.broken"},
		{"a.pdf", bytes.Replace(pdf, []byte("/Root"), []byte("/Ruut"), 1), "kind.file.broken"}, {"a.pdf", join(pdf, []byte("<script>alert(1)</script>")), "kind.file.broken"},
		{"a.pdf", join([]byte("GIF89a"), pdf), "kind.file.differs"}, {"a.pdf", join(archive, pdf), "kind.file.differs"}, {"a.pdf", join(pdf, archive), "kind.file.broken"},
		{"a.pdf", zipInside(pdf, archive), "kind.file.hides"},
		// pictures
		{"a.png", pngOf(30_000, 30_000), "kind.picture.large"}, {"a.png", pngOf(1, 25_000), "kind.picture.large"}, {"a.png", pngOf(0, 5), "kind.file.broken"}, {"a.png", pngOf(1<<31, 1<<31), "kind.picture.large"},
		{"a.png", join(pic, archive), "kind.file.hides"}, {"a.png", join(pic, []byte("<html><script>")), "kind.file.hides"}, {"a.png", join(pic, pdf), "kind.file.hides"},
		{"a.png", pic[:len(pic)-4], "kind.file.broken"}, {"a.png", pic[:40], "kind.file.broken"}, {"a.png", flip(pic, 45), "kind.file.broken"},
		{"a.png", pngWith(pngChunk("tEXt", []byte("c\x00<script>alert(1)</script>"))), "kind.file.hides"}, {"a.png", pngWith(pngChunk("zzZz", []byte("<?php eval"))), "kind.file.hides"},
		{"a.png", join(pic[:33], pngChunk("IEND", nil)), "kind.file.broken"},
		{"a.jpg", shot[:len(shot)-2], "kind.file.broken"}, {"a.jpg", []byte("\xff\xd8\xff\xd9"), "kind.file.broken"}, {"a.jpg", join(shot, archive), "kind.file.hides"},
		{"a.jpg", join(shot, []byte("MZ\x90\x00\x03")), "kind.file.hides"}, {"a.jpg", join(shot, shot, archive), "kind.file.hides"}, {"a.jpg", join(shot, []byte("<html>")), "kind.file.hides"},
		{"a.jpg", join(shot[:2], jpegSegment(0xfe, "<script>alert(1)</script>"), shot[2:]), "kind.file.hides"}, {"a.jpg", join(shot[:2], jpegSegment(0xe1, "%PDF-1.4"), shot[2:]), "kind.file.hides"},
		{"a.jpg", bytes.Replace(shot, []byte("\x00\x07\x00\x09"), []byte("\xff\xff\xff\xff"), 1), "kind.picture.large"},
		{"a.webp", sampleWebP()[:30], "kind.file.broken"}, {"a.webp", join(sampleWebP(), archive), "kind.file.hides"}, {"a.webp", []byte("RIFF\x04\x00\x00\x00WEBP"), "kind.file.broken"},
		{"a.webp", []byte("RIFF\x16\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\xff\xff\xff\xff\xff\xff"), "kind.picture.large"},
		// containers
		{"a.docx", archive, "kind.file.broken"}, {"a.docx", []byte("PK\x05\x06" + strings.Repeat("\x00", 18)), "kind.file.broken"}, {"a.docx", []byte("PK\x03\x04"), "kind.file.broken"},
		{"a.docx", sampleOffice(DOCX, member{name: "word/bomb.xml", body: bomb}), "kind.container.ratio"}, {"a.docx", sampleOffice(DOCX, many...), "kind.container.members"},
		{"a.docx", lying, "kind.file.broken"}, {"a.docx", overlap, "kind.file.broken"}, {"a.docx", join(sampleOffice(DOCX), pdf), "kind.file.broken"}, {"a.docx", flip(sampleOffice(DOCX), 70), "kind.file.broken"},
		{"a.docx", sampleOffice(DOCX, member{name: "../../etc/passwd", body: "x"}), "kind.container.path"}, {"a.docx", sampleOffice(DOCX, member{name: `..\x`, body: "x"}), "kind.container.path"}, {"a.docx", sampleOffice(DOCX, member{name: "/abs", body: "x"}), "kind.container.path"},
		{"a.docx", sampleOffice(DOCX, member{name: "WORD/Document.xml", body: "x"}), "kind.file.broken"},
		{"a.docx", sampleOffice(DOCX, member{name: "word/vbaProject.bin", body: "x"}), "kind.type.macro"}, {"a.xlsx", sampleOffice(XLSX, member{name: "xl/macrosheets/sheet1.xml", body: "x"}), "kind.type.macro"},
		{"a.docx", xmlPart("[Content_Types].xml", strings.Replace(types, "wordprocessingml.document.main", "macroEnabled.main", 1)), "kind.type.macro"},
		{"a.docx", xmlPart("[Content_Types].xml", "<!DOCTYPE x [<!ENTITY a 'b'>]>"+types), "kind.file.broken"}, {"a.docx", xmlPart("[Content_Types].xml", "<Types"), "kind.file.broken"},
		{"a.docx", xmlPart("_rels/.rels", "<Relationships/>"), "kind.file.broken"},
		{"a.docx", sampleOffice(DOCX, rel("attachedTemplate", "https://evil.example/t.dotm")), "kind.office.fetches"}, {"a.docx", sampleOffice(DOCX, rel("oleObject", `\\10.0.0.1\x`)), "kind.office.fetches"},
		{"a.odt", sampleODF(ODT, member{name: "Basic/Standard/Module1.xml", body: "Sub x"}), "kind.type.macro"}, {"a.odt", sampleODF(ODT, member{name: "Scripts/python/a.py", body: "x"}), "kind.type.macro"},
		{"a.odt", sampleZip(member{name: "mimetype", body: odfText}, member{name: "content.xml"}), "kind.file.broken"}, {"a.odt", archive, "kind.file.broken"},
		{"a.ods", sampleZip(member{name: "mimetype", body: odfSheet, store: true}, member{name: "META-INF/manifest.xml", body: "<manifest><file-entry full-path='content.xml'><encryption-data/></file-entry></manifest>"}, member{name: "content.xml"}), "kind.office.locked"},
		// text
		{"a.txt", []byte("MZ\x90\x00\x03"), "kind.file.differs"}, {"a.txt", []byte("chữ\x00"), "kind.file.broken"}, {"a.csv", join([]byte(strings.Repeat("a,b\n", 500)), []byte{0}), "kind.text.control"},
		{"a.txt", []byte("xin chào <script>alert(1)</script>"), "kind.file.hides"}, {"a.txt", wideText("xin chào <script>alert(1)</script>"), "kind.file.hides"}, {"a.txt", append(wideText("a"), 0), "kind.file.broken"},
		{"a.csv", join([]byte(strings.Repeat("a,b\n", 500)), archive), "kind.text.control"},
	}
	return rows
}

// zipInside puts an archive into a comment before the end of a PDF and mends
// what points behind it: both kinds of readers find what they look for.
func zipInside(pdf, archive []byte) []byte {
	at := bytes.LastIndex(pdf, []byte("startxref"))
	return join(pdf[:at], []byte("%"), archive, []byte("\n"), pdf[at:])
}

func flip(b []byte, at int) []byte {
	c := bytes.Clone(b)
	c[at] ^= 0x40
	return c
}

func jpegSegment(marker byte, body string) []byte {
	return append([]byte{0xff, marker, byte((len(body) + 2) >> 8), byte(len(body) + 2)}, body...)
}

func keysOf(err error) []string {
	var list fault.List
	list.Add(err)
	var keys []string
	for _, f := range list {
		keys = append(keys, f.Key)
	}
	return keys
}

// TestWhatIsRefused holds every hostile file to its reason, and every reason to
// a sentence in both languages.
func TestWhatIsRefused(t *testing.T) {
	words, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	for i, c := range hostile() {
		got, err := Of(c.name, bytes.NewReader(c.data), int64(len(c.data)))
		shown := c.name[:min(len(c.name), 30)]
		if err == nil {
			t.Errorf("%d %q was taken as %+v, want %s", i, shown, got, c.key)
			continue
		}
		if !slices.Contains(keysOf(err), c.key) {
			t.Errorf("%d %q: %v, want %s", i, shown, err, c.key)
		}
		if k := fault.KindOf(err); k != fault.Invalid && k != fault.Limit {
			t.Errorf("%d %q: kind %v", i, shown, k)
		}
		var list fault.List
		list.Add(err)
		for _, f := range list {
			for _, lang := range []text.Lang{"vi", "en"} {
				if s := words.Fault(lang, f); s == "" || strings.Contains(s, f.Key) || strings.Contains(s, "{") || strings.ContainsFunc(f.Found, hidden) {
					t.Errorf("%s in %s: %q, found %q", f.Key, lang, s, f.Found)
				}
			}
		}
	}
}

func TestEveryReasonAtOnce(t *testing.T) {
	_, err := Of("CON.exe\u202e..docx", bytes.NewReader(samplePNG()), int64(len(samplePNG())))
	if got := keysOf(err); !slices.Equal(got, []string{"kind.name.hidden", "kind.name.folder", "kind.name.reserved", "kind.file.differs"}) {
		t.Error(got)
	}
}

type torn struct{}

func (torn) ReadAt([]byte, int64) (int, error) { return 0, errors.New("disk") }

func TestUnreadableIsNobodysFault(t *testing.T) {
	for _, name := range []string{"a.pdf", "a.png", "a.docx", "a.txt"} {
		if _, err := Of(name, torn{}, 100); err == nil || fault.KindOf(err) != fault.Unavailable {
			t.Error(name, err)
		}
	}
	half := bytes.NewReader(samplePNG()[:60])
	if _, err := Of("a.png", half, 200); fault.KindOf(err) != fault.Unavailable || !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
}

// FuzzOf looks for a file that brings the reader down or that is taken as two
// kinds; the hostile ones are the corpus.
func FuzzOf(f *testing.F) {
	for _, c := range hostile() {
		if len(c.data) < 1<<16 {
			f.Add(c.data)
		}
	}
	for _, good := range [][]byte{samplePDF("", ""), streamPDF(), samplePNG(), sampleJPEG(), sampleWebP(), sampleOffice(DOCX), sampleODF(ODT), wideText("a")} {
		f.Add(good)
	}
	names := []string{"a.pdf", "a.png", "a.jpg", "a.webp", "a.docx", "a.xlsx", "a.odt", "a.txt"}
	f.Fuzz(func(t *testing.T, data []byte) {
		var taken []string
		for _, name := range names {
			k, err := Of(name, bytes.NewReader(data), int64(len(data)))
			if err == nil {
				taken = append(taken, string(k.Type))
				if k.Type.Picture() != (k.Width > 0 && k.Height > 0) || k.Width > mostSide || k.Height > mostSide {
					t.Errorf("%+v", k)
				}
			} else if fault.KindOf(err) == fault.Internal || fault.KindOf(err) == fault.Unavailable {
				t.Errorf("%s: %v", name, err)
			}
		}
		if len(taken) > 1 {
			t.Errorf("taken as %v", taken)
		}
	})
}

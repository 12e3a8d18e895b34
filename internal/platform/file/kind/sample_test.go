package kind

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"strings"
	"unicode/utf16"
)

// samplePDF is a file of one page in the classic form; trailer is more of its
// trailer, behind what comes after the end.
func samplePDF(trailer, behind string) []byte {
	var b strings.Builder
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	var at []int
	for i, body := range []string{"<</Type/Catalog/Pages 2 0 R>>", "<</Type/Pages/Kids[3 0 R]/Count 1>>", "<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>"} {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, body)
	}
	xref := b.Len()
	b.WriteString("xref\n0 4\n0000000000 65535 f \n")
	for _, a := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", a)
	}
	fmt.Fprintf(&b, "trailer\n<</Size 4/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n%s", trailer, xref, behind)
	return []byte(b.String())
}

// streamPDF has its table of objects in an object (PDF 1.5).
func streamPDF() []byte {
	body := "%PDF-1.5\n1 0 obj\n<</Type/Catalog>>\nendobj\n"
	return []byte(body + fmt.Sprintf("2 0 obj\n<</Type/XRef/Size 3/W[1 2 1]/Root 1 0 R/Encrypt 9 0 R/Length 0>>\nstream\n\nendstream\nendobj\nstartxref\n%d\n%%%%EOF", len(body)))
}

func picture() image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, 9, 7))
	for i := range 63 {
		m.Set(i%9, i/9, color.NRGBA{uint8(i * 4), 90, uint8(255 - i), 255})
	}
	return m
}

func samplePNG() []byte {
	var b bytes.Buffer
	png.Encode(&b, picture())
	return b.Bytes()
}

func sampleJPEG() []byte {
	var b bytes.Buffer
	jpeg.Encode(&b, picture(), nil)
	return b.Bytes()
}

// sampleWebP is the smallest lossless picture, of one pixel (RFC 9649 §3).
func sampleWebP() []byte {
	b, _ := base64.StdEncoding.DecodeString("UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==")
	return b
}

// pngChunk makes one; pngWith puts chunks behind the header.
func pngChunk(name string, data []byte) []byte {
	b := binary.BigEndian.AppendUint32(nil, uint32(len(data)))
	b = append(append(b, name...), data...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(b[4:]))
}

func pngWith(chunk []byte) []byte {
	p := samplePNG()
	return append(append(append([]byte{}, p[:33]...), chunk...), p[33:]...)
}

// pngOf says to be of a size.
func pngOf(width, height uint32) []byte {
	p := samplePNG()
	head := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32(nil, width), height)
	return append(append(append([]byte{}, p[:8]...), pngChunk("IHDR", append(head, p[24:29]...))...), p[33:]...)
}

// member is one of a zip; store keeps it as it is.
type member struct {
	name, body string
	store      bool
}

func sampleZip(members ...member) []byte {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, m := range members {
		h := &zip.FileHeader{Name: m.name, Method: zip.Deflate}
		if m.store {
			h.Method = zip.Store
		}
		w, _ := z.CreateHeader(h)
		w.Write([]byte(m.body))
	}
	z.Close()
	return b.Bytes()
}

func officeMembers(t Type, part string) []member {
	return []member{
		{name: "[Content_Types].xml", body: `<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/` + part + `" ContentType="` + mainParts[t] + `"/></Types>`},
		{name: "_rels/.rels", body: `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="` + part + `"/></Relationships>`},
		{name: part, body: "<document/>"},
	}
}

func sampleOffice(t Type, more ...member) []byte {
	part := map[Type]string{DOCX: "word/document.xml", XLSX: "xl/workbook.xml", PPTX: "ppt/presentation.xml"}[t]
	return sampleZip(append(officeMembers(t, part), more...)...)
}

func sampleODF(t Type, more ...member) []byte {
	return sampleZip(append([]member{
		{name: "mimetype", body: t.Media(), store: true},
		{name: "META-INF/manifest.xml", body: `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="content.xml"/></manifest:manifest>`},
		{name: "content.xml", body: "<office/>"},
	}, more...)...)
}

// wideText is UTF-16 with its mark.
func wideText(s string) []byte {
	b := []byte{0xff, 0xfe}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func join(parts ...[]byte) []byte { return bytes.Join(parts, nil) }

package kind

import (
	"errors"
	"io"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Type is a kind of file by the extension that it has here.
type Type string

// The types that are taken.
const (
	PDF  Type = "pdf"
	PNG  Type = "png"
	JPEG Type = "jpg"
	WebP Type = "webp"
	DOCX Type = "docx"
	XLSX Type = "xlsx"
	PPTX Type = "pptx"
	ODT  Type = "odt"
	ODS  Type = "ods"
	TXT  Type = "txt"
	CSV  Type = "csv"
)

// Kind is what a file was found to be.
type Kind struct {
	Type Type
	// Locked tells of a PDF that is encrypted: whoever reads it may need a
	// password, and no scanner sees into it.
	Locked bool
	// Width and Height are a picture's, in pixels; 0 for everything else.
	Width, Height int
}

// Picture tells whether a browser draws files of the type as an image.
func (t Type) Picture() bool { return t == PNG || t == JPEG || t == WebP }

// Media is the media type under which such a file is served (IANA's registry).
func (t Type) Media() string {
	switch t {
	case PDF:
		return "application/pdf"
	case PNG:
		return "image/png"
	case JPEG:
		return "image/jpeg"
	case WebP:
		return "image/webp"
	case DOCX:
		return "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	case XLSX:
		return "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
	case PPTX:
		return "application/vnd.openxmlformats-officedocument.presentationml.presentation"
	case ODT:
		return odfText
	case ODS:
		return odfSheet
	case TXT, CSV:
		return "text/plain; charset=utf-8"
	}
	return "application/octet-stream"
}

// Extensions are those of names that are taken, for the accept attribute of a
// form: ".pdf,.png,…".
const Extensions = ".pdf,.png,.jpg,.jpeg,.webp,.docx,.xlsx,.pptx,.odt,.ods,.txt,.csv"

// Of tells what a file is. The error is a fault.List of kind invalid (limit for
// what is too much to open) with every reason found; err is of kind unavailable
// when r cannot be read.
func Of(name string, r io.ReaderAt, size int64) (Kind, error) {
	var list fault.List
	list.Add(CheckName(name))
	t, err := typeOf(name)
	list.Add(err)
	f := &source{r: r, size: size}
	head, err := f.bytes(0, headBytes)
	if err != nil {
		return Kind{}, err
	}
	k := Kind{Type: t}
	switch {
	case size == 0:
		list.Add(fault.New(fault.Invalid, "kind.file.empty", nil))
	case t != "":
		list.Add(f.judge(&k, head))
	}
	if f.err != nil {
		return Kind{}, f.err
	}
	for i, one := range list {
		if one.At.File == "" && showable(name) {
			list[i] = one.WithPlace(fault.Place{File: name})
		}
	}
	if err := list.Err(); err != nil {
		return Kind{}, err
	}
	return k, nil
}

// headBytes is how much of the beginning tells kinds apart.
const headBytes = 1024

// judge checks the bytes against what the name says.
func (f *source) judge(k *Kind, head []byte) error {
	if seen := sniff(head); seen != familyOf(k.Type) {
		return differs(k.Type, seen)
	}
	switch k.Type {
	case PDF:
		return f.pdf(k)
	case PNG:
		return f.png(k)
	case JPEG:
		return f.jpeg(k)
	case WebP:
		return f.webp(k)
	case TXT, CSV:
		return f.plain(k.Type)
	case ODT, ODS:
		return f.openDocument(k.Type)
	default:
		return f.office(k.Type)
	}
}

// differs is the refusal of a file whose bytes are of another kind than its name.
func differs(t Type, seen string) error {
	switch seen {
	case "ole":
		if t == DOCX || t == XLSX || t == PPTX { // a password puts the container into one of these
			return fault.New(fault.Invalid, "kind.office.locked", nil)
		}
	case "":
		return broken(t, errors.New("unknown beginning"))
	}
	return fault.New(fault.Invalid, "kind.file.differs", fault.Args{"type": string(t), "seen": seen}).WithHint("kind.file.differsHint")
}

// broken is the refusal of a file that begins as its kind does and is not made
// as such files are.
func broken(t Type, cause error) *fault.Fault {
	return fault.Wrap(fault.Invalid, cause, "kind.file.broken", fault.Args{"type": string(t)}).WithHint("kind.file.brokenHint")
}

// hides is the refusal of a file that another program would take for another kind.
func hides(t Type, seen string) error {
	return fault.New(fault.Invalid, "kind.file.hides", fault.Args{"type": string(t), "seen": seen}).WithHint("kind.file.hidesHint")
}

// familyOf names what sniff sees in a file of the type.
func familyOf(t Type) string {
	switch t {
	case DOCX, XLSX, PPTX, ODT, ODS:
		return "zip"
	case TXT, CSV:
		return "text"
	}
	return string(t)
}

// signatures are first bytes of kinds that people have on their machines, to say
// what a file is instead of what its name claims (Garfinkel's and the file(1)
// magic lists; each is fixed by the format's own specification).
var signatures = []struct{ begins, seen string }{
	{"%PDF-", "pdf"}, {"\x89PNG\r\n\x1a\n", "png"}, {"\xff\xd8\xff", "jpg"},
	{"PK\x03\x04", "zip"}, {"PK\x05\x06", "zip"}, {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"},
	{"Rar!\x1a\x07", "rar"}, {"7z\xbc\xaf\x27\x1c", "7z"}, {"\x1f\x8b", "gzip"},
	{"GIF8", "gif"}, {"BM", "bmp"}, {"II*\x00", "tiff"}, {"MM\x00*", "tiff"},
	{"MZ", "exe"}, {"\x7fELF", "exe"}, {"\xcf\xfa\xed\xfe", "exe"}, {"#!", "script"}, {"{\\rtf", "rtf"},
}

// sniff tells by the first bytes what a file is; "text" where nothing is known
// and nothing speaks against it, "" where something does.
func sniff(head []byte) string {
	h := string(head)
	for _, s := range signatures {
		if strings.HasPrefix(h, s.begins) && (len(s.begins) > 2 || s.seen == "script" || !printable(head)) {
			return s.seen
		}
	}
	switch {
	case len(h) >= 12 && h[:4] == "RIFF" && h[8:12] == "WEBP":
		return "webp"
	case len(h) >= 12 && h[4:8] == "ftyp":
		if strings.HasPrefix(h[8:], "hei") || strings.HasPrefix(h[8:], "mif") || strings.HasPrefix(h[8:], "avif") {
			return "heic"
		}
		return "mp4"
	}
	trimmed := strings.ToLower(strings.TrimLeft(strings.TrimPrefix(h, "\xef\xbb\xbf"), " \t\r\n\f"))
	for _, m := range []struct{ begins, seen string }{
		{"<svg", "svg"}, {"<!doctype html", "html"}, {"<html", "html"}, {"<script", "html"}, {"<head", "html"}, {"<body", "html"}, {"<?php", "script"},
	} {
		if strings.HasPrefix(trimmed, m.begins) {
			return m.seen
		}
	}
	if strings.HasPrefix(trimmed, "<?xml") || strings.HasPrefix(trimmed, "<!--") || strings.HasPrefix(trimmed, "<!doctype") {
		switch {
		case strings.Contains(trimmed, "<svg"):
			return "svg"
		case strings.Contains(trimmed, "<html"):
			return "html"
		}
		return "xml"
	}
	if isWide(head) || printable(head) {
		return "text"
	}
	return ""
}

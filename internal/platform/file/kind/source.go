package kind

import (
	"bytes"
	"errors"
	"io"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// source is the file being judged. err is the first failure of reading it, which
// is nobody's fault who sent it.
type source struct {
	r    io.ReaderAt
	size int64
	err  error
}

// bytes reads up to n bytes from a place; fewer at the end.
func (f *source) bytes(at int64, n int) ([]byte, error) {
	if at < 0 || at >= f.size {
		return nil, nil
	}
	b := make([]byte, min(int64(n), f.size-at))
	got, err := f.r.ReadAt(b, at)
	if got < len(b) {
		if err == nil || errors.Is(err, io.EOF) {
			err = io.ErrUnexpectedEOF
		}
		f.err = fault.Wrap(fault.Unavailable, err, "kind.file.unreadable", nil)
		return nil, f.err
	}
	return b, nil
}

// blockBytes is how much is read at a time.
const blockBytes = 64 << 10

// find gives the place of the first of some texts in [from, to), and which; -1
// when none is there.
func (f *source) find(from, to int64, texts ...string) (int64, string, error) {
	longest := 1
	for _, t := range texts {
		longest = max(longest, len(t))
	}
	for at := from; at < to; at += blockBytes {
		b, err := f.bytes(at, int(min(blockBytes+int64(longest)-1, to-at)))
		if err != nil {
			return -1, "", err
		}
		first, which := -1, ""
		for _, t := range texts {
			if i := bytes.Index(b, []byte(t)); i >= 0 && (first < 0 || i < first) {
				first, which = i, t
			}
		}
		if first >= 0 {
			return at + int64(first), which, nil
		}
	}
	return -1, "", nil
}

// endBytes is the farthest from its end that a zip can begin its last record
// (APPNOTE.TXT 4.3.16: 22 bytes and a comment of up to 65,535).
const endBytes = 22 + 65_535

// endsAsZip tells whether a reader of archives would take the file for one: a
// last record, and a directory where it says.
func (f *source) endsAsZip() (bool, error) {
	from := max(0, f.size-endBytes)
	tail, err := f.bytes(from, endBytes)
	if err != nil {
		return false, err
	}
	for at := len(tail); ; {
		at = bytes.LastIndex(tail[:at], []byte("PK\x05\x06"))
		if at < 0 {
			return false, nil
		}
		if at+22 > len(tail) {
			continue
		}
		// Readers look for the directory before this record, wherever the file
		// that was put in front of the archive moved it.
		length := int64(le32(tail[at+12:]))
		head, err := f.bytes(from+int64(at)-length, 4)
		if err != nil {
			return false, err
		}
		if length > 0 && string(head) == "PK\x01\x02" {
			return true, nil
		}
	}
}

func le16(b []byte) uint16 { return uint16(b[0]) | uint16(b[1])<<8 }
func le24(b []byte) uint32 { return uint32(b[0]) | uint32(b[1])<<8 | uint32(b[2])<<16 }
func le32(b []byte) uint32 { return le24(b) | uint32(b[3])<<24 }
func be16(b []byte) int    { return int(b[0])<<8 | int(b[1]) }
func be32(b []byte) uint32 {
	return uint32(b[0])<<24 | uint32(b[1])<<16 | uint32(b[2])<<8 | uint32(b[3])
}

// markup is what makes a page or a program of the text of a picture or a sheet
// for a reader that does not look at the kind.
var markup = []string{"<script", "<SCRIPT", "<html", "<HTML", "<svg", "<?php", "%PDF-", "<iframe"}

// carries names what the text of a picture hides, "" for nothing.
func carries(b []byte) string {
	for _, m := range markup {
		if bytes.Contains(b, []byte(m)) {
			switch m {
			case "%PDF-":
				return "pdf"
			case "<?php":
				return "script"
			case "<svg":
				return "svg"
			}
			return "html"
		}
	}
	return ""
}

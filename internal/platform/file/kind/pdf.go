package kind

import (
	"bytes"
	"errors"
	"regexp"
	"strconv"
)

var (
	// pdfVersion is ISO 32000-2 §7.5.2; 1.0 to 1.7 and 2.0 exist.
	pdfVersion = regexp.MustCompile(`^%PDF-(1\.[0-7]|2\.0)[\r\n \t%]`)
	startXref  = regexp.MustCompile(`startxref[\r\n \t]+([0-9]{1,10})[\r\n \t]+%%EOF[\r\n \t\x00]*$`)
	xrefObject = regexp.MustCompile(`^[0-9]{1,10}[\r\n \t]+[0-9]{1,5}[\r\n \t]+obj`)
)

// trailerBytes is how far behind the beginning of a cross-reference table its
// trailer is looked for: 20 bytes an object (ISO 32000-2 §7.5.4), so 200,000
// objects; the largest PDF of a scanned plan has a tenth.
const trailerBytes = 4 << 20

// pdf checks header, end, and that the end leads to a table of objects with a
// root (ISO 32000-2 §7.5). Old rules let a header lie up to 1,024 bytes into the
// file; that is how a PDF hides behind something else, and it is not taken.
func (f *source) pdf(k *Kind) error {
	head, err := f.bytes(0, 16)
	if err != nil {
		return err
	}
	if !pdfVersion.Match(head) {
		return broken(PDF, errors.New("no version"))
	}
	tail, err := f.bytes(max(0, f.size-2048), 2048)
	if err != nil {
		return err
	}
	m := startXref.FindSubmatch(tail)
	if m == nil {
		return broken(PDF, errors.New("no end"))
	}
	at, _ := strconv.ParseInt(string(m[1]), 10, 64) // ten digits
	dict, err := f.trailer(at)
	if err != nil {
		return err
	}
	if dict == nil || !bytes.Contains(dict, []byte("/Root")) {
		return broken(PDF, errors.New("no table of objects"))
	}
	k.Locked = bytes.Contains(dict, []byte("/Encrypt"))
	zip, err := f.endsAsZip()
	if err != nil {
		return err
	}
	if zip {
		return hides(PDF, "zip")
	}
	return nil
}

// trailer gives the dictionary that describes the file: behind the word trailer
// after a table, or of the object that is the table. nil when neither is there.
func (f *source) trailer(at int64) ([]byte, error) {
	begin, err := f.bytes(at, 64)
	if err != nil || begin == nil {
		return nil, err
	}
	text := bytes.TrimLeft(begin, "\r\n \t")
	from, end := at, "stream"
	switch {
	case bytes.HasPrefix(text, []byte("xref")):
		end = "startxref"
		if from, _, err = f.find(at, min(f.size, at+trailerBytes), "trailer"); err != nil || from < 0 {
			return nil, err
		}
	case !xrefObject.Match(text):
		return nil, nil
	}
	to, _, err := f.find(from, min(f.size, from+blockBytes), end)
	if err != nil || to < 0 {
		return nil, err
	}
	return f.bytes(from, int(to-from))
}

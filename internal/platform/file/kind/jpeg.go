package kind

import (
	"bufio"
	"errors"
	"io"
)

// walker reads a file from a place on and knows where it is.
type walker struct {
	*bufio.Reader
	at int64
	// begun tells that the first byte of a marker has been read already.
	begun bool
}

func (w *walker) next() (byte, error) {
	b, err := w.ReadByte()
	if err == nil {
		w.at++
	}
	return b, err
}

func (w *walker) take(n int) ([]byte, error) {
	b := make([]byte, n)
	got, err := io.ReadFull(w, b)
	w.at += int64(got)
	return b, err
}

// jpeg walks the segments and the data between them to the end of the image
// (ITU-T T.81 annex B). Cameras put a second image, a film or a trailer of their
// own behind it, which is taken when it is known to be such.
func (f *source) jpeg(k *Kind) error {
	w := &walker{Reader: bufio.NewReaderSize(io.NewSectionReader(f.r, 2, f.size-2), blockBytes), at: 2}
	err := f.segments(k, w)
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		return broken(JPEG, errors.New("no end"))
	}
	if err != nil {
		return err
	}
	if k.Width == 0 {
		return broken(JPEG, errors.New("no picture"))
	}
	if w.at == f.size {
		return nil
	}
	tail, err := f.bytes(w.at, headBytes)
	if err != nil {
		return err
	}
	last, err := f.bytes(f.size-4, 4)
	if err != nil {
		return err
	}
	switch seen := sniff(tail); {
	case seen != "jpg" && seen != "mp4" && string(last) != "SEFT": // Samsung's trailer ends so
		return f.endsAt(JPEG, w.at)
	}
	if at, _, err := f.find(w.at, f.size, "PK\x03\x04", "%PDF-", "<script", "<html"); err != nil || at >= 0 {
		if err != nil {
			return err
		}
		return hides(JPEG, "zip")
	}
	return nil
}

// segments goes on until behind the marker of the end.
func (f *source) segments(k *Kind, w *walker) error {
	scanned := false
	for i := 0; i < mostChunks; i++ {
		marker, err := w.marker()
		if err != nil {
			return err
		}
		switch {
		case marker == 0xd9: // EOI
			if !scanned {
				return broken(JPEG, errors.New("no data"))
			}
			return nil
		case marker == 0x01 || marker >= 0xd0 && marker <= 0xd7: // TEM, RSTn: alone
			continue
		case marker == 0xd8 || marker == 0xff || marker == 0x00:
			return broken(JPEG, errors.New("marker"))
		}
		size, err := w.take(2)
		if err != nil {
			return err
		}
		if be16(size) < 2 {
			return broken(JPEG, errors.New("segment"))
		}
		body, err := w.take(be16(size) - 2)
		if err != nil {
			return err
		}
		switch {
		case marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc: // SOFn
			if len(body) < 6 {
				return broken(JPEG, errors.New("frame"))
			}
			if err := k.measure(be16(body[3:]), be16(body[1:])); err != nil {
				return err
			}
		case marker == 0xfe || marker >= 0xe0 && marker <= 0xef: // COM, APPn
			if seen := carries(body); seen != "" {
				return hides(JPEG, seen)
			}
		case marker == 0xda: // SOS
			scanned = true
			if err := w.entropy(); err != nil {
				return err
			}
		}
	}
	return broken(JPEG, errors.New("no end"))
}

// marker reads the next one, with the bytes that may fill before it.
func (w *walker) marker() (byte, error) {
	b, err := byte(0xff), error(nil)
	if !w.begun {
		b, err = w.next()
	}
	w.begun = false
	if err != nil {
		return 0, err
	}
	if b != 0xff {
		return 0, broken(JPEG, errors.New("no marker"))
	}
	for b == 0xff {
		if b, err = w.next(); err != nil {
			return 0, err
		}
	}
	return b, nil
}

// entropy skips the data of a scan and stops within the marker that ends it.
func (w *walker) entropy() error {
	for {
		b, err := w.next()
		if err != nil {
			return err
		}
		if b != 0xff {
			continue
		}
		after, err := w.Peek(1)
		if err != nil {
			return err
		}
		switch {
		case after[0] == 0x00 || after[0] >= 0xd0 && after[0] <= 0xd7:
			w.next() // a byte 255 of the data, or a restart
		case after[0] == 0xff: // a byte that fills
		default:
			w.begun = true
			return nil
		}
	}
}

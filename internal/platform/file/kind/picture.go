package kind

import (
	"bytes"
	"errors"
	"hash/crc32"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Bounds of a picture, judged by what its header says, before anybody draws it: a
// browser needs four bytes a pixel. A sheet of A3 at 600 dots an inch has 70
// megapixels; 20,000 is more than its longer side and less than any browser's
// largest canvas.
const (
	mostPixels = 100_000_000
	mostSide   = 20_000
)

func (k *Kind) measure(width, height int) error {
	if width <= 0 || height <= 0 {
		return broken(k.Type, errors.New("no size"))
	}
	if width > mostSide || height > mostSide || width*height > mostPixels {
		return fault.New(fault.Limit, "kind.picture.large", fault.Args{
			"width": width, "height": height, "megapixels": mostPixels / 1_000_000, "side": mostSide}).WithHint("kind.picture.largeHint")
	}
	k.Width, k.Height = width, height
	return nil
}

// mostChunks bounds the parts of a picture: a PNG of 50 MB in parts of 8 kB has
// 6,400, a WebP or JPEG some hundreds.
const mostChunks = 100_000

// png walks the chunks (W3C PNG, third edition, §5): the header first, data, the
// end at the end of the file, every checksum right.
func (f *source) png(k *Kind) error {
	at, data := int64(8), false
	for i := 0; ; i++ {
		head, err := f.bytes(at, 8)
		if err != nil {
			return err
		}
		if len(head) < 8 || i > mostChunks {
			return broken(PNG, errors.New("no end"))
		}
		length, name := int64(be32(head)), string(head[4:8])
		if at+12+length > f.size {
			return broken(PNG, errors.New("chunk beyond the end"))
		}
		sum := crc32.NewIEEE()
		sum.Write(head[4:8])
		var kept []byte
		for done := int64(0); done < length; done += blockBytes {
			b, err := f.bytes(at+8+done, int(min(blockBytes, length-done)))
			if err != nil {
				return err
			}
			sum.Write(b)
			if name != "IDAT" && name != "fdAT" {
				if seen := carries(b); seen != "" {
					return hides(PNG, seen)
				}
			}
			if done == 0 {
				kept = b
			}
		}
		want, err := f.bytes(at+8+length, 4)
		if err != nil {
			return err
		}
		if be32(want) != sum.Sum32() {
			return broken(PNG, errors.New("checksum of "+quoted(name)))
		}
		switch {
		case (i == 0) != (name == "IHDR") || i == 0 && length != 13:
			return broken(PNG, errors.New("header"))
		case i == 0:
			if err := k.measure(int(be32(kept)), int(be32(kept[4:]))); err != nil {
				return err
			}
		case name == "IDAT":
			data = true
		}
		at += 12 + length
		if name == "IEND" {
			if !data || length != 0 {
				return broken(PNG, errors.New("no picture"))
			}
			return f.endsAt(PNG, at)
		}
	}
}

// endsAt refuses what goes on after the end of a picture.
func (f *source) endsAt(t Type, at int64) error {
	if at == f.size {
		return nil
	}
	tail, err := f.bytes(at, headBytes)
	if err != nil {
		return err
	}
	zip, err := f.endsAsZip()
	if err != nil {
		return err
	}
	if zip {
		return hides(t, "zip")
	}
	if len(bytes.Trim(tail, "\x00\r\n")) == 0 && f.size-at <= headBytes {
		return nil // what a mail program or a camera adds to fill a block
	}
	return hides(t, sniff(tail))
}

// webp walks the chunks (RFC 9649 §2).
func (f *source) webp(k *Kind) error {
	head, err := f.bytes(0, 12)
	if err != nil {
		return err
	}
	end := int64(le32(head[4:])) + 8
	if end > f.size {
		return broken(WebP, errors.New("shorter than it says"))
	}
	at, drawn := int64(12), false
	for i := 0; at < end; i++ {
		h, err := f.bytes(at, 18)
		if err != nil {
			return err
		}
		if len(h) < 8 || i > mostChunks {
			return broken(WebP, errors.New("no end"))
		}
		length, name := int64(le32(h[4:])), string(h[:4])
		if at+8+length > end {
			return broken(WebP, errors.New("chunk beyond the end"))
		}
		switch name {
		case "VP8 ", "VP8L", "VP8X":
			w, hgt, err := f.frame(name, at+8, length)
			if err != nil {
				return err
			}
			if i == 0 || w > k.Width || hgt > k.Height {
				if err := k.measure(w, hgt); err != nil {
					return err
				}
			}
			drawn = drawn || name != "VP8X"
		case "ANMF":
			drawn = true
		case "EXIF", "XMP ", "ICCP":
			b, err := f.bytes(at+8, int(min(length, 1<<20)))
			if err != nil {
				return err
			}
			if seen := carries(b); seen != "" {
				return hides(WebP, seen)
			}
		default:
			if i == 0 {
				return broken(WebP, errors.New("no picture"))
			}
		}
		at += 8 + length + length%2
	}
	if !drawn {
		return broken(WebP, errors.New("no picture"))
	}
	return f.endsAt(WebP, end)
}

// frame reads the size of a picture from the beginning of its data (RFC 9649
// §§2.7, 3.4; RFC 6386 §9.1).
func (f *source) frame(name string, at, length int64) (int, int, error) {
	b, err := f.bytes(at, int(min(length, 10)))
	switch {
	case err != nil:
		return 0, 0, err
	case name == "VP8X" && len(b) == 10:
		return int(le24(b[4:])) + 1, int(le24(b[7:])) + 1, nil
	case name == "VP8L" && len(b) >= 5 && b[0] == 0x2f:
		v := le32(b[1:])
		return int(v&0x3fff) + 1, int(v>>14&0x3fff) + 1, nil
	case name == "VP8 " && len(b) == 10 && string(b[3:6]) == "\x9d\x01\x2a":
		return int(le16(b[6:]) & 0x3fff), int(le16(b[8:]) & 0x3fff), nil
	}
	return 0, 0, broken(WebP, errors.New("frame"))
}

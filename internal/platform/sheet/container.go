package sheet

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"path"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// container is the zip of a workbook, opened within limits. Nothing is inflated
// before the whole directory has been judged, and what is inflated is counted.
type container struct {
	name    string
	limits  Limits
	members map[string]*zip.File // by path in lower case, as Excel looks them up
	left    int64                // bytes that may still be inflated
}

// openContainer judges the directory: number of members, sizes, ratios, method.
func openContainer(name string, r io.ReaderAt, size int64, limits Limits) (*container, error) {
	here := fault.Place{File: name}
	if err := countEntries(r, size, limits.Entries); err != nil {
		return nil, fault.At(err, here)
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, broken(err).WithPlace(here)
	}
	c := &container{name: name, limits: limits, members: map[string]*zip.File{}, left: limits.UnzippedBytes}
	var packed, unpacked uint64
	for _, f := range archive.File {
		if f.Flags&1 != 0 {
			return nil, fault.New(fault.Invalid, "sheet.file.password", nil).WithPlace(here)
		}
		if f.Method != zip.Store && f.Method != zip.Deflate {
			return nil, broken(zip.ErrAlgorithm).WithPlace(here)
		}
		packed, unpacked = packed+f.CompressedSize64, unpacked+f.UncompressedSize64
		if f.UncompressedSize64 > uint64(limits.UnzippedBytes) || unpacked > uint64(limits.UnzippedBytes) {
			return nil, tooLarge(limits).WithPlace(here)
		}
		// Members that share their compressed bytes are a known kind of bomb;
		// honest ones cannot be longer than the file together.
		if f.CompressedSize64 > uint64(size) || packed > uint64(size) {
			return nil, broken(errors.New("members overlap")).WithPlace(here)
		}
		if f.UncompressedSize64 > ratioFloor && f.UncompressedSize64/uint64(limits.Ratio) > f.CompressedSize64 {
			return nil, fault.New(fault.Limit, "sheet.file.ratio", fault.Args{"ratio": limits.Ratio}).WithPlace(here)
		}
		key := memberKey(f.Name)
		if _, twice := c.members[key]; twice {
			return nil, broken(errors.New("two members of one name")).WithPlace(here)
		}
		c.members[key] = f
	}
	return c, nil
}

// countEntries counts the headers of the directory before it is parsed, which
// costs memory for each of them. The number that the file declares may lie.
func countEntries(r io.ReaderAt, size int64, limit int) error {
	header := []byte("PK\x01\x02") // APPNOTE.TXT 4.3.12
	buf := make([]byte, 64<<10)
	count := 0
	for at := int64(0); at < size; at += int64(len(buf) - len(header) + 1) {
		n, err := r.ReadAt(buf, at)
		if err != nil && err != io.EOF {
			return fault.Wrap(fault.Unavailable, err, "sheet.file.unreadable", nil)
		}
		if count += bytes.Count(buf[:n], header); count > limit {
			return fault.New(fault.Limit, "sheet.file.entries", fault.Args{"limit": limit})
		}
	}
	return nil
}

func memberKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean("/"+strings.ReplaceAll(name, `\`, "/")), "/"))
}

func tooLarge(limits Limits) *fault.Fault {
	return fault.New(fault.Limit, "sheet.file.unzipped", fault.Args{"limit": limits.UnzippedBytes / mib})
}

func broken(cause error) *fault.Fault {
	return fault.Wrap(fault.Invalid, cause, "sheet.file.broken", nil).WithHint("sheet.file.saveAgain")
}

// has reports whether the container holds the member.
func (c *container) has(name string) bool {
	_, ok := c.members[memberKey(name)]
	return ok
}

// open returns a reader over a member that fails with a fault once more bytes
// come out than the directory promised, or than are left for the whole file.
func (c *container) open(name string) (io.ReadCloser, error) {
	f, ok := c.members[memberKey(name)]
	if !ok {
		return nil, broken(errors.New("no member " + text.Clip(name, 80))).WithPlace(fault.Place{File: c.name})
	}
	inflated, err := f.Open()
	if err != nil {
		return nil, broken(err).WithPlace(fault.Place{File: c.name})
	}
	return &counted{ReadCloser: inflated, of: c, promised: int64(f.UncompressedSize64)}, nil
}

// counted counts what a member inflates to.
type counted struct {
	io.ReadCloser
	of       *container
	promised int64
}

func (r *counted) Read(p []byte) (int, error) {
	n, err := r.ReadCloser.Read(p)
	r.promised -= int64(n)
	r.of.left -= int64(n)
	if r.promised < 0 || r.of.left < 0 {
		return 0, tooLarge(r.of.limits).WithPlace(fault.Place{File: r.of.name})
	}
	return n, err
}

// refuseKind recognises, by members alone, what is no plain workbook.
func (c *container) refuseKind() error {
	here := fault.Place{File: c.name}
	for _, kind := range []struct{ member, key string }{
		{"xl/vbaproject.bin", "sheet.file.macro"},
		{"xl/workbook.bin", "sheet.file.binary"},
		{"word/document.xml", "sheet.file.document"},
		{"ppt/presentation.xml", "sheet.file.document"},
		{"content.xml", "sheet.file.openDocument"},
	} {
		if c.has(kind.member) {
			return fault.New(fault.Invalid, kind.key, nil).WithPlace(here).WithHint("sheet.file.saveAsXLSX")
		}
	}
	return nil
}

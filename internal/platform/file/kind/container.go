package kind

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Bounds of a container, those of workbooks in package sheet where it has them.
// 256 MiB is what inflates in about a second; a report with 300 photographs,
// which do not shrink, stays far below.
const (
	mostUnzipped = 256 << 20
	mostMembers  = 2_000
	mostRatio    = 100
	ratioFloor   = 1 << 20
	mostXML      = 4 << 20 // of a member that is read, not only counted
)

// container is a zip whose directory has been judged.
type container struct {
	t       Type
	members map[string]*zip.File // by name in lower case
	order   []*zip.File
}

// container opens a zip within bounds. It begins with its first member and ends
// with its directory, members do not overlap, and every one inflates to what the
// directory says.
func (f *source) container(t Type) (*container, error) {
	if err := f.countMembers(t); err != nil {
		return nil, err
	}
	if at, err := f.lastRecord(); err != nil || at < 0 {
		if err != nil {
			return nil, err
		}
		return nil, broken(t, errors.New("no directory at its end"))
	}
	z, err := zip.NewReader(f.r, f.size)
	if err != nil {
		return nil, broken(t, err)
	}
	c := &container{t: t, members: map[string]*zip.File{}, order: z.File}
	if err := c.judge(f.size); err != nil {
		return nil, err
	}
	return c, c.inflate()
}

// lastRecord gives the place of the record that ends the archive exactly at the
// end of the file, -1 when it does not.
func (f *source) lastRecord() (int64, error) {
	from := max(0, f.size-endBytes)
	tail, err := f.bytes(from, endBytes)
	if err != nil {
		return -1, err
	}
	at := bytes.LastIndex(tail, []byte("PK\x05\x06"))
	if at < 0 || at+22 > len(tail) || at+22+int(le16(tail[at+20:])) != len(tail) {
		return -1, nil
	}
	return from + int64(at), nil
}

// countMembers counts headers before the directory is parsed, which costs memory
// for each: the number that a file declares may lie.
func (f *source) countMembers(t Type) error {
	count := 0
	for at := int64(0); at < f.size; at += blockBytes {
		b, err := f.bytes(at, blockBytes+3)
		if err != nil {
			return err
		}
		if count += bytes.Count(b, []byte("PK\x01\x02")); count > mostMembers {
			return fault.New(fault.Limit, "kind.container.members", fault.Args{"limit": mostMembers})
		}
	}
	return nil
}

func (c *container) judge(size int64) error {
	type span struct{ from, to int64 }
	var spans []span
	var unpacked uint64
	for _, m := range c.order {
		switch {
		case m.Flags&1 != 0:
			return fault.New(fault.Invalid, "kind.office.locked", nil)
		case m.Method != zip.Store && m.Method != zip.Deflate:
			return broken(c.t, zip.ErrAlgorithm)
		case m.Mode()&fs.ModeSymlink != 0 || !inside(m.Name):
			return fault.New(fault.Invalid, "kind.container.path", fault.Args{"member": quoted(m.Name)})
		}
		unpacked += m.UncompressedSize64
		if m.UncompressedSize64 > mostUnzipped || unpacked > mostUnzipped {
			return fault.New(fault.Limit, "kind.container.unzipped", fault.Args{"limit": mostUnzipped >> 20})
		}
		if m.UncompressedSize64 > ratioFloor && m.UncompressedSize64/mostRatio > m.CompressedSize64 {
			return fault.New(fault.Limit, "kind.container.ratio", fault.Args{"ratio": mostRatio})
		}
		from, err := m.DataOffset()
		if err != nil || m.CompressedSize64 > uint64(size) {
			return broken(c.t, errors.New("member beyond the end"))
		}
		spans = append(spans, span{from, from + int64(m.CompressedSize64)})
		key := strings.ToLower(m.Name)
		if _, twice := c.members[key]; twice {
			return broken(c.t, errors.New("two members of one name"))
		}
		c.members[key] = m
	}
	// Members that share bytes are a known kind of bomb (Fifield 2019).
	slices.SortFunc(spans, func(a, b span) int { return int(min(max(a.from-b.from, -1), 1)) })
	for i := 1; i < len(spans); i++ {
		if spans[i].from < spans[i-1].to {
			return broken(c.t, errors.New("members overlap"))
		}
	}
	return nil
}

// inside tells whether the name of a member stays in the folder where somebody
// would unpack it.
func inside(name string) bool {
	if name == "" || strings.ContainsAny(name, "\\:\x00") || !fs.ValidPath(strings.TrimSuffix(name, "/")) {
		return false
	}
	return !strings.ContainsFunc(name, hidden)
}

// inflate reads every member to its end, into nothing.
func (c *container) inflate() error {
	buf := make([]byte, blockBytes)
	for _, m := range c.order {
		r, err := m.Open()
		if err != nil {
			return broken(c.t, err)
		}
		// The reader stops at the size that was declared and judged, and compares
		// the checksum there.
		n, err := io.CopyBuffer(struct{ io.Writer }{io.Discard}, struct{ io.Reader }{io.LimitReader(r, int64(m.UncompressedSize64)+1)}, buf)
		r.Close()
		var flawed flate.CorruptInputError
		switch {
		case errors.Is(err, zip.ErrChecksum), errors.Is(err, zip.ErrFormat), errors.Is(err, io.ErrUnexpectedEOF), errors.As(err, &flawed), err == nil && uint64(n) != m.UncompressedSize64:
			return broken(c.t, fmt.Errorf("member %s does not inflate", quoted(m.Name)))
		case err != nil:
			return fault.Wrap(fault.Unavailable, err, "kind.file.unreadable", nil)
		}
	}
	return nil
}

// has tells whether there is such a member.
func (c *container) has(name string) bool {
	_, ok := c.members[strings.ToLower(name)]
	return ok
}

// read gives a member that is to be understood; nil when there is none.
func (c *container) read(name string) ([]byte, error) {
	m, ok := c.members[strings.ToLower(name)]
	if !ok {
		return nil, nil
	}
	if m.UncompressedSize64 > mostXML {
		return nil, broken(c.t, errors.New("member too long"))
	}
	r, err := m.Open()
	if err != nil {
		return nil, broken(c.t, err)
	}
	defer r.Close()
	b, err := io.ReadAll(io.LimitReader(r, mostXML))
	if err != nil {
		return nil, broken(c.t, err)
	}
	return b, nil
}

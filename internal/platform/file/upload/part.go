package upload

import (
	"bytes"
	"context"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"hash"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Sum is what the bytes of a part must hash to; the zero value is nothing said.
type Sum struct {
	make func() hash.Hash
	want []byte
}

// sums are the algorithms that a browser may name (tus 1.0, checksum: sha1 must
// be there).
var sums = map[string]func() hash.Hash{"sha1": sha1.New, "sha256": sha256.New}

// ParseSum reads "sha256 BASE64"; "" is the zero value.
func ParseSum(header string) (Sum, error) {
	if header == "" {
		return Sum{}, nil
	}
	name, encoded, _ := strings.Cut(header, " ")
	of := sums[name]
	want, err := base64.StdEncoding.DecodeString(strings.TrimSpace(encoded))
	if of == nil || err != nil || len(want) != of().Size() {
		return Sum{}, fault.New(fault.Invalid, "upload.sum.unknown", nil)
	}
	return Sum{of, want}, nil
}

// The keys of what a client mends by asking for the offset or sending again; Door
// gives them the statuses of tus.
const (
	keyOffset = "upload.part.offset"
	keySum    = "upload.sum.wrong"
)

// Append adds a part at an offset and returns when it is on disk. A line that
// breaks leaves what has come, unless the part has a checksum; then, as when the
// checksum is wrong (invalid, upload.sum.wrong), nothing of it stays. An offset
// other than the present one is a conflict (upload.part.offset), more bytes than
// announced a limit. The Upload tells how far it is in any case. A reader that
// waits on a line should have SetReadDeadline, as net.Conn has it, to be ended
// when the next part comes.
func (s *Shelf) Append(ctx context.Context, owner, id string, offset int64, r io.Reader, sum Sum) (Upload, error) {
	if !valid(id) {
		return Upload{}, missing()
	}
	ctx, leave, err := s.enter(ctx, owner, id)
	if err != nil {
		return Upload{}, err
	}
	defer leave()
	if waits, ok := r.(interface{ SetReadDeadline(time.Time) error }); ok {
		defer context.AfterFunc(ctx, func() { waits.SetReadDeadline(time.Unix(1, 0)) })()
	}
	folder := folderOf(owner)
	u, err := s.read(folder, id)
	if err != nil {
		return Upload{}, err
	}
	if offset != u.Offset {
		return u, fault.New(fault.Conflict, keyOffset, fault.Args{"offset": u.Offset})
	}
	part, err := s.root.OpenFile(filepath.Join(folder, id+partEnding), os.O_WRONLY, 0o600)
	if err != nil {
		return u, failed(err)
	}
	defer part.Close()
	if err := part.Truncate(u.Offset); err != nil { // what a crash left behind the end
		return u, failed(err)
	}
	if _, err := part.Seek(u.Offset, io.SeekStart); err != nil {
		return u, failed(err)
	}
	into := io.Writer(part)
	var hashed hash.Hash
	if sum.make != nil {
		hashed = sum.make()
		into = io.MultiWriter(part, hashed)
	}
	from := &told{ctx: ctx, r: io.LimitReader(r, u.Size-u.Offset+1)} // one more shows that there is more
	n, err := io.Copy(into, from)
	switch {
	case err != nil && from.err == nil:
		return u, failed(err)
	case n > u.Size-u.Offset:
		return u, s.tooLong()
	case hashed != nil && from.err != nil:
		return u, fault.Wrap(fault.Unavailable, from.err, "upload.part.broken", nil)
	case hashed != nil && !bytes.Equal(hashed.Sum(nil), sum.want):
		return u, fault.New(fault.Invalid, keySum, nil)
	}
	if err := part.Sync(); err != nil {
		return u, failed(err)
	}
	further := u
	further.Offset, further.Seen = u.Offset+n, time.Now().UTC()
	if err := s.note(folder, further); err != nil {
		return u, err
	}
	if from.err != nil {
		return further, fault.Wrap(fault.Unavailable, from.err, "upload.part.broken", nil)
	}
	return further, nil
}

// told ends reading when somebody else wants the turn, and tells failures of
// reading from those of writing.
type told struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (t *told) Read(p []byte) (int, error) {
	if t.err = t.ctx.Err(); t.err != nil {
		return 0, t.err
	}
	n, err := t.r.Read(p)
	if err != nil && err != io.EOF {
		t.err = err
	}
	return n, err
}

// Use gives the bytes of a whole upload to a function and takes the upload away
// when that succeeds. A conflict while bytes are missing.
func (s *Shelf) Use(ctx context.Context, owner, id string, use func(u Upload, r io.ReaderAt) error) error {
	if !valid(id) {
		return missing()
	}
	_, leave, err := s.enter(ctx, owner, id)
	if err != nil {
		return err
	}
	defer leave()
	folder := folderOf(owner)
	u, err := s.read(folder, id)
	if err != nil {
		return err
	}
	if !u.Whole() {
		return fault.New(fault.Conflict, "upload.part.wanting", fault.Args{"offset": u.Offset, "size": u.Size})
	}
	part, err := s.root.Open(filepath.Join(folder, id+partEnding))
	if err != nil {
		return failed(err)
	}
	err = use(u, part)
	part.Close() // Windows removes no open file
	if err != nil {
		return err
	}
	return s.remove(folder, id)
}

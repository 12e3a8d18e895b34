package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"io"
	"os"
	"strings"

	"github.com/klauspost/compress/zstd"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// reading is a backup that is being read, member after member.
type reading struct {
	file   *os.File
	unpack *zstd.Decoder
	tar    *tar.Reader
	head   Head
	sum    string // of head.json
	size   int64
}

// open opens a backup, holds all of its bytes against the seal and reads its
// head. What was damaged on its way is found here, before anything is restored.
// The error is a fault of kind missing when there is no such file, unavailable
// when it cannot be read, invalid when it is no backup or a damaged one, conflict
// when its form is newer than this program.
func open(ctx context.Context, path string) (*reading, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.Missing, "backup.file.none", fault.Args{"file": path})
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "backup.file.unreadable", fault.Args{"file": path})
	}
	r := &reading{file: f}
	if r.size, err = sealed(ctx, f, path); err != nil {
		f.Close()
		return nil, err
	}
	r.unpack, err = zstd.NewReader(io.LimitReader(f, r.size-sealSize), zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
	if err != nil {
		f.Close()
		return nil, damaged(err, path)
	}
	r.tar = tar.NewReader(r.unpack)
	if err := r.readHead(); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// sealed reads a file to its end and back to its beginning.
func sealed(ctx context.Context, f *os.File, path string) (size int64, err error) {
	unread := func(err error) error {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		return fault.Wrap(fault.Unavailable, err, "backup.file.unreadable", fault.Args{"file": path})
	}
	info, err := f.Stat()
	if err != nil {
		return 0, unread(err)
	}
	var first [4]byte
	n, err := io.ReadFull(f, first[:])
	if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
		return 0, unread(err)
	}
	if n < len(first) || binary.LittleEndian.Uint32(first[:]) != frameMagic {
		return 0, fault.New(fault.Invalid, "backup.archive.foreign", fault.Args{"file": path})
	}
	size = info.Size()
	if size <= sealSize {
		return 0, damaged(nil, path)
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return 0, unread(err)
	}
	sum := sha256.New()
	if _, err := io.CopyN(sum, &until{ctx, f}, size-sealSize); err != nil {
		return 0, unread(err)
	}
	seal, err := io.ReadAll(io.LimitReader(f, sealSize+1))
	if err != nil {
		return 0, unread(err)
	}
	if !bytes.Equal(seal, sealOf(sum.Sum(nil))) {
		return 0, damaged(nil, path)
	}
	_, err = f.Seek(0, io.SeekStart)
	return size, err
}

// until reads as long as somebody waits for it.
type until struct {
	ctx  context.Context
	from io.Reader
}

func (u *until) Read(b []byte) (int, error) {
	if err := u.ctx.Err(); err != nil {
		return 0, err
	}
	return u.from.Read(b)
}

func (r *reading) close() {
	r.unpack.Close()
	r.file.Close()
}

func (r *reading) readHead() error {
	h, err := r.tar.Next()
	if err != nil || h.Name != nameHead {
		return damaged(err, nameHead)
	}
	data, err := r.whole(h)
	if err != nil {
		return err
	}
	r.sum = sumOf(data)
	if err := json.Unmarshal(data, &r.head); err != nil {
		return damaged(err, nameHead)
	}
	if r.head.Form > form {
		return fault.New(fault.Conflict, "backup.archive.newer", fault.Args{"form": r.head.Form, "known": form})
	}
	return nil
}

func (r *reading) whole(h *tar.Header) ([]byte, error) {
	if h.Size > mostJSON {
		return nil, damaged(nil, h.Name)
	}
	data, err := io.ReadAll(r.tar)
	if err != nil {
		return nil, damaged(err, h.Name)
	}
	return data, nil
}

// visitor takes what a backup holds, in its order.
type visitor struct {
	table func(name string, columns []column) error // before the rows of a table
	row   func(line []byte) error
	file  func(name string, size int64, from io.Reader) error
}

// visit goes through all members up to the manifest, and makes sure that
// nothing comes after it.
func (r *reading) visit(v visitor) (*manifest, error) {
	for {
		h, err := r.tar.Next()
		if err != nil {
			return nil, damaged(err, nameManifest) // the end, before the manifest
		}
		switch {
		case h.Name == nameManifest:
			data, err := r.whole(h)
			if err != nil {
				return nil, err
			}
			m := &manifest{}
			if err := json.Unmarshal(data, m); err != nil {
				return nil, damaged(err, nameManifest)
			}
			return m, r.end()
		case strings.HasPrefix(h.Name, dirTable):
			err = r.part(h.Name, v)
		case strings.HasPrefix(h.Name, dirFile):
			name := strings.TrimPrefix(h.Name, dirFile)
			err = v.file(name, h.Size, r.tar)
		default:
			err = damaged(nil, h.Name)
		}
		if err != nil {
			return nil, err
		}
	}
}

// part reads one member of a table; the first of a table begins with its
// columns.
func (r *reading) part(member string, v visitor) error {
	name, number, _ := strings.Cut(strings.TrimPrefix(member, dirTable), "/")
	lines := bufio.NewReaderSize(r.tar, 64<<10)
	first := number == "000001.jsonl"
	for {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) && len(line) == 0 {
			return nil
		}
		if err != nil {
			return damaged(err, member)
		}
		if first {
			first = false
			var columns []column
			if err := json.Unmarshal(line, &columns); err != nil {
				return damaged(err, member)
			}
			if err := v.table(name, columns); err != nil {
				return err
			}
			continue
		}
		if err := v.row(line); err != nil {
			return err
		}
	}
}

// readLine reads a line with its end, of bounded length.
func readLine(r *bufio.Reader) ([]byte, error) {
	var all []byte
	for {
		part, err := r.ReadSlice('\n')
		all = append(all, part...)
		if len(all) > mostLine {
			return nil, bufio.ErrTooLong
		}
		if errors.Is(err, bufio.ErrBufferFull) {
			continue
		}
		if errors.Is(err, io.EOF) && len(all) > 0 {
			return nil, io.ErrUnexpectedEOF // a line without its end
		}
		return all, err
	}
}

// end makes sure that nothing stands behind the manifest.
func (r *reading) end() error {
	if _, err := r.tar.Next(); !errors.Is(err, io.EOF) {
		return damaged(err, nameManifest)
	}
	rest, err := io.ReadAll(io.LimitReader(r.unpack, 64<<10))
	if err != nil || len(bytes.Trim(rest, "\x00")) > 0 {
		return damaged(err, nameManifest)
	}
	return nil
}

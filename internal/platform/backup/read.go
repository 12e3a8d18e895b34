package backup

import (
	"archive/tar"
	"bufio"
	"bytes"
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

// open opens a backup and reads its head. The error is a fault of kind missing
// when there is no such file, invalid when it is no backup or a damaged one,
// conflict when its form is newer than this program.
func open(path string) (*reading, error) {
	f, err := os.Open(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, fault.New(fault.Missing, "backup.file.none", fault.Args{"file": path})
	}
	if err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "backup.file.unreadable", fault.Args{"file": path})
	}
	r := &reading{file: f}
	if info, err := f.Stat(); err == nil {
		r.size = info.Size()
	}
	r.unpack, err = zstd.NewReader(f, zstd.WithDecoderConcurrency(1), zstd.WithDecoderMaxMemory(256<<20))
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

package backup

import (
	"archive/tar"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"hash"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// form is the version of the file's form.
const form = 1

// Head says what a backup is of.
type Head struct {
	Form    int       `json:"form"`
	Product string    `json:"product"` // "sansang v1.2.3", set by the caller
	Origin  string    `json:"origin"`  // whose installation, set by the caller
	Engine  string    `json:"engine"`  // from which it was taken
	Schema  int64     `json:"schema"`
	Taken   time.Time `json:"taken"` // of the transaction, UTC
}

// counted is what the manifest says of one table.
type counted struct {
	Rows int64  `json:"rows"`
	Sum  string `json:"sha256"` // of its lines, those with the columns left out
}

// manifest closes a backup: what is not in it is not the backup's.
type manifest struct {
	Head   string             `json:"head"` // SHA-256 of head.json
	Tables map[string]counted `json:"tables"`
	Files  []string           `json:"files"` // SHA-256 each, in order
	Bytes  int64              `json:"bytes"` // of all files
}

// Summary says what a backup holds.
type Summary struct {
	Head
	Tables int
	Rows   int64
	Files  int
	Bytes  int64 // of the files
	Size   int64 // of the backup
}

// The names in the archive.
const (
	nameHead     = "head.json"
	nameManifest = "manifest.json"
	dirTable     = "table/"
	dirFile      = "file/"
)

// chunk is how much of a table goes into one member, which tar wants to know the
// length of beforehand: a few thousand rows.
const chunk = 1 << 20

// seal ends the file: a frame that readers of zstd pass over (RFC 8878 §3.1.2),
// with the SHA-256 of all bytes before it. Without it a flipped bit that does
// not change what is unpacked, in the head of a frame, would not be found.
const (
	sealMagic = 0x184D2A50
	sealSize  = 8 + sha256.Size
)

// frameMagic begins every frame of zstd (RFC 8878 §3.1.1).
const frameMagic = 0xFD2FB528

func sealOf(sum []byte) []byte {
	out := binary.LittleEndian.AppendUint32(nil, sealMagic)
	out = binary.LittleEndian.AppendUint32(out, sha256.Size)
	return append(out, sum...)
}

// writing is an archive that is being written.
type writing struct {
	to   io.Writer
	sum  hash.Hash // of all bytes written
	pack *zstd.Encoder
	tar  *tar.Writer
	at   time.Time
}

func newWriting(w io.Writer, at time.Time) (*writing, error) {
	sum := sha256.New()
	pack, err := zstd.NewWriter(io.MultiWriter(w, sum), zstd.WithEncoderCRC(true), zstd.WithEncoderConcurrency(1))
	if err != nil {
		return nil, err
	}
	return &writing{to: w, sum: sum, pack: pack, tar: tar.NewWriter(pack), at: at}, nil
}

func (a *writing) add(name string, size int64, from io.Reader) error {
	err := a.tar.WriteHeader(&tar.Header{Name: name, Mode: 0o600, Size: size, ModTime: a.at, Format: tar.FormatPAX})
	if err != nil {
		return err
	}
	n, err := io.Copy(a.tar, from)
	if err == nil && n != size {
		err = io.ErrUnexpectedEOF
	}
	return err
}

func (a *writing) addJSON(name string, v any) ([]byte, error) {
	data, err := json.MarshalIndent(v, "", "\t")
	if err != nil {
		return nil, err
	}
	return data, a.add(name, int64(len(data)), strings.NewReader(string(data)))
}

func (a *writing) close() error {
	if err := a.tar.Close(); err != nil {
		return err
	}
	if err := a.pack.Close(); err != nil {
		return err
	}
	_, err := a.to.Write(sealOf(a.sum.Sum(nil)))
	return err
}

// mostJSON bounds head and manifest: a name of a file is 64 bytes, so this is
// several million files.
const mostJSON = 512 << 20

// mostLine bounds one row: the largest text of a column is a workbook's worth.
const mostLine = 64 << 20

// damaged is everything that a backup should not be.
func damaged(cause error, what string) error {
	return fault.Wrap(fault.Invalid, cause, "backup.archive.damaged", fault.Args{"part": what}).WithHint("backup.archive.damagedHint")
}

package file

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"hash"
	"io"
	"net/url"
	"os"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Blob is what is stored under a name.
type Blob struct {
	Hash string // SHA-256 in hexadecimal digits
	Size int64  // bytes
	// Stored is when the bytes were last put, as the folder or the server has it;
	// only Walk tells.
	Stored time.Time
}

// place is where blobs lie; the two are a folder and a bucket.
type place interface {
	// put takes a file of the scratch folder; the name is known to be free or to
	// hold the same bytes.
	put(ctx context.Context, b Blob, from *os.File) error
	open(ctx context.Context, hash string) (io.ReadCloser, int64, error)
	size(ctx context.Context, hash string) (int64, error)
	walk(ctx context.Context, visit func(Blob) error) error
	remove(ctx context.Context, hash string) error
	// touch makes a blob as young as one that is put now; missing when it has gone.
	touch(ctx context.Context, b Blob, from *os.File) error
	// removeOld removes a blob unless it was put or touched since a time.
	removeOld(ctx context.Context, hash string, before time.Time) (removed bool, err error)
	close() error
}

// Store is a place with the promises of this package. It is safe for use by many
// goroutines.
type Store struct {
	place   place
	scratch string
}

// Config says where files lie.
type Config struct {
	// URL is "dir:PATH" or a bare path, or
	// "s3://KEY:SECRET@HOST/BUCKET/PREFIX?region=R&insecure=1"; insecure means
	// plain HTTP.
	URL string
	// Scratch is a folder for uploads on their way; "" is inside the folder of the
	// store, or the system's for a bucket. It must be on the same file system as
	// the store's folder.
	Scratch string
}

// Open makes a store ready; it makes the folder, never the bucket.
func Open(ctx context.Context, c Config) (*Store, error) {
	if strings.HasPrefix(c.URL, "s3://") {
		u, err := url.Parse(c.URL)
		if err != nil {
			return nil, fault.New(fault.Invalid, "file.url.wrong", nil) // the cause would show the secret
		}
		b, err := openBucket(ctx, u)
		if err != nil {
			return nil, err
		}
		return &Store{b, c.Scratch}, nil
	}
	f, err := openFolder(strings.TrimPrefix(c.URL, "dir:"))
	if err != nil {
		return nil, err
	}
	if c.Scratch == "" {
		c.Scratch = f.scratch()
	}
	return &Store{f, c.Scratch}, nil
}

// Limit is the most bytes that Put takes.
type Limit int64

// Put stores what it reads, up to the limit. More is a fault of kind limit and
// stores nothing; nothing at all is an empty blob.
func (s *Store) Put(ctx context.Context, r io.Reader, limit Limit) (Blob, error) {
	tmp, err := os.CreateTemp(s.scratch, "upload-*")
	if err != nil {
		return Blob{}, fault.Wrap(fault.Unavailable, err, "file.disk.failed", nil)
	}
	defer os.Remove(tmp.Name())
	defer tmp.Close()
	sum := sha256.New()
	// One byte more than allowed shows that there is more.
	n, err := io.Copy(io.MultiWriter(tmp, sum), io.LimitReader(&live{ctx, r}, int64(limit)+1))
	switch {
	case ctx.Err() != nil:
		return Blob{}, ctx.Err()
	case err != nil:
		return Blob{}, fault.Wrap(fault.Unavailable, err, "file.upload.broken", nil)
	case n > int64(limit):
		return Blob{}, fault.New(fault.Limit, "file.upload.large", fault.Args{"limit": int64(limit)})
	}
	b := Blob{Hash: hex.EncodeToString(sum.Sum(nil)), Size: n}
	if have, err := s.place.size(ctx, b.Hash); err == nil && have == n {
		// Somebody is about to name it: no sweep takes it away as old.
		if err := s.place.touch(ctx, b, tmp); err == nil || fault.KindOf(err) != fault.Missing {
			return b, err
		}
	} else if err != nil && fault.KindOf(err) != fault.Missing {
		return Blob{}, err
	}
	return b, s.place.put(ctx, b, tmp)
}

// live ends reading when nobody waits any more.
type live struct {
	ctx context.Context
	r   io.Reader
}

func (l *live) Read(p []byte) (int, error) {
	if err := l.ctx.Err(); err != nil {
		return 0, err
	}
	return l.r.Read(p)
}

// Open gives the bytes of a blob. Reading gives an error in place of io.EOF when
// the bytes are not those that were stored. A name that is not there is a fault
// of kind missing.
func (s *Store) Open(ctx context.Context, name string) (io.ReadCloser, int64, error) {
	if !valid(name) {
		return nil, 0, missing(name)
	}
	r, n, err := s.place.open(ctx, name)
	if err != nil {
		return nil, 0, err
	}
	return &checked{r, sha256.New(), name, nil}, n, nil
}

// Stat tells how long a blob is.
func (s *Store) Stat(ctx context.Context, name string) (Blob, error) {
	if !valid(name) {
		return Blob{}, missing(name)
	}
	n, err := s.place.size(ctx, name)
	return Blob{Hash: name, Size: n}, err
}

// Walk visits every blob, in the order of their names.
func (s *Store) Walk(ctx context.Context, visit func(Blob) error) error {
	return s.place.walk(ctx, visit)
}

// Remove takes a blob away for good. Only a rule of retention, or the sweep of
// what no row names, may do that. A name that is not there is no fault.
func (s *Store) Remove(ctx context.Context, name string) error {
	if !valid(name) {
		return missing(name)
	}
	return s.place.remove(ctx, name)
}

// Close ends the use of the store.
func (s *Store) Close() error { return s.place.close() }

func missing(name string) error {
	return fault.New(fault.Missing, "file.blob.missing", fault.Args{"hash": name})
}

// valid tells whether a text can be the name of a blob.
func valid(name string) bool {
	if len(name) != 2*sha256.Size {
		return false
	}
	for _, c := range []byte(name) {
		if (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

// checked hashes what passes and compares at the end.
type checked struct {
	io.ReadCloser
	sum  hash.Hash
	want string
	end  error
}

func (c *checked) Read(p []byte) (int, error) {
	if c.end != nil {
		return 0, c.end
	}
	n, err := c.ReadCloser.Read(p)
	c.sum.Write(p[:n])
	if errors.Is(err, io.EOF) && hex.EncodeToString(c.sum.Sum(nil)) != c.want {
		err = fault.New(fault.Unavailable, "file.blob.damaged", fault.Args{"hash": c.want})
	}
	if err != nil {
		c.end = err
	}
	return n, err
}

package upload

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Bounds are how much may lie on a shelf; zero values take the defaults.
type Bounds struct {
	File    int64         // bytes of one upload; 50 MiB (issue of evidence: scanned decisions)
	Uploads int           // of one person at once; 20
	Bytes   int64         // of one person's uploads together; 500 MiB
	Life    time.Duration // after the last part; 24 h
}

func (b Bounds) filled() Bounds {
	if b.File == 0 {
		b.File = 50 << 20
	}
	if b.Uploads == 0 {
		b.Uploads = 20
	}
	if b.Bytes == 0 {
		b.Bytes = 500 << 20
	}
	if b.Life == 0 {
		b.Life = 24 * time.Hour
	}
	return b
}

// Upload is a file on its way.
type Upload struct {
	ID     string    `json:"id"`
	Name   string    `json:"name"` // as the person's machine calls it; not checked yet
	Size   int64     `json:"size"` // bytes, as announced
	Offset int64     `json:"offset"`
	Seen   time.Time `json:"seen"` // of its beginning or last part
}

// Whole tells whether all bytes are there.
func (u *Upload) Whole() bool { return u.Offset == u.Size }

// Shelf is a folder of uploads. One process uses it; it is safe for many
// goroutines.
type Shelf struct {
	bounds Bounds
	root   *os.Root

	begin sync.Mutex // counting what a person has, and adding to it
	turns sync.Mutex
	busy  map[string]*turn
}

// turn is a part that is being written, or an upload that is being taken.
type turn struct {
	end  context.CancelFunc
	done chan struct{}
}

// OpenShelf makes the folder ready.
func OpenShelf(dir string, b Bounds) (*Shelf, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, failed(err)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, failed(err)
	}
	return &Shelf{bounds: b.filled(), root: root, busy: map[string]*turn{}}, nil
}

// Close ends the use of the shelf.
func (s *Shelf) Close() error { return s.root.Close() }

// Most is how long one upload may be, in bytes.
func (s *Shelf) Most() int64 { return s.bounds.File }

// Expires is when an upload is swept unless another part comes.
func (s *Shelf) Expires(u Upload) time.Time { return u.Seen.Add(s.bounds.Life) }

func failed(err error) error {
	return fault.Wrap(fault.Unavailable, err, "upload.disk.failed", nil)
}

func missing() error { return fault.New(fault.Missing, "upload.part.missing", nil) }

// folderOf names the folder of a person, who is only known as a text.
func folderOf(owner string) string {
	sum := sha256.Sum256([]byte(owner))
	return hex.EncodeToString(sum[:16])
}

func valid(id string) bool {
	b, err := hex.DecodeString(id)
	return err == nil && len(b) == 16 && strings.ToLower(id) == id
}

// Begin announces a file of size bytes. Faults: limit when it is too long or the
// person has too many, invalid without a name.
func (s *Shelf) Begin(owner, name string, size int64) (Upload, error) {
	switch {
	case size > s.bounds.File:
		return Upload{}, s.tooLong()
	case size < 0 || name == "" || len(name) > 1024: // 255 is judged later, with a sentence
		return Upload{}, fault.New(fault.Invalid, "upload.file.unnamed", nil)
	}
	s.begin.Lock()
	defer s.begin.Unlock()
	folder := folderOf(owner)
	all, err := s.list(folder)
	if err != nil {
		return Upload{}, err
	}
	held := size
	for _, u := range all {
		held += u.Size
	}
	if len(all) >= s.bounds.Uploads || held > s.bounds.Bytes {
		return Upload{}, fault.New(fault.Limit, "upload.person.full", fault.Args{"count": s.bounds.Uploads, "limit": s.bounds.Bytes >> 20}).WithHint("upload.person.fullHint")
	}
	var random [16]byte
	rand.Read(random[:]) // never fails (crypto/rand)
	u := Upload{ID: hex.EncodeToString(random[:]), Name: name, Size: size, Seen: time.Now().UTC()}
	if err := s.root.Mkdir(folder, 0o700); err != nil && !errors.Is(err, fs.ErrExist) {
		return Upload{}, failed(err)
	}
	part, err := s.root.OpenFile(filepath.Join(folder, u.ID+partEnding), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return Upload{}, failed(err)
	}
	if err := part.Close(); err != nil {
		return Upload{}, failed(err)
	}
	if err := s.note(folder, u); err != nil {
		return Upload{}, err
	}
	return u, s.sync(".")
}

func (s *Shelf) tooLong() error {
	return fault.New(fault.Limit, "upload.file.large", fault.Args{"limit": s.bounds.File >> 20}).WithHint("upload.file.largeHint")
}

const (
	partEnding = ".part" // the bytes
	noteEnding = ".json" // an Upload
	newEnding  = ".new"  // a note before it has its name
)

// note writes down how far an upload is, so that after a crash the note before
// or this one is there.
func (s *Shelf) note(folder string, u Upload) error {
	b, err := json.Marshal(u)
	if err != nil {
		return failed(err)
	}
	name := filepath.Join(folder, u.ID)
	f, err := s.root.OpenFile(name+newEnding, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return failed(err)
	}
	_, err = f.Write(b)
	if err == nil {
		err = f.Sync()
	}
	if failed := f.Close(); err == nil {
		err = failed
	}
	if err == nil {
		err = s.root.Rename(name+newEnding, name+noteEnding)
	}
	if err != nil {
		return failed(err)
	}
	return s.sync(folder)
}

func (s *Shelf) sync(folder string) error {
	if runtime.GOOS == "windows" {
		return nil // there a folder cannot be synced; NTFS journals names itself
	}
	d, err := s.root.Open(folder)
	if err != nil {
		return failed(err)
	}
	defer d.Close()
	if err := d.Sync(); err != nil {
		return failed(err)
	}
	return nil
}

func (s *Shelf) read(folder, id string) (Upload, error) {
	b, err := s.root.ReadFile(filepath.Join(folder, id+noteEnding))
	if errors.Is(err, fs.ErrNotExist) {
		return Upload{}, missing()
	}
	var u Upload
	if err == nil {
		err = json.Unmarshal(b, &u)
	}
	if err != nil {
		return Upload{}, failed(err)
	}
	return u, nil
}

func (s *Shelf) list(folder string) ([]Upload, error) {
	names, err := fs.ReadDir(s.root.FS(), folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, failed(err)
	}
	var all []Upload
	for _, n := range names {
		id, isNote := strings.CutSuffix(n.Name(), noteEnding)
		if !isNote || !valid(id) {
			continue
		}
		u, err := s.read(folder, id)
		if err != nil && fault.KindOf(err) != fault.Missing { // taken meanwhile
			return nil, err
		}
		if err == nil {
			all = append(all, u)
		}
	}
	return all, nil
}

// Find tells how far an upload is, after ending a part whose line is dead.
// Missing when it is not there or somebody else's.
func (s *Shelf) Find(ctx context.Context, owner, id string) (Upload, error) {
	if !valid(id) {
		return Upload{}, missing()
	}
	_, leave, err := s.enter(ctx, owner, id)
	if err != nil {
		return Upload{}, err
	}
	defer leave()
	return s.read(folderOf(owner), id)
}

// enter waits for the turn at an upload and ends the one before it. The context
// is done when somebody else wants the turn.
func (s *Shelf) enter(ctx context.Context, owner, id string) (context.Context, func(), error) {
	key := folderOf(owner) + id
	for {
		s.turns.Lock()
		before := s.busy[key]
		if before == nil {
			own, end := context.WithCancel(ctx)
			t := &turn{end: end, done: make(chan struct{})}
			s.busy[key] = t
			s.turns.Unlock()
			return own, func() {
				s.turns.Lock()
				delete(s.busy, key)
				s.turns.Unlock()
				end()
				close(t.done)
			}, nil
		}
		s.turns.Unlock()
		before.end()
		select {
		case <-before.done:
		case <-ctx.Done():
			return nil, nil, ctx.Err()
		}
	}
}

// Drop takes an upload away; one that is not there is no fault.
func (s *Shelf) Drop(ctx context.Context, owner, id string) error {
	if !valid(id) {
		return nil
	}
	_, leave, err := s.enter(ctx, owner, id)
	if err != nil {
		return err
	}
	defer leave()
	return s.remove(folderOf(owner), id)
}

// remove takes the note away last: until then a sweep finds both.
func (s *Shelf) remove(folder, id string) error {
	for _, ending := range []string{newEnding, partEnding, noteEnding} {
		if err := s.root.Remove(filepath.Join(folder, id+ending)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return failed(err)
		}
	}
	return nil
}

// Sweep takes away what nobody went on with, and what a crash left without a
// note, and tells how many uploads that were. Whoever runs the shelf calls it at
// the start and now and then.
func (s *Shelf) Sweep(now time.Time) (swept int, err error) {
	folders, err := fs.ReadDir(s.root.FS(), ".")
	if err != nil {
		return 0, failed(err)
	}
	for _, f := range folders {
		names, err := fs.ReadDir(s.root.FS(), f.Name())
		if err != nil {
			continue // not a folder of ours
		}
		gone := map[string]bool{}
		for _, n := range names {
			info, err := n.Info()
			if err != nil || now.Sub(info.ModTime()) < s.bounds.Life {
				continue
			}
			id := strings.TrimSuffix(strings.TrimSuffix(strings.TrimSuffix(n.Name(), noteEnding), partEnding), newEnding)
			if gone[id] {
				continue
			}
			if u, err := s.read(f.Name(), id); valid(id) && (err != nil || now.After(s.Expires(u))) {
				if err := s.remove(f.Name(), id); err != nil {
					return swept, err
				}
				gone[id] = true
				swept++
			}
		}
		s.root.Remove(f.Name()) // only an empty one goes
	}
	return swept, nil
}

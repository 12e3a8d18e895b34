package upload

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// TestMain lets the test run itself as a process that is killed between parts.
func TestMain(m *testing.M) {
	if dir := os.Getenv("SANSANG_SHELF_CHILD"); dir != "" {
		child(dir)
		return
	}
	os.Exit(m.Run())
}

// child begins an upload, adds parts of 10,000 bytes for ever, and says after
// each how far it is.
func child(dir string) {
	s, err := OpenShelf(dir, Bounds{})
	if err != nil {
		panic(err)
	}
	u, err := s.Begin("an", "a.pdf", 40<<20)
	for err == nil {
		fmt.Println(u.ID, u.Offset)
		u, err = s.Append(context.Background(), "an", u.ID, u.Offset, bytes.NewReader(pattern(u.Offset, 10_000)), Sum{})
	}
	panic(err)
}

// pattern is what stands at a place of the file, so that a shift is seen.
func pattern(at int64, n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte((at + int64(i)) % 251)
	}
	return b
}

func newShelf(t *testing.T, b Bounds) *Shelf {
	t.Helper()
	s, err := OpenShelf(filepath.Join(t.TempDir(), "parts"), b)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestKilledBetweenParts kills a process while it writes: what was told is there,
// and the upload goes on to its end.
func TestKilledBetweenParts(t *testing.T) {
	for round := range 3 {
		dir := t.TempDir()
		c := exec.Command(os.Args[0])
		c.Env = append(os.Environ(), "SANSANG_SHELF_CHILD="+dir)
		out, err := c.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		buf := make([]byte, 256)
		said := ""
		for strings.Count(said, "\n") < 5+3*round {
			n, err := out.Read(buf)
			if err != nil {
				t.Fatal(err, said)
			}
			said += string(buf[:n])
		}
		c.Process.Kill()
		rest, _ := io.ReadAll(out)
		c.Wait()
		lines := strings.Split(strings.TrimSpace(said+string(rest)), "\n")
		id, text, _ := strings.Cut(lines[len(lines)-1], " ")
		told, err := strconv.ParseInt(text, 10, 64)
		if err != nil {
			t.Fatal(err, lines)
		}
		s, err := OpenShelf(dir, Bounds{})
		if err != nil {
			t.Fatal(err)
		}
		u, err := s.Find(t.Context(), "an", id)
		if err != nil || u.Offset < told || u.Offset%10_000 != 0 {
			t.Fatal(u, told, err)
		}
		// A crash in the middle of a part leaves bytes behind the end.
		part := filepath.Join(dir, folderOf("an"), id+partEnding)
		f, err := os.OpenFile(part, os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(make([]byte, 777))
		f.Close()
		if u, err = s.Append(t.Context(), "an", id, u.Offset, bytes.NewReader(pattern(u.Offset, int(u.Size-u.Offset))), Sum{}); err != nil || !u.Whole() {
			t.Fatal(u, err)
		}
		err = s.Use(t.Context(), "an", id, func(u Upload, r io.ReaderAt) error {
			b, err := io.ReadAll(io.NewSectionReader(r, 0, u.Size+1))
			if err != nil || !bytes.Equal(b, pattern(0, int(u.Size))) {
				t.Error(len(b), err)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
		s.Close()
	}
}

func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return ""
}

func sumOf(t *testing.T, b []byte) Sum {
	t.Helper()
	h := sha256.Sum256(b)
	s, err := ParseSum("sha256 " + base64.StdEncoding.EncodeToString(h[:]))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestAppend(t *testing.T) {
	ctx := t.Context()
	s := newShelf(t, Bounds{File: 100})
	u, err := s.Begin("an", "a.pdf", 60)
	if err != nil {
		t.Fatal(err)
	}
	first := pattern(0, 20)
	if _, err := s.Append(ctx, "an", u.ID, 5, bytes.NewReader(first), Sum{}); fault.KindOf(err) != fault.Conflict || keyOf(err) != keyOffset {
		t.Error("offset:", err)
	}
	if got, err := s.Append(ctx, "an", u.ID, 0, bytes.NewReader(first), sumOf(t, []byte("other"))); keyOf(err) != keySum || got.Offset != 0 {
		t.Error("sum:", got, err)
	}
	broken := func() io.Reader { return io.MultiReader(bytes.NewReader(first), iotest.ErrReader(errors.New("cut"))) }
	if got, err := s.Append(ctx, "an", u.ID, 0, broken(), sumOf(t, first)); fault.KindOf(err) != fault.Unavailable || got.Offset != 0 {
		t.Error("cut with a sum:", got, err)
	}
	got, err := s.Append(ctx, "an", u.ID, 0, broken(), Sum{})
	if fault.KindOf(err) != fault.Unavailable || got.Offset != 20 {
		t.Error("cut:", got, err)
	}
	if got, err := s.Append(ctx, "an", u.ID, 20, bytes.NewReader(pattern(20, 41)), Sum{}); fault.KindOf(err) != fault.Limit || got.Offset != 20 {
		t.Error("more than announced:", got, err)
	}
	if err := s.Use(ctx, "an", u.ID, nil); fault.KindOf(err) != fault.Conflict {
		t.Error("half:", err)
	}
	for _, other := range []struct{ owner, id string }{{"binh", u.ID}, {"an", strings.Repeat("0", 32)}, {"an", "../" + u.ID}, {"an", ""}} {
		_, err := s.Append(ctx, other.owner, other.id, 20, bytes.NewReader(first), Sum{})
		_, find := s.Find(ctx, other.owner, other.id)
		use := s.Use(ctx, other.owner, other.id, nil)
		if fault.KindOf(err) != fault.Missing || fault.KindOf(find) != fault.Missing || fault.KindOf(use) != fault.Missing {
			t.Error(other, err, find, use)
		}
		if err := s.Drop(ctx, other.owner, other.id); err != nil {
			t.Error(err)
		}
	}
	rest := pattern(20, 40)
	if got, err = s.Append(ctx, "an", u.ID, 20, bytes.NewReader(rest), sumOf(t, rest)); err != nil || !got.Whole() {
		t.Error(got, err)
	}
	refused := errors.New("refused")
	if err := s.Use(ctx, "an", u.ID, func(Upload, io.ReaderAt) error { return refused }); err != refused {
		t.Error(err)
	}
	if err := s.Use(ctx, "an", u.ID, func(u Upload, r io.ReaderAt) error {
		b := make([]byte, 60)
		if _, err := r.ReadAt(b, 0); err != nil || !bytes.Equal(b, pattern(0, 60)) {
			t.Error(b, err)
		}
		return nil
	}); err != nil {
		t.Error(err)
	}
	if _, err := s.Find(ctx, "an", u.ID); fault.KindOf(err) != fault.Missing {
		t.Error("taken:", err)
	}
}

func TestBegin(t *testing.T) {
	s := newShelf(t, Bounds{File: 100, Uploads: 3, Bytes: 220})
	for _, c := range []struct {
		name string
		size int64
		kind fault.Kind
	}{{"a.pdf", 101, fault.Limit}, {"", 5, fault.Invalid}, {"a.pdf", -1, fault.Invalid}, {strings.Repeat("a", 2000), 5, fault.Invalid}} {
		if _, err := s.Begin("an", c.name, c.size); err == nil || fault.KindOf(err) != c.kind {
			t.Error(c.size, err)
		}
	}
	var last Upload
	for _, size := range []int64{100, 100} {
		var err error
		if last, err = s.Begin("an", "a.pdf", size); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := s.Begin("an", "a.pdf", 21); err == nil || fault.KindOf(err) != fault.Limit {
		t.Error("bytes:", err)
	}
	if _, err := s.Begin("an", "a.pdf", 20); err != nil {
		t.Error(err)
	}
	if _, err := s.Begin("an", "a.pdf", 0); err == nil || fault.KindOf(err) != fault.Limit {
		t.Error("number:", err)
	}
	if _, err := s.Begin("binh", "a.pdf", 100); err != nil {
		t.Error("another person:", err)
	}
	if err := s.Drop(t.Context(), "an", last.ID); err != nil {
		t.Error(err)
	}
	if _, err := s.Begin("an", "a.pdf", 100); err != nil {
		t.Error("after a drop:", err)
	}
}

func TestSweep(t *testing.T) {
	s := newShelf(t, Bounds{})
	u, err := s.Begin("an", "a.pdf", 60)
	if err != nil {
		t.Fatal(err)
	}
	lost := filepath.Join(folderOf("an"), strings.Repeat("ab", 16)+partEnding) // of a crash before its note
	if f, err := s.root.Create(lost); err != nil {
		t.Fatal(err)
	} else {
		f.Close()
	}
	if n, err := s.Sweep(time.Now().Add(23 * time.Hour)); n != 0 || err != nil {
		t.Error(n, err)
	}
	if n, err := s.Sweep(time.Now().Add(25 * time.Hour)); n != 2 || err != nil {
		t.Error(n, err)
	}
	if _, err := s.Find(t.Context(), "an", u.ID); fault.KindOf(err) != fault.Missing {
		t.Error(err)
	}
}

// silent is a line on which nothing comes any more.
type silent struct{ cut chan struct{} }

func (s silent) Read([]byte) (int, error)        { <-s.cut; return 0, os.ErrDeadlineExceeded }
func (s silent) SetReadDeadline(time.Time) error { close(s.cut); return nil }

func TestDeadLineGivesWay(t *testing.T) {
	s := newShelf(t, Bounds{})
	u, err := s.Begin("an", "a.pdf", 60)
	if err != nil {
		t.Fatal(err)
	}
	dead := make(chan error)
	line := silent{make(chan struct{})}
	go func() {
		_, err := s.Append(context.Background(), "an", u.ID, 0, line, Sum{})
		dead <- err
	}()
	for waiting := true; waiting; {
		s.turns.Lock()
		waiting = len(s.busy) == 0
		s.turns.Unlock()
	}
	if got, err := s.Find(t.Context(), "an", u.ID); err != nil || got.Offset != 0 {
		t.Error(got, err)
	}
	if err := <-dead; fault.KindOf(err) != fault.Unavailable {
		t.Error(err)
	}
}

package file_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/iotest"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// each runs a test on a folder and on a bucket. disk is where the bytes lie in
// both: versitygw keeps objects as plain files.
func each(t *testing.T, test func(t *testing.T, s *file.Store, disk string)) {
	open := func(t *testing.T, url string) *file.Store {
		s, err := file.Open(t.Context(), file.Config{URL: url})
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { s.Close() })
		return s
	}
	t.Run("folder", func(t *testing.T) {
		dir := t.TempDir()
		test(t, open(t, "dir:"+dir), dir)
	})
	t.Run("s3", func(t *testing.T) {
		dir := t.TempDir()
		url := gateway(t, dir)
		test(t, open(t, url), dir)
	})
}

// gateway starts a versitygw over a folder, with one bucket.
func gateway(t *testing.T, dir string) string {
	t.Helper()
	program, err := exec.LookPath("versitygw")
	if err != nil {
		program = filepath.Join(goBin(), "versitygw")
		if _, err = os.Stat(program); err != nil {
			if os.Getenv("SANSANG_TEST_INSTALL") == "1" {
				t.Fatal("versitygw is not on this machine")
			}
			t.Skip("versitygw is not on this machine: files were not tested on S3")
		}
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	at := free.Addr().String()
	free.Close()
	c := exec.Command(program, "--port", at, "--access", "tester", "--secret", "tester-secret", "--quiet", "posix", dir)
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Process.Kill(); c.Wait() })
	client, err := minio.New(at, &minio.Options{Creds: credentials.NewStaticV4("tester", "tester-secret", ""), Region: "us-east-1"})
	if err != nil {
		t.Fatal(err)
	}
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		if err = client.MakeBucket(t.Context(), "evidence", minio.MakeBucketOptions{}); err == nil {
			break
		}
		if time.Now().After(end) {
			c.Process.Kill()
			c.Wait()
			t.Fatalf("versitygw does not answer: %v\n%s", err, said.String())
		}
	}
	return "s3://tester:tester-secret@" + at + "/evidence/2026?insecure=1&region=us-east-1"
}

func goBin() string {
	out, err := exec.Command("go", "env", "GOBIN", "GOPATH").Output()
	if err != nil {
		return ""
	}
	bin, path, _ := strings.Cut(strings.TrimRight(string(out), "\r\n"), "\n")
	if bin = strings.TrimSpace(bin); bin != "" {
		return bin
	}
	return filepath.Join(strings.TrimSpace(path), "bin")
}

func put(t *testing.T, s *file.Store, data string) file.Blob {
	t.Helper()
	b, err := s.Put(t.Context(), strings.NewReader(data), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func get(t *testing.T, s *file.Store, hash string) (string, error) {
	t.Helper()
	r, _, err := s.Open(t.Context(), hash)
	if err != nil {
		return "", err
	}
	defer r.Close()
	data, err := io.ReadAll(r)
	return string(data), err
}

func keyOf(err error) string {
	var f *fault.Fault
	if errors.As(err, &f) {
		return f.Key
	}
	return fmt.Sprint(err)
}

func TestWhatIsPutComesBack(t *testing.T) {
	each(t, func(t *testing.T, s *file.Store, disk string) {
		var names []string
		for _, data := range []string{"", "a", "quyết định số 12", strings.Repeat("0123456789abcdef", 1<<14)} {
			b := put(t, s, data)
			sum := sha256.Sum256([]byte(data))
			if b.Hash != hex.EncodeToString(sum[:]) || b.Size != int64(len(data)) {
				t.Errorf("%+v for %d bytes", b, len(data))
			}
			if got, err := get(t, s, b.Hash); err != nil || got != data {
				t.Errorf("%d bytes, then %v", len(got), err)
			}
			if again, err := s.Stat(t.Context(), put(t, s, data).Hash); err != nil || again != b {
				t.Errorf("%+v %v", again, err)
			}
			names = append(names, b.Hash)
		}
		var walked []string
		if err := s.Walk(t.Context(), func(b file.Blob) error { walked = append(walked, b.Hash); return nil }); err != nil {
			t.Fatal(err)
		}
		slices.Sort(names)
		if !slices.Equal(walked, names) {
			t.Errorf("walked over %d, want %d in order", len(walked), len(names))
		}
		stop := errors.New("stop")
		if err := s.Walk(t.Context(), func(file.Blob) error { return stop }); err != stop {
			t.Errorf("a walk that was stopped: %v", err)
		}
		if err := errors.Join(s.Remove(t.Context(), names[0]), s.Remove(t.Context(), names[0])); err != nil {
			t.Error(err)
		}
		if _, err := get(t, s, names[0]); fault.KindOf(err) != fault.Missing {
			t.Errorf("after it was removed: %v", err)
		}
	})
}

func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, s *file.Store, disk string) {
		var wg sync.WaitGroup
		for i := range 24 {
			wg.Go(func() {
				data := fmt.Sprint("file ", i%3)
				b, err := s.Put(t.Context(), strings.NewReader(data), 100)
				if err != nil {
					t.Error(err)
					return
				}
				if got, err := get(t, s, b.Hash); err != nil || got != data {
					t.Errorf("%q %v", got, err)
				}
			})
		}
		wg.Wait()
		n := 0
		if err := s.Walk(t.Context(), func(file.Blob) error { n++; return nil }); err != nil || n != 3 {
			t.Errorf("%d blobs: %v", n, err)
		}
	})
}

func TestRefused(t *testing.T) {
	each(t, func(t *testing.T, s *file.Store, disk string) {
		if _, err := s.Put(t.Context(), strings.NewReader("123456"), 5); fault.KindOf(err) != fault.Limit {
			t.Errorf("too large: %v", err)
		}
		if _, err := s.Put(t.Context(), strings.NewReader("12345"), 5); err != nil {
			t.Errorf("just fits: %v", err)
		}
		broken := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("gone")))
		if _, err := s.Put(t.Context(), broken, 100); keyOf(err) != "file.upload.broken" {
			t.Errorf("a broken upload: %v", err)
		}
		gone, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := s.Put(gone, strings.NewReader("x"), 100); !errors.Is(err, context.Canceled) {
			t.Errorf("a caller that left: %v", err)
		}
		for _, name := range []string{"", "..", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("a", 63), strings.Repeat("a", 62) + "/x", strings.Repeat("0", 64)} {
			if _, err := get(t, s, name); fault.KindOf(err) != fault.Missing {
				t.Errorf("%q: %v", name, err)
			}
			if _, err := s.Stat(t.Context(), name); fault.KindOf(err) != fault.Missing {
				t.Errorf("%q: %v", name, err)
			}
		}
		n := 0
		if err := s.Walk(t.Context(), func(file.Blob) error { n++; return nil }); err != nil || n != 1 {
			t.Errorf("%d blobs are left: %v", n, err)
		}
		left, _ := filepath.Glob(filepath.Join(disk, "incoming", "*"))
		if len(left) > 0 {
			t.Errorf("uploads on their way were left behind: %q", left)
		}
	})
}

// TestScrub flips one byte of each stored file behind the store's back.
func TestScrub(t *testing.T) {
	each(t, func(t *testing.T, s *file.Store, disk string) {
		var names []string
		for i := range 4 {
			names = append(names, put(t, s, fmt.Sprint("evidence ", i)).Hash)
		}
		slices.Sort(names)
		told := 0
		whole, err := s.Scrub(t.Context(), names, func(file.Scrubbed) { told++ })
		if err != nil || whole.Blobs != 4 || whole.Bytes != 4*10 || told != 4 || len(whole.Damaged)+len(whole.Missing) > 0 {
			t.Fatalf("%+v %v, told %d times", whole, err, told)
		}
		for _, name := range names[:3] {
			flip(t, disk, name)
		}
		lost := strings.Repeat("0", 64)
		got, err := s.Scrub(t.Context(), append(slices.Clone(names), lost), nil)
		if err != nil || got.Blobs != 4 || !slices.Equal(got.Damaged, names[:3]) || !slices.Equal(got.Missing, []string{lost}) {
			t.Errorf("%+v %v", got, err)
		}
		if data, err := get(t, s, names[0]); keyOf(err) != "file.blob.damaged" {
			t.Errorf("read %q of a damaged file: %v", data, err)
		}
	})
}

func flip(t *testing.T, disk, name string) {
	t.Helper()
	found := ""
	filepath.WalkDir(disk, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == name {
			found = path
		}
		return nil
	})
	data, err := os.ReadFile(found)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	os.Chmod(found, 0o600)
	if err := os.WriteFile(found, data, 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestOpenRefuses(t *testing.T) {
	server := http.Server{Handler: http.NotFoundHandler()}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	go server.Serve(l)
	defer server.Close()
	for url, key := range map[string]string{
		"s3://host":        "file.url.wrong",
		"s3://k:s@%zz/b/p": "file.url.wrong",
		"s3://key:very-secret@" + l.Addr().String() + "/none?insecure=1&region=x": "file.bucket.missing",
		"dir:/dev/null/x": "file.disk.failed",
	} {
		_, err := file.Open(t.Context(), file.Config{URL: url})
		if keyOf(err) != key || strings.Contains(err.Error(), "very-secret") {
			t.Errorf("%s: %v, want %s", url, err, key)
		}
	}
}

// age makes a blob as old as if it had been put two weeks ago.
func age(t *testing.T, disk, name string) {
	t.Helper()
	aged := false
	filepath.WalkDir(disk, func(path string, d fs.DirEntry, err error) error {
		if err == nil && d.Name() == name {
			then := time.Now().Add(-14 * 24 * time.Hour)
			aged = os.Chtimes(path, then, then) == nil
		}
		return nil
	})
	if !aged {
		t.Fatalf("%s is not there", name)
	}
}

// TestSweep: what is old and named by no row goes; what is named, young, or has
// been put again stays.
func TestSweep(t *testing.T) {
	each(t, func(t *testing.T, s *file.Store, disk string) {
		unnamed, named, young, again := put(t, s, "preview"), put(t, s, "evidence"), put(t, s, "of today"), put(t, s, "sent again")
		for _, b := range []file.Blob{unnamed, named, again} {
			age(t, disk, b.Hash)
		}
		week := time.Now().Add(-7 * 24 * time.Hour)
		wrong := errors.New("the rows cannot be read")
		if got, err := s.Sweep(t.Context(), week, func(context.Context, map[string]bool) (map[string]bool, error) { return nil, wrong }); err != wrong || got.Files != 0 {
			t.Errorf("swept without knowing the rows: %+v %v", got, err)
		}
		got, err := s.Sweep(t.Context(), week, func(_ context.Context, old map[string]bool) (map[string]bool, error) {
			if len(old) != 3 || old[young.Hash] {
				t.Errorf("old are %v", old)
			}
			put(t, s, "sent again") // somebody sends it while the rows are looked at
			return map[string]bool{named.Hash: true}, nil
		})
		if err != nil || got != (file.Swept{Files: 1, Bytes: int64(len("preview"))}) {
			t.Errorf("%+v %v", got, err)
		}
		var left []string
		if err := s.Walk(t.Context(), func(b file.Blob) error { left = append(left, b.Hash); return nil }); err != nil {
			t.Fatal(err)
		}
		want := []string{named.Hash, young.Hash, again.Hash}
		slices.Sort(want)
		slices.Sort(left)
		if !slices.Equal(left, want) {
			t.Errorf("left are %v, want %v", left, want)
		}
		if data, err := get(t, s, again.Hash); err != nil || string(data) != "sent again" {
			t.Errorf("put again: %q %v", data, err)
		}
		if got, err := s.Sweep(t.Context(), week, func(_ context.Context, old map[string]bool) (map[string]bool, error) { return old, nil }); err != nil || got.Files != 0 {
			t.Errorf("the second time: %+v %v", got, err)
		}
	})
}

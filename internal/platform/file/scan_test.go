package file

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

func TestScannerAddress(t *testing.T) {
	for _, wrong := range []string{"clamd", "unix:", "unix:clamd.ctl", "tcp:", "tcp:host", "tcp::3310", "http://host:1"} {
		if s, err := NewScanner(wrong); err == nil || s != nil || fault.KindOf(err) != fault.Invalid {
			t.Error(wrong, s, err)
		}
	}
	s, err := NewScanner("")
	if err != nil || s != nil {
		t.Error(s, err)
	}
	if v := s.Scan(context.Background(), strings.NewReader("a")); v != (Verdict{State: Unscanned}) {
		t.Error(v)
	}
}

// answering is a port that reads a whole stream as clamd does, then does what it
// is told: daemons that are busy, old or half dead, which a real one is not on
// demand.
func answering(t *testing.T, answer func(net.Conn, []byte)) *Scanner {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			go func() {
				defer c.Close()
				r := bufio.NewReader(c)
				command, err := r.ReadString(0)
				var all []byte
				for n := uint32(1); err == nil && command == "zINSTREAM\x00" && n > 0; {
					if err = binary.Read(r, binary.BigEndian, &n); err == nil {
						part := make([]byte, n)
						_, err = io.ReadFull(r, part)
						all = append(all, part...)
					}
				}
				if err == nil {
					answer(c, all)
				}
			}()
		}
	}()
	s, err := NewScanner("tcp:" + l.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestScanAnswers(t *testing.T) {
	ctx := context.Background()
	sent := bytes.Repeat([]byte("một "), 60_000)
	for _, c := range []struct {
		answer string
		want   Verdict
	}{
		{"stream: OK\x00", Verdict{State: Clean}},
		{"stream: Win.Test.EICAR_HDB-1 FOUND\x00", Verdict{State: Infected, Name: "Win.Test.EICAR_HDB-1"}},
		{"INSTREAM size limit exceeded. ERROR\x00", Verdict{State: Unscanned}},
		{"stream: OK", Verdict{State: Unscanned}}, // cut off
		{"", Verdict{State: Unscanned}},
		{"HTTP/1.1 400 Bad Request\r\n\x00", Verdict{State: Unscanned}},
		{strings.Repeat("x", 2*answerBytes), Verdict{State: Unscanned}},
	} {
		s := answering(t, func(conn net.Conn, got []byte) {
			if !bytes.Equal(got, sent) {
				t.Errorf("%d bytes came, not %d", len(got), len(sent))
			}
			io.WriteString(conn, c.answer)
		})
		got := s.Scan(ctx, bytes.NewReader(sent))
		if got.State != c.want.State || got.Name != c.want.Name || (got.Cause != nil) != (c.want.State == Unscanned) {
			t.Errorf("%.30q: %+v", c.answer, got)
		}
	}
	s := answering(t, func(conn net.Conn, _ []byte) { io.WriteString(conn, "stream: OK\x00") })
	torn := io.MultiReader(strings.NewReader("half"), iotest.ErrReader(errors.New("disk")))
	if got := s.Scan(ctx, torn); got.State != Unscanned || got.Cause == nil || got.Cause.Error() != "disk" {
		t.Error("half a file:", got)
	}
	silent := answering(t, func(conn net.Conn, _ []byte) { io.Copy(io.Discard, conn) })
	short, cancel := context.WithTimeout(ctx, 50*time.Millisecond)
	defer cancel()
	if got := silent.Scan(short, strings.NewReader("a")); got.State != Unscanned || !errors.Is(got.Cause, context.DeadlineExceeded) {
		t.Error("silent:", got)
	}
	away, _ := NewScanner("unix:" + filepath.Join(t.TempDir(), "nobody"))
	if got := away.Scan(ctx, strings.NewReader("a")); got.State != Unscanned || got.Cause == nil {
		t.Error("away:", got)
	}
	if _, err := away.Version(ctx); fault.KindOf(err) != fault.Unavailable {
		t.Error("away:", err)
	}
}

// TestScanByClamd asks a real daemon, with a signature of the test's own.
func TestScanByClamd(t *testing.T) {
	clamd, err := exec.LookPath("clamd")
	if err != nil {
		if os.Getenv("SANSANG_TEST_INSTALL") == "1" {
			t.Fatal("clamd is missing")
		}
		t.Skip("no clamd on this machine (Debian's package clamav-daemon); its protocol is tested by TestScanAnswers")
	}
	dir := t.TempDir()
	socket := filepath.Join(dir, "clamd.ctl")
	// NAME:TYPE (0: any):OFFSET:BYTES, ClamAV's extended signature format.
	write := func(name, body string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(body), 0o644); err != nil {
			t.Fatal(err)
		}
		return path
	}
	write("test.ndb", "Sansang.Test:0:*:"+"73616e73616e672d6b696d2d746865"+"\n") // "sansang-kim-the"
	conf := write("clamd.conf", "Foreground yes\nDatabaseDirectory "+dir+"\nLocalSocket "+socket+"\nStreamMaxLength 1M\nFixStaleSocket yes\n")
	daemon := exec.Command(clamd, "-c", conf)
	var said bytes.Buffer
	daemon.Stdout, daemon.Stderr = &said, &said
	if err := daemon.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { daemon.Process.Kill(); daemon.Wait() })
	s, err := NewScanner("unix:" + socket)
	if err != nil {
		t.Fatal(err)
	}
	ctx := context.Background()
	var version string
	for range 200 {
		if version, err = s.Version(ctx); err == nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if err != nil {
		daemon.Process.Kill()
		daemon.Wait()
		t.Fatal(err, said.String())
	}
	t.Log(version)
	if got := s.Scan(ctx, strings.NewReader("một báo cáo")); got != (Verdict{State: Clean}) {
		t.Error("clean:", got)
	}
	if got := s.Scan(ctx, strings.NewReader(strings.Repeat("x", 100_000)+"sansang-kim-the")); got.State != Infected || !strings.HasPrefix(got.Name, "Sansang.Test") {
		t.Error("infected:", got)
	}
	if got := s.Scan(ctx, bytes.NewReader(make([]byte, 3<<20))); got.State != Unscanned || got.Cause == nil {
		t.Error("longer than clamd takes:", got)
	}
}

package file

import (
	"bufio"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"net"
	"path/filepath"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// State is how far a file has been scanned.
type State string

// The states. Unscanned is also the verdict when nobody could scan: the file is
// kept, marked so, and scanned later.
const (
	Unscanned State = "unscanned"
	Clean     State = "clean"
	Infected  State = "infected"
)

// Verdict is what a scan found.
type Verdict struct {
	State State
	Name  string // what an infected file holds, as the scanner calls it
	// Cause says for the operator why an unscanned file is; nil when no scanner
	// is set up.
	Cause error
}

// Scanner asks a clamd (ClamAV's daemon) over its own protocol, clamd(8):
// INSTREAM, so that the daemon needs no right to any file of ours. A nil Scanner
// is one that is not set up. It is safe for use by many goroutines.
type Scanner struct {
	network, address string
	slots            chan struct{}
}

// Bounds of a scan. clamd has ten threads for a start (MaxThreads) and answers
// for 50 MB within seconds; who waits longer gets an unscanned file.
const (
	scansAtOnce = 4
	scanTime    = 2 * time.Minute
	dialTime    = 5 * time.Second
	chunkBytes  = 64 << 10
	answerBytes = 4 << 10
)

// NewScanner takes "unix:PATH" or "tcp:HOST:PORT"; "" gives nil. Anything else is
// a fault of kind invalid. Nothing is connected yet.
func NewScanner(address string) (*Scanner, error) {
	if address == "" {
		return nil, nil
	}
	network, at, _ := strings.Cut(address, ":")
	switch network {
	case "unix":
		if !filepath.IsAbs(at) {
			return nil, fault.New(fault.Invalid, "file.scanner.address", nil)
		}
	case "tcp":
		if host, port, err := net.SplitHostPort(at); err != nil || host == "" || port == "" {
			return nil, fault.New(fault.Invalid, "file.scanner.address", nil)
		}
	default:
		return nil, fault.New(fault.Invalid, "file.scanner.address", nil)
	}
	return &Scanner{network, at, make(chan struct{}, scansAtOnce)}, nil
}

// Scan sends what r gives. It always gives a verdict; a scanner that does not
// answer, refuses or is busy makes it Unscanned with a cause.
func (s *Scanner) Scan(ctx context.Context, r io.Reader) Verdict {
	if s == nil {
		return Verdict{State: Unscanned}
	}
	ctx, cancel := context.WithTimeout(ctx, scanTime)
	defer cancel()
	select {
	case s.slots <- struct{}{}:
		defer func() { <-s.slots }()
	case <-ctx.Done():
		return Verdict{State: Unscanned, Cause: ctx.Err()}
	}
	var unread error
	answer, err := s.ask(ctx, "INSTREAM", func(w io.Writer) error {
		var n [4]byte
		buf := make([]byte, chunkBytes)
		for {
			got, err := io.ReadFull(r, buf)
			if got > 0 {
				binary.BigEndian.PutUint32(n[:], uint32(got))
				if _, err := w.Write(append(n[:], buf[:got]...)); err != nil {
					return err
				}
			}
			if err == io.EOF || err == io.ErrUnexpectedEOF {
				break
			}
			if err != nil { // half a file must not be called clean
				unread = err
				cancel()
				return err
			}
		}
		_, err := w.Write([]byte{0, 0, 0, 0})
		return err
	})
	if unread != nil {
		err = unread
	}
	if err != nil {
		return Verdict{State: Unscanned, Cause: err}
	}
	said := strings.TrimPrefix(answer, "stream: ")
	if said == "OK" {
		return Verdict{State: Clean}
	}
	if name, found := strings.CutSuffix(said, " FOUND"); found {
		return Verdict{State: Infected, Name: name}
	}
	return Verdict{State: Unscanned, Cause: errors.New("clamd: " + answer)}
}

// Version asks the scanner who it is: "ClamAV 1.4.6/27800/Wed Nov 25 08:00:00
// 2026", its version, that of its signatures and their date. A scanner that does
// not answer is a fault of kind unavailable.
func (s *Scanner) Version(ctx context.Context) (string, error) {
	ctx, cancel := context.WithTimeout(ctx, dialTime)
	defer cancel()
	v, err := s.ask(ctx, "VERSION", nil)
	if err == nil && !strings.HasPrefix(v, "ClamAV ") {
		err = fmt.Errorf("clamd: %q", v)
	}
	if err != nil {
		return "", fault.Wrap(fault.Unavailable, err, "file.scanner.away", nil)
	}
	return v, nil
}

// ask sends a command, what belongs to it, and reads the one answer. An answer
// that came before everything was sent counts: clamd refuses so what is too long.
func (s *Scanner) ask(ctx context.Context, command string, send func(io.Writer) error) (string, error) {
	d := net.Dialer{Timeout: dialTime}
	conn, err := d.DialContext(ctx, s.network, s.address)
	if err != nil {
		return "", err
	}
	defer conn.Close()
	defer context.AfterFunc(ctx, func() { conn.SetDeadline(time.Unix(1, 0)) })()
	if _, err = conn.Write([]byte("z" + command + "\x00")); err == nil && send != nil {
		err = send(conn)
	}
	if err != nil && ctx.Err() == nil {
		conn.SetReadDeadline(time.Now().Add(dialTime))
	}
	answer, failed := bufio.NewReader(io.LimitReader(conn, answerBytes)).ReadString(0)
	switch {
	case ctx.Err() != nil:
		return "", ctx.Err()
	case failed != nil && err != nil:
		return "", err
	case failed != nil:
		return "", failed
	}
	return strings.TrimSpace(strings.TrimSuffix(answer, "\x00")), nil
}

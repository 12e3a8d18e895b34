package dbtest

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	_ "github.com/jackc/pgx/v5/stdlib" // registers the driver "pgx"
)

// server is the private cluster of one test program.
type server struct {
	once  sync.Once
	err   error
	dir   string
	port  int
	run   *exec.Cmd
	mu    sync.Mutex
	count int
}

var cluster server

// Main runs the tests of a package and stops the cluster, if one was started. In
// a copy of the program that a Crash made it writes until it is killed.
func Main(m *testing.M) {
	if path := os.Getenv(victimOf); path != "" {
		victim(path)
	}
	code := m.Run()
	cluster.stop()
	os.Exit(code)
}

// programs finds the folder with initdb and postgres: on the path, or where
// Debian and its kin put them, the newest first.
func programs() (string, error) {
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	found, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	slices.SortFunc(found, func(a, b string) int { return version(b) - version(a) })
	if len(found) == 0 {
		return "", errors.New("initdb of PostgreSQL is not on this machine")
	}
	return filepath.Dir(found[0]), nil
}

func version(initdb string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(initdb))))
	return n
}

func (s *server) start() error {
	bin, err := programs()
	if err != nil {
		return err
	}
	if s.dir, err = os.MkdirTemp("", "sansang-pg-"); err != nil {
		return err
	}
	if err := giveAway(s.dir); err != nil {
		return err
	}
	data := filepath.Join(s.dir, "data")
	init := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "sansang", "-A", "trust", "-E", "UTF8", "--locale=C", "-N")
	asOther(init)
	init.Dir = s.dir
	if out, err := init.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w: %s", err, out)
	}
	free, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	s.port = free.Addr().(*net.TCPAddr).Port
	free.Close()
	// A test looks at what is true, not at what survives a power cut: fsync is
	// off unless a benchmark of durable writes asks for it.
	fsync := "off"
	if os.Getenv("SANSANG_TEST_FSYNC") == "1" {
		fsync = "on"
	}
	s.run = exec.Command(filepath.Join(bin, "postgres"), "-D", data, "-h", "127.0.0.1", "-p", strconv.Itoa(s.port), "-k", s.dir,
		"-c", "fsync="+fsync, "-c", "full_page_writes="+fsync, "-c", "max_connections=200", "-c", "shared_buffers=64MB")
	asOther(s.run)
	s.run.Dir = s.dir
	log, err := os.Create(filepath.Join(s.dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s.run.Stdout, s.run.Stderr = log, log
	if err := s.run.Start(); err != nil {
		return err
	}
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(30 * time.Millisecond) {
		if err = s.sql("SELECT 1"); err == nil {
			return nil
		}
		if time.Now().After(end) {
			out, _ := os.ReadFile(filepath.Join(s.dir, "log"))
			return fmt.Errorf("postgres does not answer: %w: %s", err, out)
		}
	}
}

func (s *server) url(database string) string {
	return fmt.Sprintf("postgres://sansang@127.0.0.1:%d/%s?sslmode=disable", s.port, database)
}

func (s *server) sql(statement string) error {
	pool, err := sql.Open("pgx", s.url("postgres"))
	if err != nil {
		return err
	}
	defer pool.Close()
	ctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)
	defer cancel()
	_, err = pool.ExecContext(ctx, statement)
	return err
}

// database makes an empty database and gives its URL.
func (s *server) database() (string, error) {
	s.once.Do(func() { s.err = s.start() })
	if s.err != nil {
		return "", s.err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	name := fmt.Sprintf("t%d", s.count)
	return s.url(name), s.sql("CREATE DATABASE " + name)
}

// copied makes a database that is a copy of another, to which nobody is connected.
func (s *server) copied(of string) (string, error) {
	address, err := url.Parse(of)
	if err != nil {
		return "", err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.count++
	name := fmt.Sprintf("t%d", s.count)
	return s.url(name), s.sql("CREATE DATABASE " + name + " TEMPLATE " + strings.TrimPrefix(address.Path, "/"))
}

func (s *server) stop() {
	if s.run != nil && s.run.Process != nil {
		s.run.Process.Signal(os.Interrupt) // a fast shutdown
		s.run.Wait()
	}
	if s.dir != "" {
		os.RemoveAll(s.dir)
	}
}

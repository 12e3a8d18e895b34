package app

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// lookEvery is how often the files of a certificate are looked at, so that a
// renewed one is used without anybody doing something.
const lookEvery = time.Minute

// certificate is a pair of files that may be replaced while it is used.
type certificate struct {
	file, key string
	log       *slog.Logger

	mu     sync.Mutex
	pair   *tls.Certificate
	stamp  [2]time.Time // of the files when they were read
	looked time.Time
}

func loadCertificate(file, key string, log *slog.Logger) (*certificate, error) {
	c := &certificate{file: file, key: key, log: log}
	stamp := c.stamps()
	pair, err := tls.LoadX509KeyPair(file, key)
	if err != nil {
		return nil, fault.Wrap(fault.Invalid, err, "app.certificate.wrong", fault.Args{"file": file, "key": key}).WithHint("app.certificate.wrongHint")
	}
	c.pair, c.stamp, c.looked = &pair, stamp, time.Now()
	return c, nil
}

func (c *certificate) stamps() (s [2]time.Time) {
	for i, path := range []string{c.file, c.key} {
		if info, err := os.Stat(path); err == nil {
			s[i] = info.ModTime()
		}
	}
	return s
}

// config gives what a server speaks TLS with: 1.2 and 1.3.
func (c *certificate) config() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS12, NextProtos: []string{"h2", "http/1.1"},
		GetCertificate: func(*tls.ClientHelloInfo) (*tls.Certificate, error) { return c.current(), nil }}
}

func (c *certificate) current() *tls.Certificate {
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.looked) > lookEvery {
		c.looked = time.Now()
		if c.stamps() != c.stamp {
			c.read()
		}
	}
	return c.pair
}

// reload reads the files again now.
func (c *certificate) reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.read()
}

// read replaces the pair. Files that do not fit leave the one in use: half of a
// renewal must not take the site down.
func (c *certificate) read() {
	stamp := c.stamps()
	pair, err := tls.LoadX509KeyPair(c.file, c.key)
	if err != nil {
		c.log.Error("certificate not reloaded", "file", c.file, "error", err.Error())
		return
	}
	c.pair, c.stamp = &pair, stamp
	c.log.Info("certificate reloaded", "file", c.file)
}

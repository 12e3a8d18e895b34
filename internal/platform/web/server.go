package web

import (
	"log/slog"
	"net/http"
	"time"
)

// How long a connection may take. A slow line of 256 kbit/s sends MaxBody in
// 33 s; a handler that takes files asks for more with AllowBody.
const (
	headerTime = 10 * time.Second
	readTime   = 60 * time.Second
	writeTime  = 60 * time.Second
	idleTime   = 120 * time.Second
	maxHeader  = 64 << 10 // bytes
)

// NewServer returns a server for h with limits on what a client may hold up.
func NewServer(address string, h http.Handler, log *slog.Logger) *http.Server {
	s := &http.Server{
		Addr: address, Handler: h,
		ReadHeaderTimeout: headerTime, ReadTimeout: readTime, WriteTimeout: writeTime, IdleTimeout: idleTime,
		MaxHeaderBytes: maxHeader,
	}
	if log != nil {
		s.ErrorLog = slog.NewLogLogger(log.Handler(), slog.LevelWarn)
	}
	return s
}

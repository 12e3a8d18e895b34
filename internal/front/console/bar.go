package console

import (
	"sync/atomic"
	"time"

	"github.com/schollz/progressbar/v3"
)

// barDelay keeps short work quiet: a bar that only flashes is noise.
const barDelay = 400 * time.Millisecond

// bar shows how far long work is, on the standard error and only when that is a
// terminal. move may be called by any goroutine; call done when the work ends,
// well or not.
func (s *session) bar(label string, total int) (move func(done int), done func()) {
	if s.ErrColumns == 0 {
		return func(int) {}, func() {}
	}
	p := progressbar.NewOptions(total,
		progressbar.OptionSetWriter(s.Err),
		progressbar.OptionSetDescription(label),
		progressbar.OptionSetWidth(max(10, min(40, s.ErrColumns-60))),
		progressbar.OptionShowCount(),
		progressbar.OptionSetPredictTime(true),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
	)
	begun := time.Now()
	var shown atomic.Bool
	return func(n int) {
			if shown.Load() || time.Since(begun) > barDelay {
				shown.Store(true)
				_ = p.Set(n)
			}
		}, func() {
			if shown.Load() {
				_ = p.Exit()
				_ = p.Clear()
			}
		}
}

package job

import (
	"testing"
	"time"
)

// TestPauses: they grow, and a job is tried for four to five days (RFC 5321
// §4.5.4.1).
func TestPauses(t *testing.T) {
	var total, before time.Duration
	for attempt := 1; attempt < mostAttempts; attempt++ {
		pause := pauseAfter(attempt)
		total += pause
		if pause <= before && pause < longestPause*8/10 || pause > longestPause {
			t.Errorf("after attempt %d %v, before it %v", attempt, pause, before)
		}
		before = pause
	}
	if day := 24 * time.Hour; total < 7*day/2 || total > 5*day {
		t.Errorf("given up after %v", total)
	}
	if pauseAfter(100_000) < longestPause*9/10 {
		t.Error("a pause turned over")
	}
}

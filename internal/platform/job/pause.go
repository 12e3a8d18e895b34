package job

import (
	"math/rand/v2"
	"time"
)

// A message is to be tried for four to five days before it is given up (RFC 5321
// §4.5.4.1), so that a server may be away over a long weekend. With the pauses
// below, 28 attempts last 4.2 days.
const (
	mostAttempts = 28
	firstPause   = 10 * time.Second
	longestPause = 6 * time.Hour
)

// pauseAfter is how long a job waits after an attempt that failed: twice as long
// each time. The tenth part is left to chance, so that what failed together does
// not come back together.
func pauseAfter(attempt int) time.Duration {
	pause := longestPause
	if doublings := attempt - 1; doublings < 16 { // 10 s doubled 16 times is more than a week
		pause = min(firstPause<<doublings, longestPause)
	}
	return pause - rand.N(pause/10)
}

package text

import (
	"testing"
	"time"
	_ "time/tzdata"
)

// TestZone: the fixed zone says what the database of zones says, on days of all
// years in use.
func TestZone(t *testing.T) {
	known, err := time.LoadLocation("Asia/Ho_Chi_Minh")
	if err != nil {
		t.Fatal(err)
	}
	for year := 1976; year < 2100; year++ {
		for month := time.January; month <= time.December; month++ {
			want := time.Date(year, month, 1, 0, 0, 0, 0, known)
			if got := (Date{year, int(month), 1}).Begin(0); !got.Equal(want) {
				t.Fatalf("%d-%d begins at %v, want %v", year, month, got, want)
			}
		}
	}
	if got := (Date{2026, 12, 31}).Begin(1); !got.Equal(Date{2027, 1, 1}.Begin(0)) || !(Date{}).Begin(1).IsZero() {
		t.Errorf("the day after the last of a year: %v", got)
	}
}

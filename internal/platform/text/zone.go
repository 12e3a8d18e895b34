package text

import "time"

// Zone is the one zone in which people here read times and days begin. Viet Nam
// has been at UTC+7 since 01/01/1968 (Quyết định 121/CP of 08/8/1967), and as a
// whole without summer time since 13/06/1975, so a fixed zone says the same as the
// database of zones and needs none (design §3.11).
var Zone = time.FixedZone("Asia/Ho_Chi_Minh", 7*60*60)

// Begin is the first moment of the day, plus that many days; the zero time for a
// blank date. "Until the end of" a day is Begin(1) of it, not included.
func (d Date) Begin(plus int) time.Time {
	if d.Blank() {
		return time.Time{}
	}
	return time.Date(d.Year, time.Month(d.Month), d.Day+plus, 0, 0, 0, 0, Zone)
}

package calendar

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

var update = flag.Bool("update", false, "write the golden files")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs; run with -update and read the difference. Got:\n%s", path, got)
	}
}

func TestDay(t *testing.T) {
	// The last second of 2025 in Viet Nam and the first of 2026.
	at := time.Date(2025, 12, 31, 16, 59, 59, 0, time.UTC)
	if DayAt(at).String() != "2025-12-31" || DayAt(at.Add(time.Second)).String() != "2026-01-01" {
		t.Error("days begin at 17h UTC")
	}
	d := day(t, "2026-02-28")
	if !d.End().Equal(time.Date(2026, 2, 28, 17, 0, 0, 0, time.UTC)) || !d.Start().Equal(d.End().Add(-24*time.Hour)) {
		t.Error("a day lasts from 17h UTC to 17h UTC", d.Start(), d.End())
	}
	for d := FirstDay; d <= LastDay; d += 97 {
		want := time.Unix(int64(d)*86_400, 0).UTC()
		if d.Weekday() != want.Weekday() || DayAt(d.Start()) != d || DayAt(d.End()) != d+1 {
			t.Fatalf("%v is a %v", d, d.Weekday())
		}
		if back, known := OfDate(d.Date()); !known || back != d {
			t.Fatalf("%v comes back as %v", d, back)
		}
	}
	for _, date := range []text.Date{{}, {Year: 2026, Month: 2, Day: 29}, {Year: 1899, Month: 12, Day: 31}, {Year: 2200, Month: 1, Day: 1}} {
		if d, known := OfDate(date); known {
			t.Errorf("%v should be no day, is %v", date, d)
		}
	}
}

// noticed are the weekdays off and the weekend days worked by public bodies in
// the years whose decisions are known, put together by hand from the notices and
// from art. 111.3 and 112 of the Bộ luật Lao động 2019, not from law/holidays.yaml.
var noticed = []struct {
	year        int
	off, worked string // month/day
}{
	// 4875/TB-LĐTBXH: Tết 10–14/02, two days in lieu; 01/5 a Saturday.
	{2021, "1/1 2/10 2/11 2/12 2/15 2/16 4/21 4/30 5/3 9/2 9/3", ""},
	// 119/TB-LĐTBXH: Tết 31/01–04/02; 01/01, 10/4, 30/4 and 01/5 on weekends.
	{2022, "1/3 1/31 2/1 2/2 2/3 2/4 4/11 5/2 5/3 9/1 9/2", ""},
	// 5034/TB-LĐTBXH: Tết 20–24/01, in lieu 25 and 26; 01/01, 29/4, 30/4, 02/9.
	{2023, "1/2 1/20 1/23 1/24 1/25 1/26 5/1 5/2 5/3 9/1 9/4", ""},
	// 5015/TB-LĐTBXH: off 08–14/02, of which two in lieu, and 31/8–03/9;
	// 2450/VPCP-KGVX: off 27/4–01/5, made up on 04/5.
	{2024, "1/1 2/8 2/9 2/12 2/13 2/14 4/18 4/29 4/30 5/1 9/2 9/3", "5/4"},
	// 6150/TB-BLĐTBXH: off 25/01–02/02, 30/4–04/5 (made up on 26/4), 30/8–02/9.
	{2025, "1/1 1/27 1/28 1/29 1/30 1/31 4/7 4/30 5/1 5/2 9/1 9/2", "4/26"},
	// 12729/VPCP-KGVX: off 01–04/01, made up on 10/01; 9441/TB-BNV: off 14–22/02
	// and 29/8–02/9 (made up on 22/8); 26/4 a Sunday; Nghị quyết 28/2026/QH16.
	{2026, "1/1 1/2 2/16 2/17 2/18 2/19 2/20 4/27 4/30 5/1 8/31 9/1 9/2 11/24", "1/10 8/22"},
}

func TestKnownYears(t *testing.T) {
	c := New(ShippedTables()...)
	for _, want := range noticed {
		var off, worked []string
		for d := DayOf(want.year, 1, 1); d.Year() == want.year; d++ {
			name := fmt.Sprintf("%d/%d", d.Date().Month, d.Date().Day)
			switch {
			case !d.Weekend() && !c.IsWorking(d):
				off = append(off, name)
			case d.Weekend() && c.IsWorking(d):
				worked = append(worked, name)
			}
		}
		if got := strings.Join(off, " "); got != want.off {
			t.Errorf("%d is off on %s, want %s", want.year, got, want.off)
		}
		if got := strings.Join(worked, " "); got != want.worked {
			t.Errorf("%d works on %s, want %s", want.year, got, want.worked)
		}
		table := c.Table(want.year)
		if !table.Confirmed || table.Origin != Shipped || len(table.Check()) != 0 {
			t.Errorf("%d: %v %v", want.year, table.Confirmed, table.Check())
		}
	}
}

// TestTables keeps the shipped tables and those from law alone, with what is
// assumed, as they are read by people.
func TestTables(t *testing.T) {
	var b strings.Builder
	c := New(ShippedTables()...)
	for year := 2020; year <= 2036; year++ {
		table := c.Table(year)
		fmt.Fprintf(&b, "%d %s confirmed=%v %s\n", year, table.Origin, table.Confirmed, table.Basis)
		for _, s := range table.Days {
			fmt.Fprintf(&b, "  %v %s %s\n", s.Day, s.Day.Weekday().String()[:3], s.line())
		}
	}
	golden(t, "tables.golden", b.String())
}

// TestLawfulYears holds every computed table to what the law says of it.
func TestLawfulYears(t *testing.T) {
	for year := firstLawfulYear; year <= lastYear; year++ {
		table := lawfulTable(year)
		if found := table.Check(); len(found) != 0 {
			t.Fatalf("%d: %v", year, found)
		}
		holidays, weekend, lieu := 0, 0, 0
		for _, s := range table.Days {
			switch s.Kind {
			case Holiday:
				holidays += 1 + strings.Count(s.Name.Vi, "; ")
				if s.Day.Weekend() && s.Name.Vi != "Ngày Văn hóa Việt Nam" {
					weekend++
				}
			case InLieu:
				lieu++
			default:
				t.Errorf("%d: %v is %s", year, s.Day, s.Kind)
			}
		}
		want := 11
		if year >= 2026 {
			want = 12
		}
		if holidays != want || lieu != weekend {
			t.Errorf("%d has %d holidays, %d of them on weekends, and %d days in lieu", year, holidays, weekend, lieu)
		}
	}
	if days := New().Table(2020).Days; len(days) != 0 {
		t.Error("2020 is not computed", days)
	}
	if New().Table(1899) != nil || New().Table(2200) != nil {
		t.Error("there are tables beyond the calendar")
	}
}

func TestCompose(t *testing.T) {
	_, err := Compose(Decision{Year: 2027, TetFirst: day(t, "2027-02-06"), National: day(t, "2027-09-04"),
		Swaps: []Swap{{Off: day(t, "2027-01-02"), Work: day(t, "2027-01-04")}, {Off: day(t, "2026-12-31"), Work: day(t, "2028-01-01")}},
		Open:  []Question{{Day: day(t, "2028-01-01")}}})
	var keys []string
	for _, f := range faults(err) {
		keys = append(keys, f.Key)
	}
	want := "calendar.decision.tet calendar.decision.national calendar.day.weekend calendar.day.weekday calendar.day.year calendar.day.year calendar.day.year"
	if strings.Join(keys, " ") != want {
		t.Errorf("found %v", keys)
	}
	if _, err := Compose(Decision{Year: 2200}); fault.KindOf(err) != fault.Invalid {
		t.Error("2200 should be refused", err)
	}
}

func faults(err error) []*fault.Fault {
	var l fault.List
	l.Add(err)
	return l
}

// TestDue has terms that people counted: the working days between are in the
// comments.
func TestDue(t *testing.T) {
	c := New(ShippedTables()...)
	for _, x := range []struct {
		start string
		n     int
		unit  Unit
		want  string
		moved bool
	}{
		{"2026-02-13", 1, WorkingDays, "2026-02-23", false},  // Tết lies between
		{"2026-02-11", 5, WorkingDays, "2026-02-25", false},  // 12, 13, 23, 24, 25
		{"2026-01-09", 1, WorkingDays, "2026-01-10", false},  // a Saturday that is worked
		{"2026-08-28", 1, WorkingDays, "2026-09-03", false},  // National Day with its swap
		{"2026-04-24", 3, WorkingDays, "2026-05-04", false},  // 28, 29/4, 04/5
		{"2026-07-01", 20, WorkingDays, "2026-07-29", false}, // four weeks without a holiday
		{"2026-07-04", 0, WorkingDays, "2026-07-06", false},
		{"2026-07-03", 0, WorkingDays, "2026-07-03", false},
		{"2026-02-23", -7, WorkingDays, "2026-02-05", false}, // 13, 12, 11, 10, 9, 6, 5/02
		{"2026-07-01", 20, CalendarDays, "2026-07-21", false},
		{"2026-07-01", 30, CalendarDays, "2026-07-31", false},
		{"2026-07-01", 10, CalendarDays, "2026-07-13", true}, // the 11th is a Saturday
		{"2026-01-27", 20, CalendarDays, "2026-02-23", true}, // 16/02 is Tết
		{"2026-08-02", 20, CalendarDays, "2026-08-22", false},
		{"2026-07-13", -2, CalendarDays, "2026-07-10", true},
		{"2026-07-04", 0, CalendarDays, "2026-07-06", true},
	} {
		got, err := c.Due(day(t, x.start), x.n, x.unit)
		if err != nil || got.Day != day(t, x.want) || got.Moved != x.moved || len(got.Warnings) != 0 {
			t.Errorf("%s %+d %s is %v %v (%v, %v), want %s", x.start, x.n, x.unit, got.Day, got.Moved, got.Warnings, err, x.want)
		}
	}
}

func TestDueWarnings(t *testing.T) {
	c := New(ShippedTables()...)
	for _, x := range []struct {
		start string
		n     int
		unit  Unit
		keys  string
	}{
		{"2026-12-30", 5, WorkingDays, "calendar.year.unconfirmed"},
		{"2026-12-30", 5, CalendarDays, "calendar.year.unconfirmed"},
		{"2026-12-01", 5, WorkingDays, ""},
		{"2026-11-20", 5, WorkingDays, "calendar.day.open"},
		{"2026-11-20", 5, CalendarDays, ""}, // ends on the 25th, whatever the 23rd is
		{"2026-11-20", 3, CalendarDays, "calendar.day.open"},
		{"2020-12-30", 5, WorkingDays, "calendar.year.unknown"},
		{"2026-11-20", 300, WorkingDays, "calendar.day.open calendar.year.unconfirmed calendar.year.unconfirmed"},
	} {
		due, err := c.Due(day(t, x.start), x.n, x.unit)
		if err != nil || due.Warnings.Stops() {
			t.Fatal(err, due.Warnings)
		}
		var keys []string
		for _, w := range due.Warnings {
			keys = append(keys, w.Key)
		}
		if strings.Join(keys, " ") != x.keys {
			t.Errorf("%s %+d %s warns of %v, want %s", x.start, x.n, x.unit, keys, x.keys)
		}
	}
	for _, x := range []struct {
		start Day
		n     int
		unit  Unit
		kind  fault.Kind
	}{
		{LastDay, 1, WorkingDays, fault.Invalid},
		{FirstDay, -1, WorkingDays, fault.Invalid},
		{LastDay, 1, CalendarDays, fault.Invalid},
		{math.MaxInt32, 1, CalendarDays, fault.Invalid},
		{0, mostDays + 1, WorkingDays, fault.Limit},
		{0, math.MinInt, CalendarDays, fault.Limit},
		{0, 1, "weeks", fault.Invalid},
	} {
		if due, err := c.Due(x.start, x.n, x.unit); fault.KindOf(err) != x.kind || due.Day != 0 {
			t.Errorf("%v %d %s gives %v", x.start, x.n, x.unit, err)
		}
	}
}

// checkCounting holds counting to its laws for one day and one number.
func checkCounting(t *testing.T, c *Calendar, d Day, n int) {
	t.Helper()
	next, err := c.NextWorking(d)
	if err != nil {
		return
	}
	if !c.IsWorking(next) || next < d || c.CountWorking(d-1, next) != 1 {
		t.Fatalf("the next working day of %v is %v", d, next)
	}
	end, err := c.AddWorkingDays(d, n)
	if err != nil {
		return
	}
	if !c.IsWorking(end) {
		t.Fatalf("%v %+d is %v, which is no working day", d, n, end)
	}
	if n != 0 && n > 0 != (end > d) {
		t.Fatalf("%v %+d is %v", d, n, end)
	}
	// Counting back to a working day ends on it, and what lies between is n.
	from := d
	if n >= 0 {
		if from, err = c.PreviousWorking(d); err != nil {
			return
		}
	} else {
		from = next
	}
	if n != 0 {
		if back, err := c.AddWorkingDays(end, -n); err != nil || back != from {
			t.Fatalf("%v %+d is %v, and back %v, want %v (%v)", d, n, end, back, from, err)
		}
		counted := c.CountWorking(from, end)
		if n < 0 {
			counted = -c.CountWorking(end-1, from-1)
		}
		if counted != n {
			t.Fatalf("%v to %v counts %d, want %d", from, end, counted, n)
		}
	}
	if due, err := c.Due(d, n, CalendarDays); err == nil && (!c.IsWorking(due.Day) || due.Moved == c.IsWorking(d+Day(n))) {
		t.Fatalf("%v %+d days ends on %v", d, n, due.Day)
	}
}

func TestCounting(t *testing.T) {
	c := New(ShippedTables()...)
	random := rand.New(rand.NewPCG(3, 4))
	n := 2_000
	if os.Getenv("SANSANG_LARGER") == "1" {
		n = 200_000
	}
	for range n {
		d := FirstDay + Day(random.IntN(int(LastDay-FirstDay)+1))
		if random.IntN(2) == 0 {
			d = DayOf(2021+random.IntN(8), 1, 1+random.IntN(366))
		}
		checkCounting(t, c, d, random.IntN(121)-60)
	}
}

func FuzzCounting(f *testing.F) {
	f.Add(int32(20_509), 5)
	f.Add(int32(math.MaxInt32), -1)
	f.Add(int32(math.MinInt32), 1)
	c := New(ShippedTables()...)
	f.Fuzz(func(t *testing.T, d int32, n int) {
		checkCounting(t, c, Day(d), n)
		if !Day(d).known() && (c.IsWorking(Day(d)) || c.CountWorking(Day(d), Day(d)) != 0 || c.Special(Day(d)).Kind != Ordinary) {
			t.Errorf("%v lies beyond the calendar", d)
		}
	})
}

func TestStatutory(t *testing.T) {
	var b strings.Builder
	c := New(ShippedTables()...)
	for _, o := range c.Occurrences(DayOf(2026, 1, 1), DayOf(2027, 12, 31)) {
		opens, working := "-", "-"
		if o.Opens != 0 {
			opens = o.Opens.String()
		}
		if o.LastWorking != 0 {
			working = o.LastWorking.String()
		}
		fmt.Fprintf(&b, "%v %v %s %s | %s | %s", o.Last, working, opens, o.Duty.Code, o.Duty.Name.Vi, o.Duty.Basis)
		for _, w := range o.Warnings {
			fmt.Fprintf(&b, " | %s", w.Key)
		}
		b.WriteByte('\n')
	}
	for _, term := range Terms() {
		due, err := c.DueOf(term, day(t, "2026-07-01"))
		if err != nil {
			t.Error(term.Code, err)
		}
		fmt.Fprintf(&b, "%s %+d %s | %s | 2026-07-01 → %v\n", term.Code, term.Count, term.Unit, term.Basis, due.Day)
	}
	golden(t, "statutory.golden", b.String())

	codes := map[string]bool{}
	for _, d := range Duties() {
		if codes[d.Code] || d.Name.Vi == "" || d.Name.En == "" || d.Who.Vi == "" || d.Who.En == "" || !strings.Contains(d.Basis, "Điều") || (d.Yearly == nil) == (d.Monthly == nil) || (d.Note.Vi == "") != (d.Note.En == "") {
			t.Errorf("%+v is not whole", d)
		}
		if y := d.Yearly; y != nil && (y.Before == nil) == (y.Last == nil) {
			t.Errorf("%s ends on two days or none", d.Code)
		}
		codes[d.Code] = true
	}
	for _, x := range Terms() {
		if codes[x.Code] || x.Name.Vi == "" || x.Name.En == "" || x.Event.Vi == "" || x.Event.En == "" || !strings.Contains(x.Basis, "Điều") {
			t.Errorf("%+v is not whole", x)
		}
		codes[x.Code] = true
		if found, err := FindTerm(x.Code); err != nil || found != x {
			t.Error(x.Code, err)
		}
	}
	if _, err := FindTerm("none"); fault.KindOf(err) != fault.Missing {
		t.Error(err)
	}
	term, _ := FindTerm("project.completion.owner")
	if due, err := c.DueOf(term, day(t, "2026-06-30")); err != nil || len(due.Warnings) != 1 || due.Warnings[0].Key != "calendar.term.notInForce" {
		t.Error("the decree was not in force", due, err)
	}
	if got := c.Occurrences(math.MinInt32, FirstDay-1); len(got) != 0 {
		t.Error("there are duties before the calendar", got)
	}
}

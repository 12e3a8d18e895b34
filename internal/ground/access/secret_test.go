package access

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/quick"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

func TestSecrets(t *testing.T) {
	seen := map[string]bool{}
	for _, kind := range []secretKind{ofSession, ofDevice, ofInvite, ofReset, ofAPI} {
		for range 200 {
			s, hash := newSecret(kind)
			got, again, ok := readSecret(s)
			if !ok || got != kind || again != hash || seen[hash] || len(s) != secretLen || strings.Contains(s, hash) {
				t.Fatalf("%s reads as %q %q %v", s, got, again, ok)
			}
			seen[hash] = true
		}
	}
	// A slip in any letter is told without the database.
	s, _ := newSecret(ofInvite)
	for i := range s {
		for _, c := range []byte("xA0_-") {
			if wrong := s[:i] + string(c) + s[i+1:]; wrong != s {
				if _, _, ok := readSecret(wrong); ok {
					t.Errorf("%s was read", wrong)
				}
			}
		}
	}
}

func FuzzReadSecret(f *testing.F) {
	for _, kind := range []secretKind{ofSession, ofReset} {
		s, _ := newSecret(kind)
		f.Add(s)
	}
	f.Add("sansang_ses_")
	f.Add(strings.Repeat("é", 30))
	f.Add("sansang_api_" + strings.Repeat("=", 48))
	f.Fuzz(func(t *testing.T, s string) {
		kind, hash, ok := readSecret(s)
		if !ok && (kind != "" || hash != "") {
			t.Error("half read")
		}
		if ok && (len(s) != secretLen || hashSecret(s) != hash || !strings.HasPrefix(s, secretPrefix+string(kind)+"_")) {
			t.Errorf("%q reads as %s", s, kind)
		}
	})
}

func FuzzReadCodes(f *testing.F) {
	shown, hashes := newRecovery()
	for i, s := range shown {
		if hash, ok := readRecovery(s); !ok || hash != hashes[i] {
			f.Fatalf("%s is not read", s)
		}
	}
	f.Add(shown[0])
	f.Add("O0I1B8")
	f.Add("123 456")
	f.Add("１２３４５６")
	const seed = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
	f.Fuzz(func(t *testing.T, s string) {
		hash, ok := readRecovery(s)
		if again, okAgain := readRecovery(strings.ToLower(s)); ok && s == strings.ToUpper(s) && (again != hash || !okAgain) {
			t.Errorf("%q reads otherwise in small letters", s)
		}
		if ok != (hash != "") {
			t.Errorf("%q half read", s)
		}
		at, right := stepOf(seed, s, noon, 0)
		if right && len(digits(s)) != 6 || right && (at < noon.Unix()/step-1 || at > noon.Unix()/step+1) {
			t.Errorf("%q is the code of step %d", s, at)
		}
	})
}

// A code is right in its own step and one beside, and never at or before the
// last one used.
func TestStepOf(t *testing.T) {
	e, err := newEnrolment("Sansang", "can.bo@tinh")
	if err != nil || !strings.HasPrefix(e.URL, "otpauth://totp/Sansang:can.bo") {
		t.Fatal(e, err)
	}
	for range 20 {
		now := time.Now()
		mine := now.Unix() / step
		c := code(t, e.Secret, 0)
		if time.Now().Unix()/step != mine {
			continue // the step ended in between
		}
		for d := int64(-3); d <= 3; d++ {
			for last := mine - 2; last <= mine+1; last++ {
				at, ok := stepOf(e.Secret, c, time.Unix((mine+d)*step, 0), last)
				if want := d >= -1 && d <= 1 && last < mine; ok != want || ok && at != mine {
					t.Fatalf("%d steps away, last %d before: %v", d, mine-last, ok)
				}
			}
		}
		return
	}
}

func FuzzCleanPerson(f *testing.F) {
	f.Add("can.bo", "Nguyễn Văn A", "a@b.example", "0912 345 678")
	f.Add("A", "\u202eevil", "<x>", "+")
	f.Fuzz(func(t *testing.T, login, name, mail, phone string) {
		n, err := NewPerson{login, name, mail, phone}.clean()
		if err != nil {
			if fault.KindOf(err) != fault.Invalid {
				t.Error(err)
			}
			return
		}
		if again, err := n.clean(); err != nil || again != n {
			t.Errorf("%+v cleans to %+v, %v", n, again, err)
		}
		if strings.ContainsAny(n.Login+n.Name+n.Mail+n.Phone, "\n\r\x00") {
			t.Errorf("%q", n)
		}
		network(mail)
		sortKey(n.Name)
	})
}

func TestNetwork(t *testing.T) {
	for in, want := range map[string]string{
		"192.0.2.7": "192.0.2.7", "::ffff:192.0.2.7": "192.0.2.7", "2001:db8:1:2:3::4": "2001:db8:1:2::/64",
		"fe80::1%eth0": "fe80::/64", "": "?", "nonsense": "?",
	} {
		if got := network(in); got != want {
			t.Errorf("%s: %s, want %s", in, got, want)
		}
	}
}

// In any hour no source gets more guesses than burst and refill give together.
func TestBudget(t *testing.T) {
	b := Budget{10, 40 * time.Second}
	check := func(gaps []uint16) bool {
		now, due := noon, time.Time{}
		var taken []time.Time
		for _, g := range gaps {
			now = now.Add(time.Duration(g%600) * 100 * time.Millisecond)
			after, wait := b.take(due, now)
			if wait == 0 {
				taken = append(taken, now)
			} else if later, w := b.take(due, now.Add(wait)); w != 0 || !later.After(due) || !after.Equal(due) && due.After(now) {
				return false // the wait that was told is not enough
			}
			due = after
			for _, from := range taken {
				n := 0
				for _, at := range taken {
					if !at.Before(from) && at.Before(from.Add(time.Hour)) {
						n++
					}
				}
				if n > 100 {
					return false
				}
			}
		}
		return len(gaps) < 10 || len(taken) >= 10
	}
	if err := quick.Check(check, &quick.Config{MaxCount: 50}); err != nil {
		t.Error(err)
	}
	// A hurry of half a day.
	now, due, n := noon, time.Time{}, 0
	for range 12 * 3600 {
		var wait time.Duration
		if due, wait = b.take(due, now); wait == 0 {
			n++
		}
		now = now.Add(time.Second)
	}
	if n != 10+12*90-1 {
		t.Errorf("%d guesses in twelve hours", n)
	}
}

func TestVault(t *testing.T) {
	old, new := NewKey(), NewKey()
	before, err := openVault(Keys{old})
	if err != nil {
		t.Fatal(err)
	}
	after, err := openVault(Keys{new, old})
	if err != nil {
		t.Fatal(err)
	}
	sealed := before.seal("p", "phone", "0912")
	if got, err := after.open("p", "phone", sealed); got != "0912" || err != nil {
		t.Error("a change of keys loses what was sealed: ", err)
	}
	if sealed == before.seal("p", "phone", "0912") || after.hide("x") == before.hide("x") || after.hide("a", "b") == after.hide("ab") {
		t.Error("equal where it must differ")
	}
	for what, s := range map[string]string{"another field": sealed, "cut": sealed[:len(sealed)-3], "no key": "x." + sealed, "short": sealed[:12]} {
		if _, err := before.open("p", "mail", s); key(err) != "access.key.lost" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := before.open("q", "phone", sealed); err == nil {
		t.Error("another person's opens")
	}
	if _, err := before.open("p", "phone", after.seal("p", "phone", "1")); err == nil {
		t.Error("opened under a key that is not there")
	}
	for _, keys := range []Keys{nil, {[]byte("short")}} {
		if _, err := openVault(keys); key(err) != "access.key.wrong" {
			t.Error(err)
		}
	}
}

func TestPasswordRules(t *testing.T) {
	asvs, tcvn := ASVS().Password, TCVN11930().Password
	about := []string{"Nguyễn", "Văn", "Cường", "nguyenvancuong", "Nguyễn Văn Cường", "cuong@sotttt.example"}
	for _, c := range []struct {
		password   string
		asvs, tcvn string // keys without access.password.
	}{
		{"con mèo trèo cây cau", "", "classes"},
		{"correct horse battery staple", "", "classes"},
		{"Con mèo trèo cây #1", "", ""},
		{"k3Jx9-qLw2Vz", "", ""},
		{"k3Jx9-qLw2V", "short", "short"},
		{"matkhau123456", "guessable", "classes guessable"},
		{"Matkhau@2026!", "guessable", "guessable"},
		{"Password@123456", "guessable", "guessable"},
		{"123456789012", "guessable", "classes guessable"},
		{"qwertyuiop123", "guessable", "classes guessable"},
		{"aaaaaaaaaaaaaaa", "guessable", "classes guessable"},
		{"nguyenvancuong", "guessable", "classes guessable"},
		{"NguyenVanCuong@1", "guessable", "guessable"},
		{"SanSang@2026", "guessable", "guessable"},
		{"", "guessable short", "classes guessable short"},
		{strings.Repeat("con mèo trèo cây ", 40), "long", "classes long"},
		{"con mèo trèo \xff cây", "letters", "classes letters"},
	} {
		for name, r := range map[string]struct {
			rules PasswordRules
			want  string
		}{"asvs": {asvs, c.asvs}, "tcvn": {tcvn, c.tcvn}} {
			var got []string
			if list, ok := r.rules.check(c.password, about...).(fault.List); ok {
				for _, f := range list {
					got = append(got, strings.TrimPrefix(f.Key, "access.password."))
				}
			}
			slices.Sort(got)
			if strings.Join(got, " ") != r.want {
				t.Errorf("%s %q: %q, want %q", name, c.password, got, r.want)
			}
		}
	}
}

// Every sentence that the code names is there, and every one there is named.
func TestSentences(t *testing.T) {
	c, err := text.NewCatalogue(Texts)
	if err != nil {
		t.Fatal(err)
	}
	named := map[string]bool{"access.phase.none": true}
	for _, r := range Roles {
		named["access.role."+string(r)] = true
	}
	for _, a := range Actions() {
		named["access.action."+string(a)] = true
	}
	for _, p := range Phases {
		named["access.phase."+string(p)] = true
	}
	for _, l := range []Level{OverAgency, OverGroup, OverProvince} {
		named["access.scope."+string(l)] = true
	}
	files, err := filepath.Glob("*.*")
	if err != nil {
		t.Fatal(err)
	}
	quoted := regexp.MustCompile(`"(access\.[a-zA-Z]+\.[a-zA-Z0-9]*)"`)
	var beginnings []string // of keys that are put together
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(file, "_test.go") || strings.HasSuffix(file, ".yaml") {
			continue
		}
		for _, m := range quoted.FindAllSubmatch(data, -1) {
			if key := string(m[1]); strings.HasSuffix(key, ".") {
				beginnings = append(beginnings, key)
			} else {
				named[key] = true
			}
		}
	}
	for key := range named {
		if !c.Has(key) {
			t.Errorf("no sentence for %s", key)
		}
	}
	for _, key := range c.Keys() {
		begins := slices.ContainsFunc(beginnings, func(b string) bool { return strings.HasPrefix(key, b) })
		if strings.HasPrefix(key, "access.") && !named[key] && !begins {
			t.Errorf("nobody says %s", key)
		}
	}
}

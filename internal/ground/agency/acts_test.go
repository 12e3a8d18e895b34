package agency

import (
	"errors"
	"maps"
	"math/big"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/db/dbtest"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// begin saves the departments with a set of groups.
func begin(t *testing.T, d *db.DB, dir *Directory) {
	t.Helper()
	write(t, d, func(tx *db.Tx) error {
		return dir.SaveSet(tx, by, Set{Code: "xep-hang", Name: Name{Vi: "Nhóm xếp hạng"}, Groups: []Group{
			{Code: "so", Name: Name{Vi: "Sở, ban, ngành"}}, {Code: "so-lon", Name: Name{Vi: "Sở nhiều thủ tục"}, Parent: "so"}, {Code: "xa", Name: Name{Vi: "Xã, phường"}},
		}})
	})
	p := departments()
	o := Order{On: "2017-01-01", Decision: foundation}
	for _, a := range sorted(p.Agencies) {
		if a.Code != "ubnd" {
			a.Members = []Member{{Set: "xep-hang", Group: "so", From: "2018-01-01"}}
		}
		o.Found = append(o.Found, *a)
	}
	write(t, d, func(tx *db.Tx) error { return dir.Reorganise(tx, by, o) })
}

func get(t *testing.T, d *db.DB, code string) (a *Agency) {
	t.Helper()
	read(t, d, func(tx *db.Tx) (err error) { a, err = Get(tx, code); return err })
	return a
}

func TestActsCompareAndSwap(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, dir *Directory, log *audit.Log) {
		begin(t, d, dir)
		old := get(t, d, "y-te")
		if old.Revision != 1 || old.Group("xep-hang", "2018-01-01") != "so" || old.Group("xep-hang", "2017-12-31") != "" {
			t.Fatalf("%+v", old)
		}
		old.Members = []Member{{Set: "xep-hang", Group: "so", From: "2018-01-01", To: "2024-01-01"}, {Set: "xep-hang", Group: "so-lon", From: "2024-01-01"}}
		amend := func(a Agency) error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return dir.Amend(tx, by, a) })
		}
		if err := amend(*old); err != nil {
			t.Fatal(err)
		}
		if err := amend(*old); fault.KindOf(err) != fault.Conflict {
			t.Errorf("saved over what nobody saw: %v", err)
		}
		if err := amend(founded("y-te", "Sở khác", "department", "")); fault.KindOf(err) != fault.Conflict {
			t.Errorf("founded over another: %v", err)
		}
		// Nothing differs: no new revision, no record.
		same := get(t, d, "y-te")
		if err := amend(*same); err != nil || get(t, d, "y-te").Revision != 2 {
			t.Errorf("nothing changed: %v", err)
		}
		order := Order{On: "2025-03-01", Decision: decision, Steps: []Step{{How: Merge, Links: []Link{link("y-te", "noi-vu")}}}, Seen: map[string]int64{"y-te": 1, "noi-vu": 1}}
		reorganise := func() error {
			return d.Write(t.Context(), func(tx *db.Tx) error { return dir.Reorganise(tx, by, order) })
		}
		if err := reorganise(); !slices.Equal(keys(err), []string{"agency.agency.changed"}) {
			t.Errorf("an order about what nobody saw: %v", err)
		}
		order.Seen["y-te"] = 2
		if err := reorganise(); err != nil {
			t.Fatal(err)
		}
		closed := get(t, d, "y-te")
		if closed.To() != "2025-03-01" || closed.Group("xep-hang", "2025-02-28") != "so-lon" || closed.Group("xep-hang", "2025-03-01") != "" {
			t.Errorf("%+v", closed)
		}
		closed.Versions[0].To = ""
		if err := amend(*closed); !slices.Contains(keys(err), "agency.predecessor.open") {
			t.Errorf("opened again: %v", err)
		}
		read(t, d, func(tx *db.Tx) error {
			for _, c := range []struct {
				f    Filter
				want []string
			}{
				{Filter{On: "2025-02-28", Set: "xep-hang", Group: "so-lon"}, []string{"y-te"}},
				{Filter{On: "2025-02-28", Set: "xep-hang", Group: "so"}, []string{"khcn", "ldtbxh", "noi-vu", "tttt"}},
				{Filter{Set: "xep-hang", Group: "so", Words: "y te"}, []string{"y-te"}},
				{Filter{On: "2025-03-01", Set: "xep-hang", Group: "so-lon"}, nil},
				{Filter{On: "2025-03-01", Limit: 2, Skip: 1}, []string{"ldtbxh", "noi-vu"}},
			} {
				list, err := List(tx, c.f)
				if err != nil {
					return err
				}
				var got []string
				for _, e := range list {
					got = append(got, e.Code)
				}
				if !slices.Equal(got, c.want) {
					t.Errorf("%+v: %v, want %v", c.f, got, c.want)
				}
			}
			sets, err := Sets(tx)
			if err != nil || len(sets) != 1 || len(sets[0].Groups) != 3 || !sets[0].Within("so-lon", "so") || sets[0].Within("so", "so-lon") {
				t.Errorf("%+v %v", sets, err)
			}
			if _, err := Get(tx, "ai-do"); fault.KindOf(err) != fault.Missing {
				t.Errorf("nobody: %v", err)
			}
			if _, err := Get(tx, ""); fault.KindOf(err) != fault.Missing {
				t.Errorf("nobody: %v", err)
			}
			all, err := log.Find(tx, audit.Search{})
			acts := map[string]int{}
			for _, r := range all {
				if strings.HasPrefix(r.Act, "agency.") {
					acts[r.Act]++
				}
			}
			want := map[string]int{"agency.set.added": 1, "agency.agency.added": 6, "agency.agency.changed": 1, "agency.agency.closed": 1, "agency.succession.added": 1}
			if err != nil || !maps.Equal(acts, want) {
				t.Errorf("the log has %v, want %v: %v", acts, want, err)
			}
			return nil
		})
	})
}

func TestSetsThatAreRefused(t *testing.T) {
	d := dbtest.SQLite(t, tables) // the rules know no database
	dir, _ := peopled(t, d)
	begin(t, d, dir)
	save := func(s Set) error {
		return d.Write(t.Context(), func(tx *db.Tx) error { return dir.SaveSet(tx, by, s) })
	}
	whole := Set{Code: "xep-hang", Revision: 1, Name: Name{Vi: "Nhóm"}, Groups: []Group{{Code: "so", Name: Name{Vi: "Sở"}}, {Code: "xa", Name: Name{Vi: "Xã"}, Parent: "so"}}}
	without := whole
	without.Groups = whole.Groups[1:]
	circle := whole
	circle.Groups = []Group{{Code: "so", Name: Name{Vi: "Sở"}, Parent: "xa"}, whole.Groups[1]}
	twice := whole
	twice.Groups = append(slices.Clone(whole.Groups), whole.Groups[0])
	late := whole
	late.Revision = 0
	for _, c := range []struct {
		s    Set
		want []string
	}{
		{without, []string{"agency.group.unknown", "agency.group.unknown", "agency.group.unknown", "agency.group.unknown", "agency.group.unknown", "agency.group.unknown"}},
		{circle, []string{"agency.group.circle", "agency.group.circle"}},
		{twice, []string{"agency.group.twice"}},
		{late, []string{"agency.set.changed"}},
		{whole, nil},
		{whole, []string{"agency.set.changed"}},
		{Set{Code: "bộ"}, []string{"agency.code.form", "agency.name.none"}},
	} {
		got := keys(save(c.s))
		slices.Sort(got)
		if !slices.Equal(got, c.want) {
			t.Errorf("%+v: %v, want %v", c.s, got, c.want)
		}
	}
}

// Of many who end the same agency at once one is first; the others are told, and
// on both databases the province stays sound.
func TestManyAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, dir *Directory, _ *audit.Log) {
		begin(t, d, dir)
		into := []string{"noi-vu", "tttt", "khcn", "ldtbxh"}
		errs := make([]error, len(into))
		var wg sync.WaitGroup
		for i, to := range into {
			wg.Go(func() {
				order := Order{On: "2025-03-01", Decision: Decision{to, "2025-01-01"}, Steps: []Step{{How: Merge, Links: []Link{link("y-te", to)}}}, Seen: map[string]int64{"y-te": 1, to: 1}}
				errs[i] = d.Write(t.Context(), func(tx *db.Tx) error { return dir.Reorganise(tx, by, order) })
			})
		}
		wg.Wait()
		done := 0
		for _, err := range errs {
			if err == nil {
				done++
			} else if k := fault.KindOf(err); k != fault.Conflict {
				t.Errorf("%v", err)
			}
		}
		if done != 1 {
			t.Errorf("%d were first: %v", done, errors.Join(errs...))
		}
		read(t, d, func(tx *db.Tx) error {
			p, err := Load(tx)
			if err != nil {
				return err
			}
			return p.Check().Err()
		})
	})
}

// Where all shares are told, the parts of an agency come to 1, less only what
// was abolished without successor; and all of them are there.
func TestNothingIsLostOnTheWay(t *testing.T) {
	sums := 0
	for seed := range larger(60, 5000) {
		p := random(uint64(seed))
		lost := false
		for _, s := range p.Successions {
			lost = lost || s.Links[0].To == ""
		}
		for from, parts := range p.Carry("2017-01-01", "2026-01-01") {
			sum := new(big.Rat)
			for _, part := range parts {
				if p.Agencies[part.Agency].On("2026-01-01") == nil {
					t.Errorf("seed %d: %s lies in %s, which is no more", seed, from, part.Agency)
				}
				if sum = plus(sum, part.Share); sum == nil {
					break
				}
			}
			if sum == nil {
				continue
			}
			sums++
			if c := sum.Cmp(one); c > 0 || c < 0 && !lost {
				t.Errorf("seed %d: the parts of %s come to %v", seed, from, sum)
			}
		}
	}
	if sums == 0 {
		t.Error("no sum was looked at")
	}
}

func plus(a, b *big.Rat) *big.Rat {
	if a == nil || b == nil {
		return nil
	}
	return new(big.Rat).Add(a, b)
}

// TestWhoMayChangeAgencies: the secretariat and nobody else; who may not hears
// that, whatever else is wrong.
func TestWhoMayChangeAgencies(t *testing.T) {
	d := dbtest.SQLite(t, tables)
	dir, people := peopled(t, d)
	begin(t, d, dir)
	own := access.Scope{Level: access.OverAgency, ID: "so-tttt"}
	refused := map[string]access.Actor{"nobody": {}, "officer": people.Over(access.Officer, own), "head": people.Over(access.Head, own)}
	for _, role := range access.Roles {
		if role != access.Secretariat && role != access.Officer && role != access.Head {
			refused[string(role)] = people.Actor(role)
		}
	}
	acts := map[string]func(tx *db.Tx, by By) error{
		"amend": func(tx *db.Tx, by By) error { return dir.Amend(tx, by, Agency{Code: "khong-co"}) },
		"reorganise": func(tx *db.Tx, by By) error {
			return dir.Reorganise(tx, by, Order{On: "2026-01-01", Steps: []Step{{}}})
		},
		"set":    func(tx *db.Tx, by By) error { return dir.SaveSet(tx, by, Set{Code: "x"}) },
		"import": func(tx *db.Tx, by By) error { return dir.Import(tx, by, &Plan{}) },
	}
	for name, act := range acts {
		for who, actor := range refused {
			err := d.Write(t.Context(), func(tx *db.Tx) error { return act(tx, By{Actor: actor, Reason: "thử"}) })
			if err == nil || fault.KindOf(err) != fault.Denied {
				t.Errorf("%s by %s: %v", name, who, err)
			}
		}
		if name == "import" {
			continue // an empty plan is none
		}
		if err := d.Write(t.Context(), func(tx *db.Tx) error { return act(tx, by) }); err == nil || fault.KindOf(err) == fault.Denied {
			t.Errorf("%s by the secretariat: %v", name, err)
		}
	}
}

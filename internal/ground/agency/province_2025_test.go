package agency

import (
	"encoding/csv"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// The decision by which Bắc Ninh has its 99 communes.
var nq1658 = Decision{"1658/NQ-UBTVQH15", "2025-06-16"}

// slug makes a code of a name; for a former commune of name and district, since
// two were called xã Đồng Tiến.
func slug(names ...string) string {
	return strings.ReplaceAll(text.Plain(strings.Join(names, " ")), " ", "-")
}

func kindOf(name string) Kind {
	switch first, _, _ := strings.Cut(name, " "); first {
	case "Xã":
		return "commune"
	case "Phường":
		return "ward"
	}
	return "township"
}

// reorganisation reads the list and gives the two provinces of before with
// their districts and communes, and what happened on 01/07/2025.
func reorganisation(t testing.TB) (before, change Order) {
	file, err := os.Open("testdata/communes_2025.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	rows, err := csv.NewReader(file).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	before = Order{On: "2020-01-01", Found: []Agency{
		founded("bac-ninh-2024", "Tỉnh Bắc Ninh", "province", ""), founded("bac-giang", "Tỉnh Bắc Giang", "province", ""),
	}}
	change = Order{On: "2025-07-01", Decision: nq1658, Found: []Agency{founded("bac-ninh", "Tỉnh Bắc Ninh", "province", "")}, Seen: map[string]int64{}}
	see := func(a Agency) {
		before.Found = append(before.Found, a)
	}
	districts := map[string]*Step{}
	var order []string
	change.Steps = append(change.Steps, Step{How: Merge, Links: []Link{link("bac-ninh-2024", "bac-ninh"), link("bac-giang", "bac-ninh")}})
	for _, r := range rows[1:] {
		code, name, district, province := r[0], r[1], r[3], r[4]
		if districts[district] == nil {
			districts[district] = &Step{How: Abolish}
			order = append(order, district)
			up := "bac-ninh-2024"
			if province == "Bắc Giang" {
				up = "bac-giang"
			}
			see(founded(slug(district), district, "district", up))
		}
		districts[district].Links = append(districts[district].Links, link(slug(district), code))
		former := strings.Split(r[5], "; ")
		if len(former) == 1 { // Tuấn Đạo goes on under the province
			see(founded(code, name, kindOf(name), slug(district)))
			change.Steps = append(change.Steps, Step{How: Reparent, Links: []Link{link(code, code)}, Parent: "bac-ninh"})
			continue
		}
		change.Found = append(change.Found, founded(code, name, kindOf(name), "bac-ninh"))
		merge := Step{How: Merge}
		for _, f := range former {
			see(founded(slug(f, district), f, kindOf(f), slug(district)))
			merge.Links = append(merge.Links, link(slug(f, district), code))
		}
		change.Steps = append(change.Steps, merge)
	}
	for _, district := range order {
		change.Steps = append(change.Steps, *districts[district])
	}
	for _, a := range before.Found {
		change.Seen[a.Code] = 1
	}
	return before, change
}

// kinds counts entries by kind.
func kinds(list []Entry) map[Kind]int {
	n := map[Kind]int{}
	for _, e := range list {
		n[e.Kind]++
	}
	return n
}

// The published totals: 313 former communes, 99 = 66 xã + 33 phường today, and
// of 99 one that did not merge.
func TestTheReorganisationOf2025(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, dir *Directory, log *audit.Log) {
		before, change := reorganisation(t)
		write(t, d, func(tx *db.Tx) error { return dir.Reorganise(tx, by, before) })
		write(t, d, func(tx *db.Tx) error { return dir.Reorganise(tx, by, change) })
		read(t, d, func(tx *db.Tx) error {
			was, err := List(tx, Filter{On: "2025-06-30"})
			if err != nil {
				return err
			}
			if n := kinds(was); n["commune"]+n["ward"]+n["township"] != 313 || n["district"] != 18 || n["province"] != 2 {
				t.Errorf("30/06/2025: %v", n)
			}
			is, err := List(tx, Filter{On: "2025-07-01"})
			if err != nil {
				return err
			}
			if n := kinds(is); n["commune"] != 66 || n["ward"] != 33 || n["province"] != 1 || len(is) != 100 {
				t.Errorf("01/07/2025: %v", n)
			}
			p, err := Load(tx)
			if err != nil {
				return err
			}
			mergers := 0
			for _, s := range p.Successions {
				if s.How == Merge && p.Agencies[s.Links[0].From].Last().Kind != "province" {
					mergers++
				}
				if s.Decision != nq1658 {
					t.Errorf("%s: by %+v", s.Code, s.Decision)
				}
			}
			if mergers != 98 {
				t.Errorf("%d mergers, want 98", mergers)
			}
			carried := p.Carry("2025-06-30", "2025-07-01")
			met := map[string]int{}
			for _, e := range was {
				parts := carried[e.Code]
				if e.Kind == "district" {
					if len(parts) < 2 || parts[0].Share != nil {
						t.Errorf("%s: %v", e.Name.Vi, parts)
					}
					continue
				}
				if len(parts) != 1 || parts[0].Share == nil || parts[0].Share.Cmp(one) != 0 {
					return fmt.Errorf("%s lies in %v", e.Name.Vi, parts)
				}
				met[parts[0].Agency]++
			}
			if len(met) != 100 || met["bac-ninh"] != 2 || met["22113099"] != 1 {
				t.Errorf("%d agencies of today have predecessors; the province %d, Tuấn Đạo %d", len(met), met["bac-ninh"], met["22113099"])
			}
			if err := p.Check().Err(); err != nil {
				t.Errorf("%v", err)
			}
			return nil
		})
		t.Run("search", func(t *testing.T) { searchProvince(t, d) })
		t.Run("tree", func(t *testing.T) { walkProvince(t, d) })
		t.Run("log", func(t *testing.T) {
			read(t, d, func(tx *db.Tx) error {
				found, err := log.Find(tx, audit.Search{Agency: "22113099"})
				if err != nil || len(found) != 2 || found[0].Act != "agency.agency.changed" || found[0].Actor.Person != by.Actor.Person || found[0].Actor.Role != string(access.Secretariat) {
					return fmt.Errorf("%v: %v", found, err)
				}
				for _, c := range found[0].Change {
					if c.Field == "2025-07-01 parent" && c.After != "bac-ninh" {
						t.Errorf("%+v", c)
					}
				}
				closed, err := log.Find(tx, audit.Search{Act: "agency.agency.closed", Limit: 1000})
				if err != nil || len(closed) != 312+18+2 {
					t.Errorf("%d ends in the log: %v", len(closed), err)
				}
				return nil
			})
		})
	})
}

func searchProvince(t *testing.T, d *db.DB) { // the first of the three is xã Đông Tiến
	for _, c := range []struct {
		f    Filter
		want string
	}{
		{Filter{Words: "dong tien"}, "xa-dong-tien-huyen-yen-phong xa-dong-tien-huyen-hiep-hoa xa-dong-tien-huyen-yen-the"},
		{Filter{Words: "Đồng Tiến", On: "2025-06-30"}, "xa-dong-tien-huyen-yen-phong xa-dong-tien-huyen-hiep-hoa xa-dong-tien-huyen-yen-the"},
		{Filter{Words: "TIẾN đông", On: "2025-06-30", Limit: 1}, "xa-dong-tien-huyen-yen-phong"},
		{Filter{Words: "dong tien", On: "2025-07-01"}, ""},
		{Filter{Words: "tuan dao"}, "22113099 22113099"},
		{Filter{Words: "22113099", On: "2025-07-01"}, "22113099"},
		{Filter{Words: "uan dao"}, ""},
		{Filter{Words: " xa-dong-tien-huyen-yen-the "}, "xa-dong-tien-huyen-yen-the"},
		{Filter{Words: "%"}, "*"},
		{Filter{Words: "tinh", Kind: "province", On: "2024-01-01"}, "bac-giang bac-ninh-2024"},
		{Filter{Parent: "bac-giang", On: "2025-06-30", Words: "huyen"}, "huyen-hiep-hoa huyen-lang-giang huyen-luc-nam huyen-luc-ngan huyen-son-dong huyen-tan-yen huyen-yen-the"},
		{Filter{Words: "a b c d e f g"}, ""},
	} {
		read(t, d, func(tx *db.Tx) error {
			list, err := List(tx, c.f)
			var got []string
			for _, e := range list {
				got = append(got, e.Code)
			}
			if s := strings.Join(got, " "); s != c.want && !(c.want == "*" && len(list) > 400) {
				t.Errorf("%+v: %s, want %s", c.f, s, c.want)
			}
			return err
		})
	}
}

func walkProvince(t *testing.T, d *db.DB) {
	read(t, d, func(tx *db.Tx) error {
		now, err := Tree(tx, "2025-07-01")
		if err != nil {
			return err
		}
		if len(now) != 1 || now[0].Name.Vi != "Tỉnh Bắc Ninh" || len(now[0].Under) != 99 {
			t.Errorf("today: %d at the top", len(now))
		}
		was, err := Tree(tx, "2025-06-30")
		if err != nil {
			return err
		}
		if len(was) != 2 || was[0].Name.Vi != "Tỉnh Bắc Giang" || len(was[0].Under) != 10 || len(was[1].Under) != 8 {
			return fmt.Errorf("before: %d at the top", len(was))
		}
		var names []string
		for _, b := range was[0].Under {
			names = append(names, b.Name.Vi)
		}
		// d before đ: "Sơn Động" between "Lục Ngạn" and "Tân Yên"; Huyện, Thành phố, Thị xã.
		want := []string{"Huyện Hiệp Hòa", "Huyện Lạng Giang", "Huyện Lục Nam", "Huyện Lục Ngạn", "Huyện Sơn Động", "Huyện Tân Yên", "Huyện Yên Thế",
			"Thành phố Bắc Giang", "Thị xã Chũ", "Thị xã Việt Yên"}
		if !slices.Equal(names, want) {
			t.Errorf("%q", names)
		}
		return nil
	})
}

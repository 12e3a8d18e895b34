package demo_test

import (
	"crypto/sha256"
	"encoding/hex"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"github.com/sansang-project/sansang/internal/demo"
	"github.com/sansang-project/sansang/scoring"
)

var update = flag.Bool("update", false, "write the golden files again")

func rounds() []*demo.Round { return []*demo.Round{demo.Round2017(), demo.Cohort2026()} }

// dump writes a round as text, one answer a line.
func dump(r *demo.Round) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %s %s %d %s\n", r.Code, r.Framework, r.Name.Vi, r.Seed, r.Notice.Vi)
	for i, a := range r.Agencies {
		fmt.Fprintf(&b, "%s %s %s %v\n", a.Code, a.Name, a.Group, a.Exemptions)
		for j, item := range r.Items {
			v := r.Answers[i][j]
			fmt.Fprintf(&b, "\t%s %d %s %s\n", item, v.Value.State, v.Value.Num, v.Reason)
		}
	}
	for _, a := range r.Adjustments {
		fmt.Fprintf(&b, "%s %s %s %s %s %s\n", a.Agency, a.Node, a.Points, a.Reason, a.By, a.Reference)
	}
	for _, f := range r.Figures {
		fmt.Fprintf(&b, "%s %s\n", f.Code, f.Value)
	}
	return b.String()
}

// The digest in testdata holds the generator to its bytes, on every machine.
func TestSameSeedSameBytes(t *testing.T) {
	var lines []string
	for _, r := range rounds() {
		sum := sha256.Sum256([]byte(dump(r)))
		lines = append(lines, r.Code+" "+hex.EncodeToString(sum[:]))
	}
	got := strings.Join(lines, "\n") + "\n"
	path := filepath.Join("testdata", "digests.txt")
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
		t.Errorf("the invented data changed; if that is meant, run with -update:\n%swas\n%s", got, want)
	}
}

func TestAgenciesAsDeclared(t *testing.T) {
	count := func(r *demo.Round, groups ...string) (n int) {
		for _, a := range r.Agencies {
			if slices.Contains(groups, a.Group) {
				n++
			}
		}
		return n
	}
	r := demo.Round2017()
	if so, huyen := count(r, "so"), count(r, "huyen"); so != 19 || huyen != 8 || len(r.Agencies) != 27 {
		t.Errorf("%d departments and %d districts among %d agencies, expected 19 and 8 of 27", so, huyen, len(r.Agencies))
	}
	if first, last := r.Agencies[0].Name, r.Agencies[26].Name; first != "Văn phòng UBND tỉnh" || last != "Huyện Lương Tài" {
		t.Errorf("the list runs from %s to %s", first, last)
	}
	r = demo.Cohort2026()
	communes := len(demo.Communes())
	if len(r.Agencies) != 14+communes {
		t.Errorf("%d agencies in 2026, expected 14 departments and %d communes", len(r.Agencies), communes)
	}
	for _, r := range rounds() {
		codes, names := map[string]bool{}, map[string]bool{}
		for _, a := range r.Agencies {
			if codes[a.Code] || names[a.Name] {
				t.Errorf("%s: %s (%s) stands twice", r.Code, a.Name, a.Code)
			}
			codes[a.Code], names[a.Name] = true, true
			if !norm.NFC.IsNormalString(a.Name) || strings.TrimSpace(a.Name) != a.Name || a.Name == "" {
				t.Errorf("%s: the name %q is not NFC or not trimmed", r.Code, a.Name)
			}
		}
		for _, text := range []scoring.Text{r.Name, r.Notice, r.Origin} {
			if text.Vi == "" || text.En == "" || !norm.NFC.IsNormalString(text.Vi) {
				t.Errorf("%s lacks words in one language: %+v", r.Code, text)
			}
		}
		if r.Notice.Vi != "Số liệu giả định, chỉ để minh họa" {
			t.Errorf("the notice of %s is %q", r.Code, r.Notice.Vi)
		}
	}
}

// bounds are what anyone in a province would hold possible.
var bounds = map[string]map[string][2]int64{
	"2017/so":    {"cbccvc": {30, 150}, "bang_thong_mbps": {20, 200}, "may_chu": {0, 6}, "hstthc_tong": {100, 10_000}, "vb_di": {500, 10_000}},
	"2017/huyen": {"cbccvc": {80, 200}, "bang_thong_mbps": {40, 300}, "may_chu": {0, 8}, "hstthc_tong": {10_000, 40_000}, "vb_di": {2000, 12_000}, "dv_truc_thuoc": {12, 21}},
}

// within are pairs of which the first can never exceed the second.
var within = [][2]string{
	{"may_tram", "may_tinh"}, {"may_tram_co_bv", "may_tram"}, {"may_chu_co_bv", "may_chu"}, {"dv_truc_thuoc_ket_noi", "dv_truc_thuoc"},
	{"ct_dh_cntt", "ct_tong"}, {"ct_dao_tao", "ct_tong"}, {"ct_tong", "cbccvc"}, {"cb_tap_huan", "cbccvc"}, {"cb_dat", "cbccvc"},
	{"cbccvc_phai_cap", "cbccvc"}, {"hop_thu_hoat_dong_90ngay", "cbccvc_phai_cap"}, {"vb_ky_so", "vb_di"}, {"hscv_mang", "hscv_tong"},
	{"ld_co_ks", "ld"}, {"ld", "cbccvc"}, {"cb_co_ks", "cb_can_ks"}, {"cb_can_ks", "cbccvc"}, {"hop_truc_tuyen", "hop_noi_bo"},
	{"muc_co", "muc_ap_dung"}, {"muc_dung_han", "muc_kiem_tra"}, {"dvc_toan_trinh", "dvc_du_dieu_kien"}, {"hstthc_truc_tuyen", "hstthc_tong"},
	{"hs_dung_han", "hs_giai_quyet"}, {"hs_giai_quyet", "hstthc_tong"}, {"ht_phe_duyet", "ht_tong"}, {"hop_cds_chu_tri", "hop_cds"}, {"da_dung", "da_tong"},
}

func TestValuesArePlausible(t *testing.T) {
	for _, r := range rounds() {
		for i, a := range r.Agencies {
			given := map[string]int64{}
			for j, item := range r.Items {
				v := r.Answers[i][j]
				switch n, whole := v.Value.Num.Int64(); {
				case v.Value.State == scoring.Given && (!whole || n < 0):
					t.Errorf("%s %s: %s = %s", r.Code, a.Name, item, v.Value.Num)
				case v.Value.State == scoring.Given:
					given[item] = n
				}
				if (v.Value.State == scoring.Inapplicable) != (v.Reason != "") {
					t.Errorf("%s %s: %s is in state %d with the reason %q", r.Code, a.Name, item, v.Value.State, v.Reason)
				}
			}
			for _, w := range within {
				part, ok1 := given[w[0]]
				whole, ok2 := given[w[1]]
				if ok1 && ok2 && part > whole {
					t.Errorf("%s %s: %s = %d is more than %s = %d", r.Code, a.Name, w[0], part, w[1], whole)
				}
			}
			if m, s := given["may_tinh"], given["cbccvc"]; m*100 < s*80 || m*100 > s*105 {
				t.Errorf("%s %s: %d machines for %d people", r.Code, a.Name, m, s)
			}
			for item, b := range bounds[r.Code+"/"+a.Group] {
				if n, ok := given[item]; ok && (n < b[0] || n > b[1]) {
					t.Errorf("%s %s: %s = %d lies outside %v", r.Code, a.Name, item, n, b)
				}
			}
		}
	}
}

func TestCommunesOf2025(t *testing.T) {
	kinds, codes, districts := map[string]int{}, map[string]bool{}, map[string]int{}
	predecessors := 0
	for _, c := range demo.Communes() {
		kinds[c.Kind]++
		codes[c.Code] = true
		predecessors += len(c.Predecessors)
		if len(c.Code) != 8 || !strings.HasPrefix(c.Name, c.Kind+" ") || !norm.NFC.IsNormalString(c.Name) {
			t.Errorf("%+v is not as declared", c)
		}
		for _, p := range c.Predecessors {
			if p == "" || strings.TrimSpace(p) != p {
				t.Errorf("%s was merged from %q", c.Name, p)
			}
		}
		districts[c.FormerProvince]++
	}
	if kinds["Xã"] != 66 || kinds["Phường"] != 33 || len(codes) != 99 {
		t.Errorf("%d xã and %d phường with %d codes, expected 66, 33 and 99 (NQ 1658/NQ-UBTVQH15)", kinds["Xã"], kinds["Phường"], len(codes))
	}
	if predecessors != 313 {
		t.Errorf("%d former units, expected 313", predecessors)
	}
	all := 0
	for _, d := range demo.Districts() {
		all += len(d.Communes)
		if d.Name == "" || len(d.Communes) == 0 || d.Province != "Bắc Ninh" && d.Province != "Bắc Giang" {
			t.Errorf("%+v is not as declared", d)
		}
	}
	if n := len(demo.Districts()); n != 18 || all != 99 {
		t.Errorf("%d former districts with %d communes, expected 8 of Bắc Ninh and 10 of Bắc Giang with 99", n, all)
	}
}

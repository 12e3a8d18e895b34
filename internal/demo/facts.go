package demo

import (
	"fmt"

	"github.com/sansang-project/sansang/scoring"
)

// facts are the answers of one unit by item while they are being invented.
type facts map[string]Answer

func (f facts) give(item string, n int)    { f[item] = Answer{Value: scoring.GiveInt(int64(n))} }
func (f facts) leave(item, reason string)  { f[item] = Answer{scoring.NotApplicable(), reason} }
func (f facts) number(item string) (n int) { i, _ := f[item].Value.Num.Int64(); return int(i) }

// field is one field of one unit: its own dice, and its readiness, which follows
// the unit's but not all the way, so that indicators correlate as they do in life.
type field struct {
	*dice
	*kin
	seed  uint64
	facts facts
	ready int // ‰
}

// fieldStray is how far, in ‰, a field strays from its unit's readiness.
const fieldStray = 110

// invent makes all facts of a unit from the seed.
func invent(seed uint64, u *unit, k *kin) facts {
	out := facts{}
	ready := k.readiness + u.tilt + newDice(seed, u.code).bell(k.jitter)
	open := func(code string) *field {
		d := newDice(seed, u.code+"/"+code)
		return &field{d, k, seed, out, min(max(ready+d.bell(fieldStray), 0), 1000)}
	}
	open("A").infrastructure(u)
	open("B").people()
	open("C").application()
	open("D").service(u)
	open("E").security()
	open("F").leadership()
	return out
}

// portion draws the part of a whole that has what the item counts, by its span.
func (f *field) portion(item string, whole int) int {
	s, ok := f.spans[item]
	if !ok {
		panic(fmt.Sprintf("demo: no span of %s", item))
	}
	share := s.lo + (s.hi-s.lo)*f.ready/1000 + f.bell(s.stray)
	return (whole*max(share, 0) + 500) / 1000
}

// part gives a portion that cannot pass its whole.
func (f *field) part(item string, whole int) { f.facts.give(item, min(f.portion(item, whole), whole)) }

// yesStray is how far chance moves a yes or no, in ‰.
const yesStray = 240

func (f *field) says(item string) {
	yes := 0
	if f.ready+f.bell(yesStray) >= f.likely[item] {
		yes = 1
	}
	f.facts.give(item, yes)
}

// within draws from a range of equal bins, the readier the higher.
func (f *field) within(r [2]int) int {
	bins := r[1] - r[0] + 1
	return r[0] + min(max(bins*(f.ready+f.bell(150))/1000, 0), bins-1)
}

func (f *field) infrastructure(u *unit) {
	f.facts.give("cbccvc", u.staff)
	f.facts.give("may_tinh", f.portion("may_tinh", u.staff))
	f.part("may_tram_co_bv", f.facts.number("may_tinh"))
	f.facts.workstations(newDice(f.seed, u.code+"/workstations"))
	servers := f.within(f.servers)
	f.facts.give("may_chu", servers)
	f.part("may_chu_co_bv", servers)
	f.facts.give("co_ket_noi", 1)
	f.facts.give("so_ung_dung", f.between(2, 4)+f.ready/250)
	f.facts.give("dv_truc_thuoc", u.under)
	f.part("dv_truc_thuoc_ket_noi", u.under)
	f.facts.give("bang_thong_mbps", 10*f.within(f.bandwidth))
	f.says("lan")
	f.says("sao_luu")
}

// workstations leaves out the few machines that are not for work at the seat.
func (f facts) workstations(d *dice) {
	machines := f.number("may_tinh")
	f.give("may_tram", machines-d.between(0, machines/25))
	f.give("may_tram_co_bv", min(f.number("may_tram_co_bv"), f.number("may_tram")))
}

func (f *field) people() {
	staff := f.facts.number("cbccvc")
	experts := f.within(f.experts)
	f.facts.give("so_chuyen_trach", experts)
	assigned := f.between(0, 1)
	if experts == 0 && f.ready > 250 {
		assigned = 1
	}
	f.facts.give("so_phu_trach", assigned)
	f.facts.give("ct_tong", experts+assigned)
	f.part("ct_dh_cntt", experts+assigned)
	f.part("cb_tap_huan", staff)
	f.part("ct_dao_tao", experts+assigned)
	f.part("cb_dat", staff)
}

func (f *field) application() {
	staff := f.facts.number("cbccvc")
	f.part("cbccvc_phai_cap", staff)
	f.part("hop_thu_hoat_dong_90ngay", f.facts.number("cbccvc_phai_cap"))
	documents := staff*f.between(f.documents[0], f.documents[1]) + f.between(0, 99)
	f.facts.give("vb_di", documents)
	f.part("vb_ky_so", documents)
	files := documents*f.between(55, 90)/100 + f.between(0, 40)
	f.facts.give("hscv_tong", files)
	f.part("hscv_mang", files)
	f.says("ks_to_chuc")
	leaders := f.between(f.leaders[0], f.leaders[1])
	f.facts.give("ld", leaders)
	f.part("ld_co_ks", leaders)
	needing := staff * f.between(30, 55) / 100
	f.facts.give("cb_can_ks", needing)
	f.part("cb_co_ks", needing)
	f.facts.give("so_he_thong", f.within([2]int{1, 5}))
	meetings := f.between(24, 60)
	f.facts.give("hop_noi_bo", meetings)
	f.part("hop_truc_tuyen", meetings)
}

// serviceItems are asked only of those who handle administrative procedures.
var serviceItems = []string{"dvc_toan_trinh", "dvc_du_dieu_kien", "hstthc_truc_tuyen", "hstthc_tong", "hs_dung_han", "hs_giai_quyet"}

func (f *field) service(u *unit) {
	f.facts.give("muc_ap_dung", f.checklist-f.between(0, 3))
	f.part("muc_co", f.facts.number("muc_ap_dung"))
	f.facts.give("muc_kiem_tra", f.between(10, 20))
	f.part("muc_dung_han", f.facts.number("muc_kiem_tra"))
	if u.services == 0 {
		for _, item := range serviceItems {
			if f.noServices != "" {
				f.facts.leave(item, f.noServices)
			}
		}
		return
	}
	f.facts.give("dvc_du_dieu_kien", u.services)
	f.part("dvc_toan_trinh", u.services)
	cases := u.services*f.between(f.cases[0], f.cases[1]) + f.between(0, 99)
	f.facts.give("hstthc_tong", cases)
	f.part("hstthc_truc_tuyen", cases)
	f.facts.give("hs_giai_quyet", cases*f.between(945, 995)/1000)
	f.part("hs_dung_han", f.facts.number("hs_giai_quyet"))
}

func (f *field) security() {
	systems := f.within(f.systems)
	f.facts.give("ht_tong", systems)
	f.part("ht_phe_duyet", systems)
	f.says("co_quy_che")
	f.says("co_pa")
	f.says("dien_tap")
	f.says("da_kiem_tra")
}

func (f *field) leadership() {
	f.says("kh_dung_han")
	f.facts.give("hop_cds", f.between(4, 12))
	f.part("hop_cds_chu_tri", f.facts.number("hop_cds"))
	projects := f.within(f.projects)
	f.facts.give("da_tong", projects)
	f.part("da_dung", projects)
}

package demo

// span is how a share lies between a unit that is not ready at all (lo) and one
// that is wholly ready (hi), in ‰, with the spread by which it strays.
type span struct{ lo, hi, stray int }

// spans are the spans of shares by the item above the line; likely gives by item
// the readiness in ‰ from which a unit says yes more often than not.
type (
	spans  map[string]span
	likely map[string]int
)

// The traits of 2017: everything is connected at the seat, little below it;
// signatures and online services have just begun; few specialists.
var (
	spans2017 = spans{
		"may_tinh": {950, 1015, 14}, "may_tram_co_bv": {480, 1030, 70}, "may_chu_co_bv": {350, 1150, 120}, "dv_truc_thuoc_ket_noi": {60, 950, 110},
		"ct_dh_cntt": {550, 1150, 150}, "cb_tap_huan": {250, 960, 80}, "ct_dao_tao": {250, 1150, 180}, "cb_dat": {600, 1010, 40},
		"cbccvc_phai_cap": {900, 975, 15}, "hop_thu_hoat_dong_90ngay": {920, 1005, 18}, "vb_ky_so": {60, 950, 70}, "hscv_mang": {480, 1020, 60},
		"ld_co_ks": {400, 1150, 160}, "cb_co_ks": {80, 960, 90}, "hop_truc_tuyen": {130, 950, 100},
		"muc_co": {680, 1010, 40}, "muc_dung_han": {580, 1020, 60}, "dvc_toan_trinh": {200, 950, 70}, "hstthc_truc_tuyen": {120, 930, 70}, "hs_dung_han": {930, 1000, 12},
		"ht_phe_duyet": {150, 1000, 200}, "hop_cds_chu_tri": {350, 1100, 140}, "da_dung": {500, 1150, 150},
	}
	likely2017 = likely{"lan": 120, "sao_luu": 420, "ks_to_chuc": 230, "co_quy_che": 210, "co_pa": 290, "dien_tap": 580, "da_kiem_tra": 400, "kh_dung_han": 300}

	department2017 = kin{readiness: 450, jitter: 60, leaders: [2]int{3, 5}, documents: [2]int{28, 60}, cases: [2]int{8, 60}, bandwidth: [2]int{5, 14},
		systems: [2]int{1, 5}, servers: [2]int{0, 3}, projects: [2]int{0, 3}, experts: [2]int{0, 3}, checklist: 26, spans: spans2017, likely: likely2017,
		noServices: "Không giải quyết thủ tục hành chính cho tổ chức, cá nhân"}
	district2017 = kin{readiness: 440, jitter: 60, leaders: [2]int{4, 5}, documents: [2]int{24, 44}, cases: [2]int{60, 140}, bandwidth: [2]int{9, 20},
		systems: [2]int{2, 5}, servers: [2]int{1, 4}, projects: [2]int{1, 4}, experts: [2]int{0, 2}, checklist: 30, spans: spans2017, likely: likely2017}
)

// The traits of 2026: two levels of government, online services and signatures
// are the rule; new communes are short of specialists and of own systems.
var (
	spans2026 = spans{
		"may_tinh": {850, 1030, 25}, "may_tram_co_bv": {450, 1040, 60}, "may_chu_co_bv": {550, 1150, 100}, "dv_truc_thuoc_ket_noi": {150, 1080, 100},
		"ct_dh_cntt": {550, 1150, 150}, "cb_tap_huan": {200, 1030, 80}, "ct_dao_tao": {300, 1150, 180}, "cb_dat": {560, 1020, 40},
		"cbccvc_phai_cap": {960, 1000, 8}, "hop_thu_hoat_dong_90ngay": {740, 1010, 30}, "vb_ky_so": {620, 1030, 40}, "hscv_mang": {420, 1050, 60},
		"ld_co_ks": {700, 1100, 100}, "cb_co_ks": {250, 1080, 90}, "hop_truc_tuyen": {100, 980, 100},
		"muc_co": {520, 1030, 50}, "muc_dung_han": {430, 1030, 70}, "dvc_toan_trinh": {330, 1000, 60}, "hstthc_truc_tuyen": {250, 1030, 60}, "hs_dung_han": {920, 1003, 14},
		"ht_phe_duyet": {250, 1150, 160}, "hop_cds_chu_tri": {450, 1100, 130}, "da_dung": {550, 1150, 150},
	}
	likely2026 = likely{"lan": 60, "sao_luu": 400, "ks_to_chuc": 40, "co_quy_che": 260, "co_pa": 300, "dien_tap": 600, "da_kiem_tra": 400, "kh_dung_han": 330}

	department2026 = kin{readiness: 450, jitter: 60, leaders: [2]int{4, 7}, documents: [2]int{30, 62}, cases: [2]int{20, 120}, bandwidth: [2]int{20, 60},
		systems: [2]int{2, 8}, servers: [2]int{0, 6}, projects: [2]int{0, 4}, experts: [2]int{1, 5}, checklist: 32, spans: spans2026, likely: likely2026}
	phuong2026 = kin{readiness: 480, jitter: 160, leaders: [2]int{3, 4}, documents: [2]int{26, 52}, cases: [2]int{22, 60}, bandwidth: [2]int{10, 30},
		systems: [2]int{0, 2}, servers: [2]int{0, 1}, projects: [2]int{0, 2}, experts: [2]int{0, 2}, checklist: 28, spans: spans2026, likely: likely2026}
	xa2026 = kin{readiness: 370, jitter: 160, leaders: [2]int{3, 4}, documents: [2]int{22, 46}, cases: [2]int{12, 40}, bandwidth: [2]int{6, 20},
		systems: [2]int{0, 1}, servers: [2]int{0, 1}, projects: [2]int{0, 1}, experts: [2]int{0, 1}, checklist: 28, spans: spans2026, likely: likely2026}
)

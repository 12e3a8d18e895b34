package demo

import "github.com/sansang-project/sansang/scoring"

// happen2017 lets happen what happens in every round, so that each feature of
// the program has something to show.
func (r *Round) happen2017() {
	for agency, values := range tie2017 {
		for item, n := range values {
			r.set(agency, item, Answer{Value: scoring.GiveInt(int64(n))})
		}
	}
	// Not answered in time.
	r.set("so-vh-tt-dl", "hop_truc_tuyen", Answer{})
	r.set("so-ld-tb-xh", "cb_dat", Answer{})
	r.set("h-gia-binh", "vb_ky_so", Answer{})
	r.set("h-luong-tai", "muc_dung_han", Answer{})
	// An exemption that the round accepted: what it frees needs no answer.
	for _, item := range serviceItems {
		r.set("thanh-tra", item, Answer{})
	}
	for _, node := range []string{"D3", "D4", "D5"} {
		r.exempt("thanh-tra", scoring.Exemption{Node: node, Reason: "Chỉ tiếp công dân, giải quyết khiếu nại, tố cáo; không có thủ tục nhận hồ sơ trực tuyến", Reference: "15/TB-HĐ (giả định)"})
	}
	// A manual deduction with its reason.
	r.Adjustments = append(r.Adjustments, scoring.Adjustment{Agency: "h-gia-binh", Node: "TONG", Points: scoring.MustNum("-0.5"),
		Reason: "Báo cáo tự đánh giá chậm 6 ngày", By: "Tổ thẩm định", Reference: "22/BC-STTTT (giả định)"})
}

// tie2017 makes two departments end with exactly the same points, 749509/9600 of
// 100 by the sample framework, though hardly a number of theirs is the same: a
// tie that no rounding made. The values are a solution of that equation near
// what was drawn.
var tie2017 = map[string]map[string]int{
	"so-tu-phap": {
		"may_tram": 32, "may_tram_co_bv": 24, "bang_thong_mbps": 90, "cb_tap_huan": 21, "cb_dat": 30,
		"vb_di": 1920, "vb_ky_so": 1078, "hscv_tong": 1200, "hscv_mang": 881, "cb_can_ks": 16, "cb_co_ks": 8,
		"hop_noi_bo": 50, "hop_truc_tuyen": 28, "muc_kiem_tra": 16, "muc_dung_han": 12, "dvc_toan_trinh": 47,
		"hstthc_tong": 2400, "hstthc_truc_tuyen": 1226, "hs_giai_quyet": 2304, "hs_dung_han": 2211, "hop_cds": 6, "hop_cds_chu_tri": 4,
	},
	"so-kh-cn": {
		"may_tram": 40, "may_tram_co_bv": 31, "cb_tap_huan": 28, "cb_dat": 35, "hop_thu_hoat_dong_90ngay": 38,
		"vb_di": 1600, "vb_ky_so": 870, "hscv_tong": 1024, "hscv_mang": 718, "cb_can_ks": 20, "cb_co_ks": 9,
		"muc_ap_dung": 25, "muc_co": 21, "muc_kiem_tra": 18, "muc_dung_han": 15, "dvc_du_dieu_kien": 42, "dvc_toan_trinh": 28,
		"hstthc_tong": 1600, "hstthc_truc_tuyen": 978, "hs_giai_quyet": 1536, "hs_dung_han": 1480,
	},
	"so-gtvt": {"hop_thu_hoat_dong_90ngay": 52}, // one less, so that the sum of all stays
}

// happen2026 is the same for the cohort of 2026.
func (r *Round) happen2026() {
	r.set("so-dt-tg", "dien_tap", Answer{})
	r.set("22113006", "bang_thong_mbps", Answer{})
	r.set("22107014", "ht_phe_duyet", Answer{})
	r.set("22107014", "cb_dat", Answer{})
	r.set("22103034", "hop_truc_tuyen", Answer{})
	r.set("22305079", "muc_dung_han", Answer{})
	r.set("22311098", "ct_dao_tao", Answer{})
}

// exempt frees an agency from a node.
func (r *Round) exempt(agency string, e scoring.Exemption) {
	for i := range r.Agencies {
		if r.Agencies[i].Code == agency {
			r.Agencies[i].Exemptions = append(r.Agencies[i].Exemptions, e)
			return
		}
	}
	panic("demo: no agency " + agency)
}

// set replaces one answer.
func (r *Round) set(agency, item string, a Answer) {
	for i := range r.Agencies {
		for j := range r.Items {
			if r.Agencies[i].Code == agency && r.Items[j] == item {
				r.Answers[i][j] = a
				return
			}
		}
	}
	panic("demo: no answer of " + agency + " for " + item)
}

package demo

import "github.com/sansang-project/sansang/scoring"

// happen2017 lets happen what happens in every round, so that each feature of
// the program has something to show.
func (r *Round) happen2017() {
	// Not answered in time.
	r.set("so-vh-tt-dl", "hop_truc_tuyen", Answer{})
	r.set("so-ld-tb-xh", "cb_dat", Answer{})
	r.set("h-gia-binh", "ht_phe_duyet", Answer{})
	r.set("h-luong-tai", "muc_dung_han", Answer{})
	// An exemption that the round accepted: what it frees needs no answer.
	for _, item := range serviceItems {
		r.set("thanh-tra", item, Answer{})
	}
	for _, node := range []string{"D3", "D4", "D5"} {
		r.exempt("thanh-tra", scoring.Exemption{Node: node, Reason: "Tiếp công dân, giải quyết khiếu nại, tố cáo; không có hồ sơ nộp trực tuyến", Reference: "15/TB-HĐ (giả định)"})
	}
	// A manual deduction with its reason.
	r.Adjustments = append(r.Adjustments, scoring.Adjustment{Agency: "h-gia-binh", Node: "TONG", Points: scoring.MustNum("-0.5"),
		Reason: "Báo cáo tự đánh giá chậm 6 ngày", By: "Tổ thẩm định", Reference: "22/BC-STTTT (giả định)"})
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

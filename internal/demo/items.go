package demo

// items are the data items of the sample framework of readiness, in its order.
// An item that two criteria use is asked once.
var items = []string{
	"may_tinh", "cbccvc", "may_tram_co_bv", "may_tram", "may_chu_co_bv", "may_chu", "co_ket_noi", "so_ung_dung",
	"dv_truc_thuoc_ket_noi", "dv_truc_thuoc", "bang_thong_mbps", "lan", "sao_luu",
	"so_chuyen_trach", "so_phu_trach", "ct_dh_cntt", "ct_tong", "cb_tap_huan", "ct_dao_tao", "cb_dat",
	"hop_thu_hoat_dong_90ngay", "cbccvc_phai_cap", "vb_ky_so", "vb_di", "hscv_mang", "hscv_tong",
	"ks_to_chuc", "ld_co_ks", "ld", "cb_co_ks", "cb_can_ks", "so_he_thong", "hop_truc_tuyen", "hop_noi_bo",
	"muc_co", "muc_ap_dung", "muc_dung_han", "muc_kiem_tra", "dvc_toan_trinh", "dvc_du_dieu_kien",
	"hstthc_truc_tuyen", "hstthc_tong", "hs_dung_han", "hs_giai_quyet",
	"ht_phe_duyet", "ht_tong", "co_quy_che", "co_pa", "dien_tap", "da_kiem_tra",
	"kh_dung_han", "hop_cds_chu_tri", "hop_cds", "da_dung", "da_tong",
}

package demo

import (
	"bytes"
	_ "embed"
	"encoding/csv"
	"fmt"
	"math"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/scoring"
)

// indicator is one indicator of the example of an index: an item, by what it is
// divided, and the criterion whose maximum is its weight.
type indicator struct {
	item, per string // per "" = taken as it is
	pillar    string
	weight    float64 // points of the criterion in the sample framework
	vi        string
}

// The pillars are the fields of the sample framework with their points. What
// all agencies have alike (the network) tells nothing and is left out.
var pillars = []struct {
	code   string
	weight float64
	vi     string
}{
	{"A", 25, "Hạ tầng kỹ thuật CNTT"}, {"B", 15, "Nhân lực CNTT"}, {"C", 25, "Ứng dụng CNTT trong nội bộ"},
	{"D", 20, "Phục vụ người dân, doanh nghiệp"}, {"E", 10, "An toàn thông tin"}, {"F", 5, "Chỉ đạo, cơ chế, dự án"},
}

var indicators = []indicator{
	{"may_tinh", "cbccvc", "A", 5, "Máy tính trên CBCCVC"},
	{"may_tram_co_bv", "may_tram", "A", 4, "Máy trạm có phần mềm bảo mật"},
	{"may_chu_co_bv", "may_chu", "A", 3, "Máy chủ có phần mềm bảo mật"},
	{"dv_truc_thuoc_ket_noi", "dv_truc_thuoc", "A", 4, "Đơn vị trực thuộc kết nối TSLCD"},
	{"bang_thong_mbps", "cbccvc", "A", 2, "Băng thông Internet trên CBCCVC"},
	{"ct_dh_cntt", "ct_tong", "B", 3, "Cán bộ chuyên trách có trình độ đại học CNTT"},
	{"cb_tap_huan", "cbccvc", "B", 4, "CBCCVC được tập huấn trong năm"},
	{"ct_dao_tao", "ct_tong", "B", 2, "Cán bộ chuyên trách được đào tạo chuyên sâu"},
	{"cb_dat", "cbccvc", "B", 2, "CBCCVC đạt kỹ năng CNTT cơ bản"},
	{"hop_thu_hoat_dong_90ngay", "cbccvc_phai_cap", "C", 5, "Hộp thư công vụ hoạt động"},
	{"vb_ky_so", "vb_di", "C", 6, "Văn bản đi được ký số"},
	{"hscv_mang", "hscv_tong", "C", 4, "Hồ sơ công việc xử lý trên mạng"},
	{"ld_co_ks", "ld", "C", 2, "Lãnh đạo có chữ ký số"},
	{"cb_co_ks", "cb_can_ks", "C", 2, "Cá nhân có chữ ký số"},
	{"hop_truc_tuyen", "hop_noi_bo", "C", 2, "Cuộc họp trực tuyến, không giấy"},
	{"muc_co", "muc_ap_dung", "D", 6, "Mục thông tin bắt buộc có trên cổng/trang"},
	{"muc_dung_han", "muc_kiem_tra", "D", 3, "Mục thông tin cập nhật đúng hạn"},
	{"dvc_toan_trinh", "dvc_du_dieu_kien", "D", 4, "Dịch vụ công trực tuyến mức độ 3, mức độ 4"},
	{"hstthc_truc_tuyen", "hstthc_tong", "D", 5, "Hồ sơ nộp trực tuyến"},
	{"hs_dung_han", "hs_giai_quyet", "D", 2, "Hồ sơ giải quyết đúng hạn"},
	{"ht_phe_duyet", "ht_tong", "E", 4, "Hệ thống được phê duyệt cấp độ"},
	{"co_quy_che", "", "E", 2, "Có quy chế bảo đảm an toàn thông tin"},
	{"co_pa", "", "E", 1, "Có phương án sao lưu, ứng cứu sự cố"},
	{"dien_tap", "", "E", 1, "Đã diễn tập trong năm"},
	{"da_kiem_tra", "", "E", 2, "Đã kiểm tra an toàn thông tin trong năm"},
	{"kh_dung_han", "", "F", 1.5, "Kế hoạch năm ban hành đúng hạn"},
	{"hop_cds_chu_tri", "hop_cds", "F", 1.5, "Cuộc họp do người đứng đầu chủ trì"},
	{"da_dung", "da_tong", "F", 2, "Dự án đúng quy trình, bàn giao đúng hạn"},
}

// denominators are what indicators are divided by, with their names.
var denominators = []struct{ code, vi string }{
	{"cbccvc", "Số CBCCVC"}, {"may_tram", "Số máy trạm"}, {"may_chu", "Số máy chủ"}, {"dv_truc_thuoc", "Số đơn vị trực thuộc"},
	{"ct_tong", "Số cán bộ chuyên trách, phụ trách CNTT"}, {"cbccvc_phai_cap", "Số CBCCVC phải được cấp hộp thư"},
	{"vb_di", "Số văn bản đi"}, {"hscv_tong", "Số hồ sơ công việc"}, {"ld", "Số lãnh đạo"}, {"cb_can_ks", "Số CBCCVC cần chữ ký số"},
	{"hop_noi_bo", "Số cuộc họp nội bộ"}, {"muc_ap_dung", "Số mục thông tin bắt buộc"}, {"muc_kiem_tra", "Số mục được kiểm tra"},
	{"dvc_du_dieu_kien", "Số dịch vụ công đủ điều kiện trực tuyến"}, {"hstthc_tong", "Số hồ sơ thủ tục hành chính"},
	{"hs_giai_quyet", "Số hồ sơ đã giải quyết"}, {"ht_tong", "Số hệ thống thông tin"}, {"hop_cds", "Số cuộc họp về CNTT"}, {"da_tong", "Số dự án CNTT"},
}

// indexMeta gives the tree of the example: indicators under pillars under the
// index, the denominators, and the ranking groups as a group column.
func indexMeta(r *Round) []index.MetaRow {
	row := func(m index.MetaRow) index.MetaRow {
		m.Target = math.NaN()
		return m
	}
	var meta []index.MetaRow
	for _, i := range indicators {
		meta = append(meta, row(index.MetaRow{Code: i.item, Name: i.vi, Type: index.TypeIndicator, Parent: i.pillar, Level: 1, Direction: 1, Weight: i.weight, Denominator: i.per}))
	}
	for _, p := range pillars {
		meta = append(meta, row(index.MetaRow{Code: p.code, Name: p.vi, Type: index.TypeAggregate, Parent: "INDEX", Level: 2, Direction: 1, Weight: p.weight}))
	}
	meta = append(meta, row(index.MetaRow{Code: "INDEX", Name: "Chỉ số sẵn sàng CNTT " + r.Code + " (" + r.Notice.Vi + ")", Type: index.TypeAggregate, Level: 3, Direction: 1, Weight: 1}))
	for _, d := range denominators {
		meta = append(meta, row(index.MetaRow{Code: d.code, Name: d.vi, Type: index.TypeDenominator, Direction: 1, Weight: 1}))
	}
	return append(meta, row(index.MetaRow{Code: groupColumn, Name: "Nhóm xếp hạng", Type: index.TypeGroup, Direction: 1, Weight: 1}))
}

// groupColumn is the column of ranking groups in the data of the example.
const groupColumn = "nhom"

// indexData writes the columns of the example: raw figures, so that dividing is
// a step that can be seen. What is missing or not applicable is left empty.
func indexData(r *Round, meta []index.MetaRow) ([]byte, error) {
	head := []string{"uCode", "uName", groupColumn}
	var columns []string
	for _, m := range meta {
		if m.Type == index.TypeIndicator || m.Type == index.TypeDenominator {
			columns = append(columns, m.Code)
		}
	}
	var out bytes.Buffer
	w := csv.NewWriter(&out)
	_ = w.Write(append(head, columns...))
	for _, a := range r.Agencies {
		line := []string{a.Code, a.Name, a.Group}
		for _, c := range columns {
			answer, ok := r.Answer(a.Code, c)
			if !ok {
				return nil, fmt.Errorf("demo round %s: no item %s", r.Code, c)
			}
			text := ""
			if answer.Value.State == scoring.Given {
				text = answer.Value.Num.Decimal(0, scoring.HalfUp)
			}
			line = append(line, text)
		}
		_ = w.Write(line)
	}
	w.Flush()
	return out.Bytes(), w.Error()
}

// File is one file of an example, to be written as it is.
type File struct {
	Name string
	Data []byte
}

//go:embed data/index_2017.yaml
var indexSpec []byte

// IndexFiles gives an index of the round of 2017 as files that belong into one
// folder: spec.yaml, which names the other two, iData.csv and iMeta.csv. Its
// indicators are the ratios of the round, its pillars the fields.
func IndexFiles() ([]File, error) {
	r := Round2017()
	meta := indexMeta(r)
	data, err := indexData(r, meta)
	if err != nil {
		return nil, err
	}
	var tree bytes.Buffer
	if err := index.WriteMeta(&tree, meta); err != nil {
		return nil, err
	}
	return []File{{"spec.yaml", bytes.Clone(indexSpec)}, {"iData.csv", data}, {"iMeta.csv", tree.Bytes()}}, nil
}

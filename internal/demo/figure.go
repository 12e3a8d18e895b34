package demo

import "github.com/sansang-project/sansang/scoring"

// MeanKind says what kind of mean a figure is. A percentage of a province means
// little without it.
type MeanKind string

// The kinds of mean.
const (
	GroupTotal   MeanKind = "group_total"    // Σ over the group / Σ over the group
	MeanOfGroups MeanKind = "mean_of_groups" // plain mean of the figures of the groups
	TotalTotal   MeanKind = "total_total"    // Σ over all agencies / Σ over all agencies
	HowMany      MeanKind = "count"          // how many agencies, of how many
)

// Figure is one figure as the report prints it, computed from the answers.
type Figure struct {
	Code  string       // "may_tinh.so"
	Name  scoring.Text // what is measured
	Group string       // code of the group; "" = all agencies
	Kind  MeanKind
	Mean  scoring.Text // Kind in words, with what is divided by what

	// Value is exact: a share where Percent is set (show Value · 100 with two
	// decimals), a number of agencies otherwise.
	Value   scoring.Num
	Percent bool
	// Numerator and Denominator are the sums behind Value; both 0 for the mean
	// of the groups.
	Numerator, Denominator int64

	// Printed is what the report prints, as it prints it, such as "98,70%"; ""
	// when the report does not have the figure.
	Printed string
}

// sumOf adds up the answers of an item over a group ("" = all). What is not
// given adds nothing; counted tells how many are given and not 0.
func (r *Round) sumOf(group, item string) (sum int64, counted, of int) {
	for i := range r.Agencies {
		if group != "" && r.Agencies[i].Group != group {
			continue
		}
		of++
		a, _ := r.Answer(r.Agencies[i].Code, item)
		if n, ok := a.Value.Num.Int64(); ok && a.Value.State == scoring.Given && n != 0 {
			sum += n
			counted++
		}
	}
	return sum, counted, of
}

// share is a figure of one sum over another.
func (r *Round) share(code, group string, kind MeanKind, above, below string, name, mean scoring.Text, printed string) Figure {
	n, _, _ := r.sumOf(group, above)
	d, _, _ := r.sumOf(group, below)
	value, _ := scoring.Frac(n, d)
	return Figure{Code: code, Name: name, Group: group, Kind: kind, Mean: mean, Value: value, Percent: true, Numerator: n, Denominator: d, Printed: printed}
}

// tally is a figure of how many agencies have something.
func (r *Round) tally(code, group, item string, percent bool, name, mean scoring.Text, printed string) Figure {
	_, n, of := r.sumOf(group, item)
	f := Figure{Code: code, Name: name, Group: group, Kind: HowMany, Mean: mean, Value: scoring.Int(int64(n)), Percent: percent, Numerator: int64(n), Denominator: int64(of), Printed: printed}
	if percent {
		f.Value, _ = scoring.Frac(int64(n), int64(of))
	}
	return f
}

// figures2017 are the figures of the report, each with the kind of mean it is.
// The report does not say which mean its 98,14% is; it fits the mean of the two
// group figures, so total over total stands beside it.
func (r *Round) figures2017() []Figure {
	machines := scoring.Text{Vi: "Tỷ lệ máy tính/CBCCVC", En: "Computers per staff member"}
	of := func(where, whereEn string) scoring.Text {
		return scoring.Text{Vi: "tổng số máy tính của " + where + " / tổng số CBCCVC của " + where, En: "computers of " + whereEn + " / staff of " + whereEn}
	}
	so := r.share("may_tinh.so", "so", GroupTotal, "may_tinh", "cbccvc", machines, of("các sở, ban, ngành", "the departments"), "98,70%")
	huyen := r.share("may_tinh.huyen", "huyen", GroupTotal, "may_tinh", "cbccvc", machines, of("các huyện, thị xã, thành phố", "the districts"), "97,58%")
	half, _ := scoring.Frac(1, 2)
	both := Figure{Code: "may_tinh.mean", Name: machines, Kind: MeanOfGroups, Percent: true, Printed: "98,14%",
		Mean:  scoring.Text{Vi: "trung bình cộng của hai tỷ lệ theo nhóm", En: "plain mean of the two group figures"},
		Value: so.Value.Add(huyen.Value).Mul(half)}
	total := r.share("may_tinh.total", "", TotalTotal, "may_tinh", "cbccvc", machines, of("cả 27 cơ quan", "all 27 agencies"), "")
	mail := r.share("thu_dien_tu.total", "", TotalTotal, "hop_thu_hoat_dong_90ngay", "cbccvc_phai_cap",
		scoring.Text{Vi: "Tỷ lệ sử dụng hệ thống thư điện tử của tỉnh", En: "Use of the provincial e-mail system"},
		scoring.Text{Vi: "tổng số hộp thư hoạt động trong 90 ngày / tổng số CBCCVC phải được cấp, cả 27 cơ quan", En: "mailboxes active within 90 days / staff who must have one, all 27 agencies"}, "97%")
	portals := r.tally("cong_ttdt.total", "", "muc_ap_dung", true,
		scoring.Text{Vi: "Tỷ lệ cơ quan có cổng/trang thông tin điện tử", En: "Agencies with a portal or web site"},
		scoring.Text{Vi: "số cơ quan có cổng/trang / số cơ quan", En: "agencies with a portal / agencies"}, "100%")
	network := scoring.Text{Vi: "Số cơ quan kết nối mạng truyền số liệu chuyên dùng", En: "Agencies on the dedicated data network"}
	count := scoring.Text{Vi: "số cơ quan, đếm", En: "agencies, counted"}
	return []Figure{so, huyen, both, total, mail, portals,
		r.tally("tslcd.so", "so", "co_ket_noi", false, network, count, "19"),
		r.tally("tslcd.huyen", "huyen", "co_ket_noi", false, network, count, "8")}
}

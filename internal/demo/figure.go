package demo

import (
	"math/big"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

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
	Mean  scoring.Text // Kind in words: what is divided by what, with the sums

	// Value is exact: a share where Percent is set (show Value · 100 with two
	// decimals), a number of agencies otherwise.
	Value   scoring.Num
	Percent bool
	// Numerator and Denominator are the sums behind Value; both 0 for the mean
	// of the groups.
	Numerator, Denominator int64

	// Printed is what the report prints, "98,70%", and in English "98.70%"; empty
	// when the report does not have the figure.
	Printed scoring.Text
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

// over writes two numbers as a quotient, as readers of either language write it.
func over(n, d int64) scoring.Text {
	in := func(lang text.Lang) string {
		return text.FormatRat(big.NewRat(n, 1), 0, lang) + "/" + text.FormatRat(big.NewRat(d, 1), 0, lang)
	}
	return scoring.Text{Vi: in(text.Vi), En: in(text.En)}
}

// printed is a figure as the report prints it, and with the decimal point of
// English.
func printed(vi string) scoring.Text {
	return scoring.Text{Vi: vi, En: strings.Replace(vi, ",", ".", 1)}
}

// share is a figure of one sum over another.
func (r *Round) share(f Figure, above, below string) Figure {
	f.Numerator, _, _ = r.sumOf(f.Group, above)
	f.Denominator, _, _ = r.sumOf(f.Group, below)
	f.Value, _ = scoring.Frac(f.Numerator, f.Denominator)
	f.Percent = true
	return f.counted()
}

// tally is a figure of how many agencies have something; with Percent set, of
// their share.
func (r *Round) tally(f Figure, item string) Figure {
	_, n, of := r.sumOf(f.Group, item)
	f.Kind, f.Numerator, f.Denominator = HowMany, int64(n), int64(of)
	f.Value = scoring.Int(f.Numerator)
	if f.Percent {
		f.Value, _ = scoring.Frac(f.Numerator, f.Denominator)
	}
	return f.counted()
}

// counted puts the sums behind the words that name them.
func (f Figure) counted() Figure {
	sums := over(f.Numerator, f.Denominator)
	f.Mean.Vi += ": " + sums.Vi
	f.Mean.En += ": " + sums.En
	return f
}

// figures2017 are the figures of the report, each with the kind of mean it is.
// The report does not say which mean its 98,14% is; it fits the mean of the two
// group figures, so total over total stands beside it.
func (r *Round) figures2017() []Figure {
	so := r.share(Figure{Code: "may_tinh.so", Group: "so", Kind: GroupTotal, Printed: printed("98,70%"),
		Name: scoring.Text{Vi: "Máy tính trên CBCCVC: sở, ban, ngành", En: "Computers per staff member: departments"},
		Mean: scoring.Text{Vi: "tổng số máy tính / tổng số CBCCVC của nhóm", En: "computers of the group / staff of the group"},
	}, "may_tinh", "cbccvc")
	huyen := r.share(Figure{Code: "may_tinh.huyen", Group: "huyen", Kind: GroupTotal, Printed: printed("97,58%"),
		Name: scoring.Text{Vi: "Máy tính trên CBCCVC: huyện, thị xã, thành phố", En: "Computers per staff member: districts"},
		Mean: scoring.Text{Vi: "tổng số máy tính / tổng số CBCCVC của nhóm", En: "computers of the group / staff of the group"},
	}, "may_tinh", "cbccvc")
	half, _ := scoring.Frac(1, 2)
	both := Figure{Code: "may_tinh.mean", Kind: MeanOfGroups, Percent: true, Printed: printed("98,14%"), Value: so.Value.Add(huyen.Value).Mul(half),
		Name: scoring.Text{Vi: "Máy tính trên CBCCVC: toàn tỉnh, theo nhóm", En: "Computers per staff member: province, by groups"},
		Mean: scoring.Text{Vi: "trung bình cộng của hai tỷ lệ trên; báo cáo không nêu cách tính, cách này khớp", En: "plain mean of the two figures above; the report does not name its mean, this one fits"}}
	total := r.share(Figure{Code: "may_tinh.total", Kind: TotalTotal,
		Name: scoring.Text{Vi: "Máy tính trên CBCCVC: toàn tỉnh, theo tổng số", En: "Computers per staff member: province, in total"},
		Mean: scoring.Text{Vi: "tổng số máy tính / tổng số CBCCVC của cả 27 cơ quan", En: "computers of all 27 agencies / their staff"},
	}, "may_tinh", "cbccvc")
	mail := r.share(Figure{Code: "thu_dien_tu.total", Kind: TotalTotal, Printed: printed("97%"),
		Name: scoring.Text{Vi: "Sử dụng hệ thống thư điện tử của tỉnh", En: "Use of the provincial e-mail system"},
		Mean: scoring.Text{Vi: "tổng số hộp thư hoạt động / tổng số CBCCVC phải được cấp hộp thư", En: "active mailboxes / staff who must have one, all agencies"},
	}, "hop_thu_hoat_dong_90ngay", "cbccvc_phai_cap")
	portals := r.tally(Figure{Code: "cong_ttdt.total", Percent: true, Printed: printed("100%"),
		Name: scoring.Text{Vi: "Cơ quan có cổng, trang thông tin điện tử", En: "Agencies with a portal or web site"},
		Mean: scoring.Text{Vi: "số cơ quan có / số cơ quan", En: "agencies that have one / agencies"},
	}, "muc_ap_dung")
	network := func(group, vi, en, count string) Figure {
		return r.tally(Figure{Code: "tslcd." + group, Group: group, Printed: printed(count),
			Name: scoring.Text{Vi: vi + " trên mạng truyền số liệu chuyên dùng", En: en + " on the dedicated data network"},
			Mean: scoring.Text{Vi: "số cơ quan đã kết nối / số cơ quan của nhóm", En: "agencies connected / agencies of the group"},
		}, "co_ket_noi")
	}
	return []Figure{so, huyen, both, total, mail, portals,
		network("so", "Sở, ban, ngành", "Departments", "19"), network("huyen", "Huyện, thị xã, thành phố", "Districts", "8")}
}

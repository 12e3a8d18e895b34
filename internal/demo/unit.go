package demo

import "github.com/sansang-project/sansang/scoring"

// unit is one agency before its data are invented.
type unit struct {
	code, name, group string
	staff             int // about how many people work there
	tilt              int // ‰ by which it is readier than its like; set by hand so that a reader who knows the province finds the ranking believable
	under             int // affiliated units that should be on the network
	services          int // administrative procedures fit for online handling; 0: it handles none
}

// kin are the traits shared by the units of a kind.
type kin struct {
	readiness  int    // ‰, of a unit without tilt
	jitter     int    // ‰, see dice.bell
	leaders    [2]int // heads and deputies
	documents  [2]int // outgoing documents a member of staff and year
	cases      [2]int // applications for one procedure and year
	bandwidth  [2]int // Mbps of the lines to the Internet, in steps of 10
	systems    [2]int // own information systems
	servers    [2]int // own servers
	projects   [2]int // ICT projects of the year
	experts    [2]int // dedicated ICT officers
	checklist  int    // mandatory items of a portal
	noServices string // reason in Vietnamese why the items of services do not apply; "" where the framework does not ask
	spans      spans  // of the shares
	likely     likely // of the yes/no items
}

// agency gives the unit as a round freezes it.
func (u *unit) agency() scoring.Agency {
	return scoring.Agency{Code: u.code, Name: u.name, Group: u.group}
}

// units2017 are the 27 agencies of the report: it counts 19 departments and 8
// districts without naming them. The names are those of that year from general
// knowledge, and so are the communes under each district (126 in all).
var units2017 = []unit{
	{"vp-ubnd", "Văn phòng UBND tỉnh", "so", 72, 260, 3, 0},
	{"so-noi-vu", "Sở Nội vụ", "so", 52, 110, 3, 74},
	{"so-tu-phap", "Sở Tư pháp", "so", 36, 20, 4, 96},
	{"so-kh-dt", "Sở Kế hoạch và Đầu tư", "so", 48, 170, 2, 88},
	{"so-tai-chinh", "Sở Tài chính", "so", 55, 200, 1, 31},
	{"so-cong-thuong", "Sở Công Thương", "so", 50, -30, 2, 102},
	{"so-nn-ptnt", "Sở Nông nghiệp và Phát triển nông thôn", "so", 118, -150, 12, 94},
	{"so-gtvt", "Sở Giao thông vận tải", "so", 58, 10, 3, 81},
	{"so-xay-dung", "Sở Xây dựng", "so", 46, -10, 3, 47},
	{"so-tn-mt", "Sở Tài nguyên và Môi trường", "so", 62, 60, 6, 83},
	{"so-tt-tt", "Sở Thông tin và Truyền thông", "so", 34, 330, 1, 38},
	{"so-ld-tb-xh", "Sở Lao động – Thương binh và Xã hội", "so", 56, -110, 8, 69},
	{"so-vh-tt-dl", "Sở Văn hóa, Thể thao và Du lịch", "so", 60, -190, 9, 92},
	{"so-kh-cn", "Sở Khoa học và Công nghệ", "so", 42, 130, 3, 43},
	{"so-gd-dt", "Sở Giáo dục và Đào tạo", "so", 54, 40, 14, 62},
	{"so-y-te", "Sở Y tế", "so", 58, -60, 13, 118},
	{"thanh-tra", "Thanh tra tỉnh", "so", 38, -230, 0, 0},
	{"bql-kcn", "Ban Quản lý các khu công nghiệp", "so", 44, 70, 2, 39},
	{"vien-ktxh", "Viện Nghiên cứu phát triển kinh tế – xã hội", "so", 30, -320, 0, 0},

	{"tp-bac-ninh", "Thành phố Bắc Ninh", "huyen", 190, 240, 19, 228},
	{"tx-tu-son", "Thị xã Từ Sơn", "huyen", 165, 150, 12, 224},
	{"h-tien-du", "Huyện Tiên Du", "huyen", 150, 60, 14, 219},
	{"h-yen-phong", "Huyện Yên Phong", "huyen", 152, -10, 14, 217},
	{"h-que-vo", "Huyện Quế Võ", "huyen", 168, 20, 21, 221},
	{"h-thuan-thanh", "Huyện Thuận Thành", "huyen", 158, -60, 18, 218},
	{"h-gia-binh", "Huyện Gia Bình", "huyen", 130, -200, 14, 214},
	{"h-luong-tai", "Huyện Lương Tài", "huyen", 128, -150, 14, 215},
}

// departments2025 are the departments after the reorganisation of 2025, from
// general knowledge: those of the old province of Bắc Ninh only, with what
// each took over.
var departments2025 = []unit{
	{"vp-ubnd", "Văn phòng UBND tỉnh", "", 118, 190, 4, 0},
	{"so-noi-vu", "Sở Nội vụ", "", 132, 60, 9, 112},
	{"so-tu-phap", "Sở Tư pháp", "", 74, 20, 5, 108},
	{"so-tai-chinh", "Sở Tài chính", "", 148, 150, 4, 121},
	{"so-cong-thuong", "Sở Công Thương", "", 96, 0, 4, 124},
	{"so-nn-mt", "Sở Nông nghiệp và Môi trường", "", 246, -90, 22, 168},
	{"so-xay-dung", "Sở Xây dựng", "", 152, -20, 9, 139},
	{"so-kh-cn", "Sở Khoa học và Công nghệ", "", 116, 260, 6, 92},
	{"so-vh-tt-dl", "Sở Văn hóa, Thể thao và Du lịch", "", 104, -110, 14, 118},
	{"so-gd-dt", "Sở Giáo dục và Đào tạo", "", 92, 80, 31, 86},
	{"so-y-te", "Sở Y tế", "", 108, -40, 29, 132},
	{"so-dt-tg", "Sở Dân tộc và Tôn giáo", "", 48, -170, 1, 34},
	{"thanh-tra", "Thanh tra tỉnh", "", 124, -130, 0, 0},
	{"bql-kcn", "Ban Quản lý các khu công nghiệp", "", 86, 70, 3, 52},
}

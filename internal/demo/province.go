package demo

import (
	"strings"

	"github.com/sansang-project/sansang/internal/ground/agency"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// The set of groups in which rounds rank, and its groups; and the set of what
// communes are by law.
const (
	setCommunes      = "cap-xa"
	setRanking       = "xep-hang"
	groupDepartment  = "so"
	groupHandling    = "so-co-tthc"
	groupNotHandling = "so-khong-tthc"
	groupDistrict    = "huyen"
	groupCommune     = "xa"
)

// rankingSet nests its groups as the frameworks of 2017 and 2026 name them.
func rankingSet() agency.Set {
	return agency.Set{Code: setRanking, Name: agency.Name{Vi: "Nhóm xếp hạng", En: "Ranking groups"}, Groups: []agency.Group{
		{Code: groupDepartment, Name: agency.Name{Vi: "Sở, ban, ngành", En: "Departments"}},
		{Code: groupHandling, Parent: groupDepartment, Name: agency.Name{Vi: "Sở, ban, ngành có giải quyết thủ tục hành chính", En: "Departments that handle administrative procedures"}},
		{Code: groupNotHandling, Parent: groupDepartment, Name: agency.Name{Vi: "Sở, ban, ngành không giải quyết thủ tục hành chính", En: "Departments that handle none"}},
		{Code: groupDistrict, Name: agency.Name{Vi: "Huyện, thị xã, thành phố", En: "Districts"}},
		{Code: groupCommune, Name: agency.Name{Vi: "Xã, phường", En: "Communes and wards"}},
	}}
}

// communeSet groups communes by what they are by law; townships are no more.
func communeSet() agency.Set {
	return agency.Set{Code: setCommunes, Name: agency.Name{Vi: "Loại đơn vị hành chính cấp xã", En: "Kinds of commune-level units"}, Groups: []agency.Group{
		{Code: "commune", Name: agency.Name{Vi: "Xã", En: "Communes"}},
		{Code: "ward", Name: agency.Name{Vi: "Phường", En: "Wards"}},
		{Code: "township", Name: agency.Name{Vi: "Thị trấn", En: "Townships"}},
	}}
}

// The days of the province's history. What began before is not known to this
// demonstration: its agencies open on the day from which the data hold.
const (
	dayProvinces agency.Day = "1997-01-01" // Bắc Ninh and Bắc Giang, once Hà Bắc
	dayOffices   agency.Day = "2016-01-01" // the departments and districts of the round of 2017
	dayFormer    agency.Day = "2025-01-01" // former communes, and the departments and districts of Bắc Giang
	dayNew       agency.Day = "2025-07-01" // two levels of government
)

const (
	oldProvince   = "tinh-bac-ninh-cu"
	otherProvince = "tinh-bac-giang"
	newProvince   = "tinh-bac-ninh"
)

// nq1658 made the 99 communes. The resolutions that made the departments are not
// known here, which their numbers show.
var (
	nq1658 = agency.Decision{Number: "1658/NQ-UBTVQH15", Date: "2025-06-16"}
	nq202  = agency.Decision{Number: "202/2025/QH15", Date: "2025-06-12"}
	nqHdnd = agency.Decision{Number: "…/NQ-HĐND", Date: "2025-07-01"}
)

// districts2017 gives the code under which the round of 2017 has a district, by
// the name that it had in the end.
var districts2017 = map[string]string{
	"Thành phố Bắc Ninh": "tp-bac-ninh", "Thành phố Từ Sơn": "tx-tu-son", "Huyện Tiên Du": "h-tien-du", "Huyện Yên Phong": "h-yen-phong",
	"Thị xã Quế Võ": "h-que-vo", "Thị xã Thuận Thành": "h-thuan-thanh", "Huyện Gia Bình": "h-gia-binh", "Huyện Lương Tài": "h-luong-tai",
}

func districtCode(name string) string {
	if code, ok := districts2017[name]; ok {
		return code
	}
	return slug(name)
}

// slug makes a code of names; of a former commune with its district, since two
// were called xã Đồng Tiến.
func slug(names ...string) string {
	return strings.ReplaceAll(text.Plain(strings.Join(names, " ")), " ", "-")
}

func kindOf(name string) agency.Kind {
	switch first, _, _ := strings.Cut(name, " "); first {
	case "Xã":
		return "commune"
	case "Phường":
		return "ward"
	}
	return "township"
}

// english names what a list of communes or districts calls by its kind first.
func english(name string) string {
	for _, k := range [][2]string{
		{"Thành phố ", " City"}, {"Thị xã ", " Town"}, {"Huyện ", " District"}, {"Phường ", " Ward"}, {"Xã ", " Commune"}, {"Thị trấn ", " Township"}, {"Tỉnh ", " Province"},
	} {
		if rest, ok := strings.CutPrefix(name, k[0]); ok {
			return rest + k[1]
		}
	}
	return officesEnglish[name]
}

var officesEnglish = map[string]string{
	"Văn phòng UBND tỉnh": "Office of the People's Committee", "Thanh tra tỉnh": "Inspectorate", "Sở Nội vụ": "Department of Home Affairs",
	"Sở Tư pháp": "Department of Justice", "Sở Kế hoạch và Đầu tư": "Department of Planning and Investment", "Sở Tài chính": "Department of Finance",
	"Sở Công Thương": "Department of Industry and Trade", "Sở Nông nghiệp và Phát triển nông thôn": "Department of Agriculture and Rural Development",
	"Sở Giao thông vận tải": "Department of Transport", "Sở Xây dựng": "Department of Construction",
	"Sở Tài nguyên và Môi trường":                 "Department of Natural Resources and Environment",
	"Sở Thông tin và Truyền thông":                "Department of Information and Communications",
	"Sở Lao động – Thương binh và Xã hội":         "Department of Labour, Invalids and Social Affairs",
	"Sở Văn hóa, Thể thao và Du lịch":             "Department of Culture, Sports and Tourism",
	"Sở Khoa học và Công nghệ":                    "Department of Science and Technology",
	"Sở Giáo dục và Đào tạo":                      "Department of Education and Training",
	"Sở Y tế":                                     "Department of Health",
	"Ban Quản lý các khu công nghiệp":             "Industrial Zones Authority",
	"Viện Nghiên cứu phát triển kinh tế – xã hội": "Institute for Socio-Economic Development Studies",
	"Sở Nông nghiệp và Môi trường":                "Department of Agriculture and Environment",
	"Sở Dân tộc và Tôn giáo":                      "Department of Ethnic and Religious Affairs",
	"Ban Dân tộc":                                 "Committee for Ethnic Affairs",
}

// founded is an agency that opens on a day, in a group of the ranking set.
func founded(on agency.Day, code, name string, kind agency.Kind, parent, group string) agency.Agency {
	a := agency.Agency{Code: code, Versions: []agency.Version{{From: on, Name: agency.Name{Vi: name, En: english(name)}, Kind: kind, Parent: parent}}}
	if group != "" {
		a.Members = []agency.Member{{Set: setRanking, Group: group, From: on}}
	}
	if group == groupCommune {
		a.Members = append(a.Members, agency.Member{Set: setCommunes, Group: string(kind), From: on})
	}
	a.Contacts = contacts[code]
	return a
}

func arrow(from, to string) agency.Link { return agency.Link{From: from, To: to} }

// history gives the orders that make the province as it is today, in time.
func history() []agency.Order {
	provinces := agency.Order{On: dayProvinces, Found: []agency.Agency{
		founded(dayProvinces, oldProvince, "Tỉnh Bắc Ninh", "province", "", ""),
		founded(dayProvinces, otherProvince, "Tỉnh Bắc Giang", "province", "", ""),
	}}
	offices := agency.Order{On: dayOffices}
	for _, u := range units2017 {
		kind, group := agency.Kind("department"), officeGroup(&u)
		if u.group == groupDistrict {
			kind, group = "district", groupDistrict
		}
		offices.Found = append(offices.Found, founded(dayOffices, u.code, u.name, kind, oldProvince, group))
	}
	renamed := func(on agency.Day, d agency.Decision, pairs ...string) agency.Order {
		o := agency.Order{On: on, Decision: d}
		for i := 0; i < len(pairs); i += 2 {
			o.Steps = append(o.Steps, agency.Step{How: agency.Rename, Links: []agency.Link{arrow(pairs[i], pairs[i])}, Name: agency.Name{Vi: pairs[i+1], En: english(pairs[i+1])}})
		}
		return o
	}
	former := agency.Order{On: dayFormer, Found: officesOfBacGiang()}
	for _, d := range Districts() {
		if d.Province == "Bắc Giang" {
			former.Found = append(former.Found, founded(dayFormer, districtCode(d.Name), d.Name, "district", otherProvince, groupDistrict))
		}
	}
	for _, c := range Communes() {
		for _, name := range c.Predecessors {
			code := slug(name, c.FormerDistrict)
			if len(c.Predecessors) == 1 {
				code = c.Code // goes on
			}
			former.Found = append(former.Found, founded(dayFormer, code, name, kindOf(name), districtCode(c.FormerDistrict), groupCommune))
		}
	}
	return []agency.Order{provinces, offices,
		renamed("2021-11-01", agency.Decision{Number: "387/NQ-UBTVQH15", Date: "2021-09-22"}, "tx-tu-son", "Thành phố Từ Sơn"),
		renamed("2023-04-10", agency.Decision{Number: "723/NQ-UBTVQH15", Date: "2023-02-13"}, "h-que-vo", "Thị xã Quế Võ", "h-thuan-thanh", "Thị xã Thuận Thành"),
		former,
		// The new province opens first and the old ones end last, since what lies
		// under them moves between.
		{On: dayNew, Decision: nq202, Found: []agency.Agency{founded(dayNew, newProvince, "Tỉnh Bắc Ninh", "province", "", "")}},
		communesOf2025(), departmentsOf2025(),
		{On: dayNew, Decision: nq202, Steps: []agency.Step{{How: agency.Merge, Links: []agency.Link{arrow(oldProvince, newProvince), arrow(otherProvince, newProvince)}}}},
	}
}

// communesOf2025 merges the communes and passes the districts' tasks on.
func communesOf2025() agency.Order {
	o := agency.Order{On: dayNew, Decision: nq1658}
	for _, c := range Communes() {
		if len(c.Predecessors) == 1 {
			o.Steps = append(o.Steps, agency.Step{How: agency.Reparent, Links: []agency.Link{arrow(c.Code, c.Code)}, Parent: newProvince})
			continue
		}
		made := founded(dayNew, c.Code, c.Name, kindOf(c.Name), newProvince, groupCommune)
		made.Versions[0].Official = c.Code
		o.Found = append(o.Found, made)
		merge := agency.Step{How: agency.Merge}
		for _, name := range c.Predecessors {
			merge.Links = append(merge.Links, arrow(slug(name, c.FormerDistrict), c.Code))
		}
		o.Steps = append(o.Steps, merge)
	}
	for _, d := range Districts() {
		step := agency.Step{How: agency.Abolish}
		for _, code := range d.Communes {
			step.Links = append(step.Links, arrow(districtCode(d.Name), code))
		}
		o.Steps = append(o.Steps, step)
	}
	return o
}

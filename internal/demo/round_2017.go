package demo

import "github.com/sansang-project/sansang/scoring"

// seed2017 is the date of the report, 19/01/2018, read as a number.
const seed2017 = 20180119

// The sums behind the figures of the report. Departments: 987/1000 is 98,70%
// exactly. Districts: 97,58% exactly would need a staff of 5000 or a multiple,
// far more than eight districts have, so 1210/1240 = 97,580…% is what is printed
// as 97,58%; the mean of the two is then 98,140…%. Mail: 2037/2100 is 97% exactly.
const (
	staffOfDepartments, machinesOfDepartments = 1000, 987
	staffOfDistricts, machinesOfDistricts     = 1240, 1210
	staffWithMailbox, activeMailboxes         = 2100, 2037
)

// Round2017 invents the round of the report: 19 departments and 8 districts.
func Round2017() *Round {
	departments := settleStaff(seed2017, group(units2017, "so"), staffOfDepartments)
	districts := settleStaff(seed2017, group(units2017, "huyen"), staffOfDistricts)
	r := &Round{
		Code:      "2017",
		Name:      scoring.Text{Vi: "Vòng đánh giá năm 2017 (minh họa)", En: "The round of 2017 (illustration)"},
		Framework: "ict-readiness-2017",
		Notice:    invented,
		Origin: scoring.Text{
			Vi: "Tên 19 sở, ban, ngành và 8 huyện, thị xã, thành phố theo hiểu biết chung; các tỷ lệ chung của tỉnh theo Báo Bắc Ninh ngày 19/01/2018; số liệu của từng cơ quan là giả định",
			En: "Names of the 19 departments and 8 districts from general knowledge; figures of the province from Báo Bắc Ninh, 19/01/2018; the data of each agency are invented"},
		Seed:  seed2017,
		Items: items,
	}
	var made []facts
	for _, u := range departments {
		r.Agencies = append(r.Agencies, u.agency())
		made = append(made, invent(seed2017, &u, &department2017))
	}
	for _, u := range districts {
		r.Agencies = append(r.Agencies, u.agency())
		made = append(made, invent(seed2017, &u, &district2017))
	}
	least := func(f facts) int { return f.number("cbccvc") * 93 / 100 }
	most := func(f facts) int { return f.number("cbccvc") * 104 / 100 }
	settleItem(seed2017, "machines of so", "may_tinh", made[:len(departments)], least, most, machinesOfDepartments)
	settleItem(seed2017, "machines of huyen", "may_tinh", made[len(departments):], least, most, machinesOfDistricts)
	settleItem(seed2017, "staff with mailbox", "cbccvc_phai_cap", made, func(f facts) int { return f.number("cbccvc") * 85 / 100 },
		func(f facts) int { return f.number("cbccvc") }, staffWithMailbox)
	settleItem(seed2017, "active mailboxes", "hop_thu_hoat_dong_90ngay", made, func(f facts) int { return f.number("cbccvc_phai_cap") * 88 / 100 },
		func(f facts) int { return f.number("cbccvc_phai_cap") }, activeMailboxes)
	for i, f := range made {
		f.workstations(newDice(seed2017, r.Agencies[i].Code+"/workstations"))
	}
	r.fill(made)
	r.happen2017()
	r.Figures = r.figures2017()
	return r
}

// group gives the units of one group.
func group(us []unit, code string) []unit {
	var out []unit
	for _, u := range us {
		if u.group == code {
			out = append(out, u)
		}
	}
	return out
}

// fill lays the facts out as the table of answers.
func (r *Round) fill(made []facts) {
	for _, f := range made {
		row := make([]Answer, len(r.Items))
		for j, item := range r.Items {
			row[j] = f[item]
		}
		r.Answers = append(r.Answers, row)
	}
}

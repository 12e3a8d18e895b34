package demo

import "github.com/sansang-project/sansang/internal/ground/agency"

// ofBacGiang ends the codes of the departments of Bắc Giang, whose names are
// those of Bắc Ninh's.
const ofBacGiang = "-bac-giang"

// The agencies that only one of the two former provinces had, as this
// demonstration has it.
const (
	onlyBacNinh  = "vien-ktxh"
	onlyBacGiang = "ban-dan-toc" + ofBacGiang
)

// officeGroup gives the group in which a department is ranked.
func officeGroup(u *unit) string {
	if u.services == 0 {
		return groupNotHandling
	}
	return groupHandling
}

func departments2017() []*unit {
	var all []*unit
	for i := range units2017 {
		if units2017[i].group == groupDepartment {
			all = append(all, &units2017[i])
		}
	}
	return all
}

// officesOfBacGiang are the departments of the other former province: those that
// every province had by law, from general knowledge.
func officesOfBacGiang() []agency.Agency {
	var all []agency.Agency
	for _, u := range departments2017() {
		if u.code != onlyBacNinh {
			all = append(all, founded(dayFormer, u.code+ofBacGiang, u.name, "department", otherProvince, officeGroup(u)))
		}
	}
	return append(all, founded(dayFormer, onlyBacGiang, "Ban Dân tộc", "department", otherProvince, groupHandling))
}

// departmentsOf2025 has the departments of both former provinces come together:
// those of Bắc Ninh go on with the like of Bắc Giang, merge with others or pass
// their tasks on.
func departmentsOf2025() agency.Order {
	const note = "Theo hiểu biết chung; số nghị quyết cần bổ sung."
	o := agency.Order{On: dayNew, Decision: nqHdnd, Found: []agency.Agency{
		founded(dayNew, "so-nn-mt", "Sở Nông nghiệp và Môi trường", "department", newProvince, groupHandling),
		founded(dayNew, "so-dt-tg", "Sở Dân tộc và Tôn giáo", "department", newProvince, groupHandling),
	}}
	heirs := map[string]string{"so-kh-dt": "so-tai-chinh", "so-gtvt": "so-xay-dung", "so-tt-tt": "so-kh-cn", "so-nn-ptnt": "so-nn-mt", "so-tn-mt": "so-nn-mt"}
	var order []string
	merges := map[string][]agency.Link{}
	merge := func(from, to string) {
		if merges[to] == nil {
			order = append(order, to)
		}
		merges[to] = append(merges[to], arrow(from, to))
	}
	for _, u := range departments2017() {
		heir, ends := heirs[u.code]
		switch {
		case u.code == "so-ld-tb-xh":
			for _, from := range []string{u.code, u.code + ofBacGiang} {
				o.Steps = append(o.Steps, agency.Step{How: agency.Abolish, Note: note,
					Links: []agency.Link{arrow(from, "so-noi-vu"), arrow(from, "so-y-te"), arrow(from, "so-gd-dt")}})
			}
			continue
		case ends:
			merge(u.code, heir)
		default:
			heir = u.code
			o.Steps = append(o.Steps, agency.Step{How: agency.Reparent, Links: []agency.Link{arrow(u.code, u.code)}, Parent: newProvince})
		}
		if u.code != onlyBacNinh {
			merge(u.code+ofBacGiang, heir)
		}
	}
	for _, to := range order {
		o.Steps = append(o.Steps, agency.Step{How: agency.Merge, Links: merges[to], Note: note})
	}
	o.Steps = append(o.Steps,
		agency.Step{How: agency.Abolish, Links: []agency.Link{arrow(onlyBacGiang, "so-dt-tg")}, Note: note},
		agency.Step{How: agency.Transfer, Links: []agency.Link{arrow("so-noi-vu", "so-dt-tg")}, Note: "Chuyển nhiệm vụ quản lý nhà nước về tín ngưỡng, tôn giáo. " + note})
	return o
}

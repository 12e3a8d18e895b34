package demo

import "github.com/sansang-project/sansang/scoring"

// seed2026 is the day on which the 99 communes began, 01/07/2025, as a number.
const seed2026 = 20250701

// Cohort2026 invents a cohort of today: the departments of 2025 and the 99
// communes.
func Cohort2026() *Round {
	r := &Round{
		Code:      "2026",
		Name:      scoring.Text{Vi: "Vòng đánh giá năm 2026 (minh họa)", En: "The round of 2026 (illustration)"},
		Framework: "ict-readiness-2026",
		Notice:    invented,
		Origin: scoring.Text{
			Vi: "Tên và mã 99 xã, phường theo danh mục đơn vị hành chính cấp xã từ 01/07/2025; tên các sở, ban, ngành sau sắp xếp năm 2025 theo hiểu biết chung, chưa gồm các cơ quan chỉ có ở tỉnh Bắc Giang (cũ); toàn bộ số liệu là giả định",
			En: "Names and codes of the 99 communes from the list of commune-level units since 01/07/2025; names of the departments after the reorganisation of 2025 from general knowledge, without those that only the former province of Bắc Giang had; all data are invented"},
		Seed:  seed2026,
		Items: items,
	}
	var made []facts
	add := func(u unit, k *kin) {
		u.staff += newDice(seed2026, u.code+"/staff").bell(max(u.staff/25, 1))
		r.Agencies = append(r.Agencies, u.agency())
		made = append(made, invent(seed2026, &u, k))
	}
	for _, u := range departments2025 {
		u.group = "so-co-tthc"
		if u.services == 0 {
			u.group = "so-khong-tthc"
		}
		add(u, &department2026)
	}
	for _, c := range Communes() {
		u, k := c.unit()
		add(u, k)
	}
	r.fill(made)
	r.happen2026()
	return r
}

// tilts2026 are the traits, in ‰, that communes share with the district that
// they come from: towns have lines and people, the hills have fewer.
var tilts2026 = map[string]int{
	"Thành phố Bắc Giang": 70, "Thành phố Bắc Ninh": 80, "Thành phố Từ Sơn": 60, "Thị xã Việt Yên": 20, "Thị xã Quế Võ": 10,
	"Huyện Lục Nam": -40, "Huyện Yên Thế": -50, "Huyện Lục Ngạn": -90, "Huyện Sơn Động": -110,
}

// unit gives a commune as a unit: a ward has more people, a commune made of
// many more of them.
func (c *Commune) unit() (unit, *kin) {
	d := newDice(seed2026, c.Code+"/size")
	u := unit{code: c.Code, name: c.Name, group: "xa", staff: 48 + 4*len(c.Predecessors) + d.between(0, 14), under: 3 + 2*len(c.Predecessors) + d.between(0, 3), services: d.between(318, 342)}
	u.tilt = tilts2026[c.FormerDistrict]
	if c.Kind == "Phường" {
		u.staff += 10
		return u, &phuong2026
	}
	return u, &xa2026
}

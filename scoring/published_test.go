package scoring

import (
	"strings"
	"testing"
)

// Published results whose parts were published too, reproduced by frameworks
// that say nothing but the formula. Figures of the parts and the results:
//
//	DTI 2020            QĐ 1726/QĐ-BTTTT of 12/10/2020; rows by province, data set vn-dti-provincial
//	ICT Index           reports of Bộ TT&TT and Hội Tin học Việt Nam after 2016, as quoted by vietnam.vn
//	PAR Index 2012      Bộ Nội vụ, appraised and surveyed scores, data set vn-par-master
//	computers per staff Báo Bắc Ninh, 19/01/2018
//	QĐ 922              table of points of the province set, QĐ 922/QĐ-BTTTT of 20/05/2022
const (
	dti2020 = `
code: dti
version: 2020
scale: 1
rounding: {mode: half_up, places: 4}
items:
  - {code: cqs, type: number, min: 0, max: 1}
  - {code: kts, type: number, min: 0, max: 1}
  - {code: xhs, type: number, min: 0, max: 1}
tree:
  code: DTI
  max: 1
  combine: mean
  children:
    - {code: CQS, name: Chính quyền số, max: 1, weight: 0.4, rule: {ratio: {of: cqs}}}
    - {code: KTS, name: Kinh tế số, max: 1, weight: 0.3, rule: {ratio: {of: kts}}}
    - {code: XHS, name: Xã hội số, max: 1, weight: 0.3, rule: {ratio: {of: xhs}}}
`
	ictIndex = `
code: ict
version: 2016
scale: 1
rounding: {mode: half_up, places: 4}
items:
  - {code: htkt, type: number, min: 0, max: 1}
  - {code: htnl, type: number, min: 0, max: 1}
  - {code: ud, type: number, min: 0, max: 1}
tree:
  code: ICT
  max: 1
  combine: mean
  children:
    - {code: HTKT, name: Hạ tầng kỹ thuật, max: 1, rule: {ratio: {of: htkt}}}
    - {code: HTNL, name: Hạ tầng nhân lực, max: 1, rule: {ratio: {of: htnl}}}
    - {code: UD, name: Ứng dụng, max: 1, rule: {ratio: {of: ud}}}
`
	// The split 62 + 38 is general knowledge; the sum does not depend on it.
	parIndex = `
code: par
version: 2012
items:
  - {code: moha, type: number, min: 0, max: 62}
  - {code: survey, type: number, min: 0, max: 38}
tree:
  code: PAR
  max: 100
  children:
    - {code: TD, name: Điểm thẩm định, max: 62, rule: {manual: {item: moha}}}
    - {code: XHH, name: Điểm điều tra xã hội học, max: 38, rule: {manual: {item: survey}}}
`
	// The report's overall figure is the plain mean of the two groups' figures.
	computers2017 = `
code: may-tinh
version: 2017
rounding: {mode: half_up, places: 2}
items:
  - {code: so, type: percent}
  - {code: huyen, type: percent}
tree:
  code: T
  max: 100
  combine: mean
  children:
    - {code: SO, max: 1, rule: {ratio: {of: so, target: 100}}}
    - {code: HUYEN, max: 1, rule: {ratio: {of: huyen, target: 100}}}
`
)

func TestPublishedResults(t *testing.T) {
	for _, c := range []struct {
		framework, who string
		parts          map[string]string
		published      string
	}{
		{dti2020, "Bắc Ninh", vals{"cqs": "0.4449", "kts": "0.3668", "xhs": "0.4052"}, "0.4096"},
		{ictIndex, "Đà Nẵng", vals{"htkt": "0.7908", "htnl": "0.7892", "ud": "0.9655"}, "0.8485"},
		{ictIndex, "Bộ Tài nguyên và Môi trường", vals{"htkt": "0.7469", "htnl": "0.6018", "ud": "0.9730"}, "0.7739"},
		{parIndex, "Đà Nẵng", vals{"moha": "53.25", "survey": "33.87"}, "87.12"},
		{parIndex, "Bắc Giang", vals{"moha": "53.75", "survey": "29"}, "82.75"},
		{computers2017, "tỉnh Bắc Ninh", vals{"so": "98.70", "huyen": "97.58"}, "98.14"},
		// Since 2022 the top formula is another one: the means of the pillars
		// of 2024 under the old weights give 0.7657, and 0.6961 was published.
		{dti2020, "mean of 2024", vals{"cqs": "0.7582", "kts": "0.7723", "xhs": "0.7692"}, "0.7657"},
	} {
		f := readBack(t, []byte(c.framework))
		r := ranked(t, cohortOf(t, compiled(t, f), answers{"u": c.parts}), Options{})
		if x, ok := r.Scaled(0, 0); !ok || !x.Equal(MustNum(c.published)) {
			t.Errorf("%s %s: %v, published %s", f.Code, c.who, x, c.published)
		}
	}
}

// Nine main indices of 98 components, 1,000 points; the sixth is not scored.
func TestPointsOfDecision922(t *testing.T) {
	var b strings.Builder
	b.WriteString("code: dti\nversion: 2022\nscale: 1\nitems:\n")
	points, components := []string{"100", "100", "100", "100", "100", "", "200", "150", "150"}, []int{10, 11, 7, 13, 12, 3, 22, 12, 8}
	tree := "tree:\n  code: DTI\n  max: 1000\n  children:\n"
	total := 0
	for i, p := range points {
		code := string(rune('1' + i))
		total += components[i]
		if p == "" {
			tree += "    - {code: N" + code + ", role: context}\n"
			continue
		}
		b.WriteString("  - {code: d" + code + ", type: number, min: 0, max: " + p + "}\n")
		tree += "    - {code: N" + code + ", max: " + p + ", rule: {manual: {item: d" + code + "}}}\n"
	}
	f := readBack(t, []byte(b.String()+tree))
	if fs := Check(f); len(fs) > 0 || total != 98 {
		t.Fatalf("%v, %d components", fs, total)
	}
	r := ranked(t, cohortOf(t, compiled(t, f), answers{"u": {"d1": "75.5", "d7": "151.01"}}), Options{})
	if x, _ := r.Scaled(0, 0); x.String() != "0.22651" {
		t.Errorf("%v", x)
	}
}

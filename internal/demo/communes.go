package demo

import (
	_ "embed"
	"encoding/csv"
	"fmt"
	"slices"
	"strings"
)

// communesCSV lists the 99 commune-level units of Bắc Ninh from 01/07/2025, with
// what was merged into each: compiled from two public lists of codes and counted
// against the published totals (66 xã, 33 phường). Partial transfers are left
// out. To be checked against NQ 1658/NQ-UBTVQH15 before official use.
//
//go:embed data/communes_2025.csv
var communesCSV string

// Commune is one commune-level unit of 2025.
type Commune struct {
	Code           string   // 8 digits, as public systems use it
	Name           string   // with its kind: "Phường Kinh Bắc"
	Kind           string   // "Xã" or "Phường"
	FormerDistrict string   // dissolved on 01/07/2025, by its name of that day
	FormerProvince string   // "Bắc Ninh" or "Bắc Giang"
	Predecessors   []string // former communes; their key is name + former district
}

// Communes gives the 99 communes of 2025 by the last three digits of their
// codes, which is the order of the list.
func Communes() []Commune {
	rows, err := csv.NewReader(strings.NewReader(communesCSV)).ReadAll()
	if err != nil || len(rows) == 0 || len(rows[0]) != 6 {
		panic(fmt.Sprintf("demo: the embedded communes are damaged: %v", err))
	}
	out := make([]Commune, 0, len(rows)-1)
	for _, r := range rows[1:] {
		out = append(out, Commune{r[0], r[1], r[2], r[3], r[4], strings.Split(r[5], "; ")})
	}
	return out
}

// District is a district of before 01/07/2025 with the communes that lie on
// its area today. A district passed its tasks on to all of them.
type District struct {
	Name     string
	Province string
	Communes []string // codes
}

// Districts gives the former districts in the order in which the list of
// communes first names them.
func Districts() []District {
	var out []District
	for _, c := range Communes() {
		i := slices.IndexFunc(out, func(d District) bool { return d.Name == c.FormerDistrict })
		if i < 0 {
			i = len(out)
			out = append(out, District{Name: c.FormerDistrict, Province: c.FormerProvince})
		}
		out[i].Communes = append(out[i].Communes, c.Code)
	}
	return out
}

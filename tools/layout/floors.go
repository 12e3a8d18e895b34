package layout

import (
	"fmt"
	"slices"
	"strings"
)

// floors holds the table to the picture above it: a floor reaches only down,
// no wing reaches another, and no chain of permissions closes.
func (m *Map) floors() []Fault {
	var faults []Fault
	bad := func(r *Row, format string, args ...any) {
		faults = append(faults, Fault{RuleTable, MapFile, r.Line, fmt.Sprintf(format, args...)})
	}
	for _, r := range m.Rows {
		for _, t := range m.Rows {
			if t == r || !allows(r.Imports, t.Folder) {
				continue
			}
			if from, to := floorOf(r), floorOf(t); !reaches(from, to) {
				bad(r, "%s (%s) may not be given %s (%s)", r.Folder, from, t.Folder, to)
			}
		}
	}
	for _, circle := range m.circles() {
		bad(m.Find(circle[0]), "circle of permissions: %s", strings.Join(append(circle, circle[0]), " → "))
	}
	return faults
}

// floorOf names the floor a row stands on, from its kind and path: the wings
// are "wing steering" and so on.
func floorOf(r *Row) string {
	part := strings.Split(r.Folder, "/")
	switch {
	case r.Kind == "pure":
		return "public"
	case r.Kind == "slice" && len(part) > 2 && part[1] != "ground":
		return "wing " + part[1]
	case r.Kind == "slice":
		return "ground"
	default:
		return r.Kind
	}
}

func reaches(from, to string) bool {
	switch {
	case from == "public", from == "platform":
		return to == from
	case from == "ground":
		return to == "ground" || to == "platform"
	case strings.HasPrefix(from, "wing "):
		return to == from || slices.Contains([]string{"ground", "platform", "public"}, to)
	case from == "front":
		return to != "tools" && to != "tests" && to != "program"
	case from == "program":
		return to == "front"
	case from == "data":
		return to == "data"
	default: // tools and tests stand outside the house
		return true
	}
}

// circles lists folders that may, over any chain, import themselves.
func (m *Map) circles() [][]string {
	var out [][]string
	state := map[string]int{} // 1 on the way, 2 done
	var way []string
	var walk func(r *Row)
	walk = func(r *Row) {
		state[r.Folder] = 1
		way = append(way, r.Folder)
		for _, t := range m.Rows {
			if t == r || !allows(r.Imports, t.Folder) {
				continue
			}
			switch state[t.Folder] {
			case 0:
				walk(t)
			case 1:
				out = append(out, slices.Clone(way[slices.Index(way, t.Folder):]))
			}
		}
		way = way[:len(way)-1]
		state[r.Folder] = 2
	}
	for _, r := range m.Rows {
		if state[r.Folder] == 0 {
			walk(r)
		}
	}
	return out
}

package criteria

import (
	"fmt"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

// fromScoring makes a fault of the platform of one of scoring, whose sentence it
// carries in both languages.
func fromScoring(f *scoring.Fault, at fault.Place) *fault.Fault {
	bare := *f
	bare.Source, bare.Line, bare.Column, bare.Path = "", 0, 0, ""
	out := fault.New(fault.Invalid, "criteria.framework.fault", fault.Args{
		"what": scoring.Text{Vi: bare.Text("vi"), En: bare.Text("en")},
	})
	out.Cause = f
	out.Warning = f.Severity == scoring.Warns
	return out.WithPlace(at)
}

// addScoring notes what scoring found wrong with the text of one cell.
func (r *reading) addScoring(err error, c sheet.Cell) {
	for _, f := range scoringFaults(err) {
		r.add(fromScoring(f, c.Place()))
	}
}

// check lints the framework and puts each fault at its cell. What follows from
// cells already reported is left out.
func (r *reading) check(f *scoring.Framework) {
	for _, found := range scoring.Lint(f) {
		at := r.place(found.Path, found.Code)
		if r.follows(f, found, at) {
			continue
		}
		r.add(fromScoring(found, at))
	}
}

// follows tells whether a fault may come from one that was reported already.
func (r *reading) follows(whole *scoring.Framework, f *scoring.Fault, at fault.Place) bool {
	if !r.faults.Stops() {
		return false
	}
	if r.spoilt[at.String()] || f.Code == "node.max_sum" && whole.Root != nil && r.childSpoilt(whole.Root, f.Path) {
		return true
	}
	from := map[scoring.FaultCode][]string{
		"node.max_sum":          {"node.parent", "node.code", "node.twice", "node.role"},
		"node.empty":            {"node.rule", "node.parent", "node.code", "node.twice"},
		"node.no_scored":        {"node.parent", "node.code", "node.role"},
		"node.unknown":          {"node.code", "node.parent"},
		"item.unknown":          {"item.code"},
		"item.unused":           {"item.code", "node.rule", "node.when", "band.require", "gate.require", "node.code", "node.parent", "node.twice"},
		"item.no_options":       {"option.ofItem", "option.code", "item.none"},
		"choice.unknown_option": {"option.code", "item.none"},
		"choice.no_case":        {"option.code"},
		"manual.no_rubric":      {"node.none", "node.code", "rubric.ofNode"},
		"item.levels":           {"item.most", "item.least"},
		"item.type":             {"item.type"},
		"group.unknown":         {"group.code"},
		"band.unknown":          {"band.code"},
		"band.gap":              {"band.from", "band.below", "band.code"},
		"band.overlap":          {"band.from", "band.below", "band.code"},
		"band.top":              {"band.from", "band.below", "band.code", "setting.scale"},
		"band.floor":            {"band.from", "band.below", "band.code"},
		"range.empty":           {"band.from", "band.below", "item.least", "item.most", "setting.adjustLeast", "setting.adjustMost"},
		"manual.range":          {"node.max"},
		"rubric.range":          {"node.max", "rubric.fromPoints", "rubric.toPoints"},
		"code.form":             {"setting.setting", "setting.value", "setting.frameworkCode"},
		"tree.none":             {"node.code", "node.parent"},
		"weight.unused":         {"node.combine"},
	}
	return slices.ContainsFunc(from[f.Code], func(key string) bool { return r.spoiltKeys[key] })
}

// childSpoilt tells whether the maximum of a child of the node at a path was
// reported already, so that their sum is not known.
func (r *reading) childSpoilt(n *scoring.Node, path string) bool {
	if at := "node " + n.Code + ".max"; at != path {
		return slices.ContainsFunc(n.Children, func(c *scoring.Node) bool { return r.childSpoilt(c, path) })
	}
	return slices.ContainsFunc(n.Children, func(c *scoring.Node) bool {
		return r.spoilt[r.place("node "+c.Code+".max", "").String()]
	})
}

// within names an element as scoring does: "item a.options[2]", from 1.
func within(owner, list string, n int) string { return fmt.Sprintf("%s%s[%d]", owner, list, n) }

// place finds the cell of a path of scoring, such as "node A1.rule.parts[2]",
// "band tot.require[1]" or "framework.scale". A code may itself hold dots, so
// that the longest known beginning counts. What has no cell has its file.
func (r *reading) place(path string, code scoring.FaultCode) fault.Place {
	for end := len(path); end > 0; end = strings.LastIndexAny(path[:end], ".[") {
		at, ok := r.rows[path[:end]]
		if !ok {
			continue
		}
		kind, _, _ := strings.Cut(path, " ")
		key := columnFor(kind, path[end:])
		switch {
		case path[end:] == "" && keyFor[code][kind] != "":
			key = keyFor[code][kind]
		case strings.HasPrefix(path, "framework."):
			key = "value"
		case strings.Contains(path[:end], ".rubric["):
			key = "toPoints"
		}
		if cell, ok := at.found.cell(at.row, key); ok {
			return cell.Place()
		}
		return at.found.sheet.Place(at.row.Number, 0)
	}
	if key, ok := settingFor[firstStep(path)]; ok && path != key {
		return r.place("framework."+key, code)
	}
	return fault.Place{File: r.book.Name, Field: path}
}

func firstStep(path string) string {
	if i := strings.IndexByte(path, '['); i > 0 {
		return path[:i]
	}
	return path
}

// settingFor gives the setting that holds what scoring names.
var settingFor = map[string]string{
	"framework.code":              "frameworkCode",
	"framework.name":              "frameworkName",
	"framework.ranking.nodes":     "rankedNodes",
	"framework.adjustments":       "adjustLeast",
	"framework.adjustments.nodes": "adjustNodes",
}

// keyFor gives the column of a fault that scoring finds in a row as a whole, by
// its code and the kind of row.
var keyFor = map[scoring.FaultCode]map[string]string{
	"band.gap":         {"band": "from"},
	"band.overlap":     {"band": "from"},
	"band.floor":       {"band": "from"},
	"band.top":         {"band": "below"},
	"range.empty":      {"band": "from", "item": "least"},
	"rule.over_max":    {"node": "max"},
	"rule.under_max":   {"node": "max"},
	"rule.below_zero":  {"node": "rule"},
	"node.empty":       {"node": "rule"},
	"node.both":        {"node": "rule"},
	"node.context":     {"node": "role"},
	"node.in_context":  {"node": "role"},
	"node.nested_role": {"node": "role"},
	"item.levels":      {"item": "most"},
	"item.no_options":  {"item": "type"},
	"item.options":     {"item": "type"},
	"item.no_range":    {"item": "least"},
	"gate.empty":       {"gate": "require"},
	"manual.no_rubric": {"node": "rule"},
	"name.missing":     {"node": "criterion", "item": "name", "band": "level", "gate": "name", "group": "name"},
}

// columnFor gives the column that holds a part of a row, by the beginning of the
// rest of its path.
func columnFor(kind, rest string) string {
	for _, c := range []struct{ kind, rest, key string }{
		{"node", ".max", "max"}, {"node", ".rule", "rule"}, {"node", ".role", "role"}, {"node", ".combine", "combine"},
		{"node", ".rescale", "rescale"}, {"node", ".rounding", "rounding"}, {"node", ".missing", "missing"},
		{"node", ".weight", "weight"}, {"node", ".overflow", "overflow"}, {"node", ".applies.groups", "groups"},
		{"node", ".applies.except", "except"}, {"node", ".applies.when", "when"},
		{"item", ".type", "type"}, {"item", ".options", "code"},
		{"band", ".require", "require"},
		{"gate", ".node", "ofNode"}, {"gate", ".cap", "cap"}, {"gate", ".groups", "groups"}, {"gate", ".require", "require"},
		{"group", ".parent", "parentGroup"},
	} {
		if c.kind == kind && strings.HasPrefix(rest, c.rest) {
			return c.key
		}
	}
	return "code"
}

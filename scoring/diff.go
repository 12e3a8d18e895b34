package scoring

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// ChangeKind says what happened to a part of a framework.
type ChangeKind string

// The kinds of change.
const (
	Added   ChangeKind = "added"
	Removed ChangeKind = "removed"
	Moved   ChangeKind = "moved" // under another parent, or in another order
	Changed ChangeKind = "changed"
)

// Change is one difference between two versions of a framework.
type Change struct {
	Kind   ChangeKind
	Path   string // "node A1.max", "item may_tinh", "framework.scale"
	Thing  Text   // what it is about: "tiêu chí A1 (Máy tính/CBCCVC)"
	Field  Text   // which of its properties, such as "điểm tối đa"; empty when added or removed
	Before Text   // empty: there was none
	After  Text   // empty: there is none
}

// Diff tells what is new in b against a, criterion by criterion: first the
// framework itself, then groups, items, levels, gates, and the tree in b's
// order, what was removed behind what stayed. Things are matched by their
// codes. The order of items, groups, levels and gates says nothing and is not
// compared; that of criteria under one parent is.
func Diff(a, b *Framework) []Change {
	d := &differ{fields: yamlFields{}}
	d.properties("framework", Text{Vi: "khung tiêu chí", En: "the framework"}, reflect.ValueOf(a).Elem(), reflect.ValueOf(b).Elem(),
		"groups", "items", "bands", "gates", "tree")
	diffList(d, "group", Text{Vi: "nhóm", En: "group"}, a.Groups, b.Groups, func(g *Group) (string, Text) { return g.Code, g.Name })
	diffList(d, "item", Text{Vi: "chỉ tiêu số liệu", En: "item"}, a.Items, b.Items, func(i *Item) (string, Text) { return i.Code, i.Name })
	diffList(d, "band", Text{Vi: "mức", En: "level"}, a.Bands, b.Bands, func(v *Band) (string, Text) { return v.Code, v.Name })
	diffList(d, "gate", Text{Vi: "điều kiện bắt buộc", En: "gate"}, a.Gates, b.Gates, func(g *Gate) (string, Text) { return g.Code, g.Name })
	d.tree(a.Root, b.Root)
	return d.out
}

// Text says the change in one sentence, in "vi" or "en".
func (c Change) Text(lang string) string {
	say := func(vi, en string) string { return Text{Vi: vi, En: en}.In(lang) }
	thing := c.Thing.In(lang)
	before, after := c.Before.In(lang), c.After.In(lang)
	mark := ""
	if before == after { // the other language alone changed
		before, after = c.Before.In(other(lang)), c.After.In(other(lang))
		mark = say(" (tiếng Anh)", " (Vietnamese)")
	}
	none := say("(không có)", "(none)")
	if before == "" {
		before = none
	}
	if after == "" {
		after = none
	}
	switch c.Kind {
	case Added:
		return say("Thêm ", "Added: ") + thing
	case Removed:
		return say("Bỏ ", "Removed: ") + thing
	case Moved:
		return say("Chuyển ", "Moved: ") + thing + say(": ", ", ") + c.Field.In(lang) + say(" từ ", " from ") + before + say(" thành ", " to ") + after
	}
	return say("Sửa ", "Changed: ") + thing + say(": ", ", ") + c.Field.In(lang) + mark + say(" từ ", " from ") + before + say(" thành ", " to ") + after
}

func other(lang string) string {
	if lang == "vi" {
		return "en"
	}
	return "vi"
}

type differ struct {
	fields yamlFields
	out    []Change
}

func (d *differ) add(c Change) { d.out = append(d.out, c) }

// thing names a part: its kind, its code, and its name where it has one.
func thing(kind Text, code string, name Text) Text {
	say := func(lang string) string {
		s := kind.In(lang) + " " + code
		if n := name.In(lang); n != "" {
			s += " (" + n + ")"
		}
		return s
	}
	return Text{Vi: say("vi"), En: say("en")}
}

// diffList compares two lists whose elements have codes.
func diffList[T any](d *differ, word string, kind Text, a, b []T, id func(*T) (string, Text)) {
	find := func(list []T, code string) *T {
		for i := range list {
			if c, _ := id(&list[i]); c == code {
				return &list[i]
			}
		}
		return nil
	}
	for i := range b {
		code, name := id(&b[i])
		if was := find(a, code); was == nil {
			d.add(Change{Kind: Added, Path: word + " " + code, Thing: thing(kind, code, name)})
		} else {
			d.properties(word+" "+code, thing(kind, code, name), reflect.ValueOf(was).Elem(), reflect.ValueOf(&b[i]).Elem())
		}
	}
	for i := range a {
		if code, name := id(&a[i]); find(b, code) == nil {
			d.add(Change{Kind: Removed, Path: word + " " + code, Thing: thing(kind, code, name)})
		}
	}
}

// properties compares two structs of one type, key by key.
func (d *differ) properties(path string, what Text, a, b reflect.Value, skip ...string) {
	for _, f := range d.fields.of(a.Type()) {
		if slices.Contains(skip, f.name) {
			continue
		}
		if was, ok := a.FieldByIndex(f.index).Interface().([]Reference); ok {
			d.references(path+"."+f.name, what, was, b.FieldByIndex(f.index).Interface().([]Reference))
			continue
		}
		before, after := d.show(a.FieldByIndex(f.index)), d.show(b.FieldByIndex(f.index))
		if before != after {
			d.add(Change{Kind: Changed, Path: path + "." + f.name, Thing: what, Field: d.property(a.Type(), f.name), Before: before, After: after})
		}
	}
}

// show gives a value as it is read: numbers with a decimal comma in Vietnamese,
// texts as they are, all else as in the file, on one line.
func (d *differ) show(v reflect.Value) Text {
	if empty(v) {
		return Text{}
	}
	if v.Kind() == reflect.Pointer {
		v = v.Elem()
	}
	switch x := v.Interface().(type) {
	case Text:
		return x
	case Num:
		return Text{Vi: strings.Replace(x.String(), ".", ",", 1), En: x.String()}
	case bool:
		return Text{Vi: "có", En: "yes"}
	}
	if v.Kind() == reflect.String {
		return Text{Vi: v.String(), En: v.String()}
	}
	e := &yamlWriter{fields: d.fields}
	s, err := onOneLine(e.value(v, ""))
	if err != nil || len(e.fs) > 0 {
		s = fmt.Sprintf("%+v", v.Interface())
	}
	return Text{Vi: s, En: s}
}

// placed is a node with where it hangs.
type placed struct {
	*Node
	parent string
}

// walkNodes gives the nodes in order, each code once.
func walkNodes(n *Node, parent string, seen map[string]placed, depth int) []placed {
	if n == nil || depth > maxDepth {
		return nil
	}
	var out []placed
	if _, twice := seen[n.Code]; !twice {
		seen[n.Code] = placed{n, parent}
		out = append(out, seen[n.Code])
	}
	for _, c := range n.Children {
		out = append(out, walkNodes(c, n.Code, seen, depth+1)...)
	}
	return out
}

func (d *differ) tree(a, b *Node) {
	kind := Text{Vi: "tiêu chí", En: "criterion"}
	was, is := map[string]placed{}, map[string]placed{}
	before := walkNodes(a, "", was, 0)
	for _, n := range walkNodes(b, "", is, 0) {
		path, what := "node "+n.Code, thing(kind, n.Code, n.Name)
		old, ok := was[n.Code]
		if !ok {
			d.add(Change{Kind: Added, Path: path, Thing: what})
			continue
		}
		if old.parent != n.parent {
			d.add(Change{Kind: Moved, Path: path, Thing: what, Field: Text{Vi: "mục cha", En: "parent"},
				Before: Text{Vi: old.parent, En: old.parent}, After: Text{Vi: n.parent, En: n.parent}})
		}
		d.properties(path, what, reflect.ValueOf(old.Node).Elem(), reflect.ValueOf(n.Node).Elem(), "children")
		if x, y := both(old.Node, n.Node), both(n.Node, old.Node); x != y {
			d.add(Change{Kind: Moved, Path: path + ".children", Thing: what, Field: Text{Vi: "thứ tự các mục con", En: "order of its parts"},
				Before: Text{Vi: x, En: x}, After: Text{Vi: y, En: y}})
		}
	}
	for _, n := range before {
		if _, ok := is[n.Code]; !ok {
			d.add(Change{Kind: Removed, Path: "node " + n.Code, Thing: thing(kind, n.Code, n.Name)})
		}
	}
}

// both gives the codes of the children of n that o has too, in n's order.
func both(n, o *Node) string {
	has := map[string]bool{}
	for _, c := range o.Children {
		if c != nil {
			has[c.Code] = true
		}
	}
	var out []string
	for _, c := range n.Children {
		if c != nil && has[c.Code] {
			out = append(out, c.Code)
		}
	}
	return strings.Join(out, ", ")
}

package scoring

import (
	"reflect"
	"strings"
)

// references compares two lists of legal bases document by document: which are
// new, what changed in those that stayed, which are gone, then their order.
func (d *differ) references(path string, of Text, a, b []Reference) {
	pairs := matchReferences(a, b)
	stayed := make([]bool, len(a))
	var before, after []string
	sorted, last := true, -1
	for j := range b {
		i := pairs[j]
		at, what := path+" "+b[j].Number, referenceThing(&b[j], of)
		if i < 0 {
			d.add(Change{Kind: Added, Path: at, Thing: what})
			continue
		}
		stayed[i] = true
		after = append(after, referenceCode(&b[j]))
		sorted, last = sorted && i > last, i
		d.properties(at, what, reflect.ValueOf(&a[i]).Elem(), reflect.ValueOf(&b[j]).Elem())
	}
	for i := range a {
		if stayed[i] {
			before = append(before, referenceCode(&a[i]))
		} else {
			d.add(Change{Kind: Removed, Path: path + " " + a[i].Number, Thing: referenceThing(&a[i], of)})
		}
	}
	if !sorted {
		x, y := strings.Join(before, "; "), strings.Join(after, "; ")
		d.add(Change{Kind: Moved, Path: path, Thing: of, Field: Text{Vi: "thứ tự căn cứ pháp lý", En: "order of its legal bases"},
			Before: Text{Vi: x, En: x}, After: Text{Vi: y, En: y}})
	}
}

// matchReferences gives for every reference of b the one of a that it goes on
// from, -1 where it is new: first those that are alike, then those of the same
// document and article, then those of the same document.
func matchReferences(a, b []Reference) []int {
	pairs, taken := make([]int, len(b)), make([]bool, len(a))
	for j := range pairs {
		pairs[j] = -1
	}
	for _, alike := range []func(x, y *Reference) bool{
		func(x, y *Reference) bool { return *x == *y },
		func(x, y *Reference) bool { return x.Number == y.Number && x.Article == y.Article },
		func(x, y *Reference) bool { return x.Number == y.Number },
	} {
		for j := range b {
			for i := 0; i < len(a) && pairs[j] < 0; i++ {
				if !taken[i] && alike(&a[i], &b[j]) {
					pairs[j], taken[i] = i, true
				}
			}
		}
	}
	return pairs
}

// referenceThing names a legal basis and what it is the basis of.
func referenceThing(r *Reference, of Text) Text {
	what := thing(Text{Vi: "căn cứ pháp lý", En: "legal basis"}, referenceCode(r), r.Text)
	return Text{Vi: what.Vi + " của " + of.Vi, En: what.En + " of " + of.En}
}

func referenceCode(r *Reference) string {
	if r.Article != "" {
		return r.Number + ", " + r.Article
	}
	return r.Number
}

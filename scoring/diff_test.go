package scoring

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"
)

func TestDiffInWords(t *testing.T) {
	a, b := sane(), sane()
	for _, f := range []*Framework{a, b} {
		f.Root.Children[0].Children[0].Name = Text{Vi: "Kết nối", En: "Connection"}
	}
	b.Root.Children[0].Max, b.Root.Children[0].Children[1].Max = MustNum("10.5"), MustNum("6.5")
	b.Root.Children[0].Children[0].Rule = &YesNoRule{Item: "y", Invert: true}
	b.Root.Children[0].Children[0].Name.En = "Link"
	b.Root.Children[1].Weight = num("2")
	b.Root.Children[2], b.Root.Children[1] = b.Root.Children[1], b.Root.Children[2]
	moved := b.Root.Children[3]
	b.Root.Children[3] = leaf("N", "2", &YesNoRule{Item: "y"})
	b.Root.Children[4].Children = []*Node{moved}
	b.Bands[0].From = Int(85)
	b.Gates[0].Cap = "tot"
	b.Items = append(b.Items[1:], Item{Code: "new", Type: Percent, Name: Text{Vi: "Số mới"}})
	b.Items[0].Unit = Text{Vi: "người", En: "people"}
	b.Groups[1].Parent = "so"
	b.Scale, b.Adjustments = num("5"), nil
	got := map[string][]string{}
	for _, c := range Diff(a, b) {
		got["vi"] = append(got["vi"], c.Text("vi"))
		got["en"] = append(got["en"], c.Text("en"))
	}
	want := map[string][]string{"vi": {
		"Sửa khung tiêu chí: thang điểm từ (không có) thành 5",
		"Sửa khung tiêu chí: giới hạn điều chỉnh điểm từ {min: -1, max: 0} thành (không có)",
		"Sửa nhóm xa: nhóm cha từ (không có) thành so",
		"Sửa chỉ tiêu số liệu b: đơn vị tính từ (không có) thành người",
		"Thêm chỉ tiêu số liệu new (Số mới)",
		"Bỏ chỉ tiêu số liệu a",
		"Sửa mức tot: cận dưới từ 80 thành 85",
		"Sửa điều kiện bắt buộc g: mức cao nhất còn được xếp từ tb thành tot",
		"Chuyển tiêu chí T: thứ tự các mục con từ F, L, C, X thành F, C, L, X",
		"Sửa tiêu chí F: điểm tối đa từ 10 thành 10,5",
		"Sửa tiêu chí A (Kết nối): tên (tiếng Anh) từ Connection thành Link",
		"Sửa tiêu chí A (Kết nối): quy tắc tính điểm từ {yes_no: {item: y}} thành {yes_no: {item: y, invert: true}}",
		"Sửa tiêu chí B: điểm tối đa từ 6 thành 6,5",
		"Sửa tiêu chí L: trọng số từ (không có) thành 2",
		"Thêm tiêu chí N",
		"Chuyển tiêu chí P: mục cha từ T thành X",
		"Bỏ tiêu chí X1",
	}, "en": {
		"Changed: the framework, scale from (none) to 5",
		"Changed: the framework, bounds of adjustments from {min: -1, max: 0} to (none)",
		"Changed: group xa, parent group from (none) to so",
		"Changed: item b, unit from (none) to people",
		"Added: item new (Số mới)",
		"Removed: item a",
		"Changed: level tot, lower bound from 80 to 85",
		"Changed: gate g, best level still possible from tb to tot",
		"Moved: criterion T, order of its parts from F, L, C, X to F, C, L, X",
		"Changed: criterion F, maximum from 10 to 10.5",
		"Changed: criterion A (Link), name from Connection to Link",
		"Changed: criterion A (Link), rule from {yes_no: {item: y}} to {yes_no: {item: y, invert: true}}",
		"Changed: criterion B, maximum from 6 to 6.5",
		"Changed: criterion L, weight from (none) to 2",
		"Added: criterion N",
		"Moved: criterion P, parent from T to X",
		"Removed: criterion X1",
	}}
	for lang := range want {
		if !slices.Equal(got[lang], want[lang]) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got[lang], "\n"), strings.Join(want[lang], "\n"))
		}
	}
}

// What is the same has no difference, and whatever is spoiled has one.
func TestDiffMissesNothing(t *testing.T) {
	changed := 0
	for seed := range uint64(rounds(300)) {
		a, b := full(), full()
		if seed%2 == 0 {
			a, b = invented(seed%20), invented(seed%20)
		}
		if d := Diff(a, b); len(d) > 0 {
			t.Fatalf("seed %d: %v", seed, d)
		}
		spoil(rand.New(rand.NewPCG(seed, 5)), reflect.ValueOf(b))
		d := Diff(a, b)
		if a.Root == nil || b.Root == nil || same(a, b) || len(d) > 0 {
			if len(d) > 0 {
				changed++
			}
			continue
		}
		if b.Equal(b) && !a.Equal(b) {
			t.Fatalf("seed %d: no difference between\n%s\n%s", seed, written(t, a), written(t, b))
		}
	}
	if changed < 50 {
		t.Errorf("only %d were changed", changed)
	}
}

func TestEveryPropertyHasAName(t *testing.T) {
	for _, typ := range []reflect.Type{reflect.TypeFor[Framework](), reflect.TypeFor[Group](), reflect.TypeFor[Item](), reflect.TypeFor[Band](), reflect.TypeFor[Gate](), reflect.TypeFor[Node](), reflect.TypeFor[Reference]()} {
		for _, f := range fieldsOf(typ) {
			switch f.name {
			case "groups", "items", "bands", "gates", "tree", "children":
				continue
			}
			names := properties
			if typ == reflect.TypeFor[Reference]() {
				names = referenceProperties
			}
			if name := names[f.name]; name.Vi == "" || name.En == "" {
				t.Errorf("%s.%s has no name in words", typ.Name(), f.name)
			}
		}
	}
}

// Legal bases go document by document, in words.
func TestDiffOfLegalBases(t *testing.T) {
	a, b := sane(), sane()
	law := Reference{Number: "24/2018/QH14", Text: Text{Vi: "Luật An ninh mạng", En: "Law on Cybersecurity"}}
	older := Reference{Number: "86/2015/QH13", Article: "Điều 5"}
	plan := Reference{Number: "62/QĐ-BTTTT", Date: "2017-01-19"}
	a.Basis = []Reference{older, plan, law}
	plan.Date = "2017-01-20"
	b.Basis = []Reference{law, plan, {Number: "91/2025/QH15", Text: Text{Vi: "Luật Bảo vệ dữ liệu cá nhân"}}}
	a.Root.Children[0].References = []Reference{older}
	got := map[string][]string{}
	for _, c := range Diff(a, b) {
		got["vi"], got["en"] = append(got["vi"], c.Text("vi")), append(got["en"], c.Text("en"))
	}
	want := map[string][]string{"vi": {
		"Sửa căn cứ pháp lý 62/QĐ-BTTTT của khung tiêu chí: ngày ban hành từ 2017-01-19 thành 2017-01-20",
		"Thêm căn cứ pháp lý 91/2025/QH15 (Luật Bảo vệ dữ liệu cá nhân) của khung tiêu chí",
		"Bỏ căn cứ pháp lý 86/2015/QH13, Điều 5 của khung tiêu chí",
		"Chuyển khung tiêu chí: thứ tự căn cứ pháp lý từ 62/QĐ-BTTTT; 24/2018/QH14 thành 24/2018/QH14; 62/QĐ-BTTTT",
		"Bỏ căn cứ pháp lý 86/2015/QH13, Điều 5 của tiêu chí F",
	}, "en": {
		"Changed: legal basis 62/QĐ-BTTTT of the framework, date of issue from 2017-01-19 to 2017-01-20",
		"Added: legal basis 91/2025/QH15 (Luật Bảo vệ dữ liệu cá nhân) of the framework",
		"Removed: legal basis 86/2015/QH13, Điều 5 of the framework",
		"Moved: the framework, order of its legal bases from 62/QĐ-BTTTT; 24/2018/QH14 to 24/2018/QH14; 62/QĐ-BTTTT",
		"Removed: legal basis 86/2015/QH13, Điều 5 of criterion F",
	}}
	for lang := range want {
		if !slices.Equal(got[lang], want[lang]) {
			t.Errorf("got\n%s\nwant\n%s", strings.Join(got[lang], "\n"), strings.Join(want[lang], "\n"))
		}
	}
}

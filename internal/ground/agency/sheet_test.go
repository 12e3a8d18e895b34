package agency

import (
	"bytes"
	"fmt"
	"math/big"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// workbook writes a province and reads the file.
func workbook(t testing.TB, p *Province, lang text.Lang) *sheet.Book {
	t.Helper()
	var b bytes.Buffer
	if err := p.WriteSheet(&b, lang, true); err != nil {
		t.Fatal(err)
	}
	return book(t, b.Bytes())
}

func book(t testing.TB, data []byte) *sheet.Book {
	t.Helper()
	book, err := sheet.ReadBytes("don-vi.xlsx", data, sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	return book
}

// random makes a sound province: agencies that open, and some years of orders of
// every kind, of which those stay that the rules take.
func random(seed uint64) *Province {
	r := rand.New(rand.NewPCG(seed, 3))
	name := func() Name {
		words := []string{"Sở", "Ban", "Đồng Tiến", "Y tế", "=SUM(A1)", "'Nội vụ", "1/2", "01/02/2025", "–", "0123", "Ủy ban"}
		var out []string
		for range 1 + r.IntN(3) {
			out = append(out, words[r.IntN(len(words))])
		}
		return Name{Vi: strings.Join(out, " "), En: []string{"", "Office", "12%"}[r.IntN(3)], Short: []string{"", "UB", "007"}[r.IntN(3)]}
	}
	p := NewProvince()
	p.Sets["nhom"] = &Set{Code: "nhom", Name: Name{Vi: "Nhóm", En: "Groups"}, Groups: []Group{
		{Code: "so", Name: Name{Vi: "Sở"}}, {Code: "so-1", Name: Name{Vi: "Sở một", En: "First"}, Parent: "so"}, {Code: "xa", Name: Name{Vi: "Xã"}},
	}}
	codes := func() []string { return sortedKeys(p.Agencies) }
	try := func(o Order) {
		o.Seen = p.seen()
		q, faults := o.apply(p)
		q.clean()
		if append(faults, q.Check()...).Err() == nil {
			p = q
		}
	}
	fresh := func(n int) Agency {
		a := Agency{Code: fmt.Sprintf("%d", 22113000+n), Versions: []Version{{Name: name(), Kind: Kinds[r.IntN(len(Kinds))], Address: []string{"", "Số 1, phố Cũ"}[r.IntN(2)], Official: fmt.Sprint(n)}}}
		if all := codes(); len(all) > 0 && r.IntN(3) > 0 {
			a.Versions[0].Parent = all[r.IntN(len(all))]
		}
		if r.IntN(2) == 0 {
			a.Members = []Member{{Set: "nhom", Group: []string{"so", "so-1", "xa"}[r.IntN(3)]}}
		}
		if r.IntN(3) == 0 {
			a.Contacts = []Contact{{Name: "Nguyễn Văn A", Phone: "0912 345 678", Mail: "a@bacninh.gov.vn"}, {Name: "Trần Thị B", Title: "Chánh Văn phòng"}}
		}
		return a
	}
	n := 0
	for range 6 {
		n++
		try(Order{On: "2017-01-01", Decision: foundation, Found: []Agency{fresh(n)}})
	}
	for year := 2018; year < 2026; year++ {
		all := codes()
		any := func() string { return all[r.IntN(len(all))] }
		n++
		o := Order{On: Day(fmt.Sprintf("%d-%02d-01", year, 1+r.IntN(12))), Decision: Decision{fmt.Sprintf("%d/QĐ-UBND", year), "2017-02-01"}, Found: []Agency{fresh(n)}}
		for range 1 + r.IntN(2) {
			s := Step{How: Hows[r.IntN(len(Hows))], Name: name(), Note: []string{"", "ghi chú"}[r.IntN(2)]}
			if r.IntN(2) == 0 {
				s.Parent = any()
			}
			to := []string{any(), o.Found[0].Code}[r.IntN(2)]
			from := any()
			switch s.How {
			case Merge:
				s.Links = []Link{link(from, to), link(any(), to)}
			case Split:
				d := 2 + r.Int64N(1000)
				s.Links = []Link{link(from, to, 1, d), {from, any(), big.NewRat(d-1, d)}}
			case Abolish:
				s.Links = []Link{link(from, []string{"", to}[r.IntN(2)])}
			case Transfer:
				s.Links = []Link{link(from, to, 1, 2+r.Int64N(9))}
			default:
				s.Links = []Link{link(from, from)}
			}
			o.Steps = append(o.Steps, s)
		}
		try(o)
	}
	p.clean()
	return p
}

func larger(small, large int) int {
	if os.Getenv("SANSANG_LARGER") == "1" {
		return large
	}
	return small
}

// What is exported and imported again changes nothing, in either language, and
// onto an empty province makes the same one; the same province has the same bytes.
func TestExportThenImportChangesNothing(t *testing.T) {
	met := map[How]int{}
	for seed := range larger(5, 1000) {
		p := random(uint64(seed))
		for _, s := range p.Successions {
			met[s.How]++
		}
		for _, lang := range text.Langs {
			b := workbook(t, p, lang)
			plan, err := p.Plan(b, text.AskDecimal)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			if len(plan.Changes) != len(p.Agencies)+len(p.Successions)+len(p.Sets) {
				t.Errorf("seed %d: %d of %d things were read", seed, len(plan.Changes), len(p.Agencies)+len(p.Successions)+len(p.Sets))
			}
			for _, c := range plan.Changes {
				if c.What != Unchanged {
					t.Errorf("seed %d: %+v", seed, c)
				}
			}
			if len(plan.Notes) > 0 {
				for _, n := range plan.Notes {
					if n.Key != "sheet.cell.numberAsText" && !strings.HasPrefix(n.Key, "sheet.") {
						t.Errorf("seed %d: %v", seed, n)
					}
				}
			}
			fresh, err := NewProvince().Plan(b, text.AskDecimal)
			if err != nil {
				t.Fatalf("seed %d, onto nothing: %v", seed, err)
			}
			for _, c := range p.Compare(fresh.target) {
				if c.What != Unchanged {
					t.Errorf("seed %d, onto nothing: %+v", seed, c)
				}
			}
		}
	}
	var x, y bytes.Buffer
	if p := random(0); p.WriteSheet(&x, text.Vi, true) != nil || p.clone().WriteSheet(&y, text.Vi, true) != nil || !bytes.Equal(x.Bytes(), y.Bytes()) {
		t.Error("two files of one province differ")
	}
	for _, h := range Hows {
		if met[h] == 0 {
			t.Errorf("no province had a %s", h)
		}
	}
}

// edited writes a province, lets the test change cells by their address, and
// reads the file again.
func edited(t *testing.T, p *Province, change func(b *sheet.Book)) *sheet.Book {
	t.Helper()
	b := workbook(t, p, text.Vi)
	change(b)
	return b
}

// set puts a text into a cell of the row whose first cell is code (its n-th row).
func set(t *testing.T, b *sheet.Book, page, code string, n int, column, value string) {
	t.Helper()
	s := b.Sheet(say(text.Vi, "agency.sheet."+page))
	col := 0
	for i := range s.Rows {
		row := &s.Rows[i]
		for _, c := range row.Cells {
			if c.Value == heading(text.Vi, column) {
				col = c.Col
			}
		}
		if row.Cell(1).Value != code {
			continue
		}
		if n--; n >= 0 {
			continue
		}
		at := slices.IndexFunc(row.Cells, func(c sheet.Cell) bool { return c.Col == col })
		if at < 0 {
			c := row.Cell(col)
			row.Cells = append(row.Cells, c)
			slices.SortFunc(row.Cells, func(a, b sheet.Cell) int { return a.Col - b.Col })
			at = slices.IndexFunc(row.Cells, func(c sheet.Cell) bool { return c.Col == col })
		}
		row.Cells[at].Value, row.Cells[at].Type = value, sheet.TextCell
		return
	}
	t.Fatalf("no row %s", code)
}

func twoYears(t *testing.T) *Province {
	p, err := after(departments(), "2025-03-01", nil, Step{How: Merge, Links: []Link{link("tttt", "khcn")}},
		Step{How: Split, Links: []Link{link("ldtbxh", "noi-vu", 1, 3), link("ldtbxh", "y-te", 2, 3)}})
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range p.Agencies {
		a.Revision = 1
	}
	return p
}

func TestEveryFaultOfAWorkbookInOnePass(t *testing.T) {
	p := twoYears(t)
	b := edited(t, p, func(b *sheet.Book) {
		set(t, b, "agency", "y-te", 0, "from", "31/02/2017")
		set(t, b, "agency", "tttt", 0, "kind", "cục")
		set(t, b, "agency", "noi-vu", 0, "parent", "khong-co")
		set(t, b, "agency", "khcn", 0, "basisDate", "hôm qua")
		set(t, b, "succession", "15/NQ-HĐND#2", 0, "share", "1/2")
		set(t, b, "succession", "15/NQ-HĐND#1", 0, "number", "")
	})
	_, err := p.Plan(b, text.AskDecimal)
	list, ok := err.(fault.List)
	if !ok {
		t.Fatalf("%v", err)
	}
	var got []string
	for _, f := range list {
		if !f.Warning {
			got = append(got, f.At.Sheet+"!"+f.At.Cell()+" "+f.Key)
		}
	}
	want := []string{
		"Cơ quan, đơn vị!L4 text.date.invalid", "Cơ quan, đơn vị!D6 agency.parent.unknown", "Cơ quan, đơn vị!C7 agency.word.unknown",
		"Cơ quan, đơn vị!E9 text.date.absent", "Sắp xếp tổ chức!G4 agency.decision.number", "Sắp xếp tổ chức!F5 agency.share.sum",
	}
	if !slices.Equal(got, want) {
		t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	c, cerr := text.NewCatalogue(Texts, sheet.Texts)
	if cerr != nil {
		t.Fatal(cerr)
	}
	for _, lang := range text.Langs {
		for _, said := range c.List(lang, err) {
			if strings.ContainsAny(said, "{}") {
				t.Error(said)
			}
		}
	}
}

func TestSharesOfAWorkbook(t *testing.T) {
	p := twoYears(t)
	for _, c := range []struct{ one, other, want string }{
		{"25%", "0,75", ""}, {"1/4", "75 %", ""}, {"1/4", "0.75", ""}, {"1/4", "1/2", "agency.share.sum"}, {"1/0", "1/2", "agency.share.form"},
		{"một nửa", "1/2", "text.number.invalid"}, {"1/4", "", "agency.share.some"}, {"", "", ""},
	} {
		b := edited(t, p, func(b *sheet.Book) {
			set(t, b, "succession", "15/NQ-HĐND#2", 0, "share", c.one)
			set(t, b, "succession", "15/NQ-HĐND#2", 1, "share", c.other)
		})
		plan, err := p.Plan(b, text.AskDecimal)
		if got := strings.Join(keys(err), " "); got != c.want {
			t.Errorf("%s and %s: %q, want %q", c.one, c.other, got, c.want)
		} else if err == nil && plan.Count("succession", Changed) != 1 {
			t.Errorf("%s and %s: %+v", c.one, c.other, plan.Changes)
		}
	}
}

func TestWorkbooksThatAreNone(t *testing.T) {
	p := twoYears(t)
	out := sheet.New(sheet.Meta{Title: "khác"})
	out.Page("Khác", sheet.Layout{}).Row(sheet.Head, sheet.Text("Mã"))
	out.Page(say(text.En, "agency.sheet.agency"), sheet.Layout{}).Row(sheet.Head, sheet.Text("Mã"), sheet.Text("Thứ lạ"))
	out.Page(say(text.En, "agency.sheet.set"), sheet.Layout{}).Row(sheet.Head, sheet.Text("thứ lạ"))
	var x bytes.Buffer
	if err := out.WriteXLSX(&x); err != nil {
		t.Fatal(err)
	}
	_, err := p.Plan(book(t, x.Bytes()), text.AskDecimal)
	if got := keys(err); !slices.Equal(got, []string{"agency.column.none", "agency.column.none", "agency.column.none", "agency.sheet.empty"}) {
		t.Errorf("%v", err)
	}
	out = sheet.New(sheet.Meta{Title: "khác"})
	out.Page("Khác", sheet.Layout{}).Row(sheet.Head, sheet.Text("Mã"))
	x.Reset()
	if err := out.WriteXLSX(&x); err != nil {
		t.Fatal(err)
	}
	if _, err := p.Plan(book(t, x.Bytes()), text.AskDecimal); !slices.Equal(keys(err), []string{"agency.sheet.none"}) {
		t.Errorf("%v", err)
	}
	csv, err := sheet.ReadBytes("don-vi.csv", []byte("Mã,Tên\na,b\n"), sheet.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := p.Plan(csv, text.AskDecimal); !slices.Equal(keys(err), []string{"agency.file.csv"}) {
		t.Errorf("%v", err)
	}
}

// The preview tells what is added, changed field by field, closed and unchanged;
// nothing is written before, all of it after, and nothing when it no longer holds.
func TestPreviewThenImport(t *testing.T) {
	each(t, func(t *testing.T, d *db.DB, dir *Directory, log *audit.Log) {
		p := twoYears(t)
		var plan *Plan
		preview := func(b *sheet.Book) {
			t.Helper()
			read(t, d, func(tx *db.Tx) (err error) { plan, err = Preview(tx, b, text.AskDecimal); return err })
		}
		p.Agencies["y-te"].Contacts = []Contact{{Name: "Nguyễn Văn A", Phone: "0912345678"}}
		preview(workbook(t, p, text.Vi))
		if plan.Count("agency", Added) != 6 || plan.Count("succession", Added) != 2 {
			t.Fatalf("%+v", plan.Changes)
		}
		read(t, d, func(tx *db.Tx) error {
			if list, err := List(tx, Filter{}); err != nil || len(list) != 0 {
				t.Errorf("written by a preview: %v %v", list, err)
			}
			return nil
		})
		write(t, d, func(tx *db.Tx) error { return dir.Import(tx, by, plan) })
		var stored *Province
		read(t, d, func(tx *db.Tx) (err error) { stored, err = Load(tx); return err })
		for _, c := range p.Compare(stored) {
			if c.What != Unchanged {
				t.Errorf("imported: %+v", c)
			}
		}
		preview(workbook(t, stored, text.En))
		if n := plan.Count("agency", Unchanged) + plan.Count("succession", Unchanged); n != len(plan.Changes) || n != 8 {
			t.Errorf("export, then import: %+v", plan.Changes)
		}

		q, err := after(stored, "2026-01-01", nil, Step{How: Abolish, Links: []Link{link("khcn", "")}})
		if err != nil {
			t.Fatal(err)
		}
		q.Agencies["y-te"].Versions[0].Address = "Số 2"
		q.Successions["15/NQ-HĐND#2"].Note = "đính chính"
		q.Successions["15/NQ-HĐND#2"].Links[0].Share, q.Successions["15/NQ-HĐND#2"].Links[1].Share = nil, nil
		q.Agencies["y-te"].Contacts[0].Phone = "0987654321"
		preview(workbook(t, q, text.Vi))
		var got []string
		for _, c := range plan.Changes {
			for _, f := range c.Fields {
				got = append(got, fmt.Sprintf("%s %s %s %s: %s → %s", c.What, c.Noun, c.Code, f.label(), f.Before, f.After))
			}
		}
		want := []string{
			"closed agency khcn 2017-01-01 until:  → 2026-01-01",
			"changed agency y-te 2017-01-01 address:  → Số 2", "changed agency y-te phone 1: 0912345678 → 0987654321",
			"changed succession 15/NQ-HĐND#2 note:  → đính chính",
			"changed succession 15/NQ-HĐND#2 share ldtbxh → noi-vu: 1/3 → ", "changed succession 15/NQ-HĐND#2 share ldtbxh → y-te: 2/3 → ",
			"added succession 15/NQ-HĐND#3 how:  → abolish", "added succession 15/NQ-HĐND#3 on:  → 2026-01-01",
			"added succession 15/NQ-HĐND#3 number:  → 15/NQ-HĐND", "added succession 15/NQ-HĐND#3 date:  → 2025-02-20",
			"added succession 15/NQ-HĐND#3 link khcn → :  → khcn → ",
		}
		for i := range want {
			if i >= len(got) || strings.TrimSpace(got[i]) != strings.TrimSpace(want[i]) {
				t.Errorf("%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
				break
			}
		}

		// Somebody else is faster, with something that the workbook would undo.
		write(t, d, func(tx *db.Tx) error {
			a, err := Get(tx, "y-te")
			if err != nil {
				return err
			}
			a.Versions[0].Address = "Số 3"
			return dir.Amend(tx, by, *a)
		})
		err = d.Write(t.Context(), func(tx *db.Tx) error { return dir.Import(tx, by, plan) })
		if fault.KindOf(err) != fault.Conflict || !slices.Equal(keys(err), []string{"agency.import.moved"}) {
			t.Errorf("an import over what nobody saw: %v", err)
		}
		preview(plan.book)
		write(t, d, func(tx *db.Tx) error { return dir.Import(tx, by, plan) })
		read(t, d, func(tx *db.Tx) error {
			a, err := Get(tx, "y-te")
			if err != nil || a.Versions[0].Address != "Số 2" || a.Contacts[0].Phone != "0987654321" {
				t.Errorf("%+v %v", a, err)
			}
			p, err := Load(tx)
			if err != nil {
				return err
			}
			if s := p.Successions["15/NQ-HĐND#2"]; s.Revision != 2 || s.Note != "đính chính" || len(s.Links) != 2 || s.Links[0].Share != nil {
				t.Errorf("%+v", s)
			}
			found, err := log.Find(tx, audit.Search{Object: "agency:y-te"})
			if err != nil || len(found) != 3 {
				return fmt.Errorf("%d records: %v", len(found), err)
			}
			for _, r := range found {
				body, _ := r.Body()
				for _, personal := range []string{"0912345678", "0987654321", "Nguyễn Văn A"} {
					if bytes.Contains(body, []byte(personal)) {
						t.Errorf("%s stands in the log: %s", personal, body)
					}
				}
			}
			if c := found[0].Change; len(c) != 2 || !c[1].Sealed || c[1].Before == c[1].After || c[0].Before != "Số 3" {
				t.Errorf("%+v", c)
			}
			return nil
		})
	})
}

func FuzzPlan(f *testing.F) {
	p := random(1)
	var b bytes.Buffer
	if err := p.WriteSheet(&b, text.Vi, true); err != nil {
		f.Fatal(err)
	}
	f.Add("22113001", "31/12/2016", "1/3", "Sở Y tế")
	f.Add("x", "", "-5", "\u202eabc")
	f.Fuzz(func(t *testing.T, code, day, share, name string) {
		for _, long := range []string{code, day, share, name} {
			if len(long) > 3000 {
				return
			}
		}
		out := sheet.New(sheet.Meta{Title: "x"})
		versionTable.fill(out, text.Vi, []versionRow{{code, Version{From: Day(day), Name: Name{Vi: name}, Kind: Kind(name), Parent: code}}, {"moi", Version{From: "2020-01-01", Name: Name{Vi: name}, Kind: "unit", Address: share, To: Day(day)}}})
		linkTable.fill(out, text.Vi, []linkRow{{Succession{Code: code, How: Abolish, On: Day(day), Decision: Decision{name, Day(day)}}, link("moi", code)}})
		memberTable.fill(out, text.Vi, []memberRow{{code, Member{name, share, Day(day), Day(day)}}})
		var b bytes.Buffer
		if out.WriteXLSX(&b) != nil {
			return
		}
		book, err := sheet.ReadBytes("x.xlsx", b.Bytes(), sheet.Options{})
		if err != nil {
			return
		}
		plan, err := p.Plan(book, text.AskDecimal)
		if err != nil {
			for _, f := range keys(err) {
				if !strings.Contains(f, ".") {
					t.Errorf("no fault of ours: %v", err)
				}
			}
			return
		}
		again, err := plan.target.Plan(workbook(t, plan.target, text.En), text.AskDecimal)
		if err != nil {
			t.Fatalf("what was imported cannot be exported and imported: %v", err)
		}
		for _, c := range again.Changes {
			if c.What != Unchanged {
				t.Errorf("%+v", c)
			}
		}
	})
}

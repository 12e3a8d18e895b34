package agency

import (
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/sansang-project/sansang/internal/platform/text"
)

// Every key that the code names has its sentence, every sentence its use.
func TestSentences(t *testing.T) {
	if catalogueError != nil {
		t.Fatal(catalogueError)
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	used := map[string]bool{}
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, key := range regexp.MustCompile(`"agency\.[a-z]+\.[A-Za-z]+"`).FindAllString(string(data), -1) {
			used[strings.Trim(key, `"`)] = true
		}
	}
	a := Agency{Versions: []Version{{}}, Members: []Member{{}}, Contacts: []Contact{{}}}
	s := Succession{Links: []Link{{Share: big.NewRat(1, 2)}}}
	set := Set{Groups: []Group{{}}}
	for _, f := range slices.Concat(a.facts(), s.facts(), set.facts()) {
		used["agency.column."+f.name] = true
	}
	add := func(prefix string, keys ...string) {
		for _, key := range keys {
			used["agency."+prefix+"."+key] = true
		}
	}
	for _, k := range Kinds {
		add("kind", string(k))
	}
	for _, h := range Hows {
		add("how", string(h))
		add("arrow", string(h))
		if h.stays() {
			add("shape", string(h))
			add("same", string(h))
		}
	}
	for _, h := range Hows {
		add("order", string(h))
	}
	add("arrow", "absorb", "detach")
	add("noun", "agency", "succession", "set")
	for _, w := range []What{Added, Changed, Closed, Unchanged} {
		add("what", string(w))
	}
	add("workbook", "decimal.comma", "decimal.point")
	for _, state := range States {
		add("state", string(state))
	}
	for _, name := range []string{versionTable.name, linkTable.name, setTable.name, groupTable.name, memberTable.name, contactTable.name} {
		add("sheet", name)
		add("purpose", name)
	}
	add("column", headingKeys(versionTable)...)
	add("column", headingKeys(linkTable)...)
	add("column", headingKeys(setTable)...)
	add("column", headingKeys(groupTable)...)
	add("column", headingKeys(memberTable)...)
	add("column", headingKeys(contactTable)...)
	for key := range used {
		if !catalogue.Has(key) {
			t.Errorf("no sentence for %s", key)
		}
	}
	for _, key := range catalogue.Keys() {
		if strings.HasPrefix(key, "agency.") && !used[key] {
			t.Errorf("%s is used nowhere", key)
		}
	}
}

// headingKeys gives the keys of a table's columns; a heading stands for one
// column only.
func headingKeys[T any](t table[T]) (keys []string) {
	for _, c := range t.columns {
		keys = append(keys, c.key)
		for _, lang := range text.Langs {
			if t.key(heading(lang, c.key)) != c.key {
				keys = append(keys, "two columns named "+heading(lang, c.key))
			}
		}
	}
	return keys
}

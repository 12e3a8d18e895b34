package criteria

import (
	"bytes"
	"embed"
	"path"
	"slices"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
	"github.com/sansang-project/sansang/scoring"
)

//go:embed frameworks
var shipped embed.FS

const shippedFolder = "frameworks"

// Shipped gives the names of the frameworks inside the program, in order.
func Shipped() []string {
	entries, err := shipped.ReadDir(shippedFolder)
	if err != nil {
		return nil
	}
	var names []string
	for _, e := range entries {
		if name, ok := strings.CutSuffix(e.Name(), ".yaml"); ok {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// Load gives a framework inside the program by its name, such as
// "ict-readiness-2026". The error is a fault of kind Missing when there is none.
func Load(name string) (*scoring.Framework, error) {
	d, err := LoadDocument(name)
	if err != nil {
		return nil, err
	}
	return d.Framework, nil
}

// LoadDocument is Load with the cross-checks that go with the framework.
func LoadDocument(name string) (*Document, error) {
	data, err := shipped.ReadFile(path.Join(shippedFolder, name+".yaml"))
	if err != nil {
		return nil, fault.New(fault.Missing, "criteria.framework.none", fault.Args{"name": text.Clip(name, 80), "names": strings.Join(Shipped(), ", ")})
	}
	d, _, err := Open(name+".yaml", data, sheet.Options{})
	return d, err
}

// isWorkbook tells what goes to the reader of sheets, if only to be refused in
// its words: zips, the container of old workbooks, PDF, names of tables.
func isWorkbook(name string, data []byte) bool {
	for _, sign := range []string{"PK\x03\x04", "\xD0\xCF\x11\xE0", "%PDF"} {
		if bytes.HasPrefix(data, []byte(sign)) {
			return true
		}
	}
	return slices.Contains([]string{".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".csv"}, strings.ToLower(path.Ext(name)))
}

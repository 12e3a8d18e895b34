package console

import (
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"

	"github.com/sansang-project/sansang/internal/front/console/answers"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// reading is for commands that read files: the options that answer the
// questions which a file may raise.
type reading struct {
	Decimal   string `enum:"ask,comma,point" default:"ask" placeholder:"comma|point" help:"console.flag.decimal"`
	Encoding  string `enum:"auto,utf-8,utf-16le,utf-16be,windows-1258,tcvn3,vni,viqr" default:"auto" help:"console.flag.encoding"`
	Separator string `enum:"auto,comma,semicolon,tab" default:"auto" placeholder:"comma|semicolon|tab" help:"console.flag.separator"`
}

// options are the same for the readers of files. The parser of the command line
// has refused all other values.
func (r reading) options() (sheet.Options, error) {
	o := sheet.Options{Limits: answers.Limits, Remark: answers.Remark}
	var err error
	if o.Decimal, err = text.ParseDecimal(r.Decimal); err != nil {
		return o, err
	}
	if o.Encoding, err = text.ParseEncoding(r.Encoding); err != nil {
		return o, err
	}
	if r.Separator != "auto" {
		o.Separator, err = sheet.ParseSeparator(r.Separator)
	}
	return o, err
}

// input is a file that a result was made of.
type input struct {
	Role   string `json:"role"` // framework, answers, agencies
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
	data   []byte
}

func newInput(role, name string, data []byte) input {
	sum := sha256.Sum256(data)
	return input{Role: role, Name: text.NFC(filepath.Base(name)), SHA256: hex.EncodeToString(sum[:]), data: data}
}

// readInput reads a file as a whole.
func readInput(role, path string) (input, error) {
	place := fault.Place{File: text.NFC(filepath.Base(path))}
	info, err := os.Stat(path)
	switch {
	case os.IsNotExist(err):
		return input{}, fault.Wrap(fault.Missing, err, "sheet.file.missing", fault.Args{"name": path}).WithPlace(place)
	case err != nil, info.IsDir():
		return input{}, fault.Wrap(fault.Unavailable, err, "sheet.file.unreadable", nil).WithPlace(place)
	case info.Size() > answers.Limits.FileBytes:
		return input{}, fault.New(fault.Limit, "sheet.file.large", fault.Args{"limit": answers.Limits.FileBytes >> 20}).WithPlace(place)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return input{}, fault.Wrap(fault.Unavailable, err, "sheet.file.unreadable", nil).WithPlace(place)
	}
	return newInput(role, path, data), nil
}

// readBook reads a table; the input is empty where there is no path. A book may
// come with an error: that of single lines.
func readBook(role, path string, o sheet.Options) (input, *sheet.Book, error) {
	in, err := readInput(role, path)
	if err != nil {
		return in, nil, err
	}
	book, err := sheet.ReadBytes(in.Name, in.data, o)
	return in, book, err
}

// writeFile writes a file that a command made; the folder is made too.
func writeFile(path string, data []byte) error {
	err := os.MkdirAll(filepath.Dir(path), 0o755)
	if err == nil {
		err = os.WriteFile(path, data, 0o644)
	}
	if err != nil {
		return fault.Wrap(fault.Unavailable, err, "console.file.unwritable", fault.Args{"name": path})
	}
	return nil
}

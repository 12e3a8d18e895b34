package console

import (
	"bytes"
	"os"
	"slices"

	"github.com/sansang-project/sansang/internal/judging/criteria"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/sheet"
	"github.com/sansang-project/sansang/scoring"
)

// openFramework reads a framework from a file, or from the program itself when
// there is no such file and the name is that of a shipped one.
func (s *session) openFramework(path string, o sheet.Options) (input, *scoring.Program, fault.List, error) {
	in, d, notes, err := s.readFramework(path, o)
	if err != nil {
		return in, nil, nil, err
	}
	p, err := scoring.Compile(d.Framework)
	return in, p, notes, err
}

func (s *session) readFramework(path string, o sheet.Options) (input, *criteria.Document, fault.List, error) {
	if _, err := os.Stat(path); os.IsNotExist(err) && slices.Contains(criteria.Shipped(), path) {
		d, err := criteria.LoadDocument(path)
		if err != nil {
			return input{}, nil, nil, err
		}
		var data bytes.Buffer
		if err := criteria.WriteYAML(&data, d); err != nil {
			return input{}, nil, nil, err
		}
		return newInput("framework", path+".yaml", data.Bytes()), d, nil, nil
	}
	in, err := readInput("framework", path)
	if err != nil {
		return in, nil, nil, err
	}
	o.Limits = sheet.Limits{} // those of a form
	d, notes, err := criteria.Open(in.Name, in.data, o)
	return in, d, notes, err
}

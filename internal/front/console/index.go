package console

import (
	"bytes"
	"cmp"
	"errors"
	"path/filepath"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/sansang-project/sansang/index"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// indexCommands build a composite indicator and ask how far it can be trusted.
type indexCommands struct {
	Run         indexRunCommand         `cmd:"" help:"console.indexRun.help" about:"console.indexRun.about" examples:"console.indexRun.examples"`
	Uncertainty indexUncertaintyCommand `cmd:"" help:"console.indexUncertainty.help" about:"console.indexUncertainty.about" examples:"console.indexUncertainty.examples"`
	Sobol       indexSobolCommand       `cmd:"" help:"console.indexSobol.help" about:"console.indexSobol.about" examples:"console.indexSobol.examples"`
}

// The tables beside a spec that names none.
const (
	indexDataFile = "iData.csv"
	indexMetaFile = "iMeta.csv"
)

// composite is an index as its files say it.
type composite struct {
	*session
	spec   *index.Spec
	data   *index.Data
	tree   *index.Tree
	inputs []input
	files  map[string]string // the source of a fault → the file's name
	draws  string            // the flag that says how many draws are made
}

// openIndex reads a spec and the two tables that it names, relative to its own
// folder. The faults of all three are told in one pass.
func (s *session) openIndex(path string) (*composite, error) {
	c := &composite{session: s, files: map[string]string{}}
	in, err := readInput("spec", path)
	if err != nil {
		return nil, err
	}
	c.take(in, "spec")
	var faults fault.List
	c.spec, err = index.ReadSpec(bytes.NewReader(in.data))
	faults.Add(c.faults(err))
	named := struct{ Data, Meta string }{}
	if c.spec != nil {
		named.Data, named.Meta = c.spec.Data, c.spec.Meta
	} else {
		// A spec with faults may still name its tables, whose faults belong into the
		// same list. What cannot be read at all names none, and that is told already.
		_ = yaml.Unmarshal(in.data, &named)
	}
	beside := func(name string) string {
		if filepath.IsAbs(name) {
			return name
		}
		return filepath.Join(filepath.Dir(path), filepath.FromSlash(name))
	}
	table := func(role, source, name string) (in input, ok bool) {
		in, err := readInput(role, beside(name))
		faults.Add(err)
		if err == nil {
			c.take(in, source)
		}
		return in, err == nil
	}
	metaIn, metaOK := table("meta", "iMeta", cmp.Or(named.Meta, indexMetaFile))
	dataIn, dataOK := table("data", "iData", cmp.Or(named.Data, indexDataFile))
	if metaOK {
		meta, err := index.ReadMeta(bytes.NewReader(metaIn.data))
		faults.Add(c.faults(err))
		if err == nil {
			c.tree, err = index.NewTree(meta)
			faults.Add(c.faults(err))
			if dataOK {
				c.data, err = index.ReadData(bytes.NewReader(dataIn.data), meta)
				faults.Add(c.faults(err))
			}
		}
	}
	return c, faults.Err()
}

func (c *composite) take(in input, source string) {
	c.inputs = append(c.inputs, in)
	c.files[source] = in.Name
}

// sentenced is a fault of the engine, which makes its sentences itself.
type sentenced struct{ *index.Fault }

// In gives the sentence in a language.
func (f sentenced) In(lang string) string { return f.Text(lang) }

// faults turns what the engine refuses into faults with the file and line where
// they lie, so that they stand in one list with those of the other files.
func (c *composite) faults(err error) error {
	if err == nil {
		return nil
	}
	var refused index.Faults
	if !errors.As(err, &refused) {
		var one *index.Fault
		if !errors.As(err, &one) {
			return err
		}
		refused = index.Faults{one}
	}
	return c.list(refused, false)
}

// list is faults or, where warning, notes.
func (c *composite) list(refused index.Faults, warning bool) fault.List {
	var list fault.List
	for _, r := range refused {
		bare := *r
		var place fault.Place
		name, ok := c.files[bare.Place.Source]
		if !ok && bare.Place.Path != "" {
			// A step names itself; what is wrong stands at a key of the spec.
			name, ok = c.files["spec"]
		}
		if flag := c.flagOf(bare.Place); flag != "" {
			place.Field, bare.Place.Source, bare.Place.Column = flag, "", ""
		}
		if ok {
			place.File, place.Line = name, bare.Place.Line
			bare.Place.Source, bare.Place.Line = "", 0
		}
		f := fault.New(fault.Invalid, "console.index.fault", fault.Args{"sentence": sentenced{&bare}}).WithPlace(place)
		f.Warning = warning
		list = append(list, f)
	}
	return list
}

// flagOf is the flag of the command line to which a fault of an analysis belongs.
func (c *composite) flagOf(p index.Place) string {
	if p.Source != "draws" && p.Source != "sobol" {
		return ""
	}
	if strings.HasPrefix(p.Column, "output ") {
		return "--unit"
	}
	return map[string]string{"draws": c.draws, "N": "--n", "sampler": "--sampler", "workers": "--workers"}[p.Column]
}

// build takes the data through the steps and tells what a person should look at.
func (c *composite) build() (*index.Built, error) {
	built, err := index.Build(c.data, c.tree, c.spec)
	if err != nil {
		return nil, c.faults(err)
	}
	c.note(c.list(built.Notes, true))
	return built, nil
}

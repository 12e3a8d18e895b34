package console

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/sansang-project/sansang/internal/judging/assessment"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/text"
)

// mostReceipt bounds a receipt and a key: a form has a few hundred answers.
const mostReceipt = 8 << 20

type verifyReceiptCommand struct {
	File   string `arg:"" help:"console.verifyReceipt.file"`
	Key    string `required:"" placeholder:"FILE" help:"console.verifyReceipt.key"`
	Format string `enum:"text,json" default:"text" placeholder:"text|json" help:"console.doctor.format"`
}

// Run checks a receipt with nothing but the file and the public key.
func (c *verifyReceiptCommand) Run(s *session) error {
	key, err := readBounded(c.Key)
	if err != nil {
		return err
	}
	data, err := readBounded(c.File)
	if err != nil {
		return err
	}
	r, content, err := assessment.VerifyReceipt(data, strings.TrimSpace(string(key)))
	if err != nil {
		return fault.At(err, fault.Place{File: c.File})
	}
	if c.Format == formatJSON {
		return s.writeJSON(struct {
			Agency  string `json:"agency"`
			Round   string `json:"round"`
			At      string `json:"at"`
			Answers int    `json:"answers"`
			Files   int    `json:"files"`
			Hash    string `json:"hash"`
			Place   int64  `json:"place"`
		}{content.Agency, content.Round, r.At.UTC().Format("2006-01-02T15:04:05.999999Z07:00"), len(content.Answers), len(content.Evidence), r.Hash, r.Place})
	}
	fmt.Fprintln(s.Out, s.say("console.verifyReceipt.done", "agency", content.Agency, "at", r.At.In(text.Zone).Format("02/01/2006 15:04:05"), "answers", len(content.Answers), "files", len(content.Evidence)))
	fmt.Fprintln(s.Out, s.say("console.verifyReceipt.sum", "hash", r.Hash, "place", r.Place))
	return nil
}

func readBounded(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, fault.Wrap(fault.Missing, err, "console.verifyReceipt.unread", fault.Args{"file": name})
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, mostReceipt+1))
	if err == nil && len(data) > mostReceipt {
		err = fault.New(fault.Limit, "console.verifyReceipt.long", fault.Args{"file": name})
	}
	return data, err
}

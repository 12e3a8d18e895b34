package assessment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Receipt proves to an agency what it submitted and when: the answers, their
// hash, the record of the act with its place in the log, and a checkpoint that
// the installation has signed. It is checked by VerifyReceipt, or by hand with
// golang.org/x/mod/sumdb/tlog and note, without this program's database.
type Receipt struct {
	Format     string          `json:"format"` // "sansang-receipt/1"
	Content    json.RawMessage `json:"content"`
	Hash       string          `json:"hash"` // SHA-256 of content, byte by byte
	Way        Way             `json:"way"`
	Statement  string          `json:"statement"`
	At         time.Time       `json:"at"`
	Record     json.RawMessage `json:"record"` // the leaf of the log, byte by byte
	Place      int64           `json:"place"`
	Proof      []string        `json:"proof"`      // hashes of the inclusion proof
	Checkpoint string          `json:"checkpoint"` // signed note
}

// receiptFormat names the form of a receipt.
const receiptFormat = "sansang-receipt/1"

// Receipt makes the receipt of a submission. On PostgreSQL it waits for its
// place in the log, about a second: until then the fault is unavailable.
func (d *Desk) Receipt(ctx context.Context, door *db.DB, roundID, agency, id string) (*Receipt, error) {
	signed, err := d.log.Checkpoint(ctx, nil)
	if err != nil {
		return nil, err
	}
	tree, err := tlog.ParseTree([]byte(textOf(signed)))
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "assessment.receipt.broken", nil)
	}
	var out *Receipt
	err = door.Read(ctx, func(tx *db.Tx) error {
		s, err := SubmissionOf(tx, roundID, agency, id)
		if err != nil {
			return err
		}
		found, err := d.log.Find(tx, audit.Search{Object: objectOf(roundID), Agency: agency, From: s.At, Until: s.At.Add(time.Microsecond)})
		if err != nil {
			return err
		}
		for _, p := range found {
			if p.ID != s.Record {
				continue
			}
			if p.Place < 0 || p.Place >= tree.N {
				break
			}
			proof, err := d.log.ProveRecord(tx, tree.N, p.Place)
			if err != nil {
				return err
			}
			body, err := p.Body()
			if err != nil {
				return err
			}
			out = &Receipt{Format: receiptFormat, Content: s.Content, Hash: s.Hash, Way: s.Way, Statement: s.Statement, At: s.At,
				Record: body, Place: p.Place, Proof: []string{}, Checkpoint: string(signed)}
			for _, h := range proof {
				out.Proof = append(out.Proof, h.String())
			}
			return nil
		}
		return fault.New(fault.Unavailable, "assessment.receipt.waits", nil)
	})
	return out, err
}

// textOf gives the text of a signed note: what stands before its signatures.
func textOf(signed []byte) string {
	for i := len(signed) - 2; i >= 0; i-- {
		if signed[i] == '\n' && signed[i+1] == '\n' {
			return string(signed[:i+1])
		}
	}
	return string(signed)
}

// VerifyReceipt checks a receipt against the installation's public key: that
// the answers have the hash, that the record says so, and that the record stands
// in the log that the checkpoint speaks of. The fault says what does not hold.
func VerifyReceipt(data []byte, public string) (*Receipt, *Content, error) {
	var r Receipt
	if err := json.Unmarshal(data, &r); err != nil || r.Format != receiptFormat {
		return nil, nil, fault.New(fault.Invalid, "assessment.receipt.form", nil)
	}
	sum := sha256.Sum256(r.Content)
	if hex.EncodeToString(sum[:]) != r.Hash {
		return nil, nil, fault.New(fault.Invalid, "assessment.receipt.hash", nil)
	}
	var c Content
	if err := json.Unmarshal(r.Content, &c); err != nil {
		return nil, nil, fault.New(fault.Invalid, "assessment.receipt.form", nil)
	}
	record, err := audit.ReadBody(r.Record)
	if err != nil {
		return nil, nil, fault.New(fault.Invalid, "assessment.receipt.record", nil)
	}
	said := map[string]string{}
	for _, change := range record.Change {
		said[change.Field] = change.After
	}
	if said["hash"] != r.Hash || said["way"] != string(r.Way) || said["statement"] != r.Statement || record.Act != "assessment.form.submitted" || record.Agency != c.Agency || record.Object != objectOf(c.Round) || !record.At.Equal(r.At) {
		return nil, nil, fault.New(fault.Invalid, "assessment.receipt.record", nil)
	}
	tree, err := audit.OpenCheckpoint([]byte(r.Checkpoint), public)
	if err != nil {
		return nil, nil, err
	}
	var proof tlog.RecordProof
	for _, text := range r.Proof {
		h, err := tlog.ParseHash(text)
		if err != nil {
			return nil, nil, fault.New(fault.Invalid, "assessment.receipt.proof", nil)
		}
		proof = append(proof, h)
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, r.Place, tlog.RecordHash(r.Record)); err != nil {
		return nil, nil, fault.Wrap(fault.Invalid, err, "assessment.receipt.proof", nil)
	}
	return &r, &c, nil
}

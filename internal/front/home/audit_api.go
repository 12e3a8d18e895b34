package home

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"time"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/api"
	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// auditOpen is the open interface of the audit log.
type auditOpen struct {
	gate *access.Gate
	log  *audit.Log
}

// OfferAudit adds what programs may read of the audit log.
func OfferAudit(a *api.API, gate *access.Gate, log *audit.Log) {
	o := &auditOpen{gate, log}
	api.Read(a, api.Operation{ID: "listRecords", Path: "/audit/records", Tag: "audit", Summary: "Records of the audit log, the latest first"}, o.list)
	api.Read(a, api.Operation{ID: "getRecord", Path: "/audit/records/{place}", Tag: "audit", Summary: "One record with the proof that it lies in the tree (RFC 6962)"}, o.one)
	api.Read(a, api.Operation{ID: "getAuditTree", Path: "/audit/tree", Tag: "audit", Summary: "Size and root hash of the audit log's tree"}, o.tree)
}

func (o *auditOpen) reads(ctx context.Context, tx *db.Tx) error {
	return o.gate.Ask(tx, access.ActorOf(ctx), access.AuditRead, access.Resource{})
}

type recordsInput struct {
	api.Paged
	Person string    `query:"person" maxLength:"100"`
	Agency string    `query:"agency" maxLength:"100"`
	Object string    `query:"object" maxLength:"200" doc:"noun:id"`
	Act    string    `query:"act" maxLength:"100"`
	From   time.Time `query:"from"`
	Until  time.Time `query:"until" doc:"Not included"`
}

type auditRecord struct {
	Place  int64          `json:"place"`
	At     time.Time      `json:"at"`
	Act    string         `json:"act"`
	Object string         `json:"object"`
	Agency string         `json:"agency,omitempty"`
	Actor  audit.Actor    `json:"actor"`
	Change []audit.Change `json:"change" nullable:"false" doc:"Of a personal field both sides are seals"`
	Reason string         `json:"reason,omitempty"`
	Origin audit.Origin   `json:"origin"`
}

func recordOf(p *audit.Placed) auditRecord {
	r := auditRecord{p.Place, p.At, p.Act, p.Object, p.Agency, p.Actor, p.Change, p.Reason, p.Origin}
	if r.Change == nil {
		r.Change = []audit.Change{}
	}
	return r
}

func (o *auditOpen) list(ctx context.Context, tx *db.Tx, in *recordsInput) (*api.Page[auditRecord], error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	before := int64(0)
	begun, err := in.After(&before)
	if err != nil {
		return nil, err
	}
	var out []auditRecord
	if !begun || before > 0 { // before the first there is nothing
		found, err := o.log.Find(tx, audit.Search{Person: in.Person, Agency: in.Agency, Object: in.Object, Act: in.Act, From: in.From, Until: in.Until, Before: before, Limit: in.Limit + 1})
		if err != nil {
			return nil, err
		}
		for i := range found {
			if found[i].Place >= 0 { // what waits for its place is told a second later
				out = append(out, recordOf(&found[i]))
			}
		}
	}
	return api.PageOf(ctx, in.Paged, out, func(r *auditRecord) any { return r.Place })
}

type recordInput struct {
	Place int64 `path:"place" minimum:"0"`
}

type auditTree struct {
	Size int64  `json:"size"`
	Root string `json:"root" doc:"SHA-256, base64"`
}

type recordAnswer struct {
	Body struct {
		Record auditRecord     `json:"record"`
		Body   json.RawMessage `json:"body" doc:"The very bytes that are hashed"`
		Tree   auditTree       `json:"tree"`
		Proof  []string        `json:"proof" nullable:"false" doc:"Hashes of an inclusion proof, base64"`
	}
}

func (o *auditOpen) one(ctx context.Context, tx *db.Tx, in *recordInput) (*recordAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	found, err := o.log.Find(tx, audit.Search{Before: in.Place + 1, Limit: 1})
	if err != nil {
		return nil, err
	}
	if len(found) == 0 || found[0].Place != in.Place {
		return nil, fault.New(fault.Missing, "home.audit.missing", nil)
	}
	root, err := o.log.Root(tx)
	if err != nil {
		return nil, err
	}
	proof, err := o.log.ProveRecord(tx, root.N, in.Place)
	if err != nil {
		return nil, err
	}
	out := &recordAnswer{}
	if out.Body.Body, err = found[0].Body(); err != nil {
		return nil, err
	}
	out.Body.Record, out.Body.Tree, out.Body.Proof = recordOf(&found[0]), auditTree{root.N, base64.StdEncoding.EncodeToString(root.Hash[:])}, []string{}
	for _, h := range proof {
		out.Body.Proof = append(out.Body.Proof, base64.StdEncoding.EncodeToString(h[:]))
	}
	return out, nil
}

type treeAnswer struct{ Body auditTree }

func (o *auditOpen) tree(ctx context.Context, tx *db.Tx, _ *struct{}) (*treeAnswer, error) {
	if err := o.reads(ctx, tx); err != nil {
		return nil, err
	}
	root, err := o.log.Root(tx)
	return &treeAnswer{auditTree{root.N, base64.StdEncoding.EncodeToString(root.Hash[:])}}, err
}

package api

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"time"

	"github.com/sansang-project/sansang/internal/platform/db"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Keyed is the part of a POST's input by which it is done once.
type Keyed struct {
	IdempotencyKey string `header:"Idempotency-Key" json:"-" minLength:"8" maxLength:"100" doc:"Chosen by the client for this request, such as a UUID: the same request again within 24 hours is not done twice"`
}

func (k Keyed) key() string { return k.IdempotencyKey }

// keptFor is how long an answer is given again: a program that was cut off tries
// again within hours (draft-ietf-httpapi-idempotency-key-header leaves it open).
const keptFor = 24 * time.Hour

// once does what a request wants, or gives the answer that the same request got
// before. The answer is written in the transaction of the change.
func once[I, O any](a *API, ctx context.Context, tx *db.Tx, operation string, in *I, do Handler[I, O]) (*O, error) {
	keyed, ok := any(in).(interface{ key() string })
	if !ok || keyed.key() == "" {
		return do(ctx, tx, in)
	}
	data, err := json.Marshal(in)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append([]byte(operation+"\n"), data...))
	digest, person := hex.EncodeToString(sum[:]), a.Caller(ctx)
	if err := forgetAnswers(tx, tx.Now().Add(-keptFor)); err != nil {
		return nil, err
	}
	was, answer, found, err := findAnswer(tx, person, keyed.key())
	switch {
	case err != nil:
		return nil, err
	case found && was != digest:
		return nil, fault.New(fault.Invalid, "api.key.other", nil).WithPlace(fault.Place{Field: "header.Idempotency-Key"}).WithFound(keyed.key())
	case found:
		out := new(O)
		if c := callOf(ctx); c != nil {
			c.SetHeader("Idempotency-Replayed", "true")
		}
		return out, json.Unmarshal([]byte(answer), out)
	}
	out, err := do(ctx, tx, in)
	if err != nil {
		return nil, err // nothing was done, so that the key is free again
	}
	if data, err = json.Marshal(out); err != nil {
		return nil, err
	}
	return out, keepAnswer(tx, person, keyed.key(), digest, string(data))
}

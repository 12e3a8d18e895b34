package audit

import (
	"bytes"
	"encoding/json"
	"time"
)

// Record is one change, or one act worth knowing such as a sign-in.
type Record struct {
	ID     string    // made by Append when ""
	At     time.Time // set by Append: the time of the transaction, UTC
	Actor  Actor
	Act    string   // what was done, "slice.noun.verb": "agency.name.changed"
	Object string   // to what, "noun:id": "agency:so-y-te"
	Agency string   // the agency it concerns, "" when none; an opaque id
	Change []Change // before and after, in the order in which a reader wants them
	Reason string   // as the actor gave it
	Origin Origin
}

// Actor is who acts.
type Actor struct {
	Person string `json:"person,omitempty"` // id; "" for the program itself
	Role   string `json:"role,omitempty"`   // in which the act was allowed
	Behalf string `json:"behalf,omitempty"` // id of whom the actor stands in for
}

// Change is one field before and after. Of a personal field both are seals.
type Change struct {
	Field  string `json:"field"`
	Before string `json:"before,omitempty"`
	After  string `json:"after,omitempty"`
	Sealed bool   `json:"sealed,omitempty"`
}

// Origin is from where an act came.
type Origin struct {
	Address string `json:"address,omitempty"` // of the network, as the server saw it
	Request string `json:"request,omitempty"` // number of the request, in the server's own log too
	Via     string `json:"via,omitempty"`     // "web", "api", "workbook", "console", "job"
}

// body is the form in which a record is hashed: the order of the fields and
// their names are part of the log's format and never change.
type body struct {
	ID     string   `json:"id"`
	At     int64    `json:"at"` // microseconds, UTC
	Actor  Actor    `json:"actor"`
	Act    string   `json:"act"`
	Object string   `json:"object,omitempty"`
	Agency string   `json:"agency,omitempty"`
	Change []Change `json:"change,omitempty"`
	Reason string   `json:"reason,omitempty"`
	Origin Origin   `json:"origin"`
}

// Body gives the bytes of a record that are hashed into the tree: one line of
// JSON, without HTML escapes.
func (r *Record) Body() ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	err := e.Encode(body{r.ID, r.At.UnixMicro(), r.Actor, r.Act, r.Object, r.Agency, r.Change, r.Reason, r.Origin})
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), err
}

// ReadBody is the reverse of Body.
func ReadBody(data []byte) (*Record, error) {
	var b body
	d := json.NewDecoder(bytes.NewReader(data))
	d.DisallowUnknownFields()
	if err := d.Decode(&b); err != nil {
		return nil, err
	}
	return &Record{b.ID, time.UnixMicro(b.At).UTC(), b.Actor, b.Act, b.Object, b.Agency, b.Change, b.Reason, b.Origin}, nil
}

// Placed is a record with its place in the log.
type Placed struct {
	Place int64 // from 0; -1 while it waits for the sequencer
	Record
}

package audit

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"

	"golang.org/x/mod/sumdb/note"
)

// Keys are the secrets of a log. They lie outside of the database, readable by
// the program alone.
type Keys struct {
	Signer string // of checkpoints, in the form of note.GenerateKey
	Public string // its verifier: to be handed to whoever wants to check
	Seal   []byte // 32 bytes
}

// NewKeys makes the keys of a new log; name is its origin, such as
// "sansang/bac-ninh": no blanks and no plus sign.
func NewKeys(name string) (*Keys, error) {
	signer, public, err := note.GenerateKey(rand.Reader, name)
	if err != nil {
		return nil, err
	}
	k := &Keys{Signer: signer, Public: public, Seal: make([]byte, sha256.Size)}
	_, err = rand.Read(k.Seal)
	return k, err
}

// Seal notes a personal field: equal values have equal seals within one field,
// so that a change is seen and its value is not.
func (l *Log) Seal(field, before, after string) Change {
	return Change{field, l.seal(field, before), l.seal(field, after), true}
}

func (l *Log) seal(field, value string) string {
	if value == "" {
		return ""
	}
	m := hmac.New(sha256.New, l.sealKey)
	m.Write([]byte(field + "\x00" + value))
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

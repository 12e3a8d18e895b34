package access

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strings"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Keys seal what must not be read from a copy of the database: seeds of second
// factors and contacts. They lie outside of it, 32 random bytes each. New values
// are sealed under the first; the others open what was sealed before a change.
type Keys [][]byte

// NewKey makes one.
func NewKey() []byte {
	key := make([]byte, sha256.Size)
	rand.Read(key) // never fails (crypto/rand)
	return key
}

// vault seals and opens.
type vault struct {
	current string
	by      map[string]cipher.AEAD
	mac     []byte
}

func openVault(keys Keys) (*vault, error) {
	v := &vault{by: map[string]cipher.AEAD{}}
	for _, key := range keys {
		if len(key) < sha256.Size {
			return nil, fault.New(fault.Invalid, "access.key.wrong", nil)
		}
		name := hex.EncodeToString(derive(key, "name", 4))
		block, err := aes.NewCipher(derive(key, "seal", 32))
		if err != nil {
			return nil, err
		}
		if v.by[name], err = cipher.NewGCM(block); err != nil {
			return nil, err
		}
		if v.current == "" {
			v.current, v.mac = name, derive(key, "hide", 32)
		}
	}
	if v.current == "" {
		return nil, fault.New(fault.Invalid, "access.key.wrong", nil)
	}
	return v, nil
}

func derive(key []byte, use string, n int) []byte {
	out, err := hkdf.Expand(sha256.New, key, "sansang/access/"+use, n)
	if err != nil {
		panic(err) // only for an n beyond 255 blocks
	}
	return out
}

// seal encrypts a value of one field of one person; "" stays "".
func (v *vault) seal(person, field, value string) string {
	if value == "" {
		return ""
	}
	nonce := make([]byte, 12)
	rand.Read(nonce)
	sealed := v.by[v.current].Seal(nonce, nonce, []byte(value), []byte(person+"\x00"+field))
	return v.current + "." + base64.RawURLEncoding.EncodeToString(sealed)
}

// open is the reverse of seal; a value moved to another person or field, or
// sealed under a key that is gone, does not open.
func (v *vault) open(person, field, sealed string) (string, error) {
	if sealed == "" {
		return "", nil
	}
	name, rest, _ := strings.Cut(sealed, ".")
	data, err := base64.RawURLEncoding.DecodeString(rest)
	aead := v.by[name]
	if aead == nil || err != nil || len(data) < 12 {
		return "", fault.New(fault.Unavailable, "access.key.lost", nil)
	}
	plain, err := aead.Open(nil, data[:12], data[12:], []byte(person+"\x00"+field))
	if err != nil {
		return "", fault.New(fault.Unavailable, "access.key.lost", nil)
	}
	return string(plain), nil
}

// hide gives a keyed name for something that is only compared, such as the
// login that somebody tried or the network that it came from.
func (v *vault) hide(parts ...string) string {
	m := hmac.New(sha256.New, v.mac)
	for _, p := range parts {
		m.Write([]byte(p))
		m.Write([]byte{0})
	}
	return base64.RawURLEncoding.EncodeToString(m.Sum(nil)[:16])
}

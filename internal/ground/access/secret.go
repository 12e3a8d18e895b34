package access

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"hash/crc32"
	"strings"
)

// secretKind is what a secret opens; it stands in its text, so that one kind is
// never taken for another.
type secretKind string

const (
	ofSession secretKind = "ses"
	ofDevice  secretKind = "dev"
	ofInvite  secretKind = "inv"
	ofReset   secretKind = "rst"
	ofAPI     secretKind = "api"
)

// A secret reads sansang_KIND_ and 48 letters: 32 random bytes, twice what ASVS
// 7.2.3 wants, and their CRC-32, by which a miscopied one is told from a wrong
// one without the database, and a leaked one found by scanners.
const (
	secretPrefix = "sansang_"
	secretBytes  = 32
	secretLen    = len(secretPrefix) + 4 + (secretBytes+4)*4/3
)

var secretLetters = base64.RawURLEncoding.Strict()

// newSecret gives a new secret and the hash under which it is kept.
func newSecret(kind secretKind) (text, hash string) {
	data := make([]byte, secretBytes, secretBytes+4)
	rand.Read(data) // never fails (crypto/rand)
	data = binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(data))
	text = secretPrefix + string(kind) + "_" + secretLetters.EncodeToString(data)
	return text, hashSecret(text)
}

// A secret has 256 random bits, so that a plain hash keeps it (ASVS 6.5.2).
func hashSecret(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}

// readSecret gives kind and hash of a text that has the form of a secret.
func readSecret(text string) (kind secretKind, hash string, ok bool) {
	rest, ok := strings.CutPrefix(text, secretPrefix)
	if !ok || len(text) != secretLen || rest[3] != '_' {
		return "", "", false
	}
	data, err := secretLetters.DecodeString(rest[4:])
	if err != nil || len(data) != secretBytes+4 ||
		binary.BigEndian.Uint32(data[secretBytes:]) != crc32.ChecksumIEEE(data[:secretBytes]) {
		return "", "", false
	}
	switch kind = secretKind(rest[:3]); kind {
	case ofSession, ofDevice, ofInvite, ofReset, ofAPI:
		return kind, hashSecret(text), true
	}
	return "", "", false
}

// newID names a row that is shown to people; it opens nothing.
func newID() string {
	var random [16]byte
	rand.Read(random[:])
	return hex.EncodeToString(random[:])
}

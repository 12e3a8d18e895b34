package access

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// A second factor is TOTP as authenticators know it (RFC 6238): SHA-1, six
// digits, steps of 30 s, and one step before or after for clocks that differ
// (§5.2, §6).
const step = 30

var codes = totp.ValidateOpts{Period: step, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1}

// Enrolment is what a person needs to set up an authenticator. It is shown once.
type Enrolment struct {
	Secret string // base32, to be typed
	URL    string // otpauth://…, to be drawn as QR
}

func newEnrolment(issuer, login string) (*Enrolment, error) {
	key, err := totp.Generate(totp.GenerateOpts{Issuer: issuer, AccountName: login, Period: step})
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "access.second.unmade", nil)
	}
	return &Enrolment{key.Secret(), key.URL()}, nil
}

// stepOf tells for which time step a code is right, at most one beside now. Of
// a step not after last it is not: a code is used once.
func stepOf(secret, code string, now time.Time, last int64) (int64, bool) {
	code = digits(code)
	found, ok := int64(0), false
	for _, d := range []int64{-1, 0, 1} {
		at := now.Unix()/step + d
		want, err := totp.GenerateCodeCustom(secret, time.Unix(at*step, 0), codes)
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 && at > last && !ok {
			found, ok = at, true
		}
	}
	return found, ok
}

// digits leaves out the blanks that people type into codes.
func digits(code string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, code)
}

// Recovery codes stand in for the authenticator once each: 15 random bytes, 120
// bits, so that a plain hash keeps them (ASVS 6.5.2 wants 112).
const (
	recoveryCodes = 10
	recoveryBytes = 15
)

func newRecovery() (shown, hashes []string) {
	for range recoveryCodes {
		data := make([]byte, recoveryBytes)
		rand.Read(data) // never fails (crypto/rand)
		letters := base32.StdEncoding.EncodeToString(data)
		var parts []string
		for i := 0; i < len(letters); i += 4 {
			parts = append(parts, letters[i:i+4])
		}
		shown = append(shown, strings.Join(parts, "-"))
		hashes = append(hashes, hashSecret(letters))
	}
	return shown, hashes
}

// readRecovery gives the hash of what has the form of a recovery code, however
// it is written: 0, 1 and 8, which base32 does not have, are read as O, I and B.
func readRecovery(text string) (hash string, ok bool) {
	text = strings.NewReplacer("0", "O", "1", "I", "8", "B").Replace(strings.ToUpper(digits(text)))
	if data, err := base32.StdEncoding.DecodeString(text); err != nil || len(data) != recoveryBytes || strings.ContainsAny(text, "\r\n") {
		return "", false
	}
	return hashSecret(text), true
}

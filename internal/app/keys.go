package app

import (
	"encoding/hex"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/ground/audit"
	"github.com/sansang-project/sansang/internal/platform/fault"
)

// Keys are the secrets of an installation. They lie outside of the database, so
// that a copy of it alone opens nothing and signs nothing.
type Keys struct {
	Audit  audit.Keys
	Access access.Keys
}

// The files of the folder of keys. A former key of access stays as a further
// line of its file, behind the one in use.
const (
	keyFileSigner = "audit-signer.key"
	keyFilePublic = "audit-public.key"
	keyFileSeal   = "audit-seal.key"
	keyFileAccess = "access.key"
)

// LoadKeys reads the keys of a folder. A folder that is empty or not there gets
// new ones; one in which some are missing is a fault of kind invalid, since new
// ones would make what was sealed and signed before unreadable.
func LoadKeys(dir, origin string) (*Keys, error) {
	signer, errS := readKey(dir, keyFileSigner)
	public, errP := readKey(dir, keyFilePublic)
	seal, errL := readKey(dir, keyFileSeal)
	sealed, errA := readKey(dir, keyFileAccess)
	missing := 0
	for _, err := range []error{errS, errP, errL, errA} {
		switch {
		case errors.Is(err, fs.ErrNotExist):
			missing++
		case err != nil:
			return nil, fault.Wrap(fault.Unavailable, err, "app.keys.unreadable", fault.Args{"dir": dir})
		}
	}
	if missing == 4 {
		return makeKeys(dir, origin)
	}
	if missing > 0 {
		return nil, fault.New(fault.Invalid, "app.keys.missing", fault.Args{"dir": dir}).WithHint("app.keys.missingHint")
	}
	k := &Keys{Audit: audit.Keys{Signer: signer, Public: public}}
	var err error
	if k.Audit.Seal, err = hex.DecodeString(seal); err != nil {
		return nil, fault.New(fault.Invalid, "app.keys.wrong", fault.Args{"file": filepath.Join(dir, keyFileSeal)})
	}
	for line := range strings.Lines(sealed) {
		key, err := hex.DecodeString(strings.TrimSpace(line))
		if err != nil {
			return nil, fault.New(fault.Invalid, "app.keys.wrong", fault.Args{"file": filepath.Join(dir, keyFileAccess)})
		}
		k.Access = append(k.Access, key)
	}
	return k, nil
}

func readKey(dir, name string) (string, error) {
	data, err := os.ReadFile(filepath.Join(dir, name))
	return strings.TrimSpace(string(data)), err
}

func makeKeys(dir, origin string) (*Keys, error) {
	a, err := audit.NewKeys(origin)
	if err != nil {
		return nil, fault.Wrap(fault.Internal, err, "app.keys.unmade", nil)
	}
	k := &Keys{Audit: *a, Access: access.Keys{access.NewKey()}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fault.Wrap(fault.Unavailable, err, "app.keys.unwritten", fault.Args{"dir": dir})
	}
	for name, text := range map[string]string{
		keyFileSigner: a.Signer, keyFilePublic: a.Public,
		keyFileSeal: hex.EncodeToString(a.Seal), keyFileAccess: hex.EncodeToString(k.Access[0]),
	} {
		if err := writeKey(filepath.Join(dir, name), text); err != nil {
			return nil, fault.Wrap(fault.Unavailable, err, "app.keys.unwritten", fault.Args{"dir": dir})
		}
	}
	return k, nil
}

// writeKey never replaces a key: two programs that start at once must not each
// keep another one.
func writeKey(path, text string) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	if _, err := f.WriteString(text + "\n"); err != nil {
		f.Close()
		return err
	}
	if err := f.Sync(); err != nil {
		f.Close()
		return err
	}
	return f.Close()
}

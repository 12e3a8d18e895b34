package app

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"testing"
	"time"
)

// writeCertificate makes a certificate for the loopback under a name.
func writeCertificate(t *testing.T, dir, name string, ends time.Time) (file, key string) {
	t.Helper()
	private, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	form := x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: name}, NotBefore: time.Now().Add(-time.Hour), NotAfter: ends,
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}}
	signed, err := x509.CreateCertificate(rand.Reader, &form, &form, &private.PublicKey, private)
	if err != nil {
		t.Fatal(err)
	}
	secret, err := x509.MarshalPKCS8PrivateKey(private)
	if err != nil {
		t.Fatal(err)
	}
	file, key = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	for path, block := range map[string]*pem.Block{file: {Type: "CERTIFICATE", Bytes: signed}, key: {Type: "PRIVATE KEY", Bytes: secret}} {
		if err := os.WriteFile(path, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return file, key
}

// TestTLS: a server with a certificate speaks TLS, with the cookies and headers
// that belong to it; a renewed certificate is used, one that is half there is not.
func TestTLS(t *testing.T) {
	dir := founded(t)
	long := time.Now().Add(90 * 24 * time.Hour)
	file, key := writeCertificate(t, t.TempDir(), "first", long)
	c, err := servedConfig(dir)
	if err != nil {
		t.Fatal(err)
	}
	c.Certificate, c.Key = file, key
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err = Serve(ctx, c, quiet(), func(address, _ string) {
		defer stop()
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{InsecureSkipVerify: true}}}
		r, err := client.Get(address + "/sign-in")
		if err != nil {
			t.Error(err)
			return
		}
		r.Body.Close()
		if r.TLS == nil || r.TLS.PeerCertificates[0].Subject.CommonName != "first" || r.Header.Get("Strict-Transport-Security") == "" {
			t.Errorf("%+v", r)
		}
	})
	if err != nil {
		t.Fatal(err)
	}

	pair, err := loadCertificate(file, key, quiet())
	if err != nil {
		t.Fatal(err)
	}
	named := func() string { return pair.current().Leaf.Subject.CommonName }
	writeCertificate(t, filepath.Dir(file), "second", long)
	pair.reload()
	if named() != "second" {
		t.Errorf("after a renewal: %s", named())
	}
	if err := os.WriteFile(key, []byte("half"), 0o600); err != nil {
		t.Fatal(err)
	}
	pair.reload()
	if named() != "second" {
		t.Errorf("after half a renewal: %s", named())
	}
	// Without being told, by the time of the files.
	writeCertificate(t, filepath.Dir(file), "third", long)
	pair.looked, pair.stamp = time.Time{}, [2]time.Time{}
	if named() != "third" {
		t.Errorf("after a renewal that nobody told: %s", named())
	}
	if _, err := loadCertificate(file, file, quiet()); keyOf(err) != "app.certificate.wrong" {
		t.Error(err)
	}
	for ends, want := range map[time.Time]Health{long: Fine, time.Now().Add(time.Hour): Warning, time.Now().Add(-time.Minute): Faulty} {
		writeCertificate(t, filepath.Dir(file), "ends", ends)
		if f := (&patient{c: c}).certificate(); f.Health != want {
			t.Errorf("ends %v: %s", ends, f.Health)
		}
	}
}

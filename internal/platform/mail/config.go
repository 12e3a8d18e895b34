package mail

import (
	"crypto/x509"
	"net"
	netmail "net/mail"
	"strconv"
	"strings"
	"time"

	"github.com/sansang-project/sansang/internal/platform/fault"
)

// TLS is how the connection to the server is kept from others.
type TLS string

// The ways, with the ports that they have by default (RFC 8314 §3.3, RFC 5321
// §4.5.4.2).
const (
	StartTLS TLS = "starttls" // 587; a server that does not offer it gets nothing
	Implicit TLS = "tls"      // 465
	Plain    TLS = "none"     // 25
)

// Ways are the ways that a configuration may name.
var Ways = []TLS{StartTLS, Implicit, Plain}

// Config is by which server letters go, and in whose name.
type Config struct {
	Host           string
	Port           int // 0 is that of TLS
	TLS            TLS // "" is StartTLS
	User, Password string
	From           string         // "Tổ thường trực <sansang@example.vn>"
	Roots          *x509.CertPool // whom to believe about the server's name; nil is the machine's
	Timeout        time.Duration  // of one letter; 0 is 30 seconds
	PerMinute      int            // letters at most; 0 is 60
}

// complete fills what was not said, and tells all that is wrong, as faults of kind
// invalid.
func (c *Config) complete() (from netmail.Address, err error) {
	var wrong fault.List
	if c.TLS == "" {
		c.TLS = StartTLS
	}
	if c.Port == 0 {
		c.Port = map[TLS]int{StartTLS: 587, Implicit: 465, Plain: 25}[c.TLS]
	}
	if c.Timeout <= 0 {
		c.Timeout = 30 * time.Second // a busy server may look at a letter for some seconds
	}
	if c.PerMinute <= 0 {
		c.PerMinute = 60 // a province's agencies within minutes, and no flood for a small server
	}
	if c.Host == "" || strings.ContainsAny(c.Host, " \t\r\n/@") {
		wrong.Add(fault.New(fault.Invalid, "mail.config.host", nil).WithFound(c.Host))
	}
	parsed, failed := netmail.ParseAddress(c.From)
	if failed != nil || checkAddress(parsed.Address) != nil {
		wrong.Add(fault.New(fault.Invalid, "mail.config.from", nil).WithFound(c.From))
	} else {
		from = *parsed
	}
	if (c.User == "") != (c.Password == "") {
		wrong.Add(fault.New(fault.Invalid, "mail.config.pair", nil))
	}
	if c.TLS == Plain && c.Password != "" && !isHere(c.Host) {
		wrong.Add(fault.New(fault.Invalid, "mail.config.plain", nil))
	}
	return from, wrong.Err()
}

// isHere tells whether a host is this machine, to which a password may go in the
// clear.
func isHere(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// where is the server as it may be shown.
func (c *Config) where() string { return net.JoinHostPort(c.Host, strconv.Itoa(c.Port)) }

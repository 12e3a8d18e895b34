package app

import (
	"net"
	"net/netip"
	"net/url"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/file"
)

// setting is one value of the configuration: its key in the file ("tls.key"),
// its default, how it is checked and kept, and how it is shown.
type setting struct {
	key      string
	fallback string
	secret   bool // may hold a password, which is never shown
	hidden   bool // is a password as a whole
	set      func(*Config, string) *fault.Fault
	shown    func(*Config) string
}

// settings are all values. data is the first, since others lie in it.
var settings = slices.Concat([]setting{
	textOf("data", "sansang-data", "", func(c *Config) *string { return &c.Data }),
	secretOf("database", "sqlite:", "sansang.db", func(c *Config) *string { return &c.Database }),
	secretOf("files", "", "files", func(c *Config) *string { return &c.Files }),
	textOf("keys", "", "keys", func(c *Config) *string { return &c.Keys }),
	textOf("checkpoints", "", "checkpoints", func(c *Config) *string { return &c.Checkpoints }),
	{key: "name", fallback: "sansang", set: setName, shown: func(c *Config) string { return c.Name }},

	// Loopback: who wants others to reach it says so, and brings TLS.
	{key: "listen", fallback: "127.0.0.1:8080", set: hostPort(false, func(c *Config) *string { return &c.Listen }), shown: func(c *Config) string { return c.Listen }},
	textOf("tls.certificate", "", "", func(c *Config) *string { return &c.Certificate }),
	textOf("tls.key", "", "", func(c *Config) *string { return &c.Key }),
	{key: "address", set: setAddress, shown: func(c *Config) string {
		if c.Address == nil {
			return ""
		}
		return c.Address.String()
	}},
	{key: "proxies", set: setProxies, shown: func(c *Config) string {
		var all []string
		for _, p := range c.Proxies {
			all = append(all, p.String())
		}
		return strings.Join(all, ", ")
	}},

	{key: "rules", fallback: "asvs", set: setRules, shown: func(c *Config) string { return c.Preset.Name }},
	{key: "log.level", fallback: "info", set: setLevel, shown: func(c *Config) string { return strings.ToLower(c.LogLevel.String()) }},
	{key: "log.format", fallback: "json", set: setFormat, shown: func(c *Config) string { return c.LogFormat }},
	{key: "scan.address", set: setScanner, shown: func(c *Config) string { return c.Scan }},
	{key: "metrics.listen", set: hostPort(true, func(c *Config) *string { return &c.Metrics }), shown: func(c *Config) string { return c.Metrics }},

	// Requests in flight: a browser opens six connections to a host, a province's
	// agencies stand behind a few addresses, and 2,000 keep two cores busy.
	number("limits.person", 8, func(c *Config) *int { return &c.Limits.Person }),
	number("limits.address", 64, func(c *Config) *int { return &c.Limits.Address }),
	number("limits.total", 2000, func(c *Config) *int { return &c.Limits.Total }),
}, letterSettings)

// textOf is a text that is taken as it is; below names its place in the data
// folder when nothing was said.
func textOf(key, fallback, below string, field func(*Config) *string) setting {
	s := setting{key: key, fallback: fallback, shown: func(c *Config) string { return *field(c) }}
	s.set = func(c *Config, value string) *fault.Fault {
		if value == "" && below != "" {
			value = filepath.Join(c.Data, below)
		}
		*field(c) = value
		return nil
	}
	return s
}

// secretOf is a URL in which a password may stand. prefix is put before its place
// in the data folder.
func secretOf(key, prefix, below string, field func(*Config) *string) setting {
	s := setting{key: key, secret: true, shown: func(c *Config) string { return withoutSecret(*field(c)) }}
	s.set = func(c *Config, value string) *fault.Fault {
		if value == "" {
			value = prefix + filepath.Join(c.Data, below)
		}
		if strings.Contains(value, "://") {
			if u, err := url.Parse(value); err != nil || u.Host == "" {
				return fault.New(fault.Invalid, "app.config.url", nil)
			}
		}
		*field(c) = value
		return nil
	}
	return s
}

// hasSecret tells whether a URL holds a password, in either of its places.
func hasSecret(value string) bool { return withoutSecret(value) != value }

// withoutSecret is a URL as it may be shown.
func withoutSecret(value string) string {
	if !strings.Contains(value, "://") {
		return value
	}
	u, err := url.Parse(value)
	if err != nil {
		return "…"
	}
	if _, ok := u.User.Password(); ok {
		u.User = url.UserPassword(u.User.Username(), "xxxxx")
	}
	if q := u.Query(); q.Has("password") || q.Has("sslpassword") {
		for _, name := range []string{"password", "sslpassword"} {
			if q.Has(name) {
				q.Set(name, "xxxxx")
			}
		}
		u.RawQuery = q.Encode()
	}
	return u.String()
}

func number(key string, fallback int, field func(*Config) *int) setting {
	return setting{key: key, fallback: strconv.Itoa(fallback), shown: func(c *Config) string { return strconv.Itoa(*field(c)) },
		set: func(c *Config, value string) *fault.Fault {
			n, err := strconv.Atoi(value)
			if err != nil || n < 1 || n > 1_000_000 {
				return fault.New(fault.Invalid, "app.config.number", nil)
			}
			*field(c) = n
			return nil
		}}
}

func hostPort(mayBeEmpty bool, field func(*Config) *string) func(*Config, string) *fault.Fault {
	return func(c *Config, value string) *fault.Fault {
		_, port, err := net.SplitHostPort(value)
		n, errPort := strconv.ParseUint(port, 10, 16)
		if (err != nil || errPort != nil || n > 65535) && (value != "" || !mayBeEmpty) {
			return fault.New(fault.Invalid, "app.config.listen", nil)
		}
		*field(c) = value
		return nil
	}
}

// setName refuses what a signed note's key cannot be called.
func setName(c *Config, value string) *fault.Fault {
	if value == "" || strings.ContainsAny(value, " \t+\n") {
		return fault.New(fault.Invalid, "app.config.name", nil)
	}
	c.Name = value
	return nil
}

func setAddress(c *Config, value string) *fault.Fault {
	if value == "" {
		return nil
	}
	u, err := url.Parse(value)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
		return fault.New(fault.Invalid, "app.config.address", nil)
	}
	u.Path = ""
	c.Address = u
	return nil
}

func setProxies(c *Config, value string) *fault.Fault {
	for part := range strings.SplitSeq(value, ",") {
		part = strings.TrimSpace(part)
		if part == "" {
			continue
		}
		p, err := netip.ParsePrefix(part)
		if err != nil {
			a, errAddr := netip.ParseAddr(part)
			if errAddr != nil {
				return fault.New(fault.Invalid, "app.config.proxies", nil)
			}
			p = netip.PrefixFrom(a, a.BitLen())
		}
		c.Proxies = append(c.Proxies, p.Masked())
	}
	return nil
}

func setRules(c *Config, value string) *fault.Fault {
	switch value {
	case "asvs":
		c.Preset = access.ASVS()
	case "tcvn11930":
		c.Preset = access.TCVN11930()
	default:
		return fault.New(fault.Invalid, "app.config.rules", nil)
	}
	return nil
}

func setLevel(c *Config, value string) *fault.Fault {
	if err := c.LogLevel.UnmarshalText([]byte(value)); err != nil {
		return fault.New(fault.Invalid, "app.config.level", nil)
	}
	return nil
}

func setScanner(c *Config, value string) *fault.Fault {
	if _, err := file.NewScanner(value); err != nil {
		return fault.New(fault.Invalid, "app.config.scanner", nil)
	}
	c.Scan = value
	return nil
}

func setFormat(c *Config, value string) *fault.Fault {
	if value != "json" && value != "text" {
		return fault.New(fault.Invalid, "app.config.format", nil)
	}
	c.LogFormat = value
	return nil
}

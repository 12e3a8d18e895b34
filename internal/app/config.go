package app

import (
	"log/slog"
	"net/netip"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/knadh/koanf/providers/confmap"
	"github.com/knadh/koanf/v2"

	"github.com/sansang-project/sansang/internal/ground/access"
	"github.com/sansang-project/sansang/internal/platform/fault"
	"github.com/sansang-project/sansang/internal/platform/mail"
)

// Config is how an installation runs, read once at its start.
type Config struct {
	Data        string // folder; what follows lies in it unless it says otherwise
	Database    string // URL as db.Config has it
	Files       string // URL as file.Config has it
	Keys        string // folder of the secrets
	Checkpoints string // folder of the audit log's checkpoints
	Name        string // of the audit log, when its keys are made

	Listen      string // host:port
	Certificate string // file; with Key, TLS is spoken
	Key         string
	Address     *url.URL       // by which browsers reach it; nil when it was not said
	Proxies     []netip.Prefix // whose X-Forwarded-* is believed

	Preset    access.Rules
	LogLevel  slog.Level
	LogFormat string // "json" or "text"
	Scan      string // address of the malware scanner as file.NewScanner has it, "" for none
	Metrics   string // host:port of the metrics, "" for none
	Limits    Limits

	Mail          mail.Config
	MailAuthority string // file; "" for the machine's authorities

	settings []Setting
}

// Limits bound the requests in flight (docs/operate.md).
type Limits struct{ Person, Address, Total int }

// Source is where a value came from.
type Source string

// The sources, each overruling those before it.
const (
	FromDefault     Source = "default"
	FromFile        Source = "file"
	FromEnvironment Source = "environment"
	FromFlag        Source = "flag"
)

// Setting is one value as it is shown: never a secret.
type Setting struct {
	Key    string // "tls.certificate"
	Value  string
	Source Source
	At     string // file with line, variable or flag; "" for a default
}

// Given is what was said about the configuration outside of the default file.
type Given struct {
	File        string            // of --config; "" takes sansang.yaml in the data folder, if it is there
	Flags       map[string]string // by key, those that were typed
	Environment []string          // as os.Environ gives it
}

// configFile is looked for in the data folder.
const configFile = "sansang.yaml"

// layer is what one source says: values as text, and where each stands.
type layer struct {
	source Source
	values map[string]string
	at     map[string]fault.Place
}

// LoadConfig reads defaults, file, environment and flags, each overruling those
// before. Every unknown key and wrong value is a fault, all told at once.
func LoadConfig(g Given) (*Config, error) {
	var wrong fault.List
	flags := layer{FromFlag, map[string]string{}, map[string]fault.Place{}}
	for key, value := range g.Flags {
		flags.values[key], flags.at[key] = value, fault.Place{Field: "--" + dashed(key)}
	}
	environment := readEnvironment(g.Environment, &wrong)
	path, wanted := g.File, g.File != ""
	if !wanted {
		data := settings[0].fallback // the folder is known before its file is
		for _, l := range []layer{environment, flags} {
			if v, ok := l.values["data"]; ok {
				data = v
			}
		}
		path = filepath.Join(data, configFile)
	}
	layers := []layer{{source: FromDefault, values: map[string]string{}}, readConfigFile(path, wanted, &wrong), environment, flags}
	merged := koanf.New(".")
	for _, s := range settings {
		layers[0].values[s.key] = s.fallback
	}
	for _, l := range layers {
		values := map[string]any{}
		for k, v := range l.values {
			values[k] = v
		}
		if err := merged.Load(confmap.Provider(values, "."), nil); err != nil {
			return nil, fault.Wrap(fault.Internal, err, "app.config.unread", nil)
		}
	}
	c := &Config{}
	for _, s := range settings {
		from := layers[0]
		for _, l := range layers {
			if _, ok := l.values[s.key]; ok {
				from = l
			}
		}
		c.take(s, merged.String(s.key), from, &wrong)
	}
	if (c.Certificate == "") != (c.Key == "") {
		wrong.Add(fault.New(fault.Invalid, "app.config.pair", nil).WithHint("app.config.pairHint"))
	}
	c.checkMail(&wrong)
	if err := wrong.Err(); err != nil {
		return nil, err
	}
	return c, nil
}

// take checks a value, keeps it, and notes it for the page of settings.
func (c *Config) take(s setting, value string, from layer, wrong *fault.List) {
	place := from.at[s.key]
	if f := s.set(c, value); f != nil {
		f.Args = fault.Args{"key": s.key}
		if !s.secret {
			f = f.WithFound(value)
		}
		wrong.Add(f.WithPlace(place))
		return
	}
	if s.secret && from.source == FromFlag && (hasSecret(value) || s.hidden && value != "") {
		wrong.Add(fault.New(fault.Invalid, "app.config.open", fault.Args{"key": s.key}).WithPlace(place).WithHint("app.config.openHint"))
		return
	}
	shown := s.shown(c)
	at := place.Field
	if from.source == FromFile {
		at = fault.Place{File: place.File, Line: place.Line}.String()
	}
	c.settings = append(c.settings, Setting{Key: s.key, Value: shown, Source: from.source, At: at})
}

// Settings are all values with their sources, in the order of docs/operate.md.
func (c *Config) Settings() []Setting { return slices.Clone(c.settings) }

// Plain tells that browsers speak to this program without TLS: on the loopback,
// and nowhere else.
func (c *Config) Plain() bool { return c.Certificate == "" && len(c.Proxies) == 0 }

// Logger is the log that the configuration asks for.
func (c *Config) Logger(out *os.File) *slog.Logger {
	options := &slog.HandlerOptions{Level: c.LogLevel}
	if c.LogFormat == "text" {
		return slog.New(slog.NewTextHandler(out, options))
	}
	return slog.New(slog.NewJSONHandler(out, options))
}

func dashed(key string) string { return strings.ReplaceAll(key, ".", "-") }

func variableOf(key string) string {
	return "SANSANG_" + strings.ToUpper(strings.NewReplacer(".", "_", "-", "_").Replace(key))
}

package console

import "fmt"

// Configuration is what a command line says about how an installation runs; the
// rest stands in its file and in the environment.
type Configuration struct {
	File  string            // of --config, "" for the one in the data folder
	Flags map[string]string // by key of the configuration, those that were typed
}

// configuring is for commands that work on an installation.
type configuring struct {
	Config      string `placeholder:"FILE" help:"console.config.config"`
	Data        string `placeholder:"DIR" help:"console.config.data"`
	Database    string `placeholder:"URL" help:"console.config.database"`
	Files       string `placeholder:"URL" help:"console.config.files"`
	Keys        string `placeholder:"DIR" help:"console.config.keys"`
	Checkpoints string `placeholder:"DIR" help:"console.config.checkpoints"`
}

// configuration keeps what was typed.
func (c *configuring) configuration() Configuration {
	return Configuration{File: c.Config, Flags: typed(map[string]string{
		"data": c.Data, "database": c.Database, "files": c.Files, "keys": c.Keys, "checkpoints": c.Checkpoints,
	})}
}

func typed(values map[string]string) map[string]string {
	for key, value := range values {
		if value == "" {
			delete(values, key)
		}
	}
	return values
}

// serveCommand runs the pages of an installation.
type serveCommand struct {
	configuring
	Name           string `placeholder:"NAME" help:"console.config.name"`
	Listen         string `placeholder:"HOST:PORT" help:"console.config.listen"`
	TLSCertificate string `name:"tls-certificate" placeholder:"FILE" help:"console.config.certificate"`
	TLSKey         string `name:"tls-key" placeholder:"FILE" help:"console.config.key"`
	Address        string `placeholder:"URL" help:"console.config.address"`
	Proxies        string `placeholder:"CIDR,…" help:"console.config.proxies"`
	Rules          string `placeholder:"asvs|tcvn11930" help:"console.config.rules"`
	LogLevel       string `placeholder:"debug|info|warn|error" help:"console.config.logLevel"`
	LogFormat      string `placeholder:"json|text" help:"console.config.logFormat"`
	ScanAddress    string `placeholder:"unix:PATH|tcp:HOST:PORT" help:"console.config.scan"`
	MetricsListen  string `placeholder:"HOST:PORT" help:"console.config.metrics"`
	MailHost       string `placeholder:"HOST" help:"console.config.mailHost"`
	MailPort       string `placeholder:"PORT" help:"console.config.mailPort"`
	MailTLS        string `name:"mail-tls" placeholder:"starttls|tls|none" help:"console.config.mailTLS"`
	MailUser       string `placeholder:"NAME" help:"console.config.mailUser"`
	MailPassword   string `placeholder:"…" help:"console.config.mailPassword"`
	MailFrom       string `placeholder:"ADDRESS" help:"console.config.mailFrom"`
	MailAuthority  string `placeholder:"FILE" help:"console.config.mailAuthority"`
	MailRate       string `placeholder:"N" help:"console.config.mailRate"`
	LimitsPerson   string `placeholder:"N" help:"console.config.limitPerson"`
	LimitsAddress  string `placeholder:"N" help:"console.config.limitAddress"`
	LimitsTotal    string `placeholder:"N" help:"console.config.limitTotal"`
}

// Run serves until it is told to stop.
func (c *serveCommand) Run(s *session) error {
	conf := c.configuration()
	for key, value := range typed(map[string]string{
		"name": c.Name, "listen": c.Listen, "tls.certificate": c.TLSCertificate, "tls.key": c.TLSKey, "address": c.Address,
		"proxies": c.Proxies, "rules": c.Rules, "log.level": c.LogLevel, "log.format": c.LogFormat, "metrics.listen": c.MetricsListen, "scan.address": c.ScanAddress,
		"mail.host": c.MailHost, "mail.port": c.MailPort, "mail.tls": c.MailTLS, "mail.user": c.MailUser, "mail.password": c.MailPassword,
		"mail.from": c.MailFrom, "mail.authority": c.MailAuthority, "mail.rate": c.MailRate,
		"limits.person": c.LimitsPerson, "limits.address": c.LimitsAddress, "limits.total": c.LimitsTotal,
	}) {
		conf.Flags[key] = value
	}
	return s.Serve(s.ctx, conf, func(address, setupCode string) {
		fmt.Fprintln(s.Out, s.say("console.serve.ready", "address", address))
		if setupCode != "" {
			fmt.Fprintln(s.Out, s.say("console.serve.setup", "address", address+"/setup", "code", setupCode))
		}
	})
}

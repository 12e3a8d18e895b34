-- +goose Up
CREATE TABLE access_person (
	id TEXT PRIMARY KEY,
	login TEXT NOT NULL,
	name TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	mail TEXT NOT NULL,
	phone TEXT NOT NULL,
	created BIGINT NOT NULL,
	closed BIGINT,
	version BIGINT NOT NULL
);
CREATE UNIQUE INDEX access_person_login ON access_person (login);
CREATE INDEX access_person_sort ON access_person (sort_key, id);

-- The password in force and those before it, the latest with current = TRUE.
CREATE TABLE access_password (
	person TEXT NOT NULL REFERENCES access_person (id),
	at BIGINT NOT NULL,
	hash TEXT NOT NULL,
	current BOOLEAN NOT NULL,
	PRIMARY KEY (person, at)
);
CREATE UNIQUE INDEX access_password_current ON access_password (person) WHERE current;

-- The second factor: a sealed secret, and the last time step that was used.
CREATE TABLE access_second (
	person TEXT PRIMARY KEY REFERENCES access_person (id),
	secret TEXT NOT NULL,
	created BIGINT NOT NULL,
	confirmed BIGINT,
	last_step BIGINT NOT NULL
);
CREATE TABLE access_recovery (
	person TEXT NOT NULL REFERENCES access_person (id),
	hash TEXT NOT NULL,
	used BIGINT,
	PRIMARY KEY (person, hash)
);

CREATE TABLE access_session (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES access_person (id),
	created BIGINT NOT NULL,
	seen BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	second BOOLEAN NOT NULL,
	stepped BIGINT NOT NULL,
	address TEXT NOT NULL,
	agent TEXT NOT NULL,
	ended BIGINT
);
CREATE UNIQUE INDEX access_session_hash ON access_session (hash);
CREATE INDEX access_session_person ON access_session (person, created);

-- Devices on which a person has signed in, and from which network.
CREATE TABLE access_device (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES access_person (id),
	network TEXT NOT NULL,
	expires BIGINT NOT NULL
);
CREATE UNIQUE INDEX access_device_hash ON access_device (hash);
CREATE INDEX access_device_person ON access_device (person, network);

-- How far ahead of the clock the guesses of one source have run.
CREATE TABLE access_attempt (
	source TEXT PRIMARY KEY,
	due BIGINT NOT NULL
);
CREATE INDEX access_attempt_due ON access_attempt (due);

-- One-time links: invitations and resets.
CREATE TABLE access_link (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	kind TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES access_person (id),
	issuer TEXT NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	used BIGINT,
	revoked BIGINT
);
CREATE UNIQUE INDEX access_link_hash ON access_link (hash);
CREATE INDEX access_link_person ON access_link (person, created);

-- Roles granted over an agency, a group or the province ('' as scope_id).
CREATE TABLE access_grant (
	id TEXT PRIMARY KEY,
	person TEXT NOT NULL REFERENCES access_person (id),
	role TEXT NOT NULL,
	scope_kind TEXT NOT NULL,
	scope_id TEXT NOT NULL,
	starts BIGINT NOT NULL,
	ends BIGINT,
	source TEXT REFERENCES access_grant (id),
	issuer TEXT NOT NULL,
	created BIGINT NOT NULL,
	revoked BIGINT
);
CREATE INDEX access_grant_person ON access_grant (person, starts);
CREATE INDEX access_grant_scope ON access_grant (scope_id, scope_kind, starts);
CREATE INDEX access_grant_source ON access_grant (source);

CREATE TABLE access_token (
	id TEXT PRIMARY KEY,
	hash TEXT NOT NULL,
	person TEXT NOT NULL REFERENCES access_person (id),
	name TEXT NOT NULL,
	scopes TEXT NOT NULL,
	created BIGINT NOT NULL,
	expires BIGINT NOT NULL,
	revoked BIGINT
);
CREATE UNIQUE INDEX access_token_hash ON access_token (hash);
CREATE INDEX access_token_person ON access_token (person, created);

-- One row: the first account of an installation is founded once.
CREATE TABLE access_founded (
	one BIGINT PRIMARY KEY,
	person TEXT NOT NULL REFERENCES access_person (id)
);

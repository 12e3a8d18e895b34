-- +goose Up
-- A file that an agency gives as evidence in a round. Its bytes lie in the file
-- store under hash. A row is never deleted: removed is when it was taken away, 0
-- while it stands. source is the round whose evidence it was copied from.
CREATE TABLE evidence (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	id TEXT NOT NULL,
	name TEXT NOT NULL,
	hash TEXT NOT NULL,
	size BIGINT NOT NULL,
	type TEXT NOT NULL,
	locked BOOLEAN NOT NULL,
	number TEXT NOT NULL,
	date TEXT NOT NULL,
	issuer TEXT NOT NULL,
	extract TEXT NOT NULL,
	scan TEXT NOT NULL,
	finding TEXT NOT NULL,
	source TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	removed BIGINT NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (agency, round, id)
);
CREATE INDEX evidence_scanned ON evidence (scan, hash);

-- Which criterion a file speaks for, and where in it.
CREATE TABLE evidence_link (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	evidence TEXT NOT NULL,
	node TEXT NOT NULL,
	pointer TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (agency, round, evidence, node)
);

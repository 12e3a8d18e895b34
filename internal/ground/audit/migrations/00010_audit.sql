-- +goose Up
CREATE TABLE audit_record (
	id TEXT PRIMARY KEY,
	place BIGINT,
	at BIGINT NOT NULL,
	person TEXT NOT NULL,
	agency TEXT NOT NULL,
	object TEXT NOT NULL,
	act TEXT NOT NULL,
	body TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_record_place ON audit_record (place);
CREATE INDEX audit_record_waiting ON audit_record (at, id) WHERE place IS NULL;
CREATE INDEX audit_record_agency ON audit_record (agency, place);
CREATE INDEX audit_record_person ON audit_record (person, place);
CREATE INDEX audit_record_object ON audit_record (object, place);

-- The stored hashes of the tree, numbered as in tlog.StoredHashIndex.
CREATE TABLE audit_hash (
	id BIGINT PRIMARY KEY,
	hash TEXT NOT NULL
);

-- One row: how many records are in the tree.
CREATE TABLE audit_tree (
	one BIGINT PRIMARY KEY,
	size BIGINT NOT NULL
);
INSERT INTO audit_tree (one, size) VALUES (1, 0);

CREATE TABLE audit_checkpoint (
	size BIGINT PRIMARY KEY,
	at BIGINT NOT NULL,
	note TEXT NOT NULL
);

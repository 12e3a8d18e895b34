-- +goose Up
-- A record without a place waits for the sequencer, which only PostgreSQL has.
CREATE TABLE audit_record (
	place BIGINT,
	id TEXT NOT NULL,
	at BIGINT NOT NULL,
	person TEXT NOT NULL,
	agency TEXT NOT NULL,
	object TEXT NOT NULL,
	act TEXT NOT NULL,
	body TEXT NOT NULL
);
CREATE UNIQUE INDEX audit_record_place ON audit_record (place);
CREATE UNIQUE INDEX audit_record_waiting ON audit_record (at, id) WHERE place IS NULL;

-- Of each 1,024 records in a row from place 1024 × number on: their first and last
-- time, and in audit_name who and what occurs in them: "person:", "agency:",
-- "object:" or "act:" with the value of the column; of an act also each beginning
-- that ends with a dot.
CREATE TABLE audit_block (
	number BIGINT PRIMARY KEY,
	from_at BIGINT NOT NULL,
	until_at BIGINT NOT NULL
);
CREATE TABLE audit_name (
	block BIGINT NOT NULL,
	name TEXT NOT NULL,
	PRIMARY KEY (block, name)
);

-- The hashes of the tree in tiles of 64, as golang.org/x/mod/sumdb/tlog has them
-- with height 6: level 0 are the records, a hash of level 1 is that of 64 of
-- them. hashes is base64 of the 32 bytes of each, one after the other.
CREATE TABLE audit_tile (
	level BIGINT NOT NULL,
	number BIGINT NOT NULL,
	hashes TEXT NOT NULL,
	PRIMARY KEY (level, number)
);

-- One row: how many records are in the tree, and its root; at first that of the
-- empty tree.
CREATE TABLE audit_tree (
	one BIGINT PRIMARY KEY,
	size BIGINT NOT NULL,
	root TEXT NOT NULL
);
INSERT INTO audit_tree (one, size, root) VALUES (1, 0, '47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=');

CREATE TABLE audit_checkpoint (
	size BIGINT PRIMARY KEY,
	at BIGINT NOT NULL,
	note TEXT NOT NULL
);

-- +goose Up
-- A study is a table on which a draft is tried. framework is the version's id;
-- the latest study of a version is the one in force. body is the table in JSON
-- and never changes.
CREATE TABLE calibration_study (
	id TEXT PRIMARY KEY,
	framework TEXT NOT NULL,
	source TEXT NOT NULL,
	name TEXT NOT NULL,
	body TEXT NOT NULL,
	draws BIGINT NOT NULL,
	noise DOUBLE PRECISION NOT NULL,
	seed BIGINT NOT NULL,
	author TEXT NOT NULL,
	created BIGINT NOT NULL,
	revision BIGINT NOT NULL
);
CREATE INDEX calibration_study_of ON calibration_study (framework, created, id);

-- A minute says what was tried or changed and why. Rows are only added.
CREATE TABLE calibration_minute (
	id TEXT PRIMARY KEY,
	framework TEXT NOT NULL,
	study TEXT NOT NULL,
	against TEXT NOT NULL,
	changes TEXT NOT NULL,
	reason TEXT NOT NULL,
	adopted BOOLEAN NOT NULL,
	ranks BIGINT NOT NULL,
	levels BIGINT NOT NULL,
	author TEXT NOT NULL,
	created BIGINT NOT NULL
);
CREATE INDEX calibration_minute_of ON calibration_minute (framework, created, id);

-- +goose Up
-- A version of a framework. body is its YAML, checks are JSON; neither changes
-- once it is issued. leaves and items are counts for lists.
CREATE TABLE framework_version (
	id TEXT PRIMARY KEY,
	code TEXT NOT NULL,
	number TEXT NOT NULL,
	state TEXT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	body TEXT NOT NULL,
	checks TEXT NOT NULL,
	source TEXT NOT NULL,
	amends TEXT NOT NULL,
	decision_number TEXT NOT NULL,
	decision_date TEXT NOT NULL,
	decision_issuer TEXT NOT NULL,
	leaves BIGINT NOT NULL,
	items BIGINT NOT NULL,
	created BIGINT NOT NULL,
	issued BIGINT NOT NULL,
	withdrawn BIGINT NOT NULL,
	revision BIGINT NOT NULL
);
CREATE UNIQUE INDEX framework_version_named ON framework_version (code, number) WHERE state IN ('issued', 'withdrawn');
CREATE INDEX framework_version_listed ON framework_version (created, id);

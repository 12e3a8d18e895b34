-- +goose Up
-- One row a version of a data item. Rows are appended; to_day alone is set
-- once, from '' (open) to the day on which the version ends. Days are yyyy-mm-dd.
CREATE TABLE figure_item (
	code TEXT NOT NULL,
	version BIGINT NOT NULL,
	kind TEXT NOT NULL,
	from_day TEXT NOT NULL,
	to_day TEXT NOT NULL,
	at BIGINT NOT NULL,
	body TEXT NOT NULL,
	PRIMARY KEY (code, version)
);

-- +goose Up
-- Every change of a year's table is a new version with all of its days; rows are
-- never changed. A version holds from its time until that of the next one.
CREATE TABLE calendar_year (
	year BIGINT NOT NULL,
	version BIGINT NOT NULL,
	at BIGINT NOT NULL,
	confirmed BOOLEAN NOT NULL,
	basis TEXT NOT NULL,
	person TEXT NOT NULL,
	reason TEXT NOT NULL,
	PRIMARY KEY (year, version)
);

CREATE TABLE calendar_day (
	year BIGINT NOT NULL,
	version BIGINT NOT NULL,
	day TEXT NOT NULL,
	kind TEXT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	basis TEXT NOT NULL,
	assumed BOOLEAN NOT NULL,
	PRIMARY KEY (year, version, day),
	FOREIGN KEY (year, version) REFERENCES calendar_year (year, version)
);

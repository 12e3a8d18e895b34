-- +goose Up
-- Whose installation this is: one row, whose place is always 1.
CREATE TABLE installation (
	place BIGINT PRIMARY KEY CHECK (place = 1),
	code TEXT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	language TEXT NOT NULL,
	sample BOOLEAN NOT NULL,
	founded BIGINT NOT NULL,
	revision BIGINT NOT NULL
);

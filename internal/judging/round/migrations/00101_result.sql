-- +goose Up
-- What was published of an agency in a past round that was loaded from a
-- workbook. points is exact; rank 0 and level '' are not told.
CREATE TABLE round_result (
	round TEXT NOT NULL,
	agency TEXT NOT NULL,
	points TEXT NOT NULL,
	rank BIGINT NOT NULL,
	level TEXT NOT NULL,
	PRIMARY KEY (round, agency)
);

-- +goose Up
-- A round of assessment. variants and plan are JSON: few, and read whole.
CREATE TABLE round (
	id TEXT PRIMARY KEY,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	year BIGINT NOT NULL,
	phase TEXT NOT NULL,
	training BOOLEAN NOT NULL,
	imported BOOLEAN NOT NULL,
	group_set TEXT NOT NULL,
	as_of TEXT NOT NULL,
	variants TEXT NOT NULL,
	plan TEXT NOT NULL,
	officer BOOLEAN NOT NULL,
	previous TEXT NOT NULL,
	created BIGINT NOT NULL,
	revision BIGINT NOT NULL
);
CREATE INDEX round_listed ON round (year, created);

-- The cohort: an agency as it was on the round's day. groups is JSON, ids for access.
CREATE TABLE round_member (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	sort TEXT NOT NULL,
	ranked_in TEXT NOT NULL,
	groups TEXT NOT NULL,
	version TEXT NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (agency, round)
);
CREATE INDEX round_member_listed ON round_member (round, sort);

-- An exemption ends by the row's ended; node '' is the whole agency.
CREATE TABLE round_exemption (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	id TEXT NOT NULL,
	node TEXT NOT NULL,
	reason TEXT NOT NULL,
	approver TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	ended BIGINT NOT NULL,
	PRIMARY KEY (agency, round, id)
);
CREATE INDEX round_exemption_listed ON round_exemption (round, agency);

CREATE TABLE round_extension (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	id TEXT NOT NULL,
	phase TEXT NOT NULL,
	until BIGINT NOT NULL,
	reason TEXT NOT NULL,
	approver TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (agency, round, id)
);
CREATE INDEX round_extension_listed ON round_extension (round, agency);

-- What became of the round: steps from phase to phase.
CREATE TABLE round_step (
	round TEXT NOT NULL,
	number BIGINT NOT NULL,
	from_phase TEXT NOT NULL,
	to_phase TEXT NOT NULL,
	reason TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (round, number)
);

-- An amending version that took the place of another one.
CREATE TABLE round_amendment (
	round TEXT NOT NULL,
	from_version TEXT NOT NULL,
	to_version TEXT NOT NULL,
	reason TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (round, from_version)
);

-- +goose Up
-- The answers of an agency in a round as they are. value is as the engine reads
-- it: a number, 1 or 0, the code of an option, words.
CREATE TABLE answer (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	item TEXT NOT NULL,
	value TEXT NOT NULL,
	inapplicable BOOLEAN NOT NULL,
	reason TEXT NOT NULL,
	version BIGINT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (agency, round, item)
);

-- Every edit that was accepted, by the name that its sender gave it: sent again
-- it is applied once. late is a draft that came after the end and counts for
-- nothing; its version is 0.
CREATE TABLE answer_edit (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	op TEXT NOT NULL,
	item TEXT NOT NULL,
	value TEXT NOT NULL,
	inapplicable BOOLEAN NOT NULL,
	reason TEXT NOT NULL,
	version BIGINT NOT NULL,
	late TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (agency, round, op)
);

-- A form is a draft while it has no row.
CREATE TABLE form (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	state TEXT NOT NULL,
	submission TEXT NOT NULL,
	revision BIGINT NOT NULL,
	PRIMARY KEY (agency, round)
);
CREATE INDEX form_listed ON form (round, agency);

-- A submission is never changed: content is what was submitted, hash its
-- SHA-256. record is the audit record of the act.
CREATE TABLE submission (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	id TEXT NOT NULL,
	version TEXT NOT NULL,
	way TEXT NOT NULL,
	content TEXT NOT NULL,
	hash TEXT NOT NULL,
	statement TEXT NOT NULL,
	document TEXT NOT NULL,
	person TEXT NOT NULL,
	name TEXT NOT NULL,
	role TEXT NOT NULL,
	behalf TEXT NOT NULL,
	record TEXT NOT NULL,
	at BIGINT NOT NULL,
	withdrawn BIGINT NOT NULL,
	PRIMARY KEY (agency, round, id)
);

-- Who of the agency answers for a field.
CREATE TABLE form_section (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	node TEXT NOT NULL,
	person TEXT NOT NULL,
	PRIMARY KEY (agency, round, node)
);

-- A question to the secretariat about a criterion, and its answer.
CREATE TABLE form_question (
	agency TEXT NOT NULL,
	round TEXT NOT NULL,
	id TEXT NOT NULL,
	node TEXT NOT NULL,
	question TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	answer TEXT NOT NULL,
	answered_by TEXT NOT NULL,
	answered BIGINT NOT NULL,
	PRIMARY KEY (agency, round, id)
);
CREATE INDEX form_question_open ON form_question (round, answered, at);

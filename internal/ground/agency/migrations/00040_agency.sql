-- +goose Up
-- Days are TEXT as 2025-07-01; an open end is 9999-12-31, so that days compare.
CREATE TABLE agency (
	code TEXT PRIMARY KEY,
	revision BIGINT NOT NULL,
	opened TEXT NOT NULL,
	ended TEXT NOT NULL
);

-- What an agency is over [valid_from, valid_to). search holds the names without
-- marks, sort_key orders them as Vietnamese dictionaries do.
CREATE TABLE agency_version (
	agency TEXT NOT NULL REFERENCES agency (code),
	valid_from TEXT NOT NULL,
	valid_to TEXT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	name_short TEXT NOT NULL,
	official TEXT NOT NULL,
	kind TEXT NOT NULL,
	parent TEXT NOT NULL,
	address TEXT NOT NULL,
	basis_number TEXT NOT NULL,
	basis_date TEXT NOT NULL,
	search TEXT NOT NULL,
	sort_key TEXT NOT NULL,
	PRIMARY KEY (agency, valid_from)
);
CREATE INDEX agency_version_sort ON agency_version (sort_key, agency);
CREATE INDEX agency_version_parent ON agency_version (parent, sort_key);

CREATE TABLE agency_contact (
	agency TEXT NOT NULL REFERENCES agency (code),
	place BIGINT NOT NULL,
	name TEXT NOT NULL,
	title TEXT NOT NULL,
	phone TEXT NOT NULL,
	mail TEXT NOT NULL,
	PRIMARY KEY (agency, place)
);

CREATE TABLE agency_set (
	code TEXT PRIMARY KEY,
	revision BIGINT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL
);

CREATE TABLE agency_group (
	in_set TEXT NOT NULL REFERENCES agency_set (code),
	code TEXT NOT NULL,
	place BIGINT NOT NULL,
	name_vi TEXT NOT NULL,
	name_en TEXT NOT NULL,
	parent TEXT NOT NULL,
	PRIMARY KEY (in_set, code)
);

CREATE TABLE agency_member (
	agency TEXT NOT NULL REFERENCES agency (code),
	in_set TEXT NOT NULL REFERENCES agency_set (code),
	valid_from TEXT NOT NULL,
	valid_to TEXT NOT NULL,
	in_group TEXT NOT NULL,
	PRIMARY KEY (agency, in_set, valid_from)
);
CREATE INDEX agency_member_group ON agency_member (in_set, in_group);

CREATE TABLE agency_succession (
	code TEXT PRIMARY KEY,
	revision BIGINT NOT NULL,
	how TEXT NOT NULL,
	effective TEXT NOT NULL,
	decision_number TEXT NOT NULL,
	decision_date TEXT NOT NULL,
	note TEXT NOT NULL
);

-- share is exact, numerator/denominator; '' when it is not known. successor is
-- '' when nobody took over.
CREATE TABLE agency_link (
	succession TEXT NOT NULL REFERENCES agency_succession (code),
	predecessor TEXT NOT NULL REFERENCES agency (code),
	successor TEXT NOT NULL,
	share TEXT NOT NULL,
	PRIMARY KEY (succession, predecessor, successor)
);
CREATE INDEX agency_link_predecessor ON agency_link (predecessor);
CREATE INDEX agency_link_successor ON agency_link (successor);

-- +goose Up
-- That a letter reminds an agency of its form. letter is its id in the log of
-- letters; person '' is the program itself.
CREATE TABLE form_reminder (
	round TEXT NOT NULL,
	agency TEXT NOT NULL,
	letter TEXT NOT NULL,
	person TEXT NOT NULL,
	at BIGINT NOT NULL,
	PRIMARY KEY (round, agency, letter)
);

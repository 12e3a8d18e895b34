-- +goose Up
-- What was sent to whom. A row is written with the letter's job, in the
-- transaction of the act that wanted it.
CREATE TABLE mail_sent (
	job TEXT PRIMARY KEY,
	template TEXT NOT NULL,
	series TEXT NOT NULL, -- what the letters of one slice belong to together
	about TEXT NOT NULL, -- whom or what one letter of them is about
	address TEXT NOT NULL,
	name TEXT NOT NULL,
	lang TEXT NOT NULL,
	subject TEXT NOT NULL,
	posted BIGINT NOT NULL,
	outcome TEXT NOT NULL, -- waiting, sent, refused, failed, unset
	tries BIGINT NOT NULL,
	ended BIGINT NOT NULL, -- 0 while it waits
	reason TEXT NOT NULL -- why it is not sent, '' for none
);
CREATE INDEX mail_sent_series ON mail_sent (series, posted);

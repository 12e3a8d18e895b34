-- +goose Up
-- Work that is to be done after the commit of what wants it. A row is written in
-- the transaction of the act; it stays for a while when it is done, so that what
-- was wanted once under a key is not done twice.
CREATE TABLE job (
	id TEXT PRIMARY KEY,
	kind TEXT NOT NULL,
	once_key TEXT NOT NULL, -- the id where nothing was said
	payload TEXT NOT NULL, -- JSON
	state TEXT NOT NULL, -- waiting, done, failed
	added BIGINT NOT NULL,
	run_after BIGINT NOT NULL,
	attempts BIGINT NOT NULL,
	holder TEXT NOT NULL, -- the program that runs it, '' for none
	leased BIGINT NOT NULL, -- until when it holds it
	ended BIGINT NOT NULL, -- 0 while it is waiting
	reason TEXT NOT NULL -- of the last attempt that failed
);
CREATE UNIQUE INDEX job_once ON job (kind, once_key);
CREATE INDEX job_due ON job (kind, run_after) WHERE state = 'waiting';
CREATE INDEX job_ended ON job (state, ended) WHERE state <> 'waiting';

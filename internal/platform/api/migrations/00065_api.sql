-- +goose Up
-- Answers to POST under an idempotency key, kept for a day: a person who sends
-- the same again gets the same answer, and nothing is done twice.
CREATE TABLE api_answer (
	person TEXT NOT NULL,
	idempotency_key TEXT NOT NULL,
	digest TEXT NOT NULL,
	answer TEXT NOT NULL,
	answered BIGINT NOT NULL,
	PRIMARY KEY (person, idempotency_key)
);
CREATE INDEX api_answer_answered ON api_answer (answered);

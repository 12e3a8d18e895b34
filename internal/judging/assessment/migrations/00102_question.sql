-- +goose Up
-- Whether an answer is shown to every agency of the round, as guidance.
ALTER TABLE form_question ADD COLUMN shared BOOLEAN NOT NULL DEFAULT FALSE;

-- +goose Up
-- What acts did, and what their jobs did after them.
CREATE TABLE act (id TEXT PRIMARY KEY);
CREATE TABLE effect (job TEXT PRIMARY KEY, act TEXT NOT NULL);

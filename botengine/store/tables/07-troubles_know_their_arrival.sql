-- So that it can be worked on once more.

ALTER TABLE error ADD COLUMN dedupe TEXT NOT NULL DEFAULT '';

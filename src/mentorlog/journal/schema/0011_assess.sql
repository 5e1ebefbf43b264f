-- A level may be 0, and may be of what one knows or of what one does; a skill has a level to reach.
-- SQLite changes no CHECK, so the table is made anew; nothing refers to it.

CREATE TABLE new_ratings (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  skill INTEGER NOT NULL REFERENCES skills DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 5),
  "by" TEXT NOT NULL CHECK ("by" IN ('self', 'mentor')),
  evidence TEXT,
  private INTEGER CHECK (private IN (0, 1)),
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  aspect TEXT CHECK (aspect IN ('knowledge', 'application'))
) STRICT;
INSERT INTO new_ratings (number, entry, uid, created_at, updated_at, skill, day, value, "by", evidence, private, mentor)
  SELECT number, entry, uid, created_at, updated_at, skill, day, value, "by", evidence, private, mentor FROM ratings;
DROP TABLE ratings;
ALTER TABLE new_ratings RENAME TO ratings;
CREATE INDEX ratings_day ON ratings (day, skill, "by", value);
CREATE INDEX ratings_skill ON ratings (skill, "by", day, value);
CREATE INDEX ratings_mentor ON ratings (mentor) WHERE mentor IS NOT NULL;

ALTER TABLE skills ADD COLUMN target INTEGER CHECK (target BETWEEN 1 AND 5);

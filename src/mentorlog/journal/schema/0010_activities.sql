-- What is done to develop beside the sessions, and the first and last of the three questions of a reflection for
-- lessons, whose own text answers the second.

CREATE TABLE activities (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  sort TEXT NOT NULL
    CHECK (sort IN ('course', 'reading', 'event', 'shadowing', 'practice', 'volunteering', 'other')),
  kind TEXT NOT NULL CHECK (kind IN ('formal', 'informal')),
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  provider TEXT,
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  competences TEXT,
  happened TEXT,
  learned TEXT,
  applied TEXT,
  evidence TEXT,
  private INTEGER CHECK (private IN (0, 1))
) STRICT;
CREATE INDEX activities_day ON activities (day, number);
CREATE INDEX activities_goal ON activities (goal) WHERE goal IS NOT NULL;

ALTER TABLE lessons ADD COLUMN happened TEXT;
ALTER TABLE lessons ADD COLUMN intention TEXT;

-- What was asked of a mentor by letter, and what came back: whose words a record holds, and which text both agreed to.
-- A CHECK cannot be widened later, so that kinds of letters are allowed which nobody writes yet.

CREATE TABLE letters (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  mentor INTEGER NOT NULL REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL
    CHECK (kind IN ('before', 'after', 'agreement', 'goals', 'skills', 'feedback', 'review', 'open')),
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  code TEXT NOT NULL,
  marks TEXT,
  prints TEXT,
  replies TEXT,
  state TEXT NOT NULL CHECK (state IN ('waiting', 'answered', 'closed')),
  answered_on TEXT CHECK (answered_on GLOB '????-??-??' AND date(answered_on, '+0 days') IS answered_on),
  private INTEGER CHECK (private IN (0, 1))
) STRICT;
CREATE INDEX letters_day ON letters (day, number);
CREATE INDEX letters_mentor ON letters (mentor, state, day);
CREATE INDEX letters_session ON letters (session) WHERE session IS NOT NULL;
CREATE INDEX letters_waiting ON letters (state, day) WHERE state = 'waiting';
CREATE INDEX letters_private ON letters (number) WHERE private = 1;

ALTER TABLE questions ADD COLUMN said_by TEXT CHECK (said_by IN ('mentor'));
ALTER TABLE questions ADD COLUMN letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE actions ADD COLUMN said_by TEXT CHECK (said_by IN ('mentor'));
ALTER TABLE actions ADD COLUMN letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ratings ADD COLUMN letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE feedback ADD COLUMN letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX questions_letter ON questions (letter) WHERE letter IS NOT NULL;
CREATE INDEX actions_letter ON actions (letter) WHERE letter IS NOT NULL;
CREATE INDEX ratings_letter ON ratings (letter) WHERE letter IS NOT NULL;
CREATE INDEX feedback_letter ON feedback (letter) WHERE letter IS NOT NULL;

ALTER TABLE agreements ADD COLUMN both_agreed_on TEXT
  CHECK (both_agreed_on GLOB '????-??-??' AND date(both_agreed_on, '+0 days') IS both_agreed_on);
ALTER TABLE agreements ADD COLUMN agreed_text TEXT;
ALTER TABLE agreements ADD COLUMN letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE goals ADD COLUMN both_agreed_on TEXT
  CHECK (both_agreed_on GLOB '????-??-??' AND date(both_agreed_on, '+0 days') IS both_agreed_on);
ALTER TABLE goals ADD COLUMN agreed_text TEXT;
ALTER TABLE goals ADD COLUMN letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX agreements_letter ON agreements (letter) WHERE letter IS NOT NULL;
CREATE INDEX goals_letter ON goals (letter) WHERE letter IS NOT NULL;

-- Whether the two fit, as each of them sees it: after the first session, and at each review.
ALTER TABLE sessions ADD COLUMN fit INTEGER CHECK (fit BETWEEN 1 AND 5);
ALTER TABLE sessions ADD COLUMN mentor_fit INTEGER CHECK (mentor_fit BETWEEN 1 AND 5);
ALTER TABLE reviews ADD COLUMN fit INTEGER CHECK (fit BETWEEN 1 AND 5);
ALTER TABLE reviews ADD COLUMN mentor_fit INTEGER CHECK (mentor_fit BETWEEN 1 AND 5);

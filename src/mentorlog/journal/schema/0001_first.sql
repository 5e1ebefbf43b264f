-- The first schema. A CHECK cannot be widened later, so every state of every noun is allowed from the start;
-- later schemas only add tables, and columns that are nullable or have a default. No nullable column has a default:
-- the change log leaves out what is NULL, and replaying it must give NULL again.

CREATE TABLE counters (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;

CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  command TEXT NOT NULL,
  reverts INTEGER REFERENCES changes
) STRICT;
CREATE INDEX changes_reverts ON changes (reverts);

CREATE TABLE change_rows (
  id INTEGER PRIMARY KEY,
  change INTEGER NOT NULL REFERENCES changes,
  tbl TEXT NOT NULL,
  number INTEGER NOT NULL,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT;
CREATE INDEX change_rows_change ON change_rows (change);
CREATE INDEX change_rows_row ON change_rows (tbl, number);

CREATE TABLE mentors (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  organisation TEXT,
  email TEXT,
  note TEXT,
  state TEXT NOT NULL CHECK (state IN ('candidate', 'contacted', 'meeting', 'active', 'paused', 'ended', 'declined')),
  since TEXT CHECK (since GLOB '????-??-??' AND date(since, '+0 days') IS since),
  cadence TEXT,
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  channel TEXT
) STRICT;
CREATE INDEX mentors_state ON mentors (state);

CREATE TABLE goals (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  why TEXT,
  unit TEXT,
  baseline REAL NOT NULL,
  target REAL,
  start TEXT NOT NULL CHECK (start GLOB '????-??-??' AND date(start, '+0 days') IS start),
  due TEXT CHECK (due GLOB '????-??-??' AND date(due, '+0 days') IS due),
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CHECK (state IN ('draft', 'agreed', 'achieved', 'dropped', 'paused')),
  agreed_on TEXT CHECK (agreed_on GLOB '????-??-??' AND date(agreed_on, '+0 days') IS agreed_on),
  ended_on TEXT CHECK (ended_on GLOB '????-??-??' AND date(ended_on, '+0 days') IS ended_on),
  CHECK (due IS NULL OR due >= start)
) STRICT;
CREATE INDEX goals_state ON goals (state);
CREATE INDEX goals_mentor ON goals (mentor);

CREATE TABLE steps (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  goal INTEGER NOT NULL REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  due TEXT CHECK (due GLOB '????-??-??' AND date(due, '+0 days') IS due),
  state TEXT NOT NULL CHECK (state IN ('open', 'done')),
  done_on TEXT CHECK (done_on GLOB '????-??-??' AND date(done_on, '+0 days') IS done_on)
) STRICT;
CREATE INDEX steps_goal ON steps (goal, state, done_on);

CREATE TABLE progress (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  goal INTEGER NOT NULL REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  value REAL NOT NULL,
  confidence INTEGER CHECK (confidence BETWEEN 1 AND 5),
  note TEXT
) STRICT;
CREATE INDEX progress_goal ON progress (goal, day, number, value);

CREATE TABLE sessions (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  starts_at TEXT NOT NULL CHECK (datetime(starts_at) IS NOT NULL),
  zone TEXT NOT NULL,
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  real_minutes INTEGER CHECK (real_minutes BETWEEN 1 AND 1440),
  channel TEXT,
  state TEXT NOT NULL CHECK (state IN ('planned', 'held', 'missed', 'cancelled')),
  notes TEXT,
  takeaways TEXT,
  rating INTEGER CHECK (rating BETWEEN 1 AND 5),
  moved INTEGER NOT NULL CHECK (moved >= 0)
) STRICT;
CREATE INDEX sessions_time ON sessions (datetime(starts_at), state);
CREATE INDEX sessions_day ON sessions (substr(starts_at, 1, 10), state, mentor);
CREATE INDEX sessions_state ON sessions (state, datetime(starts_at), substr(starts_at, 1, 10));
CREATE INDEX sessions_mentor ON sessions (mentor, substr(starts_at, 1, 10));

CREATE TABLE checkins (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  mood INTEGER CHECK (mood BETWEEN 1 AND 5),
  energy INTEGER CHECK (energy BETWEEN 1 AND 5),
  trust INTEGER CHECK (trust BETWEEN 1 AND 5),
  wins TEXT,
  blockers TEXT,
  wants TEXT
) STRICT;
CREATE INDEX checkins_day ON checkins (day, mood, energy, trust);
CREATE INDEX checkins_mentor ON checkins (mentor);
CREATE INDEX checkins_session ON checkins (session);

CREATE TABLE questions (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  priority TEXT NOT NULL CHECK (priority IN ('high', 'normal', 'low')),
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'dropped')),
  answer TEXT,
  answered_on TEXT CHECK (answered_on GLOB '????-??-??' AND date(answered_on, '+0 days') IS answered_on),
  dropped_on TEXT CHECK (dropped_on GLOB '????-??-??' AND date(dropped_on, '+0 days') IS dropped_on)
) STRICT;
CREATE INDEX questions_open ON questions (priority, number) WHERE state = 'open';
CREATE INDEX questions_created ON questions (created_at);
CREATE INDEX questions_answered ON questions (answered_on) WHERE answered_on IS NOT NULL;
CREATE INDEX questions_dropped ON questions (dropped_on) WHERE dropped_on IS NOT NULL;
CREATE INDEX questions_goal ON questions (goal, state);
CREATE INDEX questions_session ON questions (session);

CREATE TABLE feedback (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  direction TEXT NOT NULL CHECK (direction IN ('received', 'given')),
  who TEXT CHECK (length(who) BETWEEN 1 AND 200),
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  situation TEXT,
  behaviour TEXT NOT NULL CHECK (length(behaviour) > 0),
  impact TEXT,
  kind TEXT CHECK (kind IN ('praise', 'constructive')),
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  response TEXT,
  state TEXT NOT NULL CHECK (state IN ('open', 'answered', 'planned', 'given'))
) STRICT;
CREATE INDEX feedback_day ON feedback (day, direction, kind);
CREATE INDEX feedback_open ON feedback (day, kind) WHERE state = 'open';
CREATE INDEX feedback_mentor ON feedback (mentor);
CREATE INDEX feedback_session ON feedback (session);
CREATE INDEX feedback_goal ON feedback (goal);

CREATE TABLE achievements (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  title TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  evidence TEXT,
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CHECK (state IN ('new', 'celebrated')),
  celebrated_on TEXT CHECK (celebrated_on GLOB '????-??-??' AND date(celebrated_on, '+0 days') IS celebrated_on),
  how TEXT
) STRICT;
CREATE INDEX achievements_day ON achievements (day);
CREATE INDEX achievements_goal ON achievements (goal);

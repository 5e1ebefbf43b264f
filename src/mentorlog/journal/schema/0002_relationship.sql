-- The whole relationship: finding a mentor, agreeing, acting, learning, friction, skills, a network, looking back.

CREATE TABLE skills (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  frameworks TEXT
) STRICT;

-- The eight that a project manager grows in are part of an empty journal: they stand in no change and have fixed uids.
INSERT INTO skills (number, entry, uid, created_at, updated_at, name, frameworks)
  SELECT number, coalesce((SELECT last FROM counters WHERE name = 'entry'), 0) + number,
    printf('01900000-0000-7000-8000-%012d', number), '2026-11-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z',
    name, frameworks
  FROM (
    SELECT 1 AS number, 'planning' AS name,
      'APM: Integrated planning, Schedule, Resource, Budgeting and cost control, Requirements
PFQ: 4, 5, 6
ICB4: Design, Scope, Time, Resources' AS frameworks
    UNION ALL SELECT 2, 'executing', 'APM: Change control, Quality, Contract, Procurement, Transition
PFQ: 2, 5, 8
ICB4: Plan and control, Quality, Organisation and information'
    UNION ALL SELECT 3, 'evaluating', 'APM: Reviews, Assurance, Benefits, Business case
PFQ: 1, 2, 8
ICB4: Goals, objectives and benefits; Plan and control'
    UNION ALL SELECT 4, 'risk', 'APM: Risk and issue management
PFQ: 7
ICB4: Risk and opportunity'
    UNION ALL SELECT 5, 'communication', 'APM: Stakeholder engagement and communication management
PFQ: 9
ICB4: Personal communication, Stakeholders, Relations and engagement'
    UNION ALL SELECT 6, 'teamwork', 'APM: Team management, Diversity and inclusion
PFQ: 10
ICB4: Teamwork, Personal integrity and reliability'
    UNION ALL SELECT 7, 'leadership', 'APM: Leadership, Ethics, Governance arrangements
PFQ: 3, 10
ICB4: Leadership, Self-reflection and self-management, Results orientation'
    UNION ALL SELECT 8, 'problem solving', 'APM: Conflict resolution, Solutions development
PFQ: 7
ICB4: Resourcefulness, Conflict and crisis, Negotiation'
  );
INSERT INTO counters (name, last) VALUES ('skills', 8), ('entry', 8)
  ON CONFLICT DO UPDATE SET last = last + excluded.last;

CREATE TABLE ratings (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  skill INTEGER NOT NULL REFERENCES skills DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  value INTEGER NOT NULL CHECK (value BETWEEN 1 AND 5),
  "by" TEXT NOT NULL CHECK ("by" IN ('self', 'mentor')),
  evidence TEXT
) STRICT;
CREATE INDEX ratings_day ON ratings (day, skill, "by", value);
CREATE INDEX ratings_skill ON ratings (skill, "by", day, value);

CREATE TABLE needs (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 5)
) STRICT;

CREATE TABLE scores (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  mentor INTEGER NOT NULL REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  need INTEGER NOT NULL REFERENCES needs DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  value INTEGER NOT NULL CHECK (value BETWEEN 0 AND 5)
) STRICT;
CREATE INDEX scores_mentor ON scores (mentor, need, day, value);
CREATE INDEX scores_need ON scores (need);

CREATE TABLE agreements (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  mentor INTEGER NOT NULL REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  version INTEGER NOT NULL CHECK (version >= 1),
  purpose TEXT,
  cadence TEXT,
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  channel TEXT,
  between_sessions TEXT,
  notice TEXT,
  feedback_manner TEXT,
  review_on TEXT CHECK (review_on GLOB '????-??-??' AND date(review_on, '+0 days') IS review_on),
  lasts TEXT,
  ending TEXT,
  state TEXT NOT NULL CHECK (state IN ('draft', 'agreed', 'superseded', 'closed')),
  agreed_on TEXT CHECK (agreed_on GLOB '????-??-??' AND date(agreed_on, '+0 days') IS agreed_on)
) STRICT;
CREATE INDEX agreements_agreed ON agreements (agreed_on, version);
CREATE INDEX agreements_mentor ON agreements (mentor, state, version);

CREATE TABLE points (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  agreement INTEGER NOT NULL REFERENCES agreements DEFERRABLE INITIALLY DEFERRED,
  kind TEXT NOT NULL CHECK (kind IN ('role', 'expectation', 'responsibility', 'boundary', 'confidentiality')),
  "of" TEXT NOT NULL CHECK ("of" IN ('me', 'mentor', 'both')),
  text TEXT NOT NULL CHECK (length(text) > 0)
) STRICT;
CREATE INDEX points_agreement ON points (agreement, kind);

CREATE TABLE actions (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  who TEXT NOT NULL CHECK (who IN ('me', 'mentor')),
  due TEXT CHECK (due GLOB '????-??-??' AND date(due, '+0 days') IS due),
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  state TEXT NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
  done_on TEXT CHECK (done_on GLOB '????-??-??' AND date(done_on, '+0 days') IS done_on),
  dropped_on TEXT CHECK (dropped_on GLOB '????-??-??' AND date(dropped_on, '+0 days') IS dropped_on),
  note TEXT,
  stretch INTEGER NOT NULL CHECK (stretch IN (0, 1))
) STRICT;
CREATE INDEX actions_open ON actions (who, due, number) WHERE state = 'open';
CREATE INDEX actions_done ON actions (done_on) WHERE done_on IS NOT NULL;
CREATE INDEX actions_created ON actions (who, created_at);
CREATE INDEX actions_dropped ON actions (dropped_on) WHERE dropped_on IS NOT NULL;
CREATE INDEX actions_session ON actions (session);
CREATE INDEX actions_goal ON actions (goal, state);

CREATE TABLE lessons (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  goal INTEGER REFERENCES goals DEFERRABLE INITIALLY DEFERRED,
  skill INTEGER REFERENCES skills DEFERRABLE INITIALLY DEFERRED,
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  state TEXT NOT NULL CHECK (state IN ('open', 'applied'))
) STRICT;
CREATE INDEX lessons_open ON lessons (number) WHERE state = 'open';
CREATE INDEX lessons_created ON lessons (created_at);
CREATE INDEX lessons_session ON lessons (session);
CREATE INDEX lessons_goal ON lessons (goal);
CREATE INDEX lessons_skill ON lessons (skill);

CREATE TABLE applications (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  lesson INTEGER NOT NULL REFERENCES lessons DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  text TEXT NOT NULL CHECK (length(text) > 0)
) STRICT;
CREATE INDEX applications_lesson ON applications (lesson, day);
CREATE INDEX applications_day ON applications (day);

CREATE TABLE challenges (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) > 0),
  kind TEXT NOT NULL CHECK (kind IN ('misunderstanding', 'disagreement', 'discouragement', 'availability', 'boundary', 'trust', 'fit', 'other')),
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  session INTEGER REFERENCES sessions DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  state TEXT NOT NULL CHECK (state IN ('open', 'raised', 'resolved')),
  raised_on TEXT CHECK (raised_on GLOB '????-??-??' AND date(raised_on, '+0 days') IS raised_on),
  resolved_on TEXT CHECK (resolved_on GLOB '????-??-??' AND date(resolved_on, '+0 days') IS resolved_on),
  outcome TEXT
) STRICT;
CREATE INDEX challenges_state ON challenges (state, day);
CREATE INDEX challenges_live ON challenges (number) WHERE state <> 'resolved';
CREATE INDEX challenges_day ON challenges (day);
CREATE INDEX challenges_resolved ON challenges (resolved_on) WHERE resolved_on IS NOT NULL;
CREATE INDEX challenges_mentor ON challenges (mentor);
CREATE INDEX challenges_session ON challenges (session);

CREATE TABLE contacts (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  organisation TEXT,
  through INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  introduced_on TEXT CHECK (introduced_on GLOB '????-??-??' AND date(introduced_on, '+0 days') IS introduced_on),
  follow_up TEXT CHECK (follow_up GLOB '????-??-??' AND date(follow_up, '+0 days') IS follow_up),
  outcome TEXT,
  minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440),
  state TEXT NOT NULL CHECK (state IN ('open', 'done'))
) STRICT;
CREATE INDEX contacts_open ON contacts (follow_up, number) WHERE state = 'open';
CREATE INDEX contacts_introduced ON contacts (introduced_on);
CREATE INDEX contacts_live ON contacts (number) WHERE state = 'open';
CREATE INDEX contacts_through ON contacts (through, state);

CREATE TABLE reviews (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  since TEXT CHECK (since GLOB '????-??-??' AND date(since, '+0 days') IS since),
  until TEXT CHECK (until GLOB '????-??-??' AND date(until, '+0 days') IS until),
  went_well TEXT,
  to_change TEXT,
  next_review TEXT CHECK (next_review GLOB '????-??-??' AND date(next_review, '+0 days') IS next_review)
) STRICT;
CREATE INDEX reviews_mentor ON reviews (mentor, day);
CREATE INDEX reviews_day ON reviews (day, next_review);

ALTER TABLE mentors ADD COLUMN role TEXT;
ALTER TABLE mentors ADD COLUMN found_through TEXT
  CHECK (found_through IN ('organisation', 'industry', 'platform', 'referral', 'event'));
ALTER TABLE mentors ADD COLUMN referred_by TEXT;
ALTER TABLE mentors ADD COLUMN contacted_on TEXT
  CHECK (contacted_on GLOB '????-??-??' AND date(contacted_on, '+0 days') IS contacted_on);
ALTER TABLE mentors ADD COLUMN via TEXT;
ALTER TABLE mentors ADD COLUMN followed_up INTEGER NOT NULL DEFAULT 0 CHECK (followed_up >= 0);
ALTER TABLE mentors ADD COLUMN met_on TEXT CHECK (met_on GLOB '????-??-??' AND date(met_on, '+0 days') IS met_on);
ALTER TABLE mentors ADD COLUMN ended_on TEXT CHECK (ended_on GLOB '????-??-??' AND date(ended_on, '+0 days') IS ended_on);
ALTER TABLE mentors ADD COLUMN reason TEXT;

ALTER TABLE sessions ADD COLUMN kind TEXT NOT NULL DEFAULT 'regular'
  CHECK (kind IN ('first', 'regular', 'review', 'closing'));
ALTER TABLE sessions ADD COLUMN missed_by TEXT CHECK (missed_by IN ('me', 'mentor', 'both', 'other'));

ALTER TABLE feedback ADD COLUMN landed INTEGER CHECK (landed BETWEEN 1 AND 5);
CREATE INDEX feedback_planned ON feedback (number) WHERE state = 'planned';
ALTER TABLE feedback ADD COLUMN decision TEXT CHECK (decision IN ('use', 'try', 'ask', 'set aside'));

ALTER TABLE goals ADD COLUMN skill INTEGER REFERENCES skills DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE goals ADD COLUMN keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1));
ALTER TABLE goals ADD COLUMN stretch INTEGER NOT NULL DEFAULT 0 CHECK (stretch IN (0, 1));
CREATE INDEX achievements_new ON achievements (number) WHERE state = 'new';
CREATE INDEX goals_skill ON goals (skill);
ALTER TABLE steps ADD COLUMN minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440);
ALTER TABLE achievements ADD COLUMN minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440);

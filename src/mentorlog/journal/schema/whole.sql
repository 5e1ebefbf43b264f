-- Schema 14 at once, as its migrations leave it: python -m tests.journal.whole_schema --record
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
, minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440), private INTEGER CHECK (private IN (0, 1)), mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED) STRICT;
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
, private INTEGER CHECK (private IN (0, 1)), mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED, said_by TEXT CHECK (said_by IN ('mentor')), letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED) STRICT;
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
, private INTEGER CHECK (private IN (0, 1)), both_agreed_on TEXT
  CHECK (both_agreed_on GLOB '????-??-??' AND date(both_agreed_on, '+0 days') IS both_agreed_on), agreed_text TEXT, letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED) STRICT;
CREATE TABLE applications (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  lesson INTEGER NOT NULL REFERENCES lessons DEFERRABLE INITIALLY DEFERRED,
  day TEXT NOT NULL CHECK (day GLOB '????-??-??' AND date(day, '+0 days') IS day),
  text TEXT NOT NULL CHECK (length(text) > 0)
, private INTEGER CHECK (private IN (0, 1))) STRICT;
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
, private INTEGER CHECK (private IN (0, 1))) STRICT;
CREATE TABLE change_rows (
  id INTEGER PRIMARY KEY,
  change INTEGER NOT NULL REFERENCES changes,
  tbl TEXT NOT NULL,
  number INTEGER NOT NULL,
  before TEXT CHECK (before IS NULL OR json_valid(before)),
  after TEXT CHECK (after IS NULL OR json_valid(after)),
  CHECK (before IS NOT NULL OR after IS NOT NULL)
) STRICT;
CREATE TABLE changes (
  id INTEGER PRIMARY KEY,
  at TEXT NOT NULL,
  command TEXT NOT NULL,
  reverts INTEGER REFERENCES changes
, machine TEXT, seq INTEGER) STRICT;
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
, private INTEGER CHECK (private IN (0, 1))) STRICT;
CREATE TABLE conflict_rows (tbl TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (tbl, number))
  STRICT, WITHOUT ROWID;
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
, private INTEGER CHECK (private IN (0, 1))) STRICT;
CREATE TABLE counters (name TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO "counters" VALUES('entry',8);
INSERT INTO "counters" VALUES('skills',8);
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
, landed INTEGER CHECK (landed BETWEEN 1 AND 5), decision TEXT CHECK (decision IN ('use', 'try', 'ask', 'set aside')), private INTEGER CHECK (private IN (0, 1)), letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED) STRICT;
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
  ended_on TEXT CHECK (ended_on GLOB '????-??-??' AND date(ended_on, '+0 days') IS ended_on), skill INTEGER REFERENCES skills DEFERRABLE INITIALLY DEFERRED, keep INTEGER NOT NULL DEFAULT 0 CHECK (keep IN (0, 1)), stretch INTEGER NOT NULL DEFAULT 0 CHECK (stretch IN (0, 1)), private INTEGER CHECK (private IN (0, 1)), own_word TEXT, both_agreed_on TEXT
  CHECK (both_agreed_on GLOB '????-??-??' AND date(both_agreed_on, '+0 days') IS both_agreed_on), agreed_text TEXT, letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED,
  CHECK (due IS NULL OR due >= start)
) STRICT;
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
, private INTEGER CHECK (private IN (0, 1)), mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED, happened TEXT, intention TEXT) STRICT;
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
CREATE TABLE machines (
  letter TEXT PRIMARY KEY CHECK (letter GLOB '[a-z]'),
  uid TEXT NOT NULL,
  name TEXT NOT NULL,
  is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
  last INTEGER NOT NULL CHECK (last >= 0)
) STRICT, WITHOUT ROWID;
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
, role TEXT, found_through TEXT
  CHECK (found_through IN ('organisation', 'industry', 'platform', 'referral', 'event')), referred_by TEXT, contacted_on TEXT
  CHECK (contacted_on GLOB '????-??-??' AND date(contacted_on, '+0 days') IS contacted_on), via TEXT, followed_up INTEGER NOT NULL DEFAULT 0 CHECK (followed_up >= 0), met_on TEXT CHECK (met_on GLOB '????-??-??' AND date(met_on, '+0 days') IS met_on), ended_on TEXT CHECK (ended_on GLOB '????-??-??' AND date(ended_on, '+0 days') IS ended_on), reason TEXT, private INTEGER CHECK (private IN (0, 1)), rhythm TEXT, called TEXT) STRICT;
CREATE TABLE needs (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  text TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 200),
  weight INTEGER NOT NULL CHECK (weight BETWEEN 1 AND 5)
, private INTEGER CHECK (private IN (0, 1))) STRICT;
CREATE TABLE operation_rows (
  machine TEXT NOT NULL,
  seq INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  number INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('add', 'change', 'delete', 'forget', 'clear')),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  PRIMARY KEY (machine, seq, tbl, number)
) STRICT, WITHOUT ROWID;
CREATE TABLE operations (
  machine TEXT NOT NULL,
  seq INTEGER NOT NULL CHECK (seq > 0),
  clock INTEGER NOT NULL,
  seen TEXT NOT NULL CHECK (json_valid(seen)),
  at TEXT NOT NULL,
  command TEXT NOT NULL,
  reverts INTEGER,
  is_stripped INTEGER NOT NULL CHECK (is_stripped IN (0, 1)),
  PRIMARY KEY (machine, seq)
) STRICT, WITHOUT ROWID;
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
, private INTEGER CHECK (private IN (0, 1))) STRICT;
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
, private INTEGER CHECK (private IN (0, 1))) STRICT;
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
, private INTEGER CHECK (private IN (0, 1)), mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED, said_by TEXT CHECK (said_by IN ('mentor')), letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED) STRICT;
CREATE TABLE "ratings" (
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
, letter INTEGER REFERENCES letters DEFERRABLE INITIALLY DEFERRED) STRICT;
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
, private INTEGER CHECK (private IN (0, 1)), fit INTEGER CHECK (fit BETWEEN 1 AND 5), mentor_fit INTEGER CHECK (mentor_fit BETWEEN 1 AND 5)) STRICT;
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
, private INTEGER CHECK (private IN (0, 1))) STRICT;
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
, kind TEXT NOT NULL DEFAULT 'regular'
  CHECK (kind IN ('first', 'regular', 'review', 'closing')), missed_by TEXT CHECK (missed_by IN ('me', 'mentor', 'both', 'other')), private INTEGER CHECK (private IN (0, 1)), fit INTEGER CHECK (fit BETWEEN 1 AND 5), mentor_fit INTEGER CHECK (mentor_fit BETWEEN 1 AND 5)) STRICT;
CREATE TABLE skills (
  number INTEGER PRIMARY KEY,
  entry INTEGER NOT NULL UNIQUE,
  uid TEXT NOT NULL UNIQUE,
  created_at TEXT NOT NULL,
  updated_at TEXT NOT NULL,
  name TEXT NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
  frameworks TEXT
, private INTEGER CHECK (private IN (0, 1)), target INTEGER CHECK (target BETWEEN 1 AND 5)) STRICT;
INSERT INTO "skills" VALUES(1,1,'01900000-0000-7000-8000-000000000001','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','planning','APM: Integrated planning, Schedule, Resource, Budgeting and cost control, Requirements
PFQ: 4, 5, 6
ICB4: Design, Scope, Time, Resources',NULL,NULL);
INSERT INTO "skills" VALUES(2,2,'01900000-0000-7000-8000-000000000002','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','executing','APM: Change control, Quality, Contract, Procurement, Transition
PFQ: 2, 5, 8
ICB4: Plan and control, Quality, Organisation and information',NULL,NULL);
INSERT INTO "skills" VALUES(3,3,'01900000-0000-7000-8000-000000000003','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','evaluating','APM: Reviews, Assurance, Benefits, Business case
PFQ: 1, 2, 8
ICB4: Goals, objectives and benefits; Plan and control',NULL,NULL);
INSERT INTO "skills" VALUES(4,4,'01900000-0000-7000-8000-000000000004','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','risk','APM: Risk and issue management
PFQ: 7
ICB4: Risk and opportunity',NULL,NULL);
INSERT INTO "skills" VALUES(5,5,'01900000-0000-7000-8000-000000000005','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','communication','APM: Stakeholder engagement and communication management
PFQ: 9
ICB4: Personal communication, Stakeholders, Relations and engagement',NULL,NULL);
INSERT INTO "skills" VALUES(6,6,'01900000-0000-7000-8000-000000000006','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','teamwork','APM: Team management, Diversity and inclusion
PFQ: 10
ICB4: Teamwork, Personal integrity and reliability',NULL,NULL);
INSERT INTO "skills" VALUES(7,7,'01900000-0000-7000-8000-000000000007','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','leadership','APM: Leadership, Ethics, Governance arrangements
PFQ: 3, 10
ICB4: Leadership, Self-reflection and self-management, Results orientation',NULL,NULL);
INSERT INTO "skills" VALUES(8,8,'01900000-0000-7000-8000-000000000008','2026-11-01T00:00:00.000Z','2026-11-01T00:00:00.000Z','problem solving','APM: Conflict resolution, Solutions development
PFQ: 7
ICB4: Resourcefulness, Conflict and crisis, Negotiation',NULL,NULL);
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
, minutes INTEGER CHECK (minutes BETWEEN 1 AND 1440), private INTEGER CHECK (private IN (0, 1))) STRICT;
CREATE TABLE sync (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  journal TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation > 0),
  place TEXT NOT NULL,
  is_encrypted INTEGER NOT NULL CHECK (is_encrypted IN (0, 1)),
  clock INTEGER NOT NULL,
  counted INTEGER NOT NULL
) STRICT;
CREATE INDEX change_rows_change ON change_rows (change);
CREATE INDEX change_rows_row ON change_rows (tbl, number);
CREATE INDEX mentors_state ON mentors (state);
CREATE INDEX goals_state ON goals (state);
CREATE INDEX goals_mentor ON goals (mentor);
CREATE INDEX steps_goal ON steps (goal, state, done_on);
CREATE INDEX progress_goal ON progress (goal, day, number, value);
CREATE INDEX sessions_time ON sessions (datetime(starts_at), state);
CREATE INDEX sessions_day ON sessions (substr(starts_at, 1, 10), state, mentor);
CREATE INDEX sessions_state ON sessions (state, datetime(starts_at), substr(starts_at, 1, 10));
CREATE INDEX sessions_mentor ON sessions (mentor, substr(starts_at, 1, 10));
CREATE INDEX checkins_day ON checkins (day, mood, energy, trust);
CREATE INDEX checkins_mentor ON checkins (mentor);
CREATE INDEX checkins_session ON checkins (session);
CREATE INDEX questions_created ON questions (created_at);
CREATE INDEX questions_answered ON questions (answered_on) WHERE answered_on IS NOT NULL;
CREATE INDEX questions_dropped ON questions (dropped_on) WHERE dropped_on IS NOT NULL;
CREATE INDEX questions_goal ON questions (goal, state);
CREATE INDEX questions_session ON questions (session);
CREATE INDEX feedback_day ON feedback (day, direction, kind);
CREATE INDEX feedback_mentor ON feedback (mentor);
CREATE INDEX feedback_session ON feedback (session);
CREATE INDEX feedback_goal ON feedback (goal);
CREATE INDEX achievements_day ON achievements (day);
CREATE INDEX achievements_goal ON achievements (goal);
CREATE INDEX scores_mentor ON scores (mentor, need, day, value);
CREATE INDEX scores_need ON scores (need);
CREATE INDEX agreements_agreed ON agreements (agreed_on, version);
CREATE INDEX agreements_mentor ON agreements (mentor, state, version);
CREATE INDEX points_agreement ON points (agreement, kind);
CREATE INDEX actions_dropped ON actions (dropped_on) WHERE dropped_on IS NOT NULL;
CREATE INDEX actions_session ON actions (session);
CREATE INDEX actions_goal ON actions (goal, state);
CREATE INDEX lessons_created ON lessons (created_at);
CREATE INDEX lessons_session ON lessons (session);
CREATE INDEX lessons_goal ON lessons (goal);
CREATE INDEX lessons_skill ON lessons (skill);
CREATE INDEX applications_lesson ON applications (lesson, day);
CREATE INDEX applications_day ON applications (day);
CREATE INDEX challenges_state ON challenges (state, day);
CREATE INDEX challenges_day ON challenges (day);
CREATE INDEX challenges_resolved ON challenges (resolved_on) WHERE resolved_on IS NOT NULL;
CREATE INDEX challenges_mentor ON challenges (mentor);
CREATE INDEX challenges_session ON challenges (session);
CREATE INDEX contacts_open ON contacts (follow_up, number) WHERE state = 'open';
CREATE INDEX contacts_introduced ON contacts (introduced_on);
CREATE INDEX contacts_through ON contacts (through, state);
CREATE INDEX reviews_mentor ON reviews (mentor, day);
CREATE INDEX reviews_day ON reviews (day, next_review);
CREATE INDEX feedback_planned ON feedback (number) WHERE state = 'planned';
CREATE INDEX achievements_new ON achievements (number) WHERE state = 'new';
CREATE INDEX goals_skill ON goals (skill);
CREATE INDEX sessions_private ON sessions (number) WHERE private = 1;
CREATE INDEX questions_open ON questions (state, priority, number) WHERE state = 'open';
CREATE INDEX actions_open ON actions (state, who, due, number) WHERE state = 'open';
CREATE INDEX actions_done ON actions (done_on, who, due) WHERE done_on IS NOT NULL;
CREATE INDEX lessons_open ON lessons (state, created_at) WHERE state = 'open';
CREATE INDEX challenges_live ON challenges (number, state) WHERE state <> 'resolved';
CREATE INDEX contacts_live ON contacts (state) WHERE state = 'open';
CREATE INDEX feedback_waiting ON feedback (day, state, kind) WHERE state = 'open' AND kind IS NOT 'praise';
CREATE INDEX progress_day ON progress (day, number);
CREATE INDEX actions_due ON actions (due, number) WHERE due IS NOT NULL;
CREATE INDEX actions_undated ON actions (created_at, number) WHERE due IS NULL;
CREATE INDEX changes_reverts ON changes (reverts) WHERE reverts IS NOT NULL;
CREATE INDEX questions_mentor ON questions (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX actions_mentor ON actions (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX lessons_mentor ON lessons (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX achievements_mentor ON achievements (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX activities_day ON activities (day, number);
CREATE INDEX activities_goal ON activities (goal) WHERE goal IS NOT NULL;
CREATE INDEX ratings_day ON ratings (day, skill, "by", value);
CREATE INDEX ratings_skill ON ratings (skill, "by", day, value);
CREATE INDEX ratings_mentor ON ratings (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX operation_rows_row ON operation_rows (tbl, number);
CREATE INDEX operation_rows_forgotten ON operation_rows (tbl, number) WHERE act = 'forget';
CREATE INDEX letters_day ON letters (day, number);
CREATE INDEX letters_mentor ON letters (mentor, state, day);
CREATE INDEX letters_session ON letters (session) WHERE session IS NOT NULL;
CREATE INDEX letters_waiting ON letters (state, day) WHERE state = 'waiting';
CREATE INDEX letters_private ON letters (number) WHERE private = 1;
CREATE INDEX questions_letter ON questions (letter) WHERE letter IS NOT NULL;
CREATE INDEX actions_letter ON actions (letter) WHERE letter IS NOT NULL;
CREATE INDEX ratings_letter ON ratings (letter) WHERE letter IS NOT NULL;
CREATE INDEX feedback_letter ON feedback (letter) WHERE letter IS NOT NULL;
CREATE INDEX agreements_letter ON agreements (letter) WHERE letter IS NOT NULL;
CREATE INDEX goals_letter ON goals (letter) WHERE letter IS NOT NULL;

-- Whose a question, an action, a lesson or a mentor's rating is, where no session and no goal says so.

ALTER TABLE questions ADD COLUMN mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE actions ADD COLUMN mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE lessons ADD COLUMN mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED;
ALTER TABLE ratings ADD COLUMN mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX questions_mentor ON questions (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX actions_mentor ON actions (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX lessons_mentor ON lessons (mentor) WHERE mentor IS NOT NULL;
CREATE INDEX ratings_mentor ON ratings (mentor) WHERE mentor IS NOT NULL;

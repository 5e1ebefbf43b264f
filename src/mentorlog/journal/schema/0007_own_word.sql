-- Why a goal below its target is reached by its owner's own word, and whose an achievement is that serves no goal.

ALTER TABLE goals ADD COLUMN own_word TEXT;
ALTER TABLE achievements ADD COLUMN mentor INTEGER REFERENCES mentors DEFERRABLE INITIALLY DEFERRED;
CREATE INDEX achievements_mentor ON achievements (mentor) WHERE mentor IS NOT NULL;

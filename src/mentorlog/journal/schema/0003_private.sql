-- Private or not, of each record: empty is the default of its noun and its fields.

ALTER TABLE skills ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE ratings ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE needs ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE scores ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE agreements ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE points ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE actions ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE lessons ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE applications ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE challenges ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE contacts ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE reviews ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE mentors ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE sessions ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE feedback ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE goals ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE steps ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE progress ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE questions ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE checkins ADD COLUMN private INTEGER CHECK (private IN (0, 1));
ALTER TABLE achievements ADD COLUMN private INTEGER CHECK (private IN (0, 1));

-- Whether any session is private is asked of each page that is shared.
CREATE INDEX sessions_private ON sessions (number) WHERE private = 1;

-- How often the two meant to meet, and from which day on: what held then can be told from what holds now.

ALTER TABLE mentors ADD COLUMN rhythm TEXT;

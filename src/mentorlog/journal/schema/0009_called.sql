-- What a mentor is called in letters: which word of a name is the given one cannot be read from it.

ALTER TABLE mentors ADD COLUMN called TEXT;

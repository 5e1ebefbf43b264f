-- Several machines write one journal apart, each with numbers of its own, and hear later of what the others did.

-- Which machine made a change; NULL: this one. Each counts its changes from 1, once they are to be sent.
ALTER TABLE changes ADD COLUMN machine TEXT;
ALTER TABLE changes ADD COLUMN seq INTEGER;

CREATE TABLE machines (
  letter TEXT PRIMARY KEY CHECK (letter GLOB '[a-z]'),
  uid TEXT NOT NULL,
  name TEXT NOT NULL,
  is_own INTEGER NOT NULL CHECK (is_own IN (0, 1)),
  last INTEGER NOT NULL CHECK (last >= 0)
) STRICT, WITHOUT ROWID;

-- What each machine did, as it was sent: what is merged is these, and never the tables.
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

CREATE TABLE operation_rows (
  machine TEXT NOT NULL,
  seq INTEGER NOT NULL,
  tbl TEXT NOT NULL,
  number INTEGER NOT NULL,
  act TEXT NOT NULL CHECK (act IN ('add', 'change', 'delete', 'forget', 'clear')),
  fields TEXT NOT NULL CHECK (json_valid(fields)),
  PRIMARY KEY (machine, seq, tbl, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX operation_rows_row ON operation_rows (tbl, number);
CREATE INDEX operation_rows_forgotten ON operation_rows (tbl, number) WHERE act = 'forget';

-- The rows of which two machines said different things that nobody has settled.
CREATE TABLE conflict_rows (tbl TEXT NOT NULL, number INTEGER NOT NULL, PRIMARY KEY (tbl, number))
  STRICT, WITHOUT ROWID;

-- Which journal this is one of, where it is carried, and how far its own changes are counted.
CREATE TABLE sync (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  journal TEXT NOT NULL,
  generation INTEGER NOT NULL CHECK (generation > 0),
  place TEXT NOT NULL,
  is_encrypted INTEGER NOT NULL CHECK (is_encrypted IN (0, 1)),
  clock INTEGER NOT NULL,
  counted INTEGER NOT NULL
) STRICT;

-- Marks the file as ours ("kdbl"), so that another program's database is refused and left alone.
PRAGMA application_id = 0x6b64626c;

-- One row per change of a key; an object's text stands here and nowhere else. A row knows the row it
-- replaced, so that a watcher can be told what a delete removed and the state at an older revision
-- can be read. Compaction drops the rows that neither a head nor a revision still allowed needs.
-- Rowids rise with revisions: read in their order, the log is the history.
CREATE TABLE log (
  id        INTEGER PRIMARY KEY,   -- a rowid table: 22 µs a write, against 60 WITHOUT ROWID
  revision  INTEGER NOT NULL,
  at        INTEGER NOT NULL,      -- when, in milliseconds since the epoch: history may end by age
  key       TEXT    NOT NULL,
  value     TEXT,                  -- NULL: this change deleted the key
  created   INTEGER NOT NULL,      -- the revision that created the key
  replaced  INTEGER,               -- log.id of the row before; NULL: this change created the key
  checksum  INTEGER NOT NULL       -- CRC-32 of key and value: SQLite does not notice a flipped byte
) STRICT;

-- Compaction goes by revision.
CREATE INDEX log_by_revision ON log (revision);

-- What each key holds now: its newest row, unless that deleted it.
CREATE TABLE head (
  key  TEXT    PRIMARY KEY,
  log  INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The revision counter must survive the compaction of the log.
CREATE TABLE state (
  only       INTEGER PRIMARY KEY CHECK (only = 1),
  revision   INTEGER NOT NULL,
  compacted  INTEGER NOT NULL      -- the log holds every change of the revisions above
) STRICT;

INSERT INTO state (only, revision, compacted) VALUES (1, 0, 0);
